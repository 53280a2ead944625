#pragma once

#include <sylva/core/config.hpp>

namespace sylva {

/// Names stage I of a kernel that computes in stages.
template <int I>
struct stage {};

/// How many stages a kernel has: 1 unless it says otherwise.
///
/// A large kernel is one long chain of dependent operations, of which a processor overlaps only as much as
/// its window holds, and needs more registers than there are. Cut into stages, each run over a few hundred
/// elements before the next, the same arithmetic is limited by the units instead. A kernel says where it may
/// be cut:
///   static constexpr int stage_count
///   auto stage(sylva::stage<0>, inputs...) const              what later stages need, a struct of values
///   auto stage(sylva::stage<I>, carried, inputs...) const     the last returns the kernel's result
/// and its call is their composition, so that fused and staged are one source. The policy chooses: simd,
/// scalars and devices run it fused, staged_simd in stages.
template <class Kernel>
inline constexpr int stage_count = 1;
template <class Kernel>
  requires(Kernel::stage_count > 1)
inline constexpr int stage_count<Kernel> = Kernel::stage_count;

}  // namespace sylva
