#include "base/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace r1bench::base {
namespace {

constexpr auto kFirstDraw = std::chrono::seconds(2);
constexpr auto kRedraw = std::chrono::milliseconds(100);
constexpr int kBarWidth = 24;

int TerminalColumns() {
  winsize size = {};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::string Duration(double seconds) {
  const int64_t s = static_cast<int64_t>(std::clamp(seconds, 0.0, 359999.0));
  char text[32];
  if (s >= 3600) {
    std::snprintf(text, sizeof(text), "%d:%02d:%02d", int(s / 3600), int(s / 60 % 60), int(s % 60));
  } else {
    std::snprintf(text, sizeof(text), "%d:%02d", int(s / 60), int(s % 60));
  }
  return text;
}

}  // namespace

Progress::Progress(std::string_view label, int64_t total)
    : label_(label), total_(total), terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() { Clear(); }

void Progress::Clear() {
  if (shown_) std::fputs("\r\x1b[K", stderr);
  shown_ = false;
}

void Progress::Set(int64_t done, std::string_view note) {
  if (!terminal_) return;
  const Clock::time_point now = Clock::now();
  if (now - start_ < kFirstDraw || now - last_draw_ < kRedraw) return;
  last_draw_ = now;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  const std::string text = Render(label_, done, total_, seconds, note, TerminalColumns() - 1);
  std::fprintf(stderr, "\r\x1b[K%s", text.c_str());
  shown_ = true;
}

std::string Progress::Render(std::string_view label, int64_t done, int64_t total, double seconds,
                             std::string_view note, int columns) {
  std::string text(label);
  if (total > 0) {
    const double part =
        std::clamp(static_cast<double>(done) / static_cast<double>(total), 0.0, 1.0);
    const int filled = static_cast<int>(part * kBarWidth);
    text += " [" + std::string(filled, '#') + std::string(kBarWidth - filled, '.') + "] ";
    text += std::to_string(done) + "/" + std::to_string(total);
    if (part > 0 && part < 1) text += ", " + Duration(seconds / part - seconds) + " left";
  } else {
    text += " " + std::to_string(done) + ", " + Duration(seconds);
  }
  if (!note.empty()) text += "  " + std::string(note);
  if (static_cast<int>(text.size()) > columns) text.resize(std::max(columns, 0));
  return text;
}

}  // namespace r1bench::base
