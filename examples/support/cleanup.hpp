#pragma once

#include <sys/types.h>

#include <string>

namespace sylva::examples {

/// What is removed when a signal ends the program. Each entry is known to the handler from its making to its
/// destruction; nothing else is touched there.
class doomed_path {
 public:
  enum class kind { file, folder };

  doomed_path() = default;
  doomed_path(std::string path, kind what = kind::file);
  doomed_path(doomed_path&& other) noexcept;
  doomed_path& operator=(doomed_path&& other) noexcept;
  /// Removes what is there, as the handler would.
  ~doomed_path();

  [[nodiscard]] const std::string& path() const { return path_; }
  /// It is not temporary any more, and stays.
  void keep();

 private:
  void forget();

  std::string path_;
  kind kind_ = kind::file;
  int slot_ = -1;
};

/// Runs a program with its messages in the file `messages`, and waits for it. A signal that ends this process
/// ends that one first. Throws user_error if it cannot be started.
[[nodiscard]] int run_child(const std::string& program, const std::string& argument,
                            const std::string& messages);

/// How all programs take signals: SIGINT, SIGTERM, SIGHUP, SIGQUIT and SIGXCPU end the program after
/// everything temporary is removed, unless they are ignored already (nohup). A closed pipe and the limit on
/// file sizes are errors of the call that writes (EPIPE, EFBIG).
void handle_signals();

}  // namespace sylva::examples
