#include "data/codeforces_style/run_program.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <memory>

#include "base/error.h"

namespace r1bench::data::codeforces_style {
namespace {

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

// A file without a name: unlike a pipe it never makes the program wait for us.
File TemporaryFile() {
  File file(std::tmpfile(), &std::fclose);
  base::Require(file != nullptr, "expected a temporary file; free some space in /tmp");
  return file;
}

std::string Content(std::FILE* file) {
  std::string content;
  char buffer[1 << 16];
  std::rewind(file);
  for (size_t size; (size = std::fread(buffer, 1, sizeof(buffer), file)) > 0;) {
    content.append(buffer, size);
  }
  return content;
}

// Starts the program with the two files as standard input and output, and waits for its status.
int Run(const std::string& program, std::FILE* input, std::FILE* output) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, fileno(input), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, fileno(output), STDOUT_FILENO);
  char* argv[] = {const_cast<char*>(program.c_str()), nullptr};
  pid_t pid = 0;
  const int refused = posix_spawn(&pid, program.c_str(), &actions, nullptr, argv, environ);
  posix_spawn_file_actions_destroy(&actions);
  base::Require(refused == 0, "expected to start ", program, ", got error ", refused);
  int status = 0;
  base::Require(waitpid(pid, &status, 0) == pid, "expected to wait for ", program);
  return status;
}

}  // namespace

std::string RunProgram(const std::string& program, std::string_view input) {
  const File in = TemporaryFile();
  const File out = TemporaryFile();
  const size_t written = std::fwrite(input.data(), 1, input.size(), in.get());
  base::Require(written == input.size(), "expected room for a temporary file in /tmp");
  std::rewind(in.get());
  const int status = Run(program, in.get(), out.get());
  base::Require(status == 0, "expected ", program, " to exit with status 0, got wait status ",
                status);
  return Content(out.get());
}

}  // namespace r1bench::data::codeforces_style
