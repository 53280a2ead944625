// Units: any text gives a finite conversion, or none and possibly advice that can be printed.
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "expect.hpp"
#include "support/units.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sylva::fuzz;
  static constexpr std::array<std::string_view, 8> ours = {"Pa",           "degC",     "1",     "1e-6",
                                                           "umol m-2 s-1", "mm day-1", "W m-2", "degree"};
  if (size == 0) return 0;
  const std::string_view to = ours[data[0] % ours.size()];
  const std::string_view from(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto reading = sylva::examples::convert_units(from, to);
  if (reading.convert) {
    expect(std::isfinite(reading.convert->factor) && reading.convert->factor != 0);
    expect(std::isfinite(reading.convert->offset));
  }
  if (!reading.remedy.empty()) expect_message(reading.remedy, 300);
  return 0;
}
