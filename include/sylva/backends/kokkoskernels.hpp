#pragma once

#include <KokkosKernels_config.h>

#include <KokkosBlas1_dot.hpp>
#include <KokkosBlas2_gemv.hpp>
#include <KokkosBlas3_gemm.hpp>
#include <algorithm>
#include <limits>
#include <sylva/backends/kokkos_namespace.hpp>
#include <utility>

namespace sylva {

namespace detail {

#ifdef KOKKOSKERNELS_ETI_ONLY
inline constexpr bool kokkoskernels_has_all = false;
#else
inline constexpr bool kokkoskernels_has_all = true;
#endif
#ifdef KOKKOSKERNELS_INST_LAYOUTLEFT
inline constexpr bool kokkoskernels_has_left = true;
#else
inline constexpr bool kokkoskernels_has_left = false;
#endif
/// Whether KokkosKernels can multiply matrices of T: a library that is built with KokkosKernels_ETI_ONLY has
/// no other types than those that it was built for.
template <class T>
inline constexpr bool kokkoskernels_has = false;
#ifdef KOKKOSKERNELS_INST_DOUBLE
template <>
inline constexpr bool kokkoskernels_has<double> = kokkoskernels_has_all || kokkoskernels_has_left;
#else
template <>
inline constexpr bool kokkoskernels_has<double> = kokkoskernels_has_all;
#endif
#ifdef KOKKOSKERNELS_INST_FLOAT
template <>
inline constexpr bool kokkoskernels_has<float> = kokkoskernels_has_all || kokkoskernels_has_left;
#else
template <>
inline constexpr bool kokkoskernels_has<float> = kokkoskernels_has_all;
#endif

/// Unmanaged Views of matrices and vectors of T in the memory of Like, as KokkosBlas takes them.
template <class Like, class T>
struct kokkoskernels_operands {
  template <class Data>
  using view =
      Kokkos::View<Data, Kokkos::LayoutLeft,
                   Kokkos::Device<typename array_traits<Like>::policy, kokkos_of_space<array_space_t<Like>>>,
                   Kokkos::MemoryTraits<Kokkos::Unmanaged>>;

  static constexpr index_t most = std::numeric_limits<int>::max();  // it counts in int

  /// A matrix with one contiguous axis: LayoutLeft, or the transpose of one where the rows are contiguous.
  struct matrix {
    bool fits, transposed;
    view<T**> elements;

    explicit matrix(const strided_view<T>& v) {
      const index_t rows = v.extents.extent[0], columns = v.extents.extent[1];
      transposed = !(v.stride[0] == 1 || rows == 1);
      const index_t step = transposed ? v.stride[1] : v.stride[0];
      const index_t length = transposed ? columns : rows, across = transposed ? rows : columns;
      const index_t apart = across == 1 ? length : transposed ? v.stride[0] : v.stride[1];
      fits = (step == 1 || length == 1) && apart >= length && std::max(apart, across) <= most;
      if (!fits) return;
      Kokkos::LayoutLeft layout(static_cast<std::size_t>(length), static_cast<std::size_t>(across));
      layout.stride = static_cast<std::size_t>(apart);
      elements = view<T**>(v.data, layout);
    }
    const char* operation() const { return transposed ? "T" : "N"; }
  };

  /// The axis of a matrix of one row or one column, without gaps.
  struct vector {
    bool fits;
    view<T*> elements;

    vector(const strided_view<T>& v, int axis) {
      const index_t length = v.extents.extent[axis];
      fits = (v.stride[axis] == 1 || length == 1) && length <= most;
      if (fits) elements = view<T*>(v.data, static_cast<std::size_t>(length));
    }
  };
};

/// A matrix with its axes exchanged.
template <class T>
strided_view<T> transpose_of(strided_view<T> v) {
  std::swap(v.extents.extent[0], v.extents.extent[1]);
  std::swap(v.stride[0], v.stride[1]);
  return v;
}

}  // namespace detail

/// Products of Views of float and double by KokkosKernels, or the BLAS that it was built with (cuBLAS, MKL,
/// ...): gemm, gemv and dot, in the default instance of the execution space of the first View. Stacks of
/// matrices, other types, vectors with gaps, and matrices none of whose axes is contiguous are multiplied by
/// sylva's own loops.
///
/// Every matrix is LayoutLeft or transposed, as in BLAS, so that KokkosKernels needs to be built for no other
/// layout.
template <>
struct matmul_engine<kokkos_family> {
  template <class T>
  static constexpr bool takes = detail::kokkoskernels_has<T>;

  /// Whether it did.
  template <class Like, class T>
  static bool run(const strided_view<T>& out, const strided_view<const T>& a,
                  const strided_view<const T>& b) {
    const typename array_traits<Like>::policy execution{};
    const bool one_row = out.extents.extent[0] == 1, one_column = out.extents.extent[1] == 1;
    bool done = false;
    if (one_row && one_column) {
      done = dot<Like>(execution, out, a, b);
    } else if (one_column) {
      done = gemv<Like>(execution, out, a, b);
    } else if (one_row) {
      // (a b)' is b' a'
      done =
          gemv<Like>(execution, detail::transpose_of(out), detail::transpose_of(b), detail::transpose_of(a));
    } else if (out.stride[0] == 1) {
      done = gemm<Like>(execution, out, a, b);
    } else {
      done =
          gemm<Like>(execution, detail::transpose_of(out), detail::transpose_of(b), detail::transpose_of(a));
    }
    if (done) execution.fence("sylva");
    return done;
  }

 private:
  template <class Like, class T>
  using operands = detail::kokkoskernels_operands<Like, T>;

  template <class Like, class Ex, class T>
  static bool gemm(const Ex& ex, const strided_view<T>& out, const strided_view<const T>& a,
                   const strided_view<const T>& b) {
    const typename operands<Like, T>::matrix z(out);
    const typename operands<Like, const T>::matrix x(a), y(b);
    if (!x.fits || !y.fits || !z.fits || z.transposed) return false;
    KokkosBlas::gemm(ex, x.operation(), y.operation(), T(1), x.elements, y.elements, T(0), z.elements);
    return true;
  }

  /// b and out are columns.
  template <class Like, class Ex, class T>
  static bool gemv(const Ex& ex, const strided_view<T>& out, const strided_view<const T>& a,
                   const strided_view<const T>& b) {
    const typename operands<Like, T>::vector z(out, 0);
    const typename operands<Like, const T>::matrix x(a);
    const typename operands<Like, const T>::vector y(b, 0);
    if (!x.fits || !y.fits || !z.fits) return false;
    KokkosBlas::gemv(ex, x.operation(), T(1), x.elements, y.elements, T(0), z.elements);
    return true;
  }

  template <class Like, class Ex, class T>
  static bool dot(const Ex& ex, const strided_view<T>& out, const strided_view<const T>& a,
                  const strided_view<const T>& b) {
    const typename operands<Like, const T>::vector x(a, 1), y(b, 0);
    if (!x.fits || !y.fits) return false;
    const typename operands<Like, T>::template view<T> z(out.data);
    KokkosBlas::dot(ex, z, x.elements, y.elements);
    return true;
  }
};

}  // namespace sylva
