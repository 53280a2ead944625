#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <sylva/array/layout.hpp>
#include <vector>

namespace sylva {

/// The names of an array's axes, slowest first: {"time", "site"}. None: the axes are not named, and align by
/// position. It refers to the names, which must outlive it, as literals do. Throws shape_error for more than
/// max_rank names, an empty one, or one that is there twice.
struct dimensions {
  int count = 0;
  std::string_view name[max_rank];

  dimensions() = default;
  dimensions(std::initializer_list<std::string_view> names) { add_all(names); }
  explicit dimensions(const std::vector<std::string>& names) { add_all(names); }
  template <std::same_as<std::vector<std::string>> Names>
  explicit dimensions(Names&&) {
    static_assert(
        !std::same_as<Names, Names>,
        "these names are a temporary, which the dimensions would refer to when it is gone: give the "
        "vector of them a name and pass that");
  }

  bool named() const { return count > 0; }
  /// The axis of this name, or -1.
  int find(std::string_view wanted) const {
    for (int a = 0; a < count; ++a) {
      if (name[a] == wanted) return a;
    }
    return -1;
  }
  void add(std::string_view another) {
    if (another.empty()) throw shape_error("a dimension has an empty name");
    if (find(another) >= 0) throw shape_error("two dimensions have the name " + std::string(another));
    if (count == max_rank) {
      throw shape_error("there are more than " + std::to_string(max_rank) +
                        " dimensions: " + std::string(another) + " is one too many");
    }
    name[count++] = another;
  }

 private:
  template <class Names>
  void add_all(const Names& names) {
    for (const auto& one : names) add(one);
  }
};

/// "(time, site)"
inline std::string to_string(const dimensions& d) {
  std::string text = "(";
  for (int a = 0; a < d.count; ++a) text += (a > 0 ? ", " : "") + std::string(d.name[a]);
  return text + ")";
}

}  // namespace sylva
