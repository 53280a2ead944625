#pragma once

#include <sylva/array/segments.hpp>

namespace sylva {

/// The most members of a struct that the function of an element returns to a team.
inline constexpr int values_a_round = 4;

/// How many values the members of a team share that goes on in rounds of so many elements: for each member of
/// a struct what comes of elements and of strands; and which elements take part.
template <index_t Round>
inline constexpr index_t values_of_team =
    values_a_round * (Round + Round / elements_a_chunk * strands_a_chunk) + Round;

/// A group that the threads of a team share: every member calls the kernel with it, and all get the same. The
/// function of an element is evaluated by one member an element; what comes of it is added up in the order of
/// every other group, a strand a member, so that the sums are those of one thread alone.
///
/// A Team has
///   int rank(), size()        which member this is, of how many
///   void barrier()            waits for the others
///   index_t round             how many elements are evaluated before they are added up: whole chunks
///   Real* shared()            memory that the members share, of values_of_team<round>
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
  static constexpr index_t strands = round / elements_a_chunk * strands_a_chunk;

  template <index_t Row>
  struct store_value {
    Real* to;
    SYLVA_FUNCTION constexpr void operator()(int k, const Real& v) const { to[k * Row] = v; }
  };
  template <index_t Row>
  struct load_value {
    const Real* from;
    template <class V>
    SYLVA_FUNCTION constexpr V operator()(int k) const {
      return from[k * Row];
    }
  };

  // outside of device code, which must not call output_count
  template <class S>
  static constexpr bool fits = output_count<S>() <= values_a_round;

  template <class F, class Is, class Combine>
  SYLVA_FUNCTION constexpr auto reduce(const F& f, const Is& is, const Combine& combine) const {
    using S = decltype(at(f, 0));
    static_assert(fits<S>, "f returns a struct of too many members: ask for some sums, then for the others");
    constexpr bool all = detail::is_every_element<Is>;
    Real* const elements = team_.shared();
    Real* const sums = elements + values_a_round * round;
    Real* const takes_part = sums + values_a_round * strands;
    const S none = detail::all_members<S>(Combine::template start<Real>());
    S total = none;
    for (index_t first = 0; first < elements_.count; first += round) {
      const index_t rest = elements_.count - first, n = rest < round ? rest : round;
      const index_t chunks = (n + elements_a_chunk - 1) / elements_a_chunk;
      for (index_t j = team_.rank(); j < n; j += team_.size()) {
        if constexpr (!all) {
          const bool takes = at(is, first + j);
          takes_part[j] = takes ? Real(1) : Real(0);
          if (!takes) continue;
        }
        store_result(at(f, first + j), store_value<round>{elements + j});
      }
      team_.barrier();
      for (index_t t = team_.rank(); t < chunks * strands_a_chunk; t += team_.size()) {
        const index_t begin = t / strands_a_chunk * elements_a_chunk, s = t % strands_a_chunk;
        const index_t end = n - begin < elements_a_chunk ? n : begin + elements_a_chunk;
        S sum = none;
        if constexpr (all) {
          for (index_t j = begin + s; j < end; j += strands_a_chunk) {
            detail::combine_into(sum, load_values<S, Real>(load_value<round>{elements + j}), combine);
          }
        } else {
          index_t turn = 0;
          for (index_t j = begin; j < end; ++j) {
            if (takes_part[j] == Real(0)) continue;
            if (turn == s) {
              detail::combine_into(sum, load_values<S, Real>(load_value<round>{elements + j}), combine);
            }
            turn = (turn + 1) % strands_a_chunk;
          }
        }
        store_result(sum, store_value<strands>{sums + t});
      }
      team_.barrier();
      for (index_t c = team_.rank(); c < chunks; c += team_.size()) {
        S strand[strands_a_chunk];
        for (index_t s = 0; s < strands_a_chunk; ++s) {
          strand[s] = load_values<S, Real>(load_value<strands>{sums + c * strands_a_chunk + s});
        }
        detail::combine_strands(strand, strands_a_chunk, combine);
        store_result(strand[0], store_value<strands>{sums + c * strands_a_chunk});
      }
      team_.barrier();
      for (index_t c = 0; c < chunks; ++c) {
        detail::combine_into(total, load_values<S, Real>(load_value<strands>{sums + c * strands_a_chunk}),
                             combine);
      }
      team_.barrier();  // before the next round overwrites what others still read
    }
    return total;
  }

  const Team& team_;
};

}  // namespace sylva
