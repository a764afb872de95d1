#include "tools/bench/svg_chart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"

namespace r1bench::bench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

Chart Doubling() {
  Chart chart{.title = "decode <fast>",
              .x_label = "batch",
              .y_label = "tokens/s",
              .log_x = true,
              .log_y = true};
  chart.lines = {{.label = "context 16", .points = {{1, 10}, {4, 40}, {16, 160}}},
                 {.label = "limit", .points = {{1, 20}, {16, 320}}, .dashed = true}};
  return chart;
}

TEST(AxisTicks, ArePowersOrRoundNumbers) {
  EXPECT_THAT(AxisTicks(1, 16, true), ElementsAre(1, 2, 4, 8, 16));
  EXPECT_THAT(AxisTicks(3, 40, true), ElementsAre(4, 8, 16, 32));
  EXPECT_THAT(AxisTicks(700, 1300, true), ElementsAre(700, 800, 900, 1000, 1100, 1200, 1300));
  EXPECT_THAT(AxisTicks(1, 10000, true), ElementsAre(1, 10, 100, 1000, 10000));
  EXPECT_THAT(AxisTicks(0, 1000, false), ElementsAre(0, 200, 400, 600, 800, 1000));
  EXPECT_THAT(AxisTicks(0, 6, false), ElementsAre(0, 1, 2, 3, 4, 5, 6));
}

TEST(TickText, IsShort) {
  EXPECT_EQ(TickText(0.5), "0.5");
  EXPECT_EQ(TickText(64), "64");
  EXPECT_EQ(TickText(2048), "2,048");
  EXPECT_EQ(TickText(131072), "131,072");
}

TEST(SvgPicture, HasAxesLinesAndLegendAndEscapesText) {
  const std::string svg = SvgPicture({{Doubling()}});
  EXPECT_THAT(svg, HasSubstr("decode &lt;fast&gt;"));
  EXPECT_THAT(svg, Not(HasSubstr("<fast>")));
  for (const char* text : {">batch<", ">tokens/s<", ">context 16<", ">limit<", ">16<"}) {
    EXPECT_THAT(svg, HasSubstr(text));
  }
  // The first x is at the left edge, the last at the right one, equal factors are equal distances,
  // and there is some room above and below.
  EXPECT_THAT(svg, HasSubstr("M80.0 364.5 L350.0 240.9 L620.0 117.3"));
  EXPECT_THAT(svg, HasSubstr("stroke-dasharray=\"6 4\""));
}

TEST(SvgPicture, PutsChartsBelowEachOtherAndShowsMarksInRange) {
  Chart marked = Doubling();
  marked.marks = {{.x = 8, .label = "arithmetic begins"}, {.x = 99, .label = "far away"}};
  const std::string svg = SvgPicture({{Doubling(), marked}});
  EXPECT_THAT(svg, HasSubstr("height=\"880\""));
  EXPECT_THAT(svg, HasSubstr("translate(0 440)"));
  EXPECT_THAT(svg, HasSubstr("arithmetic begins"));
  EXPECT_THAT(svg, Not(HasSubstr("far away")));
}

TEST(SvgPicture, RefusesWhatCannotBeDrawn) {
  EXPECT_THROW(SvgPicture({{Chart{.title = "empty"}}}), base::Error);
  Chart zero = Doubling();
  zero.lines[0].points[0].y = 0;
  EXPECT_THROW(SvgPicture({{zero}}), base::Error);
  zero.lines[0].points[0].y = std::nan("");
  EXPECT_THROW(SvgPicture({{zero}}), base::Error);
}

TEST(SvgPicture, OneValueIsAChartToo) {
  Chart chart{.title = "one", .lines = {{.label = "a", .points = {{5, 7}}}}};
  EXPECT_THAT(SvgPicture({{chart}}), Not(HasSubstr("nan")));
}

}  // namespace
}  // namespace r1bench::bench
