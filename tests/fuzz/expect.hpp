#pragma once

#include <cstddef>
#include <cstdlib>
#include <string_view>

namespace sylva::fuzz {

/// A condition that must hold for every input; the fuzzer stops where it does not.
inline void expect(bool condition) {
  if (!condition) std::abort();
}

/// A message can be printed: at most so many bytes, and no control characters but line ends.
inline void expect_message(std::string_view message, std::size_t most) {
  expect(!message.empty() && message.size() <= most);
  for (const char c : message) expect(c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f));
}

}  // namespace sylva::fuzz
