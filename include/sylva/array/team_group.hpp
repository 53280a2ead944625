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
class team_group : public group_of_elements<team_group<Real, Inputs, Team>, Real, Inputs> {
  using base = group_of_elements<team_group, Real, Inputs>;
  friend base;
  template <class, class, class>
  friend class group_where;
  using base::at;
  using base::elements_;

 public:
  using typename base::elements_type;
  static constexpr index_t round = Team::round;
  static_assert(round % elements_a_chunk == 0);

  SYLVA_FUNCTION constexpr team_group(const elements_type& e, const Team& team) : base(e), team_(team) {}

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

  template <class F, class Is, class Combine>
  SYLVA_FUNCTION constexpr auto reduce(const F& f, const Is& is, const Combine& combine) const {
    using S = decltype(at(f, 0));
    static_assert(fits<S>, "f returns a struct of too many members: ask for some sums, then for the others");
    Real* const shared = team_.shared();
    S total = detail::all_members<S>(Combine::template start<Real>());
    for (index_t first = 0; first < elements_.count; first += round) {
      const index_t rest = elements_.count - first, n = rest < round ? rest : round;
      for (index_t j = team_.rank(); j < n; j += team_.size()) {
        if (at(is, first + j)) {
          store_result(at(f, first + j), store_value{shared + j});
        } else {
          store_result(detail::all_members<S>(Combine::template start<Real>()), store_value{shared + j});
        }
      }
      team_.barrier();
      for (index_t c = team_.rank() * elements_a_chunk; c < n; c += team_.size() * elements_a_chunk) {
        const index_t last = n - c < elements_a_chunk ? n : c + elements_a_chunk;
        S chunk = detail::all_members<S>(Combine::template start<Real>());
        for (index_t j = c; j < last; ++j)
          detail::combine_into(chunk, load_values<S, Real>(load_value{shared + j}), combine);
        store_result(chunk, store_value{shared + c});
      }
      team_.barrier();
      for (index_t c = 0; c < n; c += elements_a_chunk) {
        detail::combine_into(total, load_values<S, Real>(load_value{shared + c}), combine);
      }
      team_.barrier();  // before the next round overwrites what others still read
    }
    return total;
  }

  const Team& team_;
};

}  // namespace sylva
