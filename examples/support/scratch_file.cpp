#include "scratch_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "text.hpp"

namespace sylva::examples {
namespace {

// What a signal handler may touch: plain memory that was filled before the signal came.
struct doomed_file {
  volatile std::sig_atomic_t in_use = 0;
  std::array<char, 4096> path{};
};
std::array<doomed_file, 4> doomed;

extern "C" void remove_and_die(int signal) {
  for (const doomed_file& file : doomed) {
    if (file.in_use) ::unlink(file.path.data());
  }
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

int remember(const std::string& path) {
  for (std::size_t i = 0; i < doomed.size(); ++i) {
    if (doomed[i].in_use || path.size() >= doomed[i].path.size()) continue;
    std::memcpy(doomed[i].path.data(), path.c_str(), path.size() + 1);
    doomed[i].in_use = 1;
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
      if (std::signal(signal, remove_and_die) == SIG_IGN) std::signal(signal, SIG_IGN);  // nohup stays nohup
    }
    return static_cast<int>(i);
  }
  return -1;
}

}  // namespace

scratch_file::scratch_file(const std::string& target) : target_(target), final_(target) {
  namespace fs = std::filesystem;
  std::error_code error;
  // A link is written through, not replaced.
  if (fs::is_symlink(final_, error)) final_ = fs::weakly_canonical(final_, error);
  const auto status = fs::status(final_, error);
  if (fs::is_directory(status)) fail("cannot write '", target, "': it is a directory");
  if (fs::exists(status) && !fs::is_regular_file(status))
    fail("cannot write '", target, "': not a regular file");
  if (fs::exists(status) && ::access(final_.c_str(), W_OK) != 0) {
    fail("cannot write '", target, "': ", std::strerror(errno));
  }
  // The name keeps its extension, by which some programs tell formats.
  const std::string name =
      text(".", final_.stem().string(), ".part-", ::getpid(), final_.extension().string());
  temporary_ = (final_.parent_path() / name).string();
  slot_ = remember(temporary_);  // before it exists: a signal may come at any time
  const int fd = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
  if (fd < 0) {
    const int reason = errno;
    forget();
    fail("cannot write '", target, "': ", std::strerror(reason));
  }
  ::close(fd);
}

scratch_file::~scratch_file() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
  forget();
}

void scratch_file::forget() {
  if (slot_ >= 0) doomed[static_cast<std::size_t>(slot_)].in_use = 0;
  slot_ = -1;
}

void scratch_file::commit() {
  std::error_code error;
  std::filesystem::rename(temporary_, final_, error);
  if (error) fail("cannot write '", target_, "': ", error.message());
  forget();
  temporary_.clear();
}

std::string extension(const std::string& path) {
  return lower(std::filesystem::path(path).extension().string());
}

void refuse_same_file(const std::string& input, const std::string& output) {
  std::error_code error;
  if (std::filesystem::equivalent(input, output, error)) {
    fail("INPUT and OUTPUT are the same file, '", output, "': give the output another name");
  }
}

}  // namespace sylva::examples
