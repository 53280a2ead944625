#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <functional>
#include <numeric>
#include <sylva/backends/dlpack.hpp>
#include <sylva/environment/hygro.hpp>

using namespace sylva;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

namespace {

/// Another program's tensor: 12 doubles that are 0, 1, 2, ... and a count of how often it was deleted.
template <dlpack_managed M>
struct producer {
  double elements[12];
  std::int64_t shape[max_rank + 1] = {3, 4};
  std::int64_t strides[max_rank + 1] = {4, 1};
  int deleted = 0;
  M tensor{};

  producer() {
    std::iota(elements, elements + 12, 0.0);
    if constexpr (std::same_as<M, DLManagedTensorVersioned>) tensor.version = {DLPACK_MAJOR_VERSION, 99};
    tensor.dl_tensor = {elements, {kDLCPU, 0}, 2, {kDLFloat, 64, 1}, shape, strides, 0};
    tensor.manager_ctx = this;
    tensor.deleter = [](M* t) { ++static_cast<producer*>(t->manager_ctx)->deleted; };
  }
  producer(const producer&) = delete;
  DLTensor& dl() { return tensor.dl_tensor; }
};
using versioned = producer<DLManagedTensorVersioned>;
using unversioned = producer<DLManagedTensor>;

std::vector<double> values(const strided_view<const double>& v) {
  std::vector<double> all;
  for (index_t i = 0; i < v.extents.size(); ++i) all.push_back(v(i));
  return all;
}

/// What from_dlpack says of a tensor that has been spoilt. It is the caller's as before.
template <class T = double, class Producer = versioned>
std::string refused(const std::function<void(std::type_identity_t<Producer>&)>& spoil) {
  Producer p;
  spoil(p);
  std::string message = "it was taken";
  try {
    const auto taken = from_dlpack<T>(&p.tensor);
  } catch (const dlpack_error& e) {
    message = e.what();
  }
  CHECK(p.deleted == 0);
  return message;
}

}  // namespace

TEMPLATE_TEST_CASE("a tensor is an array where it lies, and is deleted once", "[dlpack]", versioned,
                   unversioned) {
  TestType p;
  {
    dlpack_array<double> x = from_dlpack<double>(&p.tensor);
    CHECK(x.extents() == shape{2, {3, 4}});
    CHECK(x.data() == p.elements);
    x.data()[5] = 50;
    CHECK(p.elements[5] == 50);
    const auto made = map(saturation_vapour_pressure<double>{}, x);
    STATIC_REQUIRE(std::same_as<decltype(made), const nd_array<double>>);
    CHECK(made.extents() == x.extents());
    CHECK(made(2, 3) == saturation_vapour_pressure<double>{}(11.0));
    transform(saturation_vapour_pressure<double>{}, x, made);
    CHECK(p.elements[11] == saturation_vapour_pressure<double>{}(made(2, 3)));

    dlpack_array<double> moved = std::move(x);
    CHECK(x.size() == 0);
    CHECK(moved.data() == p.elements);
    TestType second;
    x = from_dlpack<double>(&second.tensor);
    x = std::move(moved);
    CHECK(second.deleted == 1);
    CHECK(x.data() == p.elements);
    CHECK(p.deleted == 0);
  }
  CHECK(p.deleted == 1);
}

TEST_CASE("strides, offsets and axes of every kind", "[dlpack]") {
  const auto seen = [](const std::function<void(versioned&)>& change) {
    versioned p;
    change(p);
    const auto x = from_dlpack<double>(&p.tensor);
    return values(x.elements());
  };
  CHECK(seen([](versioned& p) { p.dl().strides = nullptr; })[11] == 11);  // before DLPack 1.2
  CHECK(seen([](versioned& p) { p.shape[0] = 4, p.shape[1] = 3, p.strides[0] = 1, p.strides[1] = 4; }) ==
        std::vector<double>{0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11});
  CHECK(seen([](versioned& p) {
          p.shape[0] = 2, p.shape[1] = 2, p.strides[0] = -8, p.strides[1] = -2,
          p.dl().byte_offset = 11 * sizeof(double);
        }) == std::vector<double>{11, 9, 3, 1});
  CHECK(seen([](versioned& p) { p.shape[1] = 2, p.strides[1] = 0; }) ==
        std::vector<double>{0, 0, 4, 4, 8, 8});
  CHECK(seen([](versioned& p) {
          p.dl().ndim = 0, p.dl().shape = nullptr, p.dl().strides = nullptr,
          p.dl().byte_offset = 3 * sizeof(double);
        }) == std::vector<double>{3});
  CHECK(seen([](versioned& p) { p.shape[1] = 0, p.dl().data = nullptr; }).empty());
  CHECK(seen([](versioned& p) {
          p.dl().ndim = max_rank;
          for (int a = 0; a < max_rank; ++a) p.shape[a] = 1, p.strides[a] = 77;
          p.shape[6] = 3, p.strides[6] = 5;
        }) == std::vector<double>{0, 5, 10});
}

TEST_CASE("what a tensor must be is said when it is not, and it stays its caller's", "[dlpack]") {
  using change = versioned;
  CHECK_THAT(refused([](change& p) { p.dl().dtype.bits = 32; }),
             ContainsSubstring("float32, asked is float64"));
  CHECK_THAT(refused<float>([](change&) {}), ContainsSubstring("float64, asked is float32"));
  CHECK_THAT(refused<std::int64_t>([](change&) {}), ContainsSubstring("float64, asked is int64"));
  CHECK_THAT(refused([](change& p) { p.dl().dtype.code = kDLBfloat; }), ContainsSubstring("bfloat64, asked"));
  CHECK_THAT(refused([](change& p) { p.dl().dtype.code = kDLFloat4_e2m1fn; }), ContainsSubstring("code 17"));
  CHECK_THAT(refused([](change& p) { p.dl().dtype.lanes = 4; }),
             ContainsSubstring("float64 x 4 lanes, allowed is one"));
  CHECK_THAT(refused([](change& p) { p.dl().dtype.lanes = 0; }), ContainsSubstring("x 0 lanes"));
  CHECK_THAT(refused([](change& p) { p.dl().device = {kDLCUDA, 3}; }),
             ContainsSubstring("on kDLCUDA number 3, asked is the host"));
  CHECK_THAT(refused([](change& p) { p.dl().device = {kDLMetal, 0}; }), ContainsSubstring("device type 8"));
  CHECK_THAT(refused([](change& p) { p.tensor.flags = DLPACK_FLAG_BITMASK_READ_ONLY; }),
             ContainsSubstring("from_dlpack<const double>"));
  CHECK_THAT(refused([](change& p) { p.tensor.version = {2, 1}; }),
             ContainsSubstring("DLPack 2.1, allowed is 1.x"));
  CHECK_THAT(refused([](change& p) { p.dl().ndim = -1; }), ContainsSubstring("-1 axes"));
  CHECK_THAT(refused([](change& p) { p.dl().ndim = max_rank + 1; }),
             ContainsSubstring("9 axes, allowed are 0 to 8"));
  CHECK_THAT(refused([](change& p) { p.dl().shape = nullptr; }), ContainsSubstring("shape is NULL"));
  CHECK_THAT(refused([](change& p) { p.shape[1] = -4; }), ContainsSubstring("axis 1 has extent -4"));
  CHECK_THAT(refused([](change& p) { p.dl().data = nullptr; }),
             ContainsSubstring("(3, 4), but its data is NULL"));
  CHECK_THAT(refused([](change& p) { p.dl().byte_offset = 4; }),
             ContainsSubstring("not a multiple of 8 bytes"));
  CHECK_THAT(refused([](change& p) { p.shape[0] = p.shape[1] = std::int64_t{1} << 32; }),
             ContainsSubstring("too large"));
  CHECK_THAT(refused([](change& p) { p.shape[0] = 1 << 20, p.strides[0] = std::int64_t{1} << 45; }),
             ContainsSubstring("too large"));
  CHECK_THAT(refused([](change& p) { p.strides[0] = std::numeric_limits<std::int64_t>::min(); }),
             ContainsSubstring("too large"));
  CHECK_THAT((refused<double, unversioned>([](unversioned& p) { p.dl().dtype.bits = 16; })),
             ContainsSubstring("float16"));
  CHECK_THROWS_MATCHES(from_dlpack<double>(static_cast<DLManagedTensor*>(nullptr)), dlpack_error,
                       MessageMatches(ContainsSubstring("NULL")));
}

TEST_CASE("read-only tensors are arrays of const", "[dlpack]") {
  versioned p;
  p.tensor.flags = DLPACK_FLAG_BITMASK_READ_ONLY | DLPACK_FLAG_BITMASK_IS_COPIED;
  auto x = from_dlpack<const double>(&p.tensor);
  STATIC_REQUIRE(std::same_as<decltype(x.data()), const double*>);
  STATIC_REQUIRE(std::same_as<decltype(map(saturation_vapour_pressure<double>{}, x)), nd_array<double>>);
  // and stay so when they are handed on
  const auto handed_on = to_dlpack(std::move(x));
  CHECK(handed_on->flags == DLPACK_FLAG_BITMASK_READ_ONLY);
  CHECK(handed_on->dl_tensor.data == p.elements);
  CHECK(p.deleted == 0);
}

TEST_CASE("pinned memory is the host's, and a deleter may be missing", "[dlpack]") {
  versioned p;
  p.dl().device = {kDLCUDAHost, 0};
  p.tensor.deleter = nullptr;
  CHECK(from_dlpack<double>(&p.tensor).size() == 12);
}

TEST_CASE("an owner is taken from on success only", "[dlpack]") {
  versioned p;
  dlpack_tensor<> owner(&p.tensor);
  CHECK_THROWS_AS(from_dlpack<float>(std::move(owner)), dlpack_error);
  REQUIRE(owner != nullptr);
  CHECK(p.deleted == 0);
  {
    const auto x = from_dlpack<double>(std::move(owner));
    CHECK(owner == nullptr);
    CHECK(p.deleted == 0);
  }
  CHECK(p.deleted == 1);
}

TEST_CASE("a tensor takes over what owns its elements", "[dlpack]") {
  const auto check = [](auto array, const auto* elements, std::vector<std::int64_t> extents,
                        std::vector<std::int64_t> strides) {
    const auto t = to_dlpack(std::move(array));
    CHECK(t->version.major == DLPACK_MAJOR_VERSION);
    CHECK(t->version.minor == DLPACK_MINOR_VERSION);
    CHECK(t->flags == 0);
    CHECK(t->dl_tensor.data == elements);
    CHECK(t->dl_tensor.device.device_type == kDLCPU);
    CHECK(t->dl_tensor.byte_offset == 0);
    CHECK(std::vector<std::int64_t>(t->dl_tensor.shape, t->dl_tensor.shape + t->dl_tensor.ndim) == extents);
    CHECK(std::vector<std::int64_t>(t->dl_tensor.strides, t->dl_tensor.strides + t->dl_tensor.ndim) ==
          strides);
  };
  std::vector<double> v{1, 2, 3};
  const double* const of_v = v.data();
  check(std::move(v), of_v, {3}, {1});
  nd_array<float> n(shape{3, {2, 3, 4}}, 5.f);
  const float* const of_n = n.data();
  check(std::move(n), of_n, {2, 3, 4}, {12, 4, 1});
  nd_array<int> scalar(shape{}, 5);
  const int* const of_scalar = scalar.data();
  check(std::move(scalar), of_scalar, {}, {});
  check(nd_array<double>(shape{2, {3, 0}}), static_cast<double*>(nullptr), {3, 0}, {0, 1});

  const auto in_the_tensor = to_dlpack(std::array<double, 3>{7, 8, 9});
  CHECK(static_cast<double*>(in_the_tensor->dl_tensor.data)[2] == 9);
  const auto old = to_dlpack<DLManagedTensor>(std::vector<std::int16_t>{1, -2});
  CHECK(static_cast<std::int16_t*>(old->dl_tensor.data)[1] == -2);
  CHECK(old->dl_tensor.dtype.bits == 16);
}

TEST_CASE("there and back again is the same memory", "[dlpack]") {
  nd_array<double> n(shape{2, {2, 3}}, 1.5);
  const double* const elements = n.data();
  auto back = from_dlpack<double>(to_dlpack(std::move(n)));
  CHECK(back.data() == elements);
  auto again = from_dlpack<double>(to_dlpack<DLManagedTensor>(std::move(back)));
  CHECK(again.data() == elements);
  CHECK(again.elements()(5) == 1.5);
  // a temporary tensor that is refused deletes itself
  CHECK_THROWS_AS(from_dlpack<float>(to_dlpack(std::move(again))), dlpack_error);
}

TEST_CASE("lent elements stay where they are", "[dlpack]") {
  std::vector<double> v{0, 1, 2, 3, 4, 5};
  const strided_view<double> backwards{v.data() + 5, {1, {3}}, {-2}};
  {
    const auto t = to_dlpack(borrow(backwards));
    CHECK(t->dl_tensor.data == v.data() + 5);
    CHECK(t->dl_tensor.strides[0] == -2);
    CHECK(t->flags == 0);
    CHECK(to_dlpack(borrow(v))->flags == 0);
    CHECK(to_dlpack(borrow(std::as_const(v)))->flags == DLPACK_FLAG_BITMASK_READ_ONLY);
    CHECK(to_dlpack(borrow(std::span<const double>(v).subspan(2)))->dl_tensor.data == v.data() + 2);
    CHECK(to_dlpack<DLManagedTensor>(borrow(v))->dl_tensor.data == v.data());
    const auto x = from_dlpack<double>(to_dlpack(borrow(backwards)));
    CHECK(values(x.elements()) == std::vector<double>{5, 3, 1});
  }
  CHECK(v[5] == 5);
}

TEMPLATE_TEST_CASE("elements of every type go there and come back", "[dlpack]", bool, std::int8_t,
                   std::int16_t, std::int32_t, std::int64_t, std::uint8_t, std::uint16_t, std::uint32_t,
                   std::uint64_t, float, double, std::complex<float>, std::complex<double>) {
  auto t = to_dlpack(nd_array<TestType>(shape{1, {3}}, TestType(1)));
  CHECK(t->dl_tensor.dtype.bits == 8 * sizeof(TestType));
  CHECK(t->dl_tensor.dtype.lanes == 1);
  const auto back = from_dlpack<TestType>(std::move(t));
  CHECK(back.elements()(2) == TestType(1));
}

TEST_CASE("one axis without gaps is a span", "[dlpack]") {
  auto x = from_dlpack<double>(to_dlpack(std::vector<double>{1, 2, 3}));
  CHECK(as_span(x).size() == 3);
  CHECK(as_span(x).data() == x.data());
  versioned two_axes, gaps;
  auto y = from_dlpack<double>(&two_axes.tensor);
  CHECK_THROWS_MATCHES(as_span(y), shape_error,
                       MessageMatches(ContainsSubstring("(3, 4), allowed is one axis")));
  gaps.dl().ndim = 1, gaps.strides[0] = 2;
  auto z = from_dlpack<double>(&gaps.tensor);
  CHECK_THROWS_MATCHES(as_span(z), shape_error, MessageMatches(ContainsSubstring("gaps")));
}

namespace {
struct toy_memory {};
}  // namespace
template <>
struct sylva::dlpack_device<toy_memory> {
  static std::string name() { return "toy number 2"; }
  static DLDevice of(const void*) { return {kDLExtDev, 2}; }
  static bool takes(DLDevice d) { return d.device_type == kDLExtDev && d.device_id == 2; }
};

TEST_CASE("a device's tensor is an array in the device's memory", "[dlpack]") {
  versioned p;
  p.dl().device = {kDLExtDev, 2};
  auto x = from_dlpack<double, toy_memory>(&p.tensor);
  STATIC_REQUIRE(std::same_as<array_space_t<decltype(x)>, toy_memory>);
  const auto t = to_dlpack(std::move(x));
  CHECK(t->dl_tensor.device.device_type == kDLExtDev);
  CHECK(t->dl_tensor.device.device_id == 2);
  versioned other;
  other.dl().device = {kDLExtDev, 1};
  CHECK_THROWS_MATCHES((from_dlpack<double, toy_memory>(&other.tensor)), dlpack_error,
                       MessageMatches(ContainsSubstring("device type 12 number 1, asked is toy number 2")));
}
