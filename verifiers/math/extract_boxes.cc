#include <string>
#include <vector>

#include "verifiers/math/extract_internal.h"

namespace r1bench::verifiers {
namespace {

constexpr size_t kLongestGap = 60;
constexpr size_t kMaxOpen = 1000;  // boxes inside boxes

// Position after `\boxed` or `\fbox` at `pos`, or npos.
size_t AfterBoxCommand(std::string_view text, size_t pos) {
  for (const std::string_view command : {"\\boxed", "\\fbox"}) {
    if (text.substr(pos, command.size()) != command) continue;
    const size_t end = pos + command.size();
    return end < text.size() && IsLetter(text[end]) ? std::string_view::npos : end;
  }
  return std::string_view::npos;
}

// `\boxed 5`: a number or a letter without braces.
std::string_view UnbracedBox(std::string_view text, size_t pos) {
  size_t end = pos;
  while (end < text.size() && (IsDigit(text[end]) || IsLetter(text[end]) || text[end] == '-' ||
                               text[end] == '/' || text[end] == '.')) {
    ++end;
  }
  std::string_view box = text.substr(pos, end - pos);
  while (!box.empty() && box.back() == '.') box.remove_suffix(1);
  return box;
}

// Is there nothing between two boxes but separators: , ; and or, spaces, \quad, math delimiters?
bool Joins(std::string_view gap) {
  if (gap.size() > kLongestGap) return false;
  for (size_t i = 0; i < gap.size();) {
    if (gap[i] == '\\' && i + 1 < gap.size()) {
      size_t end = i + 1;
      while (end < gap.size() && IsLetter(gap[end])) ++end;
      const std::string_view name = gap.substr(i + 1, end - i - 1);
      if (!name.empty() && name != "quad" && name != "qquad" && name != "text" && name != "mbox") {
        return false;
      }
      i = name.empty() ? i + 2 : end;
    } else if (IsLetter(gap[i])) {
      size_t end = i;
      while (end < gap.size() && IsLetter(gap[end])) ++end;
      const std::string_view word = gap.substr(i, end - i);
      if (word != "and" && word != "or") return false;
      i = end;
    } else if (std::string_view(" \t\r\n,;$*{}&~").find(gap[i]) == std::string_view::npos) {
      return false;
    } else {
      ++i;
    }
  }
  return true;
}

// One pass: every `{` is pushed, and popped by its `}`.
class BoxScan {
 public:
  explicit BoxScan(std::string_view text) : text_(text) {}

  Boxes Run() {
    for (size_t i = 0; i < text_.size(); ++i) {
      if (text_[i] == '\\') {
        i = Command(i);
      } else if (text_[i] == '{') {
        ++depth_;
        if (i == box_brace_ && open_.size() < kMaxOpen) {
          open_.push_back({i, box_command_, depth_, last_});
        }
      } else if (text_[i] == '}' && depth_ > 0) {
        if (!open_.empty() && open_.back().depth == depth_) {
          const Open open = open_.back();
          open_.pop_back();
          Close(open.command, text_.substr(open.brace + 1, i - open.brace - 1), i + 1, open.before);
        }
        --depth_;
      }
    }
    if (boxes_.last.found) {
      const char* const guess = last_.guess ? "several answers are stated" : nullptr;
      boxes_.last.objection = guess ? guess : ObjectionToBox(text_, last_.group, last_.end);
    }
    if (!open_.empty()) boxes_.open = text_.substr(open_.back().brace + 1);
    return boxes_;
  }

 private:
  static constexpr size_t kNone = std::string_view::npos;

  // A closed box: where the group of boxes that it belongs to begins, its content and its end.
  struct Closed {
    size_t group = kNone;
    std::string_view content;
    size_t end = 0;
    bool guess = false;  // beside another box, "or maybe" between them
  };
  struct Open {
    size_t brace, command;
    size_t depth;
    Closed before;  // the last box that was closed before it
  };

  size_t Command(size_t i) {
    size_t after = AfterBoxCommand(text_, i);
    // "\\\\boxed": JSON that was escaped twice.
    if (after == kNone && i + 1 < text_.size() && text_[i + 1] == '\\') {
      after = AfterBoxCommand(text_, i + 1);
    }
    // An escaped character, `\{` included, or the start of another command.
    if (after == kNone) return i + 1;
    const size_t next = text_.find_first_not_of(kWhiteSpace, after);
    if (next != kNone && text_[next] == '{') {
      box_brace_ = next;
      box_command_ = i;
    } else if (next != kNone) {
      const std::string_view box = UnbracedBox(text_, next);
      if (!box.empty()) Close(i, box, next + box.size(), last_);
    }
    return after - 1;
  }

  void Close(size_t command, std::string_view content, size_t end, const Closed& before) {
    const std::string_view inside = Trimmed(content);
    Closed box{command, inside, end};
    bool joined = false;
    if (before.group != kNone) {
      joined = before.content != inside && !inside.empty() &&
               Joins(text_.substr(before.end, command - before.end));
      if (joined) box.group = before.group;
      const std::string_view gap = text_.substr(before.end, command - before.end);
      box.guess = joined ? before.guess : before.content != inside && IsGuess(gap);
      boxes_.all_joined &= joined;
    }
    boxes_.last = {true, joined ? text_.substr(box.group, end - box.group) : inside, "boxed"};
    last_ = box;
  }

  const std::string_view text_;
  std::vector<Open> open_;
  size_t depth_ = 0;                                // of braces
  size_t box_brace_ = kNone, box_command_ = kNone;  // a `{` that opens a box, and its command
  Closed last_;
  Boxes boxes_;
};

}  // namespace

Boxes FindBoxes(std::string_view text) { return BoxScan(text).Run(); }

}  // namespace r1bench::verifiers
