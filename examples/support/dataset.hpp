#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "time_coordinate.hpp"

namespace sylva::examples {

class netcdf_file;

struct dimension {
  std::string name;
  std::size_t size;
};

/// Name, units and attributes of a variable (in a CSV file: a column).
struct variable {
  std::string name;
  std::string units;               ///< empty: none declared
  std::vector<std::size_t> dims;   ///< positions in source::dims()
  int id = 0;                      ///< for the source itself
  std::string missing_codes = {};  ///< for the summary: stored values that mean "missing", with their origin
  std::string cell_methods = {};   ///< of CF, as "time: mean"
};

/// A box of cells: for every dimension where it starts and how far it reaches.
struct block {
  std::vector<std::size_t> start;
  std::vector<std::size_t> count;
  [[nodiscard]] std::size_t cells() const;
};

/// A file with named variables on named dimensions. CSV and netCDF differ behind this.
class source {
 public:
  virtual ~source() = default;

  [[nodiscard]] virtual const std::string& path() const = 0;
  [[nodiscard]] virtual const std::vector<dimension>& dims() const = 0;
  /// For the summary: what was assumed to read the file, such as its encoding; may be empty.
  [[nodiscard]] virtual std::string note() const { return {}; }
  /// Names for messages and hints, as "name" or "name (standard_name)".
  [[nodiscard]] virtual std::vector<std::string> names() const = 0;
  /// A hint for a name that is not in the file, as " (but there is /group/t2m)"; may be empty.
  [[nodiscard]] virtual std::string suggestion(const std::string&) const { return {}; }
  /// For the error of a source without times: what to do with columns that look like dates; may be empty.
  [[nodiscard]] virtual std::string suggestion_of_times() const { return {}; }
  /// Notes for the summary on a grid of these dimensions, such as two with the same coordinates.
  [[nodiscard]] virtual std::vector<std::string> notes(std::span<const std::size_t>) const { return {}; }
  [[nodiscard]] virtual std::optional<variable> find(const std::string& name) const = 0;
  /// The part `where` of v's own dimensions, in their order, unpacked, in the file's units. NaN where
  /// missing.
  virtual void read(const variable& v, const block& where, std::vector<double>& values) = 0;
  /// The box in which v lies in the file in one piece; 1s if it is not cut up.
  [[nodiscard]] virtual std::vector<std::size_t> chunks(const variable& v) const;
  /// Says where a cell is, for people: "line 12", "time 3, lat 0, lon 17".
  [[nodiscard]] virtual std::string place(std::span<const std::size_t> dims,
                                          std::span<const std::size_t> index) const = 0;
  /// Times along a dimension. Nothing if it has none. Throws user_error where it has some that cannot be
  /// understood.
  [[nodiscard]] virtual std::optional<time_coordinate> times(std::size_t dim) = 0;
  /// Values of the coordinate variable of a dimension, if there is one. `units` says of what.
  [[nodiscard]] virtual std::vector<double> coordinate(std::size_t dim, std::string& units) = 0;

  /// What the output keeps of this file. In netCDF: dimensions (in the order of `dims`), coordinates,
  /// attributes; `used` are the variables whose coordinates matter. Returns attributes that each output needs
  /// in turn.
  struct carried {
    std::vector<int> dim_ids;
    std::vector<std::pair<std::string, std::string>> attributes;
  };
  virtual carried define_in(netcdf_file& out, std::span<const std::size_t> dims,
                            std::span<const variable> used) = 0;
  virtual void fill_in(netcdf_file& out) = 0;
  /// In CSV: the header of the columns before the outputs, in quotes where it needs them.
  [[nodiscard]] virtual std::vector<std::string> kept_columns(std::span<const std::size_t> dims) = 0;
  virtual void append_kept(std::string& row, std::span<const std::size_t> index) = 0;
  /// Whether an output of that name would meet something that is kept.
  [[nodiscard]] virtual bool keeps(const std::string& name, std::span<const std::size_t> dims) const = 0;
};

/// How a file is read, as given by options.
struct source_options {
  std::vector<double> missing = {};            ///< stored values that mean "missing", besides the file's own
  std::optional<calendar_kind> calendar = {};  ///< instead of that of the file
  stamp_position stamp = stamp_position::unsaid;  ///< where the file has no bounds
  std::string time = {};                          ///< of CSV: the column that has the dates
};

/// By extension: .csv, .nc (.nc4, .cdf). Throws user_error.
[[nodiscard]] std::unique_ptr<source> open_source(const std::string& path,
                                                  const source_options& options = {});

/// Values that go out: the precision they were calculated in is the one they are written in.
using values_view = std::variant<std::span<const double>, std::span<const float>>;

struct output_variable {
  std::string name;
  std::string units;  ///< as UDUNITS spells it
  std::string long_name;
  std::string standard_name;      ///< of CF; empty if there is none
  std::string cell_methods = {};  ///< of CF; empty if nothing is to be said
};

/// Where results go. Nothing appears under the final name before commit().
class sink {
 public:
  virtual ~sink() = default;
  virtual void write(const block& where, std::span<const values_view> values) = 0;
  /// Call it after all values are written; throws user_error if the disk is full. All outputs of a run are
  /// finished before one is committed.
  virtual void finish() = 0;
  virtual void commit() = 0;
};

struct sink_options {
  bool single_precision = false;
  bool units_in_header = false;                                 ///< of CSV: "vpd [Pa]" instead of "vpd"
  std::string history;                                          ///< one line: what made the file
  std::vector<std::pair<std::string, std::string>> attributes;  ///< of the whole file
};

/// By extension. `dims` are positions in from.dims(), slowest first.
[[nodiscard]] std::unique_ptr<sink> create_sink(const std::string& path, source& from,
                                                std::vector<std::size_t> dims, std::vector<variable> used,
                                                std::vector<output_variable> outputs, sink_options options);

/// Throws user_error unless create_sink would know what to do with the name.
void check_output_name(const std::string& path);

/// Cuts the cells of a grid into boxes of about `budget` cells that are made of whole `chunks`, so that a
/// file of any size is worked through in bounded memory and no compressed chunk is unpacked twice if that can
/// be avoided.
[[nodiscard]] std::vector<block> plan_blocks(std::span<const std::size_t> sizes,
                                             std::span<const std::size_t> chunks, std::size_t budget);

}  // namespace sylva::examples
