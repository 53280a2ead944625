#include <catch2/catch_test_macros.hpp>
#include <cstring>
#include <sylva/array/device.hpp>
#include <sylva/array/nd_array.hpp>
#include <sylva/pmodel/jmax_limitation.hpp>

/// What moves arrays between memory spaces, with a device that is made of host memory.

namespace foreign {

struct gpu_memory {};
struct gpu_family {
  static constexpr const char* name = "gpu array";
};
/// The user's word for where gpu_memory is.
struct second_gpu {};
struct stream {
  mutable int used = 0;
};

template <class T>
struct gpu_array {
  std::vector<T> hidden;
  sylva::shape extents{1, {0}};
};

}  // namespace foreign

template <class T>
struct sylva::array_traits<foreign::gpu_array<T>> {
  using value_type = T;
  using space = foreign::gpu_memory;
  using family = foreign::gpu_family;
  static strided_view<const T> view(const foreign::gpu_array<T>& a) {
    return contiguous_view(a.hidden.data(), a.extents);
  }
};
template <>
struct sylva::device_space<foreign::second_gpu> {
  using type = foreign::gpu_memory;
};
template <>
struct sylva::device_copy<sylva::host_space, foreign::gpu_memory> {
  template <int Rank, class A>
  static auto copy(const A& x) {
    using T = array_value_t<A>;
    const nd_array<T> contiguous{strided_view<const T>(array_traits<A>::view(x))};
    if (Rank >= 0 && contiguous.extents().rank != Rank) throw shape_error("rank");
    return foreign::gpu_array<T>{{contiguous.begin(), contiguous.end()}, contiguous.extents()};
  }
  template <int Rank, class A>
  static auto copy(const foreign::stream& s, const A& x) {
    ++s.used;
    return copy<Rank>(x);
  }
};

using namespace sylva;
using foreign::gpu_array;

TEST_CASE("device says where an array lives", "[device]") {
  const std::vector<double> x(3);
  STATIC_REQUIRE(std::same_as<decltype(device(x)), host_space>);
  STATIC_REQUIRE(std::same_as<decltype(device(nd_array<float>())), host_space>);
  STATIC_REQUIRE(std::same_as<decltype(device(gpu_array<double>())), foreign::gpu_memory>);
  STATIC_REQUIRE(host_array<std::span<double>>);
  STATIC_REQUIRE_FALSE(host_array<gpu_array<double>>);
  require_host(x, nd_array<float>());
}

TEST_CASE("where it is already, to_device is the array itself", "[device]") {
  std::vector<double> x{1, 2, 3};
  const double* const elements = x.data();
  STATIC_REQUIRE(std::same_as<decltype(to_device(x, host_space{})), std::vector<double>&>);
  STATIC_REQUIRE(
      std::same_as<decltype(to_device(std::as_const(x), host_space{})), const std::vector<double>&>);
  CHECK(&to_device(x, host_space{}) == &x);
  // a temporary is moved, never referred to
  STATIC_REQUIRE(std::same_as<decltype(to_device(std::move(x), host_space{})), std::vector<double>>);
  const std::vector<double> taken = to_device(std::move(x), host_space{});
  CHECK(taken.data() == elements);
  gpu_array<double> there;
  CHECK(&to_device(there, foreign::gpu_memory{}) == &there);
  CHECK(&to_device(there, device(there)) == &there);
}

TEST_CASE("elsewhere it is a copy of the elements in their order", "[device]") {
  const double numbers[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  const strided_view<const double> transposed{numbers, {2, {3, 2}}, {1, 6}},
      backwards{numbers + 11, {1, {4}}, {-3}};
  const gpu_array<double> a = to_device(transposed, foreign::gpu_memory{});
  CHECK(a.extents == shape{2, {3, 2}});
  CHECK(a.hidden == std::vector<double>{0, 6, 1, 7, 2, 8});
  CHECK(to_device(backwards, foreign::second_gpu{}).hidden == std::vector<double>{11, 8, 5, 2});
  CHECK(to_device<2>(transposed, foreign::second_gpu{}).hidden == a.hidden);
  CHECK_THROWS_AS(to_device<1>(transposed, foreign::second_gpu{}), shape_error);
  const foreign::stream stream;
  CHECK(to_device(stream, transposed, foreign::second_gpu{}).hidden == a.hidden);
  CHECK(stream.used == 1);
}

TEST_CASE("a struct of arrays moves as one", "[device]") {
  const pmodel::jmax_limitation<std::vector<double>> x{{1, 2}, {3, 4, 5}};
  const pmodel::jmax_limitation<gpu_array<double>> y = to_device(x, foreign::gpu_memory{});
  CHECK(y.f_v.hidden == x.f_v);
  CHECK(y.f_j.hidden == x.f_j);
  CHECK(&to_device(x, host_space{}) == &x);
  CHECK(&to_device(y, device(y.f_v)) == &y);
  const foreign::stream stream;
  CHECK(to_device(stream, x, foreign::gpu_memory{}).f_j.hidden == x.f_j);
  CHECK(stream.used == 2);
}

TEST_CASE("the number of axes is taken from the type where that has it", "[device]") {
  STATIC_REQUIRE(static_rank<std::vector<float>>() == 1);
  STATIC_REQUIRE(static_rank<std::span<const float>>() == 1);
  STATIC_REQUIRE(static_rank<std::array<float, 3>>() == 1);
  STATIC_REQUIRE(static_rank<nd_array<float>>() == -1);
  STATIC_REQUIRE(static_rank<strided_view<const float>>() == -1);
}
