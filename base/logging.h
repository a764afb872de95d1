// The only place that includes glog: LOG(INFO), LOG(WARNING), CHECK, DCHECK, VLOG.
//
// Logs go to standard error, results to standard output. CHECK is for what cannot happen; a wrong
// flag, file or shape is a base::Error (base/error.h).
#ifndef R1BENCH_BASE_LOGGING_H_
#define R1BENCH_BASE_LOGGING_H_

#include <glog/logging.h>  // IWYU pragma: export

namespace r1bench::base {

// Starts glog: to standard error, coloured on a terminal. base::Main calls this once.
void StartLogging(const char* program);

}  // namespace r1bench::base

#endif  // R1BENCH_BASE_LOGGING_H_
