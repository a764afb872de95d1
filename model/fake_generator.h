// Generators without a model, for tests of everything that judges text.
//
//   ScriptedGenerator  says what it was told to say
//   RandomGenerator    says deterministic nonsense: words, cut-off tags, broken bytes
//
// Both keep the contract of TextGenerator that tests rely on: order of results, hooks, stop
// strings, sample numbers, forced prefixes, and independence of the batch.

#ifndef R1BENCH_MODEL_FAKE_GENERATOR_H_
#define R1BENCH_MODEL_FAKE_GENERATOR_H_

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "model/generator.h"

namespace r1bench::model {

// What both have in common: a text for (request, sample), turned into a Completion. A token is a
// byte; its log-probability is a fixed function of the byte and the one before it.
class FakeGenerator : public TextGenerator {
 public:
  std::vector<Completion> Generate(std::span<const GenerateRequest> requests,
                                   const GenerateHooks& hooks) override;
  std::vector<std::vector<float>> Score(std::span<const ScoreRequest> requests) override;

  int64_t num_calls() const { return num_calls_; }        // of Generate
  int64_t num_requests() const { return num_requests_; }  // in all calls

 protected:
  virtual std::string TextOf(const GenerateRequest& request, int sample) const = 0;

 private:
  int64_t num_calls_ = 0;
  int64_t num_requests_ = 0;
};

class ScriptedGenerator : public FakeGenerator {
 public:
  using Script = std::function<std::string(const GenerateRequest& request, int sample)>;

  explicit ScriptedGenerator(Script script) : script_(std::move(script)) {}
  // Texts by problem_id or, where that is empty, by prompt_text; sample i gets entry i modulo their
  // number. An unknown key is a base::Error.
  explicit ScriptedGenerator(std::map<std::string, std::vector<std::string>> texts);

  std::string name() const override { return "scripted"; }

 protected:
  std::string TextOf(const GenerateRequest& request, int sample) const override {
    return script_(request, sample);
  }

 private:
  Script script_;
};

// Text drawn from (seed, params.seed, request id, sample), of up to `max_bytes` bytes.
class RandomGenerator : public FakeGenerator {
 public:
  explicit RandomGenerator(uint64_t seed, int64_t max_bytes = 200)
      : seed_(seed), max_bytes_(max_bytes) {}

  std::string name() const override { return "random"; }

 protected:
  std::string TextOf(const GenerateRequest& request, int sample) const override;

 private:
  uint64_t seed_;
  int64_t max_bytes_;
};

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_FAKE_GENERATOR_H_
