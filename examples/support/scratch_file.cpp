#include "scratch_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <random>

#include "text.hpp"

namespace sylva::examples {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view mark = ".part-";
constexpr std::size_t random_letters = 8;

/// The file that a write to `path` changes: follows links, also to a file that does not exist yet.
fs::path followed(fs::path path) {
  std::error_code error;
  for (int links = 0; links < 40 && fs::is_symlink(path, error); ++links) {
    path = path.parent_path() / fs::read_symlink(path, error);
  }
  return path;
}

fs::path folder_of(const fs::path& file) {
  return file.parent_path().empty() ? fs::path(".") : file.parent_path();
}

/// Whether locks show all processes that can write there, which is not certain on file systems of a network.
bool locks_hold(const fs::path& folder) {
  constexpr std::array<unsigned long, 8> local = {
      0xEF53 /* ext */,      0x58465342 /* xfs */, 0x9123683E /* btrfs */,   0x01021994 /* tmpfs */,
      0xF2F52010 /* f2fs */, 0x2FC12FC1 /* zfs */, 0x794C7630 /* overlay */, 0xCA451A4E /* bcachefs */};
  struct statfs about{};
  return ::statfs(folder.c_str(), &about) == 0 &&
         std::find(local.begin(), local.end(), static_cast<unsigned long>(about.f_type)) != local.end();
}

/// Takes the lock that the writer of a scratch file holds until it closes the descriptor. It is independent
/// of flock, with which HDF5 locks its files.
bool take_lock(int fd) {
  struct flock whole{};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  return ::fcntl(fd, F_OFD_SETLK, &whole) == 0;
}

/// Whether the path is still that of the open file.
bool is_named(int fd, const std::string& path) {
  struct stat open{}, there{};
  return ::fstat(fd, &open) == 0 && ::lstat(path.c_str(), &there) == 0 && open.st_ino == there.st_ino &&
         open.st_dev == there.st_dev;
}

std::string letters() {
  constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
  std::random_device device;
  std::uniform_int_distribution<std::size_t> any(0, alphabet.size() - 1);
  std::string out;
  for (std::size_t i = 0; i < random_letters; ++i) out += alphabet[any(device)];
  return out;
}

/// The parts of the scratch file's name before and after the random letters. It has the extension of the
/// output, from which some libraries derive the format, and at most NAME_MAX bytes.
std::pair<std::string, std::string> around_letters(const fs::path& file) {
  std::string end = file.extension().string();
  if (end.size() > 16) end.clear();
  std::string stem = "." + file.stem().string();
  stem.resize(std::min<std::size_t>(stem.size(), NAME_MAX - mark.size() - random_letters - end.size()));
  return {stem.append(mark), end};
}

void remove_leftovers(const fs::path& target) {
  const fs::path folder = folder_of(target);
  if (!locks_hold(folder)) return;
  const auto [front, back] = around_letters(target);
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (name.size() != front.size() + random_letters + back.size() || !name.starts_with(front) ||
        !name.ends_with(back)) {
      continue;
    }
    const std::string path = at->path().string();
    const int fd = ::open(path.c_str(), O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) continue;
    struct stat about{};
    const bool plain = ::fstat(fd, &about) == 0 && S_ISREG(about.st_mode) && about.st_nlink == 1;
    if (plain && take_lock(fd) && is_named(fd, path)) ::unlink(path.c_str());
    ::close(fd);
  }
}

bool same_file(const std::string& a, const std::string& b) {
  struct stat of_a{}, of_b{};
  const bool there_a = ::stat(a.c_str(), &of_a) == 0, there_b = ::stat(b.c_str(), &of_b) == 0;
  if (there_a && there_b) return of_a.st_dev == of_b.st_dev && of_a.st_ino == of_b.st_ino;
  if (there_a != there_b) return false;
  const fs::path to_a = followed(a), to_b = followed(b);
  std::error_code error;
  return lower(to_a.filename().string()) == lower(to_b.filename().string()) &&
         (fs::equivalent(folder_of(to_a), folder_of(to_b), error) ||
          folder_of(to_a).lexically_normal() == folder_of(to_b).lexically_normal());
}

void sync_folder(const fs::path& folder) {
  // Some file systems do not offer this; the file is complete in any case.
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  (void)::fsync(fd);
  ::close(fd);
}

}  // namespace

scratch_file::scratch_file(const std::string& target) : target_(target), final_(followed(target)) {
  std::error_code error;
  const auto status = fs::status(final_, error);
  if (fs::is_directory(status)) fail("cannot write '", shown(target), "': it is a directory");
  if (fs::exists(status) && !fs::is_regular_file(status))
    fail("cannot write '", shown(target), "': not a regular file");
  if (fs::exists(status) && ::access(final_.c_str(), W_OK) != 0) {
    fail("cannot write '", shown(target), "': ", why(errno));
  }
  if (final_.filename().native().size() > NAME_MAX) {
    fail("cannot write '", shown(target), "': ", why(ENAMETOOLONG));
  }
  remove_leftovers(final_);
  const auto [front, back] = around_letters(final_);
  const bool lock = locks_hold(folder_of(final_));
  for (int attempt = 0;; ++attempt) {
    // Registered for the signal handler before it exists; kept if it is the file of another process.
    temporary_ = doomed_path((final_.parent_path() / (front + letters() + back)).string());
    fd_ = ::open(path().c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd_ < 0) {
      const int reason = errno;
      temporary_.keep();
      if (reason == EEXIST && attempt < 100) continue;
      fail("cannot write '", shown(target), "': ", why(reason));
    }
    // Another run may have taken it for a leftover before it was locked.
    if (!lock || (take_lock(fd_) && is_named(fd_, path()))) return;
    ::close(fd_);
    fd_ = -1;
    if (attempt >= 100) fail("cannot write '", shown(target), "': it cannot be locked");
  }
}

scratch_file::~scratch_file() {
  if (fd_ >= 0) ::close(fd_);
}

void scratch_file::sync() {
  // EINVAL: a file system that does not offer it.
  if (::fsync(fd_) != 0 && errno != EINVAL && errno != ENOTSUP) {
    fail("cannot write '", shown(target_), "': ", why(errno));
  }
}

void scratch_file::commit() {
  sync();
  if (::rename(path().c_str(), final_.c_str()) != 0) {
    fail("cannot write '", shown(target_), "': ", why(errno));
  }
  temporary_.keep();
  sync_folder(folder_of(final_));
}

std::string extension(const std::string& path) {
  return lower(std::filesystem::path(path).extension().string());
}

std::string why(int error) {
  switch (error) {
    case ENOSPC:
      return "the disk is full";
    case EDQUOT:
      return "the quota of the disk is used up";
    case EROFS:
      return "the file system is read-only";
    case EFBIG:
      return "the file grows larger than the limit on file sizes (ulimit -f) or the file system allows";
    case 0:
      return "for a reason that the system does not tell";
    default:
      return std::strerror(error);
  }
}

std::optional<std::string> why_not_longer(const std::string& path) {
  constexpr off_t much = off_t{64} << 20;  // more than is written in one piece
  const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) return {};
  const off_t size = ::lseek(fd, 0, SEEK_END);
  const int error = ::posix_fallocate(fd, size, much);
  (void)!::ftruncate(fd, size);
  ::close(fd);
  if (error == ENOSPC || error == EDQUOT || error == EFBIG || error == EIO) return why(error);
  return {};
}

void check_distinct_files(const std::vector<named_file>& inputs, const std::vector<named_file>& outputs) {
  const auto check = [](const named_file& a, const named_file& b) {
    if (a.path.empty() || b.path.empty() || !same_file(a.path, b.path)) return;
    fail(b.option, ": '", shown(b.path), "' is the same file as ", a.option, ", '", shown(a.path),
         "': give it another name");
  };
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    for (const named_file& input : inputs) check(input, outputs[k]);
    for (std::size_t i = 0; i < k; ++i) check(outputs[i], outputs[k]);
  }
}

}  // namespace sylva::examples
