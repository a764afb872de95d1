#include "data/dataset.h"

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "data/utf8.h"

namespace r1bench::data {
namespace {

using base::Json;
using base::StrCat;

constexpr size_t kMaxIdBytes = 256;
constexpr int64_t kMinChoices = 2, kMaxChoices = 26;  // lettered A to Z

std::string_view TrimmedLine(std::string_view line) {
  const size_t begin = line.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1);
}

// Text of a line for a message: short and on one line.
std::string Quoted(std::string_view text) {
  constexpr size_t kMost = 60;
  return StrCat("\"", text.substr(0, kMost), text.size() > kMost ? "..." : "", "\"");
}

// Reads the lines of one file; collects problems and faults.
class LineReader {
 public:
  LineReader(const ReadOptions& options, DatasetCheck* check) : options_(options), check_(*check) {}

  void Line(std::string_view line, int number) {
    number_ = number;
    const size_t faults_before = check_.faults.size();
    const Json value = Parse(line);
    if (check_.faults.size() > faults_before) return;
    Problem problem = ReadFields(value);
    CheckTests(value);
    CheckChoices(value);
    CheckId(problem.id);
    const bool tests = value.contains("tests") || value.contains("test");
    if (!problem.has_answer()) {
      ++check_.num_without_answer;
      if (options_.require_answer) {
        AddFault("expected an \"answer\", which is missing or empty",
                 tests ? "; this problem is decided by its tests: choose a verifier that runs them"
                       : "; add the reference answer as text");
      }
    }
    if (check_.faults.size() > faults_before) return;
    check_.problems.push_back(std::move(problem));
  }

 private:
  template <typename... Args>
  void AddFault(const Args&... args) {
    check_.faults.push_back({number_, StrCat(args...)});
  }

  Json Parse(std::string_view line) {
    const size_t valid = [&] {
      const Utf8Run run = FirstUtf8Run(line);
      return run.valid ? run.text.size() : 0;
    }();
    if (valid < line.size()) {
      AddFault("expected UTF-8, got an invalid byte at column ", valid + 1,
               "; save the file as UTF-8");
      return {};
    }
    Json value;
    try {
      value = base::ParseJson(line, "line");
    } catch (const base::Error& error) {
      std::string_view message = error.what();
      if (message.starts_with("line: ")) message.remove_prefix(6);
      AddFault(message, "; each line must be one whole JSON object");
      return {};
    }
    if (!value.is_object()) {
      AddFault("expected a JSON object, got ", value.type_name(),
               "; each line must be one whole JSON object");
    }
    return value;
  }

  // The text of `key`; required or not. null counts as missing.
  std::string Text(const Json& value, const char* key, bool required, const char* example) {
    const auto it = value.find(key);
    if (it == value.end() || it->is_null()) {
      if (required) AddFault("expected the field \"", key, "\", which is missing; add ", example);
      return {};
    }
    if (!it->is_string()) {
      AddFault("expected \"", key, "\" to be text, got ", it->type_name(), " ",
               Quoted(base::JsonText(*it)), "; write ", example);
      return {};
    }
    const std::string& text = it->get_ref<const std::string&>();
    if (required && text.empty()) AddFault("expected \"", key, "\" not to be empty");
    return text;
  }

  Problem ReadFields(const Json& value) {
    static constexpr std::string_view kOwn[] = {"id",     "problem", "answer",
                                                "source", "subject", "level"};
    Problem problem;
    problem.id = Text(value, "id", true, "\"id\": \"a name that no other line has\"");
    problem.problem = Text(value, "problem", true, "\"problem\": \"the statement\"");
    problem.answer = Text(value, "answer", false, "it in quotes: \"answer\": \"204\"");
    problem.source = Text(value, "source", false, "\"source\": \"where it comes from\"");
    problem.subject = Text(value, "subject", false, "\"subject\": \"Algebra\"");
    problem.level = Level(value);
    for (const char* key : {"test", "entry_point", "language", "title"}) {
      Text(value, key, false, "it in quotes");
    }
    for (const auto& [key, field] : value.items()) {
      if (std::find(std::begin(kOwn), std::end(kOwn), key) == std::end(kOwn)) {
        problem.extra[key] = field;
      }
    }
    return problem;
  }

  int Level(const Json& value) {
    const auto it = value.find("level");
    if (it == value.end() || it->is_null()) return 0;
    if (!it->is_number_integer() || it->get<int64_t>() < 0 || it->get<int64_t>() > 1000) {
      AddFault("expected \"level\" to be a whole number from 0 to 1000, got ",
               Quoted(base::JsonText(*it)), "; write \"level\": 3, or leave it out");
      return 0;
    }
    return it->get<int>();
  }

  void CheckTests(const Json& value) {
    const auto it = value.find("tests");
    if (it == value.end() || it->is_null()) return;
    constexpr char kRemedy[] = "; write \"tests\": [{\"input\": \"...\", \"output\": \"...\"}]";
    if (!it->is_array()) {
      AddFault("expected \"tests\" to be a list, got ", it->type_name(), kRemedy);
      return;
    }
    for (size_t i = 0; i < it->size(); ++i) {
      const Json& test = (*it)[i];
      const bool sound = test.is_object() && test.contains("input") && test["input"].is_string() &&
                         test.contains("output") && test["output"].is_string();
      if (!sound) {
        AddFault("expected test ", i + 1, " to have the texts \"input\" and \"output\"", kRemedy);
        return;
      }
    }
  }

  void CheckChoices(const Json& value) {
    const auto it = value.find("choices");
    if (it == value.end() || it->is_null()) return;
    bool sound = it->is_array() && std::ssize(*it) >= kMinChoices && std::ssize(*it) <= kMaxChoices;
    if (sound) {
      for (const Json& choice : *it) sound &= choice.is_string();
    }
    if (!sound) {
      AddFault("expected \"choices\" to be a list of ", kMinChoices, " to ", kMaxChoices,
               " texts, got ", Quoted(base::JsonText(*it)),
               "; write \"choices\": [\"first\", \"second\"] and the letter as \"answer\"");
    }
  }

  void CheckId(const std::string& id) {
    if (id.empty()) return;
    if (id.size() > kMaxIdBytes) {
      AddFault("expected an id of at most ", kMaxIdBytes, " bytes, got ", id.size(),
               "; choose a shorter one");
    }
    const auto [it, is_new] = line_of_id_.emplace(id, number_);
    if (!is_new) {
      AddFault("the id ", Quoted(id), " stands on line ", it->second,
               " already; every id must be unique in its file");
    }
  }

  const ReadOptions& options_;
  DatasetCheck& check_;
  int number_ = 0;
  std::unordered_map<std::string, int> line_of_id_;
};

void ReadLines(std::string_view text, const ReadOptions& options, bool stop_at_fault,
               DatasetCheck* check) {
  LineReader reader(options, check);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (int number = 1; !text.empty(); ++number) {
    const size_t newline = text.find('\n');
    const std::string_view line = TrimmedLine(text.substr(0, newline));
    text.remove_prefix(newline == std::string_view::npos ? text.size() : newline + 1);
    if (line.empty()) continue;
    reader.Line(line, number);
    if (stop_at_fault && !check->faults.empty()) return;
    if (options.limit > 0 && std::ssize(check->problems) >= options.limit) return;
  }
  if (check->problems.empty() && check->faults.empty()) {
    check->faults.push_back({0, "expected at least one problem, got none; the file is empty"});
  }
}

void CheckOptions(const ReadOptions& options) {
  base::Require(options.limit >= 0, "expected a limit of at least 0, got ", options.limit,
                "; 0 reads all problems");
}

}  // namespace

std::vector<Problem> ReadProblems(const std::string& path, const ReadOptions& options) {
  CheckOptions(options);
  const base::MappedFile file(path);
  DatasetCheck check;
  ReadLines(file.view(), options, /*stop_at_fault=*/true, &check);
  if (!check.faults.empty()) base::Fail(FaultText(path, check.faults[0]));
  return std::move(check.problems);
}

DatasetCheck ValidateDataset(const std::string& path, const ReadOptions& options) {
  const base::MappedFile file(path);
  return ValidateText(file.view(), options);
}

DatasetCheck ValidateText(std::string_view text, const ReadOptions& options) {
  CheckOptions(options);
  DatasetCheck check;
  ReadLines(text, options, /*stop_at_fault=*/false, &check);
  check.sha256 = base::Sha256Hex(text);
  return check;
}

std::string FaultText(std::string_view path, const Fault& fault) {
  return fault.line > 0 ? StrCat(path, ":", fault.line, ": ", fault.message)
                        : StrCat(path, ": ", fault.message);
}

std::string DatasetHash(const std::string& path) { return base::Sha256File(path); }

std::string ToJsonLine(const Problem& problem) {
  Json line = Json::object();
  line["id"] = problem.id;
  line["problem"] = problem.problem;
  line["answer"] = problem.has_answer() ? Json(problem.answer) : Json(nullptr);
  line["source"] = problem.source;
  if (!problem.subject.empty()) line["subject"] = problem.subject;
  if (problem.level != 0) line["level"] = problem.level;
  for (const auto& [key, value] : problem.extra.items()) line[key] = value;
  return base::JsonText(line);
}

}  // namespace r1bench::data
