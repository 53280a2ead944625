#pragma once

#include <cmath>
#include <sylva/array/scan.hpp>

/// Scans that begin where they end: the same steps over and over, each site until its state comes back.

namespace sylva {

/// When a site is in equilibrium with its steps, and when it is given up.
template <std::floating_point Real = double>
struct spin_up_limits {
  int most_passes = 10;      ///< 1 or more
  Real tolerance = Real(1);  ///< of the state after a pass, against the state before it; in its units, from 0
};

namespace detail {

/// Throws std::invalid_argument for limits with which no spin-up ends as it should.
template <std::floating_point Real>
void check_limits(const spin_up_limits<Real>& limits) {
  if (limits.most_passes < 1) {
    throw std::invalid_argument("most_passes of the spin-up is " + std::to_string(limits.most_passes) +
                                ": allowed are 1 and more");
  }
  if (!(limits.tolerance >= Real(0) && std::isfinite(limits.tolerance))) {
    throw std::invalid_argument("tolerance of the spin-up is " + std::to_string(limits.tolerance) +
                                ": allowed are finite numbers from 0");
  }
}

}  // namespace detail

/// A scan that every site repeats until its state changes by no more than the tolerance, or as often as is
/// allowed: the work of launch_spin_up. A site's state does not depend on the others.
template <class Scan>
struct spin_up_work {
  using real = typename Scan::real;
  static constexpr int n_state = Scan::n_state, rank = Scan::rank;
  template <class V>
  class runner;

  Scan scan;
  spin_up_limits<real> limits;
  site_slots<real, rank, 2> found;  ///< passes, difference

  SYLVA_FUNCTION constexpr index_t items() const { return scan.items(); }

  SYLVA_HOST_VALUES_TOO
  SYLVA_FUNCTION constexpr void operator()(index_t site) const {
    const place<rank> at(scan.axes, site);
    int passes = 0;
    real difference = real(0);
    do {
      real before[n_state];
      for (int k = 0; k < n_state; ++k) before[k] = *state(k, at);
      scan(site);
      difference = real(0);
      for (int k = 0; k < n_state; ++k) difference = greater(difference, before[k], *state(k, at));
      ++passes;
    } while (difference > limits.tolerance && passes < limits.most_passes);
    store(at, passes, difference);
  }

 private:
  SYLVA_FUNCTION constexpr real* state(int k, const place<rank>& at) const {
    return scan.state[k].data + at.offset(scan.axes, scan.state[k].stride);
  }
  /// The greater of a difference and |a - b|; NaN if one of them is.
  SYLVA_FUNCTION static constexpr real greater(real difference, real a, real b) {
    const real here = math::abs(real(a - b));
    return difference != difference || here <= difference ? difference : here;
  }
  SYLVA_FUNCTION constexpr void store(const place<rank>& at, int passes, real difference) const {
    const real values[2] = {static_cast<real>(passes), difference};
    for (int k = 0; k < 2; ++k) {
      const auto& slot = found.slot[k];
      if (slot.data != nullptr) slot.data[at.offset(scan.axes, slot.stride)] = values[k];
    }
  }
};

/// Runs blocks of sites on the host with values of type V: a few packets of them together, until the last of
/// these is in equilibrium. The others keep the state with which they were.
template <class Scan>
template <class V>
class spin_up_work<Scan>::runner {
 public:
  using scan_runner_type = typename Scan::template runner<V>;
  /// Two packets: while one waits for a step, the other goes on.
  static constexpr index_t block_size = 2 * scan_runner_type::width;

  explicit runner(const spin_up_work& work) : work_(work), scan_(work.scan) {}

  static index_t blocks(const spin_up_work& work) { return (work.items() + block_size - 1) / block_size; }

  void operator()(index_t b) {
    const index_t first = b * block_size, sites = std::min(block_size, work_.items() - first);
    bool settled[block_size] = {};
    real before[n_state][block_size];
    index_t unsettled = sites;
    for (int pass = 1; unsettled > 0 && pass <= work_.limits.most_passes; ++pass) {
      for (index_t i = 0; i < sites; ++i) {
        const place<rank> at(work_.scan.axes, first + i);
        for (int k = 0; k < n_state; ++k) before[k][i] = *work_.state(k, at);
      }
      scan_.sites(first, sites);
      for (index_t i = 0; i < sites; ++i) {
        const place<rank> at(work_.scan.axes, first + i);
        real difference = real(0);
        for (int k = 0; k < n_state; ++k) {
          real* const after = work_.state(k, at);
          if (settled[i]) *after = before[k][i];
          difference = greater(difference, before[k][i], *after);
        }
        if (settled[i]) continue;
        work_.store(at, pass, difference);
        settled[i] = !(difference > work_.limits.tolerance);
        unsettled -= settled[i] ? 1 : 0;
      }
    }
  }

 private:
  const spin_up_work& work_;
  scan_runner_type scan_;
};

/// Brings the state of every site into equilibrium with the steps of the inputs, which are those of one
/// cycle, such as a year: the state before it is the state after it, to the tolerance. For steps and arrays
/// that have been put into handles, as launch_scan.
///
/// passes and difference are arrays in the shape of the sites, or not wanted: how often a site went through
/// the steps, and by how much the last time changed its state. Where the difference is above the tolerance
/// the site has not converged; where it is NaN the state is, or has become so. Throws std::invalid_argument
/// for most_passes below 1 and a tolerance that is not finite or below 0.
template <class Inputs, class State, class InStruct = void, class Policy, class Step,
          std::floating_point Real, class Space, std::size_t S, std::size_t N>
void launch_spin_up(const Policy& policy, time_axis axis, const spin_up_limits<Real>& limits,
                    const Step& step, const result<Real, Space> (&state)[S],
                    const argument<Real, Space> (&in)[N], const result<Real, Space>& passes,
                    const result<Real, Space>& difference) {
  static_assert(executor<Policy>::template reaches<Space>,
                "the arrays live in a memory space that this execution policy cannot reach");
  detail::check_limits(limits);
  using values = values_like_t<State, Real>;
  using returned = kernel_result_t<Inputs, detail::step_from<Step, values>, Real>;
  const result<Real, Space> out[output_count<decltype(returned::out)>()] = {};
  const result<Real, Space> found[2] = {passes, difference};
  const char* const names[2] = {"passes", "difference"};
  detail::with_scan_work<Inputs, State, InStruct, void, detail::narrow_rank<Policy>>(
      axis, step, state, in, out, found, names, [&]<class Scan>(const Scan& scan, const auto& along) {
        executor<Policy>::run(policy, spin_up_work<Scan>{scan, limits, along});
      });
}

}  // namespace sylva
