// Speed of the math verifier on labelled pairs, beside Math-Verify.
//
//   tools/peers/setup_math_verify.sh /tmp/math_verify                    # once
//   bazel run -c opt //verifiers:math_bench -- --peer=/tmp/math_verify
#include <gflags/gflags.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"
#include "base/jsonl.h"
#include "base/main.h"
#include "base/parallel.h"
#include "base/paths.h"
#include "tools/bench/peers.h"
#include "tools/bench/process.h"
#include "tools/bench/table.h"
#include "verifiers/math/math_verifier.h"

DEFINE_string(cases, "",
              "JSONL with gold and prediction (and expect, disputed, pred_form); empty: "
              "$R1_DATA_DIR/cases/math/realistic_dev.jsonl");
DEFINE_string(peer, "", "Environment made by tools/peers/setup_math_verify.sh; empty: ours alone");
DEFINE_string(policy, "reward", "How answers are found: reward or lenient");
DEFINE_int32(threads, 0, "The larger number of threads that is measured; 0: one a processor");
DEFINE_double(seconds, 2, "How long each throughput is measured, at least");

namespace r1bench::verifiers {
namespace {

constexpr char kManual[] =
    R"(Verifies the pairs of a file of labelled cases again and again and prints
verifications a second on one thread and on all, the latency of single calls
and how often the verdict is right. Every reference is read once, outside of
the times; a verification is everything from the response to the verdict.

  math_bench                  ours alone; needs R1_DATA_DIR or --cases
  math_bench --peer=FOLDER    also Math-Verify on the same pairs, one thread;
                              FOLDER was made by
                              tools/peers/setup_math_verify.sh

The machine should be quiet; a line at the end says how much others took.
)";

constexpr int kCallsForLatency = 5;
constexpr int64_t kGrain = 16;

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

struct Pair {
  std::string id, prediction;
  const PreparedProblem* gold = nullptr;
  bool bare = false;
  bool labelled = false, expect = false;
};

struct Cases {
  std::vector<Pair> pairs;
  std::map<std::string, std::unique_ptr<const PreparedProblem>> golds;
  double seconds_for_golds = 0;
};

Cases ReadCases(const std::string& path, const MathVerifier& verifier) {
  Cases cases;
  base::ForEachJsonLine(path, [&](const base::Json& row, int line) {
    const std::string where = base::StrCat(path, ":", line);
    data::Problem problem;
    problem.id = base::JsonGetOr<std::string>(row, "id", base::StrCat("line ", line), where);
    problem.answer = base::JsonGet<std::string>(row, "gold", where);
    std::unique_ptr<const PreparedProblem>& gold = cases.golds[problem.answer];
    if (gold == nullptr) {
      const Clock::time_point start = Clock::now();
      gold = verifier.Prepare(problem);
      cases.seconds_for_golds += SecondsSince(start);
    }
    Pair pair{problem.id, base::JsonGet<std::string>(row, "prediction", where), gold.get()};
    pair.bare = base::JsonGetOr<std::string>(row, "pred_form", "text", where) == "bare";
    pair.labelled = row.contains("expect") && !row["expect"].is_null() &&
                    !base::JsonGetOr<bool>(row, "disputed", false, where);
    pair.expect = pair.labelled && base::JsonGet<bool>(row, "expect", where);
    cases.pairs.push_back(std::move(pair));
  });
  base::Require(!cases.pairs.empty(), path, ": expected pairs, got none");
  return cases;
}

Verdict VerdictOn(const Pair& pair, const MathVerifier& verifier) {
  return pair.bare ? verifier.VerifyAnswer(*pair.gold, pair.prediction)
                   : verifier.Verify(*pair.gold, pair.prediction);
}

// Verifications a second of all pairs over and over on `threads` threads.
double Throughput(const Cases& cases, const MathVerifier& verifier, int threads) {
  base::SetNumThreads(threads);
  const auto n = static_cast<int64_t>(cases.pairs.size());
  const auto pass = [&] {
    base::ParallelFor(n, kGrain, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        VerdictOn(cases.pairs[static_cast<size_t>(i)], verifier);
      }
    });
  };
  pass();
  int64_t passes = 0;
  const Clock::time_point start = Clock::now();
  do {
    pass();
    ++passes;
  } while (SecondsSince(start) < FLAGS_seconds);
  return static_cast<double>(passes * n) / SecondsSince(start);
}

struct Latency {
  double seconds = 0;
  const Pair* pair = nullptr;
  bool operator<(const Latency& other) const { return seconds < other.seconds; }
};

// Of each pair the median of a few calls, one a pass; in ascending order.
std::vector<Latency> Latencies(const Cases& cases, const MathVerifier& verifier) {
  std::vector<std::vector<double>> calls(cases.pairs.size());
  for (int pass = 0; pass < kCallsForLatency; ++pass) {
    for (size_t i = 0; i < cases.pairs.size(); ++i) {
      const Clock::time_point start = Clock::now();
      VerdictOn(cases.pairs[i], verifier);
      calls[i].push_back(SecondsSince(start));
    }
  }
  std::vector<Latency> latencies;
  for (size_t i = 0; i < calls.size(); ++i) {
    std::nth_element(calls[i].begin(), calls[i].begin() + kCallsForLatency / 2, calls[i].end());
    latencies.push_back({calls[i][kCallsForLatency / 2], &cases.pairs[i]});
  }
  std::sort(latencies.begin(), latencies.end());
  return latencies;
}

std::string Microseconds(double seconds) { return bench::FormatNumber(seconds * 1e6) + " us"; }

std::string LatencyText(double p50, double p90, double p99, double max) {
  return base::StrCat("p50 ", Microseconds(p50), ", p90 ", Microseconds(p90), ", p99 ",
                      Microseconds(p99), ", max ", Microseconds(max));
}

std::string LatencyText(const std::vector<Latency>& sorted) {
  const auto at = [&](double share) {
    const auto rank = static_cast<size_t>(share * static_cast<double>(sorted.size()));
    return sorted[std::min(rank, sorted.size() - 1)].seconds;
  };
  return base::StrCat("One call, one thread (median of ", kCallsForLatency, " for each pair): ",
                      LatencyText(at(0.5), at(0.9), at(0.99), sorted.back().seconds), " (",
                      sorted.back().pair->id, ")\n");
}

std::string ScoreText(int64_t labelled, int64_t false_accepts, int64_t false_rejects) {
  return base::StrCat(labelled - false_accepts - false_rejects, " of ", labelled,
                      " undisputed labels right, ", false_accepts, " false accepts, ",
                      false_rejects, " false rejects\n");
}

std::string ScoreText(const Cases& cases, const MathVerifier& verifier) {
  int64_t labelled = 0, false_accepts = 0, false_rejects = 0;
  for (const Pair& pair : cases.pairs) {
    if (!pair.labelled) continue;
    const bool accepted = VerdictOn(pair, verifier).status == Status::kCorrect;
    ++labelled;
    false_accepts += accepted && !pair.expect;
    false_rejects += !accepted && pair.expect;
  }
  return ScoreText(labelled, false_accepts, false_rejects);
}

std::string PeerText(const bench::PeerFigure& figure, double ours) {
  const base::Json& line = figure.line;
  const auto number = [&](const char* key) {
    return base::JsonGet<double>(line, key, "bench_math_verify.py");
  };
  const auto count = [&](const char* key) { return static_cast<int64_t>(number(key)); };
  std::string text =
      "\nMath-Verify, one thread, the same pairs (Python " + line.value("python", std::string("?"));
  for (const auto& [name, version] : line["versions"].items()) {
    text += base::StrCat(", ", name, " ", version.get<std::string>());
  }
  text += base::StrCat("): ", bench::FormatNumber(figure.value), " verifications/s\n");
  text += LatencyText(number("p50"), number("p90"), number("p99"), number("max")) + "\n";
  text += ScoreText(count("labelled"), count("false_accepts"), count("false_rejects"));
  text += base::StrCat("Ours is ", bench::FormatRatio(ours / figure.value), " as fast\n");
  return text;
}

// Math-Verify's part, or why there is none.
std::string MeasurePeer(const std::string& path, double ours) {
  if (FLAGS_peer.empty()) return "";
  const bench::PeerRun run =
      bench::RunPeer(base::CallerPath(FLAGS_peer), "bench_math_verify.py", {"--pairs=" + path});
  if (run.figures.empty()) return "\nMath-Verify was not measured: " + run.problem + "\n";
  return PeerText(run.figures[0], ours);
}

std::string CasesPath() {
  if (!FLAGS_cases.empty()) return base::CallerPath(FLAGS_cases);
  const char* const root = std::getenv("R1_DATA_DIR");
  base::RequireUsage(root != nullptr && *root != '\0',
                     "expected --cases=FILE or the variable R1_DATA_DIR, got neither");
  return base::JoinPath(root, "cases/math/realistic_dev.jsonl");
}

int Run() {
  base::RequireUsage(FLAGS_threads >= 0 && FLAGS_seconds > 0,
                     "expected --threads of at least 0 and --seconds above 0");
  const std::string path = CasesPath();
  const int threads = FLAGS_threads == 0 ? base::AvailableCores() : FLAGS_threads;
  const bench::OthersClock others;
  const MathVerifier verifier({.policy = ParseMathPolicy(FLAGS_policy)});
  const Cases cases = ReadCases(path, verifier);
  std::printf("%zu pairs of %s; %zu references read in %s; verifier %s, version %s, policy %s\n\n",
              cases.pairs.size(), base::BaseName(path).c_str(), cases.golds.size(),
              Microseconds(cases.seconds_for_golds).c_str(), verifier.name().c_str(),
              verifier.version().c_str(), FLAGS_policy.c_str());

  const double alone = Throughput(cases, verifier, 1);
  const double together = threads > 1 ? Throughput(cases, verifier, threads) : alone;
  bench::Table table({"threads", "verifications/s", "a thread"});
  table.AddRow({"1", bench::FormatNumber(alone), bench::FormatNumber(alone)});
  if (threads > 1) {
    table.AddRow({std::to_string(threads), bench::FormatNumber(together),
                  bench::FormatNumber(together / threads)});
  }
  std::printf("%s\n%s", table.Text().c_str(), LatencyText(Latencies(cases, verifier)).c_str());
  std::printf("%s", ScoreText(cases, verifier).c_str());
  std::fflush(stdout);  // the peer takes a while
  std::printf("%s", MeasurePeer(path, alone).c_str());
  std::printf("\n%s\n", bench::OthersText(others.Share()).c_str());
  return 0;
}

}  // namespace
}  // namespace r1bench::verifiers

int main(int argc, char** argv) {
  return r1bench::base::Main(
      argc, argv,
      {"math_bench", "measures the math verifier beside Math-Verify", r1bench::verifiers::kManual},
      r1bench::verifiers::Run);
}
