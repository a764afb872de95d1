#include "verifiers/sandbox/seccomp_filter.h"

#include <linux/audit.h>
#include <linux/seccomp.h>
#include <seccomp.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <map>

#include "base/error.h"

namespace r1bench::verifiers {
namespace {

constexpr uint32_t kX32Bit = 0x40000000;
constexpr uint32_t kWordBits = 32;
constexpr uint32_t kNumWords = 16;  // of calls; later numbers are unknown
constexpr uint32_t kMaskSlot = 0;   // of the BPF machine's memory

constexpr uint32_t kNumberOffset = offsetof(seccomp_data, nr);
uint32_t ArgumentOffset(uint32_t argument) {
  return static_cast<uint32_t>(offsetof(seccomp_data, args) + argument * sizeof(uint64_t));
}

// A program with labels in place of distances.
class Assembler {
 public:
  using Label = size_t;

  Label NewLabel() {
    places_.push_back(0);
    return places_.size() - 1;
  }
  void Place(Label label) { places_[label] = steps_.size(); }
  void Add(int code, uint32_t k) { steps_.push_back({{static_cast<uint16_t>(code), 0, 0, k}}); }
  void Load(uint32_t offset) { Add(BPF_LD | BPF_W | BPF_ABS, offset); }
  void Jump(int comparison, uint32_t k, Label yes, Label no) {
    const int code = BPF_JMP | BPF_K | comparison;
    steps_.push_back({{static_cast<uint16_t>(code), 0, 0, k}, true, yes, no});
  }
  // Goes on behind this step if the comparison fails.
  void JumpIf(int comparison, uint32_t k, Label yes) {
    const Label next = NewLabel();
    Jump(comparison, k, yes, next);
    Place(next);
  }
  void Return(uint32_t action) { Add(BPF_RET | BPF_K, action); }
  void Return(Label label, uint32_t action) {
    Place(label);
    Return(action);
  }

  std::vector<sock_filter> Finish() const {
    std::vector<sock_filter> program;
    for (const Step& step : steps_) {
      sock_filter made = step.code;
      if (step.jumps) {
        made.jt = Distance(step.yes, program.size());
        made.jf = Distance(step.no, program.size());
      }
      program.push_back(made);
    }
    return program;
  }

 private:
  struct Step {
    sock_filter code;
    bool jumps = false;
    Label yes = 0, no = 0;
  };

  uint8_t Distance(Label label, size_t from) const {
    const size_t distance = places_[label] - from - 1;
    base::Require(distance <= 255, "expected jumps over at most 255 steps, got ", distance,
                  "; shorten the system call rules");
    return static_cast<uint8_t>(distance);
  }

  std::vector<Step> steps_;
  std::vector<size_t> places_;
};

// The calls of 32 consecutive numbers, a bit each.
struct Word {
  uint32_t allowed = 0, killed = 0, missing = 0, conditional = 0;
  bool empty() const { return (allowed | killed | missing | conditional) == 0; }
};

class FilterMaker {
 public:
  explicit FilterMaker(const CallRules& rules) {
    for (const char* const name : rules.allowed) Set(name, &Word::allowed);
    for (const char* const name : rules.killed) Set(name, &Word::killed);
    for (const char* const name : rules.missing) Set(name, &Word::missing);
    for (const CallCondition& condition : rules.conditions) {
      if (Set(condition.call, &Word::conditional)) {
        conditions_[Number(condition.call)].push_back(condition);
      }
    }
  }

  std::vector<sock_filter> Make() {
    CheckArchitecture();
    MakeMask();
    const Label first = TreeLabel(0, kNumWords);
    out_.Jump(BPF_JGE, kNumWords * kWordBits, deny_, first);
    MakeTree(0, kNumWords, first);
    MakeConditions();
    out_.Return(allow_, SECCOMP_RET_ALLOW);
    out_.Return(deny_, SECCOMP_RET_ERRNO | EPERM);
    out_.Return(missing_, SECCOMP_RET_ERRNO | ENOSYS);
    out_.Return(kill_, SECCOMP_RET_KILL_PROCESS);
    return out_.Finish();
  }

 private:
  using Label = Assembler::Label;

  static int Number(const char* name) { return seccomp_syscall_resolve_name(name); }

  bool Set(const char* name, uint32_t Word::*set) {
    const int number = Number(name);
    if (number < 0) return false;
    const auto call = static_cast<uint32_t>(number);
    base::Require(call < kNumWords * kWordBits, "expected system calls below ",
                  kNumWords * kWordBits, ", got ", name, " with number ", call);
    words_[call / kWordBits].*set |= uint32_t{1} << call % kWordBits;
    return true;
  }

  void CheckArchitecture() {
    const Label ours = out_.NewLabel();
    out_.Load(offsetof(seccomp_data, arch));
    out_.Jump(BPF_JEQ, AUDIT_ARCH_X86_64, ours, kill_);
    out_.Place(ours);
    out_.Load(kNumberOffset);
    out_.JumpIf(BPF_JGE, kX32Bit, kill_);
  }

  // The call's bit of its word goes to memory, its number stays in the accumulator.
  void MakeMask() {
    out_.Add(BPF_ALU | BPF_AND | BPF_K, kWordBits - 1);
    out_.Add(BPF_MISC | BPF_TAX, 0);
    out_.Add(BPF_LD | BPF_IMM, 1);
    out_.Add(BPF_ALU | BPF_LSH | BPF_X, 0);
    out_.Add(BPF_ST, kMaskSlot);
    out_.Load(kNumberOffset);
  }

  bool AllEmpty(uint32_t begin, uint32_t end) const {
    for (uint32_t i = begin; i < end; ++i) {
      if (!words_[i].empty()) return false;
    }
    return true;
  }

  // Where to go on with a number in words [begin, end): MakeTree must follow, unless it is deny_.
  Label TreeLabel(uint32_t begin, uint32_t end) {
    return AllEmpty(begin, end) ? deny_ : out_.NewLabel();
  }

  void MakeTree(uint32_t begin, uint32_t end, Label here) {
    if (here == deny_) return;
    out_.Place(here);
    if (end - begin == 1) return MakeLeaf(words_[begin]);
    const uint32_t middle = (begin + end) / 2;
    const Label low = TreeLabel(begin, middle), high = TreeLabel(middle, end);
    out_.Jump(BPF_JGE, middle * kWordBits, high, low);
    MakeTree(begin, middle, low);
    MakeTree(middle, end, high);
  }

  void MakeLeaf(const Word& word) {
    out_.Add(BPF_LD | BPF_MEM, kMaskSlot);
    if (word.allowed != 0) out_.JumpIf(BPF_JSET, word.allowed, allow_);
    if (word.conditional != 0) out_.JumpIf(BPF_JSET, word.conditional, conditional_);
    if (word.missing != 0) out_.JumpIf(BPF_JSET, word.missing, missing_);
    out_.Jump(BPF_JSET, word.killed, kill_, deny_);
  }

  void MakeConditions() {
    out_.Place(conditional_);
    out_.Load(kNumberOffset);
    for (const auto& [call, conditions] : conditions_) {
      const Label others = out_.NewLabel(), this_one = out_.NewLabel();
      out_.Jump(BPF_JEQ, static_cast<uint32_t>(call), this_one, others);
      out_.Place(this_one);
      for (const CallCondition& condition : conditions) MakeTest(condition);
      out_.Return(SECCOMP_RET_ERRNO | EPERM);
      out_.Place(others);
    }
    out_.Return(SECCOMP_RET_ERRNO | EPERM);
  }

  void MakeTest(const CallCondition& condition) {
    const Label failed = out_.NewLabel();
    out_.Load(ArgumentOffset(condition.argument));
    switch (condition.test) {
      case CallTest::kEquals:
        out_.Jump(BPF_JEQ, condition.value, allow_, failed);
        break;
      case CallTest::kHasNoneOf:
        out_.Jump(BPF_JSET, condition.value, failed, allow_);
        break;
      case CallTest::kAtMost:
        out_.Jump(BPF_JGT, condition.value, failed, allow_);
        break;
      case CallTest::kAtLeast:
        out_.Jump(BPF_JGE, condition.value, allow_, failed);
        break;
    }
    out_.Place(failed);
  }

  Assembler out_;
  const Label allow_ = out_.NewLabel(), deny_ = out_.NewLabel(), missing_ = out_.NewLabel(),
              kill_ = out_.NewLabel(), conditional_ = out_.NewLabel();
  std::array<Word, kNumWords> words_;
  std::map<int, std::vector<CallCondition>> conditions_;
};

}  // namespace

std::vector<sock_filter> MakeFilter(const CallRules& rules) { return FilterMaker(rules).Make(); }

}  // namespace r1bench::verifiers
