#include "carbon_sums.hpp"

#include <algorithm>
#include <cmath>

namespace sylva::examples {

carbon_sums::carbon_sums(std::size_t cells) : years_(cells) {
  balance::zip(sums_, sums_, [&](std::vector<double>& sum, auto&) { sum.resize(cells); });
}

void carbon_sums::clear() {
  years_.assign(years_.size(), 0);
  balance::zip(sums_, sums_, [](std::vector<double>& sum, auto&) { sum.assign(sum.size(), 0); });
}

void carbon_sums::leave_out(std::size_t cell) {
  years_[cell] = 0;
  balance::zip(sums_, sums_, [&](std::vector<double>& sum, auto&) { sum[cell] = 0; });
}

void carbon_sums::add(const balance& year) {
  for (std::size_t c = 0; c < years_.size(); ++c) {
    if (std::isnan(year.gpp[c])) continue;
    years_[c] += 1;
    balance::zip(sums_, year,
                 [&](std::vector<double>& sum, const std::vector<double>& x) { sum[c] += x[c]; });
  }
}

double carbon_sums::change(std::size_t c) const {
  return sums_.gpp[c] - sums_.gpp_topslice[c] - sums_.respiration[c] - sums_.turnover[c] -
         sums_.mortality[c] + sums_.recruitment[c];
}

double carbon_sums::largest(std::size_t c) const {
  return std::max({sums_.gpp[c], sums_.gpp_topslice[c], sums_.respiration[c], sums_.turnover[c],
                   sums_.mortality[c], sums_.recruitment[c]});
}

}  // namespace sylva::examples
