#pragma once

#include <sylva/array/segmented.hpp>
#include <sylva/array/team_group.hpp>
#include <sylva/backends/kokkos.hpp>

namespace sylva {

/// A team of threads for every group of a `segmented` call, which share its elements: for groups of many
/// elements, and on devices, where the neighbours of a warp then read neighbouring elements. The figures are
/// those of a thread a group. Calls of other kinds run as on the space itself.
template <class Ex>
struct kokkos_teams {
  static constexpr const char* name = "kokkos_teams";
  Ex space{};
  int team_size = 0;  ///< 0: as many as a group has elements, about, but no more than Kokkos recommends
};

namespace detail {

/// A team of Kokkos, as team_group wants it.
template <class Member, class Real, bool OnHost>
struct kokkos_team {
  // on a device memory is what limits how many teams are there; on the host waiting is what costs
  static constexpr index_t round = (OnHost ? 64 : 4) * elements_a_chunk;
  static constexpr int memory_level = OnHost ? 1 : 0;
  const Member& member;
  Real* memory;
  SYLVA_FUNCTION int rank() const { return member.team_rank(); }
  SYLVA_FUNCTION int size() const { return member.team_size(); }
  SYLVA_FUNCTION void barrier() const { member.team_barrier(); }
  SYLVA_FUNCTION Real* shared() const { return memory; }
};

/// One item after the other a team.
template <class Ex, class Work>
struct team_items {
  using member = typename Kokkos::TeamPolicy<Ex>::member_type;
  using real = typename Work::real;
  using team = kokkos_team<member, real, is_host_execution<Ex>>;
  using group = team_group<real, typename Work::element_inputs, team>;
  using memory = Kokkos::View<real*, typename Ex::scratch_memory_space, Kokkos::MemoryUnmanaged>;
  static constexpr std::size_t values = static_cast<std::size_t>(values_of_team<team::round>);

  Work work;
  SYLVA_FUNCTION void operator()(const member& m) const {
    const int level =
        team::memory_level;  // taken by reference, which a static member on a device has none of
    const memory shared(m.team_scratch(level), values);
    const team mine{m, shared.data()};
    for (index_t i = m.league_rank(); i < work.items(); i += m.league_size()) {
      work.template run_by_team<group>(i, mine);
    }
  }
};

/// A device's threads come by the warp, and those of a team that are more than the elements of its group only
/// wait.
template <class Teams>
int team_size_for(index_t group_size, int recommended) {
  const index_t warp = Teams::vector_length_max();
  const index_t warps = std::max<index_t>((group_size + warp - 1) / warp, 1);
  return static_cast<int>(std::min<index_t>(warps * warp, recommended));
}

}  // namespace detail

template <class Ex>
struct executor<kokkos_teams<Ex>> {
  static constexpr bool by_item = executor<Ex>::by_item;
  template <class Space>
  static constexpr bool reaches = executor<Ex>::template reaches<Space>;

  template <class Work>
  static void run(const kokkos_teams<Ex>& policy, const Work& work) {
    if constexpr (requires { Work::has_teams; }) {
      using functor = detail::team_items<Ex, Work>;
      using teams_type = Kokkos::TeamPolicy<Ex>;
      const functor f{work};
      const int teams = static_cast<int>(std::min<index_t>(work.items(), index_t(1) << 30));
      const auto memory = Kokkos::PerTeam(functor::memory::shmem_size(functor::values));
      const teams_type any =
          teams_type(policy.space, teams, 1).set_scratch_size(functor::team::memory_level, memory);
      const int recommended = any.team_size_recommended(f, Kokkos::ParallelForTag{});
      const int size = policy.team_size > 0 ? policy.team_size
                       : by_item            ? detail::team_size_for<teams_type>(work.group_size, recommended)
                                            : recommended;
      const int most = any.team_size_max(f, Kokkos::ParallelForTag{});
      Kokkos::parallel_for("sylva",
                           teams_type(policy.space, teams, std::min(size, most))
                               .set_scratch_size(functor::team::memory_level, memory),
                           f);
    } else {
      executor<Ex>::run(policy.space, work);
    }
  }
  template <class Work>
  static typename Work::finding reduce(const kokkos_teams<Ex>& policy, const Work& work) {
    return executor<Ex>::reduce(policy.space, work);
  }
  static void wait(const kokkos_teams<Ex>& policy) { executor<Ex>::wait(policy.space); }
};

}  // namespace sylva
