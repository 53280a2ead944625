#pragma once

#include <algorithm>
#include <limits>
#include <sylva/array/packet.hpp>

namespace sylva {

/// A first look at some neighbouring numbers, at the speed of the first-level cache: their extremes, and
/// whether there are missing ones (NaN). V is the type of one register.
template <class V>
class block_extremes {
 public:
  using real = scalar_t<V>;

  block_extremes(const real* x, index_t n) {
    V low[strands], high[strands], sum[strands];
    std::fill_n(low, strands, least_), std::fill_n(high, strands, greatest_), std::fill_n(sum, strands, sum_);
    index_t i = 0;
    for (; i + strands * width <= n; i += strands * width) {
      for (int s = 0; s < strands; ++s) {
        const V v = packet<V>::load(x + i + s * width);
        low[s] = packet<V>::lesser(v, low[s]);
        high[s] = packet<V>::greater(v, high[s]);
        sum[s] = sum[s] + v;
      }
    }
    for (int s = 0; s < strands; ++s) add(low[s], high[s], sum[s]);
    for (; i + width <= n; i += width) add(packet<V>::load(x + i));
    if (i == n) return;
    real last[width];
    for (int j = 0; j < width; ++j) last[j] = x[std::min(i + j, n - 1)];
    add(packet<V>::load(last));
  }

  /// Whether there may be missing numbers. Then the extremes are not known.
  bool missing() const { return math::any<V>(math::isnan(sum_)); }
  /// Whether all lies inside, where nothing is missing.
  template <class Limits>
  bool within(const Limits& limits) const {
    return !math::any<V>((least_ < V(limits.least)) | (V(limits.greatest) < greatest_));
  }

 private:
  static constexpr int width = packet<V>::width;
  static constexpr int strands = width == 1 ? 8 : 4;  ///< that do not wait for each other

  void add(const V& low, const V& high, const V& sum) {
    least_ = packet<V>::lesser(low, least_);
    greatest_ = packet<V>::greater(high, greatest_);
    sum_ = sum_ + sum;
  }
  void add(const V& v) { add(v, v, v); }

  V least_ = V(std::numeric_limits<real>::infinity());
  V greatest_ = V(-std::numeric_limits<real>::infinity());
  V sum_ = V(real(0));  ///< NaN from the first that is, and where infinities meet
};

}  // namespace sylva
