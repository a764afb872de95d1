#include "train/bench_samples.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <span>

#include "base/error.h"
#include "train/collective.h"
#include "train/learner.h"
#include "train/packing.h"
#include "train/policy_loss.h"

namespace r1bench::train {
namespace {

std::vector<Document> Documents(const PeerSamples& peer) {
  std::vector<Document> documents;
  for (const PeerSample& sample : peer.samples) {
    Document document{sample.prompt, static_cast<int64_t>(sample.prompt.size())};
    document.tokens.insert(document.tokens.end(), sample.completion.begin(),
                           sample.completion.end());
    documents.push_back(std::move(document));
  }
  return documents;
}

// What the peer says about the loss tokens of one micro-batch, in their order.
struct TokenValues {
  std::vector<float> logp, advantage;
};

TokenValues ValuesOf(const PeerSamples& peer, const MicroBatch& batch) {
  TokenValues values;
  for (int64_t s = 0; s < batch.sequences(); ++s) {
    const PeerSample& sample = peer.samples[static_cast<size_t>(batch.first_document + s)];
    values.logp.insert(values.logp.end(), sample.logps.begin(), sample.logps.end());
    values.advantage.resize(values.logp.size(), static_cast<float>(sample.advantage));
  }
  return values;
}

void AddTokens(const TokenValues& peer, std::span<const float> logp, SampleComparison* sums) {
  for (size_t t = 0; t < logp.size(); ++t) {
    const double term = static_cast<double>(peer.advantage[t]) * logp[t];
    const double difference = std::abs(static_cast<double>(logp[t]) - peer.logp[t]);
    sums->surrogate -= term;
    sums->scale += std::abs(term);
    sums->mean_logp += logp[t];
    sums->peer_mean_logp += peer.logp[t];
    sums->mean_difference += difference;
    sums->max_difference = std::max(sums->max_difference, difference);
  }
}

std::string Line(const char* name, double theirs, double ours) {
  char line[128];
  std::snprintf(line, sizeof line, "  %-24s peer %12.6g   ours %12.6g\n", name, theirs, ours);
  return line;
}

}  // namespace

PeerSamples ParsePeerSamples(const base::Json& json, const std::string& where) {
  PeerSamples peer;
  peer.weights = base::JsonGet<std::string>(json, "weights", where);
  peer.loss = base::JsonGet<double>(json, "loss", where);
  peer.surrogate = base::JsonGet<double>(json, "surrogate", where);
  peer.grad_norm = base::JsonGet<double>(json, "grad_norm", where);
  for (const base::Json& entry : base::JsonGet<std::vector<base::Json>>(json, "samples", where)) {
    const std::string here = base::StrCat(where, ": sample ", peer.samples.size());
    PeerSample sample;
    sample.prompt = base::JsonGet<std::vector<int32_t>>(entry, "prompt", here);
    sample.completion = base::JsonGet<std::vector<int32_t>>(entry, "completion", here);
    sample.advantage = base::JsonGet<double>(entry, "advantage", here);
    sample.logps = base::JsonGet<std::vector<float>>(entry, "logps", here);
    base::Require(!sample.prompt.empty() && !sample.completion.empty(), here,
                  ": expected a prompt and a completion, got ", sample.prompt.size(), " and ",
                  sample.completion.size(), " tokens");
    base::Require(sample.logps.size() == sample.completion.size(), here, ": expected ",
                  sample.completion.size(), " log-probabilities, one a token, got ",
                  sample.logps.size());
    peer.samples.push_back(std::move(sample));
  }
  base::Require(!peer.samples.empty(), where, ": expected at least one sample");
  return peer;
}

SampleComparison ScorePeerSamples(const PeerSamples& peer, int64_t micro_batch_tokens,
                                  model::Transformer* model) {
  SingleProcess single;
  // A learning rate of 0: the update measures the gradient and leaves the weights alone.
  Learner learner(model, {.learning_rate = 0, .max_grad_norm = 0}, &single);
  const std::vector<Document> documents = Documents(peer);
  const std::vector<MicroBatch> batches = PackDocuments(documents, micro_batch_tokens);
  StepCounts counts{.sequences = static_cast<int64_t>(documents.size())};
  for (const MicroBatch& batch : batches) counts.tokens += batch.loss_tokens();
  counts.micro_batches = static_cast<int64_t>(batches.size());
  PolicyLoss loss({.aggregation = Aggregation::kDapo}, counts);
  PolicyLoss on_policy({.aggregation = Aggregation::kDapo}, counts);  // its gradient is taken
  SampleComparison sums{.tokens = counts.tokens};
  for (const MicroBatch& batch : batches) {
    const TokenValues values = ValuesOf(peer, batch);
    learner.Forward(batch, 1.0f);
    AddTokens(values, learner.logp(), &sums);
    PolicyTokens tokens{.cu_tokens = batch.cu_tokens,
                        .logp = learner.logp(),
                        .old_logp = values.logp,
                        .ref_logp = {},
                        .advantage = values.advantage,
                        .entropy = {},
                        .mask = {}};
    std::vector<float> dlogp(values.logp.size());
    loss.Add(tokens, dlogp);
    tokens.old_logp = learner.logp();
    on_policy.Add(tokens, dlogp);
    learner.Backward(batch, dlogp);
  }
  const double n = static_cast<double>(counts.tokens);
  for (double* sum : {&sums.surrogate, &sums.scale, &sums.mean_logp, &sums.peer_mean_logp,
                      &sums.mean_difference}) {
    *sum /= n;
  }
  sums.loss = loss.sums().loss;
  sums.grad_norm = learner.Update().grad_norm;
  return sums;
}

bool WithinBf16(const PeerSamples& peer, const SampleComparison& ours) {
  const double tolerance = 0x1p-7 * ours.scale;
  return std::abs(ours.loss - peer.loss) <= tolerance &&
         std::abs(ours.surrogate - peer.surrogate) <= tolerance &&
         std::abs(ours.grad_norm - peer.grad_norm) <= 0.01 * peer.grad_norm;
}

std::string SamplesText(const PeerSamples& peer, const SampleComparison& ours) {
  char differences[160];
  std::snprintf(differences, sizeof differences,
                "  log-probability of a token: differs by %.3g on average, %.3g at most\n",
                ours.mean_difference, ours.max_difference);
  return base::StrCat(
      "The same ", peer.samples.size(), " samples, ", ours.tokens,
      " tokens (peer's weights: ", peer.weights, ")\n", Line("loss", peer.loss, ours.loss),
      Line("surrogate", peer.surrogate, ours.surrogate),
      Line("norm of the gradient", peer.grad_norm, ours.grad_norm),
      Line("mean log-probability", ours.peer_mean_logp, ours.mean_logp), differences,
      "  Equal within the precision of bf16: ", WithinBf16(peer, ours) ? "yes" : "NO", "\n");
}

base::Json SamplesJson(const PeerSamples& peer, const SampleComparison& ours) {
  return {{"samples", peer.samples.size()},
          {"tokens", ours.tokens},
          {"peer_weights", peer.weights},
          {"peer",
           {{"loss", peer.loss},
            {"surrogate", peer.surrogate},
            {"grad_norm", peer.grad_norm},
            {"mean_logp", ours.peer_mean_logp}}},
          {"ours",
           {{"loss", ours.loss},
            {"surrogate", ours.surrogate},
            {"grad_norm", ours.grad_norm},
            {"mean_logp", ours.mean_logp}}},
          {"mean_difference", ours.mean_difference},
          {"max_difference", ours.max_difference},
          {"within_bf16", WithinBf16(peer, ours)}};
}

}  // namespace r1bench::train
