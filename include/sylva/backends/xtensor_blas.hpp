#pragma once

#include <limits>
#include <sylva/backends/xtensor_namespace.hpp>

#include <xtensor-blas/xlinalg.hpp>

namespace sylva {

/// Products of xtensor matrices of float and double by BLAS, through xtensor-blas. Stacks of matrices, other
/// types, and matrices none of whose axes is contiguous are multiplied by sylva's own loops.
template <>
struct matmul_engine<xtensor_family> {
  template <class T>
  static constexpr bool takes = std::same_as<T, double> || std::same_as<T, float>;

  /// Whether it did.
  template <class Like, class T>
  static bool run(const strided_view<T>& out, const strided_view<const T>& a,
                  const strided_view<const T>& b) {
    const matrix<const T> x(a), y(b);
    const matrix<T> z(out);
    if (!x.fits || !y.fits || !z.fits || z.transposed) return false;
    cxxblas::gemm<xt::blas_index_t>(cxxblas::RowMajor, x.transposed ? cxxblas::Trans : cxxblas::NoTrans,
                                    y.transposed ? cxxblas::Trans : cxxblas::NoTrans,
                                    index(out.extents.extent[0]), index(out.extents.extent[1]),
                                    index(a.extents.extent[1]), T(1), a.data, x.leading, b.data, y.leading,
                                    T(0), out.data, z.leading);
    return true;
  }

 private:
  static xt::blas_index_t index(index_t n) { return static_cast<xt::blas_index_t>(n); }

  /// How BLAS sees a matrix: rows that are contiguous and `leading` elements apart, or columns.
  template <class T>
  struct matrix {
    bool fits, transposed = false;
    xt::blas_index_t leading = 1;
    explicit matrix(const strided_view<T>& v) {
      const index_t rows = v.extents.extent[0], columns = v.extents.extent[1];
      transposed = !(v.stride[1] == 1 || columns == 1);
      const index_t step = transposed ? v.stride[0] : v.stride[1];
      const index_t length = transposed ? rows : columns;
      const index_t across = transposed ? columns : rows;
      const index_t apart = across == 1 ? length : transposed ? v.stride[1] : v.stride[0];
      fits = (step == 1 || length == 1) && apart >= length && apart > 0 &&
             std::max({apart, rows, columns}) <= std::numeric_limits<xt::blas_index_t>::max();
      leading = fits ? index(apart) : 1;
    }
  };
};

}  // namespace sylva
