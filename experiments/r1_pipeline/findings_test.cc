#include "experiments/r1_pipeline/findings.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "experiments/common/finding_rules.h"

namespace r1bench::r1_pipeline {
namespace {

using experiments::SeedResults;

base::Json Metrics(double reasoning, double mixed, double gold, double declined, double proxy) {
  return {{"reasoning", reasoning},       {"mixed", mixed}, {"gold", gold}, {"helpfulness", gold},
          {"declined_harmful", declined}, {"proxy", proxy}};
}

// A seed in which everything the report says happens.
SeedResults AsReported(double shift) {
  return {{"zero", Metrics(0.8 + shift, 0.5, 0.2, 0.1, 0)},
          {"dev1", Metrics(0.5 + shift, 0.2, 0.2, 0.1, 0)},
          {"dev2", Metrics(0.8 + shift, 0.2, 0.2, 0.1, 0)},
          {"dev3", Metrics(0.8 + shift, 0.1, 0.5, 0.5, 0)},
          {"dev3_reasoning", Metrics(0.8 + shift, 0.1, 0.2, 0.1, 0)},
          {"r1_rules", Metrics(0.8 + shift, 0.1, 0.5, 0.5, 0.2)},
          {"r1", Metrics(0.82 + shift, 0.1, 0.8 + shift, 0.9 + shift, 1)},
          {"r1_null", Metrics(0.8, 0.1, 0.5 + shift, 0.5, 0.2)},
          {"r1_long", Metrics(0.8, 0.1, 0.4 + shift / 2, 0.9, 3)}};
}

std::vector<reports::Finding> Findings(const std::vector<SeedResults>& seeds) {
  return experiments::ApplyRules(FindingRules(), seeds);
}

TEST(Findings, WhatTheReportSaysInEverySeedIsReproduced) {
  const auto findings = Findings({AsReported(-0.01), AsReported(0), AsReported(0.01)});
  ASSERT_EQ(findings.size(), FindingRules().size());
  std::set<std::string> claims;
  for (const reports::Finding& finding : findings) {
    EXPECT_EQ(finding.verdict, reports::FindingOutcome::kReproduced) << finding.title;
    claims.insert(finding.claim_id);
  }
  EXPECT_EQ(claims, (std::set<std::string>{"pipe.stages", "pipe.general", "pipe.preference",
                                           "pipe.null_preference", "pipe.rm_hacking"}));
}

TEST(Findings, OneSeedIsInconclusive) {
  for (const reports::Finding& finding : Findings({AsReported(0)})) {
    EXPECT_EQ(finding.verdict, reports::FindingOutcome::kInconclusive) << finding.title;
  }
}

TEST(Findings, WhatContradictsTheReportIsNotReproduced) {
  std::vector<SeedResults> seeds = {AsReported(-0.01), AsReported(0), AsReported(0.01)};
  for (SeedResults& seed : seeds) {
    seed["dev1"]["reasoning"] = seed["zero"]["reasoning"].get<double>() + 0.05;
    seed["dev3_reasoning"] = seed["dev3"];
    seed["r1"] = seed["dev3"];
    seed["r1"]["mixed"] = 0.6;
    seed["r1"]["reasoning"] = 0.3;
    seed["r1_null"]["gold"] = 0.9;
    seed["r1_long"]["gold"] = 0.9;
  }
  int contradicted = 0;
  for (const reports::Finding& finding : Findings(seeds)) {
    const bool free = finding.title.find("do not cost") != std::string::npos;
    contradicted += finding.verdict == reports::FindingOutcome::kNotReproduced ? 1 : 0;
    EXPECT_NE(finding.verdict == reports::FindingOutcome::kReproduced, !free) << finding.title;
  }
  EXPECT_EQ(contradicted, static_cast<int>(FindingRules().size()) - 1);
}

TEST(Findings, ALossOfGoldIsHackingOnlyWhereTheProxyRose) {
  SeedResults seed = AsReported(0);
  const auto effect = [&] {
    for (const reports::Finding& finding : Findings({seed})) {
      if (finding.claim_id == "pipe.rm_hacking") return finding.effect;
    }
    throw base::Error("no finding");
  };
  EXPECT_NEAR(effect(), -0.4, 1e-12);
  seed["r1_long"]["proxy"] = 0.5;
  EXPECT_EQ(effect(), 0.0);
}

}  // namespace
}  // namespace r1bench::r1_pipeline
