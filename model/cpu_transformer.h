// A Transformer on the CPU. Internal to model: what the files cpu_transformer*.cc share.
#ifndef R1BENCH_MODEL_CPU_TRANSFORMER_H_
#define R1BENCH_MODEL_CPU_TRANSFORMER_H_

#include <memory>
#include <span>
#include <vector>

#include "model/layer.h"
#include "model/lm_head.h"
#include "model/scratch.h"
#include "model/transformer_backend.h"

namespace r1bench::model {

struct CpuActivations : public ActivationStore {
  int64_t rows() const override { return num_rows; }
  const float* hidden() const override { return hidden_states; }
  int64_t bytes() const override { return arena.bytes() + kv_arena.bytes(); }

  // Points the buffers at `arena` for `rows` rows; grows it if needed.
  void Shape(const ModelConfig& config, int64_t rows_wanted, bool recompute);
  // Fills sequences, positions and the block tables from a batch.
  void Layout(const ModelConfig& config, const PackedBatch& batch, bool bf16);

  bool ready = false;  // filled by ForwardTrain, not yet used by Backward
  int64_t num_rows = 0;
  float inv_temperature = 1;
  Scratch arena, kv_arena;
  std::vector<LayerBuffers> layers;
  float* final_inv_rms = nullptr;  // [T]
  float* hidden_states = nullptr;  // [T, D]
  std::vector<SequenceRows> sequences;
  std::vector<int32_t> positions;
  std::vector<float*> k_table, v_table;
  mutable std::vector<kernels::AttentionTask> tasks;  // scratch
  std::vector<RowSpan> spans;
  std::vector<int32_t> head_rows;          // rows with a target, ascending
  std::vector<int32_t> head_targets;       // of those rows
  std::vector<kernels::TokenStats> stats;  // of those rows
};

struct CpuTransformer : public TransformerBackend {
  // `parameters` may be null: then it only generates, from the packed weights given.
  CpuTransformer(const ModelConfig& config, std::shared_ptr<Parameters> parameters,
                 std::shared_ptr<ModelWeights> weights, const TransformerOptions& options);

  bool bf16() const override { return weights->is_bf16(); }
  int64_t weight_bytes() const override { return weights->bytes(); }
  void WeightsChanged() override;
  void Forward(std::span<const SequenceChunk> chunks, int64_t rows, int64_t longest,
               HiddenStates* hidden) override;
  void Sample(std::span<const SampleRow> rows, std::span<const HiddenRow> hidden, int32_t* tokens,
              kernels::TokenStats* stats) override;
  void Score(const HiddenStates& hidden, int64_t first, std::span<const int32_t> targets,
             float temperature, kernels::TokenStats* stats) override;
  void Logits(int64_t rows, const float* hidden, float* logits) override;
  std::unique_ptr<ActivationStore> MakeActivations() override {
    return std::make_unique<CpuActivations>();
  }
  void ForwardTrain(const PackedBatch& batch, float temperature, ActivationStore* store,
                    std::vector<kernels::TokenStats>* stats) override;
  void Backward(const PackedBatch& batch, ActivationStore* store, const float* dlogp,
                const float* dhidden, float* grads) override;
  void FinishGradients(float* grads) override;

  const ParameterLayout& layout() const { return weights->layout(); }
  WeightFormat format() const { return weights->head.format(); }

  // Embedding, all layers and the final norm for every span. Small models run the spans in
  // parallel, large ones one after the other with parallel kernels.
  void RunSpans(const LayerContext& context, const std::vector<RowSpan>& spans,
                const int32_t* tokens, const std::vector<LayerBuffers>& layers,
                float* final_inv_rms, float* hidden) const;
  int64_t SpanRows(int64_t rows) const;  // rows per span for that
  void Gather(std::span<const SequenceChunk> chunks);

  // cpu_transformer_train.cc
  void HeadStats(CpuActivations* a);
  LayerContext TrainContext(const CpuActivations& a) const;
  // cpu_transformer_backward.cc
  void HeadBackward(const CpuActivations& a, const RowSpan& span, const float* dlogp,
                    float* dhidden, float* grads);
  void MlpBackward(const LayerBuffers& b, int64_t layer, const RowSpan& span, float* dx,
                   float* grads);
  // dattention [R, q] -> dqkv [R, qkv], through the scores and the rotary embedding.
  void ScoresBackward(const CpuActivations& a, const LayerBuffers& b, const RowSpan& span,
                      const float* dattention, float* dqkv);
  void AttentionPartBackward(const CpuActivations& a, int64_t layer, const RowSpan& span, float* dx,
                             float* grads);
  void SpanBackward(const PackedBatch& batch, const CpuActivations& a, const RowSpan& span,
                    const float* dlogp, const float* dhidden, float* grads);

  ModelConfig config;
  TransformerOptions options;
  std::shared_ptr<Parameters> parameters;  // null: generates only
  std::shared_ptr<ModelWeights> weights;
  LmHead head;
  RopeCache rope;
  bool small = false;  // the weights fit a core's cache: split by sequence, not inside kernels

  // Inference state.
  Scratch infer_arena, sample_hidden;
  std::vector<float> score_inv_temperatures;
  std::vector<LayerBuffers> infer_layers;
  std::vector<SequenceRows> sequences;
  std::vector<int32_t> tokens, positions;
  std::vector<kernels::AttentionTask> tasks;
  std::vector<RowSpan> spans;

  // Training scratch.
  Scratch head_hidden, head_dhidden, dhidden, dx, dnorm, norm, act, dact, dgate_up, dattention,
      dqkv;
  std::vector<float> head_dlogp, head_inv_temperatures;
  std::vector<kernels::AttentionBackwardTask> backward_tasks;
  std::vector<RowSpan> backward_spans;
};

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_CPU_TRANSFORMER_H_
