#pragma once

#include <catch2/catch_message.hpp>
#include <cmath>
#include <cstddef>
#include <vector>

/// Whether the results of a page are those of figures.json, which are calculated without sylva: to 1e-11 of
/// each.
inline bool same_figures(const std::vector<double>& got, const std::vector<double>& expected) {
  bool same = got.size() == expected.size();
  if (!same) UNSCOPED_INFO(got.size() << " figures, expected " << expected.size());
  for (std::size_t i = 0; i < got.size() && i < expected.size(); ++i) {
    if (std::abs(got[i] - expected[i]) <= 1e-11 * std::abs(expected[i])) continue;
    UNSCOPED_INFO("figure " << i << " is " << got[i] << ", expected " << expected[i]);
    same = false;
  }
  return same;
}
