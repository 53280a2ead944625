#pragma once

#include <algorithm>
#include <string>
#include <sylva/array/launch.hpp>
#include <sylva/array/names.hpp>
#include <sylva/models/variable_ranges.hpp>
#include <vector>

namespace sylva {

/// What a model found in one of its inputs.
struct input_finding {
  std::string name;
  variable_range range;
  range_finding found;
};

namespace detail {

/// Two outputs, as a launch stores a lone one in any case.
template <class T>
struct not_stored {
  T first, second;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.first, b.first), f(a.second, b.second);
  }
  static constexpr const char* names[] = {"first", "second"};
};
/// Computes nothing: for a launch that only looks at its input.
template <std::floating_point Real>
struct only_looked_at {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  SYLVA_FUNCTION constexpr not_stored<V> operator()(const V& x) const {
    return {x, x};
  }
};

}  // namespace detail

/// Compares an input with the ranges of its variable, in whatever memory it lies. Positions are those in its
/// own shape; a scalar is one value. Returns when all is looked at.
template <execution_policy Policy, std::floating_point Real, class Space>
[[nodiscard]] range_finding look_at(const Policy& policy, const argument<Real, Space>& x,
                                    const variable_range& range) {
  range_finding found[1];
  if (!x.is_array()) {
    range_limits<Real>(range).look(found[0], x.value(), 0);
    return found[0];
  }
  argument<Real, Space> in[1] = {x};
  if (x.dims().named()) in[0] = {in_space{}, x.view()};
  const result<Real, Space> out[2] = {};
  const variable_range* const ranges[1] = {&range};
  launch<positional_inputs<1>>(policy, detail::only_looked_at<Real>{}, in, out, range_checks{ranges, found});
  return found[0];
}

/// The ranges of the inputs of a model: one a member of Inputs, in order.
template <class Inputs>
class input_ranges {
 public:
  static constexpr int count = member_count<Inputs>();

  /// Variables that the table does not have may be every finite number.
  explicit input_ranges(const range_table& table) {
    for (int k = 0; k < count; ++k) ranges_.push_back(table.of(Inputs::names[k]));
  }

  const variable_range& operator[](int k) const { return ranges_[static_cast<std::size_t>(k)]; }
  const variable_range& of(std::string_view name) const {
    return *std::find_if(ranges_.begin(), ranges_.end(), [&](const auto& r) { return r.name() == name; });
  }

  /// Lets a kernel or step take what is not possible of the inputs as missing; they are its inputs `first`
  /// and following.
  template <class Kernel, std::floating_point Real, int N, class Space>
  void guard(possible_inputs<Kernel, Real, N>& guarded, const argument<Real, Space> (&in)[N], int first,
             int how_many = count) const {
    for (int k = 0; k < how_many; ++k) {
      if (may_be_impossible(in[first + k], k)) guarded.check(first + k, (*this)[k]);
    }
  }
  /// Whether an input may hold what is not possible.
  template <std::floating_point Real, class Space>
  [[nodiscard]] bool may_be_impossible(const argument<Real, Space>& x, int k) const {
    return x.is_array() || (*this)[k].possible().outside(static_cast<double>(x.value()));
  }

  /// What is found in the inputs that are given, each by itself.
  template <execution_policy Policy, class X>
  [[nodiscard]] std::vector<input_finding> look(const Policy& policy, const X& x) const {
    std::vector<input_finding> findings;
    int k = 0;
    X::zip(x, x, [&](const auto& input, const auto&) {
      const variable_range& range = (*this)[k++];
      if (input.given()) findings.push_back({range.name(), range, look_at(policy, input, range)});
    });
    return findings;
  }

 private:
  std::vector<variable_range> ranges_;
};

}  // namespace sylva
