// What the kernels of one Forward need to know about its rows, as integers on the device. Internal
// to model/cuda.
//
// Rows are the chunks' tokens one after the other. A step of single tokens may be padded to `rows`
// of a captured graph: rows beyond have token 0, no sequence and no keys, and write nothing.
#ifndef R1BENCH_MODEL_CUDA_STEP_INPUTS_H_
#define R1BENCH_MODEL_CUDA_STEP_INPUTS_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/cuda/device_array.h"
#include "kernels/cuda/runtime.h"
#include "model/transformer.h"

namespace r1bench::model {

// Sequences [sequence_begin, sequence_end), which are rows [row_begin, row_end), and are attended
// to by one launch: all single tokens, or none.
struct AttentionRun {
  bool decode = false;
  int64_t sequence_begin = 0, sequence_end = 0;
  int64_t row_begin = 0, row_end = 0;
  int64_t max_queries = 0, max_keys = 0;
};

struct StepShape {
  int64_t rows = 0;
  int64_t sequences = 0;
  int64_t table_stride = 0;  // pages of the longest sequence, or more

  bool operator==(const StepShape&) const = default;
};

class StepInputs {
 public:
  // Queues the copy of the step's integers. May allocate; see capacity().
  void Upload(const cuda::Stream& stream, std::span<const SequenceChunk> chunks,
              const StepShape& shape);
  // The same for whole sequences, whose pages follow each other from page 0 on; returns how many.
  int64_t Upload(const cuda::Stream& stream, const PackedBatch& batch);

  const std::vector<AttentionRun>& runs() const { return runs_; }
  int64_t table_stride() const { return shape_.table_stride; }
  int64_t capacity() const { return device_.size(); }  // addresses change when it does

  // On the device. Positions for the rotary embedding are 0 in padding, others -1.
  const int32_t* tokens() const { return places_.tokens; }
  const int32_t* rope_positions() const { return places_.rope_positions; }
  const int32_t* positions() const { return places_.positions; }
  const int32_t* row_sequences() const { return places_.row_sequences; }
  const int32_t* row_begin() const { return places_.row_begin; }
  const int32_t* first_positions() const { return places_.first_positions; }
  const int32_t* tables() const { return places_.tables; }

 private:
  // Host memory that a copy may still be reading: two take turns.
  struct Staging {
    cuda::PinnedArray<int32_t> memory;
    cuda::Event copied;
    bool used = false;
  };

  // The places of the integers in an array, which is the host's or the device's.
  struct Places {
    Places(const StepShape& shape, int32_t* first);
    int32_t *tokens, *rope_positions, *positions, *row_sequences, *row_begin, *first_positions,
        *tables;
    int64_t size;
  };

  int32_t* Begin(const cuda::Stream& stream, const StepShape& shape);
  void Send(const cuda::Stream& stream);
  void Write(std::span<const SequenceChunk> chunks, const Places& to) const;
  void ListRuns(std::span<const SequenceChunk> chunks);

  StepShape shape_;
  Places places_{{}, nullptr};
  std::vector<AttentionRun> runs_;
  std::array<Staging, 2> staging_;
  size_t turn_ = 0;
  cuda::DeviceArray<int32_t> device_;
};

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_CUDA_STEP_INPUTS_H_
