#include "netcdf_packing.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>
#include <utility>

#include "text.hpp"

namespace sylva::examples {
namespace {

/// x as a T; nothing if T cannot hold it. A floating T rounds.
template <class T>
std::optional<T> as_type(const exact_number& x) {
  return std::visit(
      [](auto value) -> std::optional<T> {
        if constexpr (std::floating_point<T>) {
          const T rounded_value = static_cast<T>(value);
          if (std::isinf(rounded_value) && !std::isinf(static_cast<double>(value))) return {};
          return rounded_value;
        } else if constexpr (std::integral<decltype(value)>) {
          if (!std::in_range<T>(value)) return {};
          return static_cast<T>(value);
        } else {
          // The limits as powers of 2, which double holds.
          constexpr double end = static_cast<double>(std::numeric_limits<T>::max() / 2 + 1) * 2;
          constexpr double begin = std::is_signed_v<T> ? -end : 0;
          if (!(value >= begin && value < end) || value != std::floor(value)) return {};
          return static_cast<T>(value);
        }
      },
      x);
}

/// The least (or greatest) T that is not below (above) x; nothing if there is none.
template <class T>
std::optional<T> bound_in(const exact_number& x, bool lower) {
  if constexpr (std::floating_point<T>) {
    return static_cast<T>(as_double(x));  // +-inf beyond the type's range compare as they should
  } else {
    if (const auto* fraction = std::get_if<double>(&x)) {
      const double whole = lower ? std::ceil(*fraction) : std::floor(*fraction);
      if (const auto value = as_type<T>(whole)) return value;
    } else if (const auto value = as_type<T>(x)) {
      return value;
    }
    const bool below = as_double(x) < 0;
    if (below == lower) return below ? std::numeric_limits<T>::min() : std::numeric_limits<T>::max();
    return {};
  }
}

nc_type other_sign(nc_type type) {
  switch (type) {
    case NC_BYTE:
      return NC_UBYTE;
    case NC_SHORT:
      return NC_USHORT;
    case NC_INT:
      return NC_UINT;
    case NC_INT64:
      return NC_UINT64;
    case NC_UBYTE:
      return NC_BYTE;
    case NC_USHORT:
      return NC_SHORT;
    case NC_UINT:
      return NC_INT;
    case NC_UINT64:
      return NC_INT64;
    default:
      return type;
  }
}

bool is_signed_integer(nc_type type) {
  return type == NC_BYTE || type == NC_SHORT || type == NC_INT || type == NC_INT64;
}

int width(nc_type type) {
  switch (type) {
    case NC_BYTE:
    case NC_UBYTE:
      return 1;
    case NC_SHORT:
    case NC_USHORT:
      return 2;
    case NC_INT:
    case NC_UINT:
      return 3;
    case NC_INT64:
    case NC_UINT64:
      return 4;
    case NC_FLOAT:
      return 5;
    default:
      return 6;
  }
}

/// The default fill value of netCDF, for values that were never written; bytes have none.
std::optional<exact_number> default_fill(nc_type type) {
  switch (type) {
    case NC_SHORT:
      return std::int64_t{NC_FILL_SHORT};
    case NC_USHORT:
      return std::int64_t{NC_FILL_USHORT};
    case NC_INT:
      return std::int64_t{NC_FILL_INT};
    case NC_UINT:
      return std::int64_t{NC_FILL_UINT};
    case NC_INT64:
      return std::int64_t{NC_FILL_INT64};
    case NC_UINT64:
      return std::uint64_t{NC_FILL_UINT64};
    case NC_FLOAT:
      return static_cast<double>(NC_FILL_FLOAT);
    case NC_DOUBLE:
      return NC_FILL_DOUBLE;
    default:
      return {};
  }
}

std::string shown_number(const exact_number& x, nc_type type) {
  return std::visit(
      [&](auto value) {
        std::string out;
        if constexpr (std::integral<decltype(value)>) {
          out = std::to_string(value);
        } else if (type == NC_FLOAT) {
          append_number(out, static_cast<float>(value));
        } else {
          append_number(out, value);
        }
        return out;
      },
      x);
}

}  // namespace

netcdf_packing::netcdf_packing(const netcdf_file& file, const netcdf_variable& v,
                               const source_options& options)
    : file_(&file), variable_(v), stored_type_(v.type()), type_(stored_type_) {
  v.check_numeric();
  v.check_filters();
  read_flags();
  read_packing();
  read_codes(options);
  read_range();
  describe();
}

template <class... Ts>
void netcdf_packing::refuse(const char* attribute, const Ts&... what) const {
  fail("cannot read '", file_->path(), "': attribute '", attribute, "' of variable '", variable_.path(), "' ",
       what..., "; mend it, or delete it with ncatted -a ", attribute, ",", variable_.name(), ",d,, FILE");
}

template <class F>
decltype(auto) netcdf_packing::with_type(F&& f) const {
  switch (type_) {
    case NC_BYTE:
      return f(std::int8_t{});
    case NC_UBYTE:
      return f(std::uint8_t{});
    case NC_SHORT:
      return f(std::int16_t{});
    case NC_USHORT:
      return f(std::uint16_t{});
    case NC_INT:
      return f(std::int32_t{});
    case NC_UINT:
      return f(std::uint32_t{});
    case NC_INT64:
      return f(std::int64_t{});
    case NC_UINT64:
      return f(std::uint64_t{});
    case NC_FLOAT:
      return f(float{});
    default:
      return f(double{});
  }
}

void netcdf_packing::read_flags() {
  const auto said = variable_.text("_Unsigned");
  if (!said || other_sign(type_) == type_) return;
  const std::string word = lower(*said);
  const bool yes = word == "true" || word == "1", no = word == "false" || word == "0";
  if (!yes && !no) refuse("_Unsigned", "is '", shown(*said), "'; allowed are true and false");
  if (yes == is_signed_integer(type_)) type_ = other_sign(type_);
}

std::optional<double> netcdf_packing::only_number(const char* attribute) const {
  const number_attribute a = variable_.numbers(attribute);
  if (a.values.empty()) return {};
  if (a.values.size() > 1) refuse(attribute, "has ", a.values.size(), " values; allowed is one");
  return as_double(a.values.front());
}

void netcdf_packing::read_packing() {
  for (const char* attribute : {"scale_factor", "add_offset"}) {
    const auto value = only_number(attribute);
    if (!value) continue;
    const bool scale = attribute[0] == 's';
    if (!std::isfinite(*value) || (scale && *value == 0)) {
      refuse(attribute, "is ", *value, "; allowed are finite numbers", scale ? " other than 0" : "");
    }
    (scale ? scale_ : offset_) = *value;
    const nc_type type = variable_.numbers(attribute).type;
    if (unpacked_type_ == NC_NAT || width(type) > width(unpacked_type_)) unpacked_type_ = type;
  }
  packed_ = scale_ != 1 || offset_ != 0;
}

/// The numbers of an attribute. If _Unsigned reinterprets the stored type, so are attributes of that type.
std::vector<exact_number> netcdf_packing::numbers_of_type(const number_attribute& a) const {
  std::vector<exact_number> values = a.values;
  if (type_ == stored_type_ || a.type != stored_type_) return values;
  for (exact_number& value : values) {
    with_type([&](auto zero) {
      using T = decltype(zero);
      if constexpr (std::integral<T>) {
        const T turned = std::visit([](auto x) { return static_cast<T>(x); }, value);
        if constexpr (std::is_signed_v<T>) {
          value = std::int64_t{turned};
        } else {
          value = std::uint64_t{turned};
        }
      }
    });
  }
  return values;
}

void netcdf_packing::read_codes(const source_options& options) {
  bool filled = false;
  for (const char* attribute : {"_FillValue", "missing_value"}) {
    const number_attribute a = variable_.numbers(attribute);
    const bool of_values = a.type != stored_type_ && (a.type == NC_FLOAT || a.type == NC_DOUBLE);
    const bool either = packed_ && (a.is_text() || of_values);
    for (const exact_number& value : numbers_of_type(a)) {
      codes_.push_back({value, true, either, attribute});
      filled |= attribute[0] == '_';
    }
  }
  if (!filled) {
    if (const auto value = default_fill(stored_type_)) {
      number_attribute a{{*value}, stored_type_};
      codes_.push_back({numbers_of_type(a).front(), true, false, "default fill value"});
    }
  }
  for (const double value : options.missing) codes_.push_back({value, true, packed_, "--missing"});
}

void netcdf_packing::read_range() {
  number_attribute of;
  const auto take = [&](const char* attribute, std::size_t n) {
    of = variable_.numbers(attribute);
    if (of.values.empty()) return std::vector<exact_number>{};
    if (of.values.size() != n) refuse(attribute, "has ", of.values.size(), " values; allowed is ", n);
    for (const exact_number& value : of.values) {
      if (std::isnan(as_double(value))) refuse(attribute, "is NaN, which is no bound");
    }
    if (packed_ && of.is_text()) {
      refuse(attribute, "is text, so whether it bounds packed or unpacked values is not known");
    }
    const bool values = packed_ && of.type == unpacked_type_ && width(of.type) > width(stored_type_);
    if ((lowest_ || highest_) && values != range_of_values_) {
      refuse(attribute, "and another bound are of different types");
    }
    range_of_values_ = values;
    return numbers_of_type(of);
  };
  const auto both = take("valid_range", 2);
  if (!both.empty()) lowest_ = both[0], highest_ = both[1];
  for (const char* attribute : {"valid_min", "valid_max"}) {
    const auto bound = take(attribute, 1);
    if (bound.empty()) continue;
    if (!both.empty()) refuse(attribute, "is given beside valid_range; allowed is one of them");
    (attribute[6] == 'm' && attribute[7] == 'i' ? lowest_ : highest_) = bound[0];
  }
}

template <class T>
std::vector<T> netcdf_packing::stored(const code& c) const {
  std::vector<T> out;
  if (const auto same = c.stored ? as_type<T>(c.value) : std::optional<T>{}) out.push_back(*same);
  if (!c.unpacked) return out;
  const double wanted = as_double(c.value), exact = (wanted - offset_) / scale_;
  if constexpr (std::floating_point<T>) {
    if (const auto near = as_type<T>(exact)) out.push_back(*near);
  } else {
    // The scale may have been rounded to float, so the quotient is not exact.
    const double whole = std::round(exact);
    const bool close = std::abs(exact - whole) <= 1e-6 * (std::abs(whole) + 1);
    const auto near = as_type<T>(whole);
    if (close && near) out.push_back(*near);
  }
  return out;
}

/// The smallest and the largest valid stored number.
template <class T>
std::pair<T, T> netcdf_packing::valid_range() const {
  constexpr T least =
      std::floating_point<T> ? -std::numeric_limits<T>::infinity() : std::numeric_limits<T>::lowest();
  constexpr T greatest =
      std::floating_point<T> ? std::numeric_limits<T>::infinity() : std::numeric_limits<T>::max();
  if (range_of_values_) return {least, greatest};
  const auto low = lowest_ ? bound_in<T>(*lowest_, true) : least;
  const auto high = highest_ ? bound_in<T>(*highest_, false) : greatest;
  if (!low || !high) return {greatest, least};  // nothing is valid
  return {*low, *high};
}

template <class T>
void netcdf_packing::read_as(const block& where, std::vector<double>& values) const {
  std::vector<T> raw(where.cells());
  file_->check(
      nc_get_vara(variable_.group(), variable_.id(), where.start.data(), where.count.data(), raw.data()),
      text("variable '", variable_.path(), "'"));
  std::vector<T> missing;
  for (const code& c : codes_) {
    for (const T value : stored<T>(c)) missing.push_back(value);
  }
  const auto [lowest, highest] = valid_range<T>();
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  constexpr double inf = std::numeric_limits<double>::infinity();
  // Values are compared in the precision of their own bounds.
  const bool in_float = range_of_values_ && unpacked_type_ == NC_FLOAT;
  const double least = range_of_values_ && lowest_ ? as_double(*lowest_) : -inf;
  const double greatest = range_of_values_ && highest_ ? as_double(*highest_) : inf;
  values.resize(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const T x = raw[i];
    bool bad = !(x >= lowest && x <= highest);
    for (const T code_value : missing) bad |= x == code_value;
    const double value = packed_ ? static_cast<double>(x) * scale_ + offset_ : static_cast<double>(x);
    const double compared = in_float ? static_cast<double>(static_cast<float>(value)) : value;
    bad |= !(compared >= least && compared <= greatest);
    values[i] = bad ? nan : value;
  }
}

void netcdf_packing::read(const block& where, std::vector<double>& values) const {
  with_type([&](auto zero) { read_as<decltype(zero)>(where, values); });
}

void netcdf_packing::describe() {
  std::vector<std::string> parts;
  with_type([&](auto zero) {
    for (const code& c : codes_) {
      const bool said = !c.origin.starts_with("default");  // the value is netCDF's default
      std::string part = c.origin;
      if (said) part += text(" ", shown_number(c.value, c.stored && !packed_ ? type_ : NC_DOUBLE));
      if (stored<decltype(zero)>(c).empty()) part += " (no value of the data's type)";
      part += !said ? " [assumed]" : c.origin == "--missing" ? "" : " [file]";
      parts.push_back(std::move(part));
    }
  });
  const auto bound = [&](const char* name, const std::optional<exact_number>& b) {
    if (b) parts.push_back(text(name, " ", shown_number(*b, type_), " [file]"));
  };
  bound("below", lowest_);
  bound("above", highest_);
  missing_codes_ = joined(parts);
}

}  // namespace sylva::examples
