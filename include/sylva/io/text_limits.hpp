#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <sylva/core/document.hpp>
#include <sylva/io/diagnostics.hpp>

/// Maximum size of texts in TOML and JSON.

namespace sylva::io {

/// Throws invalid_file, one line that begins with the name of the text.
[[noreturn]] inline void refuse_file(std::string_view source, std::string_view what) {
  throw invalid_file(one_line(text_of(shown_path(source), ": ", what)));
}

/// Throws invalid_file for a text of more than 256 MiB: a document takes about fifty times the memory of its
/// text.
inline void check_size(std::string_view text, std::string_view source) {
  constexpr std::size_t most = std::size_t{256} << 20;
  if (text.size() > most) {
    refuse_file(source, text_of("the text has ", text.size(), " bytes: allowed are ", most,
                                "; CSV has no such limit"));
  }
}

}  // namespace sylva::io
