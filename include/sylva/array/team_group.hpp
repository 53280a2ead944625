#pragma once

#include <sylva/array/segments.hpp>

namespace sylva {

/// The most members of a struct that the function of an element returns to a team.
inline constexpr int values_a_round = 4;

/// A group that the threads of a team share: every member calls the kernel with it, and all get the same. The
/// function of an element is evaluated by one member an element; what comes of it is added up in the order of
/// every other group, a chunk a member, so that the sums are those of one thread alone.
///
/// A Team has
///   int rank(), size()        which member this is, of how many
///   void barrier()            waits for the others
///   Real* shared()            memory that the members share, of `round` elements for `values_a_round`
///   values
template <class Real, class Inputs, class Team>
class team_group {
 public:
  using value = Real;
  using elements_type = elements_of_group<Real, Inputs::count>;
  static constexpr index_t round = Team::round;
  static_assert(round % elements_a_chunk == 0);

  SYLVA_FUNCTION constexpr team_group(const elements_type& e, const Team& team) : elements_(e), team_(team) {}

  SYLVA_FUNCTION constexpr Real count() const { return static_cast<Real>(elements_.count); }
  template <class F>
  SYLVA_FUNCTION constexpr auto sum(const F& f) const {
    return reduce(f, detail::add{});
  }
  template <class F>
  SYLVA_FUNCTION constexpr auto max(const F& f) const {
    return reduce(f, detail::take_greater{});
  }
  template <class F>
  SYLVA_FUNCTION constexpr auto min(const F& f) const {
    return reduce(f, detail::take_less{});
  }

 private:
  struct store_value {
    Real* to;
    SYLVA_FUNCTION constexpr void operator()(int k, const Real& v) const { to[k * round] = v; }
  };
  struct load_value {
    const Real* from;
    template <class V>
    SYLVA_FUNCTION constexpr V operator()(int k) const {
      return from[k * round];
    }
  };

  // outside of device code, which must not call output_count
  template <class S>
  static constexpr bool fits = output_count<S>() <= values_a_round;

  template <class F>
  SYLVA_FUNCTION constexpr auto at(const F& f, index_t j) const {
    return Inputs::template call<Real>(f, detail::load_of_element<elements_type>{elements_, j});
  }
  template <class S>
  SYLVA_FUNCTION constexpr S load(const Real* from) const {
    if constexpr (zippable<S>) {
      S s;
      int k = 0;
      S::zip(s, s, detail::load_member<load_value, Real>{load_value{from}, &k});
      return s;
    } else {
      return *from;
    }
  }

  template <class F, class Combine>
  SYLVA_FUNCTION constexpr auto reduce(const F& f, const Combine& combine) const {
    using S = decltype(at(f, 0));
    static_assert(fits<S>, "f returns a struct of too many members: ask for some sums, then for the others");
    Real* const shared = team_.shared();
    S total = detail::all_members<S>(Combine::template start<Real>());
    for (index_t first = 0; first < elements_.count; first += round) {
      const index_t rest = elements_.count - first, n = rest < round ? rest : round;
      for (index_t j = team_.rank(); j < n; j += team_.size()) {
        store_result(at(f, first + j), store_value{shared + j});
      }
      team_.barrier();
      for (index_t c = team_.rank() * elements_a_chunk; c < n; c += team_.size() * elements_a_chunk) {
        const index_t last = n - c < elements_a_chunk ? n : c + elements_a_chunk;
        S chunk = detail::all_members<S>(Combine::template start<Real>());
        for (index_t j = c; j < last; ++j) detail::combine_into(chunk, load<S>(shared + j), combine);
        store_result(chunk, store_value{shared + c});
      }
      team_.barrier();
      for (index_t c = 0; c < n; c += elements_a_chunk) {
        detail::combine_into(total, load<S>(shared + c), combine);
      }
      team_.barrier();  // before the next round overwrites what others still read
    }
    return total;
  }

  const elements_type& elements_;
  const Team& team_;
};

}  // namespace sylva
