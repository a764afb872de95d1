// The report's own stage table, to be set beside ours: five stages on benchmarks of which each
// stands for one of our measures. Figures of arXiv 2501.12948 v2, Table 3, in percent.
#ifndef R1BENCH_EXPERIMENTS_R1_PIPELINE_PAPER_STAGES_H_
#define R1BENCH_EXPERIMENTS_R1_PIPELINE_PAPER_STAGES_H_

#include <array>

namespace r1bench::r1_pipeline {

inline constexpr const char* kPaperStageSource = "arXiv 2501.12948 v2, Table 3";
inline constexpr std::array<const char*, 5> kPaperStages = {"zero", "dev1", "dev2", "dev3", "r1"};
inline constexpr std::array<const char*, 5> kPaperStageNames = {"R1-Zero", "R1-Dev1", "R1-Dev2",
                                                                "R1-Dev3", "R1"};

struct PaperRow {
  const char* benchmark;
  const char* metric;  // of ours that it is shown beside, by key; empty: only in the whole table
  std::array<double, 5> percent;
};
inline constexpr std::array<PaperRow, 9> kPaperRows = {{
    {"AIME 2024 pass@1", "reasoning", {77.9, 59.0, 74.0, 78.1, 79.8}},
    {"MATH-500 pass@1", "greedy_reasoning", {95.9, 94.2, 95.9, 95.4, 97.3}},
    {"LiveCodeBench pass@1", "", {50.0, 57.5, 63.5, 64.6, 65.9}},
    {"Codeforces percentile", "", {80.4, 84.5, 90.5, 92.1, 96.3}},
    {"MMLU-Pro EM", "", {68.9, 74.1, 83.8, 83.1, 84.0}},
    {"GPQA-Diamond pass@1", "", {75.8, 66.1, 70.7, 71.2, 71.5}},
    {"IF-Eval prompt strict", "coverage", {46.6, 71.7, 72.0, 78.1, 83.3}},
    {"AlpacaEval 2.0 LC win rate", "gold", {24.7, 50.1, 55.8, 62.1, 87.6}},
    {"ArenaHard", "helpfulness", {53.6, 77.0, 73.2, 75.6, 92.3}},
}};

}  // namespace r1bench::r1_pipeline

#endif  // R1BENCH_EXPERIMENTS_R1_PIPELINE_PAPER_STAGES_H_
