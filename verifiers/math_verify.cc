// The program behind `bazel run //verifiers:math_verify -- FILE`. See math_pairs for what it does.
#include <gflags/gflags.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "verifiers/line_reader.h"
#include "verifiers/math_pairs/explain.h"
#include "verifiers/math_pairs/pair_stream.h"
#include "verifiers/stream_program.h"
#include "verifiers/write_all.h"

DEFINE_string(policy, "reward",
              "How an answer is found in a response: reward (strict: an announced answer) or "
              "lenient (also the last formula or number)");
DEFINE_bool(bare, false,
            "Predictions are answers (\"x+1\"), not responses in which the answer has to be found");
DEFINE_bool(explain, false,
            "Judge the one pair of --gold and --prediction and say why, in plain words");
DEFINE_string(gold, "", "With --explain: the reference answer");
DEFINE_string(prediction, "", "With --explain: the response, or with --bare the answer");
DEFINE_int32(threads, 0, "Threads; 0: one for each processor. The output is the same for any");
DEFINE_int32(max_faults, 100, "How many bad lines to describe; 0: all. All are counted");

namespace r1bench::verifiers {
namespace {

constexpr char kManual[] =
    R"(math_verify [FLAGS] [FILE]
math_verify --explain --gold=TEXT --prediction=TEXT [--bare]

Says for each prediction whether its final answer equals the reference
answer. Reads FILE, or standard input, as JSON Lines:

  {"id": "p1", "gold": "\\frac{1}{2}", "prediction": "So it is \\boxed{0.5}."}

and prints one line for each, in the same order:

  {"id": "p1", "correct": true, "verdict": "correct", "extracted": "0.5",
   "canonical": "1/2", "rule": "exact value", "steps": 16}

Input
  id          text or a number; copied
  gold        the reference answer: LaTeX or plain text, or a solution with
              one \boxed{} in it
  prediction  a whole response of a model; with --bare an answer alone
  Other members are ignored, blank lines too. Lines of up to 16 MiB.

Output
  verdict     correct, wrong, no answer (none was found), unparsable (found
              but not understood), over budget (deciding would take too many
              steps); all but "correct" mean "correct": false
  extracted   what was taken for the answer (its beginning, if it is long)
  canonical   its exact value or plain spelling: a name for majority votes
  rule        what decided
  steps       work done, in counted steps. There is no clock in a verdict: it
              is the same on any machine, under any load, for any --threads.
  null stands for what there is not. A summary goes to standard error.

A bad line (not JSON, a member missing, a gold that cannot be read) is
described on standard error with its number, counted and left out of the
output; the others are judged. A line is answered as soon as it has come, so
another program can hold a conversation through two pipes.

Exit status: 0 every line was judged; 2 some line was bad, or wrong flags;
1 the input cannot be read or the output not written; 130 or 143 stopped by
Ctrl-C or SIGTERM. If the reader of the output goes away (| head), the
program ends quietly.

Policies
  reward      strict, as a reward in training must be: the answer has to be
              announced, by the last \boxed{} behind the thoughts, <answer>,
              "answer is", "answer:", "####", or by saying nothing else
  lenient     as evaluation harnesses do: where nothing is announced also an
              open box, the last formula, the last number
  What is read and what equals what: verifiers/math/README.md.

Examples
  math_verify --explain --gold='\frac{1}{2}' --prediction='It is \boxed{.5}'
  math_verify pairs.jsonl >verdicts.jsonl
  zcat pairs.jsonl.gz | math_verify --threads=8 | jq -c 'select(.correct)'
  math_verify --bare answers.jsonl | jq -s 'map(.correct | if . then 1 else 0
      end) | add / length'                           # the share of right ones
)";

PairOptions OptionsFromFlags() {
  base::RequireUsage(FLAGS_policy == "reward" || FLAGS_policy == "lenient",
                     "expected --policy=reward or --policy=lenient, got ", FLAGS_policy);
  PairOptions options;
  options.math.policy = ParseMathPolicy(FLAGS_policy);
  options.bare = FLAGS_bare;
  return options;
}

int JudgeInput(const StreamInput& input) {
  // Results on a terminal are progress enough.
  base::Progress progress("judging, KiB", input.bytes >> 10);
  const bool quiet = isatty(STDOUT_FILENO) == 1;
  FaultReporter report(&progress, FLAGS_max_faults);
  const StreamSinks sinks = {
      .write =
          [](std::string_view lines) { return WriteAll(STDOUT_FILENO, lines, "standard output"); },
      .report = [&](const std::string& message) { report(message); },
      .progress =
          [&](const StreamCounts& counts, int64_t bytes) {
            if (!quiet) progress.Set(bytes >> 10, base::StrCat(counts.pairs, " pairs"));
          }};
  LineReader reader(input.fd, input.name);
  const StreamCounts counts = JudgeStream(OptionsFromFlags(), &reader, sinks);
  progress.Clear();
  if (!counts.reader_gone) std::fprintf(stderr, "%s\n", CountsText(counts).c_str());
  return counts.bad > 0 ? 2 : 0;
}

int ExplainPair(const std::vector<std::string>& files) {
  base::RequireUsage(files.empty(), "expected no FILE with --explain, got ", files.size(),
                     "; give the pair as --gold=TEXT --prediction=TEXT");
  std::string text;
  try {
    text = Explain(FLAGS_gold, FLAGS_prediction, OptionsFromFlags());
  } catch (const base::Error& error) {
    base::FailUsage("--gold: ", error.what());
  }
  WriteAll(STDOUT_FILENO, text, "standard output");
  return 0;
}

int Run(const std::vector<std::string>& files) {
  if (FLAGS_explain) return ExplainPair(files);
  base::RequireUsage(FLAGS_gold.empty() && FLAGS_prediction.empty(),
                     "--gold and --prediction go with --explain; add it");
  base::RequireUsage(FLAGS_threads >= 0 && FLAGS_threads <= base::kMaxThreads,
                     "expected --threads from 0 to ", base::kMaxThreads, ", got ", FLAGS_threads);
  base::RequireUsage(FLAGS_max_faults >= 0, "expected --max_faults of at least 0, got ",
                     FLAGS_max_faults);
  base::SetNumThreads(FLAGS_threads);
  return JudgeInput(OpenStreamInput(files, "math_verify", "pairs"));
}

}  // namespace
}  // namespace r1bench::verifiers

int main(int argc, char** argv) {
  return r1bench::verifiers::MainWithFiles(
      argc, argv,
      {"math_verify", "judges answers to mathematical problems", r1bench::verifiers::kManual},
      r1bench::verifiers::Run);
}
