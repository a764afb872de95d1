// The fixtures that tests/oracles/tokenizer_fixtures.py makes, for tests.

#ifndef R1BENCH_DATA_TOKENIZER_FIXTURE_H_
#define R1BENCH_DATA_TOKENIZER_FIXTURE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"

namespace r1bench::data {

struct TokenizerCase {
  std::string text;
  std::vector<int32_t> ids;          // special tokens in the text read as plain text
  std::vector<int32_t> special_ids;  // special tokens read as such
  std::vector<size_t> words;         // lengths in bytes of the words; empty: not recorded
};

struct TokenizerFixture {
  std::string tokenizer_json;  // empty: the vocabulary is elsewhere
  std::vector<TokenizerCase> cases;
};

TokenizerFixture ReadTokenizerFixture(const std::string& path);

// A path below data/testdata, under `bazel test`.
std::string TestDataPath(const std::string& name);

}  // namespace r1bench::data

#endif  // R1BENCH_DATA_TOKENIZER_FIXTURE_H_
