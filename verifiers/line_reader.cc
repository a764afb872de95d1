#include "verifiers/line_reader.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/error.h"
#include "base/signals.h"

namespace r1bench::verifiers {
namespace {

constexpr size_t kReadBytes = size_t{256} << 10;
constexpr int kPollMilliseconds = 200;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Whether a read would return at once, within the given time.
bool Readable(int fd, int milliseconds) {
  pollfd waiting = {fd, POLLIN, 0};
  return poll(&waiting, 1, milliseconds) > 0;
}

std::string_view Trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

}  // namespace

LineReader::LineReader(int fd, std::string name, LineLimits limits)
    : fd_(fd), name_(std::move(name)), limits_(limits) {}

bool LineReader::Next(std::vector<Line>* lines) {
  lines->clear();
  buffer_.erase(0, taken_);
  complete_ -= taken_;
  taken_ = 0;
  while (!BlockIsReady()) ReadMore();
  if (buffer_.empty() && !dropping_) return false;
  Cut(lines);
  return true;
}

bool LineReader::BlockIsReady() const {
  if (end_) return true;
  return complete_ > 0 && (buffer_.size() >= limits_.block_bytes || !Readable(fd_, 0));
}

// Waits in slices, so that a signal ends the program although its handler restarts reads.
void LineReader::ReadMore() {
  do {
    base::ThrowIfStopped();
  } while (!Readable(fd_, kPollMilliseconds));
  const size_t old = buffer_.size();
  buffer_.resize(old + kReadBytes);
  const ssize_t n = read(fd_, buffer_.data() + old, kReadBytes);
  const int error = errno;
  buffer_.resize(old + (n > 0 ? static_cast<size_t>(n) : 0));
  base::Require(n >= 0 || error == EINTR || error == EAGAIN, "cannot read ", name_, ": ",
                std::strerror(error));
  if (n == 0) end_ = true;
  bytes_read_ += n > 0 ? n : 0;
  const size_t newline = std::string_view(buffer_).substr(old).rfind('\n');
  if (newline != std::string_view::npos) complete_ = old + newline + 1;
  DropLongLine();
}

void LineReader::DropLongLine() {
  if (complete_ > 0 || buffer_.size() <= limits_.max_line_bytes) return;
  dropping_ = true;
  buffer_.clear();
}

void LineReader::Cut(std::vector<Line>* lines) {
  if (end_) complete_ = buffer_.size();
  std::string_view rest = std::string_view(buffer_).substr(0, complete_);
  taken_ = complete_;
  while (!rest.empty() || dropping_) {
    const size_t newline = std::min(rest.find('\n'), rest.size());
    std::string_view text = rest.substr(0, newline);
    rest.remove_prefix(std::min(newline + 1, rest.size()));
    const bool too_long = std::exchange(dropping_, false) || text.size() > limits_.max_line_bytes;
    if (next_number_ == 1 && text.starts_with(kByteOrderMark)) {
      text.remove_prefix(kByteOrderMark.size());
    }
    const int64_t number = next_number_++;
    text = Trimmed(text);
    if (too_long) {
      lines->push_back({number, {}, true});
    } else if (!text.empty()) {
      lines->push_back({number, text, false});
    }
  }
}

}  // namespace r1bench::verifiers
