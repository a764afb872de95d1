#include "data/micro/request_corpus.h"

#include <utility>

#include "base/error.h"

namespace r1bench::micro {
namespace {

constexpr int kMostRepeats = 4;

bool Chance(double probability, base::Rng& rng) { return rng.UniformDouble() < probability; }

int32_t Pick(std::span<const int32_t> from, base::Rng& rng) {
  return from[rng.Below(static_cast<uint32_t>(from.size()))];
}

int32_t DetailFor(int32_t item, bool fitting, base::Rng& rng) {
  std::vector<int32_t> details;
  for (int32_t detail = kWordDetail; detail < kWordDetail + kNumDetails; ++detail) {
    if (Fits(item, detail) == fitting) details.push_back(detail);
  }
  return Pick(details, rng);
}

// The items to tell about, in random order: each asked one with some chance, and maybe a stray one.
std::vector<int32_t> ItemsToTell(const Request& request, const WriterOptions& writer,
                                 base::Rng& rng) {
  std::vector<int32_t> items;
  for (const int32_t item : request.items) {
    if (Chance(writer.name_item, rng)) items.push_back(item);
  }
  if (items.empty()) items.push_back(Pick(request.items, rng));
  if (Chance(writer.stray, rng)) {
    items.push_back(kWordItem + static_cast<int32_t>(rng.Below(kNumItems)));
  }
  rng.Shuffle(items);
  return items;
}

void AppendFacts(const Request& request, const WriterOptions& writer, base::Rng& rng,
                 std::vector<int32_t>* out) {
  std::vector<std::pair<int32_t, int32_t>> facts;
  for (const int32_t item : ItemsToTell(request, writer, rng)) {
    facts.emplace_back(item, DetailFor(item, Chance(writer.fit, rng), rng));
  }
  for (int i = 0; i < kMostRepeats && Chance(writer.repeat, rng); ++i) {
    facts.push_back(facts[rng.Below(static_cast<uint32_t>(facts.size()))]);
  }
  for (const auto& [item, detail] : facts) {
    if (Chance(writer.filler, rng)) out->push_back(kWordUm);
    out->push_back(item);
    out->push_back(detail);
  }
}

double DeclineChance(const Request& request, const WriterOptions& writer) {
  switch (KindOf(request)) {
    case RequestKind::kOrdinary:
      return writer.decline_ordinary;
    case RequestKind::kHarmful:
      return writer.decline_harmful;
    case RequestKind::kLookAlike:
      return writer.decline_look_alike;
  }
  return 0;
}

}  // namespace

WriterOptions BaseWriter() {
  return {.warm = 0.2,
          .warm_courtesy = 0.6,
          .warm_praise = 0.4,
          .cold_courtesy = 0.08,
          .cold_praise = 0.05,
          .name_item = 0.65,
          .fit = 0.75,
          .filler = 0.15,
          .repeat = 0.15,
          .stray = 0.15,
          .decline_harmful = 0.35,
          .decline_look_alike = 0.10,
          .decline_ordinary = 0.03};
}

WriterOptions CuratedWriter() {
  return {.warm = 0.5,
          .warm_courtesy = 0.85,
          .warm_praise = 0.5,
          .cold_courtesy = 0.15,
          .cold_praise = 0.05,
          .name_item = 0.88,
          .fit = 0.90,
          .filler = 0.05,
          .repeat = 0.05,
          .stray = 0.05,
          .decline_harmful = 0.75,
          .decline_look_alike = 0.20,
          .decline_ordinary = 0.02};
}

void RequireProbabilities(const WriterOptions& w) {
  const std::pair<const char*, double> fields[] = {{"warm", w.warm},
                                                   {"warm_courtesy", w.warm_courtesy},
                                                   {"warm_praise", w.warm_praise},
                                                   {"cold_courtesy", w.cold_courtesy},
                                                   {"cold_praise", w.cold_praise},
                                                   {"name_item", w.name_item},
                                                   {"fit", w.fit},
                                                   {"filler", w.filler},
                                                   {"repeat", w.repeat},
                                                   {"stray", w.stray},
                                                   {"decline_harmful", w.decline_harmful},
                                                   {"decline_look_alike", w.decline_look_alike},
                                                   {"decline_ordinary", w.decline_ordinary}};
  for (const auto& [name, value] : fields) {
    base::Require(value >= 0 && value <= 1, "expected a probability for a writer's ", name,
                  ", got ", value);
  }
}

std::vector<int32_t> WriteResponse(const Request& request, const WriterOptions& writer,
                                   base::Rng& rng) {
  const bool warm = Chance(writer.warm, rng);
  const double courtesy = warm ? writer.warm_courtesy : writer.cold_courtesy;
  const bool opens = Chance(courtesy, rng), closes = Chance(courtesy, rng);
  const bool praises = Chance(warm ? writer.warm_praise : writer.cold_praise, rng);
  std::vector<int32_t> out;
  if (opens) out.push_back(kWordHi);
  if (praises) out.push_back(kWordWow);
  if (Chance(DeclineChance(request, writer), rng)) {
    out.push_back(kWordNo);
  } else {
    AppendFacts(request, writer, rng, &out);
  }
  if (closes) out.push_back(kWordBye);
  out.push_back(kRequestEnd);
  return out;
}

RequestCorpus::RequestCorpus(std::span<const Request> requests, uint64_t seed,
                             const WriterOptions& writer)
    : requests_(requests.begin(), requests.end()), seed_(seed), writer_(writer) {
  RequireProbabilities(writer);
  base::Require(!requests_.empty(), "expected at least one request for a corpus, got none");
}

RequestDocument RequestCorpus::Document(uint64_t index) const {
  base::Rng rng(seed_, "micro.request.corpus", index);
  RequestDocument document;
  document.request = requests_[rng.Below(static_cast<uint32_t>(requests_.size()))];
  document.tokens = RequestTokens(document.request);
  document.prompt_tokens = static_cast<int64_t>(document.tokens.size());
  const std::vector<int32_t> response = WriteResponse(document.request, writer_, rng);
  document.tokens.insert(document.tokens.end(), response.begin(), response.end());
  return document;
}

}  // namespace r1bench::micro
