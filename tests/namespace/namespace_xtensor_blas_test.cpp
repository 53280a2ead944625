#include <sylva/backends/xtensor_blas.hpp>
#include <xtensor/generators/xrandom.hpp>

#include "namespace/answers.hpp"

using namespace sylva;

namespace {

template <class T>
using matrix = xt::xtensor<T, 2>;

/// The greatest difference between two matrices, in units of the precision.
template <class T>
double difference(const matrix<T>& a, const matrix<T>& b) {
  REQUIRE(a.shape() == b.shape());
  return static_cast<double>(xt::amax(xt::abs(a - b))()) /
         static_cast<double>(std::numeric_limits<T>::epsilon());
}

/// BLAS took the matrices, and gives what xt::linalg::dot gives.
template <class T, class A, class B>
void same_as_dot(const A& a, const B& b) {
  using xp = array_namespace_t<A, B>;
  const matrix<T> made = xp::matmul(a, b);
  const matrix<T> x = a, y = b;
  const matrix<T> expected = xt::linalg::dot(x, y);
  CHECK(difference<T>(made, expected) <= 8);  // of the order of the sums
  auto out = matrix<T>::from_shape({x.shape()[0], y.shape()[1]});
  const auto view = [](const auto& m) { return detail::read_view(m); };
  CHECK(matmul_engine<xtensor_family>::run<A>(array_traits<matrix<T>>::view(out), view(a), view(b)));
  CHECK(difference<T>(out, made) == 0);
}

template <class T>
void all_layouts() {
  xt::random::seed(20240229);
  const matrix<T> a = xt::random::rand<T>({70, 33}), b = xt::random::rand<T>({33, 50});
  const xt::xtensor<T, 2, xt::layout_type::column_major> a_left = a, b_left = b;
  using xp = array_namespace_t<matrix<T>>;
  same_as_dot<T>(a, b);
  same_as_dot<T>(a_left, b);
  same_as_dot<T>(a, b_left);
  same_as_dot<T>(xp::permute_dims(b, {1, 0}), xp::permute_dims(a, {1, 0}));
  same_as_dot<T>(xt::view(a, xt::range(3, 20), xt::range(2, 30)),
                 xt::view(b, xt::range(5, 33), xt::range(1, 9)));
  same_as_dot<T>(xt::view(a, xt::range(3, 4), xt::all()), b);
  same_as_dot<T>(a, xt::view(b, xt::all(), xt::range(3, 4)));
}

}  // namespace

TEST_CASE("BLAS multiplies matrices of every layout", "[namespace][blas]") {
  all_layouts<double>();
  all_layouts<float>();
}

TEST_CASE("what BLAS cannot take is multiplied all the same", "[namespace][blas]") {
  using xp = array_namespace_t<matrix<double>>;
  const matrix<double> a = xp::reshape(xp::arange(0.0, 24.0), {4, 6});
  const auto sparse = xt::view(a, xt::all(), xt::range(0, 6, 2));
  const matrix<double> copy = sparse;
  const matrix<double> b = xp::ones({3, 2});
  CHECK(difference<double>(xp::matmul(sparse, b), xt::linalg::dot(copy, b)) == 0);
  CHECK(xp::matmul(xp::astype<std::int64_t>(copy), xp::astype<std::int64_t>(b))(1, 1) == 24);
  CHECK(xp::item(xp::sum(xp::matmul(xp::zeros({2, 0}), xp::zeros({0, 3})))) == 0);
}
