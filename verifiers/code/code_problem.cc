#include "verifiers/code/code_problem.h"

#include <cmath>
#include <optional>
#include <sstream>

#include "base/error.h"
#include "base/files.h"

namespace r1bench::verifiers {
namespace {

// Reads the number `key`, if it is there, as a whole multiple of 1/`unit`.
template <typename T>
void ReadLimit(const base::Json& json, const char* key, double unit, std::string_view where,
               T* value) {
  const auto it = json.find(key);
  if (it == json.end() || it->is_null()) return;
  const double given = base::JsonGet<double>(json, key, where);
  const double scaled = std::round(given * unit);
  base::Require(scaled >= 1 && scaled <= 1e15, where, ": expected a positive limit \"", key,
                "\", got ", given);
  *value = static_cast<T>(scaled);
}

constexpr double kMiB = 1 << 20, kKiB = 1 << 10;

void ReadBoxLimits(const base::Json& json, std::string_view where, BoxLimits* limits) {
  base::Require(json.is_object(), where, ": expected an object of limits");
  ReadLimit(json, "cpu_s", 1e3, where, &limits->cpu_ms);
  ReadLimit(json, "cpu_ms", 1, where, &limits->cpu_ms);
  // The wall time follows the CPU time unless it is given beside it.
  if (json.contains("cpu_s") || json.contains("cpu_ms")) limits->wall_ms = 0;
  ReadLimit(json, "wall_s", 1e3, where, &limits->wall_ms);
  ReadLimit(json, "wall_ms", 1, where, &limits->wall_ms);
  ReadLimit(json, "memory_mb", kMiB, where, &limits->memory_bytes);
  ReadLimit(json, "memory_bytes", 1, where, &limits->memory_bytes);
  ReadLimit(json, "output_kb", kKiB, where, &limits->output_bytes);
  ReadLimit(json, "stderr_kb", kKiB, where, &limits->error_bytes);
  ReadLimit(json, "message_kb", kKiB, where, &limits->error_bytes);
  ReadLimit(json, "file_mb", kMiB, where, &limits->file_bytes);
  ReadLimit(json, "tmpfs_mb", kMiB, where, &limits->tmpfs_bytes);
  ReadLimit(json, "pids", 1, where, &limits->pids);
  ReadLimit(json, "nofile", 1, where, &limits->open_files);
}

std::vector<std::string> Words(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

std::vector<std::string> ParseCompiler(const std::string& flags, std::string_view where) {
  std::vector<std::string> words = Words(flags);
  base::Require(!words.empty() && words[0].find('/') == std::string::npos &&
                    !words[0].starts_with('-') && !words[0].starts_with('.'),
                where, ": expected compiler flags that begin with the compiler's name (\"g++ -O2\"",
                "), got \"", flags, "\"");
  return words;
}

CodeMode ParseMode(const base::Json& json, std::string_view where) {
  const bool has_check = json.contains("test") && json.contains("entry_point");
  const bool has_function = json.contains("fn");
  const auto name = base::JsonGetOr<std::string>(
      json, "mode", has_check ? "humaneval" : (has_function ? "func" : "stdin"), where);
  for (const CodeMode mode : {CodeMode::kStdin, CodeMode::kFunction, CodeMode::kHumanEval}) {
    if (name == CodeModeName(mode)) return mode;
  }
  base::Fail(where, ": expected the mode stdin, func or humaneval, got \"", name, "\"");
}

// A text, or {"repeat": "a", "times": 1000} for it.
std::string ParseText(const base::Json& json, std::string_view where) {
  if (json.is_string()) return json.get<std::string>();
  const auto part = base::JsonGet<std::string>(json, "repeat", where);
  const auto times = base::JsonGet<int64_t>(json, "times", where);
  constexpr int64_t kMaxBytes = int64_t{1} << 30;
  base::Require(times >= 0 && times * static_cast<int64_t>(part.size() + 1) <= kMaxBytes, where,
                ": expected at most 1 GiB of text, got ", times, " times ", part.size(), " bytes");
  std::string text;
  for (int64_t i = 0; i < times; ++i) text += part;
  return text;
}

CodeTest ParseTest(CodeMode mode, const base::Json& json, std::string_view where) {
  const bool pair = json.is_array() && json.size() == 2;
  const bool typed = json.is_object() && json.contains("output_text");
  base::Require(
      pair || (json.is_object() && json.contains("input") && (typed || json.contains("output"))),
      where, ": expected a test as [input, output] or {\"input\": ..., \"output\": ...}");
  const base::Json& input = pair ? json[0] : json["input"];
  const base::Json& output = pair ? json[1] : json[typed ? "output_text" : "output"];
  if (mode == CodeMode::kStdin) return {ParseText(input, where), ParseText(output, where)};
  base::Require(input.is_array(), where, ": expected a list of arguments as a function's input");
  const TypedValue value = typed ? ParseTyped(ParseText(output, where)) : TypedFromJson(output);
  return {base::JsonText(input), TypedText(value)};
}

void ParseTests(const base::Json& json, std::string_view where, CodeProblem* problem) {
  const auto it = json.find("tests");
  base::Require(it != json.end() && it->is_array() && !it->empty(), where,
                ": expected a list of tests that is not empty");
  for (size_t i = 0; i < it->size(); ++i) {
    problem->tests.push_back(
        ParseTest(problem->mode, (*it)[i], base::StrCat(where, ", test ", i + 1)));
  }
}

Checker ParseCheckerFor(CodeMode mode, const base::Json& json, std::string_view where) {
  if (mode == CodeMode::kHumanEval) return {};
  const bool function = mode == CodeMode::kFunction;
  const auto it = json.find("checker");
  const base::Json fallback = function ? "typed-json" : "tokens";
  const Checker checker = ParseChecker(it == json.end() || it->is_null() ? fallback : *it, where);
  base::Require((checker.kind == CheckerKind::kTyped) == function, where, ": expected ",
                function ? "the checker typed-json for a function" : "a checker of texts");
  return checker;
}

void ReadFunction(const base::Json& json, std::string_view where, CodeProblem* problem) {
  problem->function = base::JsonGet<std::string>(json, "fn", where);
  ParseTests(json, where, problem);
  for (const CodeTest& test : problem->tests) problem->values.push_back(ParseTyped(test.expected));
}

void ReadHumanEval(const base::Json& json, std::string_view where, CodeProblem* problem) {
  problem->prompt = base::JsonGetOr<std::string>(json, "prompt", "", where);
  problem->entry_point = base::JsonGet<std::string>(json, "entry_point", where);
  problem->check = base::JsonGet<std::string>(json, "test", where);
}

bool IsOnlyDescribed(const base::Json& problem) {
  const auto it = problem.find("checker");
  return it != problem.end() && it->is_string() &&
         it->get_ref<const std::string&>().starts_with("special:");
}

// The special judge of the problem `name` in the folder, as JSON.
base::Json FindChecker(const std::string& folder, const std::string& name) {
  for (const char* extension : {".cc", ".py"}) {
    const std::string path = base::JoinPath(folder, name + extension);
    if (folder.empty() || !base::Exists(path)) continue;
    return {{"kind", "special"},
            {"language", std::string_view(extension) == ".cc" ? "cpp" : "python"},
            {"source", base::ReadFile(path)}};
  }
  base::Fail("the checker is only described; put a special judge into a folder as ", name,
             ".cc or .py and name the folder");
}

}  // namespace

const char* CodeModeName(CodeMode mode) {
  switch (mode) {
    case CodeMode::kStdin:
      return "stdin";
    case CodeMode::kFunction:
      return "func";
    case CodeMode::kHumanEval:
      return "humaneval";
  }
  return "stdin";
}

const char* CodeLanguageName(CodeLanguage language) {
  return language == CodeLanguage::kCpp ? "cpp" : "python";
}

CodeLanguage ParseCodeLanguage(std::string_view name, std::string_view where) {
  if (name == "python") return CodeLanguage::kPython;
  base::Require(name == "cpp" || name == "c++", where, ": expected the language cpp or python, ",
                "got \"", name, "\"");
  return CodeLanguage::kCpp;
}

BoxLimits CodeLimits::RunLimits(CodeLanguage language) const {
  BoxLimits limits = run;
  if (language == CodeLanguage::kPython) {
    const auto scaled = [&](int64_t ms) {
      return static_cast<int64_t>(std::ceil(static_cast<double>(ms) * python_factor));
    };
    limits.cpu_ms = scaled(run.cpu_ms);
    limits.wall_ms = scaled(run.wall_ms);
  }
  return limits;
}

CodeLimits ParseCodeLimits(const base::Json& json, const CodeLimits& defaults,
                           std::string_view where) {
  CodeLimits limits = defaults;
  ReadBoxLimits(json, where, &limits.run);
  limits.python_factor =
      base::JsonGetOr<double>(json, "python_factor", defaults.python_factor, where);
  base::Require(limits.python_factor >= 1 && limits.python_factor <= 100, where,
                ": expected a python_factor from 1 to 100, got ", limits.python_factor);
  const auto compile = json.find("compile");
  if (compile == json.end() || compile->is_null()) return limits;
  ReadBoxLimits(*compile, base::StrCat(where, ", compile"), &limits.compile);
  const auto flags = base::JsonGetOr<std::string>(*compile, "flags", "", where);
  if (!flags.empty()) limits.compiler = ParseCompiler(flags, where);
  return limits;
}

int CodeProblem::num_tests() const {
  return mode == CodeMode::kHumanEval ? 1 : static_cast<int>(tests.size());
}

CodeProblem ParseCodeProblem(const base::Json& json, const CodeLimits& defaults,
                             std::string_view where) {
  base::Require(json.is_object(), where, ": expected a problem as a JSON object");
  CodeProblem problem{.mode = ParseMode(json, where), .limits = defaults};
  const auto limits = json.find("limits");
  if (limits != json.end()) problem.limits = ParseCodeLimits(*limits, defaults, where);
  problem.checker = ParseCheckerFor(problem.mode, json, where);
  switch (problem.mode) {
    case CodeMode::kStdin:
      ParseTests(json, where, &problem);
      break;
    case CodeMode::kFunction:
      ReadFunction(json, where, &problem);
      break;
    case CodeMode::kHumanEval:
      ReadHumanEval(json, where, &problem);
      break;
  }
  return problem;
}

CodeProblem CodeProblemOf(const data::Problem& problem, const CodeLimits& defaults) {
  CodeProblem code =
      ParseCodeProblem(problem.extra, defaults, base::StrCat("problem \"", problem.id, "\""));
  if (code.mode == CodeMode::kHumanEval && code.prompt.empty()) code.prompt = problem.problem;
  return code;
}

ProblemFile ReadProblemFile(const std::string& path, const std::string& checkers) {
  const base::Json json = base::ReadJsonFile(path);
  ProblemFile file;
  if (json.contains("limits")) file.limits = ParseCodeLimits(json["limits"], {}, path);
  const base::Json problems = base::JsonGet<base::Json>(json, "problems", path);
  base::Require(problems.is_object(), path, ": expected \"problems\" to be an object");
  for (const auto& [name, given] : problems.items()) {
    try {
      base::Json problem = given;
      if (IsOnlyDescribed(problem)) problem["checker"] = FindChecker(checkers, name);
      file.problems.emplace(name, ParseCodeProblem(problem, file.limits, name));
    } catch (const base::Error& error) {
      file.faults[name] = error.what();
    }
  }
  return file;
}

}  // namespace r1bench::verifiers
