#include "eval/sample.h"

#include "base/error.h"

namespace r1bench::eval {

base::Json ToJson(const Sample& sample) {
  base::Json row;
  row["suite"] = sample.suite;
  row["id"] = sample.id;
  row["sample"] = sample.sample;
  row["reward"] = sample.reward;
  row["status"] = sample.status;
  row["answer"] = sample.answer;
  row["reason"] = sample.reason;
  if (sample.tokens >= 0) row["tokens"] = sample.tokens;
  row["truncated"] = sample.truncated;
  row["verifier"] = sample.verifier;
  row["response"] = sample.response;
  return row;
}

Sample SampleFromJson(const base::Json& row, const std::string& where) {
  try {
    Sample sample;
    sample.suite = row.at("suite");
    sample.id = row.at("id");
    sample.sample = row.at("sample");
    sample.reward = row.at("reward");
    sample.status = row.at("status");
    sample.answer = row.at("answer");
    sample.reason = row.at("reason");
    sample.tokens = row.value("tokens", int64_t{-1});
    sample.truncated = row.at("truncated");
    sample.verifier = row.at("verifier");
    sample.response = row.at("response");
    return sample;
  } catch (const base::Json::exception& e) {
    base::Fail(where, ": not a sample as r1bench writes it (", e.what(), ")");
  }
}

}  // namespace r1bench::eval
