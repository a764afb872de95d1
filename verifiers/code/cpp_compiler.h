// C++ programs: compiled in the sandbox, with a precompiled <bits/stdc++.h> where the source begins
// with it, and kept by the hash of all that decides what comes out.
//
// The source is hostile: a compiler reads any file it is told to include and can be kept busy for
// ever. So it runs in a box with limits of its own, where there is nothing to read but /usr, and
// its messages are cut.
#ifndef R1BENCH_VERIFIERS_CODE_CPP_COMPILER_H_
#define R1BENCH_VERIFIERS_CODE_CPP_COMPILER_H_

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "verifiers/code/code_cache.h"
#include "verifiers/code/code_problem.h"
#include "verifiers/sandbox/sandbox.h"

namespace r1bench::verifiers {

struct CppProgram {
  std::string source;
  std::map<std::string, std::string> headers = {};  // beside it, by plain name
};

struct CompileOutcome {
  std::shared_ptr<const SharedBytes> binary;  // null: it does not compile, or `failed`
  bool failed = false;                        // the sandbox failed; says nothing about the source
  bool cached = false;
  double cpu_ms = 0;
  std::string message = {};  // what the compiler said, cut to the limit
};

class CppCompiler {
 public:
  // Both must live longer than the compiler. The cache's shared folder is that of the pool.
  CppCompiler(BoxPool* pool, CodeCache* cache);

  // Thread-safe; a program that another thread compiles already is waited for.
  CompileOutcome Compile(const CppProgram& program, const CodeLimits& limits);

  // The program's messages under -Wall -Wextra, without making a binary. `binary` stays null.
  CompileOutcome Lint(const CppProgram& program, const CodeLimits& limits, bool* parses);

  // "g++ (Debian 12.2.0-14) 12.2.0": the first line of what it says of itself.
  std::string Version(const std::string& compiler);

 private:
  class Turn;
  std::string KeyOf(const CppProgram& program, const CodeLimits& limits);
  // The folder, as the box sees it, with the precompiled header for the program; "": none.
  std::string PrecompiledFor(const CppProgram& program, const CodeLimits& limits);
  bool MakePrecompiled(const CodeLimits& limits, const std::string& text, const std::string& key);
  BoxRun RunFor(const CppProgram& program, const CodeLimits& limits);
  CompileOutcome CompileAnew(const CppProgram& program, const CodeLimits& limits,
                             const std::string& key);

  BoxPool* pool_;
  CodeCache* cache_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<std::string> busy_;                   // keys that some thread works on
  std::map<std::string, std::string> versions_;  // by compiler
  std::map<std::string, bool> precompiled_;      // by key: whether it is there
};

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_CODE_CPP_COMPILER_H_
