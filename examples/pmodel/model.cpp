#include "model_runner.hpp"
#include "support/backend.hpp"

#ifdef SYLVA_PROGRAM_SIMD
#include <sylva/backends/xsimd.hpp>
#endif

namespace sylva::examples {

#ifdef SYLVA_PROGRAM_KOKKOS
// In a file of its own: who does not include Kokkos does not pay for it.
std::unique_ptr<model> make_kokkos_model(const model_choices& choices,
                                         const std::vector<std::string>& outputs);
#endif

std::unique_ptr<model> make_model(const model_choices& choices, const std::vector<std::string>& outputs) {
  choose_backend(choices.backend, choices.threads);
#ifdef SYLVA_PROGRAM_KOKKOS
  if (choices.backend != "serial" && choices.backend != "simd") return make_kokkos_model(choices, outputs);
#endif
  return with_backend<
#ifdef SYLVA_PROGRAM_SIMD
      simd,
#endif
      serial>([&](const auto& policy) { return make_runner(choices, outputs, policy); });
}

std::vector<std::string> known_methods(const std::string& kind) { return pmodel_model<double>::known(kind); }

}  // namespace sylva::examples
