#pragma once

#include <cstdint>
#include <sylva/array/layout.hpp>
#include <sylva/core/math.hpp>

namespace sylva {

/// How a value type V meets memory: it holds `width` neighbouring elements. The primary template is one
/// scalar; SIMD value types specialise it in sylva/backends/.
template <class V>
struct packet {
  using scalar = scalar_t<V>;
  using part = V;  ///< what is calculated with at once: one register
  using wide = V;  ///< of more parts: for functions that are long chains of operations on few numbers
  static constexpr int width = 1;

  SYLVA_FUNCTION static constexpr V load(const scalar* p) { return *p; }
  SYLVA_FUNCTION static constexpr void store(scalar* p, const V& v) { *p = v; }
  /// The lesser and the greater of two that are not NaN.
  SYLVA_FUNCTION static constexpr V lesser(const V& x, const V& y) { return x < y ? x : y; }
  SYLVA_FUNCTION static constexpr V greater(const V& x, const V& y) { return y < x ? x : y; }
};

/// A table of few entries that lies in registers, for the entries that an index chooses: where a SIMD value
/// type can, it specialises this with
///   most                                         how many entries there may be
///   place                                        an unsigned integer, of the size of an entry
///   entries_in_registers(const scalar*, count)   the table
///   void take(const place*, scalar*)             the entries at packet<Part>::width places
template <class Part>
struct entries_in_registers {
  using place = std::uint32_t;
  static constexpr index_t most = 0;
};

/// Values of type V with which a kernel that has stages is run stage by stage, see core/stages.hpp. A tag: no
/// kernel is ever called with it.
template <class V>
struct in_stages {};

template <class V>
struct without_stages {
  using type = V;
};
template <class V>
struct without_stages<in_stages<V>> {
  using type = V;
};
template <class V>
using without_stages_t = typename without_stages<V>::type;

}  // namespace sylva
