#include "model_runner.hpp"

#ifdef SYLVA_PMODEL_SIMD
#include <sylva/backends/xsimd.hpp>
#endif

namespace sylva::examples {

#ifdef SYLVA_PMODEL_KOKKOS
// In a file of its own: who does not include Kokkos does not pay for it.
std::unique_ptr<model> make_kokkos_model(const model_choices& choices,
                                         const std::vector<std::string>& outputs);
#endif

std::unique_ptr<model> make_model(const model_choices& choices, const std::vector<std::string>& outputs) {
  try {
    set_backend(choices.backend);
  } catch (const std::invalid_argument& e) {
    fail("--backend: ", e.what());
  }
  if (choices.threads < 0 || choices.threads > 4096)
    fail("--threads: ", choices.threads, " is not in 0 to 4096");
  if (choices.threads > 1 && choices.backend != "openmp" && choices.backend != "threads") {
    fail("--threads: the backend ", shown(choices.backend), " has one thread; several need --backend openmp");
  }
#ifdef SYLVA_PMODEL_KOKKOS
  if (choices.backend != "serial" && choices.backend != "simd") return make_kokkos_model(choices, outputs);
#endif
  return with_backend<
#ifdef SYLVA_PMODEL_SIMD
      simd,
#endif
      serial>([&](const auto& policy) { return make_runner(choices, outputs, policy); });
}

std::vector<std::string> known_methods(const std::string& kind) { return pmodel_model<double>::known(kind); }

std::string library_version() {
  return text(SYLVA_VERSION_MAJOR, '.', SYLVA_VERSION_MINOR, '.', SYLVA_VERSION_PATCH);
}

}  // namespace sylva::examples
