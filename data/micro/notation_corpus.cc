#include "data/micro/notation_corpus.h"

#include <functional>
#include <utility>

#include "base/error.h"

namespace r1bench::micro {
namespace {

// An author who writes for a prompt of one notation.
class NotationWriter : public OpsWriter {
 public:
  NotationWriter(const OpsRules& rules, const OpsQuestion& question, const NotationMixture& mixture,
                 Notation asked, base::Rng rng)
      : OpsWriter(rules, question), mixture_(mixture), asked_(asked), rng_(std::move(rng)) {
    writing_ = Chance(mixture_.start_off) ? Other(asked_) : asked_;
  }

  void Attempt(int combo) override {
    if (!tokens.empty()) Turn();
    const size_t begin = tokens.size();
    OpsWriter::Attempt(combo);
    Translate(begin);
  }

  bool Check(bool solved) override {
    const Notation notation = WordNotation();
    const bool wrong = Chance(mixture_.wrong_checks[Index(notation)]);
    const bool says = solved != wrong;
    tokens.push_back(FromOps(says ? kTokenRight : kTokenWrong, notation));
    return says;
  }

  void Answer(int combo) override {
    Turn();
    const size_t begin = tokens.size();
    OpsWriter::Answer(combo);
    Translate(begin);
  }

 private:
  // Always one draw, so that the draws of a document do not shift with its course.
  bool Chance(double probability) { return rng_.UniformDouble() < probability; }

  // Between two attempts, or before the answer.
  void Turn() {
    const bool off = writing_ != asked_;
    if (Chance(off ? mixture_.come_back : mixture_.leave_off)) writing_ = Other(writing_);
  }

  Notation WordNotation() { return Chance(mixture_.flip) ? Other(writing_) : writing_; }

  // The OPS tokens from `begin` on, each word in the notation that it happens to be written in.
  void Translate(size_t begin) {
    for (size_t i = begin; i < tokens.size(); ++i) {
      const bool shared = FromOps(tokens[i], Notation::kA) == FromOps(tokens[i], Notation::kB);
      tokens[i] = FromOps(tokens[i], shared ? Notation::kA : WordNotation());
    }
  }

  const NotationMixture& mixture_;
  Notation asked_, writing_;
  base::Rng rng_;
};

bool IsProbability(double p) { return p >= 0 && p <= 1; }

}  // namespace

NotationMixture MixtureByName(std::string_view name) {
  NotationMixture mixture;
  if (name == "symmetric") return mixture;
  base::Require(name == "unreliable_a" || name == "unreliable_b",
                "unknown mixture; expected symmetric, unreliable_a or unreliable_b, got ", name);
  mixture.wrong_checks[Index(name == "unreliable_a" ? Notation::kA : Notation::kB)] = 0.25;
  return mixture;
}

std::vector<std::string> MixtureNames() { return {"symmetric", "unreliable_b", "unreliable_a"}; }

NotationCorpus::NotationCorpus(const OpsTask& task, std::span<const OpsPrompt> prompts,
                               uint64_t seed, const OpsCorpusOptions& options,
                               const NotationMixture& mixture)
    : task_(task),
      prompts_(prompts.begin(), prompts.end()),
      seed_(seed),
      options_(options),
      mixture_(mixture) {
  RequireMixture(options, task.rules(), 2, kPromptTokens);
  base::Require(!prompts_.empty(), "expected at least one prompt for a corpus, got none");
  base::Require(task.modulus() <= kNotationMaxModulus, "expected a modulus of at most ",
                kNotationMaxModulus, " for two notations, got ", task.modulus());
  for (const double p : {mixture.start_off, mixture.leave_off, mixture.come_back, mixture.flip,
                         mixture.wrong_checks[0], mixture.wrong_checks[1]}) {
    base::Require(IsProbability(p), "expected probabilities in a mixture, got ", p);
  }
}

NotationDocument NotationCorpus::Document(uint64_t index) const {
  base::Rng rng(seed_, "micro.notation", index);
  NotationDocument document;
  document.prompt.ops = prompts_[rng.Below(static_cast<uint32_t>(prompts_.size()))];
  document.prompt.notation = rng.Below(2) == 0 ? Notation::kA : Notation::kB;
  document.mode = DrawMode(options_, rng);
  document.tokens = PromptTokens(task_, document.prompt);
  const OpsPrompt& ops = document.prompt.ops;
  const std::array<int, 3> operands = {ops.a, ops.b, ops.c};
  const OpsQuestion question{operands, ops.t};
  NotationWriter writer(task_.rules(), question, mixture_, document.prompt.notation,
                        base::Rng(seed_, "micro.notation.words", index));
  const std::function<int()> next_pair = RandomPairs(rng);
  const int limit = DrawLimit(options_, task_.rules(), 2, kPromptTokens, document.mode, rng);
  WriteResponse(document.mode, limit, next_pair, &writer);
  document.tokens.insert(document.tokens.end(), writer.tokens.begin(), writer.tokens.end());
  return document;
}

}  // namespace r1bench::micro
