#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <sylva/array/transform.hpp>
#include <sylva/pmodel/gpp.hpp>
#include <vector>

#include "support/approx.hpp"
#include "support/mentions.hpp"

/// What the tests of all backends share: inputs, and how outputs are compared.
namespace lift {

using sylva::index_t;

template <class T>
constexpr T missing = std::numeric_limits<T>::quiet_NaN();
template <class T>
constexpr T infinite = std::numeric_limits<T>::infinity();

/// Around nothing, one register, two registers and one block, so that every tail is run.
constexpr std::size_t lengths[] = {1,  2,   7,   8,   9,   15,  16,  17,   31,
                                   33, 511, 512, 513, 767, 768, 769, 1025, 1537};

/// The inputs of the P-model, and its outputs, as columns.
template <class T>
using forcing = sylva::pmodel::forcing<std::vector<T>>;
template <class T>
using productivity = sylva::pmodel::productivity<std::vector<T>>;

/// Pointers to the members of a struct of columns, or of values, in order: a loop over them compiles in a
/// fraction of the time of a visit that is inlined once a member.
template <class S>
auto members(S& s) {
  using T = typename sylva::detail::member_of<std::remove_const_t<S>>::type;
  using pointer = std::conditional_t<std::is_const_v<S>, const T*, T*>;
  std::array<pointer, static_cast<std::size_t>(sylva::member_count<S>())> all{};
  std::size_t k = 0;
  S::zip(s, s, [&](auto& member, auto&) { all[k++] = &member; });
  return all;
}

/// Numbers that take part in a sum or a product, or do not.
using numbers_in_order = std::vector<std::optional<double>>;

/// What they make in the order that is written down for groups: chunks of 64, in which those that take part
/// go round 16 strands, of which the second half joins the first until one is left; then chunk after chunk.
template <class Combine>
double combined(const numbers_in_order& x, double start, const Combine& combine) {
  double total = start;
  for (std::size_t first = 0; first < x.size(); first += 64) {
    std::vector<double> strands(16, start);
    std::size_t turn = 0;
    for (std::size_t i = first; i < std::min(x.size(), first + 64); ++i) {
      if (!x[i]) continue;
      strands[turn] = combine(strands[turn], *x[i]);
      turn = (turn + 1) % 16;
    }
    while (strands.size() > 1) {
      const std::size_t half = strands.size() / 2;
      for (std::size_t s = 0; s < half; ++s) strands[s] = combine(strands[s], strands[s + half]);
      strands.resize(half);
    }
    total = combine(total, strands[0]);
  }
  return total;
}
inline double sum_of(const numbers_in_order& x) { return combined(x, 0, std::plus<>{}); }

/// The same numbers with every library (splitmix64).
class generator {
 public:
  explicit generator(std::uint64_t seed) : state_(seed) {}
  double uniform(double lower, double upper) {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return lower + (upper - lower) * static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53;
  }

 private:
  std::uint64_t state_;
};

template <class T>
sylva::pmodel::forcing<T> ordinary(generator& g) {
  const auto u = [&](double lower, double upper) { return static_cast<T>(g.uniform(lower, upper)); };
  return {u(-24, 40), u(60, 5000), u(200, 900), u(60000, 106000), u(0.05, 1), u(1, 2500), u(0.04, 0.12),
          u(0, 0.7),  u(0.2, 1),   u(0.2, 5),   u(0, 22),         u(0, 1),    u(0.1, 1)};
}

/// Whether two correct programs may disagree about this cell by more than rounding. Near mj = c the Jmax
/// limitation sqrt(1 - (c/mj)^(2/3)) loses digits without limit; so does the quantum yield next to its root,
/// where the terms of a quadratic cancel, and 1 - chi where chi is 1: there 1e-13 asks for more than the
/// arithmetic has. Both sides of each threshold are in the inputs; only its immediate neighbourhood is left
/// to the test with condition numbers.
template <class T>
bool ill_conditioned(const sylva::pmodel::forcing<T>& x) {
  sylva::pmodel::forcing<double> d{};
  for (std::size_t k = 0; k < members(x).size(); ++k) *members(d)[k] = static_cast<double>(*members(x)[k]);
  const sylva::pmodel::pmodel_kernel<double> kernel{};
  const sylva::pmodel::productivity<double> y = kernel(d);
  return std::abs(y.mj / kernel.jmax.c - 1) <= 0.1 ||
         std::abs(kernel.quantum_yield.c3_response(d.tc)) <= 0.02 ||
         (std::abs(1 - y.chi) <= 0.02 && d.vpd > 0);
}

/// Within any 13 neighbours some are on the other side of a threshold, or on it, and one has no value for one
/// of its variables, so that every register holds cells of both sides.
template <class T>
void disturb(sylva::pmodel::forcing<T>& x, std::size_t i) {
  const std::size_t round = i / 13;
  switch (i % 13) {
    case 2:
      x.tc = T(-25);
      break;  // the coldest that is calculated
    case 3:
      x.tc = round % 2 == 0 ? std::nextafter(T(-25), T(-26)) : T(-60);
      break;
    case 5:
      x.tc = T(-20);
      break;  // no quantum yield
    case 7:
      x.vpd = T(0);
      break;
    case 8:
      x.tc = T(48), x.co2 = T(200);
      break;  // mj below c
    case 9:
      x.vpd = T(-1);
      break;
    case 11:
      *members(x)[round % 7] = missing<T>;
      break;
    default:
      break;
  }
}

/// Weather for n elements.
template <class T>
forcing<T> weather(std::size_t n) {
  generator g(20240229);
  forcing<T> columns;
  for (std::size_t i = 0; i < n; ++i) {
    sylva::pmodel::forcing<T> x;
    do {
      x = ordinary<T>(g);
      disturb(x, i);
    } while (ill_conditioned(x));
    for (std::size_t k = 0; k < members(x).size(); ++k) members(columns)[k]->push_back(*members(x)[k]);
  }
  return columns;
}

/// The same with NaN for what cannot be: as models take it.
template <class T>
forcing<T> possible(forcing<T> columns) {
  for (T& vpd : columns.vpd) vpd = vpd < T(0) ? missing<T> : vpd;
  return columns;
}

/// Element i of columns.
template <class T>
sylva::pmodel::forcing<T> row(const forcing<T>& columns, std::size_t i) {
  sylva::pmodel::forcing<T> x{};
  const auto from = members(columns);
  for (std::size_t k = 0; k < from.size(); ++k) *members(x)[k] = (*from[k])[i];
  return x;
}

/// What the kernel gives for values, one element after another: what every backend is measured by.
template <class T, class Kernel>
productivity<T> by_hand(const Kernel& kernel, const forcing<T>& columns) {
  productivity<T> all;
  for (std::size_t i = 0; i < columns.tc.size(); ++i) {
    const sylva::pmodel::productivity<T> one = kernel(row(columns, i));
    const auto values = members(one);
    for (std::size_t k = 0; k < values.size(); ++k) members(all)[k]->push_back(*values[k]);
  }
  return all;
}

/// Columns of one value.
template <class T>
productivity<T> filled(std::size_t n, T value) {
  productivity<T> all;
  for (std::vector<T>* column : members(all)) column->assign(n, value);
  return all;
}

template <class T>
approx::deviation worst(const std::vector<T>& got, const std::vector<T>& expected, std::string what = "") {
  approx::deviation d;
  d.what = std::move(what);
  if (got.size() != expected.size()) {
    d.what += ": " + std::to_string(got.size()) + " elements for " + std::to_string(expected.size());
    d.error = infinite<double>;
    return d;
  }
  for (std::size_t i = 0; i < got.size(); ++i) {
    d.look(static_cast<double>(got[i]), static_cast<double>(expected[i]), i);
  }
  return d;
}

/// The worst element of all outputs. At vpd 0 chi is 1 but for rounding, and iwue, which is 1 - chi times
/// 0.625 co2, is that rounding: there it is measured by its scale.
template <class T>
approx::deviation worst(const productivity<T>& got, const productivity<T>& expected, const forcing<T>& x) {
  approx::deviation all;
  const auto g = members(got), e = members(expected);
  for (std::size_t k = 0; k < g.size(); ++k) {
    approx::deviation d;
    d.what = productivity<T>::names[k];
    if (g[k]->size() != e[k]->size()) d.rows = 1, d.error = infinite<double>;
    for (std::size_t i = 0; i < std::min(g[k]->size(), e[k]->size()); ++i) {
      const bool rounding_only = d.what == "iwue" && x.vpd[i] == 0;
      d.look(static_cast<double>((*g[k])[i]), static_cast<double>((*e[k])[i]), i,
             rounding_only ? 0.625 * static_cast<double>(x.co2[i]) : 0);
    }
    const std::size_t rows = all.rows + d.rows;
    if (all.rows == 0 || d.error > all.error) all = d;
    all.rows = rows;
  }
  return all;
}

/// Bit for bit, but for the many ways to write NaN.
template <class T>
bool identical(T a, T b) {
  using bits = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;
  return (std::isnan(a) && std::isnan(b)) || std::bit_cast<bits>(a) == std::bit_cast<bits>(b);
}
template <class T>
bool identical(const std::vector<T>& a, const std::vector<T>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!identical(a[i], b[i])) return false;
  }
  return true;
}
template <class T>
bool identical(const productivity<T>& a, const productivity<T>& b) {
  const auto x = members(a), y = members(b);
  for (std::size_t k = 0; k < x.size(); ++k) {
    if (!identical(*x[k], *y[k])) return false;
  }
  return true;
}

// A backend under test is a struct with
//   policy                           what its calls run by
//   ranks                            the most axes that its arrays have here
//   make<T>(extents, values)         an array of as many axes as there are extents, from values in row-major
//   order read(array)                      the values in row-major order, by the library's own means

/// std::vector, one axis; `Policy` says how calls run.
template <class Policy>
struct vectors {
  using policy = Policy;
  static constexpr int ranks = 1;
  template <class T>
  static std::vector<T> make(const std::array<index_t, 1>&, const std::vector<T>& values) {
    return values;
  }
  template <class T>
  static std::vector<T> read(const std::vector<T>& a) {
    return a;
  }
};

template <class Backend, class T, std::size_t N = 1>
using array_of = decltype(Backend::template make<T>(std::array<index_t, N>{}, std::vector<T>{}));

/// The array of one axis with these values.
template <class Backend, class T>
auto make(const std::vector<T>& values) {
  return Backend::template make<T>(std::array<index_t, 1>{static_cast<index_t>(values.size())}, values);
}

/// One array of the backend for each column. Some array types can be neither default-constructed nor
/// assigned.
template <class Backend, class T>
class held {
 public:
  using array_type = array_of<Backend, T>;

  template <class Columns>
  explicit held(const Columns& columns) {
    for (const std::vector<T>* column : members(columns)) {
      arrays_.push_back(std::unique_ptr<array_type>(new array_type(make<Backend>(*column))));
    }
  }
  array_type& operator[](std::size_t k) { return *arrays_[k]; }

  sylva::pmodel::forcing<sylva::argument<T>> arguments() const {
    sylva::pmodel::forcing<sylva::argument<T>> x;
    for (std::size_t k = 0; k < arrays_.size(); ++k) *members(x)[k] = sylva::argument<T>(*arrays_[k]);
    return x;
  }
  sylva::pmodel::productivity<sylva::result<T>> results() const {
    sylva::pmodel::productivity<sylva::result<T>> y;
    for (std::size_t k = 0; k < arrays_.size(); ++k) *members(y)[k] = sylva::result<T>(*arrays_[k]);
    return y;
  }
  productivity<T> read() const {
    productivity<T> columns;
    for (std::size_t k = 0; k < arrays_.size(); ++k) *members(columns)[k] = Backend::read(*arrays_[k]);
    return columns;
  }

 private:
  std::vector<std::unique_ptr<array_type>> arrays_;
};

/// The outputs of a P-model kernel on arrays of the backend, read back.
template <class Backend, class T, class Kernel>
productivity<T> lifted(const Kernel& kernel, const forcing<T>& columns,
                       const typename Backend::policy& policy = {}) {
  const held<Backend, T> x(columns);
  const held<Backend, T> y(filled<T>(columns.tc.size(), T(-77)));
  sylva::transform(policy, kernel, y.results(), x.arguments());
  return y.read();
}

/// The message of the shape_error that f throws.
template <class F>
std::string shape_error_of(F&& f) {
  return message_of<sylva::shape_error>(f);
}
using ::mentions;

}  // namespace lift
