#pragma once

#include <sylva/demography/dynamics.hpp>

#include <cstddef>
#include <limits>
#include <vector>

namespace sylva::examples {

/// The carbon of each cell over some years [kg C]. Years in which a cell has no GPP are left out.
class carbon_sums {
 public:
  using balance = demography::carbon_balance<std::vector<double>>;

  explicit carbon_sums(std::size_t cells);
  void add(const balance& year);
  /// Begins anew.
  void clear();
  /// As if nothing had been added in this cell.
  void leave_out(std::size_t cell);

  /// Years that count, of each cell.
  [[nodiscard]] const std::vector<double>& years() const { return years_; }
  /// What is in gpp, ..., recruitment are sums; stocks are not.
  [[nodiscard]] const balance& sums() const { return sums_; }
  /// What of a cell's stock has changed by these fluxes.
  [[nodiscard]] double change(std::size_t cell) const;
  /// The largest of a cell's fluxes.
  [[nodiscard]] double largest(std::size_t cell) const;

 private:
  std::vector<double> years_;
  balance sums_;
};

}  // namespace sylva::examples
