#pragma once

#include <array>
#include <atomic>
#include <concepts>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sylva/array/names.hpp>
#include <sylva/array/traits.hpp>
#include <vector>

/// Backends by name, for programs that choose at run time.
///
///   sylva::available_backends()                {"serial", "simd", "openmp"}: what this program was built
///   with sylva::set_backend("openmp")               from here on, for the whole program
///   sylva::with_backend<sylva::serial, sylva::simd, sylva::simd_threads<Kokkos::OpenMP>>(
///       [&](const auto& policy) { sylva::transform(policy, kernel, outputs, inputs...); });
///
/// A program that knows its backend when it is compiled names the policy instead.

namespace sylva {

/// A name that no backend has. The message lists those that there are.
struct unknown_backend : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// A backend that sylva has and this program, or this call, was not built with. The message says how to get
/// it.
struct backend_not_built : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// The backend that a policy runs by; backends specialise it for their policies, with
///   static constexpr const char* name
///   static void check_ready()      throws std::runtime_error where something must be set up first
template <class Policy>
struct backend_of {};
template <>
struct backend_of<serial> {
  static constexpr const char* name = "serial";
  static void check_ready() {}
};

namespace detail {

struct known_backend {
  const char* name;
  const char* how;  ///< how a program gets it
};
inline constexpr known_backend known_backends[] = {
    {"serial", "it is always there"},
    {"simd", "include sylva/backends/xsimd.hpp and link sylva::xsimd (Debian: libxsimd-dev)"},
    {"openmp",
     "include sylva/backends/kokkos.hpp and link sylva::kokkos with a Kokkos that has OpenMP (Debian: "
     "libkokkos-dev, or -DKokkos_ENABLE_OPENMP=ON)"},
    {"threads",
     "include sylva/backends/kokkos.hpp and link sylva::kokkos with a Kokkos built with "
     "-DKokkos_ENABLE_THREADS=ON"},
    {"cuda",
     "include sylva/backends/kokkos.hpp and link sylva::kokkos with a Kokkos built with "
     "-DKokkos_ENABLE_CUDA=ON (set Kokkos_ROOT to it)"},
    {"hip",
     "include sylva/backends/kokkos.hpp and link sylva::kokkos with a Kokkos built with "
     "-DKokkos_ENABLE_HIP=ON (set Kokkos_ROOT to it)"},
    {"sycl",
     "include sylva/backends/kokkos.hpp and link sylva::kokkos with a Kokkos built with "
     "-DKokkos_ENABLE_SYCL=ON (set Kokkos_ROOT to it)"}};
inline constexpr std::size_t known_backend_count = std::size(known_backends);

/// What the backends' headers have told of themselves.
struct backend_registry {
  std::array<std::atomic<bool>, known_backend_count> built{};
  std::atomic<int> current{-1};  ///< -1: nobody has chosen

  static backend_registry& get() {
    static backend_registry all;
    return all;
  }
  static int index_of(std::string_view name) {
    for (std::size_t i = 0; i < known_backend_count; ++i) {
      if (name == known_backends[i].name) return static_cast<int>(i);
    }
    return -1;
  }
  bool has(int i) const { return i == 0 || built[static_cast<std::size_t>(i)]; }
};

/// Called once a program by the header of a backend, through an inline variable.
inline bool register_backend(std::string_view name) {
  const int i = backend_registry::index_of(name);
  if (i < 0) throw std::logic_error("no backend is called " + std::string(name));
  backend_registry::get().built[static_cast<std::size_t>(i)] = true;
  return true;
}

template <class Policy, class... Rest, class F>
decltype(auto) with_backend_named(const std::string& name, const std::string& all, F&& f) {
  if (name == backend_of<Policy>::name) {
    backend_of<Policy>::check_ready();
    return f(Policy{});
  }
  if constexpr (sizeof...(Rest) > 0) {
    return with_backend_named<Rest...>(name, all, f);
  } else {
    throw backend_not_built("the backend is \"" + name + "\", but this call was compiled for " + all);
  }
}

}  // namespace detail

/// The backends that this program was built with, the simplest first: "serial" and those whose headers any of
/// its files includes.
inline std::vector<std::string> available_backends() {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < detail::known_backend_count; ++i) {
    if (detail::backend_registry::get().has(static_cast<int>(i)))
      names.emplace_back(detail::known_backends[i].name);
  }
  return names;
}

namespace detail {

/// The place of a backend that this program has.
inline int index_of_built(std::string_view name) {
  const int i = backend_registry::index_of(name);
  if (i < 0) {
    std::vector<std::string> known;
    for (const auto& b : known_backends) known.emplace_back(b.name);
    throw unknown_backend("unknown backend \"" + std::string(name) + "\", known are " + list_of(known) +
                          "; this program has " + list_of(available_backends()));
  }
  if (!backend_registry::get().has(i)) {
    throw backend_not_built("this program was built without the backend \"" + std::string(name) +
                            "\", it has " + list_of(available_backends()) + "; to get it, " +
                            known_backends[static_cast<std::size_t>(i)].how);
  }
  return i;
}

}  // namespace detail

/// Chooses the backend of with_backend for the whole program; may be called by any thread. Throws
/// unknown_backend and backend_not_built, and then changes nothing.
inline void set_backend(std::string_view name) {
  detail::backend_registry::get().current = detail::index_of_built(name);
}

/// The backend that was set; before that "simd" where the program has it, else "serial": those that need no
/// set-up at run time.
inline std::string current_backend() {
  const detail::backend_registry& all = detail::backend_registry::get();
  int i = all.current;
  if (i < 0) i = all.has(1) ? 1 : 0;
  return detail::known_backends[static_cast<std::size_t>(i)].name;
}

/// Calls f(policy) with the first of the Policies that runs by the backend of that name, and returns what f
/// does. Throws unknown_backend, backend_not_built if the program or this list is without it, and
/// std::runtime_error where the backend is not ready: Kokkos is initialised by the program, never by the
/// library. "serial" is both sylva::serial and Kokkos::Serial, whichever the list names first.
template <class... Policies, class F>
decltype(auto) with_backend(std::string_view name, F&& f) {
  static_assert(sizeof...(Policies) > 0, "with_backend needs the policies that the call is compiled for");
  detail::index_of_built(name);
  const std::string all =
      list_of(std::array<const char*, sizeof...(Policies)>{backend_of<Policies>::name...});
  return detail::with_backend_named<Policies...>(std::string(name), all, f);
}

/// The same by the current backend.
template <class... Policies, class F>
decltype(auto) with_backend(F&& f) {
  return with_backend<Policies...>(current_backend(), f);
}

}  // namespace sylva
