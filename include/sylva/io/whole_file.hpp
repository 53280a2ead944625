#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <sylva/core/document.hpp>
#include <sylva/io/diagnostics.hpp>
#include <vector>

namespace sylva::io {

/// The bytes of a file. Throws invalid_file if it cannot be read.
inline std::string whole_file(const std::string& path) {
  const auto refuse = [&] {
    throw invalid_file("cannot read '" + shown_path(path) + "': " + std::strerror(errno));
  };
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
  if (!file) refuse();
  std::string text;
  if (std::fseek(file.get(), 0, SEEK_END) == 0) {  // a pipe has no size, and a directory has the largest
    const long size = std::ftell(file.get());
    std::rewind(file.get());
    if (size > 0 && size < std::numeric_limits<long>::max()) text.reserve(static_cast<std::size_t>(size));
  }
  std::vector<char> part(std::size_t{1} << 20);
  while (const auto n = std::fread(part.data(), 1, part.size(), file.get())) text.append(part.data(), n);
  if (std::ferror(file.get()) != 0) refuse();
  return text;
}

}  // namespace sylva::io
