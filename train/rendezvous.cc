#include "train/rendezvous.h"

#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "base/error.h"

namespace r1bench::train {
namespace {

using Clock = std::chrono::steady_clock;

constexpr uint32_t kMaxBytes = 64 << 10;
constexpr int kRetryMs = 50;
// Between two ranks that run the same build: no byte order, no version of the format.
constexpr uint64_t kHello = 0x72316d6565743031;  // "r1meet01"

struct Question {
  uint64_t hello;
  int32_t rank, size;
};

class Deadline {
 public:
  explicit Deadline(double seconds)
      : end_(Clock::now() +
             std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds))) {}
  int MillisecondsLeft() const {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end_ - Clock::now());
    return static_cast<int>(std::clamp<int64_t>(left.count(), 0, 1 << 30));
  }
  bool over() const { return MillisecondsLeft() == 0; }

 private:
  Clock::time_point end_;
};

class Socket {
 public:
  explicit Socket(int fd = -1) : fd_(fd) {}
  ~Socket() {
    if (fd_ >= 0) close(fd_);
  }
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  int fd() const { return fd_; }
  bool valid() const { return fd_ >= 0; }

  // Whether all bytes came, or went, in time.
  bool Read(void* to, size_t size, const Deadline& deadline) const {
    return Move(POLLIN, size, deadline, [&](size_t done) {
      return recv(fd_, static_cast<char*>(to) + done, size - done, MSG_DONTWAIT);
    });
  }
  bool Write(const void* from, size_t size, const Deadline& deadline) const {
    return Move(POLLOUT, size, deadline, [&](size_t done) {
      return send(fd_, static_cast<const char*>(from) + done, size - done,
                  MSG_DONTWAIT | MSG_NOSIGNAL);
    });
  }

 private:
  template <typename Call>
  bool Move(short event, size_t size, const Deadline& deadline, const Call& call) const {
    for (size_t done = 0; done < size;) {
      pollfd ready = {fd_, event, 0};
      if (poll(&ready, 1, deadline.MillisecondsLeft()) <= 0) return false;
      const ssize_t moved = call(done);
      if (moved < 0 && (errno == EINTR || errno == EAGAIN)) continue;
      if (moved <= 0) return false;
      done += static_cast<size_t>(moved);
    }
    return true;
  }

  int fd_;
};

using Addresses = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

Addresses Resolve(const std::string& host, int port) {
  addrinfo hints = {};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  base::Require(error == 0, "cannot resolve MASTER_ADDR '", host, "': ", gai_strerror(error));
  return {found, freeaddrinfo};
}

// On all addresses of this machine: MASTER_ADDR may be a name that others see differently.
Socket Listen(int port) {
  Socket socket(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int yes = 1, no = 0;
  sockaddr_in6 any = {};
  any.sin6_family = AF_INET6;
  any.sin6_port = htons(static_cast<uint16_t>(port));
  const bool ok = socket.valid() &&
                  setsockopt(socket.fd(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) == 0 &&
                  setsockopt(socket.fd(), IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof(no)) == 0 &&
                  bind(socket.fd(), reinterpret_cast<sockaddr*>(&any), sizeof(any)) == 0 &&
                  listen(socket.fd(), SOMAXCONN) == 0;
  base::Require(ok, "rank 0 cannot listen at port ", port, ": ", std::strerror(errno),
                "; choose another MASTER_PORT");
  return socket;
}

std::string Missing(const std::vector<bool>& came) {
  std::string ranks;
  for (size_t i = 1; i < came.size(); ++i) {
    if (!came[i]) ranks += (ranks.empty() ? "" : ", ") + std::to_string(i);
  }
  return ranks;
}

// The rank that asks; none if it is no rank of this job.
std::optional<int> ReadQuestion(const Socket& socket, int size, const Deadline& deadline) {
  Question question = {};
  if (!socket.Read(&question, sizeof(question), deadline)) return std::nullopt;
  if (question.hello != kHello || question.size != size) return std::nullopt;
  if (question.rank < 1 || question.rank >= size) return std::nullopt;
  return question.rank;
}

void Serve(const LaunchEnvironment& environment, const std::string& bytes, double timeout_s) {
  const Deadline deadline(timeout_s);
  const Socket listener = Listen(RendezvousPort(environment));
  std::vector<bool> came(static_cast<size_t>(environment.size), false);
  came[0] = true;
  const auto count = static_cast<uint32_t>(bytes.size());
  while (std::find(came.begin(), came.end(), false) != came.end()) {
    pollfd ready = {listener.fd(), POLLIN, 0};
    const int waiting = poll(&ready, 1, deadline.MillisecondsLeft());
    if (waiting < 0 && errno == EINTR) continue;
    base::Require(waiting > 0, "expected ", environment.size, " processes within ", timeout_s,
                  " s, got no word of rank ", Missing(came), "; did they start?");
    const Socket socket(accept4(listener.fd(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!socket.valid()) continue;
    // A stranger who says nothing must not take the others' time.
    const Deadline patience(std::min(1.0, timeout_s));
    const std::optional<int> rank = ReadQuestion(socket, environment.size, patience);
    if (!rank.has_value() || !socket.Write(&count, sizeof(count), patience) ||
        !socket.Write(bytes.data(), bytes.size(), patience)) {
      continue;
    }
    came[static_cast<size_t>(*rank)] = true;
  }
}

Socket Connect(const addrinfo* addresses) {
  for (const addrinfo* at = addresses; at != nullptr; at = at->ai_next) {
    Socket socket(::socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, at->ai_protocol));
    if (socket.valid() && connect(socket.fd(), at->ai_addr, at->ai_addrlen) == 0) return socket;
  }
  return Socket();
}

std::optional<std::string> Ask(const Socket& socket, const Question& question,
                               const Deadline& deadline) {
  uint32_t count = 0;
  if (!socket.valid() || !socket.Write(&question, sizeof(question), deadline) ||
      !socket.Read(&count, sizeof(count), deadline) || count > kMaxBytes) {
    return std::nullopt;
  }
  std::string bytes(count, '\0');
  if (!socket.Read(bytes.data(), count, deadline)) return std::nullopt;
  return bytes;
}

}  // namespace

int RendezvousPort(const LaunchEnvironment& environment) {
  return environment.master_port + (environment.launcher == "torchrun" ? 1 : 0);
}

std::string ShareFromRankZero(const LaunchEnvironment& environment, const std::string& bytes,
                              double timeout_s) {
  base::Require(bytes.size() <= kMaxBytes, "expected at most ", kMaxBytes, " bytes, got ",
                bytes.size());
  if (environment.size == 1) return bytes;
  if (environment.rank == 0) {
    Serve(environment, bytes, timeout_s);
    return bytes;
  }
  const Deadline deadline(timeout_s);
  const Question question = {kHello, environment.rank, environment.size};
  const int port = RendezvousPort(environment);
  const Addresses addresses = Resolve(environment.master_address, port);
  while (!deadline.over()) {
    std::optional<std::string> answer = Ask(Connect(addresses.get()), question, deadline);
    if (answer.has_value()) return std::move(*answer);
    // Rank 0 may not listen yet.
    std::this_thread::sleep_for(std::chrono::milliseconds(kRetryMs));
  }
  base::Fail("rank ", environment.rank, " expected rank 0 at ", environment.master_address, ":",
             port, " within ", timeout_s, " s, got no answer; is MASTER_ADDR its machine?");
}

}  // namespace r1bench::train
