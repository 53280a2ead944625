#include <catch2/catch_test_macros.hpp>
#include <sylva/array/backend.hpp>
#include <sylva/array/executor.hpp>

#include "support/mentions.hpp"

using namespace sylva;

namespace {

/// A backend that this program pretends to have.
struct threads_policy {};
struct cuda_policy {};

const bool has_threads = sylva::detail::register_backend("threads");

}  // namespace

template <>
struct sylva::backend_of<threads_policy> {
  static constexpr const char* name = "threads";
  static void check_ready() {}
};
template <>
struct sylva::backend_of<cuda_policy> {
  static constexpr const char* name = "cuda";
  static void check_ready() { throw std::runtime_error("no device"); }
};

TEST_CASE("a program has the backends that its headers bring", "[backend]") {
  REQUIRE(has_threads);
  CHECK(available_backends() == std::vector<std::string>{"serial", "threads"});
  CHECK(current_backend() == "serial");
}

TEST_CASE("a backend is chosen by name, and runs by its policy", "[backend]") {
  const auto chosen = [] {
    return with_backend<serial, threads_policy>([](const auto& policy) {
      return std::string(std::same_as<std::remove_cvref_t<decltype(policy)>, serial> ? "one" : "many");
    });
  };
  set_backend("threads");
  CHECK(current_backend() == "threads");
  CHECK(chosen() == "many");
  set_backend("serial");
  CHECK(chosen() == "one");
}

TEST_CASE("what cannot be chosen says what can, and changes nothing", "[backend]") {
  set_backend("threads");
  const std::string unknown = message_of<unknown_backend>([] { set_backend("fortran"); });
  CHECK(mentions(unknown,
                 {"fortran", "serial, simd, openmp, threads, cuda, hip, sycl", "has serial, threads"}));
  const std::string missing = message_of<backend_not_built>([] { set_backend("cuda"); });
  CHECK(mentions(missing,
                 {"without the backend \"cuda\"", "serial, threads", "Kokkos_ENABLE_CUDA", "sylva::kokkos"}));
  CHECK(current_backend() == "threads");
  const std::string elsewhere =
      message_of<backend_not_built>([] { with_backend<serial, cuda_policy>([](const auto&) {}); });
  CHECK(mentions(elsewhere, {"backend is \"threads\"", "serial, cuda"}));
  set_backend("serial");
}

TEST_CASE("a call may name its backend, whatever the current one is", "[backend]") {
  set_backend("serial");
  const auto many = [](const char* name) {
    return with_backend<serial, threads_policy>(name, [](const auto& policy) {
      return !std::same_as<std::remove_cvref_t<decltype(policy)>, serial>;
    });
  };
  CHECK(many("threads"));
  CHECK(!many("serial"));
  CHECK(current_backend() == "serial");
  CHECK(mentions(message_of<unknown_backend>([&] { many("fortran"); }), {"fortran", "serial, simd, openmp"}));
  CHECK(mentions(message_of<backend_not_built>([&] { many("cuda"); }), {"\"cuda\"", "Kokkos_ENABLE_CUDA"}));
  const std::string not_here =
      message_of<backend_not_built>([] { with_backend<serial>("threads", [](const auto&) {}); });
  CHECK(mentions(not_here, {"backend is \"threads\"", "compiled for serial"}));
}
