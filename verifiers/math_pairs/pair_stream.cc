#include "verifiers/math_pairs/pair_stream.h"

#include <vector>

#include "base/error.h"
#include "base/parallel.h"
#include "base/signals.h"

namespace r1bench::verifiers {
namespace {

// Chunks of lines, so that pairs of one problem mostly share a parsed reference.
constexpr int64_t kGrain = 8;

PairResult JudgeLine(const Line& line, PairJudge* judge) {
  if (!line.too_long) return judge->Judge(line.text);
  PairResult result;
  result.fault = "the line is too long to be read; shorten the prediction";
  return result;
}

std::vector<PairResult> JudgeLines(const PairOptions& options, const std::vector<Line>& lines) {
  std::vector<PairResult> results(lines.size());
  base::ParallelFor(std::ssize(lines), kGrain, [&](int64_t begin, int64_t end) {
    PairJudge judge(options);
    for (auto i = static_cast<size_t>(begin); i < static_cast<size_t>(end); ++i) {
      results[i] = JudgeLine(lines[i], &judge);
    }
  });
  return results;
}

void Count(const PairResult& result, StreamCounts* counts) {
  if (result.fault.empty()) {
    ++counts->pairs;
    ++counts->verdicts[static_cast<size_t>(result.status)];
  } else {
    ++counts->bad;
  }
}

}  // namespace

std::string CountsText(const StreamCounts& counts) {
  std::string text = base::StrCat(counts.pairs, counts.pairs == 1 ? " pair" : " pairs");
  const char* separator = ": ";
  for (size_t i = 0; i < counts.verdicts.size(); ++i) {
    if (counts.verdicts[i] == 0) continue;
    text += base::StrCat(separator, counts.verdicts[i], " ", StatusName(static_cast<Status>(i)));
    separator = ", ";
  }
  if (counts.bad > 0) {
    text += base::StrCat("; ", counts.bad, counts.bad == 1 ? " bad line" : " bad lines");
  }
  return text;
}

StreamCounts JudgeStream(const PairOptions& options, LineReader* reader, const StreamSinks& sinks) {
  StreamCounts counts;
  std::string output;
  for (std::vector<Line> lines; reader->Next(&lines);) {
    base::ThrowIfStopped();
    const std::vector<PairResult> results = JudgeLines(options, lines);
    output.clear();
    for (size_t i = 0; i < lines.size(); ++i) {
      Count(results[i], &counts);
      if (results[i].fault.empty()) {
        output += results[i].output + '\n';
      } else {
        sinks.report(base::StrCat(reader->name(), ":", lines[i].number, ": ", results[i].fault));
      }
    }
    if (!output.empty() && !sinks.write(output)) {
      counts.reader_gone = true;
      return counts;
    }
    if (sinks.progress) sinks.progress(counts, reader->bytes_read());
  }
  return counts;
}

}  // namespace r1bench::verifiers
