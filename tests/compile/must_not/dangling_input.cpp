// expected: this array is a temporary that owns its elements, or may own them: the input would refer to freed
// memory
#include <sylva/models/splash.hpp>

void set(sylva::splash_model<double>::inputs<>& x) {
#ifdef MISTAKE
  x.elevation = std::vector<double>{100, 900};
#else
  static const std::vector<double> elevation{100, 900};
  x.elevation = elevation;
  x.tc = std::span<const double>(elevation);  // refers to elements that outlive it
#endif
}
