#pragma once

#include "namespace/answers.hpp"

namespace cases {

using answers::input, answers::numpy;

/// matmul on the arrays of a backend, against NumPy; see cases.hpp.
template <class Backend, class T>
void products(double units) {
  const auto a = input<Backend, T, 2>("a"), b = input<Backend, T, 2>("b"), t = input<Backend, T, 2>("t"),
             e = input<Backend, T, 2>("e");
  const auto s = input<Backend, T, 3>("s"), w = input<Backend, T, 3>("w");
  const auto v = input<Backend, T, 1>("v");
  using xp = sylva::array_namespace_t<decltype(a)>;
  // relative to the size of the terms: sums of products near zero have lost digits
  const auto check = [&](const numpy& expression, const auto& got) {
    answers::values g = answers::read<Backend>(got),
                    n = answers::find(std::string(answers::type_name<T>) + " " + expression.text);
    for (auto* side : {&g, &n}) {
      for (double& element : side->elements) element += 100;
    }
    std::string what;
    const double d = answers::distance(g, n, static_cast<double>(std::numeric_limits<T>::epsilon()), what);
    INFO(expression.text << ": " << what);
    CHECK(d <= units);
  };
  check(numpy("np.matmul(a, b)"), xp::matmul(a, b));
  check(numpy("np.matmul(b.T, a.T)"), xp::matmul(xp::permute_dims(b, {1, 0}), xp::permute_dims(a, {1, 0})));
  check(numpy("np.matmul(v, v)"), xp::matmul(v, v));
  check(numpy("np.matmul(v, t)"), xp::matmul(v, t));
  check(numpy("np.matmul(t.T, v)"), xp::matmul(xp::permute_dims(t, {1, 0}), v));
  check(numpy("np.matmul(s, t)"), xp::matmul(s, t));
  check(numpy("np.matmul(s, v)"), xp::matmul(s, v));
  check(numpy("np.matmul(v, w)"), xp::matmul(v, w));
  check(numpy("np.matmul(s[:, None], w)"), xp::matmul(xp::expand_dims(s, 1), w));
  check(numpy("np.matmul(e, t)"), xp::matmul(e, t));
  check(numpy("np.matmul(t.T[:, :0], t[:0])"), xp::matmul(xp::zeros({5, 0}), xp::zeros({0, 5})));
}

}  // namespace cases
