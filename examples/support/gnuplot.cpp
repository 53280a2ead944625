#include "gnuplot.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <memory>

#include "text.hpp"

namespace sylva::examples {
namespace {

namespace fs = std::filesystem;

std::string find_program(const std::string& name) {
  const char* path = std::getenv("PATH");
  for (const std::string& folder : split(path ? path : "", ':')) {
    const std::string file = (fs::path(folder) / name).string();
    if (::access(file.c_str(), X_OK) == 0 && !fs::is_directory(file)) return file;
  }
  fail("--plot needs the program ", name, ", which is not installed (Debian: apt install gnuplot-nox)");
}

/// A PNG begins with its signature and ends with the chunk IEND: gnuplot does not say that a disk is full.
bool is_complete_png(const std::string& path) {
  constexpr std::string_view first("\x89PNG\r\n\x1a\n", 8), last("\0\0\0\0IEND\xae\x42\x60\x82", 12);
  std::ifstream stream(path, std::ios::binary);
  std::string begin(first.size(), '\0'), end(last.size(), '\0');
  stream.read(begin.data(), static_cast<std::streamsize>(begin.size()));
  stream.seekg(-static_cast<std::streamoff>(end.size()), std::ios::end);
  stream.read(end.data(), static_cast<std::streamsize>(end.size()));
  return stream && begin == first && end == last;
}

}  // namespace

gnuplot::gnuplot(const std::string& png) : program_(find_program("gnuplot")), png_(png) {
  if (extension(png) != ".png") fail("cannot draw '", png, "': the name of a picture must end in .png");
  std::error_code error;
  std::string folder = (fs::temp_directory_path(error) / "sylva-plot-XXXXXX").string();
  if (error) fail("cannot make a temporary folder: TMPDIR is not a folder");
  if (::mkdtemp(folder.data()) == nullptr) {
    fail("cannot make the temporary folder '", shown(folder), "': ", why(errno));
  }
  folder_ = doomed_path(folder, doomed_path::kind::folder);
}

std::string gnuplot::make_file(const std::string& name, std::string_view content) {
  const std::string path = (fs::path(folder_.path()) / name).string();
  files_.emplace_back(path);
  struct closer {
    void operator()(std::FILE* f) const { std::fclose(f); }
  };
  std::unique_ptr<std::FILE, closer> stream(std::fopen(path.c_str(), "wb"));
  if (!stream || std::fwrite(content.data(), 1, content.size(), stream.get()) != content.size() ||
      std::fflush(stream.get()) != 0) {
    fail("cannot write the temporary file '", shown(path), "': ", why(errno),
         " (the environment variable TMPDIR chooses another folder)");
  }
  return path;
}

std::string gnuplot::binary(std::span<const float> values) {
  const std::string path = make_file(text("values-", files_.size()),
                                     {reinterpret_cast<const char*>(values.data()), values.size_bytes()});
  std::string quoted;
  for (const char c : path) quoted += c == '\'' ? "''" : std::string(1, c);
  return text("'", quoted, "'");
}

void gnuplot::draw(int width, int height, std::string_view script) {
  const std::string messages = make_file("messages", "");
  const std::string commands = make_file(
      "script", text("set terminal pngcairo size ", width, ",", height,
                     " font 'DejaVu Sans,11' background rgb 'white'\nset output ARG1\nset encoding utf8\n",
                     script, "\nunset output\n"));
  const int status = run_child(program_, {"-c", commands, png_.path()}, messages);
  if (status != 0 || !is_complete_png(png_.path())) {
    std::string said, line;
    for (std::ifstream stream(messages); std::getline(stream, line);) {
      if (!trimmed(line).empty()) said = line;  // the last line says what, those above it where
    }
    const auto cause = why_not_longer(png_.path());
    if (cause) fail("cannot write '", shown(path()), "': ", *cause);
    fail("gnuplot could not draw '", shown(path()), "': ",
         !said.empty() ? shown(said)
         : status != 0 ? "it said nothing"
                       : "the picture is not complete");
  }
  png_.commit();
}

std::string plot_string(std::string_view s) {
  std::string out = "'";
  for (const char c : s) {
    if (c == '\'') {
      out += "\u2019";  // gnuplot does not read all texts that have quotes in quotes
    } else {
      out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return out + "'";
}

std::string plot_units(const std::string& units) {
  std::string out;
  for (std::string word : split(units, ' ')) {
    if (word.starts_with("umol") || word.starts_with("ug")) word = text("µ", word.substr(1));
    const auto at = word.find_first_of("-0123456789^");
    if (at != word.npos && at > 0) {
      const auto power = word.substr(word[at] == '^' ? at + 1 : at);
      word = word.substr(0, at) + "^{" + power + "}";
    }
    out += (out.empty() ? "" : " ") + word;
  }
  return out;
}

}  // namespace sylva::examples
