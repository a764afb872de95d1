#include "train/rendezvous.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <future>
#include <string>
#include <vector>

#include "base/error.h"

namespace r1bench::train {
namespace {

// One that nobody used a moment ago.
int FreePort() {
  const int fd = socket(AF_INET6, SOCK_STREAM, 0);
  sockaddr_in6 address = {};
  address.sin6_family = AF_INET6;
  socklen_t size = sizeof(address);
  EXPECT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size), 0);
  close(fd);
  return ntohs(address.sin6_port);
}

LaunchEnvironment Rank(int rank, int size, int port) {
  return {.launcher = "mpirun",
          .rank = rank,
          .size = size,
          .local_rank = rank,
          .master_address = "localhost",
          .master_port = port};
}

std::vector<std::string> ShareAmong(int size, const std::string& bytes) {
  const int port = FreePort();
  std::vector<std::future<std::string>> ranks;
  // Rank 0 last: the others have to wait for it.
  for (int rank = size - 1; rank >= 0; --rank) {
    ranks.push_back(std::async(std::launch::async, [=] {
      return ShareFromRankZero(Rank(rank, size, port), rank == 0 ? bytes : "mine", 30);
    }));
  }
  std::vector<std::string> got;
  for (std::future<std::string>& rank : ranks) got.push_back(rank.get());
  return got;
}

TEST(Rendezvous, EveryRankGetsWhatRankZeroHas) {
  for (const int size : {1, 2, 7}) {
    for (const std::string& bytes :
         {std::string(), std::string("a\0b", 3), std::string(65536, 'x')}) {
      EXPECT_EQ(ShareAmong(size, bytes), std::vector<std::string>(size, bytes)) << size;
    }
  }
}

TEST(Rendezvous, StrangersAreSentAway) {
  const int port = FreePort();
  auto zero = std::async(std::launch::async,
                         [=] { return ShareFromRankZero(Rank(0, 2, port), "secret", 30); });
  std::string stranger_got = "?";
  // A rank of a job of another size, and one that says nothing of the kind.
  try {
    stranger_got = ShareFromRankZero(Rank(1, 3, port), "", 0.5);
  } catch (const base::Error&) {
    stranger_got = "nothing";
  }
  EXPECT_EQ(stranger_got, "nothing");
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  const char request[] = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
  EXPECT_EQ(write(fd, request, sizeof(request) - 1), ssize_t{sizeof(request) - 1});
  EXPECT_EQ(ShareFromRankZero(Rank(1, 2, port), "", 30), "secret");
  EXPECT_EQ(zero.get(), "secret");
  char answer = 0;
  EXPECT_LE(read(fd, &answer, 1), 0);
  close(fd);
}

TEST(Rendezvous, SaysWhoHasNotCome) {
  const int port = FreePort();
  std::string said;
  try {
    ShareFromRankZero(Rank(0, 3, port), "x", 0.2);
  } catch (const base::Error& error) {
    said = error.what();
  }
  EXPECT_NE(said.find("rank 1, 2"), std::string::npos) << said;
  try {
    ShareFromRankZero(Rank(2, 3, port), "x", 0.2);
    said = "none";
  } catch (const base::Error& error) {
    said = error.what();
  }
  EXPECT_NE(said.find("rank 2 expected rank 0 at localhost:"), std::string::npos) << said;
}

TEST(Rendezvous, PortInUseIsAnError) {
  const int fd = socket(AF_INET6, SOCK_STREAM, 0);
  sockaddr_in6 address = {};
  address.sin6_family = AF_INET6;
  socklen_t size = sizeof(address);
  ASSERT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(listen(fd, 1), 0);
  ASSERT_EQ(getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size), 0);
  EXPECT_THROW(ShareFromRankZero(Rank(0, 2, ntohs(address.sin6_port)), "x", 1), base::Error);
  close(fd);
}

TEST(Rendezvous, TorchrunKeepsItsOwnPort) {
  LaunchEnvironment environment = Rank(0, 2, 29500);
  EXPECT_EQ(RendezvousPort(environment), 29500);
  environment.launcher = "torchrun";
  EXPECT_EQ(RendezvousPort(environment), 29501);
}

}  // namespace
}  // namespace r1bench::train
