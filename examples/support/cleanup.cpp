#include "cleanup.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "text.hpp"

extern char** environ;

namespace sylva::examples {
namespace {

constexpr std::array ending_signals = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGXCPU};

// The paths that the signal handler removes. A path is taken out of the table before its text is freed.
struct entry {
  std::atomic<const char*> path = nullptr;
  std::atomic<bool> folder = false;
};
std::array<entry, 256> entries;
std::atomic<pid_t> child = 0;
static_assert(std::atomic<const char*>::is_always_lock_free && std::atomic<pid_t>::is_always_lock_free);

extern "C" void remove_and_die(int signal) {
  const int saved = errno;
  if (const pid_t pid = child.load(); pid > 0) {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);  // after this it cannot write any more
  }
  for (const entry& e : entries) {
    if (const char* path = e.path.load(); path && !e.folder) ::unlink(path);
  }
  for (const entry& e : entries) {
    if (const char* path = e.path.load(); path && e.folder) ::rmdir(path);
  }
  // The signal is blocked here; it ends the program when the handler returns, with its number in the status.
  struct sigaction action{};
  action.sa_handler = SIG_DFL;
  ::sigaction(signal, &action, nullptr);
  ::raise(signal);
  errno = saved;
}

sigset_t all_ending_signals() {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int signal : ending_signals) ::sigaddset(&set, signal);
  return set;
}

}  // namespace

doomed_path::doomed_path(std::string path, kind what) : path_(std::move(path)), kind_(what) {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const char* none = nullptr;
    if (entries[i].path.load()) continue;
    entries[i].folder = what == kind::folder;
    if (!entries[i].path.compare_exchange_strong(none, path_.c_str())) continue;
    slot_ = static_cast<int>(i);
    return;
  }
  fail("too many temporary files: '", path_, "' is number ", entries.size() + 1);
}

doomed_path::doomed_path(doomed_path&& other) noexcept { *this = std::move(other); }

doomed_path& doomed_path::operator=(doomed_path&& other) noexcept {
  if (this == &other) return *this;
  forget();
  // A short text is stored in the object itself, so its address changes.
  path_ = other.path_;
  kind_ = other.kind_;
  slot_ = std::exchange(other.slot_, -1);
  if (slot_ >= 0) entries[static_cast<std::size_t>(slot_)].path = path_.c_str();
  return *this;
}

doomed_path::~doomed_path() {
  if (slot_ >= 0) kind_ == kind::folder ? ::rmdir(path_.c_str()) : ::unlink(path_.c_str());
  forget();
}

void doomed_path::keep() { forget(); }

void doomed_path::forget() {
  if (slot_ >= 0) entries[static_cast<std::size_t>(slot_)].path = nullptr;
  slot_ = -1;
}

int run_child(const std::string& program, const std::vector<std::string>& arguments,
              const std::string& messages) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, messages.c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                   0600);
  posix_spawn_file_actions_adddup2(&files, STDERR_FILENO, STDOUT_FILENO);
  // Signals are blocked until the process id of the child is stored.
  const sigset_t blocked = all_ending_signals();
  sigset_t before;
  ::pthread_sigmask(SIG_BLOCK, &blocked, &before);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &before);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  std::vector<std::string> words{program.substr(program.rfind('/') + 1)};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_t pid = 0;
  const int failed = ::posix_spawn(&pid, program.c_str(), &files, &attributes, argv.data(), environ);
  if (failed == 0) child = pid;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  if (failed != 0) fail("cannot run ", program, ": ", std::strerror(failed));

  // After waitpid the process id may be that of another process, so it is cleared before.
  siginfo_t info;
  while (::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT) < 0 && errno == EINTR) {
  }
  child = 0;
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

void handle_signals() {
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGXFSZ, SIG_IGN);
  for (const int signal : ending_signals) {
    struct sigaction old{};
    ::sigaction(signal, nullptr, &old);
    if (old.sa_handler == SIG_IGN) continue;
    struct sigaction action{};
    action.sa_handler = remove_and_die;
    action.sa_mask = all_ending_signals();
    ::sigaction(signal, &action, nullptr);
  }
}

}  // namespace sylva::examples
