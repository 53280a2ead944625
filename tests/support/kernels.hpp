#pragma once

#include <concepts>
#include <cstddef>
#include <type_traits>
#include <vector>

namespace kernels {

/// Kernel is what a device can be handed, and gives Result for these arguments: no hidden double in a float
/// kernel.
template <class Kernel, class Result, class... Args>
concept maps_to = std::is_trivially_copyable_v<Kernel> && std::is_aggregate_v<Kernel> &&
                  std::is_nothrow_default_constructible_v<Kernel> &&
                  std::same_as<std::invoke_result_t<const Kernel&, const Args&...>, Result>;

/// zip of Struct calls f once for each member, with the same member of both structs.
template <template <class> class Struct>
bool zip_visits_every_member() {
  Struct<char> a{}, b{};
  std::vector<int> visits(sizeof(Struct<char>), 0);
  bool paired = true;
  Struct<char>::zip(a, b, [&](char& x, char& y) {
    const auto at = &x - reinterpret_cast<char*>(&a);
    paired = paired && at == &y - reinterpret_cast<char*>(&b);
    ++visits[static_cast<std::size_t>(at)];
  });
  return paired && visits == std::vector<int>(visits.size(), 1);
}

}  // namespace kernels
