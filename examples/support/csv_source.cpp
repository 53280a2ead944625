#include "csv_source.hpp"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <sylva/io/whole_file.hpp>

#include "netcdf_file.hpp"
#include "text.hpp"

namespace sylva::examples {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

io::csv_table table_of(const std::string& path) {
  if (std::filesystem::is_directory(path)) fail("cannot read '", path, "': it is a directory");
  io::diagnostics found(path);
  io::csv_table table(io::whole_file(path), found);
  if (!found.any() && table.rows() == 0) found.add("there is a header but no row after it");
  found.raise<user_error>();
  return table;
}

/// Where the bracket opens that closes at the end of the text.
std::size_t opening_bracket(std::string_view s) {
  if (s.ends_with(']')) return s.find('[');
  if (!s.ends_with(')')) return s.npos;
  int depth = 0;
  for (std::size_t i = s.size(); i-- > 0;) {
    if (s[i] == ')') ++depth;
    if (s[i] == '(' && --depth == 0) return i;
  }
  return s.npos;
}

}  // namespace

csv_source::csv_source(const std::string& path, source_options options)
    : path_(path), options_(std::move(options)), table_(table_of(path)), dims_{{"row", rows()}} {
  read_header();
  if (!options_.time.empty() && !column_of(options_.time)) {
    fail(path_, ": there is no column '", shown(options_.time), "' (--rename time=", shown(options_.time),
         "); there are: ", some_of(table_.names(), {options_.time}));
  }
}

void csv_source::read_header() {
  std::unordered_map<std::string_view, int> names;
  for (const std::string_view header : table_.names())
    ++names[trimmed(header.substr(0, opening_bracket(header)))];
  for (const std::string& header : table_.names()) {
    heading c{header, {}};
    const auto bracket = opening_bracket(header);
    const std::string_view name = trimmed(std::string_view(header).substr(0, bracket));
    // "gpp (night)" beside "gpp (day)" or "gpp": none of them is meant by gpp
    if (bracket != header.npos && (header[bracket] == '[' || (!name.empty() && names[name] == 1))) {
      c.units = trimmed(std::string_view(header).substr(bracket + 1, header.size() - bracket - 2));
      c.name = name;
    }
    if (const auto before = index_.add(c.name)) again_.emplace(*before, columns_.size());
    columns_.push_back(std::move(c));
  }
}

std::vector<std::string> csv_source::names() const {
  std::vector<std::string> all;
  for (const heading& c : columns_) all.push_back(c.name);
  return all;
}

std::string csv_source::suggestion_of_times() const { return suggested_dates(view()); }

std::optional<std::size_t> csv_source::column_of(const std::string& name) const {
  const auto column = index_.find(name);
  if (!column) {
    for (const std::size_t again : table_.repeated()) {
      if (table_.names()[again] == name) fail(path_, ": two columns have the header '", shown(name), "'");
    }
    return table_.find(name);
  }
  if (const auto again = again_.find(*column); again != again_.end() && !name.empty()) {
    fail(path_, ": the columns ", *column + 1, " and ", again->second + 1, " both have the name '",
         shown(name), "'; names of inputs must differ");
  }
  return column;
}

std::optional<variable> csv_source::find(const std::string& name) const {
  const auto column = column_of(name);
  if (!column) return {};
  variable found{name, columns_[*column].units, {0}, static_cast<int>(*column)};
  found.missing_codes = "empty, NA, nan [file]";
  for (const double code : options_.missing) found.missing_codes += text(", ", code, " [--missing]");
  return found;
}

void csv_source::read(const variable& v, const block& where, std::vector<double>& values) {
  const auto column = static_cast<std::size_t>(v.id);
  const std::size_t first = where.start.at(0);
  const auto& codes = options_.missing;
  values.resize(where.count.at(0));
  io::diagnostics found(path_);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string_view s = table_.field(first + i, column);
    values[i] = missing;
    if (const auto value = io::number_of(s)) {
      if (std::find(codes.begin(), codes.end(), *value) == codes.end()) values[i] = *value;
    } else if (!io::is_missing_text(s)) {
      found.add([&] { return table_.place(first + i, v.name); }, " is ", [&] { return io::shown_quoted(s); },
                ": not a number",
                [&] {
                  const std::string why = io::why_no_number(s);
                  return text(why.empty() ? "" : ", ", why);
                },
                "; a missing value is empty, NA or nan");
    }
  }
  found.raise<user_error>();
}

std::string csv_source::place(std::span<const std::size_t>, std::span<const std::size_t> index) const {
  const std::size_t row = index.empty() ? 0 : index[0];
  std::string out = text("line ", table_.line_of(row));
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (lower(columns_[c].name) == "time") out += text(" (", shown(table_.field(row, c)), ")");
  }
  return out;
}

table_view csv_source::view() const {
  return {path_,
          names(),
          rows(),
          [&](std::size_t row, std::size_t c) { return table_.field(row, c); },
          [&](std::size_t row) { return table_.line_of(row); },
          options_.time.empty() ? std::nullopt : column_of(options_.time)};
}

std::optional<time_coordinate> csv_source::times(std::size_t) {
  if (times_known_) return times_;
  times_ = read_csv_times(view(), options_);
  times_known_ = true;
  return times_;
}

std::vector<double> csv_source::coordinate(std::size_t, std::string&) { return {}; }

std::optional<std::vector<double>> csv_source::as_numbers(std::size_t column) const {
  std::vector<double> values(rows());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string_view s = table_.field(i, column);
    const auto value = io::number_of(s);
    if (!value && !io::is_missing_text(s)) return {};
    values[i] = value.value_or(missing);
  }
  return values;
}

std::vector<std::string> csv_source::kept_columns(std::span<const std::size_t>) {
  std::vector<std::string> all;
  for (std::size_t c = 0; c < table_.columns(); ++c) all.emplace_back(table_.header_text(c));
  return all;
}

void csv_source::append_kept(std::string& row, std::span<const std::size_t> index) {
  row += table_.row_text(index[0]);
}

bool csv_source::keeps(const std::string& name, std::span<const std::size_t>) const {
  return index_.find(name).has_value();
}

}  // namespace sylva::examples
