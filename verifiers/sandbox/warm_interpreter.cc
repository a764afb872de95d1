#include "verifiers/sandbox/warm_interpreter.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string>
#include <vector>

#include "verifiers/sandbox/warm_protocol.h"

namespace r1bench::verifiers {
namespace {

// The stack's room is fixed when the interpreter starts; a run's own limit comes on top.
constexpr rlim_t kStackRoom = rlim_t{256} << 20;
constexpr size_t kMaxSent = 250;

// Across exec, a user other than root keeps only ambient capabilities. Boxes need this one.
bool KeepSysAdmin() {
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2] = {};
  data[0].effective = data[0].permitted = data[0].inheritable = 1U << CAP_SYS_ADMIN;
  return syscall(SYS_capset, &header, data) == 0 &&
         prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_SYS_ADMIN, 0, 0) == 0;
}

[[noreturn]] void BecomeInterpreter(int socket, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  rlimit stack = {};
  getrlimit(RLIMIT_STACK, &stack);
  stack.rlim_cur = kStackRoom < stack.rlim_max ? kStackRoom : stack.rlim_max;
  setrlimit(RLIMIT_STACK, &stack);
  for (int fd = 0; fd < kWarmSocket; ++fd) dup2(kWarmSocket + 1, fd);  // /dev/null
  if (getppid() != parent || dup2(socket, kWarmSocket) < 0 || !KeepSysAdmin()) _exit(1);
  const char* const argv[] = {"/usr/bin/python3", "-I", "-S", "/r1bench/warm_python.py", nullptr};
  const char* const environment[] = {nullptr};
  execve(argv[0], const_cast<char* const*>(argv), const_cast<char* const*>(environment));
  _exit(1);
}

void AddStrings(const char* const* strings, int count, std::string* text) {
  for (int i = 0; i < count; ++i) text->append(strings[i], std::strlen(strings[i]) + 1);
}

int Count(char* const* strings) {
  int count = 0;
  while (strings[count] != nullptr) ++count;
  return count;
}

bool Fill(const BoxSpec& spec, WarmRequest* request) {
  *request = {};
  request->bounds = spec.bounds;
  request->paired = spec.channel_in >= 0;
  request->weak = spec.weak;
  request->num_files = spec.num_files;
  request->num_keep = spec.num_keep;
  request->num_arguments = Count(spec.argv);
  request->num_environment = Count(spec.environment);
  request->num_join_fds = spec.num_join_fds;
  std::string text;
  for (int i = 0; i < spec.num_files; ++i) {
    request->file_sizes[i] = spec.files[i].size;
    AddStrings(&spec.files[i].name, 1, &text);
  }
  AddStrings(spec.keep, spec.num_keep, &text);
  AddStrings(spec.argv, request->num_arguments, &text);
  AddStrings(spec.environment, request->num_environment, &text);
  if (text.size() > kMaxWarmText) return false;
  std::memcpy(request->text, text.data(), text.size());
  request->text_bytes = static_cast<uint32_t>(text.size());
  return true;
}

std::vector<int> Descriptors(const BoxSpec& spec) {
  std::vector<int> fds = {spec.input_fd, spec.output_fd, spec.error_fd, spec.status_fd};
  if (spec.channel_in >= 0) fds.insert(fds.end(), {spec.channel_in, spec.channel_out});
  for (int i = 0; i < spec.num_files; ++i) fds.push_back(spec.files[i].fd);
  fds.insert(fds.end(), spec.join_fds, spec.join_fds + spec.num_join_fds);
  return fds;
}

bool SendRequest(int socket, const WarmRequest& request, const std::vector<int>& fds) {
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * kMaxSent)> control = {};
  iovec part = {const_cast<WarmRequest*>(&request),
                offsetof(WarmRequest, text) + request.text_bytes};
  msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = CMSG_SPACE(sizeof(int) * fds.size());
  cmsghdr* const header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int) * fds.size());
  std::memcpy(CMSG_DATA(header), fds.data(), sizeof(int) * fds.size());
  return sendmsg(socket, &message, MSG_NOSIGNAL) > 0;
}

}  // namespace

bool WarmInterpreter::Start() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return false;
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ == 0) BecomeInterpreter(ends[1], parent);
  close(ends[1]);
  socket_ = ends[0];
  if (pid_ > 0 && send(socket_, filter_.data(), filter_.size_bytes(), MSG_NOSIGNAL) > 0) {
    return true;
  }
  Stop();
  return false;
}

void WarmInterpreter::Stop() {
  if (socket_ >= 0) close(socket_);
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  socket_ = -1;
  pid_ = -1;
}

pid_t WarmInterpreter::Fork(const BoxSpec& spec) {
  static WarmRequest request;
  if (!Fill(spec, &request)) {
    errno = E2BIG;
    return -1;
  }
  // The second try is for an interpreter that has died.
  for (int i = 0; i < 2; ++i) {
    WarmReply reply = 0;
    if (socket_ < 0 && !Start()) return -1;
    if (SendRequest(socket_, request, Descriptors(spec)) &&
        recv(socket_, &reply, sizeof(reply), 0) == ssize_t{sizeof(reply)}) {
      if (reply < 0) errno = static_cast<int>(-reply);
      return reply > 0 ? static_cast<pid_t>(reply) : -1;
    }
    Stop();
  }
  errno = ECHILD;
  return -1;
}

}  // namespace r1bench::verifiers
