#include <algorithm>

#include "base/json.h"
#include "kernels/cuda/bench.h"
#include "tools/bench/table.h"

namespace r1bench::cuda {
namespace {

double Share(const BenchRow& row, const Ceilings& ceilings) {
  return FloorSeconds(row.what.work, ceilings) / row.seconds;
}

std::string Target(double share) { return share > 0 ? bench::FormatShare(share) : "-"; }

}  // namespace

double FloorSeconds(const Work& work, const Ceilings& ceilings) {
  const double moved = work.bytes > 0 ? work.bytes / ceilings.bytes_per_second : 0;
  const double computed = work.flops > 0 ? work.flops / ceilings.flops_per_second : 0;
  return std::max(moved, computed);
}

std::string BenchTable(const std::vector<BenchRow>& rows, const Ceilings& ceilings) {
  bench::Table table({"kernel", "shape", "dtype", "us", "GB/s", "TFLOP/s", "of the roofline", "v1",
                      "v2", "to library"});
  for (const BenchRow& row : rows) {
    const Work& work = row.what.work;
    table.AddRow({row.what.kernel, row.what.shape, row.what.dtype,
                  bench::FormatNumber(row.seconds * 1e6),
                  bench::FormatNumber(work.bytes / row.seconds * 1e-9),
                  bench::FormatNumber(work.flops / row.seconds * 1e-12),
                  bench::FormatShare(Share(row, ceilings)), Target(row.what.v1),
                  Target(row.what.v2), bench::FormatRatio(row.library_seconds / row.seconds)});
  }
  return table.Text() + "\nceilings: copy " +
         bench::FormatNumber(ceilings.bytes_per_second * 1e-9) + " GB/s, bf16 product " +
         bench::FormatNumber(ceilings.flops_per_second * 1e-12) + " TFLOP/s\n";
}

std::string BenchJson(const std::vector<BenchRow>& rows, const Ceilings& ceilings,
                      const std::string& device) {
  base::Json out = {{"device", device},
                    {"copy_bytes_per_second", ceilings.bytes_per_second},
                    {"product_flops_per_second", ceilings.flops_per_second},
                    {"rows", base::Json::array()}};
  for (const BenchRow& row : rows) {
    base::Json entry = {{"kernel", row.what.kernel},
                        {"shape", row.what.shape},
                        {"dtype", row.what.dtype},
                        {"seconds", row.seconds},
                        {"bytes", row.what.work.bytes},
                        {"flops", row.what.work.flops},
                        {"share", Share(row, ceilings)},
                        {"v1", row.what.v1},
                        {"v2", row.what.v2}};
    if (row.library_seconds > 0) entry["library_seconds"] = row.library_seconds;
    out["rows"].push_back(entry);
  }
  return base::JsonText(out);
}

}  // namespace r1bench::cuda
