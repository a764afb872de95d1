#include <gflags/gflags.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/paths.h"
#include "data/prompt.h"
#include "experiments/common/device.h"
#include "experiments/common/text_model.h"
#include "experiments/evaluate/options.h"

DECLARE_int32(seeds);  // experiments/common/run_flags
DECLARE_uint64(seed);

DEFINE_string(model, "smollm2",
              "What to evaluate: `smollm2`, a Hugging Face folder or a .gguf file (Llama and Qwen2 "
              "shapes).");
DEFINE_string(suite, "math_style",
              "Suites, separated by commas: names of our own (--list shows them) or JSONL files of "
              "problems.");
DEFINE_string(completions, "",
              "Score the completions in this JSONL file ({\"id\": ..., \"completions\": [...]}) "
              "instead of running a model.");
DEFINE_int64(limit, 0, "The first so many problems of each suite; 0: all.");
DEFINE_int64(problems, 200, "How many problems a generated suite has.");
DEFINE_uint64(suite_seed, 1, "Seed of the generated suites.");
DEFINE_int32(k, 1, "Responses a problem; pass@k and cons@k need more than one.");
DEFINE_bool(greedy, false, "The most likely token each time, instead of sampling; means k=1.");
DEFINE_double(temperature, 0.6, "Sampling temperature (the report's default).");
DEFINE_double(top_p, 0.95, "Nucleus sampling (the report's default).");
DEFINE_int32(top_k, 0, "Sample among the so many likeliest tokens; 0: all.");
DEFINE_int32(max_new_tokens, 1024, "Longest response in tokens.");
DEFINE_string(
    template, "",
    "Prompt template by name: boxed, r1_zero, plain, multiple_choice, code or code_function. "
    "Empty: boxed, or code and code_function for suites that ask for programs and functions.");
DEFINE_string(prompt_template, "",
              "File with a prompt template of your own, with {problem} in it.");
DEFINE_string(chat_format, "", "Chat format; empty: the model's own.");
DEFINE_string(dtype, "fp32",
              "Arithmetic of the model: `fp32`; `bf16` (about twice as fast, half the memory); or "
              "`quantized`, which runs on a GGUF's 4- and 8-bit blocks as they are (fastest for a "
              "few responses side by side, least memory; activations are rounded to 8 bits).");
DEFINE_string(device, "cpu", "Where the model runs: `cpu`, or `cuda`, a GPU.");
DEFINE_bool(deterministic, false,
            "With --device=cuda: matrix products in a fixed order, so that no number depends on "
            "what else is in the batch. Slower.");
DEFINE_int64(max_rows, 32, "Responses generated side by side; memory and speed only.");
DEFINE_bool(weak_sandbox, false,
            "Suites of programs: where the kernel refuses user namespaces, run them with weaker "
            "isolation. Not for models you do not trust.");
DEFINE_string(
    rating_compat, "exact",
    "Rating of suites in contests: `exact`, or `codeelo`, as CodeElo publishes it, faults "
    "included.");
DEFINE_int32(max_attempts, 8,
             "Rating of suites in contests: responses to a problem that count as attempts.");

namespace r1bench::evaluate {
namespace {

std::vector<std::string> SplitList(const std::string& list) {
  std::vector<std::string> parts;
  size_t begin = 0;
  while (begin <= list.size()) {
    const size_t comma = std::min(list.find(',', begin), list.size());
    if (comma > begin) parts.push_back(list.substr(begin, comma - begin));
    begin = comma + 1;
  }
  return parts;
}

// A generated suite's name, or the file as an absolute path.
std::string ResolveSuite(const std::string& name) {
  if (eval::IsNamedSuite(name)) return name;
  const std::string path = base::CallerPath(name);
  if (base::Exists(path)) return path;
  std::string known;
  for (const data::SuiteInfo& suite : eval::NamedSuites()) known += " " + suite.name;
  base::FailUsage("--suite=", name, ": neither a suite of ours (", known.substr(1),
                  ") nor a file (", path, ")");
}

void Check(bool ok, const std::string& message) {
  if (!ok) throw base::UsageError(message);
}

void CheckTemplate() {
  if (FLAGS_template.empty()) return;
  const auto names = data::PromptTemplate::BuiltInNames();
  if (std::find(names.begin(), names.end(), FLAGS_template) != names.end()) return;
  std::string known;
  for (const std::string& name : names) known += " " + name;
  base::FailUsage("--template=", FLAGS_template, ": give one of", known,
                  ", or a file with --prompt_template");
}

void CheckRanges() {
  CheckTemplate();
  Check(FLAGS_limit >= 0, "--limit must not be below 0");
  Check(FLAGS_problems >= 1 && FLAGS_problems <= 1'000'000, "--problems must be 1 to 1000000");
  Check(FLAGS_k >= 1 && FLAGS_k <= 65536, "--k must be 1 to 65536");
  Check(!FLAGS_greedy || FLAGS_k == 1,
        "--greedy gives the same response every time; leave --k at 1, or sample");
  Check(FLAGS_temperature >= 0.001 && FLAGS_temperature <= 1000,
        "--temperature must be 0.001 to 1000; use --greedy for the limit of 0");
  Check(FLAGS_top_p > 0 && FLAGS_top_p <= 1, "--top_p must be above 0 and at most 1");
  Check(FLAGS_top_k >= 0, "--top_k must not be below 0");
  Check(FLAGS_max_new_tokens >= 1, "--max_new_tokens must be at least 1");
  Check(FLAGS_seeds == 1,
        "--seeds: an evaluation has one seed, --seed; use --k for more responses a problem");
  Check(FLAGS_max_rows >= 1, "--max_rows must be at least 1");
  Check(FLAGS_max_attempts >= 1, "--max_attempts must be at least 1");
  Check(FLAGS_dtype == "fp32" || FLAGS_dtype == "bf16" || FLAGS_dtype == "quantized",
        "--dtype=" + FLAGS_dtype + ": give fp32, bf16 or quantized");
  Check(FLAGS_device == "cpu" || FLAGS_dtype != "quantized",
        "--dtype=quantized runs on the CPU alone; give --dtype=bf16 with --device=cuda");
}

eval::RatingCompat RatingCompat() {
  try {
    return eval::ParseRatingCompat(FLAGS_rating_compat);
  } catch (const base::UsageError& error) {
    base::FailUsage("--rating_compat: ", error.what());
  }
}

// The flags are the run's config.flags, and a resumed run may be started in another folder.
void MakePathsAbsolute() {
  std::string suites;
  for (const std::string& name : SplitList(FLAGS_suite)) {
    suites += (suites.empty() ? "" : ",") + ResolveSuite(name);
  }
  FLAGS_suite = suites;
  const auto known = experiments::ModelNames();
  if (std::find(known.begin(), known.end(), FLAGS_model) == known.end()) {
    FLAGS_model = base::CallerPath(FLAGS_model);
  }
  if (!FLAGS_completions.empty()) FLAGS_completions = base::CallerPath(FLAGS_completions);
  if (!FLAGS_prompt_template.empty()) {
    FLAGS_prompt_template = base::CallerPath(FLAGS_prompt_template);
  }
}

}  // namespace

EvaluateOptions OptionsFromFlags() {
  CheckRanges();
  MakePathsAbsolute();
  EvaluateOptions options;
  options.model = FLAGS_model;
  options.completions = FLAGS_completions;
  options.suites = SplitList(FLAGS_suite);
  Check(!options.suites.empty(), "--suite names no suite; --list shows what there is");
  options.suite.limit = FLAGS_limit;
  options.suite.generated = FLAGS_problems;
  options.suite.seed = FLAGS_suite_seed;
  options.prompt_template = FLAGS_template;
  options.prompt_template_file = FLAGS_prompt_template;
  options.chat_format = FLAGS_chat_format;
  options.k = FLAGS_k;
  options.params.greedy = FLAGS_greedy;
  options.params.temperature = static_cast<float>(FLAGS_temperature);
  options.params.top_p = static_cast<float>(FLAGS_top_p);
  options.params.top_k = FLAGS_top_k;
  options.params.max_new_tokens = FLAGS_max_new_tokens;
  options.params.seed = FLAGS_seed;
  options.dtype = model::ParseWeightFormat(FLAGS_dtype);
  options.device = experiments::MakeDevice(FLAGS_device, FLAGS_deterministic);
  options.max_rows = FLAGS_max_rows;
  options.weak_sandbox = FLAGS_weak_sandbox;
  options.rating.compat = RatingCompat();
  options.rating.max_attempts = FLAGS_max_attempts;
  options.rating.independent = true;
  options.rating.seed = FLAGS_seed;
  return options;
}

}  // namespace r1bench::evaluate
