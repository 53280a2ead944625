#include <netcdf.h>
// after netcdf.h
#include <netcdf_filter.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <system_error>

#include "netcdf_file.hpp"
#include "text.hpp"

namespace sylva::examples {
namespace {

/// A number as written in C and CDL: -99.9f, 5b, 7LL, 1e20, NaN.
std::optional<exact_number> parse_c_number(std::string_view s) {
  s = trimmed(s);
  for (int letters = 0; letters <= 3 && !s.empty(); ++letters) {
    std::int64_t whole{};
    std::uint64_t positive{};
    const char* end = s.data() + s.size();
    if (const auto r = std::from_chars(s.data(), end, whole); r.ec == std::errc{} && r.ptr == end)
      return whole;
    if (const auto r = std::from_chars(s.data(), end, positive); r.ec == std::errc{} && r.ptr == end)
      return positive;
    if (const auto value = io::number_of(s)) return *value;
    if (lower(s) == "nan") return std::numeric_limits<double>::quiet_NaN();
    if (std::string_view("fFdDbBsSuUlL").find(s.back()) == s.npos) return {};
    s.remove_suffix(1);
  }
  return {};
}

/// A filter of HDF5 by its registered number.
std::string filter_name(unsigned id) {
  constexpr std::pair<unsigned, const char*> names[] = {
      {1, "deflate"}, {4, "szip"},           {307, "bzip2"}, {32000, "lzf"},  {32001, "blosc"},
      {32004, "lz4"}, {32008, "bitshuffle"}, {32013, "zfp"}, {32015, "zstd"}, {32026, "blosc2"}};
  for (const auto& [number, name] : names) {
    if (number == id) return text(name, " (HDF5 filter ", id, ")");
  }
  return text("HDF5 filter ", id);
}

}  // namespace

double as_double(const exact_number& x) {
  return std::visit([](auto value) { return static_cast<double>(value); }, x);
}

std::string netcdf_variable::name() const {
  std::array<char, NC_MAX_NAME + 1> name{};
  file_->check(nc_inq_varname(group_, id_, name.data()));
  return name.data();
}

std::string netcdf_variable::path() const {
  if (id_ == NC_GLOBAL || group_ == file_->id()) return id_ == NC_GLOBAL ? "the file" : name();
  return file_->group_path(group_) + "/" + name();
}

nc_type netcdf_variable::type() const {
  nc_type type{};
  file_->check(nc_inq_vartype(group_, id_, &type));
  return type;
}

std::vector<int> netcdf_variable::dims() const {
  int rank = 0;
  file_->check(nc_inq_varndims(group_, id_, &rank));
  std::vector<int> dims(static_cast<std::size_t>(rank));
  file_->check(nc_inq_vardimid(group_, id_, dims.data()));
  return dims;
}

std::optional<netcdf_variable> netcdf_variable::near(const std::string& name) const {
  if (name.starts_with('/')) return file_->variable(name);
  int group = group_;
  for (;;) {
    const auto slash = name.find('/');
    const auto found = slash == name.npos ? file_->variable_in(group, name)
                                          : file_->variable(file_->group_path(group) + "/" + name);
    if (found || group == file_->id()) return found;
    file_->check(nc_inq_grp_parent(group, &group));
  }
}

std::optional<std::string> netcdf_variable::text(const char* attribute) const {
  nc_type type{};
  std::size_t length = 0;
  const int status = nc_inq_att(group_, id_, attribute, &type, &length);
  if (status == NC_ENOTATT) return {};
  file_->check(status);
  if (type == NC_CHAR) {
    std::string value(length, '\0');
    file_->check(nc_get_att_text(group_, id_, attribute, value.data()));
    while (!value.empty() && value.back() == '\0') value.pop_back();
    return value;
  }
  if (type == NC_STRING && length > 0) {
    std::vector<char*> values(length);
    file_->check(nc_get_att_string(group_, id_, attribute, values.data()));
    std::string first = values[0] ? values[0] : "";
    nc_free_string(length, values.data());
    return first;
  }
  if (type < NC_FIRSTUSERTYPEID && length == 1) {  // units = 1 as a number
    return number(as_double(numbers(attribute).values.front()));
  }
  return {};
}

number_attribute netcdf_variable::numbers(const char* attribute) const {
  number_attribute out;
  std::size_t length = 0;
  const int status = nc_inq_att(group_, id_, attribute, &out.type, &length);
  if (status == NC_ENOTATT) return {};
  file_->check(status);
  const auto refuse = [&](std::string_view value) {
    fail("cannot read '", file_->path(), "': attribute '", attribute, "' of variable '", path(), "' is '",
         shown(value), "', which is not a number; delete it with ncatted -a ", attribute, ",", name(),
         ",d,, FILE, and name missing values with --missing");
  };
  const auto parse = [&](std::string_view words) {
    std::string spaced(words);
    std::replace(spaced.begin(), spaced.end(), ',', ' ');
    for (const std::string& word : split(spaced, ' ')) {
      if (word.empty()) continue;
      const auto value = parse_c_number(word);
      if (!value) refuse(words);
      out.values.push_back(*value);
    }
    if (out.values.empty()) refuse(words);
  };
  if (out.type == NC_CHAR) {
    parse(text(attribute).value_or(""));
  } else if (out.type == NC_STRING) {
    std::vector<char*> words(length);
    if (length > 0) file_->check(nc_get_att_string(group_, id_, attribute, words.data()));
    std::vector<std::string> copies;
    for (const char* word : words) copies.emplace_back(word ? word : "");
    nc_free_string(length, words.data());
    for (const std::string& word : copies) parse(word);
  } else if (out.type >= NC_FIRSTUSERTYPEID) {
    refuse("of a user-defined type");
  } else if (out.type == NC_UINT64) {
    std::vector<unsigned long long> values(length);
    if (length > 0) file_->check(nc_get_att_ulonglong(group_, id_, attribute, values.data()));
    for (const auto value : values) out.values.emplace_back(std::uint64_t{value});
  } else if (out.type == NC_FLOAT || out.type == NC_DOUBLE) {
    std::vector<double> values(length);
    if (length > 0) file_->check(nc_get_att_double(group_, id_, attribute, values.data()));
    out.values.assign(values.begin(), values.end());
  } else {
    std::vector<long long> values(length);
    if (length > 0) file_->check(nc_get_att_longlong(group_, id_, attribute, values.data()));
    for (const auto value : values) out.values.emplace_back(std::int64_t{value});
  }
  return out;
}

void netcdf_variable::check_numeric() const {
  const nc_type t = type();
  if (t == NC_CHAR || t == NC_STRING) {
    fail("variable '", path(), "' of '", file_->path(), "' holds text; allowed are numbers");
  }
  if (t < NC_FIRSTUSERTYPEID) return;
  std::array<char, NC_MAX_NAME + 1> name{};
  int kind = 0;
  file_->check(nc_inq_user_type(group_, t, name.data(), nullptr, nullptr, nullptr, &kind));
  const char* kinds = kind == NC_ENUM       ? "an enumeration"
                      : kind == NC_VLEN     ? "of variable length"
                      : kind == NC_COMPOUND ? "a compound"
                                            : "opaque";
  fail("variable '", path(), "' of '", file_->path(), "' has the type '", shown(name.data()), "' (", kinds,
       "); allowed are numbers");
}

void netcdf_variable::check_filters() const {
  std::size_t n = 0;
  if (nc_inq_var_filter_ids(group_, id_, &n, nullptr) != NC_NOERR || n == 0) return;
  std::vector<unsigned> ids(n);
  file_->check(nc_inq_var_filter_ids(group_, id_, &n, ids.data()));
  for (const unsigned id : ids) {
    if (nc_inq_filter_avail(group_, id) == NC_NOERR) continue;
    fail(
        "cannot read '", file_->path(), "': variable '", path(), "' is compressed with ", filter_name(id),
        ", whose plugin is not found; say where it is with HDF5_PLUGIN_PATH, or rewrite the file where it is "
        "with nccopy -F none");
  }
}

}  // namespace sylva::examples
