// warm_box.so, which the warmed interpreter loads: it takes requests, and each becomes a box whose
// program is a fork of the interpreter. No C++ runtime, so that forks stay small.
#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "verifiers/sandbox/box_process.h"
#include "verifiers/sandbox/warm_protocol.h"

extern "C" {
// Of the interpreter.
struct PyObject;
void PyOS_BeforeFork();
void PyOS_AfterFork_Child();
PyObject* PyList_New(ssize_t);
int PyList_SetItem(PyObject*, ssize_t, PyObject*);
PyObject* PyUnicode_DecodeFSDefault(const char*);
PyObject* PyBytes_FromString(const char*);
PyObject* Py_BuildValue(const char*, ...);

// clone(2) whose child goes on with this stack, as vfork's does: the return address is kept in a
// register, because the child will have overwritten its place. A negative errno on failure.
long CloneOnThisStack(unsigned long flags, void* no_stack, pid_t* parent_tid)
    __attribute__((returns_twice));
asm(R"(
  .type CloneOnThisStack, @function
  CloneOnThisStack:
    popq %r9
    xorl %r10d, %r10d
    xorl %r8d, %r8d
    movl $56, %eax
    syscall
    pushq %r9
    ret
  .size CloneOnThisStack, .-CloneOnThisStack
)");
}

namespace r1bench::verifiers {
namespace {

constexpr int kMaxFds = 250;
constexpr int kMaxFilter = 4096;

WarmRequest request;
int fds[kMaxFds];
int num_fds;
sock_filter filter[kMaxFilter];
sock_fprog filter_program;
BoxFileSpec files[kMaxWarmFiles];
const char* strings[kMaxWarmStrings + 1];

int ReceiveRequest() {
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(fds))];
  iovec part = {&request, sizeof(request)};
  msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof(control);
  ssize_t got = 0;
  do {
    got = recvmsg(kWarmSocket, &message, MSG_CMSG_CLOEXEC);
  } while (got < 0 && errno == EINTR);
  if (got < static_cast<ssize_t>(offsetof(WarmRequest, text))) return -1;
  cmsghdr* const header = CMSG_FIRSTHDR(&message);
  if (header == nullptr || header->cmsg_type != SCM_RIGHTS) return -1;
  num_fds = static_cast<int>((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
  memcpy(fds, CMSG_DATA(header), static_cast<size_t>(num_fds) * sizeof(int));
  return 0;
}

// Points into the text, and counts what is really there.
int SplitText() {
  int count = 0;
  const char* at = request.text;
  const char* const end = request.text + request.text_bytes;
  while (at < end && count < kMaxWarmStrings) {
    strings[count++] = at;
    at += strlen(at) + 1;
  }
  strings[count] = nullptr;
  return count;
}

void FillSpec(BoxSpec* spec) {
  *spec = {};
  const int channel = 4;
  const int first_file = request.paired ? 6 : 4;
  spec->program_fd = -1;
  for (int i = 0; i < request.num_files; ++i) {
    files[i] = {strings[i], fds[first_file + i], request.file_sizes[i]};
  }
  spec->files = files;
  spec->num_files = request.num_files;
  spec->input_fd = fds[0];
  spec->output_fd = fds[1];
  spec->error_fd = fds[2];
  spec->status_fd = fds[3];
  spec->channel_in = request.paired ? fds[channel] : -1;
  spec->channel_out = request.paired ? fds[channel + 1] : -1;
  spec->keep = strings + request.num_files;
  spec->num_keep = request.num_keep;
  spec->bounds = request.bounds;
  spec->weak = request.weak != 0;
  spec->work_directory = kWorkDirectory;
  spec->filter = &filter_program;
  spec->join_fds = fds + first_file + request.num_files;
  spec->num_join_fds = request.num_join_fds;
}

bool IsComplete(int num_strings) {
  const int first_file = request.paired ? 6 : 4;
  return request.num_files <= kMaxWarmFiles &&
         num_fds == first_file + request.num_files + request.num_join_fds &&
         num_strings ==
             request.num_files + request.num_keep + request.num_arguments + request.num_environment;
}

void Answer(WarmReply reply) { send(kWarmSocket, &reply, sizeof(reply), MSG_NOSIGNAL); }

// Whether this is now a box's program. Init shares this process's memory, which saves a copy of the
// interpreter's page tables; this process sleeps until init has ended, which is no loss since a
// worker has one box at a time. So it is init that answers, with its pid as the worker sees it.
bool Fork() {
  if (!IsComplete(SplitText())) {
    Answer(-EINVAL);
    return false;
  }
  static BoxSpec spec;
  static pid_t init;
  FillSpec(&spec);
  const unsigned long flags =
      InitFlags(spec) | CLONE_PARENT | CLONE_VM | CLONE_VFORK | CLONE_PARENT_SETTID;
  const long result = CloneOnThisStack(flags, nullptr, &init);
  if (result < 0) Answer(result);
  if (result != 0) return false;
  Answer(init);
  RunInit(spec);
  return true;
}

PyObject* ListOf(const char* const* texts, int count, PyObject* (*make)(const char*)) {
  PyObject* const list = PyList_New(count);
  for (int i = 0; i < count; ++i) PyList_SetItem(list, i, make(texts[i]));
  return list;
}

PyObject* Program() {
  const char** const arguments = strings + request.num_files + request.num_keep;
  return Py_BuildValue(
      "(NN)", ListOf(arguments, request.num_arguments, PyUnicode_DecodeFSDefault),
      ListOf(arguments + request.num_arguments, request.num_environment, PyBytes_FromString));
}

}  // namespace
}  // namespace r1bench::verifiers

extern "C" {

// Once: takes the system call filter, and keeps low descriptors free.
int PrepareBoxes() {
  using namespace r1bench::verifiers;
  prctl(PR_SET_DUMPABLE, 0);
  const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int fd = kWarmSocket + 1; fd < kFirstWorkerFd; ++fd) {
    if (fd != null) dup3(null, fd, O_CLOEXEC);
  }
  const ssize_t size = recv(kWarmSocket, filter, sizeof(filter), 0);
  filter_program = {static_cast<unsigned short>(size > 0 ? size / sizeof(filter[0]) : 0), filter};
  return size > 0 ? 0 : -1;
}

// Answers requests. Returns in the process of each box's program: its arguments and environment.
// Returns None when the worker has gone.
PyObject* NextBox() {
  using namespace r1bench::verifiers;
  while (ReceiveRequest() == 0) {
    if (Fork()) {
      PyOS_BeforeFork();
      PyOS_AfterFork_Child();
      return Program();
    }
    for (int i = 0; i < num_fds; ++i) close(fds[i]);
  }
  return Py_BuildValue("");
}
}
