#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <sylva/core/config.hpp>
#include <unordered_map>

namespace sylva::io {

/// Positions of names, found by hash.
class name_index {
 public:
  /// Adds the next name; its position is the number of names added before it. Returns the position of the
  /// same name if it was added before, which stays that of the name.
  std::optional<std::size_t> add(std::string_view name) {
    const auto [entry, is_new] = positions_.try_emplace(std::string(name), next_++);
    return is_new ? std::nullopt : std::optional(entry->second);
  }
  /// How many names were added.
  [[nodiscard]] std::size_t size() const { return next_; }
  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const {
    const auto entry = positions_.find(name);
    return entry == positions_.end() ? std::nullopt : std::optional(entry->second);
  }

 private:
  struct hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
  };
  std::unordered_map<std::string, std::size_t, hash, std::equal_to<>> positions_;
  std::size_t next_ = 0;
};

}  // namespace sylva::io
