#pragma once

#include <functional>
#include <initializer_list>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <sylva/array/layout.hpp>
#include <vector>

namespace sylva {

namespace detail {

/// The same text, which stays until the program ends: the names of axes are few, and handles that have them
/// are copied often. Any thread may call it, and destructors of static objects.
inline std::string_view kept_name(std::string_view name) {
  struct kept_names {
    std::mutex access;
    std::set<std::string, std::less<>> all;
  };
  static kept_names& kept = *new kept_names;
  const std::lock_guard lock(kept.access);
  const auto found = kept.all.find(name);
  return found != kept.all.end() ? *found : *kept.all.emplace(name).first;
}

}  // namespace detail

/// The names of an array's axes, slowest first: {"time", "site"}. None: the axes are not named, and align by
/// position. The text is copied once, so that it may be a temporary. Throws shape_error for more than
/// max_rank names, an empty one, or one that is there twice.
struct dimensions {
  int count = 0;
  std::string_view name[max_rank];

  dimensions() = default;
  dimensions(std::initializer_list<std::string_view> names) { add_all(names); }
  explicit dimensions(const std::vector<std::string>& names) { add_all(names); }

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
    name[count++] = detail::kept_name(another);
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
