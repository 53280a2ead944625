#include "csv_source.hpp"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <limits>
#include <memory>

#include "csv_time.hpp"
#include "netcdf_file.hpp"
#include "text.hpp"

namespace sylva::examples {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

std::string whole_file(const std::string& path) {
  if (std::filesystem::is_directory(path)) fail("cannot read '", path, "': it is a directory");
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
  if (!file) fail("cannot read '", path, "': ", std::strerror(errno));
  std::string all;
  std::error_code unknown_size;
  const auto size = std::filesystem::file_size(path, unknown_size);
  if (!unknown_size) all.reserve(size + 1);
  std::vector<char> part(1 << 20);
  while (const auto n = std::fread(part.data(), 1, part.size(), file.get())) all.append(part.data(), n);
  if (std::ferror(file.get())) fail("cannot read '", path, "': ", std::strerror(errno));
  return all;
}

bool is_missing(std::string_view s) {
  if (s.empty() || s == "NA") return true;
  return s.size() == 3 && lower(s) == "nan";
}

/// Moves `at` behind the field that begins there; stands then on the comma, the line end or the end of the
/// text.
std::size_t field_end(std::string_view s, std::size_t at) {
  bool quoted = false;
  for (; at < s.size(); ++at) {
    const char c = s[at];
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == ',' || c == '\n')) break;
  }
  return at;
}

std::string_view without_return(std::string_view s) {
  if (s.ends_with('\r')) s.remove_suffix(1);
  return s;
}

}  // namespace

csv_source::csv_source(const std::string& path, source_options options)
    : path_(path), options_(std::move(options)), text_(whole_file(path)) {
  if (text_.starts_with("\xEF\xBB\xBF")) text_.erase(0, 3);  // the byte order mark that spreadsheets write
  if (text_.find_first_not_of(" \t\r\n") == text_.npos) fail(path, ": the file is empty");
  if (text_.find('\0') != text_.npos) fail(path, ": not a CSV file, it has zero bytes");
  if (text_.back() != '\n') text_ += '\n';
  read_header();
  index_rows();
  if (rows() == 0) fail(path, ": there is a header but no row after it");
  dims_ = {{"row", rows()}};
}

void csv_source::read_header() {
  std::size_t at = 0;
  for (bool more = true; more;) {
    const std::size_t end = field_end(text_, at);
    heading c;
    c.header = without_return(std::string_view(text_).substr(at, end - at));
    c.name = trimmed(c.header);
    if (c.name.size() > 1 && c.name.front() == '"' && c.name.back() == '"')
      c.name = c.name.substr(1, c.name.size() - 2);
    if (const auto bracket = c.name.find('['); bracket != c.name.npos && c.name.ends_with(']')) {
      c.units = trimmed(std::string_view(c.name).substr(bracket + 1, c.name.size() - bracket - 2));
      c.name = trimmed(std::string_view(c.name).substr(0, bracket));
    }
    for (const heading& other : columns_) {
      if (!c.name.empty() && other.name == c.name) {
        fail(path_, ":1:", columns_.size() + 1, ": column '", shown(c.name),
             "' is there twice; names must differ");
      }
    }
    columns_.push_back(std::move(c));
    more = end < text_.size() && text_[end] == ',';
    at = end + 1;
  }
  first_row_ = std::min(at, text_.size());
  if (columns_.size() == 1 && columns_[0].name.find_first_of(";\t") != std::string::npos) {
    fail(path_, ":1: the header '", shown(columns_[0].name),
         "' has no commas, but fields must be separated by commas");
  }
}

void csv_source::index_rows() {
  const std::size_t size = text_.size();
  std::size_t at = first_row_;
  while (at < size) {
    const std::size_t begin = at;
    std::size_t commas = 0;
    bool quoted = false;
    char c = '\n';
    for (; at < size; ++at) {
      c = text_[at];
      if (c == '"') quoted = !quoted;
      if (quoted) continue;
      if (c == ',') ++commas;
      if (c == '\n') break;
    }
    const auto line = without_return(std::string_view(text_).substr(begin, at - begin));
    ++at;
    starts_.push_back(begin);
    if (quoted) fail(path_, ":", line_of(starts_.size() - 1), ": a quote (\") is opened and not closed");
    if (trimmed(line).empty()) {  // a blank line is not an observation
      starts_.pop_back();
      if (columns_.size() > 1 || at >= size) continue;
      starts_.push_back(begin);  // except in a file of one column, where it is a missing value
    }
    if (commas + 1 != columns_.size()) {
      fail(path_, ":", line_of(starts_.size() - 1), ": ", commas + 1, commas == 0 ? " field" : " fields",
           ", but the header has ", columns_.size());
    }
  }
  starts_.push_back(size);
}

std::string_view csv_source::row_text(std::size_t row) const {
  // Not up to the next row: blank lines may lie between.
  const std::string_view rest = std::string_view(text_).substr(starts_[row], starts_[row + 1] - starts_[row]);
  std::size_t end = 0;
  do {
    end = field_end(rest, end);
  } while (end < rest.size() && rest[end++] == ',');
  if (end > 0 && rest[end - 1] == '\n') --end;
  return without_return(rest.substr(0, end));
}

std::string_view csv_source::field(std::size_t row, std::size_t column, std::string& scratch) const {
  std::size_t at = starts_[row];
  for (std::size_t i = 0; i < column; ++i) at = field_end(text_, at) + 1;
  auto value = trimmed(without_return(std::string_view(text_).substr(at, field_end(text_, at) - at)));
  if (value.size() < 2 || value.front() != '"' || value.back() != '"') return value;
  value = value.substr(1, value.size() - 2);
  if (value.find('"') == value.npos) return value;
  scratch.clear();
  for (std::size_t i = 0; i < value.size(); ++i) {
    scratch += value[i];
    if (value[i] == '"') ++i;  // "" inside quotes is one quote
  }
  return scratch;
}

std::vector<std::string> csv_source::fields(std::size_t row) const {
  std::vector<std::string> all;
  std::string scratch;
  for (std::size_t c = 0; c < columns_.size(); ++c) all.emplace_back(field(row, c, scratch));
  return all;
}

std::size_t csv_source::line_of(std::size_t row) const {
  const auto end = text_.begin() + static_cast<std::ptrdiff_t>(starts_[row]);
  return static_cast<std::size_t>(std::count(text_.begin(), end, '\n')) + 1;
}

std::vector<std::string> csv_source::names() const {
  std::vector<std::string> all;
  for (const heading& c : columns_) all.push_back(c.name);
  return all;
}

std::optional<variable> csv_source::find(const std::string& name) const {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].name == name) return variable{name, columns_[i].units, {0}, static_cast<int>(i)};
  }
  return {};
}

void csv_source::read(const variable& v, const block& where, std::vector<double>& values) {
  const auto column = static_cast<std::size_t>(v.id);
  const std::size_t first = where.start.at(0);
  values.resize(where.count.at(0));
  std::string scratch;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string_view s = field(first + i, column, scratch);
    if (is_missing(s)) {
      values[i] = missing;
    } else if (const auto value = parse_number(s)) {
      const auto& codes = options_.missing;
      values[i] = std::find(codes.begin(), codes.end(), *value) == codes.end() ? *value : missing;
    } else {
      fail(path_, ":", line_of(first + i), ":", column + 1, ": '", shown(s), "' in column '", v.name,
           "' is not a number; a missing value is empty, NA or nan");
    }
  }
}

std::string csv_source::place(std::span<const std::size_t>, std::span<const std::size_t> index) const {
  std::string scratch;
  const std::size_t row = index.empty() ? 0 : index[0];
  std::string out = text("line ", line_of(row));
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (lower(columns_[c].name) == "time") out += text(" (", shown(field(row, c, scratch)), ")");
  }
  return out;
}

std::optional<time_coordinate> csv_source::times(std::size_t) {
  if (times_known_) return times_;
  std::string scratch;
  table_view table{path_, names(), rows(),
                   [&](std::size_t row, std::size_t c) { return field(row, c, scratch); },
                   [&](std::size_t row) { return line_of(row); }};
  times_ = read_csv_times(table, options_);
  times_known_ = true;
  return times_;
}

std::vector<double> csv_source::coordinate(std::size_t, std::string&) { return {}; }

std::optional<std::vector<double>> csv_source::as_numbers(std::size_t column) const {
  std::vector<double> values(rows());
  std::string scratch;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string_view s = field(i, column, scratch);
    const auto value = is_missing(s) ? std::optional(missing) : parse_number(s);
    if (!value) return {};
    values[i] = *value;
  }
  return values;
}

std::vector<std::string> csv_source::kept_columns(std::span<const std::size_t>) {
  std::vector<std::string> all;
  for (const heading& c : columns_) all.push_back(c.header);
  return all;
}

void csv_source::append_kept(std::string& row, std::span<const std::size_t> index) {
  row += row_text(index[0]);
}

bool csv_source::keeps(const std::string& name, std::span<const std::size_t>) const {
  return find(name).has_value();
}

}  // namespace sylva::examples
