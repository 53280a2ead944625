#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "inputs.hpp"

namespace sylva::examples {

/// Checks whether the values of the inputs can be in the units in which they are read, by the rules of the
/// table in plausibility_rules.hpp, which hold in all climates.
class unit_check {
 public:
  /// `accept`: --accept-units, no errors. Rules on light use the times and latitudes of the file, if it has
  /// them.
  unit_check(source& from, const input_reader& reader, bool accept);

  /// Counts the values of the box that the reader has read. The first call throws user_error if they look
  /// like another unit; later calls do not, so outputs are created after the first call.
  void add(const block& where);

  /// For the summary: the times, and warnings on values of all boxes that look like another unit.
  [[nodiscard]] std::vector<std::string> lines() const;

 private:
  struct tally {
    std::size_t about = 0, odd = 0;
  };
  struct finding {
    std::string what, reason;  ///< for people
    std::string remedy;        ///< for a warning
    std::string unit;          ///< "vpd=hPa", for --units; empty if no unit is likely
    bool sure;                 ///< an error
  };

  [[nodiscard]] std::size_t find(const std::string& name) const;
  void read_latitudes(const block& where);
  /// The latitude of cell number `at` of the box, at position `index`. NaN if unknown.
  [[nodiscard]] double latitude(const block& where, const std::vector<std::size_t>& index,
                                std::size_t at) const;
  [[nodiscard]] std::vector<finding> findings() const;
  void refuse() const;

  source& from_;
  const input_reader& reader_;
  bool accept_, begun_ = false;
  std::optional<std::size_t> time_;   ///< position in reader_.dims()
  std::vector<double> days_;          ///< along it
  double year_ = 365;                 ///< length [days]
  std::string times_;                 ///< for the summary
  std::optional<variable> latitude_;  ///< in the file, where it is no input
  std::vector<double> latitudes_;     ///< its values in the box
  double first_day_ = std::numeric_limits<double>::infinity(), last_day_ = -first_day_;  ///< that were seen
  std::vector<unsigned char> applies_;  ///< of each rule to each input
  std::vector<tally> tallies_;          ///< of each rule on each input
};

}  // namespace sylva::examples
