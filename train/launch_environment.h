// Which process of a job this one is, as its launcher says in the environment.
//
//   torchrun   RANK WORLD_SIZE LOCAL_RANK
//   mpirun     OMPI_COMM_WORLD_RANK OMPI_COMM_WORLD_SIZE OMPI_COMM_WORLD_LOCAL_RANK (Open MPI)
//   srun       SLURM_PROCID SLURM_NTASKS SLURM_LOCALID
//
// The first whose rank is set counts, in this order: torchrun under srun sets both. torchrun also
// sets MASTER_ADDR and MASTER_PORT, where rank 0 listens; for the others the user does, unless
// there is one process.
#ifndef R1BENCH_TRAIN_LAUNCH_ENVIRONMENT_H_
#define R1BENCH_TRAIN_LAUNCH_ENVIRONMENT_H_

#include <functional>
#include <string>

namespace r1bench::train {

struct LaunchEnvironment {
  std::string launcher = "none";  // "torchrun", "mpirun", "srun"
  int rank = 0;                   // 0 .. size-1
  int size = 1;
  int local_rank = 0;  // among the processes of this machine: the device to use
  std::string master_address;
  int master_port = 0;
};

// Null where a variable is not set: std::getenv.
using Variable = std::function<const char*(const char* name)>;

// Throws base::Error, naming the variable, on one that is missing or makes no sense.
LaunchEnvironment ReadLaunchEnvironment(const Variable& variable);
LaunchEnvironment ReadLaunchEnvironment();

}  // namespace r1bench::train

#endif  // R1BENCH_TRAIN_LAUNCH_ENVIRONMENT_H_
