#pragma once

#include <string>
#include <sylva/array/backend.hpp>

#include "text.hpp"

namespace sylva::examples {

/// What --backend and --threads say. Throws user_error where there is no such backend, or it has one thread.
inline void choose_backend(const std::string& backend, int threads) {
  try {
    set_backend(backend);
  } catch (const std::invalid_argument& e) {
    fail("--backend: ", e.what());
  }
  if (threads < 0 || threads > 4096) fail("--threads: ", threads, " is not in 0 to 4096");
  if (threads > 1 && backend != "openmp" && backend != "threads") {
    fail("--threads: the backend ", shown(backend), " has one thread; several need --backend openmp");
  }
}

[[nodiscard]] inline std::string library_version() {
  return text(SYLVA_VERSION_MAJOR, '.', SYLVA_VERSION_MINOR, '.', SYLVA_VERSION_PATCH);
}

}  // namespace sylva::examples
