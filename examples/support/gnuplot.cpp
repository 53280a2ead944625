#include "gnuplot.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <fstream>

#include "text.hpp"

extern char** environ;

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

}  // namespace

gnuplot::gnuplot(const std::string& png) : program_(find_program("gnuplot")), png_(png) {
  if (extension(png) != ".png") fail("cannot draw '", png, "': the name of a picture must end in .png");
  std::error_code error;
  std::string folder = (fs::temp_directory_path(error) / "sylva-plot-XXXXXX").string();
  if (error || ::mkdtemp(folder.data()) == nullptr)
    fail("cannot make a temporary folder: ", std::strerror(errno));
  folder_ = folder;
}

gnuplot::~gnuplot() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::string gnuplot::binary(std::span<const float> values) {
  const fs::path file = folder_ / text("values-", ++files_);
  std::ofstream stream(file, std::ios::binary);
  stream.write(reinterpret_cast<const char*>(values.data()),
               static_cast<std::streamsize>(values.size_bytes()));
  if (!stream.flush()) fail("cannot write '", file.string(), "'");
  return plot_string(file.string());
}

void gnuplot::draw(int width, int height, std::string_view script) {
  const std::string commands = (folder_ / "script").string(), messages = (folder_ / "messages").string();
  std::ofstream(commands) << "set terminal pngcairo size " << width << "," << height
                          << " font 'DejaVu Sans,11' background rgb 'white'\nset output "
                          << plot_string(png_.path()) << "\nset encoding utf8\n"
                          << script << "\nunset output\n";

  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, messages.c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                   0600);
  posix_spawn_file_actions_adddup2(&files, STDERR_FILENO, STDOUT_FILENO);
  std::string name = "gnuplot", argument = commands;
  char* const argv[] = {name.data(), argument.data(), nullptr};
  pid_t child = 0;
  const int failed = ::posix_spawn(&child, program_.c_str(), &files, nullptr, argv, environ);
  posix_spawn_file_actions_destroy(&files);
  if (failed != 0) fail("cannot run ", program_, ": ", std::strerror(failed));
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (status != 0 || fs::file_size(png_.path()) == 0) {
    std::string said, line;
    for (std::ifstream stream(messages); std::getline(stream, line);) {
      if (!trimmed(line).empty()) said = line;  // the last line says what, those above it where
    }
    fail("gnuplot could not draw '", path(), "': ", said.empty() ? "it said nothing" : shown(said));
  }
  png_.commit();
}

std::string plot_string(std::string_view s) {
  std::string out = "'";
  for (const char c : s) {
    if (c == '\'') out += '\'';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
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
