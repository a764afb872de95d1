// JSONL files of problems: reading, and saying what is wrong with a file. Format: data/SCHEMA.md.
//
// ReadProblems stops at the first fault with an error that names file and line and what to do.
// ValidateDataset returns all faults instead, for the validator program (//data:validate_dataset).
//
//   std::vector<data::Problem> problems = data::ReadProblems("math500.jsonl");

#ifndef R1BENCH_DATA_DATASET_H_
#define R1BENCH_DATA_DATASET_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/problem.h"

namespace r1bench::data {

struct ReadOptions {
  bool require_answer = false;  // a line without an answer is then a fault
  int64_t limit = 0;            // stop after this many problems; 0: read all
};

// One thing wrong with a file. `line` counts from 1; 0: the file as a whole.
struct Fault {
  int line = 0;
  std::string message;  // what is wrong and what to do
};

// What a pass over a file found.
struct DatasetCheck {
  std::vector<Problem> problems;  // the lines that are sound
  std::vector<Fault> faults;      // in order of line
  int64_t num_without_answer = 0;
  std::string sha256;  // of the file's bytes, hex
};

// The problems of `path`, in order. Throws base::Error "path:line: fault; remedy".
std::vector<Problem> ReadProblems(const std::string& path, const ReadOptions& options = {});

// Reads `path` to its end and lists every fault. Throws only if the file cannot be read at all.
DatasetCheck ValidateDataset(const std::string& path, const ReadOptions& options = {});

// The same for text already in memory.
DatasetCheck ValidateText(std::string_view text, const ReadOptions& options = {});

// "path:line: message", as an editor understands it.
std::string FaultText(std::string_view path, const Fault& fault);

// SHA-256 of the file's bytes in hex: names a data set in a report.
std::string DatasetHash(const std::string& path);

// The problem as a line that ReadProblems reads back (no newline at the end).
std::string ToJsonLine(const Problem& problem);

}  // namespace r1bench::data

#endif  // R1BENCH_DATA_DATASET_H_
