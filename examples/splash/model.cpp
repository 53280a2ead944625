#include "model_runner.hpp"
#include "support/backend.hpp"

#ifdef SYLVA_PROGRAM_SIMD
#include <sylva/backends/xsimd.hpp>
#endif

namespace sylva::examples {

#ifdef SYLVA_PROGRAM_KOKKOS
// In a file of its own: who does not include Kokkos does not pay for it.
std::unique_ptr<model> make_kokkos_model(const model_choices& choices, const day_numbers& days,
                                         const std::vector<std::string>& outputs);
#endif

std::unique_ptr<model> make_model(const model_choices& choices, const day_numbers& days,
                                  const std::vector<std::string>& outputs) {
  choose_backend(choices.backend, choices.threads);
  if (choices.spin_up != "none" && choices.spin_up != "first-year") {
    fail("--spin-up: '", shown(choices.spin_up), "' is unknown; there are none, first-year");
  }
#ifdef SYLVA_PROGRAM_KOKKOS
  if (choices.backend != "serial" && choices.backend != "simd")
    return make_kokkos_model(choices, days, outputs);
#endif
  return with_backend<
#ifdef SYLVA_PROGRAM_SIMD
      simd,
#endif
      serial>([&](const auto& policy) { return make_runner(choices, days, outputs, policy); });
}

std::vector<range_note> look_at_ranges(const site_box& box) {
  const auto flat = [](std::span<const double> values) -> argument<double> {
    if (values.size() == 1) return values[0];
    return values;
  };
  splash_model<double>::inputs<> x{};
  x.sunshine_fraction = flat(box.sunshine_fraction), x.tc = flat(box.tc);
  x.precipitation = flat(box.precipitation), x.latitude = flat(box.latitude);
  x.elevation = flat(box.elevation), x.water_capacity = flat(box.water_capacity);
  const splash_model<double> model;
  std::vector<range_note> notes;
  for (const auto& [name, range, found] : model.check(serial{}, x)) {
    notes.push_back({range, found});
    if (name != "latitude" && name != "elevation" && name != "water_capacity") continue;
    notes.back().found.worst_at = box.first_of(found.worst_at);
    notes.back().found.impossible_at = box.first_of(found.impossible_at);
  }
  return notes;
}

}  // namespace sylva::examples
