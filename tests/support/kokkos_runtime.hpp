#pragma once

#include <Kokkos_Core.hpp>
#include <catch2/catch_test_case_info.hpp>
#include <catch2/reporters/catch_reporter_event_listener.hpp>
#include <catch2/reporters/catch_reporter_registrars.hpp>

namespace lift {

/// Kokkos is there as long as tests run.
struct kokkos_runtime : Catch::EventListenerBase {
  using EventListenerBase::EventListenerBase;
  void testRunStarting(const Catch::TestRunInfo&) override {
    // more threads than one, on every machine
    Kokkos::initialize(Kokkos::InitializationSettings().set_num_threads(3).set_disable_warnings(true));
  }
  void testRunEnded(const Catch::TestRunStats&) override { Kokkos::finalize(); }
};

}  // namespace lift
