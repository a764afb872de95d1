// The filter decides as the one that libseccomp makes of the same rules, for every call.
#include "verifiers/sandbox/seccomp_filter.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string>

#include "verifiers/sandbox/box_process.h"

namespace r1bench::verifiers {
namespace {

// Runs classic BPF as the kernel does, as far as filters use it.
uint32_t Decide(const std::vector<sock_filter>& program, const seccomp_data& data) {
  uint32_t a = 0, x = 0;
  std::array<uint32_t, BPF_MEMWORDS> memory = {};
  for (size_t at = 0; at < program.size(); ++at) {
    const sock_filter& step = program[at];
    bool yes = false;
    switch (step.code) {
      case BPF_LD | BPF_W | BPF_ABS:
        std::memcpy(&a, reinterpret_cast<const char*>(&data) + step.k, sizeof(a));
        continue;
      case BPF_LD | BPF_IMM:
        a = step.k;
        continue;
      case BPF_LD | BPF_MEM:
        a = memory.at(step.k);
        continue;
      case BPF_ST:
        memory.at(step.k) = a;
        continue;
      case BPF_MISC | BPF_TAX:
        x = a;
        continue;
      case BPF_ALU | BPF_AND | BPF_K:
        a &= step.k;
        continue;
      case BPF_ALU | BPF_LSH | BPF_X:
        a <<= x;
        continue;
      case BPF_RET | BPF_K:
        return step.k;
      case BPF_JMP | BPF_JA:
        at += step.k;
        continue;
      case BPF_JMP | BPF_JEQ | BPF_K:
        yes = a == step.k;
        break;
      case BPF_JMP | BPF_JGT | BPF_K:
        yes = a > step.k;
        break;
      case BPF_JMP | BPF_JGE | BPF_K:
        yes = a >= step.k;
        break;
      case BPF_JMP | BPF_JSET | BPF_K:
        yes = (a & step.k) != 0;
        break;
      default:
        ADD_FAILURE() << "an unexpected step " << step.code << " at " << at;
        return 0;
    }
    at += yes ? step.jt : step.jf;
  }
  ADD_FAILURE() << "the program ends without a decision";
  return 0;
}

class Reference {
 public:
  explicit Reference(const CallRules& rules)
      : context_(seccomp_init(SCMP_ACT_ERRNO(EPERM)), seccomp_release) {
    EXPECT_EQ(seccomp_attr_set(context_.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS), 0);
    for (const char* const name : rules.allowed) Add(SCMP_ACT_ALLOW, name);
    for (const char* const name : rules.killed) Add(SCMP_ACT_KILL_PROCESS, name);
    for (const char* const name : rules.missing) Add(SCMP_ACT_ERRNO(ENOSYS), name);
    for (const CallCondition& c : rules.conditions) Add(SCMP_ACT_ALLOW, c.call, Compare(c));
  }

  std::vector<sock_filter> Program() const {
    const int fd = memfd_create("filter", MFD_CLOEXEC);
    EXPECT_EQ(seccomp_export_bpf(context_.get(), fd), 0);
    std::vector<sock_filter> program(static_cast<size_t>(lseek(fd, 0, SEEK_END)) /
                                     sizeof(sock_filter));
    const size_t bytes = program.size() * sizeof(sock_filter);
    EXPECT_EQ(pread(fd, program.data(), bytes, 0), static_cast<ssize_t>(bytes));
    close(fd);
    return program;
  }

 private:
  static scmp_arg_cmp Compare(const CallCondition& c) {
    switch (c.test) {
      case CallTest::kEquals:
        return {c.argument, SCMP_CMP_MASKED_EQ, 0xffffffffU, c.value};
      case CallTest::kHasNoneOf:
        return {c.argument, SCMP_CMP_MASKED_EQ, c.value, 0};
      case CallTest::kAtMost:
        return {c.argument, SCMP_CMP_LE, c.value, 0};
      case CallTest::kAtLeast:
        return {c.argument, SCMP_CMP_GE, c.value, 0};
    }
    return {};
  }

  template <typename... Conditions>
  void Add(uint32_t action, const char* name, Conditions... conditions) {
    const int call = seccomp_syscall_resolve_name(name);
    if (call < 0) return;
    EXPECT_EQ(seccomp_rule_add(context_.get(), action, call, sizeof...(conditions), conditions...),
              0)
        << name;
  }

  std::unique_ptr<void, void (*)(scmp_filter_ctx)> context_;
};

seccomp_data Call(int number) {
  seccomp_data data = {};
  data.nr = number;
  data.arch = AUDIT_ARCH_X86_64;
  return data;
}

class FilterTest : public testing::TestWithParam<bool> {
 protected:
  const CallRules rules_ = BoxCallRules(GetParam());
  const std::vector<sock_filter> filter_ = MakeFilter(rules_);
  const std::vector<sock_filter> reference_ = Reference(rules_).Program();

  void Compare(const seccomp_data& data) {
    EXPECT_EQ(Decide(filter_, data), Decide(reference_, data))
        << "call " << data.nr << " of " << data.args[0] << ", " << data.args[1];
  }
};

TEST_P(FilterTest, DecidesAsLibseccompDoes) {
  for (int number = 0; number < 2000; ++number) Compare(Call(number));
  for (const uint32_t number : {0x3fffffffU, 0x40000000U, 0x40000001U, 0x7fffffffU, 0x80000000U}) {
    Compare(Call(static_cast<int>(number)));
  }
}

TEST_P(FilterTest, DecidesOnArgumentsAsLibseccompDoes) {
  for (const CallCondition& condition : rules_.conditions) {
    seccomp_data data = Call(seccomp_syscall_resolve_name(condition.call));
    for (uint32_t argument = 0; argument < 2; ++argument) {
      for (const CallCondition& other : rules_.conditions) {
        for (const uint32_t offset : {~0U, 0U, 1U}) {
          data.args[argument] = other.value + offset;
          Compare(data);
        }
      }
      for (int bit = 0; bit < 32; ++bit) {
        data.args[argument] = uint64_t{1} << bit;
        Compare(data);
      }
      data.args[argument] = 0;
    }
  }
}

TEST_P(FilterTest, RulesAreWhatTheDesignSays) {
  const auto decide = [&](const char* name) {
    return Decide(filter_, Call(seccomp_syscall_resolve_name(name)));
  };
  EXPECT_EQ(decide("read"), SECCOMP_RET_ALLOW);
  EXPECT_EQ(decide("mount"), SECCOMP_RET_KILL_PROCESS);
  EXPECT_EQ(decide("clone3"), SECCOMP_RET_ERRNO | uint32_t{ENOSYS});
  EXPECT_EQ(decide("socket"), SECCOMP_RET_ERRNO | uint32_t{EPERM});
  EXPECT_EQ(decide("kill"), GetParam() ? SECCOMP_RET_ERRNO | uint32_t{EPERM} : SECCOMP_RET_ALLOW);
}

TEST_P(FilterTest, OtherArchitecturesAreKilled) {
  for (const uint32_t arch : {uint32_t{AUDIT_ARCH_I386}, uint32_t{AUDIT_ARCH_AARCH64}}) {
    seccomp_data data = Call(0);
    data.arch = arch;
    EXPECT_EQ(Decide(filter_, data), SECCOMP_RET_KILL_PROCESS);
  }
}

// The stand-in for the program's pid is found by its value.
TEST_P(FilterTest, NothingElseLooksLikeThePid) {
  int count = 0;
  for (const sock_filter& step : filter_) count += step.k == kProgramPid;
  EXPECT_EQ(count, GetParam() ? 2 : 0);
}

TEST_P(FilterTest, IsShort) { EXPECT_LT(2 * filter_.size(), reference_.size()); }

INSTANTIATE_TEST_SUITE_P(Modes, FilterTest, testing::Bool(), [](const auto& info) {
  return std::string(info.param ? "Weak" : "Full");
});

TEST(SeccompFilterTest, TooManyConditionsAreAnError) {
  CallRules rules;
  for (uint32_t i = 0; i < 300; ++i) {
    rules.conditions.push_back({"ioctl", 1, CallTest::kEquals, i});
  }
  EXPECT_THROW(MakeFilter(rules), std::exception);
}

}  // namespace
}  // namespace r1bench::verifiers
