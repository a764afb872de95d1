// What a program in a box may not do, tried by programs that try. A probe prints "done" where it
// had its way.
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <csignal>
#include <cstdlib>

#include "verifiers/sandbox/box_test_util.h"

namespace r1bench::verifiers {
namespace {

using SecurityTest = BoxTest;

TEST_F(SecurityTest, CallsThatOnlyAttacksMakeKill) {
  for (const char* const probe : {"unshare", "ptrace", "mount", "umount", "chroot", "io_uring",
                                  "bpf", "keyctl", "userfaultfd", "x32", "i386"}) {
    const BoxResult result = pool_->Run(Probe(probe));
    EXPECT_EQ(result.outcome, BoxOutcome::kDenied) << probe << ": " << result.output;
  }
}

TEST_F(SecurityTest, OtherCallsOutsideTheListFail) {
  for (const char* const probe : {"socket", "clone_user", "clone3_user", "tiocsti", "memfd", "root",
                                  "write_outside", "run_own_file"}) {
    const BoxResult result = pool_->Run(Probe(probe));
    EXPECT_EQ(result.outcome, BoxOutcome::kExited) << probe << ": " << result.message;
    EXPECT_EQ(result.output, "refused\n") << probe;
  }
}

TEST_F(SecurityTest, SignalsStayInside) {
  const BoxResult result = pool_->Run(Probe("kill"));
  EXPECT_EQ(result.outcome, BoxOutcome::kExited) << result.message;
}

TEST_F(SecurityTest, NoProcessesOrSettingsOfTheHostAreInSight) {
  const BoxResult result = pool_->Run(Python(
      "import os\n"
      "print(os.path.exists('/proc/self'), os.path.exists('/sys/fs'), sorted(os.listdir('/')))\n"
      "print(os.getpid(), os.getppid(), os.getuid(), os.getgroups())"));
  EXPECT_EQ(result.output,
            "False False ['box', 'dev', 'etc', 'full', 'lib', 'lib64', 'r1bench', 'shared', 'tmp', "
            "'usr']\n2 1 1000 []\n");
}

TEST_F(SecurityTest, FilesOfTheHostAreOutOfSight) {
  const std::string canary = base::JoinPath(
      std::getenv("TEST_TMPDIR") != nullptr ? std::getenv("TEST_TMPDIR") : "/tmp", "canary");
  base::WriteFileAtomic(canary, "secret");
  for (const Toolset toolset : {Toolset::kRun, Toolset::kCompile}) {
    BoxRun run = Python("import os, sys\nfor p in sys.argv[1:]: print(os.access(p, os.F_OK))");
    run.argv.insert(run.argv.end(), {canary, "/etc/passwd", "/etc/shadow", "/root", "/home",
                                     "/full/usr", "/dev/sda", "/dev/tty"});
    run.toolset = toolset;
    EXPECT_EQ(pool_->Run(run).output, "False\nFalse\nFalse\nFalse\nFalse\nFalse\nFalse\nFalse\n");
  }
}

TEST_F(SecurityTest, CompilerAndShellAreOutOfARunBox) {
  const char source[] =
      "import os, sys\n"
      "for p in ('sh', 'g++', 'cc', 'ld', 'perl', 'mount', 'su'):\n"
      "  print(int(os.path.exists('/usr/bin/' + p)), end='')\n"
      "print(os.path.exists('/usr/lib/gcc'))";
  BoxRun run = Python(source);
  EXPECT_EQ(pool_->Run(run).output, "0000000False\n");
  run.toolset = Toolset::kCompile;
  EXPECT_EQ(pool_->Run(run).output.substr(0, 2), "11");
}

TEST_F(SecurityTest, SetuidProgramsGainNothing) {
  BoxRun run = Shell("su -c id; mount -t tmpfs none /box; echo end");
  const BoxResult result = pool_->Run(run);
  EXPECT_EQ(result.output, "end\n") << result.error;
}

TEST_F(SecurityTest, EnvironmentOfTheCallerIsOutOfSight) {
  setenv("JUDGE_CANARY", "secret", 1);
  const BoxResult result =
      pool_->Run(Python("import os, glob\n"
                        "print(os.environ.get('JUDGE_CANARY'), glob.glob('/proc/*/environ'))"));
  EXPECT_EQ(result.output, "None []\n");
}

TEST_F(SecurityTest, NoDescriptorsAreInherited) {
  const BoxResult result =
      pool_->Run(Python("import os\n"
                        "found = []\n"
                        "for fd in range(3, 64):\n"
                        "  try: os.fstat(fd); found.append(fd)\n"
                        "  except OSError: pass\n"
                        "print(found)"));
  // The script itself is open while it runs in no version of the interpreter.
  EXPECT_EQ(result.output, "[]\n");
}

TEST_F(SecurityTest, InputCannotBeChanged) {
  BoxRun run = Python(
      "import os, mmap\n"
      "for act in (lambda: os.write(0, b'x'), lambda: os.ftruncate(0, 0),\n"
      "            lambda: mmap.mmap(0, 1)):\n"
      "  try: act(); print('done')\n"
      "  except (OSError, ValueError): print('refused')");
  run.input = SharedBytes::Make("input");
  EXPECT_EQ(pool_->Run(run).output, "refused\nrefused\nrefused\n");
}

}  // namespace
}  // namespace r1bench::verifiers
