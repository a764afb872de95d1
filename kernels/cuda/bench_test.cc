// The report of a bench, from made-up measurements.
#include "kernels/cuda/bench.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace r1bench::cuda {
namespace {

constexpr Ceilings kCeilings = {4e12, 800e12};

TEST(Bench, TheFloorIsTheSlowerOfMovingAndComputing) {
  EXPECT_DOUBLE_EQ(FloorSeconds({.bytes = 4e9}, kCeilings), 1e-3);
  EXPECT_DOUBLE_EQ(FloorSeconds({.bytes = 4e9, .flops = 1.6e12}, kCeilings), 2e-3);
  EXPECT_DOUBLE_EQ(FloorSeconds({.bytes = 8e9, .flops = 0.8e12}, kCeilings), 2e-3);
  // No product asked for: its ceiling was not measured and must not be divided by.
  EXPECT_DOUBLE_EQ(FloorSeconds({.bytes = 4e9}, {4e12, 0}), 1e-3);
}

TEST(Bench, SetsGoBeyondTheCache) {
  EXPECT_EQ(Bench::Sets(1e9), 3);
  EXPECT_GE(Bench::Sets(1e6) * 1e6, 180e6);
}

TEST(Bench, TheReportGivesTheShareOfTheRoofline) {
  BenchRow row = {{.kernel = "copy", .shape = "8 x 8", .dtype = "fp32", .work = {.bytes = 4e9}},
                  1.25e-3,
                  2.5e-3};
  row.what.v1 = 0.75;
  const std::string table = BenchTable({row}, kCeilings);
  for (const char* text : {"copy", "8 x 8", "1,250", "3,200", "80 %", "75 %", "2.00x"}) {
    EXPECT_NE(table.find(text), table.npos) << text << " in\n" << table;
  }
  const base::Json json = base::ParseJson(BenchJson({row}, kCeilings, "a device"), "report");
  EXPECT_EQ(json["device"], "a device");
  EXPECT_DOUBLE_EQ(json["rows"][0]["share"], 0.8);
  EXPECT_DOUBLE_EQ(json["rows"][0]["library_seconds"], 2.5e-3);
}

}  // namespace
}  // namespace r1bench::cuda
