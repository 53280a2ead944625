#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <sylva/core/config.hpp>
#include <sylva/io/diagnostics.hpp>
#include <sylva/io/utf8.hpp>
#include <utility>

/// Decoding of text that is not UTF-8.

namespace sylva::io {

/// A text in UTF-8.
struct utf8_text {
  std::string text;
  /// For a summary: the encoding that was assumed; empty if the text was UTF-8.
  std::string note;
};

namespace detail {

/// The codes of the bytes 0x80 to 0x9f in Windows-1252; all others are those of Latin-1, which it contains.
inline constexpr std::uint16_t windows_1252[32] = {
    0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8d,   0x017d, 0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178};

inline std::string from_windows_1252(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    append_utf8(out, byte >= 0x80 && byte < 0xa0 ? windows_1252[byte - 0x80] : std::uint32_t{byte});
  }
  return out;
}

/// first: position of the upper byte in each pair, 0 or 1
inline std::string from_utf16(std::string_view bytes, std::size_t first, diagnostics& found) {
  std::string out;
  out.reserve(bytes.size() / 2);
  const auto unit = [&](std::size_t i) {
    return std::uint32_t{static_cast<unsigned char>(bytes[i + first])} << 8 |
           std::uint32_t{static_cast<unsigned char>(bytes[i + 1 - first])};
  };
  bool valid = bytes.size() % 2 == 0;
  for (std::size_t i = 0; valid && i + 1 < bytes.size(); i += 2) {
    std::uint32_t code = unit(i);
    if (code >= 0xd800 && code < 0xe000) {
      const std::uint32_t next = i + 3 < bytes.size() ? unit(i + 2) : 0;
      valid = code < 0xdc00 && next >= 0xdc00 && next < 0xe000;
      code = 0x10000 + ((code & 0x3ffU) << 10 | (next & 0x3ffU));
      i += 2;
    }
    if (valid) append_utf8(out, code);
  }
  if (!valid) found.add("the text looks like UTF-16, but is not valid UTF-16: save it as UTF-8");
  return out;
}

/// Position of the upper byte in each pair, 0 or 1, of text that looks like UTF-16: most of its characters
/// are ASCII, whose upper bytes are 0. -1 for other text.
inline int upper_half_of_utf16(std::string_view s) {
  std::size_t zeros[2] = {0, 0};
  const std::size_t pairs = std::min<std::size_t>(s.size() / 2, 512);
  for (std::size_t i = 0; i < 2 * pairs; ++i) zeros[i % 2] += s[i] == '\0' ? 1 : 0;
  for (std::size_t k = 0; k < 2; ++k) {
    if (pairs > 0 && zeros[1 - k] == 0 && 10 * zeros[k] >= 9 * pairs) return static_cast<int>(k);
  }
  return -1;
}

/// The format of a file that is not text, by its first bytes, and the remedy; empty for text.
inline std::string_view format_of_bytes(std::string_view s) {
  using namespace std::string_view_literals;
  if (s.starts_with("PK\x03\x04")) return "a ZIP archive, perhaps a spreadsheet (.xlsx): save it as CSV";
  if (s.starts_with("\x1f\x8b")) return "compressed by gzip: unpack it";
  if (s.starts_with("\xd0\xcf\x11\xe0")) return "a document of Microsoft Office (.xls): save it as CSV";
  if (s.starts_with("CDF\x01") || s.starts_with("CDF\x02") || s.starts_with("CDF\x05") ||
      s.starts_with("\x89HDF")) {
    return "netCDF or HDF5: the name of such a file must end in .nc";
  }
  if (s.starts_with("\xff\xfe\0\0"sv) || s.starts_with("\0\0\xfe\xff"sv)) {
    return "text in UTF-32: save it as UTF-8";
  }
  return {};
}

}  // namespace detail

/// Decodes UTF-8, with or without a byte order mark; UTF-16, recognised by its byte order mark or its zero
/// bytes; and any other text as Windows-1252. Problems, such as a file that is not text, are added to
/// `found`.
inline utf8_text to_utf8(std::string bytes, diagnostics& found) {
  if (const std::string_view format = detail::format_of_bytes(bytes); !format.empty()) {
    found.add("the file is ", format);
    return {};
  }
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.erase(0, 3);
  const bool little = bytes.starts_with("\xff\xfe"), big = bytes.starts_with("\xfe\xff");
  const int upper = little ? 1 : big ? 0 : detail::upper_half_of_utf16(bytes);
  if (upper >= 0) {
    const std::string_view units = std::string_view(bytes).substr(little || big ? 2 : 0);
    utf8_text y{detail::from_utf16(units, static_cast<std::size_t>(upper), found),
                "the text is not UTF-8; read as UTF-16"};
    if (y.text.find(char{0}) != y.text.npos) found.add("not a CSV file: it has zero characters");
    return y;
  }
  if (const auto zero = bytes.find('\0'); zero != bytes.npos) {
    found.add("not a CSV file: it has zero bytes, the first at byte ", zero + 1);
    return {};
  }
  if (is_utf8(bytes)) return {std::move(bytes), ""};
  return {detail::from_windows_1252(bytes), "the text is not UTF-8; read as Windows-1252"};
}

}  // namespace sylva::io
