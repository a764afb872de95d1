#include "base/main.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <new>
#include <span>
#include <string>

#include "base/error.h"
#include "base/flags.h"
#include "base/logging.h"
#include "base/run_info.h"
#include "base/signals.h"

namespace r1bench::base {
namespace {

FailureHook& Hook() {
  static FailureHook* const hook = new FailureHook;
  return *hook;
}

void PrintError(std::string_view message) {
  std::fflush(stdout);
  std::fprintf(stderr, "error: %.*s\n", static_cast<int>(message.size()), message.data());
}

// Tells the hook, then the user; returns the exit status.
int Failed(const char* status, std::string_view message, int exit_status) {
  if (Hook()) {
    try {
      Hook()(status, message);
    } catch (const std::exception& error) {
      PrintError(StrCat("while leaving a report of the failure: ", error.what()));
    }
  }
  PrintError(message);
  return exit_status;
}

// Runs fn and turns every exception into a message and an exit status.
template <typename Fn>
int Guarded(const Fn& fn) {
  try {
    return fn();
  } catch (const UsageError& error) {
    return Failed("failed", error.what(), 2);
  } catch (const Interrupted& stop) {
    const char* const name = strsignal(stop.signal);
    return Failed("interrupted", StrCat("stopped by signal ", stop.signal, " (", name, ")"),
                  128 + stop.signal);
  } catch (const std::bad_alloc&) {
    return Failed("failed", "out of memory; use smaller settings or a machine with more", 1);
  } catch (const std::exception& error) {
    return Failed("failed", error.what(), 1);
  } catch (...) {
    return Failed("failed", "an exception of an unknown type", 1);
  }
}

// Prints what --help, --helpshort or --version asks for. False if none is given.
bool AnsweredQuestion(std::span<const char* const> arguments, const ProgramInfo& info) {
  for (std::string_view argument : arguments) {
    if (!argument.starts_with('-')) continue;
    while (argument.starts_with('-')) argument.remove_prefix(1);
    std::string page;
    if (argument == "help" || argument == "h" || argument == "helpfull") {
      page = HelpPage(info.name, info.summary, info.manual, /*brief=*/false);
    } else if (argument == "helpshort") {
      page = HelpPage(info.name, info.summary, info.manual, /*brief=*/true);
    } else if (argument == "version") {
      page = StrCat(info.name, " (r1bench) commit ", GitCommit(), ", ", CompilerName(), "\n");
    } else {
      continue;
    }
    std::fwrite(page.data(), 1, page.size(), stdout);
    return true;
  }
  return false;
}

// A result that could not be printed is an error (a full disk), unless the reader went away.
int CheckedStdout(int status) {
  errno = 0;
  if (std::fflush(stdout) == 0 || errno == EPIPE || status != 0) return status;
  PrintError(StrCat("cannot write to standard output: ", std::strerror(errno)));
  return 1;
}

}  // namespace

void OnFailure(FailureHook hook) { Hook() = std::move(hook); }

int Main(int argc, char** argv, const ProgramInfo& info, const std::function<int()>& body) {
  const std::span<const char* const> arguments(argv + (argc > 0), argv + argc);
  const int status = Guarded([&] {
    if (AnsweredQuestion(arguments, info)) return 0;
    ParseFlags(arguments);
    StartLogging(argc > 0 ? argv[0] : info.name);
    InstallSignalHandlers();
    return body();
  });
  return CheckedStdout(status);
}

}  // namespace r1bench::base
