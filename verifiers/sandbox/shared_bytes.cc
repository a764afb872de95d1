#include <fcntl.h>
#include <linux/memfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.h"
#include "verifiers/sandbox/sandbox.h"

namespace r1bench::verifiers {
namespace {

#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U
#endif

constexpr int kSeals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;

// Kernels before 6.3 do not know MFD_EXEC; later ones may refuse to execute without it.
int CreateMemory() {
  constexpr unsigned kFlags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  const int fd = memfd_create("r1bench", kFlags | MFD_EXEC);
  return fd < 0 && errno == EINVAL ? memfd_create("r1bench", kFlags) : fd;
}

bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

}  // namespace

std::shared_ptr<const SharedBytes> SharedBytes::Make(std::string_view bytes) {
  const int fd = CreateMemory();
  base::Require(fd >= 0, "expected memory for ", bytes.size(), " bytes, got ", std::strerror(errno),
                "; are too many files open (ulimit -n)?");
  std::shared_ptr<const SharedBytes> result(
      new SharedBytes(fd, static_cast<int64_t>(bytes.size())));
  base::Require(WriteAll(fd, bytes) && fcntl(fd, F_ADD_SEALS, kSeals) == 0, "expected to keep ",
                bytes.size(), " bytes in memory, got ", std::strerror(errno));
  return result;
}

SharedBytes::~SharedBytes() { close(fd_); }

}  // namespace r1bench::verifiers
