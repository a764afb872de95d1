// How the processes of one job learn what rank 0 has chosen: the id of their group, before there is
// a group. Rank 0 listens, the others ask it once.
//
// Plain TCP between the machines of a job, as PyTorch's store is: for a cluster's own network.
#ifndef R1BENCH_TRAIN_RENDEZVOUS_H_
#define R1BENCH_TRAIN_RENDEZVOUS_H_

#include <string>

#include "train/launch_environment.h"

namespace r1bench::train {

// The port to meet at: MASTER_PORT, or the next one under torchrun, whose agent listens at that.
int RendezvousPort(const LaunchEnvironment& environment);

// Gives rank 0's `bytes` (at most 64 KiB; the others' are ignored) to every rank. Returns when this
// rank has them and, on rank 0, when all others have. Throws base::Error after `timeout_s`, saying
// which ranks have not come.
std::string ShareFromRankZero(const LaunchEnvironment& environment, const std::string& bytes,
                              double timeout_s);

}  // namespace r1bench::train

#endif  // R1BENCH_TRAIN_RENDEZVOUS_H_
