#include "verifiers/math_pairs/pair_judge.h"

#include "base/error.h"
#include "base/json.h"

namespace r1bench::verifiers {
namespace {

constexpr char kForm[] =
    R"(a line is one JSON object: {"id": "...", "gold": "...", "prediction": "..."})";

struct Pair {
  base::Json id;
  std::string gold, prediction;
};

std::string TextOf(const base::Json& object, const char* key) {
  const auto it = object.find(key);
  base::Require(it != object.end(), "\"", key, "\" is missing; ", kForm);
  base::Require(it->is_string(), "expected \"", key, "\" to be text, got ", it->type_name(),
                "; put it in quotes: \"", key, "\": \"...\"");
  return it->get<std::string>();
}

Pair ReadPair(std::string_view line) {
  base::Json object;
  try {
    object = base::ParseJson(line, "line");
  } catch (const base::Error& error) {
    const std::string_view what =
        std::string_view(error.what()).substr(std::string("line: ").size());
    base::Fail(what, "; ", kForm);
  }
  base::Require(object.is_object(), "expected a JSON object, got ", object.type_name(), "; ",
                kForm);
  const auto id = object.find("id");
  base::Require(id != object.end(), "\"id\" is missing; ", kForm);
  base::Require(id->is_string() || id->is_number(), "expected \"id\" to be text or a number, got ",
                id->type_name());
  return {*id, TextOf(object, "gold"), TextOf(object, "prediction")};
}

base::Json Detail(const Verdict& verdict, const char* key) {
  const auto it = verdict.details.find(key);
  return it == verdict.details.end() ? base::Json() : *it;
}

std::string OutputLine(const base::Json& id, const Verdict& verdict) {
  base::Json line = base::Json::object();
  line["id"] = id;
  line["correct"] = verdict.status == Status::kCorrect;
  line["verdict"] = StatusName(verdict.status);
  const bool found = verdict.status != Status::kNoAnswer;
  line["extracted"] = found ? Detail(verdict, "answer") : base::Json();
  line["canonical"] = Detail(verdict, "canonical");
  line["rule"] = Detail(verdict, "rule");
  line["steps"] = Detail(verdict, "steps");
  return base::JsonText(line);
}

}  // namespace

PairResult PairJudge::Judge(std::string_view line) {
  PairResult result;
  try {
    const Pair pair = ReadPair(line);
    const Verdict verdict = Judge(pair.gold, pair.prediction);
    result.status = verdict.status;
    result.output = OutputLine(pair.id, verdict);
  } catch (const std::exception& error) {
    result.fault = error.what();
  }
  return result;
}

Verdict PairJudge::Judge(const std::string& gold, std::string_view prediction) {
  if (!reference_ || gold != gold_) {
    reference_.reset();
    reference_ = ParseReference(gold);
    gold_ = gold;
  }
  return options_.bare ? VerifyMathAnswer(prediction, *reference_, options_.math)
                       : VerifyMath(prediction, *reference_, options_.math);
}

}  // namespace r1bench::verifiers
