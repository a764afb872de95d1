#include "data/tokenizer_split.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/error.h"
#include "data/tokenizer_unicode.h"
#include "data/utf8.h"

namespace r1bench::data {
namespace {

using Words = std::vector<std::string_view>;

constexpr size_t kRetryBytes = 64 << 10;
constexpr size_t kJitStackBytes = 8 << 20;

void AddWord(std::string_view text, size_t begin, size_t end, Words* words) {
  if (end > begin) words->push_back(text.substr(begin, end - begin));
}

// What a thread needs to run any pattern.
class MatchState {
 public:
  MatchState() {
    data_ = pcre2_match_data_create(1, nullptr);
    context_ = pcre2_match_context_create(nullptr);
    jit_stack_ = pcre2_jit_stack_create(32 << 10, kJitStackBytes, nullptr);
    base::Require(data_ && context_ && jit_stack_, "out of memory for a PCRE2 match");
    pcre2_jit_stack_assign(context_, nullptr, jit_stack_);
    pcre2_set_match_limit(context_, UINT32_MAX);
    pcre2_set_depth_limit(context_, UINT32_MAX);
    pcre2_set_heap_limit(context_, 64 << 10);  // KiB; used where there is no JIT
  }
  ~MatchState() {
    pcre2_jit_stack_free(jit_stack_);
    pcre2_match_context_free(context_);
    pcre2_match_data_free(data_);
  }
  MatchState(const MatchState&) = delete;
  MatchState& operator=(const MatchState&) = delete;

  enum class Result { kMatch, kNone, kGaveUp };

  Result Find(const pcre2_code* code, std::string_view text, size_t from) {
    const int count = pcre2_match(code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(),
                                  from, PCRE2_NO_UTF_CHECK, data_, context_);
    if (count >= 0) return Result::kMatch;
    return count == PCRE2_ERROR_NOMATCH ? Result::kNone : Result::kGaveUp;
  }
  size_t begin() const { return pcre2_get_ovector_pointer(data_)[0]; }
  size_t end() const { return pcre2_get_ovector_pointer(data_)[1]; }

 private:
  pcre2_match_data* data_ = nullptr;
  pcre2_match_context* context_ = nullptr;
  pcre2_jit_stack* jit_stack_ = nullptr;
};

MatchState& ThreadMatchState() {
  static thread_local MatchState state;
  return state;
}

struct CodeDeleter {
  void operator()(pcre2_code* code) const { pcre2_code_free(code); }
};
using CodePtr = std::unique_ptr<pcre2_code, CodeDeleter>;

CodePtr Compile(const std::string& pattern) {
  const std::string translated = ToPcre2(pattern);
  int error = 0;
  PCRE2_SIZE offset = 0;
  CodePtr code(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(translated.data()), translated.size(),
                             PCRE2_UTF | PCRE2_UCP, &error, &offset, nullptr));
  if (code == nullptr) {
    PCRE2_UCHAR message[256] = {};
    pcre2_get_error_message(error, message, sizeof(message));
    base::Fail("expected a split pattern that PCRE2 can read, got \"", pattern,
               "\": ", reinterpret_cast<const char*>(message), " at offset ", offset, " of \"",
               translated, "\"; this tokenizer is not supported");
  }
  pcre2_jit_compile(code.get(), PCRE2_JIT_COMPLETE);  // without JIT it runs slower, no more
  return code;
}

// The end of the last whole character at or before `end`.
size_t CharacterBoundary(std::string_view text, size_t end) {
  while (end > 0 && end < text.size() && (text[end] & 0xC0) == 0x80) --end;
  return end;
}

void SplitByPattern(const pcre2_code* code, bool keep_between, std::string_view text,
                    Words* words) {
  MatchState& state = ThreadMatchState();
  size_t done = 0, from = 0;
  while (from < text.size()) {
    const MatchState::Result result = state.Find(code, text, from);
    if (result == MatchState::Result::kNone) break;
    if (result == MatchState::Result::kGaveUp) {
      const std::string_view rest = text.substr(done);
      if (rest.size() <= kRetryBytes) break;  // one word
      const size_t cut = CharacterBoundary(rest, kRetryBytes);
      SplitByPattern(code, keep_between, rest.substr(0, cut), words);
      done = from = done + cut;
      continue;
    }
    if (state.end() == state.begin()) {  // an empty match cuts nothing
      const int step = DecodeUtf8(text.substr(state.end()), nullptr);
      from = state.end() + (step > 0 ? step : 1);
      continue;
    }
    const size_t begin = state.begin(), end = state.end();
    if (keep_between) AddWord(text, done, begin, words);
    AddWord(text, begin, end, words);
    done = from = end;
  }
  if (keep_between) AddWord(text, done, text.size(), words);
}

void SplitByDigits(std::string_view text, Words* words) {
  size_t done = 0;
  for (size_t at = 0; at < text.size();) {
    uint32_t code = 0;
    const int length = DecodeUtf8(text.substr(at), &code);
    const bool digit = code < 0x80 ? code >= '0' && code <= '9' : IsNumeric(code);
    if (digit) {
      AddWord(text, done, at, words);
      AddWord(text, at, at + length, words);
      done = at + length;
    }
    at += length > 0 ? length : 1;
  }
  AddWord(text, done, text.size(), words);
}

}  // namespace

std::string ToPcre2(std::string_view pattern) {
  base::Require(pattern.find("&&") == std::string_view::npos,
                "expected a split pattern without class intersections, got \"", pattern,
                "\"; this tokenizer is not supported");
  std::string out;
  bool in_class = false;
  for (size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    const char next = i + 1 < pattern.size() ? pattern[i + 1] : '\0';
    if (c == '\\') {
      ++i;
      if (next == 's') {
        out += "\\p{White_Space}";
      } else if (next == 'S') {
        out += "\\P{White_Space}";
      } else if (next == 'u' && i + 4 < pattern.size()) {
        out += "\\x{" + std::string(pattern.substr(i + 1, 4)) + "}";
        i += 4;
      } else {
        out += c;
        if (next != '\0') out += next;
      }
      continue;
    }
    if (c == '[') in_class = true;
    if (c == ']') in_class = false;
    out += c == '$' && !in_class ? "(?=\\n|\\z)" : std::string(1, c);
  }
  return out;
}

class Splitter::Step {
 public:
  explicit Step(const SplitStep& step) : kind_(step.kind) {
    if (kind_ != SplitStep::Kind::kDigits) code_ = Compile(step.pattern);
  }

  void Split(std::string_view text, Words* words) const {
    if (kind_ == SplitStep::Kind::kDigits) {
      SplitByDigits(text, words);
    } else {
      SplitByPattern(code_.get(), kind_ == SplitStep::Kind::kPattern, text, words);
    }
  }

 private:
  SplitStep::Kind kind_;
  CodePtr code_;
};

Splitter::Splitter(const std::vector<SplitStep>& steps) {
  for (const SplitStep& step : steps) steps_.push_back(std::make_unique<Step>(step));
}
Splitter::~Splitter() = default;
Splitter::Splitter(Splitter&&) noexcept = default;

void Splitter::Split(std::string_view text, std::vector<std::string_view>* words) const {
  if (text.empty()) return;
  if (steps_.empty()) {
    words->push_back(text);
    return;
  }
  Words current = {text}, next;
  for (const auto& step : steps_) {
    const bool last = &step == &steps_.back();
    Words* out = last ? words : &next;
    for (const std::string_view word : current) step->Split(word, out);
    if (!last) {
      current.swap(next);
      next.clear();
    }
  }
}

}  // namespace r1bench::data
