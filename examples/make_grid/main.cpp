// sylva-make-grid: an idealised global grid of climate, to try the P-model on.

#include <sys/resource.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sylva/core/calendar.hpp>

#include "planet.hpp"
#include "support/netcdf_file.hpp"
#include "support/option_checks.hpp"
#include "support/program.hpp"
#include "support/report.hpp"
#include "support/scratch_file.hpp"

using namespace sylva::examples;

namespace {

struct arguments {
  std::string output;
  std::size_t lon = 720, lat = 360, months = 12;
  double co2 = 412;
};

/// A variable that is written month by month. Packed ones hold short integers.
struct field {
  int id;
  double scale = 1, offset = 0;
  bool packed = false;
};

class grid_file {
 public:
  grid_file(const arguments& given, const std::string& history)
      : given_(given), scratch_(given.output), file_(netcdf_file::create(scratch_.path(), given.output)) {
    const int id = file_.id();
    file_.check(nc_def_dim(id, "time", NC_UNLIMITED, &time_dim_));
    file_.check(nc_def_dim(id, "lat", given.lat, &lat_dim_));
    file_.check(nc_def_dim(id, "lon", given.lon, &lon_dim_));
    file_.check(nc_def_dim(id, "bnds", 2, &bounds_dim_));
    time_ = axis("time", time_dim_, "days since 2001-01-01 00:00:00", "time", "T");
    file_.put_text(time_, "calendar", "standard");
    lat_ = axis("lat", lat_dim_, "degrees_north", "latitude", "Y");
    lon_ = axis("lon", lon_dim_, "degrees_east", "longitude", "X");

    tc_ = map("tc", "K", "air_temperature", "air temperature", 0.01, 273.15);
    vpd_ = map("vpd", "hPa", "water_vapor_saturation_deficit_in_air", "vapour pressure deficit");
    ppfd_ = map("ppfd", "mol m-2 d-1", "surface_downwelling_photosynthetic_photon_flux_in_air",
                "photosynthetic photon flux density, mean over day and night");
    fapar_ = map("fapar", "1", "", "fraction of absorbed photosynthetically active radiation", 1e-4, 0);
    patm_ = flat("patm", "hPa", "surface_air_pressure", "air pressure at the surface");
    elevation_ = flat("elevation", "m", "surface_altitude", "elevation");
    file_.check(nc_def_var(id, "co2", NC_FLOAT, 0, nullptr, &co2_));
    describe(co2_, "1e-6", "mole_fraction_of_carbon_dioxide_in_air", "CO2 in air");

    file_.put_text(NC_GLOBAL, "Conventions", "CF-1.8");
    file_.put_text(NC_GLOBAL, "title",
                   "Idealised climate of a planet that does not exist, for trials of sylva");
    file_.put_text(NC_GLOBAL, "history", history);
    file_.check(nc_enddef(id));
    write_axes();
  }

  void write_surface(const std::vector<float>& patm, const std::vector<float>& elevation) const {
    file_.check(nc_put_var_float(file_.id(), patm_.id, patm.data()));
    file_.check(nc_put_var_float(file_.id(), elevation_.id, elevation.data()));
    file_.check(nc_put_var_double(file_.id(), co2_, &given_.co2));
  }

  /// The middle of a month as day of the year, 1 to 366; also writes it to the time axis.
  double write_month(std::size_t month) const {
    const auto days_before = [](std::size_t m) {
      constexpr auto kind = sylva::calendar_kind::standard;
      const sylva::calendar_date first{static_cast<int>(2001 + m / 12), static_cast<int>(m % 12) + 1, 1};
      return static_cast<double>(sylva::day_number(kind, first) - sylva::day_number(kind, {2001, 1, 1}));
    };
    const double bounds[] = {days_before(month), days_before(month + 1)};
    const double middle = (bounds[0] + bounds[1]) / 2;
    const std::size_t start[] = {month, 0}, one[] = {1, 2};
    file_.check(nc_put_vara_double(file_.id(), time_, start, one, &middle));
    file_.check(nc_put_vara_double(file_.id(), time_bounds_, start, one, bounds));
    return middle - days_before(month - month % 12) + 1;
  }

  void write_map(std::size_t month, const field& f, const std::vector<double>& values) const {
    const std::size_t start[] = {month, 0, 0}, count[] = {1, given_.lat, given_.lon};
    if (f.packed) {
      std::vector<short> stored(values.size());
      for (std::size_t i = 0; i < stored.size(); ++i) {
        stored[i] = std::isnan(values[i]) ? NC_FILL_SHORT
                                          : static_cast<short>(std::lround((values[i] - f.offset) / f.scale));
      }
      file_.check(nc_put_vara_short(file_.id(), f.id, start, count, stored.data()));
    } else {
      std::vector<float> stored(values.size());
      for (std::size_t i = 0; i < stored.size(); ++i) {
        stored[i] = std::isnan(values[i]) ? NC_FILL_FLOAT : static_cast<float>(values[i]);
      }
      file_.check(nc_put_vara_float(file_.id(), f.id, start, count, stored.data()));
    }
  }

  void finish() { file_.close(); }
  void commit() { scratch_.commit(); }

  [[nodiscard]] double latitude(std::size_t i) const { return centre(i, given_.lat, -90, 180); }
  [[nodiscard]] double longitude(std::size_t i) const { return centre(i, given_.lon, -180, 360); }

  field tc_{}, vpd_{}, ppfd_{}, fapar_{}, patm_{}, elevation_{};

 private:
  static double centre(std::size_t i, std::size_t n, double first, double span) {
    return first + span * (static_cast<double>(i) + 0.5) / static_cast<double>(n);
  }

  void describe(int id, const char* units, std::string_view standard, const char* long_name) const {
    file_.put_text(id, "long_name", long_name);
    if (!standard.empty()) file_.put_text(id, "standard_name", standard);
    file_.put_text(id, "units", units);
  }

  int axis(const std::string& name, int dim, const char* units, const char* standard, const char* letter) {
    int id = -1, bounds = -1;
    const int dims[] = {dim, bounds_dim_};
    file_.check(nc_def_var(file_.id(), name.c_str(), NC_DOUBLE, 1, dims, &id));
    describe(id, units, standard, standard);
    file_.put_text(id, "axis", letter);
    file_.put_text(id, "bounds", name + "_bnds");
    file_.check(nc_def_var(file_.id(), (name + "_bnds").c_str(), NC_DOUBLE, 2, dims, &bounds));
    if (dim == time_dim_) time_bounds_ = bounds;
    return id;
  }

  field map(const char* name, const char* units, const char* standard, const char* long_name,
            double scale = 1, double offset = 0) {
    field f{-1, scale, offset, scale != 1};
    const int dims[] = {time_dim_, lat_dim_, lon_dim_};
    const std::size_t chunk[] = {1, given_.lat, given_.lon};
    file_.check(nc_def_var(file_.id(), name, f.packed ? NC_SHORT : NC_FLOAT, 3, dims, &f.id));
    file_.check(nc_def_var_chunking(file_.id(), f.id, NC_CHUNKED, chunk));
    finish(f, units, standard, long_name);
    return f;
  }

  field flat(const char* name, const char* units, const char* standard, const char* long_name) {
    field f{-1};
    const int dims[] = {lat_dim_, lon_dim_};
    file_.check(nc_def_var(file_.id(), name, NC_FLOAT, 2, dims, &f.id));
    finish(f, units, standard, long_name);
    return f;
  }

  void finish(const field& f, const char* units, const char* standard, const char* long_name) {
    file_.check(nc_def_var_deflate(file_.id(), f.id, 1, 1, 1));
    describe(f.id, units, standard, long_name);
    if (f.packed) {
      file_.put_number(f.id, "_FillValue", NC_FILL_SHORT, NC_SHORT);
      file_.put_number(f.id, "scale_factor", f.scale);
      file_.put_number(f.id, "add_offset", f.offset);
    } else {
      file_.put_number(f.id, "_FillValue", static_cast<double>(NC_FILL_FLOAT), NC_FLOAT);
    }
  }

  void write_axes() const {
    for (const auto& [id, n, first, span] :
         {std::tuple{lat_, given_.lat, -90.0, 180.0}, {lon_, given_.lon, -180.0, 360.0}}) {
      std::vector<double> centres, edges;
      for (std::size_t i = 0; i < n; ++i) {
        centres.push_back(centre(i, n, first, span));
        edges.push_back(centres.back() - span / static_cast<double>(n) / 2);
        edges.push_back(centres.back() + span / static_cast<double>(n) / 2);
      }
      file_.check(nc_put_var_double(file_.id(), id, centres.data()));
      file_.check(nc_put_var_double(
          file_.id(), file_.find_variable(file_.variable_name(id) + "_bnds").value(), edges.data()));
    }
  }

  const arguments& given_;
  scratch_file scratch_;
  netcdf_file file_;
  int time_dim_ = -1, lat_dim_ = -1, lon_dim_ = -1, bounds_dim_ = -1;
  int time_ = -1, time_bounds_ = -1, lat_ = -1, lon_ = -1, co2_ = -1;
};

/// Bytes that this process can have besides those it has, as far as the system tells.
double free_memory() {
  double bytes = std::numeric_limits<double>::infinity(), value = 0;
  std::ifstream about("/proc/meminfo");
  for (std::string word; about >> word;) {
    if (word == "MemAvailable:" && about >> value) bytes = value * 1024;
  }
  if (std::ifstream limit("/sys/fs/cgroup/memory.max"); limit >> value) bytes = std::min(bytes, value);
  struct rlimit space{};
  if (::getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur != RLIM_INFINITY) {
    bytes = std::min(bytes, static_cast<double>(space.rlim_cur));
  }
  return bytes;
}

/// Throws user_error for a grid that cannot fit, before it is calculated.
void check_size(const arguments& given) {
  const double cells = static_cast<double>(given.lon) * static_cast<double>(given.lat);
  const auto gigabytes = [](double bytes) { return rounded(bytes / 1e9, 3) + " GB"; };
  const auto refuse = [&](const auto&... reason) {
    fail("a grid of ", given.lon, " longitudes, ", given.lat, " latitudes and ", given.months, " months ",
         reason..., ": make --lon, --lat or --months smaller");
  };
  constexpr double most_cells = 1e9;  // a map is one chunk, of less than 4 GiB
  if (cells > most_cells)
    refuse("has ", rounded(cells, 3), " cells in a map; allowed are ", rounded(most_cells));
  constexpr double memory_of_cell = sizeof(planet::surface) + 5 * sizeof(double) + 2 * sizeof(float);
  if (const double there = free_memory(); cells * memory_of_cell > there) {
    refuse("takes ", gigabytes(cells * memory_of_cell), " of memory, and ", gigabytes(there), " are free");
  }
  constexpr double disk_of_cell =
      2;  // and month, compressed; 2.6 at 0.5 degree, less where cells are smaller
  std::error_code error;
  const auto folder = std::filesystem::absolute(given.output, error).parent_path();
  const auto disk = std::filesystem::space(folder, error);
  const double file = cells * static_cast<double>(given.months) * disk_of_cell;
  if (!error && file > static_cast<double>(disk.available)) {
    refuse("takes about ", gigabytes(file), " on the disk, and ",
           gigabytes(static_cast<double>(disk.available)), " are free in '", shown(folder.string()), "'");
  }
}

void run(const arguments& given, const std::string& history) {
  const std::string ending = extension(given.output);
  if (ending != ".nc" && ending != ".nc4")
    fail("cannot write '", given.output, "': a grid is written to .nc");
  check_size(given);
  grid_file file(given, history);
  const planet world;
  constexpr double missing = std::numeric_limits<double>::quiet_NaN();

  std::vector<planet::surface> surface;
  std::vector<float> patm, elevation;
  const std::size_t cells = given.lat * given.lon;
  surface.reserve(cells), patm.reserve(cells), elevation.reserve(cells);
  std::size_t land = 0;
  for (std::size_t j = 0; j < given.lat; ++j) {
    for (std::size_t i = 0; i < given.lon; ++i) {
      const auto s = surface.emplace_back(world.at(file.latitude(j), file.longitude(i)));
      land += s.land ? 1 : 0;
      patm.push_back(s.land ? static_cast<float>(world.pressure(s) / 100) : NC_FILL_FLOAT);
      elevation.push_back(s.land ? static_cast<float>(s.elevation) : NC_FILL_FLOAT);
    }
  }
  file.write_surface(patm, elevation);

  progress_bar bar("making a planet", given.months);
  std::vector<double> tc(surface.size(), missing), vpd(tc), ppfd(tc), fapar(tc);
  for (std::size_t month = 0; month < given.months; ++month) {
    const double day = file.write_month(month);
    for (std::size_t i = 0; i < surface.size(); ++i) {
      if (!surface[i].land) continue;
      const auto w = world.on(day, file.latitude(i / given.lon), surface[i]);
      tc[i] = w.tc + 273.15, vpd[i] = w.vpd / 100, ppfd[i] = w.ppfd, fapar[i] = w.fapar;
    }
    file.write_map(month, file.tc_, tc);
    file.write_map(month, file.vpd_, vpd);
    file.write_map(month, file.ppfd_, ppfd);
    file.write_map(month, file.fapar_, fapar);
    bar.add(1);
  }
  file.finish();
  std::printf("%s: %zu longitudes x %zu latitudes x %zu months, %.0f %% land\n", given.output.c_str(),
              given.lon, given.lat, given.months,
              100.0 * static_cast<double>(land) / static_cast<double>(surface.size()));
  flush_summary();
  file.commit();
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "Writes an idealised global grid of monthly climate with all inputs of the P-model as a CF netCDF "
      "file. "
      "It uses units other than sylva's, for tests: temperature in K, packed in short integers, pressures in "
      "hPa, light in mol m-2 d-1; pressure has no time dimension and CO2 no dimension.",
      "sylva-make-grid"};
  arguments given;
  app.add_option("OUTPUT", given.output, "what to write, .nc")->required();
  app.add_option("--lon", given.lon, "number of longitudes")
      ->capture_default_str()
      ->check(whole_number_in(1, 86400));
  app.add_option("--lat", given.lat, "number of latitudes")
      ->capture_default_str()
      ->check(whole_number_in(1, 43200));
  app.add_option("--months", given.months, "number of months")
      ->capture_default_str()
      ->check(whole_number_in(1, 12000));
  app.add_option("--co2", given.co2, "CO2 in air [ppm]")->capture_default_str()->check(number_in(co2_range));
  return run_program(app, argc, argv, [&] { run(given, command_line(app.get_name(), argc, argv)); });
}
