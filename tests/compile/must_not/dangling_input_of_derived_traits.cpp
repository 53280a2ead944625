// expected: this array is a temporary that owns its elements, or may own them: the input would refer to freed
// memory
#include <sylva/array/transform.hpp>

/// Traits that derive from those of a type that only refers to its elements, as a container's may.
struct series : std::vector<double> {
  using std::vector<double>::vector;
};
template <>
struct sylva::array_traits<series> : array_traits<std::span<double>> {
  static strided_view<const double> view(const series& a) {
    return array_traits<std::span<const double>>::view(a);
  }
};

void use(sylva::argument<double>& x, const series& year) {
#ifdef MISTAKE
  x = series(year);
#else
  x = year;
#endif
}
