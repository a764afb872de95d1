// Speed of the tokenizer in bytes of text a second, one thread. The vocabulary is the small one of
// the SmolLM2 family's fixture: more merges a word than a real one, the same words.
//
//   bazel run -c opt //data:tokenizer_bench
#include <benchmark/benchmark.h>

#include <filesystem>
#include <string>

#include "base/error.h"
#include "base/files.h"
#include "base/runfiles.h"
#include "data/tokenizer.h"
#include "data/tokenizer_fixture.h"

namespace r1bench::data {
namespace {

constexpr size_t kTextBytes = 1 << 20;

std::string Repeated(const std::string& unit) {
  std::string text;
  while (text.size() < kTextBytes) text += unit;
  return text;
}

std::unique_ptr<Tokenizer> Load(const char* family) {
  const auto fixture =
      ReadTokenizerFixture(base::Runfile(base::StrCat("data/testdata/family_", family, ".jsonl")));
  const std::string path = std::filesystem::temp_directory_path() / "r1bench_tokenizer_bench.json";
  base::WriteFileAtomic(path, fixture.tokenizer_json);
  return LoadHfTokenizer(path);
}

void Encode(benchmark::State& state, const char* family, const std::string& text) {
  const auto tokenizer = Load(family);
  size_t num_ids = 0;
  for (auto _ : state) num_ids += tokenizer->Encode(text).size();
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(text.size()));
  state.counters["bytes_per_token"] =
      static_cast<double>(text.size() * state.iterations()) / static_cast<double>(num_ids);
}

const std::string kProse = Repeated(
    "Let $x$ be the number of apples that Anna has. It's known that she'd bought 12 of them, so "
    "there are $x - 12$ left; how many does each of her 3 friends get?\n");
const std::string kWorstCase = Repeated("a");

BENCHMARK_CAPTURE(Encode, smollm_prose, "smollm", kProse)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Encode, qwen2_prose, "qwen2", kProse)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Encode, llama3_prose, "llama-bpe", kProse)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Encode, deepseek_v3_prose, "deepseek-v3", kProse)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Encode, smollm_one_word, "smollm", kWorstCase)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace r1bench::data

BENCHMARK_MAIN();
