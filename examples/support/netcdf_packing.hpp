#pragma once

#include <string>
#include <vector>

#include "dataset.hpp"
#include "netcdf_file.hpp"

namespace sylva::examples {

/// How the stored numbers of a variable become values, and which of them mean "missing".
///
/// Codes are compared in the type of the data: float data match a missing_value of double -999.99. A code
/// that the type of the data cannot represent matches nothing.
///
/// - `_Unsigned = "true"` (NUG): integers are unsigned, and so are attributes of their type.
/// - `_FillValue`; without it, and unless the data are bytes, netCDF's default fill value of the type.
/// - `missing_value`, one or more. In packed data it is a stored number; where it is a floating-point number
///   and the stored ones are of another type (which CF does not allow, but many files have), or where it is
///   text, it is a stored number or a value.
/// - `valid_min`, `valid_max`, `valid_range`: of packed data they are stored numbers, but values where they
///   have the type of the unpacked values and that is the wider one (NUG).
/// - --missing: in packed data a stored number or a value.
class netcdf_packing {
 public:
  /// Throws user_error for attributes that are not understood.
  netcdf_packing(const netcdf_file& file, const netcdf_variable& v, const source_options& options);

  /// A box of values; NaN where missing.
  void read(const block& where, std::vector<double>& values) const;
  /// "_FillValue -32767, missing_value -999.99", for the summary.
  [[nodiscard]] const std::string& missing_codes() const { return missing_codes_; }

 private:
  struct code {
    exact_number value;
    bool stored = true;     ///< compared with stored numbers
    bool unpacked = false;  ///< compared with values
    std::string origin;
  };
  template <class F>
  decltype(auto) with_type(F&& f) const;
  template <class T>
  void read_as(const block& where, std::vector<double>& values) const;
  /// The stored numbers that a code stands for.
  template <class T>
  [[nodiscard]] std::vector<T> stored(const code& c) const;
  template <class T>
  [[nodiscard]] std::pair<T, T> valid_range() const;
  void read_flags();
  void read_packing();
  void read_codes(const source_options& options);
  void read_range();
  void describe();
  [[nodiscard]] std::vector<exact_number> numbers_of_type(const number_attribute& a) const;
  [[nodiscard]] std::optional<double> only_number(const char* attribute) const;
  template <class... Ts>
  [[noreturn]] void refuse(const char* attribute, const Ts&... what) const;

  const netcdf_file* file_;
  netcdf_variable variable_;
  nc_type stored_type_;  ///< in the file
  nc_type type_;         ///< the same or its unsigned, or signed, twin
  bool packed_ = false;
  nc_type unpacked_type_ = NC_NAT;
  double scale_ = 1, offset_ = 0;
  std::vector<code> codes_;
  std::optional<exact_number> lowest_, highest_;  ///< stored numbers, or values
  bool range_of_values_ = false;
  std::string missing_codes_;
};

}  // namespace sylva::examples
