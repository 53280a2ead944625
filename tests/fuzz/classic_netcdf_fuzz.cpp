// The check of headers of classic netCDF files: it takes any bytes, and netCDF-C opens what it lets through.
#include <netcdf.h>
#include <netcdf_mem.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include "expect.hpp"
#include "support/classic_netcdf.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sylva::fuzz;
  const auto problem =
      sylva::examples::classic_netcdf_problem(std::as_bytes(std::span(data, size)), std::uint64_t{size});
  std::istringstream stream(std::string(data, data + size));
  expect(sylva::examples::classic_netcdf_problem(stream, std::uint64_t{size}) == problem);
  if (problem) {
    expect_message(*problem, 300);
    return 0;
  }
  if (size < 4 || data[0] != 'C' || data[1] != 'D' || data[2] != 'F') return 0;
  std::vector<std::uint8_t> copy(data, data + size);
  int id = 0;
  if (nc_open_mem("in.nc", NC_NOWRITE, copy.size(), copy.data(), &id) != NC_NOERR) return 0;
  int dims = 0, variables = 0, attributes = 0, unlimited = 0;
  expect(nc_inq(id, &dims, &variables, &attributes, &unlimited) == NC_NOERR);
  for (int v = 0; v < variables; ++v) {
    char name[NC_MAX_NAME + 1];
    nc_type type = NC_NAT;
    int rank = 0, of_variable = 0;
    std::vector<int> of(NC_MAX_VAR_DIMS);
    expect(nc_inq_var(id, v, name, &type, &rank, of.data(), &of_variable) == NC_NOERR);
    const std::vector<std::size_t> first(static_cast<std::size_t>(rank) + 1, 0);
    double value = 0;
    nc_get_var1_double(id, v, first.data(), &value);  // an error where there is no value
  }
  expect(nc_close(id) == NC_NOERR);
  return 0;
}
