#include "verifiers/code/judge_request.h"

#include "base/error.h"
#include "verifiers/code/code_judge.h"

namespace r1bench::verifiers {
namespace {

constexpr char kWhere[] = "the line";

std::string SourceOf(const base::Json& json) {
  const bool plain = json.contains("source"), coded = json.contains("source_base64");
  base::Require(plain != coded, "expected either \"source\" or \"source_base64\"");
  if (plain) return base::JsonGet<std::string>(json, "source", kWhere);
  return DecodeBase64(base::JsonGet<std::string>(json, "source_base64", kWhere));
}

int Base64Digit(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

}  // namespace

std::string DecodeBase64(std::string_view text) {
  constexpr const char* kFault = "expected base64 with padding in \"source_base64\"";
  base::Require(text.size() % 4 == 0, kFault);
  size_t padding = 0;
  while (padding < 2 && text.ends_with('=')) {
    text.remove_suffix(1);
    ++padding;
  }
  std::string bytes;
  uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const int digit = Base64Digit(c);
    base::Require(digit >= 0, kFault);
    bits = bits << 6 | static_cast<uint32_t>(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xFF);
  }
  return bytes;
}

std::shared_ptr<const CodeProblem> RequestReader::ProblemOf(const base::Json& json) const {
  const auto name = base::JsonGetOr<std::string>(json, "problem", "", kWhere);
  if (name.empty()) {
    return std::make_shared<CodeProblem>(ParseCodeProblem(json, problems_.limits, kWhere));
  }
  const auto fault = problems_.faults.find(name);
  base::Require(fault == problems_.faults.end(), "the problem \"", name,
                "\" cannot be used: ", fault == problems_.faults.end() ? "" : fault->second);
  const auto it = problems_.problems.find(name);
  base::Require(it != problems_.problems.end(), "expected a problem of the file of --problems, ",
                "got \"", name, "\"");
  auto problem = std::make_shared<CodeProblem>(it->second);
  const auto limits = json.find("limits");
  if (limits != json.end()) problem->limits = ParseCodeLimits(*limits, problem->limits, kWhere);
  return problem;
}

JudgeRequest RequestReader::Read(std::string_view line) const {
  const base::Json json = base::ParseJson(line, kWhere);
  base::Require(json.is_object(), "expected a JSON object");
  JudgeRequest request;
  const auto id = json.find("id");
  if (id != json.end()) request.id = *id;
  request.language =
      ParseCodeLanguage(base::JsonGet<std::string>(json, "language", kWhere), kWhere);
  request.source = SourceOf(json);
  request.problem = ProblemOf(json);
  RequireLanguage(request.problem->mode, request.language, kWhere);
  return request;
}

std::string ResultLine(const JudgeRequest& request, const CodeResult& result) {
  base::Json line = {{"id", request.id}};
  line.update(ToJson(result));
  return base::JsonText(line);
}

}  // namespace r1bench::verifiers
