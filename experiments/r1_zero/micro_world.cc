#include "experiments/r1_zero/micro_world.h"

#include <utility>

#include "base/error.h"
#include "data/micro/ops_corpus.h"
#include "data/micro/program_corpus.h"
#include "experiments/common/program_judge.h"

namespace r1bench::r1_zero {
namespace {

MicroWorld OpsWorld(const R1ZeroOptions& options, uint64_t seed) {
  auto environment = std::make_unique<experiments::OpsEnvironment>(options.ops, seed);
  auto corpus = std::make_shared<const micro::OpsCorpus>(
      environment->task(), environment->split().train, seed, options.ops.corpus);
  MicroWorld world;
  world.documents = [corpus](int64_t step, int64_t count) {
    return experiments::OpsDocuments(*corpus, step, count);
  };
  world.environment = std::move(environment);
  return world;
}

MicroWorld ProgramWorld(const R1ZeroOptions& options, uint64_t seed) {
  auto environment = std::make_unique<experiments::ProgramEnvironment>(
      options.programs, seed, experiments::SandboxedPrograms());
  auto corpus = std::make_shared<const micro::ProgramCorpus>(environment->split().train, seed,
                                                             options.programs.corpus);
  MicroWorld world;
  world.documents = [corpus](int64_t step, int64_t count) {
    return experiments::ProgramDocuments(*corpus, step, count);
  };
  world.environment = std::move(environment);
  return world;
}

}  // namespace

MicroWorld MakeMicroWorld(const R1ZeroOptions& options, uint64_t seed) {
  return options.world == World::kOps ? OpsWorld(options, seed) : ProgramWorld(options, seed);
}

const experiments::MicroVocabulary& VocabularyOf(World world) {
  return world == World::kOps ? experiments::kOpsVocabulary : experiments::kProgramVocabulary;
}

int PromptTokensOf(World world) {
  return world == World::kOps ? micro::kPromptTokens : micro::kProgramPromptTokens;
}

std::string WorldName(const R1ZeroOptions& options) {
  return options.world == World::kOps ? base::StrCat("OPS-", options.ops.modulus)
                                      : "programs from recipes";
}

std::string DataHash(const R1ZeroOptions& options, uint64_t seed) {
  return options.world == World::kOps ? experiments::OpsDataHash(options.ops, seed)
                                      : experiments::ProgramDataHash(options.programs, seed);
}

}  // namespace r1bench::r1_zero
