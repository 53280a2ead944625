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

std::vector<std::string> known_backends() {
  return {
#ifdef SYLVA_PMODEL_SIMD
      "simd",
#endif
#ifdef SYLVA_PMODEL_KOKKOS
      "openmp",
#endif
      "serial",
  };
}

std::unique_ptr<model> make_model(const model_choices& choices, const std::vector<std::string>& outputs) {
  if (choices.threads < 0 || choices.threads > 4096)
    fail("--threads: ", choices.threads, " is not in 0 to 4096");
  if (choices.threads > 1 && choices.backend != "openmp") {
    fail("--threads: the backend ", shown(choices.backend), " has one thread; several need --backend openmp");
  }
  if (choices.backend == "serial") return make_runner(choices, outputs, serial{});
#ifdef SYLVA_PMODEL_SIMD
  if (choices.backend == "simd") return make_runner(choices, outputs, simd{});
#endif
#ifdef SYLVA_PMODEL_KOKKOS
  if (choices.backend == "openmp") return make_kokkos_model(choices, outputs);
#endif
  fail("--backend: '", shown(choices.backend), "' is unknown to this program as it was built; there are ",
       joined(known_backends()));
}

std::vector<std::string> known_methods(const std::string& kind) { return pmodel_model<double>::known(kind); }

std::string library_version() {
  return text(SYLVA_VERSION_MAJOR, '.', SYLVA_VERSION_MINOR, '.', SYLVA_VERSION_PATCH);
}

}  // namespace sylva::examples
