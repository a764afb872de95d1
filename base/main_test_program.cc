// A small program around base::Main for main_test.
#include <gflags/gflags.h>

#include <csignal>
#include <cstdio>
#include <new>
#include <string>

#include "base/error.h"
#include "base/files.h"
#include "base/main.h"
#include "base/signals.h"

DEFINE_string(action, "succeed", "what the program does");
DEFINE_string(hook_file, "", "where the failure hook writes, if anywhere");

namespace r1bench {
namespace {

int Act() {
  if (!FLAGS_hook_file.empty()) {
    base::OnFailure([](std::string_view status, std::string_view message) {
      base::WriteFileAtomic(FLAGS_hook_file, base::StrCat(status, ": ", message));
    });
  }
  const std::string& action = FLAGS_action;
  if (action == "fail") base::Fail("expected x, got y; do z");
  if (action == "usage") base::FailUsage("--k and --greedy exclude each other; drop one");
  if (action == "memory") throw std::bad_alloc();
  if (action == "odd") throw 3;
  if (action == "seven") return 7;
  if (action == "term" || action == "int") {
    std::raise(action == "int" ? SIGINT : SIGTERM);
    base::ThrowIfStopped();
  }
  std::puts("done");
  return 0;
}

}  // namespace
}  // namespace r1bench

int main(int argc, char** argv) {
  return r1bench::base::Main(
      argc, argv, {"main_test_program", "acts as told", "Does what --action says.\n\nFor a test."},
      r1bench::Act);
}
