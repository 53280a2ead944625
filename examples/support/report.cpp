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

/// "0 to 1", "0 and more", "above 0"
std::string allowed(const sylva::bounds& b) {
  const std::string lower = text(b.lower_is_inside() ? "" : "above ", rounded(b.lower(), 7));
  if (!std::isinf(b.upper())) return text(lower, " to ", rounded(b.upper(), 7));
  return b.lower_is_inside() ? lower + " and more" : lower;
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

void run_report::leave_out_impossible(const std::vector<std::span<const double>>& inputs,
                                      const range_note& note) {
  if (note.found.impossible == 0) return;
  const sylva::bounds& possible = note.range.possible();
  for (std::size_t k = 0; k < inputs.size(); ++k) {
    if (inputs_[k] != note.range.name()) continue;
    for (std::size_t i = 0; i < incomplete_.size(); ++i) {
      if (possible.outside(inputs[k][inputs[k].size() == 1 ? 0 : i])) incomplete_[i] = 1;
    }
  }
}

void run_report::merge(const block& where, const range_note& note) {
  if (note.found.outside() == 0) return;
  auto f = std::find_if(findings_.begin(), findings_.end(),
                        [&](const finding& x) { return x.note.range.name() == note.range.name(); });
  if (f == findings_.end()) {
    findings_.push_back({{note.range, {}}, {}, {}});
    f = findings_.end() - 1;
  }
  sylva::range_finding& have = f->note.found;
  const sylva::range_finding &more = note.found, before = have;
  sylva::range_limits<double>(note.range).join(have, more);
  const auto taken_over = [](std::size_t n_before, double was, double is) {
    return n_before == 0 || is != was;
  };
  if (more.below + more.above > 0 && taken_over(before.below + before.above, before.worst, have.worst)) {
    f->worst_index = index_of(where, more.worst_at);
  }
  if (more.impossible > 0 && taken_over(before.impossible, before.worst_impossible, have.worst_impossible)) {
    f->impossible_index = index_of(where, more.impossible_at);
  }
}

void run_report::add(const block& where, const std::vector<std::span<const double>>& inputs,
                     const std::vector<range_note>& notes, std::span<const values_view> outputs) {
  const std::size_t cells = where.cells();
  cells_ += cells;
  count_missing(cells, inputs);
  for (const range_note& note : notes) {
    merge(where, note);
    leave_out_impossible(inputs, note);
  }
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    std::visit(
        [&](const auto& values) {
          std::size_t count = 0;
          for (std::size_t i = 0; i < cells; ++i)
            count += !std::isfinite(values[i]) && !incomplete_[i] ? 1 : 0;
          undefined_[k] += count;
        },
        outputs[k]);
  }
}

std::optional<double> run_report::worst_impossible() const {
  for (const finding& f : findings_) {
    if (f.note.found.impossible > 0) return f.note.found.worst_impossible;
  }
  return {};
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
    const std::string& name = f.note.range.name();
    const std::string unit = units(name) == "1" ? "" : text(" ", units(name));
    const sylva::range_finding& found = f.note.found;
    std::vector<std::string> sides;
    if (found.below > 0) {
      sides.push_back(
          text(grouped(found.below), " below ", rounded(f.note.range.expected().lower(), 7), unit));
    }
    if (found.above > 0) {
      sides.push_back(
          text(grouped(found.above), " above ", rounded(f.note.range.expected().upper(), 7), unit));
    }
    if (!sides.empty()) {
      out.push_back(text("range     ", name, ": ", joined(sides), "; worst ", rounded(found.worst, 7), " at ",
                         place(f.worst_index)));
    }
    if (found.impossible > 0) {
      out.push_back(text("range     ", name, ": ", grouped(found.impossible), " impossible, taken as missing",
                         " (possible are ", allowed(f.note.range.possible()), unit, "); worst ",
                         rounded(found.worst_impossible, 7), " at ", place(f.impossible_index)));
    }
  }
  if (findings_.empty()) out.push_back("range     every value lies where it is expected");
  std::vector<std::string> undefined;
  for (std::size_t k = 0; k < outputs_.size(); ++k) {
    if (undefined_[k] > 0) undefined.push_back(text(outputs_[k], " ", grouped(undefined_[k])));
  }
  if (!undefined.empty()) {
    out.push_back("undefined " + joined(undefined) +
                  " (cells whose inputs are complete, but where the model has no finite value)");
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
