#include "verifiers/sandbox/wire.h"

#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace r1bench::verifiers {
namespace {

constexpr size_t kControlBytes = CMSG_SPACE(sizeof(int) * kMaxFrameFds);
constexpr size_t kFirstPiece = size_t{16} << 10;
constexpr uint64_t kMaxFrameBytes = uint64_t{8} << 30;

bool SendRest(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

bool ReceiveRest(int socket, char* to, size_t size) {
  while (size > 0) {
    const ssize_t got = recv(socket, to, size, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    to += got;
    size -= static_cast<size_t>(got);
  }
  return true;
}

void AttachFds(std::span<const int> fds, std::array<char, kControlBytes>* control,
               msghdr* message) {
  if (fds.empty()) return;
  message->msg_control = control->data();
  message->msg_controllen = CMSG_SPACE(fds.size_bytes());
  cmsghdr* const header = CMSG_FIRSTHDR(message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(fds.size_bytes());
  std::memcpy(CMSG_DATA(header), fds.data(), fds.size_bytes());
}

void DetachFds(msghdr* message, std::vector<int>* fds) {
  for (cmsghdr* header = CMSG_FIRSTHDR(message); header != nullptr;
       header = CMSG_NXTHDR(message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    const size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    const size_t before = fds->size();
    fds->resize(before + count);
    std::memcpy(fds->data() + before, CMSG_DATA(header), count * sizeof(int));
  }
}

ssize_t ReceiveFirst(int socket, uint64_t* size, std::string* piece, std::vector<int>* fds) {
  alignas(cmsghdr) std::array<char, kControlBytes> control;
  piece->resize(kFirstPiece);
  std::array<iovec, 2> parts = {iovec{size, sizeof(*size)}, iovec{piece->data(), piece->size()}};
  msghdr message = {};
  message.msg_iov = parts.data();
  message.msg_iovlen = parts.size();
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  ssize_t got = 0;
  do {
    got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  } while (got < 0 && errno == EINTR);
  if (got > 0) DetachFds(&message, fds);
  return got;
}

}  // namespace

void WireWriter::Int(int64_t value) {
  bytes_.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

void WireWriter::Double(double value) {
  bytes_.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

void WireWriter::Bytes(std::string_view bytes) {
  Int(static_cast<int64_t>(bytes.size()));
  bytes_.append(bytes);
}

bool WireReader::Take(void* to, size_t size) {
  if (rest_.size() < size) {
    ok_ = false;
    rest_ = {};
    return false;
  }
  std::memcpy(to, rest_.data(), size);
  rest_.remove_prefix(size);
  return true;
}

int64_t WireReader::Int() {
  int64_t value = 0;
  return Take(&value, sizeof(value)) ? value : 0;
}

double WireReader::Double() {
  double value = 0;
  return Take(&value, sizeof(value)) ? value : 0;
}

std::string_view WireReader::Bytes() {
  const int64_t size = Int();
  if (size < 0 || static_cast<uint64_t>(size) > rest_.size()) {
    ok_ = false;
    rest_ = {};
    return {};
  }
  const std::string_view bytes = rest_.substr(0, static_cast<size_t>(size));
  rest_.remove_prefix(bytes.size());
  return bytes;
}

bool SendFrame(int socket, std::string_view bytes, std::span<const int> fds) {
  alignas(cmsghdr) std::array<char, kControlBytes> control = {};
  uint64_t size = bytes.size();
  std::array<iovec, 2> parts = {iovec{&size, sizeof(size)},
                                iovec{const_cast<char*>(bytes.data()), bytes.size()}};
  msghdr message = {};
  message.msg_iov = parts.data();
  message.msg_iovlen = parts.size();
  AttachFds(fds, &control, &message);
  ssize_t sent = 0;
  do {
    sent = sendmsg(socket, &message, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  if (sent < static_cast<ssize_t>(sizeof(size))) return false;
  return SendRest(socket, bytes.substr(static_cast<size_t>(sent) - sizeof(size)));
}

bool ReceiveFrame(int socket, std::string* bytes, std::vector<int>* fds) {
  uint64_t size = 0;
  ssize_t got = ReceiveFirst(socket, &size, bytes, fds);
  if (got <= 0) return false;
  const size_t header = std::min(static_cast<size_t>(got), sizeof(size));
  if (!ReceiveRest(socket, reinterpret_cast<char*>(&size) + header, sizeof(size) - header)) {
    return false;
  }
  const size_t have = static_cast<size_t>(got) - header;
  if (size > kMaxFrameBytes || have > size) return false;
  bytes->resize(size);
  return ReceiveRest(socket, bytes->data() + have, size - have);
}

}  // namespace r1bench::verifiers
