#pragma once

#include <algorithm>
#include <cstdlib>
#include <string>
#include <sylva/array/backend.hpp>
#include <thread>

#include "text.hpp"

namespace sylva::examples {

/// The largest number of threads that is allowed: more are slower, and Kokkos crashes with more than 512.
inline int most_threads() {
  return std::min(512, std::max(64, 4 * static_cast<int>(std::thread::hardware_concurrency())));
}

/// Sets the backend of --backend and checks --threads or, without it, the environment. Throws user_error for
/// an unknown backend, and for several threads of a backend that has one.
inline void choose_backend(const std::string& backend, int threads) {
  try {
    set_backend(backend);
  } catch (const std::invalid_argument& e) {
    fail("--backend: ", e.what());
  }
  const int most = most_threads();
  if (threads < 0 || threads > most) fail("--threads: ", threads, " is not in 0 to ", most);
  if (threads > 1 && backend != "openmp" && backend != "threads") {
    fail("--threads: the backend ", shown(backend), " has one thread; several need --backend openmp");
  }
  if (threads > 0 || (backend != "openmp" && backend != "threads")) return;
  for (const char* name : {"KOKKOS_NUM_THREADS", "OMP_NUM_THREADS"}) {
    const char* given = std::getenv(name);
    const std::vector<std::string> levels = split(given ? given : "");  // of nested parallelism
    if (levels.empty()) continue;
    const auto value = io::number_of(levels.front());
    if (!value || !(*value >= 1 && *value <= most)) {
      fail("the environment variable ", name, " is '", shown(given), "'; allowed is 1 to ", most);
    }
  }
}

[[nodiscard]] inline std::string library_version() {
  return text(SYLVA_VERSION_MAJOR, '.', SYLVA_VERSION_MINOR, '.', SYLVA_VERSION_PATCH);
}

}  // namespace sylva::examples
