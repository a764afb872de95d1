#include "base/error.h"
#include "kernels/cuda/communicator.h"

namespace r1bench::cuda {

std::string Communicator::MakeId() { return "emulated"; }

Communicator::Communicator(const std::string& id, int rank, int size, double timeout_s)
    : rank_(rank), size_(size), timeout_s_(timeout_s) {
  base::Require(id == MakeId(), "expected the id of an emulated group, got another");
  base::Require(rank == 0 && size == 1 && timeout_s_ > 0,
                "expected one rank, which is all that the emulated device can have, got rank ",
                rank, " of ", size, "; build with --config=cuda");
}

Communicator::~Communicator() = default;

void Communicator::AllGather(const Stream& stream, const void* from, size_t bytes, void* to) {
  CopyBytesOnDevice(stream, to, from, bytes);
}

void Communicator::Synchronize(const Stream& stream) { stream.Synchronize(); }

}  // namespace r1bench::cuda
