// Where the kernel refuses namespaces: no pool by default, weak boxes when told to. The test's
// process makes such a kernel for itself: a filter, which workers inherit.
#include <gtest/gtest.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>

#include "verifiers/sandbox/box_test_util.h"

namespace r1bench::verifiers {
namespace {

void RefuseNamespaces() {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
  const uint64_t user = CLONE_NEWUSER;
  ASSERT_EQ(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(unshare), 0), 0);
  ASSERT_EQ(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
                             scmp_arg_cmp{0, SCMP_CMP_MASKED_EQ, user, user}),
            0);
  ASSERT_EQ(seccomp_load(filter), 0);
  seccomp_release(filter);
}

class WeakTest : public BoxTest {
 protected:
  static void SetUpTestSuite() {
    RefuseNamespaces();
    try {
      pool_ = std::make_unique<BoxPool>(BoxPoolOptions{.workers = 2, .allow_weak = true});
    } catch (const base::Error& error) {
      refusal_ = error.what();
    }
  }
};

TEST_F(WeakTest, RefusesByDefaultAndSaysWhatToDo) {
  try {
    BoxPool pool({.workers = 1});
    FAIL() << pool.Describe();
  } catch (const base::Error& error) {
    const std::string message = error.what();
    EXPECT_NE(message.find("user.max_user_namespaces"), std::string::npos) << message;
    EXPECT_NE(message.find("seccomp=unconfined"), std::string::npos) << message;
  }
}

TEST_F(WeakTest, SaysThatItIsWeak) {
  EXPECT_EQ(pool_->isolation(), Isolation::kWeak);
  EXPECT_EQ(pool_->Describe().find("weak isolation: Landlock"), 0U) << pool_->Describe();
}

TEST_F(WeakTest, RunsPrograms) {
  EXPECT_EQ(pool_->Run(Probe("ok")).output, "done\n");
  BoxRun run = Python("import os; print(input(), os.listdir('.')); open('new', 'w').write('x')");
  run.input = SharedBytes::Make("line\n");
  run.keep = {"new"};
  for (int i = 0; i < 3; ++i) {
    const BoxResult result = pool_->Run(run);
    EXPECT_EQ(result.output, "line ['main.py']\n") << result.error << result.message;
    EXPECT_EQ(result.kept.at("new"), "x");
  }
  run.argv = {"main.py"};
  run.warm_python = true;
  EXPECT_EQ(pool_->Run(run).output, "line ['main.py']\n");
}

TEST_F(WeakTest, SignalsOfItsOwnStillEndAProgram) {
  for (const auto& [name, signal] : {std::pair{"abort", SIGABRT}, {"term", SIGTERM}}) {
    const BoxResult result = pool_->Run(Probe(name));
    EXPECT_EQ(result.outcome, BoxOutcome::kSignaled) << name;
    EXPECT_EQ(result.signal, signal) << name;
  }
}

TEST_F(WeakTest, LimitsHold) {
  const auto run = [](const char* probe) {
    BoxRun limited = Probe(probe);
    limited.limits.cpu_ms = 300;
    limited.limits.wall_ms = 2000;
    limited.limits.memory_bytes = int64_t{64} << 20;
    return pool_->Run(limited);
  };
  EXPECT_EQ(run("spin_threads").outcome, BoxOutcome::kCpuLimit);
  EXPECT_EQ(run("spin_orphan").outcome, BoxOutcome::kCpuLimit);
  EXPECT_EQ(run("sleep").outcome, BoxOutcome::kWallLimit);
  EXPECT_EQ(run("touch").outcome, BoxOutcome::kMemoryLimit);
  EXPECT_EQ(run("flood").outcome, BoxOutcome::kOutputLimit);
  EXPECT_NE(run("fork_bomb").output, "done\n");
  EXPECT_EQ(run("leave_others").outcome, BoxOutcome::kExited);
}

TEST_F(WeakTest, HostIsOutOfReach) {
  for (const char* const probe : {"unshare", "ptrace", "mount", "io_uring", "x32"}) {
    EXPECT_EQ(pool_->Run(Probe(probe)).outcome, BoxOutcome::kDenied) << probe;
  }
  for (const char* const probe : {"socket", "clone_user", "root", "write_outside"}) {
    EXPECT_EQ(pool_->Run(Probe(probe)).output, "refused\n") << probe;
  }
  const BoxResult result = pool_->Run(
      Python("import os\n"
             "for act in (lambda: open('/etc/passwd'), lambda: os.listdir('/proc'),\n"
             "            lambda: os.listdir('/tmp'), lambda: open('/proc/self/environ'),\n"
             "            lambda: os.kill(os.getppid(), 0), lambda: os.kill(-1, 0),\n"
             "            lambda: os.setsid(), lambda: os.chmod('main.py', 0)):\n"
             "  try: act(); print('done')\n"
             "  except PermissionError: print('refused', end=' ')"));
  EXPECT_EQ(result.output, "refused refused refused refused refused refused refused refused ")
      << result.error;
}

}  // namespace
}  // namespace r1bench::verifiers
