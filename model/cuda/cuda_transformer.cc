#include "model/cuda/cuda_transformer.h"

#include <algorithm>
#include <functional>
#include <map>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/error.h"
#include "kernels/cuda/device_array.h"
#include "kernels/cuda/graph.h"
#include "kernels/gemm/gemm_cuda.h"
#include "model/cuda/cuda_head.h"
#include "model/cuda/cuda_layers.h"
#include "model/cuda/cuda_training.h"
#include "model/cuda/cuda_weights.h"
#include "model/cuda/step_inputs.h"
#include "model/kv_cache.h"
#include "model/layer.h"

namespace r1bench::model {
namespace {

// Rows of the graph that a decode step of `rows` runs in: at most a quarter more, in few sizes.
int64_t GraphRows(int64_t rows) {
  int64_t size = 1;
  while (size < rows) size *= 2;
  const int64_t step = std::max<int64_t>(1, size / 8);
  return (rows + step - 1) / step * step;
}

// The same for the longest sequence: the work follows the true lengths.
int64_t GraphKeys(int64_t keys) {
  int64_t size = cuda::kAttentionSplit;
  while (size < keys) size *= 2;
  return size;
}

// The arrays of a step; they only grow.
template <typename T>
class StepBuffers {
 public:
  // Returns whether addresses have changed.
  bool Reserve(const cuda::Stream& stream, const ModelConfig& c, int64_t rows, int64_t workspace) {
    const bool more_rows = rows > rows_, more_workspace = workspace > workspace_.size();
    if (!more_rows && !more_workspace) return false;
    stream.Synchronize();  // kernels may still use the old ones
    if (more_rows) Allocate(c, rows + rows / 4);
    if (more_workspace) workspace_ = cuda::DeviceArray<float>(workspace + workspace / 4);
    return true;
  }

  const CudaLayerBuffers<T>& layer() const { return layer_; }
  float* hidden() { return hidden_; }  // [rows, D] a graph's result
  float* workspace() { return workspace_.data(); }

 private:
  void Allocate(const ModelConfig& c, int64_t rows) {
    constexpr bool kFloat = std::is_same_v<T, float>;
    const int64_t d = c.hidden_size, ff = c.intermediate_size;
    rows_ = 0;  // should memory run out
    rows = (rows + 15) / 16 * 16;
    floats_ = cuda::DeviceArray<float>(rows * d * (kFloat ? 2 : 3));
    numbers_ = cuda::DeviceArray<T>(rows * (d + c.qkv_size() + c.q_size() + 3 * ff));
    rows_ = rows;
    hidden_ = floats_.data() + rows_ * d;
    layer_ = {};
    layer_.x = layer_.mid = layer_.out = floats_.data();
    if (!kFloat) layer_.norm_floats = hidden_ + rows_ * d;
    layer_.norm = numbers_.data();
    layer_.qkv = layer_.norm + rows_ * d;
    layer_.attention = layer_.qkv + rows_ * c.qkv_size();
    layer_.gate_up = layer_.attention + rows_ * c.q_size();
    layer_.act = layer_.gate_up + rows_ * 2 * ff;
  }

  int64_t rows_ = 0;
  cuda::DeviceArray<float> floats_;
  cuda::DeviceArray<T> numbers_;
  cuda::DeviceArray<float> workspace_;
  CudaLayerBuffers<T> layer_;
  float* hidden_ = nullptr;
};

template <typename T>
class CudaTransformer : public TransformerBackend {
 public:
  CudaTransformer(const ModelConfig& config, std::shared_ptr<Parameters> parameters,
                  const TransformerOptions& options, bool deterministic, const cuda::Stream* stream)
      : config_(config),
        parameters_(std::move(parameters)),
        device_(options.device.get()),
        stream_(*stream),
        weights_(OnDevice(parameters_.get(), options), stream),
        matmul_(deterministic ? cuda::MatmulMode::kFixedOrder : cuda::MatmulMode::kFast),
        layers_(config, &weights_, &matmul_, stream),
        head_(config.vocab_size, config.hidden_size, &matmul_, stream),
        training_(config, options.recompute_activations, &weights_, &layers_, &matmul_, stream) {}

  bool bf16() const override { return !std::is_same_v<T, float>; }
  int64_t weight_bytes() const override { return weights_.bytes(); }
  void WeightsChanged() override { weights_.Update(); }

  void Forward(std::span<const SequenceChunk> chunks, int64_t rows, int64_t longest,
               HiddenStates* hidden) override;
  void Sample(std::span<const SampleRow> rows, std::span<const HiddenRow> hidden, int32_t* tokens,
              kernels::TokenStats* stats) override {
    head_.Sample(rows, hidden, head_weight(), tokens, stats);
  }
  void Score(const HiddenStates& hidden, int64_t first, std::span<const int32_t> targets,
             float temperature, kernels::TokenStats* stats) override {
    head_.Score(hidden.row(first), targets, temperature, head_weight(), stats);
  }
  void Logits(int64_t rows, const float* hidden, float* logits) override {
    head_.Logits(rows, hidden, head_weight(), logits);
  }

  std::unique_ptr<ActivationStore> MakeActivations() override {
    return std::make_unique<CudaActivations<T>>(&stream_);
  }
  void ForwardTrain(const PackedBatch& batch, float temperature, ActivationStore* store,
                    std::vector<kernels::TokenStats>* stats) override {
    training_.Forward(batch, temperature, static_cast<CudaActivations<T>*>(store), stats);
  }
  void Backward(const PackedBatch& batch, ActivationStore* store, const float* dlogp,
                const float* dhidden, float* grads) override {
    training_.Backward(batch, static_cast<CudaActivations<T>*>(store), dlogp, dhidden, grads);
  }
  void FinishGradients(float* grads) override { training_.FinishGradients(grads); }

 private:
  struct GraphKey {
    int64_t rows = 0;
    int64_t keys = 0;
    const void* pool = nullptr;
    auto operator<=>(const GraphKey&) const = default;
  };

  static Parameters* OnDevice(Parameters* parameters, const TransformerOptions& options) {
    parameters->arena().UseDevice(options.device);
    return parameters;
  }

  const T* head_weight() const { return weights_.matrix(weights_.layout().lm_head()); }
  CudaStep<T> StepOf(const KvCache& cache, int64_t rows, std::span<const AttentionRun> runs);
  void Run(const CudaStep<T>& step, float* hidden);
  void RunGraph(const KvCache& cache, int64_t rows, int64_t keys);

  ModelConfig config_;
  std::shared_ptr<Parameters> parameters_;
  Device* device_;
  const cuda::Stream& stream_;
  CudaWeights<T> weights_;
  cuda::Matmul matmul_;
  CudaLayers<T> layers_;
  CudaHead<T> head_;
  CudaTraining<T> training_;
  StepInputs inputs_;
  StepBuffers<T> buffers_;
  std::map<GraphKey, cuda::Graph> graphs_;
};

template <typename T>
void CudaTransformer<T>::Forward(std::span<const SequenceChunk> chunks, int64_t rows,
                                 int64_t longest, HiddenStates* hidden) {
  base::Require(longest <= config_.max_position_embeddings, "expected at most ",
                config_.max_position_embeddings, " tokens in a sequence on a GPU, got ", longest);
  const KvCache& cache = *chunks[0].kv->cache();
  const int64_t sequences = static_cast<int64_t>(chunks.size());
  const bool decode = std::ranges::all_of(
      chunks, [](const SequenceChunk& chunk) { return chunk.tokens.size() == 1; });
  StepShape shape{rows, sequences, KvCache::BlocksFor(longest)};
  const int64_t keys = decode ? GraphKeys(longest) : longest;
  if (decode) {
    shape = {GraphRows(rows), GraphRows(rows), KvCache::BlocksFor(keys)};
  }
  const int64_t had = inputs_.capacity();
  inputs_.Upload(stream_, chunks, shape);
  if (inputs_.capacity() != had) graphs_.clear();
  const int64_t workspace =
      cuda::AttentionDecodeWorkspace(AttentionDimsOf(config_), shape.sequences, keys);
  if (buffers_.Reserve(stream_, config_, shape.rows, workspace)) graphs_.clear();
  hidden->Resize(rows, config_.hidden_size, device_);
  if (!decode) return Run(StepOf(cache, rows, inputs_.runs()), hidden->data());
  RunGraph(cache, shape.rows, keys);
  cuda::CopyOnDevice(stream_, static_cast<const float*>(buffers_.hidden()),
                     rows * config_.hidden_size, hidden->data());
}

// A decode step of `rows` sequences of at most `keys` tokens. Recorded for the next of its kind:
// the launches of a small model's step cost more than its kernels.
template <typename T>
void CudaTransformer<T>::RunGraph(const KvCache& cache, int64_t rows, int64_t keys) {
  const GraphKey key{rows, keys, cache.pool()};
  auto graph = graphs_.find(key);
  if (graph == graphs_.end()) {
    const AttentionRun all{
        .decode = true, .sequence_end = rows, .row_end = rows, .max_queries = 1, .max_keys = keys};
    const std::function<void()> work = [&] {
      Run(StepOf(cache, rows, {&all, 1}), buffers_.hidden());
    };
    // Run before it is recorded: libraries choose and load their kernels at the first use, which
    // is not for a stream that records.
    work();
    graphs_.try_emplace(key, stream_, work);
    return;
  }
  graph->second.Launch(stream_);
}

template <typename T>
CudaStep<T> CudaTransformer<T>::StepOf(const KvCache& cache, int64_t rows,
                                       std::span<const AttentionRun> runs) {
  const int64_t half = config_.kv_size() * KvCache::kBlockTokens;
  T* const pool = static_cast<T*>(cache.pool());
  return {.rows = rows,
          .inputs = &inputs_,
          .runs = runs,
          .pages = {pool, pool + half, cache.block_bytes() / static_cast<int64_t>(sizeof(T))},
          .layer_stride = 2 * half,
          .workspace = buffers_.workspace()};
}

template <typename T>
void CudaTransformer<T>::Run(const CudaStep<T>& step, float* hidden) {
  const CudaLayerBuffers<T>& b = buffers_.layer();
  layers_.Embed(step, b.x);
  for (int64_t i = 0; i < config_.num_hidden_layers; ++i) layers_.Layer(step, i, b);
  layers_.FinalNorm(step.rows, b.x, hidden, nullptr);
}

void RequireSupported(const ModelConfig& c, const TransformerOptions& options) {
  base::Require(c.head_dim % 8 == 0 && c.head_dim <= 256 && c.hidden_size % 8 == 0 &&
                    c.intermediate_size % 8 == 0,
                "expected a head_dim of at most 256, and head_dim, hidden_size and "
                "intermediate_size of multiples of 8 for the GPU, got ",
                c.head_dim, ", ", c.hidden_size, " and ", c.intermediate_size,
                "; run this model on the CPU");
  base::Require(options.compute != WeightFormat::kQuantized,
                "expected fp32 or bf16 for the GPU, got quantized weights");
}

}  // namespace

std::unique_ptr<TransformerBackend> MakeCudaTransformer(const ModelConfig& config,
                                                        std::shared_ptr<Parameters> parameters,
                                                        const TransformerOptions& options,
                                                        bool deterministic,
                                                        const cuda::Stream* stream) {
  RequireSupported(config, options);
  if (options.compute == WeightFormat::kBFloat16) {
    return std::make_unique<CudaTransformer<cuda::Bf16>>(config, std::move(parameters), options,
                                                         deterministic, stream);
  }
  return std::make_unique<CudaTransformer<float>>(config, std::move(parameters), options,
                                                  deterministic, stream);
}

}  // namespace r1bench::model
