#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <sylva/core/config.hpp>

namespace sylva::io {

/// One character of a text, and how many bytes it takes. length 0: the bytes are no valid UTF-8.
struct utf8_character {
  std::uint32_t code = 0;
  std::size_t length = 0;
};

/// The character that begins at byte `at`, which is below s.size(). Overlong forms, surrogates and codes
/// above U+10FFFF are invalid.
inline utf8_character utf8_at(std::string_view s, std::size_t at) {
  const auto byte = [&](std::size_t k) {
    return k < s.size() ? static_cast<unsigned char>(s[k]) : std::uint32_t{0};
  };
  const std::uint32_t first = byte(at);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length == 0) return {};
  std::uint32_t code = first & (0xffU >> (length + 1));
  for (std::size_t k = 1; k < length; ++k) {
    if ((byte(at + k) & 0xc0U) != 0x80U) return {};
    code = (code << 6) | (byte(at + k) & 0x3fU);
  }
  constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < least[length] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return {};
  return {code, length};
}

/// The characters below U+0020, U+007F, and U+0080 to U+009F.
constexpr bool is_control(std::uint32_t code) { return code < 0x20 || (code >= 0x7f && code < 0xa0); }

inline bool is_utf8(std::string_view s) {
  for (std::size_t i = 0; i < s.size();) {
    if (static_cast<unsigned char>(s[i]) < 0x80) {
      ++i;
      continue;
    }
    const std::size_t length = utf8_at(s, i).length;
    if (length == 0) return false;
    i += length;
  }
  return true;
}

/// code: at most U+10FFFF
inline void append_utf8(std::string& out, std::uint32_t code) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xc0U | (code >> 6));
  } else {
    if (code < 0x10000) {
      put(0xe0U | (code >> 12));
    } else {
      put(0xf0U | (code >> 18));
      put(0x80U | ((code >> 12) & 0x3fU));
    }
    put(0x80U | ((code >> 6) & 0x3fU));
  }
  put(0x80U | (code & 0x3fU));
}

}  // namespace sylva::io
