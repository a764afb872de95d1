// Lines of a file or pipe, a block at a time, in bounded memory.
//
// A block is what has arrived: the reader waits for one whole line and then takes what else is
// there without waiting, up to `block_bytes`. So a large file comes in large blocks, and a program
// that writes one line and waits for the answer gets it.
#ifndef R1BENCH_VERIFIERS_LINE_READER_H_
#define R1BENCH_VERIFIERS_LINE_READER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace r1bench::verifiers {

struct Line {
  int64_t number = 0;     // from 1; blank lines count but are left out
  std::string_view text;  // without spaces, tabs, carriage returns and newline at both ends
  bool too_long = false;  // over max_line_bytes: text is empty
};

struct LineLimits {
  size_t block_bytes = size_t{4} << 20;
  size_t max_line_bytes = size_t{16} << 20;
};

class LineReader {
 public:
  // Reads from `fd`, which stays the caller's. `name` stands for it in errors.
  LineReader(int fd, std::string name, LineLimits limits = {});

  // Replaces `lines` by the next block; its texts are valid until the next call. False at the end
  // of the input, which needs no newline. A byte order mark before line 1 is dropped. Throws
  // base::Error if reading fails, base::Interrupted after Ctrl-C or SIGTERM.
  bool Next(std::vector<Line>* lines);

  const std::string& name() const { return name_; }
  int64_t bytes_read() const { return bytes_read_; }

 private:
  void ReadMore();
  void DropLongLine();
  bool BlockIsReady() const;
  void Cut(std::vector<Line>* lines);

  int fd_;
  std::string name_;
  LineLimits limits_;
  std::string buffer_;
  size_t taken_ = 0;       // bytes of buffer_ that the last block showed
  size_t complete_ = 0;    // bytes of buffer_ in whole lines
  bool dropping_ = false;  // the beginning of the first line was too long and is gone
  bool end_ = false;
  int64_t next_number_ = 1;
  int64_t bytes_read_ = 0;
};

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_LINE_READER_H_
