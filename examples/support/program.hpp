#pragma once

#include <CLI/CLI.hpp>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <sylva/io/diagnostics.hpp>

#include "cleanup.hpp"
#include "text.hpp"

namespace sylva::examples {

/// The common part of every main(): reads the command line, runs `body`, and reports any error in one line on
/// standard error, with exit status 2.
template <class F>
int run_program(CLI::App& app, int argc, char** argv, F&& body) {
  handle_signals();
  std::string trouble;
  try {
    app.parse(argc, argv);
    body();
    if (std::fflush(stdout) == 0) return 0;
    trouble = "cannot write to standard output";  // a full disk is reported only here
  } catch (const CLI::Success& asked) {           // --help, --version
    return app.exit(asked);
  } catch (const CLI::ParseError& error) {
    trouble = text(io::one_line(error.what(), 200), " (", app.get_name(), " --help tells more)");
  } catch (const std::bad_alloc&) {
    trouble = "not enough memory";
  } catch (const std::exception& error) {
    trouble = error.what();
  }
  std::fprintf(stderr, "%s\n", error_line(app.get_name(), trouble).c_str());
  std::fflush(nullptr);
  // All objects of body() are destroyed. Not exit(): HDF5 would try again to write to a full disk, and crash.
  std::_Exit(2);
}

/// Writes what was printed. Called before outputs get their names: a summary that cannot be written is an
/// error that leaves older files whole.
inline void flush_summary() {
  if (std::fflush(stdout) != 0) fail("cannot write to standard output");
}

/// Draws a picture when the outputs are in place; an error says that they are.
template <class F>
void draw_after(const std::string& output, F&& draw) {
  try {
    draw();
  } catch (const user_error& error) {
    fail(error.what(), "; '", shown(output), "' is complete");
  }
}

/// The command line as it was given, for the history of a file.
[[nodiscard]] inline std::string command_line(const std::string& name, int argc, char** argv) {
  std::string line = name;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const bool plain = !word.empty() && word.find_first_of(" \t\n'\"$*?;&|<>()[]{}\\`!#~") == word.npos;
    line += ' ';
    line += plain ? std::string(word) : "'" + std::string(word) + "'";
  }
  return line;
}

}  // namespace sylva::examples
