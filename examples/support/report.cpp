#include "report.hpp"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "text.hpp"

namespace sylva::examples {
namespace {

std::vector<std::size_t> index_of(const block& where, std::size_t cell) {
  std::vector<std::size_t> index = where.start;
  for (std::size_t d = index.size(); d-- > 0;) {
    index[d] += cell % where.count[d];
    cell /= where.count[d];
  }
  return index;
}

}  // namespace

run_report::run_report(std::vector<std::string> inputs, std::vector<std::string> outputs)
    : inputs_(std::move(inputs)),
      outputs_(std::move(outputs)),
      missing_of_(inputs_.size(), 0),
      undefined_(outputs_.size(), 0) {}

void run_report::count_missing(std::size_t cells, const std::vector<std::span<const double>>& inputs) {
  incomplete_.assign(cells, 0);
  for (std::size_t k = 0; k < inputs.size(); ++k) {
    if (inputs[k].size() != cells) {  // one value for all cells
      if (!std::isnan(inputs[k][0])) continue;
      missing_of_[k] += cells;
      incomplete_.assign(cells, 1);
      continue;
    }
    std::size_t count = 0;
    for (std::size_t i = 0; i < cells; ++i) {
      const unsigned char missing = std::isnan(inputs[k][i]) ? 1 : 0;
      incomplete_[i] |= missing;
      count += missing;
    }
    missing_of_[k] += count;
  }
  for (const unsigned char missing : incomplete_) missing_ += missing;
}

void run_report::merge(const block& where, const range_note& note) {
  if (note.below + note.above == 0) return;
  auto f = std::find_if(findings_.begin(), findings_.end(),
                        [&](const finding& x) { return x.note.name == note.name; });
  if (f == findings_.end()) {
    findings_.push_back({note, index_of(where, note.worst_at)});
    return;
  }
  const auto outside = [&](double x) { return std::max(note.lowest - x, x - note.highest); };
  if (outside(note.worst) > outside(f->note.worst)) {
    f->note.worst = note.worst;
    f->worst_index = index_of(where, note.worst_at);
  }
  f->note.below += note.below;
  f->note.above += note.above;
}

void run_report::add(const block& where, const std::vector<std::span<const double>>& inputs,
                     const std::vector<range_note>& notes, std::span<const values_view> outputs) {
  const std::size_t cells = where.cells();
  cells_ += cells;
  count_missing(cells, inputs);
  for (const range_note& note : notes) merge(where, note);
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    std::visit(
        [&](const auto& values) {
          std::size_t count = 0;
          for (std::size_t i = 0; i < cells; ++i) count += std::isnan(values[i]) && !incomplete_[i] ? 1 : 0;
          undefined_[k] += count;
        },
        outputs[k]);
  }
}

std::vector<std::string> run_report::lines(
    const std::function<std::string(std::span<const std::size_t>)>& place,
    const std::function<std::string(const std::string&)>& units) const {
  std::vector<std::string> out;
  std::vector<std::string> which;
  for (std::size_t k = 0; k < inputs_.size(); ++k) {
    if (missing_of_[k] == 0) continue;
    which.push_back(missing_of_[k] == missing_ ? inputs_[k] : inputs_[k] + " in " + grouped(missing_of_[k]));
  }
  out.push_back(text("cells     ", grouped(cells_), ", of which ", grouped(missing_), " with missing inputs",
                     which.empty() ? "" : text(" (", joined(which), ")")));
  for (const finding& f : findings_) {
    const std::string unit = units(f.note.name) == "1" ? "" : text(" ", units(f.note.name));
    std::vector<std::string> sides;
    if (f.note.below > 0)
      sides.push_back(text(grouped(f.note.below), " below ", rounded(f.note.lowest, 7), unit));
    if (f.note.above > 0)
      sides.push_back(text(grouped(f.note.above), " above ", rounded(f.note.highest, 7), unit));
    out.push_back(text("range     ", f.note.name, ": ", joined(sides), "; worst ", rounded(f.note.worst, 7),
                       " at ", place(f.worst_index)));
  }
  if (findings_.empty()) out.push_back("range     every value lies where it is expected");
  std::vector<std::string> undefined;
  for (std::size_t k = 0; k < outputs_.size(); ++k) {
    if (undefined_[k] > 0) undefined.push_back(text(outputs_[k], " ", grouped(undefined_[k])));
  }
  if (!undefined.empty()) {
    out.push_back("undefined " + joined(undefined) +
                  " (cells whose inputs are complete, but where the model has no value)");
  }
  return out;
}

progress_bar::progress_bar(std::string label, std::size_t total)
    : label_(std::move(label)), total_(total), visible_(::isatty(STDERR_FILENO) == 1) {}

progress_bar::~progress_bar() {
  if (drawn_) std::fputs("\r\033[K", stderr);
}

void progress_bar::add(std::size_t done) {
  done_ += done;
  if (!visible_) return;
  const auto now = std::chrono::steady_clock::now();
  const double elapsed = std::chrono::duration<double>(now - begin_).count();
  // Short work needs no bar, and a terminal no more than ten pictures a second.
  if (elapsed < 0.5 || std::chrono::duration<double>(now - last_).count() < 0.1) return;
  last_ = now;
  drawn_ = true;
  const double share = static_cast<double>(done_) / static_cast<double>(total_);
  constexpr int width = 40;
  const int filled = static_cast<int>(share * width);
  const std::string bar = std::string(static_cast<std::size_t>(filled), '#') +
                          std::string(static_cast<std::size_t>(width - filled), '.');
  std::fprintf(stderr, "\r%s [%s] %3.0f %%, %.0f s left\033[K", label_.c_str(), bar.c_str(), share * 100,
               elapsed / share - elapsed);
}

}  // namespace sylva::examples
