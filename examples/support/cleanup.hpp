#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace sylva::examples {

/// A temporary file or folder, which is removed by the destructor, or by the signal handler if a signal ends
/// the program first. The handler removes nothing else. Not for several threads.
class doomed_path {
 public:
  enum class kind { file, folder };

  doomed_path() = default;
  doomed_path(std::string path, kind what = kind::file);
  doomed_path(doomed_path&& other) noexcept;
  doomed_path& operator=(doomed_path&& other) noexcept;
  /// Removes the file or folder, unless keep() was called.
  ~doomed_path();

  [[nodiscard]] const std::string& path() const { return path_; }
  /// The file is not temporary any more, and is not removed.
  void keep();

 private:
  void forget();

  std::string path_;
  kind kind_ = kind::file;
  int slot_ = -1;
};

/// Runs a program with its standard output and error in the file `messages`, waits for it and returns its
/// status as waitpid does. A signal that ends this process ends the child first. Throws user_error if the
/// program cannot be started.
[[nodiscard]] int run_child(const std::string& program, const std::vector<std::string>& arguments,
                            const std::string& messages);

/// Installs the signal handlers of all programs: SIGINT, SIGTERM, SIGHUP, SIGQUIT and SIGXCPU remove the
/// temporary files and end the program, unless they are ignored already (nohup). A closed pipe and the limit
/// on file sizes become errors of the call that writes (EPIPE, EFBIG).
void handle_signals();

}  // namespace sylva::examples
