#pragma once

#include <Eigen/Core>
#include <sylva/array/transform.hpp>

/// Eigen, taught to sylva: Array and Matrix, Map, Block and Ref, of any storage order and strides. What is a
/// vector by its type has one axis, all else has two: rows, columns. Expressions are evaluated first, with
/// .eval(), as they have no elements to point at.

struct eigen_family {
  static constexpr const char* name = "Eigen";
};

/// What of Eigen lies in memory.
template <class E>
concept eigen_elements = requires { typename E::PlainObject; } && std::derived_from<E, Eigen::DenseBase<E>> &&
                         (static_cast<int>(E::Flags) & Eigen::DirectAccessBit) != 0;

template <eigen_elements E>
struct sylva::array_traits<E> {
  using value_type = typename E::Scalar;
  using space = sylva::host_space;
  using family = eigen_family;

  enum : int {
    rows = E::RowsAtCompileTime == 1 ? 1 : Eigen::Dynamic,
    columns = E::ColsAtCompileTime == 1 ? 1 : Eigen::Dynamic,
    order = E::IsRowMajor && columns != 1 ? Eigen::RowMajor : Eigen::ColMajor,
  };
  static constexpr bool is_vector = rows == 1 || columns == 1;

  // a Map of constant elements has constant ones, whether it is constant itself or not
  template <class Any>
  static auto view(Any& a) {
    using element = std::remove_pointer_t<decltype(a.data())>;
    if constexpr (is_vector) {
      return sylva::strided_view<element>{a.data(), {1, {a.size()}}, {a.innerStride()}};
    } else {
      return sylva::strided_view<element>{
          a.data(), {2, {a.rows(), a.cols()}}, {a.rowStride(), a.colStride()}};
    }
  }

  template <class T>
  using array_of =
      std::conditional_t<std::derived_from<E, Eigen::MatrixBase<E>>, Eigen::Matrix<T, rows, columns, order>,
                         Eigen::Array<T, rows, columns, order>>;
  template <class T>
  static array_of<T> make(const sylva::shape& s) {
    if (s.rank != (is_vector ? 1 : 2)) {
      throw sylva::shape_error("the result has shape " + to_string(s) + ", but the first Eigen array has " +
                               (is_vector ? "one axis" : "two axes") + ": give the array of most axes first");
    }
    array_of<T> made;
    if constexpr (is_vector) {
      made.resize(s.extent[0]);
    } else {
      made.resize(s.extent[0], s.extent[1]);
    }
    return made;
  }
};

// a Map refers to elements that outlive it; a Block of a temporary Array does not, and looks the same
template <class Plain, int Options, class Stride>
inline constexpr bool sylva::enable_borrowed_array<Eigen::Map<Plain, Options, Stride>> = true;

static_assert(sylva::check_array_type<Eigen::ArrayXXd>());
static_assert(sylva::check_array_type<Eigen::Map<const Eigen::VectorXf, 0, Eigen::InnerStride<>>>());
