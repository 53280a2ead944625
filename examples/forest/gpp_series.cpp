#include "gpp_series.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "support/csv_source.hpp"
#include "support/scratch_file.hpp"
#include "support/text.hpp"
#include "support/units.hpp"

namespace sylva::examples {
namespace {

constexpr const char* units = "kg C m-2 yr-1";
constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t most_years = 1'000'000;
/// No leaves fix more than about 10 kg: larger values are in g, or in another unit.
constexpr double most_gpp = 100;

/// One column of the table.
class column {
 public:
  column(csv_source& from, const char* name) : from_(from), name_(name) {
    const auto found = from.find(name);
    if (!found) {
      fail(from.path(), ": there is no column '", name, "'; there are: ", some_of(from.names(), {name}),
           ". A table of GPP has the columns cell_id, gpp, and maybe year");
    }
    units_ = found->units;
    from.read(*found, {{0}, {from.rows()}}, values_);
  }

  [[nodiscard]] double operator[](std::size_t row) const { return values_[row]; }
  [[nodiscard]] std::int64_t whole(std::size_t row) const {
    const double x = values_[row];
    if (!(std::abs(x) < 9e15) || x != std::floor(x)) refuse(row, "a whole number");
    return static_cast<std::int64_t>(x);
  }
  [[noreturn]] void refuse(std::size_t row, std::string_view allowed) const {
    fail(from_.path(), ": ", name_, " is ", values_[row], " (",
         from_.place(std::vector<std::size_t>{0}, std::vector{row}), "); allowed is ", allowed);
  }
  /// The factor that converts its numbers to kg of carbon. `option`: the unit of --units, or empty.
  [[nodiscard]] double factor(const std::string& option) const {
    const std::string& unit = option.empty() ? units_ : option;
    if (unit.empty()) return 1;
    const unit_reading reading = convert_units(unit, units);
    if (reading.convert) return reading.convert->factor;
    fail(option.empty() ? text(from_.path(), ": '", name_, "' has the unit '")
                        : text("--units: '", name_, "' has the unit '"),
         shown(unit), "', which is not understood; allowed are kg C m-2 yr-1, g C m-2 yr-1",
         option.empty() ? "; --units gpp=UNIT says it" : "");
  }
  /// "g C m-2 yr-1 [file]", for the summary.
  [[nodiscard]] std::string origin(const std::string& option) const {
    if (option.empty())
      return units_.empty() ? text(units, " [assumed, none declared]") : shown(units_) + " [file]";
    return text(shown(option), " [--units",
                units_.empty() || units_ == option ? "" : text("; the file says ", shown(units_)), ']');
  }

 private:
  csv_source& from_;
  const char* name_;
  std::string units_;
  std::vector<double> values_;
};

}  // namespace

gpp_series::gpp_series(const std::string& given, const std::string& unit,
                       std::span<const std::int64_t> cell_ids, const source_options& options)
    : cells_(cell_ids.size()) {
  if (const auto one = io::number_of(given)) {
    if (!(*one >= 0 && *one <= most_gpp)) {
      fail("--gpp: ", *one, " ", units, " is not in 0 to ", most_gpp);
    }
    if (!unit.empty())
      fail("--units: 'gpp' is one number, which is in ", units, "; --units is for values of a file");
    values_.assign(cells_, *one);
    return;
  }
  if (extension(given) != ".csv") fail("--gpp: '", shown(given), "' is no number, and no file .csv");
  path_ = given;
  read_file(unit, cell_ids, options);
}

void gpp_series::read_file(const std::string& unit, std::span<const std::int64_t> cell_ids,
                           const source_options& options) {
  csv_source from(path_, options);
  const column cell(from, "cell_id"), gpp(from, "gpp");
  std::optional<column> year;
  if (from.find("year")) year.emplace(from, "year");
  const double factor = gpp.factor(unit);
  origin_ = gpp.origin(unit);

  std::int64_t last = 0;
  if (year) {
    first_year_ = last = year->whole(0);
    for (std::size_t row = 1; row < from.rows(); ++row) {
      first_year_ = std::min(first_year_, year->whole(row)), last = std::max(last, year->whole(row));
    }
    if (last - first_year_ >= most_years) {
      fail(path_, ": it goes from year ", first_year_, " to ", last, "; allowed are ", most_years, " years");
    }
    years_ = last - first_year_ + 1;
  }
  std::unordered_map<std::int64_t, std::size_t> position;
  for (std::size_t c = 0; c < cells_; ++c) position.emplace(cell_ids[c], c);

  std::vector<bool> there(cells_ * static_cast<std::size_t>(std::max<std::int64_t>(years_, 1)));
  values_.assign(there.size(), missing);
  std::unordered_set<std::int64_t> others;
  for (std::size_t row = 0; row < from.rows(); ++row) {
    const double x = gpp[row] * factor;
    if (x < 0 || x > most_gpp) {
      const std::string hint =
          x > most_gpp ? text("; it is read as ", origin_, ", --units gpp=UNIT says another") : "";
      gpp.refuse(row, text("0 to ", most_gpp / factor, ", or nothing", hint));
    }
    const auto at = position.find(cell.whole(row));
    if (at == position.end()) {
      others.insert(cell.whole(row));
      continue;
    }
    const std::size_t step = year ? static_cast<std::size_t>(year->whole(row) - first_year_) : 0;
    const std::size_t i = step * cells_ + at->second;
    if (there[i]) {
      fail(path_, ": cell ", at->first, year ? text(" in year ", year->whole(row)) : "", " is there twice (",
           from.place(std::vector<std::size_t>{0}, std::vector{row}), "); allowed is once",
           year ? "" : ", or a column year");
    }
    there[i] = true;
    values_[i] = x;
  }
  others_ = others.size();
}

void gpp_series::leave_out(std::size_t cell) {
  for (std::size_t i = cell; i < values_.size(); i += cells_) values_[i] = missing;
}

std::span<const double> gpp_series::of_year(std::int64_t year) const {
  std::int64_t step = 0;
  if (has_years()) step = ((year - first_year_) % years_ + years_) % years_;
  return std::span(values_).subspan(static_cast<std::size_t>(step) * cells_, cells_);
}

std::string gpp_series::description() const {
  if (path_.empty())
    return text(values_.empty() ? missing : values_[0], " ", units, " in all cells and years");
  double low = missing, high = missing;
  for (const double x : values_) low = std::fmin(low, x), high = std::fmax(high, x);
  std::string line = path_ + ": ";
  if (has_years()) {
    line += text("years ", first_year_, " to ", first_year_ + years_ - 1, ", which repeat; ");
  } else {
    line += "the same in all years; ";
  }
  line += std::isnan(low) ? "no value for a cell of COHORTS"
                          : text(rounded(low), " to ", rounded(high), " ", units);
  line += text("; read as ", origin_);
  if (others_ > 0) line += text("; ", grouped(others_), others_ == 1 ? " cell" : " cells", " not in COHORTS");
  return line;
}

}  // namespace sylva::examples
