// What the pool and its workers say to each other: frames of bytes, with file descriptors, over a
// stream socket. One request, one reply, never two frames under way in one direction.
#ifndef R1BENCH_VERIFIERS_SANDBOX_WIRE_H_
#define R1BENCH_VERIFIERS_SANDBOX_WIRE_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "verifiers/sandbox/sandbox.h"

namespace r1bench::verifiers {

// Numbers and strings one after the other, in the machine's own byte order.
class WireWriter {
 public:
  void Int(int64_t value);
  void Double(double value);
  void Bytes(std::string_view bytes);
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// Reads them back. What is not there reads as 0 or "", and ok() turns false.
class WireReader {
 public:
  explicit WireReader(std::string_view bytes) : rest_(bytes) {}
  int64_t Int();
  double Double();
  std::string_view Bytes();
  bool ok() const { return ok_; }

 private:
  bool Take(void* to, size_t size);

  std::string_view rest_;
  bool ok_ = true;
};

inline constexpr int kMaxFrameFds = 200;

// False when the other side has gone. SendFrame keeps its descriptors.
bool SendFrame(int socket, std::string_view bytes, std::span<const int> fds);
bool ReceiveFrame(int socket, std::string* bytes, std::vector<int>* fds);

// A run, as a worker reads it. The descriptors follow in the frame in this order: standard input,
// the two of a pair's channel, one for each file.
struct BoxRequest {
  BoxRun run;  // files' bytes and input are null: they are the descriptors
  std::vector<int64_t> file_sizes;
  int program = -1;  // index among files of what argv[0] names; -1: argv[0] is a path
  bool paired = false;
};
std::string EncodeRequest(const BoxRun& run, bool paired);
bool DecodeRequest(std::string_view bytes, BoxRequest* request);

std::string EncodeResult(const BoxResult& result);
bool DecodeResult(std::string_view bytes, BoxResult* result);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_SANDBOX_WIRE_H_
