#include "base/logging.h"

namespace r1bench::base {

void StartLogging(const char* program) {
  FLAGS_logtostderr = true;
  FLAGS_colorlogtostderr = true;
  google::InitGoogleLogging(program);
}

}  // namespace r1bench::base
