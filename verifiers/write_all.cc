#include "verifiers/write_all.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.h"
#include "base/signals.h"

namespace r1bench::verifiers {

bool WriteAll(int fd, std::string_view bytes, std::string_view name) {
  while (!bytes.empty()) {
    const ssize_t n = write(fd, bytes.data(), bytes.size());
    if (n >= 0) {
      bytes.remove_prefix(static_cast<size_t>(n));
      continue;
    }
    if (errno == EPIPE || errno == ECONNRESET) return false;
    if (errno == EAGAIN) {
      pollfd waiting = {fd, POLLOUT, 0};
      poll(&waiting, 1, -1);
    } else if (errno != EINTR) {
      base::Fail("cannot write to ", name, ": ", std::strerror(errno));
    }
    base::ThrowIfStopped();
  }
  return true;
}

}  // namespace r1bench::verifiers
