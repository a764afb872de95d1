#include "verifiers/sandbox/cgroup.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <map>
#include <sstream>

#include "base/error.h"

namespace r1bench::verifiers {
namespace {

// What a finished run may still hold: page tables, directory entries, the kernel's per-processor
// stock of charged pages.
constexpr int64_t kIdleBytes = int64_t{4} << 20;
constexpr int kIdleWaits = 500;  // of a millisecond
constexpr int kDropFirst = 4, kDropEvery = 64;
constexpr int kBusyWaits = 5000;

std::string ReadAll(int fd) {
  std::array<char, 4096> buffer;
  const ssize_t size = pread(fd, buffer.data(), buffer.size(), 0);
  return size > 0 ? std::string(buffer.data(), static_cast<size_t>(size)) : std::string();
}

int64_t ClockNanoseconds(clockid_t clock) {
  timespec time = {};
  if (clock_gettime(clock, &time) != 0) return 0;
  return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

int64_t ReadNumber(int fd) { return fd < 0 ? 0 : std::atoll(ReadAll(fd).c_str()); }

// The number after `key` at the start of a line; 0 when there is none.
int64_t ReadKey(int fd, const std::string& key) {
  if (fd < 0) return 0;
  std::istringstream lines(ReadAll(fd));
  std::string name;
  for (int64_t value = 0; lines >> name >> value;) {
    if (name == key) return value;
  }
  return 0;
}

bool WriteNumber(int fd, int64_t value) {
  const std::string text = std::to_string(value);
  return pwrite(fd, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
}

// Writes a limit that is not the one already set.
bool SetOnce(int fd, int64_t value, int64_t* last) {
  if (fd < 0 || value == *last) return true;
  if (!WriteNumber(fd, value)) return false;
  *last = value;
  return true;
}

int OpenIn(const std::string& folder, const char* name, int flags) {
  return open((folder + "/" + name).c_str(), flags | O_CLOEXEC);
}

// Version 1 kills one process of a group that has run out; the supervisor ends the others.
int OpenEvent(const std::string& folder, int events) {
  const int event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  const int control = OpenIn(folder, "cgroup.event_control", O_WRONLY);
  const std::string text = base::StrCat(event, " ", events);
  const bool ok = control >= 0 && write(control, text.data(), text.size()) > 0;
  if (control >= 0) close(control);
  if (ok) return event;
  close(event);
  return -1;
}

bool Contains(const std::string& list, const std::string& word, char separator) {
  std::istringstream in(list);
  for (std::string one; std::getline(in, one, separator);) {
    if (one == word) return true;
  }
  return false;
}

// The process's group for a version 1 controller, or for version 2 with "".
std::string OwnPath(const std::string& controller) {
  std::ifstream lines("/proc/self/cgroup");
  for (std::string line; std::getline(lines, line);) {
    const size_t first = line.find(':');
    const size_t second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const bool found =
        controller.empty() ? controllers.empty() : Contains(controllers, controller, ',');
    if (found) return line.substr(second + 1);
  }
  return "";
}

struct Mount {
  std::string root;
  std::string folder;
};

// Where the hierarchy of a controller (version 2: "") is mounted. Fields of mountinfo: see proc(5).
Mount FindMount(const std::string& controller) {
  std::ifstream lines("/proc/self/mountinfo");
  for (std::string line; std::getline(lines, line);) {
    const size_t dash = line.find(" - ");
    if (dash == std::string::npos) continue;
    std::istringstream left(line.substr(0, dash));
    std::istringstream right(line.substr(dash + 3));
    std::string skip, type, options;
    Mount mount;
    left >> skip >> skip >> skip >> mount.root >> mount.folder;
    right >> type >> skip >> options;
    if (controller.empty() ? type == "cgroup2"
                           : type == "cgroup" && Contains(options, controller, ',')) {
      return mount;
    }
  }
  return {};
}

// The folder of the process's own group; "" when it is not in sight.
std::string OwnFolder(const std::string& controller) {
  const Mount mount = FindMount(controller);
  if (mount.folder.empty()) return "";
  std::string path = OwnPath(controller);
  if (mount.root != "/" && path.rfind(mount.root, 0) == 0) path = path.substr(mount.root.size());
  const std::string folder = path == "/" ? mount.folder : mount.folder + path;
  return access(folder.c_str(), F_OK) == 0 ? folder : mount.folder;
}

// The nearest group, from the process's own upwards, whose children have both controllers.
std::string DelegatingFolder() {
  const std::string top = FindMount("").folder;
  for (std::string folder = OwnFolder(""); folder.size() >= top.size() && !folder.empty();
       folder = folder.substr(0, folder.rfind('/'))) {
    std::ifstream in(folder + "/cgroup.subtree_control");
    std::string controllers;
    std::getline(in, controllers);
    if (Contains(controllers, "memory", ' ') && Contains(controllers, "pids", ' ')) return folder;
  }
  return "";
}

}  // namespace

Cgroup::~Cgroup() {
  for (const int fd : join_fds_) close(fd);
  for (const int fd : enter_fds_) close(fd);
  for (const int fd : {memory_limit_, memory_usage_, memory_peak_, memory_events_, memory_drop_,
                       oom_event_, cpu_, pids_}) {
    if (fd >= 0) close(fd);
  }
}

void Cgroup::Make(const std::string& name) {
  if (!MakeV2(name)) MakeV1(name);
}

bool Cgroup::MakeV2(const std::string& name) {
  const std::string parent = DelegatingFolder();
  if (parent.empty()) return false;
  const std::string folder = parent + "/" + name;
  if (mkdir(folder.c_str(), 0755) != 0 && errno != EEXIST) return false;
  const int join = OpenIn(folder, "cgroup.procs", O_WRONLY);
  if (join < 0) {
    rmdir(folder.c_str());
    return false;
  }
  folders_.push_back(folder);
  join_fds_.push_back(join);
  version_ = 2;
  memory_limit_ = OpenIn(folder, "memory.max", O_WRONLY);
  memory_usage_ = OpenIn(folder, "memory.current", O_RDONLY);
  memory_peak_ = OpenIn(folder, "memory.peak", O_RDWR);
  if (memory_peak_ < 0) memory_peak_ = OpenIn(folder, "memory.peak", O_RDONLY);
  memory_events_ = OpenIn(folder, "memory.events", O_RDONLY);
  memory_drop_ = OpenIn(folder, "memory.reclaim", O_WRONLY);
  cpu_ = OpenIn(folder, "cpu.stat", O_RDONLY);
  pids_ = OpenIn(folder, "pids.max", O_WRONLY);
  // Not memory.oom.group: the kernel would also end whoever shares a box's init's memory, the
  // worker.
  if (const int swap = OpenIn(folder, "memory.swap.max", O_WRONLY); swap >= 0) {
    WriteNumber(swap, 0);
    close(swap);
  }
  description_ = "cgroup v2 (memory, cpu, pids)";
  return true;
}

std::string Cgroup::AddV1(const std::string& controller, const std::string& name,
                          std::vector<int>* members) {
  const std::string parent = OwnFolder(controller);
  if (parent.empty()) return "";
  std::string folder = parent + "/" + name;
  if (mkdir(folder.c_str(), 0755) != 0 && errno != EEXIST) return "";
  const int join = OpenIn(folder, "tasks", O_WRONLY);
  if (join < 0) {
    rmdir(folder.c_str());
    return "";
  }
  folders_.push_back(folder);
  members->push_back(join);
  description_ += description_.empty() ? controller : ", " + controller;
  version_ = 1;
  return folder;
}

void Cgroup::MakeV1(const std::string& name) {
  description_ = "";
  const std::string memory = AddV1("memory", name, &join_fds_);
  if (!memory.empty()) {
    memory_limit_ = OpenIn(memory, "memory.limit_in_bytes", O_WRONLY);
    memory_usage_ = OpenIn(memory, "memory.usage_in_bytes", O_RDONLY);
    memory_peak_ = OpenIn(memory, "memory.max_usage_in_bytes", O_RDWR);
    memory_events_ = OpenIn(memory, "memory.oom_control", O_RDONLY);
    memory_drop_ = OpenIn(memory, "memory.force_empty", O_WRONLY);
    oom_event_ = OpenEvent(memory, memory_events_);
  }
  const std::string cpu = AddV1("cpuacct", name, &enter_fds_);
  if (!cpu.empty()) cpu_ = OpenIn(cpu, "cpuacct.usage", O_RDONLY);
  const std::string pids = AddV1("pids", name, &enter_fds_);
  if (!pids.empty()) pids_ = OpenIn(pids, "pids.max", O_WRONLY);
  description_ =
      description_.empty() ? "no cgroup" : base::StrCat("cgroup v1 (", description_, ")");
}

void Cgroup::Enter() const {
  for (const int fd : enter_fds_) {
    base::Require(write(fd, "0", 1) == 1, "expected to enter a control group, got ",
                  std::strerror(errno));
  }
}

void Cgroup::SetInterpreter(pid_t interpreter) {
  if (interpreter != interpreter_) interpreter_before_ = 0;
  interpreter_ = interpreter;
}

bool Cgroup::Prepare(int64_t memory_bytes, int pids, int residents) {
  for (int i = 0; ReadNumber(memory_usage_) > kIdleBytes; ++i) {
    if (i == kIdleWaits) return false;
    if (i % kDropEvery == kDropFirst) DropCaches();
    usleep(1000);
  }
  if (!SetOnce(memory_limit_, memory_bytes, &memory_set_)) return false;
  const int counted = enter_fds_.empty() ? 0 : residents;
  if (!SetOnce(pids_, pids + counted, &pids_set_)) return false;
  // Version 2 forgets the peak for this descriptor alone, from kernel 6.12 on.
  if (memory_peak_ >= 0) WriteNumber(memory_peak_, 0);
  peak_before_ = ReadNumber(memory_peak_);
  oom_before_ = OomKills();
  TakeOomEvents();
  cpu_before_ = RawCpuNanoseconds();
  worker_before_ = WorkerCpuNanoseconds();
  interpreter_before_ = InterpreterCpuNanoseconds();
  return true;
}

// Files that a run was the first to read count as its memory, and stay until somebody needs it.
void Cgroup::DropCaches() const {
  WriteNumber(memory_drop_, version_ == 2 ? ReadNumber(memory_usage_) : 0);
}

int64_t Cgroup::RawCpuNanoseconds() const {
  return version_ == 2 ? ReadKey(cpu_, "usage_usec") * 1000 : ReadNumber(cpu_);
}

int64_t Cgroup::WorkerCpuNanoseconds() const {
  return enter_fds_.empty() ? 0 : ClockNanoseconds(CLOCK_PROCESS_CPUTIME_ID);
}

int64_t Cgroup::InterpreterCpuNanoseconds() const {
  clockid_t clock = 0;
  if (enter_fds_.empty() || interpreter_ <= 0 || clock_getcpuclockid(interpreter_, &clock) != 0) {
    return 0;
  }
  return ClockNanoseconds(clock);
}

int64_t Cgroup::CpuNanoseconds() const {
  return RawCpuNanoseconds() - cpu_before_ - (WorkerCpuNanoseconds() - worker_before_) -
         (InterpreterCpuNanoseconds() - interpreter_before_);
}

int64_t Cgroup::PeakBytes() const {
  const int64_t peak = ReadNumber(memory_peak_);
  return peak_before_ < kIdleBytes || peak > peak_before_ ? peak : 0;
}

int64_t Cgroup::OomKills() const { return ReadKey(memory_events_, "oom_kill"); }

int64_t Cgroup::TakeOomEvents() const {
  uint64_t events = 0;
  if (oom_event_ < 0 || read(oom_event_, &events, sizeof(events)) < 0) return 0;
  return static_cast<int64_t>(events);
}

bool Cgroup::OutOfMemory() const { return OomKills() > oom_before_ || TakeOomEvents() > 0; }

void Cgroup::Remove(const std::vector<std::string>& folders) {
  for (const std::string& folder : folders) {
    for (int i = 0; i < kBusyWaits && rmdir(folder.c_str()) != 0 && errno == EBUSY; ++i) {
      usleep(1000);
    }
  }
}

}  // namespace r1bench::verifiers
