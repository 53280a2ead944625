#include "model_runner.hpp"
#include "support/backend.hpp"

#ifdef SYLVA_PROGRAM_SIMD
#include <sylva/backends/xsimd.hpp>
#endif

namespace sylva::examples {

#ifdef SYLVA_PROGRAM_KOKKOS
// In a file of its own: who does not include Kokkos does not pay for it.
std::unique_ptr<model> make_kokkos_model(const model_choices& choices);
#endif

std::unique_ptr<model> make_model(const model_choices& choices) {
  choose_backend(choices.backend, choices.threads);
  if (choices.mortality != "falster16" && choices.mortality != "constant") {
    fail("--mortality: '", shown(choices.mortality), "' is unknown; there are falster16, constant");
  }
#ifdef SYLVA_PROGRAM_KOKKOS
  if (choices.backend != "serial" && choices.backend != "simd") return make_kokkos_model(choices);
#endif
  return with_backend<
#ifdef SYLVA_PROGRAM_SIMD
      simd,
#endif
      serial>([&](const auto& policy) { return make_runner(choices, policy); });
}

}  // namespace sylva::examples
