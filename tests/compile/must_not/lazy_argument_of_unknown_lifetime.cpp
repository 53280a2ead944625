// expected: an argument of a lazy kernel is an array, a scalar, a struct of arrays, or lazy itself
#include <sylva/array/lazy.hpp>
#include <sylva/environment/hygro.hpp>

// A handle refers to an array and does not say so: a lazy call that kept it could outlive the array unseen.
auto deficit(const std::vector<double>& rh, const std::vector<double>& tc) {
#ifdef MISTAKE
  return sylva::lazy(sylva::rh_to_vpd<>{}, sylva::argument<double>(rh), tc);
#else
  return sylva::lazy(sylva::rh_to_vpd<>{}, rh, tc);
#endif
}
