// Thousands of runs leave nothing behind, and a process that is killed takes nothing with it but
// its own.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <sstream>
#include <thread>

#include "verifiers/sandbox/box_test_util.h"

namespace r1bench::verifiers {
namespace {

namespace fs = std::filesystem;

std::vector<pid_t> Children(pid_t pid) {
  std::vector<pid_t> children;
  std::error_code gone;
  for (const auto& task : fs::directory_iterator(base::StrCat("/proc/", pid, "/task"), gone)) {
    std::ifstream in(task.path() / "children");
    for (pid_t child = 0; in >> child;) children.push_back(child);
  }
  return children;
}

std::vector<pid_t> Descendants(pid_t pid) {
  std::vector<pid_t> all = Children(pid);
  for (size_t i = 0; i < all.size(); ++i) {
    for (const pid_t child : Children(all[i])) all.push_back(child);
  }
  return all;
}

// Entries of a folder or lines of a file under /proc; -1 where they may not be read.
int Count(const std::string& path) {
  std::error_code error;
  int count = 0;
  if (fs::is_directory(path, error)) {
    for (auto it = fs::directory_iterator(path, error); !error && it != fs::end(it); ++it) ++count;
    return error ? -1 : count;
  }
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) ++count;
  return count;
}

// What there is of this process and all below it. A box's init may still be ending.
std::string InventoryNow() {
  std::vector<pid_t> pids = Descendants(getpid());
  pids.push_back(getpid());
  std::ostringstream out;
  for (const pid_t pid : pids) {
    out << " fds " << Count(base::StrCat("/proc/", pid, "/fd")) << " mounts "
        << Count(base::StrCat("/proc/", pid, "/mountinfo")) << " threads "
        << Count(base::StrCat("/proc/", pid, "/task"));
  }
  return out.str();
}

std::string Inventory() {
  std::string inventory = InventoryNow();
  for (int same = 0; same < 20; ++same) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const std::string again = InventoryNow();
    if (again == inventory) continue;
    inventory = again;
    same = 0;
  }
  return inventory;
}

int64_t ResidentBytes() {
  int64_t pages = 0;
  for (const pid_t pid : Descendants(getpid())) {
    std::ifstream in(base::StrCat("/proc/", pid, "/statm"));
    int64_t size = 0;
    int64_t resident = 0;
    in >> size >> resident;
    pages += resident;
  }
  return pages * sysconf(_SC_PAGESIZE);
}

bool Eventually(const std::function<bool()>& holds) {
  for (int i = 0; i < 10'000; ++i) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

bool AllGone(const std::vector<pid_t>& pids) {
  return std::none_of(pids.begin(), pids.end(),
                      [](pid_t pid) { return fs::exists(base::StrCat("/proc/", pid)); });
}

class PoolTest : public BoxTest {
 protected:
  static BoxRun Warm(const std::string& source) {
    BoxRun run = Python(source);
    run.argv = {"main.py"};
    run.warm_python = true;
    return run;
  }

  // Native and warmed runs, some of which break a limit.
  static void RunMany(int count) {
    std::vector<BoxRun> runs = {Probe("ok"),    Warm("print(1)"), Probe("exit7"),
                                Probe("abort"), Probe("fill"),    Warm("1 / 0")};
    runs[4].limits.tmpfs_bytes = 1 << 20;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 2; ++thread) {
      threads.emplace_back([&, thread] {
        for (int i = thread; i < count; i += 2) {
          const BoxResult result = pool_->Run(runs[static_cast<size_t>(i) % runs.size()]);
          EXPECT_NE(result.outcome, BoxOutcome::kError) << result.message;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }

  // The processes that hold boxes: each is the one child of a worker's keeper.
  static std::vector<pid_t> Workers() {
    std::vector<pid_t> workers;
    for (const pid_t keeper : Children(getpid())) {
      for (const pid_t worker : Children(keeper)) workers.push_back(worker);
    }
    return workers;
  }

  // The worker with an init and a program below it; 0 when there is none.
  static pid_t BusyWorker() {
    for (const pid_t worker : Workers()) {
      for (const pid_t init : Children(worker)) {
        if (!Children(init).empty()) return worker;
      }
    }
    return 0;
  }

  static pid_t Parent(pid_t pid) {
    std::ifstream status(base::StrCat("/proc/", pid, "/status"));
    pid_t parent = 0;
    for (std::string word; status >> word;) {
      if (word == "PPid:") status >> parent;
    }
    return parent;
  }
};

TEST_F(PoolTest, RunsLeaveNothingBehind) {
  // Both interpreters start.
  pool_->RunPair(Warm("pass"), Warm("pass"));
  RunMany(100);
  const std::string before = Inventory();
  const int64_t resident = ResidentBytes();
  RunMany(2000);
  EXPECT_EQ(Inventory(), before);
  EXPECT_LT(ResidentBytes() - resident, int64_t{2} << 20);
}

// Kills the worker under a run: the process that holds its box, or the one above that.
class KilledWorkerTest : public PoolTest, public testing::WithParamInterface<bool> {};

TEST_P(KilledWorkerTest, LosesNoRun) {
  BoxRun run = Probe("spin");
  run.limits.cpu_ms = 700;
  run.limits.wall_ms = 100'000;
  auto result = std::async(std::launch::async, [&] { return pool_->Run(run); });
  pid_t busy = 0;
  ASSERT_TRUE(Eventually([&] { return (busy = BusyWorker()) != 0; }));
  std::vector<pid_t> below = Descendants(busy);
  below.push_back(busy);
  ASSERT_EQ(kill(GetParam() ? Parent(busy) : busy, SIGKILL), 0);
  EXPECT_EQ(result.get().outcome, BoxOutcome::kCpuLimit);
  EXPECT_TRUE(Eventually([&] { return AllGone(below); }));
  EXPECT_EQ(Workers().size(), 2U);
}

INSTANTIATE_TEST_SUITE_P(Keeper, KilledWorkerTest, testing::Bool());

TEST_F(PoolTest, WorkerKilledTwiceIsAnErrorOfTheSandbox) {
  auto result = std::async(std::launch::async, [] { return pool_->Run(Probe("sleep")); });
  while (result.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready) {
    const pid_t busy = BusyWorker();
    if (busy != 0) kill(busy, SIGKILL);
  }
  EXPECT_EQ(result.get().outcome, BoxOutcome::kError);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(pool_->Run(Probe("ok")).output, "done\n");
}

TEST_F(PoolTest, KilledOwnerLeavesNothing) {
  const std::string program = base::Runfile("verifiers/sandbox/pool_owner");
  int out[2];
  ASSERT_EQ(pipe2(out, O_CLOEXEC), 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, out[1], 1);
  char* argv[] = {const_cast<char*>(program.c_str()), nullptr};
  pid_t owner = -1;
  ASSERT_EQ(posix_spawn(&owner, program.c_str(), &actions, nullptr, argv, environ), 0);
  posix_spawn_file_actions_destroy(&actions);
  close(out[1]);
  char line[8] = {};
  ASSERT_EQ(read(out[0], line, 7), 7);
  close(out[0]);
  // Two workers, each with its keeper, and the box's init and program.
  std::vector<pid_t> below;
  ASSERT_TRUE(Eventually([&] { return (below = Descendants(owner)).size() >= 6; }));
  kill(owner, SIGKILL);
  waitpid(owner, nullptr, 0);
  EXPECT_TRUE(Eventually([&] { return AllGone(below); }));
  const std::string name = base::StrCat("r1bench.", owner, ".");
  std::error_code error;
  int left = 0;
  for (auto it = fs::recursive_directory_iterator("/sys/fs/cgroup", error);
       !error && it != fs::end(it); it.increment(error)) {
    if (it->path().filename().string().starts_with(name)) ++left;
  }
  EXPECT_EQ(left, 0);
}

}  // namespace
}  // namespace r1bench::verifiers
