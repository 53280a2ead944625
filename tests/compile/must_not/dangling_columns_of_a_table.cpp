// expected: this array is a temporary that owns its elements, or may own them
#include <sylva/array/traits.hpp>
#include <sylva/models/cohorts.hpp>

void set(sylva::argument<double>& x, sylva::cohorts<double> (*read)(), const sylva::cohorts<double>& table) {
#ifdef MISTAKE
  x = read().columns().dbh;
  static_cast<void>(table);
#else
  x = table.columns().dbh;
  static_cast<void>(read);
#endif
}
