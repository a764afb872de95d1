// Cutting text into words before the BPE: the "pre-tokenizer" of tokenizer.json.

#ifndef R1BENCH_DATA_TOKENIZER_SPLIT_H_
#define R1BENCH_DATA_TOKENIZER_SPLIT_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/tokenizer.h"

namespace r1bench::data {

// A family's way to cut words, by the name GGUF files use (tokenizer.ggml.pre).
struct SplitFamily {
  std::vector<SplitStep> steps;
  bool normalize_nfc = false;
  bool ignore_merges = false;
};
std::optional<SplitFamily> FindSplitFamily(std::string_view name);

// The pattern of GPT-2, which a Hugging Face ByteLevel step with use_regex applies.
SplitStep Gpt2Split();

// `pattern` of tokenizer.json (Oniguruma) as PCRE2 reads it with the same meaning: \s is the
// Unicode property White_Space, $ also matches before every newline, \uXXXX is a code point.
// Throws base::Error for class intersections (&&), which PCRE2 has not.
std::string ToPcre2(std::string_view pattern);

// Compiled steps. Const methods may run in several threads at once.
//
// A text on which PCRE2 gives up (its limits are raised far beyond what the known patterns need)
// is cut after 64 KiB and tried again, so that hostile input costs time linear in its length.
class Splitter {
 public:
  explicit Splitter(const std::vector<SplitStep>& steps);
  ~Splitter();
  Splitter(Splitter&&) noexcept;

  // Appends the words of `text` (valid UTF-8), in order, none empty; they point into it.
  void Split(std::string_view text, std::vector<std::string_view>* words) const;

 private:
  class Step;
  std::vector<std::unique_ptr<Step>> steps_;
};

}  // namespace r1bench::data

#endif  // R1BENCH_DATA_TOKENIZER_SPLIT_H_
