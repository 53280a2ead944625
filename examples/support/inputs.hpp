#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "dataset.hpp"
#include "units.hpp"

namespace sylva::examples {

/// One input that a program needs.
struct input_need {
  std::string name;
  std::string units;          ///< the program's own
  std::string accepted;       ///< other units, as examples for messages
  std::string standard_name;  ///< of CF
  /// The default value. Without it, an input that is not in the file is an error.
  std::optional<double> otherwise = std::nullopt;
  /// Units of another kind whose numbers are the same: kg m-2 d-1 of water for mm day-1, 8 okta for 1.
  std::vector<std::string> same_as = {};
  std::string same_by = {};  ///< for the summary: what was taken to convert from those
};

struct input_options {
  std::vector<std::pair<std::string, std::string>> rename;  ///< need, name in the file
  std::vector<std::pair<std::string, double>> constants;    ///< need, value in the program's units
  std::vector<std::pair<std::string, std::string>> units;   ///< need, unit of the values in the file
  bool accept_units = false;                                ///< even if values look like another unit
};

/// Finds the inputs in a file, converts their units and brings them, box by box, to one common grid: the
/// union of their dimensions, in the order of the input that has most. Inputs with fewer dimensions repeat
/// along the others.
class input_reader {
 public:
  input_reader(source& from, std::vector<input_need> needs, const input_options& options);

  /// Positions in from.dims() of the common dimensions, slowest first, and their sizes.
  [[nodiscard]] const std::vector<std::size_t>& dims() const { return dims_; }
  [[nodiscard]] const std::vector<std::size_t>& sizes() const { return sizes_; }
  [[nodiscard]] std::size_t cells() const;
  [[nodiscard]] std::vector<variable> used() const;
  /// Boxes of about `budget` cells; `in_order` for outputs that are written cell after cell.
  [[nodiscard]] std::vector<block> plan(std::size_t budget, bool in_order) const;

  void read(const block& where);
  /// The part of a box of the common dimensions that a variable has, in its own dimensions.
  [[nodiscard]] block part_of(const block& where, const variable& v) const;
  /// The values of need number i in the box that was read: one for each cell, or a single one for all.
  [[nodiscard]] std::span<const double> values(std::size_t i) const { return inputs_[i].values; }
  [[nodiscard]] const std::vector<input_need>& needs() const { return needs_; }

  /// For messages: the unit in which an input is read, and its origin: "hPa [file]".
  [[nodiscard]] const std::string& unit_origin(std::size_t i) const { return inputs_[i].origin; }
  /// The unit that the file or --units declares; empty if neither does.
  [[nodiscard]] const std::string& declared_unit(std::size_t i) const { return inputs_[i].declared; }
  /// From the numbers of the file to the program's unit.
  [[nodiscard]] const conversion& convert(std::size_t i) const { return inputs_[i].convert; }
  /// Whether it is one value for all cells.
  [[nodiscard]] bool is_constant(std::size_t i) const { return inputs_[i].constant; }

  /// For the summary, a line for each input: "tc from t2m: K [file], missing ...", "co2 = 400 ppm [--set]".
  [[nodiscard]] std::vector<std::string> lines() const;

 private:
  struct input {
    bool constant = false;
    variable from;
    conversion convert;
    std::vector<double> values;
    std::vector<double> raw;  ///< as read, before it is spread over the box
    block raw_box;
    std::string declared;     ///< "K"
    std::string origin;       ///< "K [file]"
    std::string description;  ///< for the summary
  };

  [[nodiscard]] input bind(const input_need& need, const input_options& options) const;
  void choose_dims();
  void read_raw(input& in, const block& where) const;
  void spread(input& in, const block& where) const;

  source& from_;
  std::vector<input_need> needs_;
  std::vector<input> inputs_;
  std::vector<std::size_t> dims_;
  std::vector<std::size_t> sizes_;
  std::vector<std::string> warnings_;
};

}  // namespace sylva::examples
