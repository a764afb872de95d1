#include "tools/bench/peers.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/runfiles.h"

extern char** environ;

namespace r1bench::bench {
namespace {

// Reads until the writers have closed their end.
std::string ReadAll(int fd) {
  std::string text;
  char buffer[4096];
  for (;;) {
    const ssize_t n = read(fd, buffer, sizeof buffer);
    if (n > 0) {
      text.append(buffer, static_cast<size_t>(n));
    } else if (n == 0 || errno != EINTR) {
      return text;
    }
  }
}

int WaitFor(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

// Starts `command` with its standard output in the write end of a pipe; returns the read end.
int Start(const std::vector<std::string>& command, pid_t* child) {
  int ends[2];
  base::Require(pipe2(ends, O_CLOEXEC) == 0, "cannot make a pipe: ", std::strerror(errno));
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  std::vector<char*> argv;
  for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  const int error = posix_spawn(child, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (error != 0) {
    close(ends[0]);
    base::Fail("cannot run ", command[0], ": ", std::strerror(error));
  }
  return ends[0];
}

std::string ProblemOf(int status) {
  if (WIFSIGNALED(status)) return base::StrCat("ended by signal ", WTERMSIG(status));
  const int code = WEXITSTATUS(status);
  return code == 0 ? "" : base::StrCat("ended with status ", code);
}

PeerFigure ParseLine(std::string_view line, std::string_view where) {
  PeerFigure figure;
  figure.line = base::ParseJson(line, where);
  figure.peer = base::JsonGet<std::string>(figure.line, "peer", where);
  figure.figure = base::JsonGet<std::string>(figure.line, "figure", where);
  figure.value = base::JsonGet<double>(figure.line, "value", where);
  figure.unit = base::JsonGet<std::string>(figure.line, "unit", where);
  return figure;
}

}  // namespace

std::vector<PeerFigure> ParsePeerLines(std::string_view text, std::string_view where) {
  std::vector<PeerFigure> figures;
  for (int number = 1; !text.empty(); ++number) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (line.starts_with('{')) {
      figures.push_back(ParseLine(line, base::StrCat(where, ":", number)));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return figures;
}

double PeerValue(const std::vector<PeerFigure>& figures, std::string_view peer,
                 std::string_view figure) {
  for (const PeerFigure& f : figures) {
    if (f.peer == peer && f.figure == figure) return f.value;
  }
  return 0;
}

base::Json PeersJson(const std::vector<PeerFigure>& figures) {
  base::Json lines = base::Json::array();
  for (const PeerFigure& figure : figures) lines.push_back(figure.line);
  return lines;
}

PeerRun RunPeer(const std::string& environment, const std::string& script,
                const std::vector<std::string>& arguments) {
  const std::string python = base::JoinPath(environment, "bin/python");
  base::Require(base::Exists(python), "expected a Python environment in ", environment, ": ",
                python, " is missing; make one with tools/peers/setup.sh FOLDER");
  // -B: the runfiles get no compiled copies.
  std::vector<std::string> command = {python, "-B", base::Runfile("tools/peers/" + script)};
  command.insert(command.end(), arguments.begin(), arguments.end());
  std::fprintf(stderr, "measuring with %s\n", script.c_str());
  pid_t child = 0;
  const int out = Start(command, &child);
  const std::string text = ReadAll(out);
  close(out);
  const std::string ended = ProblemOf(WaitFor(child));
  PeerRun run;
  if (!ended.empty()) run.problem = base::StrCat(script, " ", ended);
  try {
    run.figures = ParsePeerLines(text, script);
  } catch (const base::Error& error) {
    run.problem += base::StrCat(run.problem.empty() ? "" : "; ", error.what());
  }
  return run;
}

}  // namespace r1bench::bench
