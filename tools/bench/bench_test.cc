// What the benches print and read: figures as text, bounds, peers' lines, ratios, /proc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "tools/bench/comparison.h"
#include "tools/bench/limits.h"
#include "tools/bench/peers.h"
#include "tools/bench/process.h"
#include "tools/bench/table.h"

namespace r1bench::bench {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

TEST(Figures, HaveThreeDigits) {
  EXPECT_EQ(FormatNumber(0.012345), "0.0123");
  EXPECT_EQ(FormatNumber(4.567), "4.57");
  EXPECT_EQ(FormatNumber(38), "38.0");
  EXPECT_EQ(FormatNumber(99.96), "100");
  EXPECT_EQ(FormatNumber(1130.4), "1,130");
  EXPECT_EQ(FormatNumber(1234567), "1,234,567");
  EXPECT_EQ(FormatNumber(0), "-");
  EXPECT_EQ(FormatNumber(std::nan("")), "-");
  EXPECT_EQ(FormatRatio(2.306), "2.31x");
  EXPECT_EQ(FormatShare(0.714), "71 %");
  EXPECT_EQ(FormatBytes(98.4e6), "98.4 MB");
}

TEST(Table, IsMarkdownWithAlignedColumns) {
  Table table({"row", "tokens/s"});
  table.AddRow({"prefill", "1,130"});
  table.AddRow({"×", "2"});  // two bytes, one column
  EXPECT_EQ(table.Text(),
            "| row     | tokens/s |\n"
            "|---------|---------:|\n"
            "| prefill |    1,130 |\n"
            "| ×       |        2 |\n");
  EXPECT_THROW(table.AddRow({"one"}), base::Error);
}

constexpr Limits kMachine = {
    .threads = 2, .read_bytes = 10, .fp32_flops = 100, .bf16_flops = 200, .int8_ops = 400};

TEST(Bounds, AreTheLongerOfMemoryAndArithmetic) {
  const Bound memory = LeastTime({.bf16_flops = 200, .bytes = 20}, kMachine);
  EXPECT_EQ(memory.seconds, 2);
  EXPECT_EQ(memory.by, "memory");
  const Bound both = LeastTime({.fp32_flops = 100, .bf16_flops = 200, .int8_ops = 400}, kMachine);
  EXPECT_EQ(both.seconds, 3);
  EXPECT_EQ(both.by, "arithmetic");
  EXPECT_EQ(Then(memory, both).seconds, 5);
  EXPECT_EQ(Then(memory, both).by, "arithmetic");
  EXPECT_EQ(Times(4, memory).seconds, 8);
}

TEST(PeerLines, AreReadAndOtherOutputIsLeftOut) {
  const auto figures = ParsePeerLines(
      "a warning of some library\n"
      "{\"peer\": \"TRL\", \"figure\": \"grpo\", \"value\": 52.5, \"unit\": \"s\", \"loss\": "
      "-1e-8}\n"
      "\n"
      "{\"peer\": \"llama.cpp\", \"figure\": \"decode_1\", \"value\": 80, \"unit\": \"tokens/s\"}",
      "bench.py");
  ASSERT_THAT(figures, SizeIs(2));
  EXPECT_EQ(figures[0].line["loss"], -1e-8);
  EXPECT_EQ(PeerValue(figures, "llama.cpp", "decode_1"), 80);
  EXPECT_EQ(PeerValue(figures, "TRL", "decode_1"), 0);
}

TEST(PeerLines, ThatAreBrokenAreNamed) {
  const auto message = [](std::string_view text) -> std::string {
    try {
      ParsePeerLines(text, "bench.py");
    } catch (const base::Error& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_THAT(message("x\n{\"peer\": \"TRL\"}\n"), HasSubstr("bench.py:2"));
  EXPECT_THAT(message("{\"peer\": \"TRL\"}"), HasSubstr("figure"));
  EXPECT_THAT(message("{\"peer\":"), HasSubstr("bench.py:1"));
}

Row MakeRow(const std::string& unit, double ours, const Bound& bound) {
  Row row{.name = "decode", .weights = "bf16", .figure = "decode_16", .unit = unit, .ours = ours};
  SetLimit(bound, 16, &row);
  return row;
}

TEST(Comparison, KnowsWhichWayIsBetter) {
  const Row speed = MakeRow("tokens/s", 30, {.seconds = 0.4, .by = "memory"});
  EXPECT_DOUBLE_EQ(Ratio(speed, 10), 3);
  EXPECT_DOUBLE_EQ(ShareOfLimit(speed), 0.75);
  const Row time = MakeRow("s", 10, {.seconds = 5, .by = "arithmetic"});
  EXPECT_DOUBLE_EQ(Ratio(time, 52), 5.2);
  EXPECT_DOUBLE_EQ(ShareOfLimit(time), 0.5);
  EXPECT_EQ(Ratio(time, 0), 0);
}

TEST(Comparison, HasAColumnForEachPeerMeasuredOrNot) {
  const std::vector<PeerFigure> figures = {
      {.peer = "transformers", .figure = "decode_16", .value = 10, .unit = "tokens/s", .line = {}}};
  const std::vector<Row> rows = {MakeRow("tokens/s", 30, {.seconds = 0.4, .by = "memory"})};
  const std::string text = ComparisonText(rows, {"transformers", "llama.cpp"}, figures);
  EXPECT_THAT(text, HasSubstr("| transformers | ratio | llama.cpp | ratio |"));
  EXPECT_THAT(text, HasSubstr("| 30.0 |         10.0 | 3.00x |         - |     - |"));
  EXPECT_THAT(text, HasSubstr("40.0 |  75 % |     memory |"));
  const base::Json json = ComparisonJson(rows, {"transformers", "llama.cpp"}, figures);
  EXPECT_EQ(json[0]["peers"]["transformers"]["ratio"], 3);
  EXPECT_FALSE(json[0]["peers"].contains("llama.cpp"));
}

TEST(Process, ReadsItsOwnMemory) {
  const char status[] = "Name:\tx\nVmHWMX:\t9 kB\nVmHWM:\t    2048 kB\nVmRSS:\t 10 kB\n";
  EXPECT_EQ(StatusBytes(status, "VmHWM"), 2048 * 1024);
  EXPECT_EQ(StatusBytes(status, "VmSwap"), 0);
  EXPECT_GT(ResidentBytes(), 0);
  EXPECT_GE(PeakResidentBytes(), ResidentBytes() / 2);
}

TEST(Process, SaysWhetherARunMayBeQuoted) {
  EXPECT_EQ(OthersText(0.004), "Other programs took 0.4 % of the processors during this run.");
  EXPECT_THAT(OthersText(0.3), HasSubstr("30.0 % of the processors during this run: too much"));
}

}  // namespace
}  // namespace r1bench::bench
