// Completions made elsewhere (vLLM, an API, an earlier run), behind TextGenerator: so that they can
// be scored, and scored again after a change of a verifier, with the code that scores a live model.
//
// File: JSON Lines, one object a line.
//   {"id": "aime-2024-1", "completions": ["first text", "second text"]}
// `id` is the problem's id (text or an integer), found through GenerateRequest::problem_id.
// Optional: "finish_reasons", as many as there are completions, each "stop", "length" or "aborted";
// without them every completion counts as stopped. Other keys are ignored.
//
// The samples.jsonl of a run is understood too, a response a line:
//   {"id": "aime-2024-1", "sample": 0, "response": "first text", "truncated": false, …}
//
// Texts are given back whole: stop strings and max_new_tokens belong to whoever generated them.
// They come without tokens and log-probabilities; Score and forced prefixes are refused.

#ifndef R1BENCH_MODEL_SAVED_COMPLETIONS_H_
#define R1BENCH_MODEL_SAVED_COMPLETIONS_H_

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/json.h"
#include "model/generator.h"

namespace r1bench::model {

class SavedCompletions : public TextGenerator {
 public:
  // Throws base::Error beginning with "path:line: " for a broken line, a second line for an id, or
  // a line of another shape.
  explicit SavedCompletions(const std::string& path);

  // Sample i is entry i of the line. Throws base::Error for an id that the file lacks, or one
  // with fewer completions than asked for.
  std::vector<Completion> Generate(std::span<const GenerateRequest> requests,
                                   const GenerateHooks& hooks) override;
  std::vector<std::vector<float>> Score(std::span<const ScoreRequest> requests) override;
  std::string name() const override;

  const std::string& path() const { return path_; }
  int64_t num_problems() const { return static_cast<int64_t>(entries_.size()); }
  bool Contains(const std::string& problem_id) const { return entries_.contains(problem_id); }
  int64_t NumCompletions(const std::string& problem_id) const;  // 0 if the id is not there
  int64_t min_completions() const;  // fewest of any line: the largest k that all problems have

 private:
  struct Entry {
    int line = 0;
    std::vector<std::string> texts;
    std::vector<FinishReason> reasons;
    std::vector<bool> present;  // all true once the file is read
  };
  void AddLine(const base::Json& json, int line);
  void AddLoggedSample(const base::Json& json, int line);
  const Entry& Find(const GenerateRequest& request) const;

  std::string path_;
  std::unordered_map<std::string, Entry> entries_;
};

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_SAVED_COMPLETIONS_H_
