#include "experiments/r1_pipeline/pipeline_world.h"

#include <utility>

#include "base/hash.h"
#include "base/rng.h"
#include "data/micro/cold_start_traces.h"

namespace r1bench::r1_pipeline {
namespace {

static_assert(micro::kRequestEnd == micro::kNotationEnd);
static_assert(micro::kRequestFirstWord == micro::kNotationVocabSize);

train::Document Learned(std::vector<int32_t> tokens, int64_t prompt_tokens) {
  return {std::move(tokens), prompt_tokens};
}

}  // namespace

PipelineWorld::PipelineWorld(const WorldOptions& options, uint64_t seed)
    : options_(options),
      seed_(seed),
      task_(options.modulus),
      arithmetic_(micro::SplitPrompts(task_, options.held_out, seed)),
      requests_(micro::SplitRequests(options.held_out_requests, seed)),
      arithmetic_corpus_(task_, arithmetic_.train, seed, options.corpus,
                         micro::MixtureByName(options.mixture)),
      request_corpus_(requests_.train, seed, micro::BaseWriter()) {}

train::Document PipelineWorld::BaseDocument(uint64_t index) const {
  base::Rng rng(seed_, "r1_pipeline/corpus", index);
  if (rng.UniformDouble() < options_.share_requests) {
    micro::RequestDocument document = request_corpus_.Document(index);
    return Learned(std::move(document.tokens), document.prompt_tokens);
  }
  return Learned(arithmetic_corpus_.Document(index).tokens, micro::kPromptTokens);
}

std::vector<train::Document> PipelineWorld::ColdStart(int count) const {
  micro::TraceOptions options;
  options.count = count;
  std::vector<train::Document> documents;
  for (micro::NotationDocument& trace :
       micro::ColdStartTraces(task_, arithmetic_.train, seed_, options)) {
    documents.push_back(Learned(std::move(trace.tokens), micro::kPromptTokens));
  }
  return documents;
}

std::vector<train::Document> PipelineWorld::GeneralSamples(int64_t count) const {
  // Its own seed: the writer must not repeat the base corpus's draws.
  const micro::RequestCorpus corpus(requests_.train, base::Rng(seed_, "r1_pipeline/general").U64(),
                                    micro::CuratedWriter());
  std::vector<train::Document> documents;
  for (int64_t i = 0; i < count; ++i) {
    micro::RequestDocument document = corpus.Document(static_cast<uint64_t>(i));
    documents.push_back(Learned(std::move(document.tokens), document.prompt_tokens));
  }
  return documents;
}

std::string PipelineWorld::Text(std::span<const int32_t> ids) {
  std::string text;
  for (const int32_t id : ids) {
    if (micro::IsRequestWord(id)) {
      text += micro::RequestWordText(id);
    } else {
      text += micro::kNotationAlphabet.Decode({&id, 1});
    }
  }
  return text;
}

std::string PipelineWorld::DataHash() const {
  constexpr uint64_t kDocuments = 1000;
  std::string text;
  for (const auto* part : {&arithmetic_.train, &arithmetic_.held_out}) {
    for (const micro::OpsPrompt& prompt : *part) text += task_.PromptId(prompt) + "\n";
  }
  for (const auto* part : {&requests_.train, &requests_.held_out}) {
    for (const micro::Request& request : *part) text += micro::RequestId(request) + "\n";
  }
  for (uint64_t i = 0; i < kDocuments; ++i) text += Text(BaseDocument(i).tokens) + "\n";
  for (const train::Document& document : GeneralSamples(kDocuments)) {
    text += Text(document.tokens) + "\n";
  }
  return base::Sha256Hex(text);
}

}  // namespace r1bench::r1_pipeline
