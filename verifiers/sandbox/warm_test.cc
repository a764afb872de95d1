// A fork of the warmed interpreter behaves as an interpreter that was started for the script.
#include <gtest/gtest.h>

#include "verifiers/sandbox/box_test_util.h"

namespace r1bench::verifiers {
namespace {

class WarmTest : public BoxTest {
 protected:
  static BoxRun Warm(const std::string& source) {
    BoxRun run = Python(source);
    run.argv = {"main.py"};
    run.warm_python = true;
    return run;
  }

  // Both ways, which must agree.
  static BoxResult Both(const std::string& source, const std::string& input = "") {
    BoxRun cold = Python(source);
    BoxRun warm = Warm(source);
    cold.input = warm.input = SharedBytes::Make(input);
    const BoxResult expected = pool_->Run(cold);
    BoxResult result = pool_->Run(warm);
    EXPECT_EQ(result.outcome, expected.outcome) << source << result.message;
    EXPECT_EQ(result.exit_code, expected.exit_code) << source;
    EXPECT_EQ(result.signal, expected.signal) << source;
    EXPECT_EQ(result.output, expected.output) << source;
    EXPECT_EQ(result.error, expected.error) << source;
    return result;
  }
};

TEST_F(WarmTest, RunsTheScript) {
  const BoxResult result = Both("print(sum(map(int, input().split())))", "1 2\n");
  EXPECT_EQ(result.output, "3\n");
  EXPECT_GT(result.cpu_ms, 0);
  EXPECT_GT(result.peak_bytes, 100'000);
}

TEST_F(WarmTest, EndsAsAScriptEnds) {
  for (const char* const source :
       {"raise ValueError('x')", "import sys; sys.exit(3)", "import sys; sys.exit('message')",
        "x = (", "import os; os._exit(4)", "import os, signal; os.kill(os.getpid(), 9)",
        "def f(): return 1 / 0\nf()", "import atexit; atexit.register(print, 'last')",
        "import threading; threading.Timer(0.01, print, ['late']).start()",
        "import sys; sys.exit(256 + 7)", "import sys; sys.exit(-1)", "import sys; sys.exit(None)",
        "class A:\n  def __del__(self): print('deleted')\na = A()",
        "import sys; sys.stdout.close()", "print('x', end='')", "raise KeyboardInterrupt",
        "import sys; sys.excepthook = lambda *a: print('mine'); 1 / 0",
        "import threading\nthreading.Thread(target=lambda: 1 / 0, name='t').start()",
        "import os\nif os.fork() == 0: print('child')\nelse: os.wait(); print('parent')"}) {
    Both(source);
  }
}

TEST_F(WarmTest, HasWhatTheSiteModuleAdds) {
  const BoxResult result = pool_->Run(Warm("exit(5)"));
  EXPECT_EQ(result.outcome, BoxOutcome::kExited);
  EXPECT_EQ(result.exit_code, 5);
}

TEST_F(WarmTest, LooksLikeAScriptOfItsOwn) {
  for (const char* const source :
       {"import sys; print(sys.argv, sys.path, sys.flags, __name__, __file__)",
        "import sys; print(sys.modules['__main__'].__dict__ is globals())",
        "print(sorted(n for n in globals() if not n.startswith('__')))",
        "import os; print(dict(os.environ), os.getpid(), os.getppid(), os.getuid(), os.getcwd())",
        "import sys; print(sys.stdin.encoding, sys.stdout.errors, sys.stderr.errors)",
        "import sys; print(sys.stdout.line_buffering, sys.stderr.line_buffering)",
        "import resource; print([resource.getrlimit(i) for i in (0, 1, 3, 4, 7)])",
        "import pickle\nclass A: pass\nprint(type(pickle.loads(pickle.dumps(A()))) is A)",
        "import os\nprint([f for f in range(64) if os.path.exists('/dev/fd/%d' % f)])"}) {
    Both(source);
  }
}

TEST_F(WarmTest, ReadsItsInputAsAScriptDoes) {
  const std::string input = "one\ntwo\nthree\xff\n";
  for (const char* const source :
       {"import sys; print(sys.stdin.buffer.readline(), sys.stdin.buffer.read())",
        "print(input(), input()); import sys; print(ascii(sys.stdin.read()))",
        "print(open(0, 'rb').read())", "import os; print(os.read(0, 5), os.lseek(0, 0, 1))",
        "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())"}) {
    Both(source, input);
  }
}

TEST_F(WarmTest, RunsDoNotSeeEachOther) {
  const char source[] =
      "import math, os, random\n"
      "print(hasattr(math, 'mark'), os.listdir('.'))\n"
      "math.mark = 1; open('left', 'w')";
  for (int i = 0; i < 4; ++i) EXPECT_EQ(pool_->Run(Warm(source)).output, "False ['main.py']\n");
  const BoxRun numbers = Warm("import random; print(random.random())");
  EXPECT_NE(pool_->Run(numbers).output, pool_->Run(numbers).output);
}

TEST_F(WarmTest, ArgumentsFilesAndEnvironment) {
  BoxRun run = Warm("import os, sys; print(sys.argv[1:], os.environ['A'], open('data').read())");
  run.argv = {"main.py", "x", "y z"};
  run.environment = {"A=b=c"};
  run.files.push_back({"data", SharedBytes::Make("content"), false});
  run.keep = {"data"};
  const BoxResult result = pool_->Run(run);
  EXPECT_EQ(result.output, "['x', 'y z'] b=c content\n") << result.error;
  EXPECT_EQ(result.kept.at("data"), "content");
}

TEST_F(WarmTest, LimitsHold) {
  BoxRun run = Warm("while True: pass");
  run.limits.cpu_ms = 200;
  EXPECT_EQ(pool_->Run(run).outcome, BoxOutcome::kCpuLimit);
  EXPECT_EQ(pool_->Run(Warm("x = bytearray(10**9)")).outcome, BoxOutcome::kMemoryLimit);
  EXPECT_EQ(pool_->Run(Warm("while True: print('x' * 1000)")).outcome, BoxOutcome::kOutputLimit);
  run = Warm("import time; time.sleep(100)");
  run.limits.wall_ms = 100;
  EXPECT_EQ(pool_->Run(run).outcome, BoxOutcome::kWallLimit);
}

TEST_F(WarmTest, PrivilegesAreGone) {
  const char source[] =
      "import ctypes, os\n"
      "c = ctypes.CDLL(None, use_errno=True)\n"
      "print(c.mount(b'none', b'/box', b'tmpfs', 0, 0))";
  EXPECT_EQ(pool_->Run(Warm(source)).outcome, BoxOutcome::kDenied);
  Both("import os\ntry: open('/r1bench/x', 'w')\nexcept OSError as e: print(e)");
  Both("import socket\ntry: socket.socket()\nexcept OSError as e: print(e)");
  Both("import os, signal\nos.kill(1, signal.SIGKILL)\nprint(os.getppid())");
}

TEST_F(WarmTest, PairsTalk) {
  const auto [first, second] =
      pool_->RunPair(Warm("import os; os.write(4, b'hello'); print(os.read(3, 9))"),
                     Warm("import os; print(os.read(3, 9)); os.write(4, b'back')"));
  EXPECT_EQ(first.output, "b'back'\n") << first.error;
  EXPECT_EQ(second.output, "b'hello'\n") << second.error;
}

}  // namespace
}  // namespace r1bench::verifiers
