#include "verifiers/code/cpp_compiler.h"

#include <sys/stat.h>

#include <algorithm>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "verifiers/code/all_headers.h"
#include "verifiers/code/assess.h"

namespace r1bench::verifiers {
namespace {

constexpr char kFormat[] = "r1bench program 2";  // goes into every key
constexpr int64_t kMiB = 1 << 20;

std::vector<std::string> Environment() { return {"PATH=/usr/bin:/bin", "TMPDIR=.", "LC_ALL=C"}; }

// The compiler and its flags, then `rest`, then libraries: a linker takes from a library what was
// missing before it.
std::vector<std::string> Command(const CodeLimits& limits, const std::vector<std::string>& rest) {
  std::vector<std::string> argv = {"/usr/bin/" + limits.compiler[0]}, libraries;
  for (size_t i = 1; i < limits.compiler.size(); ++i) {
    const std::string& flag = limits.compiler[i];
    (flag.starts_with("-l") ? libraries : argv).push_back(flag);
  }
  argv.insert(argv.end(), rest.begin(), rest.end());
  argv.insert(argv.end(), libraries.begin(), libraries.end());
  return argv;
}

// gold, where there is one, links in a third of the time: a fifth of a small program's compilation.
std::vector<std::string> LinkFlags(const CodeLimits& limits) {
  static const bool kHasGold = base::Exists("/usr/bin/ld.gold");
  const bool chosen = std::any_of(limits.compiler.begin(), limits.compiler.end(),
                                  [](const auto& flag) { return flag.starts_with("-fuse-ld="); });
  return kHasGold && !chosen ? std::vector<std::string>{"-fuse-ld=gold"}
                             : std::vector<std::string>{};
}

std::string Hash(const std::vector<std::string>& parts) {
  base::Sha256 hash;
  for (const std::string& part : parts) {
    hash.UpdateValue(static_cast<uint64_t>(part.size()));
    hash.Update(part);
  }
  return hash.Hex();
}

// For everyone, whatever the umask: the sandbox's users are not this one.
bool MakeReadable(const std::string& path, mode_t mode) { return chmod(path.c_str(), mode) == 0; }

bool Succeeded(const BoxResult& result) {
  return result.outcome == BoxOutcome::kExited && result.exit_code == 0;
}

// What the compiler said, or why it was stopped.
std::string MessageOf(const BoxResult& result, const BoxLimits& limits) {
  if (result.outcome == BoxOutcome::kExited) return result.error;
  return "the compiler was stopped: " + Assess(result, limits).message + "\n" + result.error;
}

CompileOutcome OutcomeOf(const BoxResult& result, const BoxLimits& limits) {
  CompileOutcome outcome;
  outcome.failed = result.outcome == BoxOutcome::kError;
  outcome.cpu_ms = result.cpu_ms;
  outcome.message = outcome.failed ? result.message : MessageOf(result, limits);
  return outcome;
}

AllHeaders HeadersFor(const CppProgram& program) {
  const bool common =
      NeedsOnlyCommonHeaders(program.source) &&
      std::all_of(program.headers.begin(), program.headers.end(),
                  [](const auto& header) { return NeedsOnlyCommonHeaders(header.second); });
  return common ? AllHeaders::kCommon : AllHeaders::kEvery;
}

}  // namespace

// The right to work on a key, which one thread at a time has.
class CppCompiler::Turn {
 public:
  Turn(CppCompiler* compiler, std::string key) : compiler_(compiler), key_(std::move(key)) {
    std::unique_lock lock(compiler_->mutex_);
    compiler_->changed_.wait(lock, [&] { return !compiler_->busy_.contains(key_); });
    compiler_->busy_.insert(key_);
  }
  ~Turn() {
    const std::lock_guard lock(compiler_->mutex_);
    compiler_->busy_.erase(key_);
    compiler_->changed_.notify_all();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  CppCompiler* compiler_;
  std::string key_;
};

CppCompiler::CppCompiler(BoxPool* pool, CodeCache* cache) : pool_(pool), cache_(cache) {}

std::string CppCompiler::Version(const std::string& compiler) {
  const Turn turn(this, "version of " + compiler);
  {
    const std::lock_guard lock(mutex_);
    const auto it = versions_.find(compiler);
    if (it != versions_.end()) return it->second;
  }
  BoxRun run;
  run.argv = {"/usr/bin/" + compiler, "--version"};
  run.environment = Environment();
  run.toolset = Toolset::kCompile;
  const BoxResult result = pool_->Run(run);
  base::Require(Succeeded(result), "cannot run the compiler /usr/bin/", compiler, ": ",
                BoxOutcomeName(result.outcome), " ", result.message, LastLine(result.error),
                "; install the package g++");
  const std::lock_guard lock(mutex_);
  return versions_[compiler] = result.output.substr(0, result.output.find('\n'));
}

std::string CppCompiler::KeyOf(const CppProgram& program, const CodeLimits& limits) {
  std::vector<std::string> parts = {kFormat, Version(limits.compiler[0])};
  parts.insert(parts.end(), limits.compiler.begin(), limits.compiler.end());
  for (const auto& [name, text] : program.headers) {
    parts.push_back(name);
    parts.push_back(text);
  }
  parts.push_back(program.source);
  return Hash(parts);
}

bool CppCompiler::MakePrecompiled(const CodeLimits& limits, const std::string& text,
                                  const std::string& key) {
  const std::string folder = cache_->shared_folder() + "/" + key + "/bits";
  const std::string path = folder + "/stdc++.h.gch";
  if (base::Exists(path)) return true;
  BoxRun run;
  run.argv = Command(limits, {"-x", "c++-header", "all.h", "-o", "all.h.gch"});
  run.environment = Environment();
  run.files = {{"all.h", SharedBytes::Make(text)}};
  run.toolset = Toolset::kCompile;
  run.limits = {.cpu_ms = 60'000,
                .wall_ms = 600'000,
                .memory_bytes = 2048 * kMiB,
                .file_bytes = 512 * kMiB,
                .tmpfs_bytes = 1024 * kMiB,
                .open_files = 256};
  run.keep = {"all.h.gch"};
  run.keep_bytes = 512 * kMiB;
  BoxResult result = pool_->Run(run);
  if (!Succeeded(result) || !result.kept.contains("all.h.gch")) return false;
  base::MakeDirs(folder);
  base::WriteFileAtomic(path, result.kept["all.h.gch"]);
  return MakeReadable(cache_->shared_folder() + "/" + key, 0755) && MakeReadable(folder, 0755) &&
         MakeReadable(path, 0644);
}

std::string CppCompiler::PrecompiledFor(const CppProgram& program, const CodeLimits& limits) {
  if (!BeginsWithAllHeaders(program.source)) return "";
  const std::string text = AllHeadersText(HeadersFor(program));
  std::vector<std::string> parts = {kFormat, text, Version(limits.compiler[0])};
  parts.insert(parts.end(), limits.compiler.begin(), limits.compiler.end());
  const std::string key = Hash(parts).substr(0, 16);
  const Turn turn(this, key);
  bool known = false, there = false;
  {
    const std::lock_guard lock(mutex_);
    const auto it = precompiled_.find(key);
    known = it != precompiled_.end();
    there = known && it->second;
  }
  if (!known) {
    there = MakePrecompiled(limits, text, key);
    const std::lock_guard lock(mutex_);
    precompiled_[key] = there;
  }
  return there ? "/shared/" + key : "";
}

BoxRun CppCompiler::RunFor(const CppProgram& program, const CodeLimits& limits) {
  BoxRun run;
  std::vector<std::string> rest = {"main.cpp"};
  const std::string folder = PrecompiledFor(program, limits);
  if (!folder.empty()) rest.push_back("-I" + folder);
  run.argv = Command(limits, rest);
  run.environment = Environment();
  run.files = {{"main.cpp", SharedBytes::Make(program.source)}};
  for (const auto& [name, text] : program.headers) {
    run.files.push_back({name, SharedBytes::Make(text)});
  }
  run.limits = limits.compile;
  run.toolset = Toolset::kCompile;
  return run;
}

CompileOutcome CppCompiler::CompileAnew(const CppProgram& program, const CodeLimits& limits,
                                        const std::string& key) {
  BoxRun run = RunFor(program, limits);
  const std::vector<std::string> link_flags = LinkFlags(limits);
  run.argv.insert(run.argv.end(), link_flags.begin(), link_flags.end());
  run.argv.insert(run.argv.end(), {"-o", "program"});
  run.keep = {"program"};
  run.keep_bytes = limits.compile.file_bytes;
  BoxResult result = pool_->Run(run);
  CompileOutcome outcome = OutcomeOf(result, limits.compile);
  const auto kept = result.kept.find("program");
  if (Succeeded(result) && kept != result.kept.end()) {
    outcome.binary = cache_->Put(key, kept->second);
  }
  return outcome;
}

CompileOutcome CppCompiler::Compile(const CppProgram& program, const CodeLimits& limits) {
  const std::string key = KeyOf(program, limits);
  const Turn turn(this, key);
  CompileOutcome outcome;
  outcome.binary = cache_->Find(key);
  outcome.cached = outcome.binary != nullptr;
  return outcome.cached ? outcome : CompileAnew(program, limits, key);
}

CompileOutcome CppCompiler::Lint(const CppProgram& program, const CodeLimits& limits,
                                 bool* parses) {
  BoxRun run = RunFor(program, limits);
  run.argv.insert(run.argv.end(), {"-fsyntax-only", "-Wall", "-Wextra"});
  const BoxResult result = pool_->Run(run);
  *parses = Succeeded(result);
  return OutcomeOf(result, limits.compile);
}

}  // namespace r1bench::verifiers
