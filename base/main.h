// The main function of every r1bench program: flags, help, logging, signals, and the only catch.
//
//   int main(int argc, char** argv) {
//     return r1bench::base::Main(argc, argv, {"evaluate", "scores a model on a suite", kManual},
//                                [] { return Run(OptionsFromFlags()); });
//   }
//
// Exit status: what `body` returns; 1 after an error; 2 for a wrong command line; 128 + signal
// after base::Interrupted. --help, --helpshort and --version print to standard output and give 0.
#ifndef R1BENCH_BASE_MAIN_H_
#define R1BENCH_BASE_MAIN_H_

#include <functional>
#include <string_view>

namespace r1bench::base {

struct ProgramInfo {
  const char* name;     // "evaluate"
  const char* summary;  // one line, lower case, no full stop: "scores a model on a suite"
  const char* manual;   // plain text, lines of at most 76 columns; --help indents it
};

int Main(int argc, char** argv, const ProgramInfo& info, const std::function<int()>& body);

// What Main calls, before it prints the message, when an exception ends `body`: the place to leave
// a report with that status. It runs when the frames of `body` are gone, so it must own all it uses
// (a shared_ptr, not `this` of a local). `status` is "failed" or "interrupted". The last hook set
// wins; an exception from the hook is reported and dropped.
using FailureHook = std::function<void(std::string_view status, std::string_view message)>;
void OnFailure(FailureHook hook);

}  // namespace r1bench::base

#endif  // R1BENCH_BASE_MAIN_H_
