#pragma once

/// The replay of the reference is one source for every place that kernels run in. Each test case is for a
/// runner, one of replay::runners: given a kernel and columns of numbers or rows of structs, it returns what
/// the kernel gives for each row.
#ifdef SYLVA_REPLAY_ON_KOKKOS
#include "replay/on_kokkos.hpp"
#else
#include "replay/on_values.hpp"
#endif
