#pragma once

#include <sylva/core/math.hpp>

namespace sylva {

/// How a value type V meets memory: it holds `width` neighbouring elements. The primary template is one
/// scalar; SIMD value types specialise it in sylva/backends/.
template <class V>
struct packet {
  using scalar = scalar_t<V>;
  static constexpr int width = 1;

  SYLVA_FUNCTION static constexpr V load(const scalar* p) { return *p; }
  SYLVA_FUNCTION static constexpr void store(scalar* p, const V& v) { *p = v; }
};

}  // namespace sylva
