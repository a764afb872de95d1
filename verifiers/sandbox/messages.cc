#include "verifiers/sandbox/wire.h"

namespace r1bench::verifiers {
namespace {

void PutStrings(const std::vector<std::string>& strings, WireWriter* out) {
  out->Int(static_cast<int64_t>(strings.size()));
  for (const std::string& string : strings) out->Bytes(string);
}

std::vector<std::string> GetStrings(WireReader* in) {
  std::vector<std::string> strings;
  for (int64_t count = in->Int(); count > 0 && in->ok(); --count) {
    strings.emplace_back(in->Bytes());
  }
  return strings;
}

void PutLimits(const BoxLimits& limits, WireWriter* out) {
  for (const int64_t value :
       {limits.cpu_ms, limits.wall_ms, limits.memory_bytes, limits.output_bytes, limits.error_bytes,
        limits.file_bytes, limits.tmpfs_bytes, static_cast<int64_t>(limits.pids),
        static_cast<int64_t>(limits.open_files)}) {
    out->Int(value);
  }
}

BoxLimits GetLimits(WireReader* in) {
  BoxLimits limits;
  for (int64_t* const value :
       {&limits.cpu_ms, &limits.wall_ms, &limits.memory_bytes, &limits.output_bytes,
        &limits.error_bytes, &limits.file_bytes, &limits.tmpfs_bytes}) {
    *value = in->Int();
  }
  limits.pids = static_cast<int>(in->Int());
  limits.open_files = static_cast<int>(in->Int());
  return limits;
}

int ProgramIndex(const BoxRun& run) {
  for (size_t i = 0; i < run.files.size(); ++i) {
    if (run.files[i].executable && run.files[i].name == run.argv[0]) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace

std::string EncodeRequest(const BoxRun& run, bool paired) {
  WireWriter out;
  PutStrings(run.argv, &out);
  PutStrings(run.environment, &out);
  out.Int(static_cast<int64_t>(run.files.size()));
  for (const BoxFile& file : run.files) {
    out.Bytes(file.name);
    out.Int(file.bytes->size());
  }
  out.Int(ProgramIndex(run));
  PutLimits(run.limits, &out);
  out.Int(static_cast<int64_t>(run.toolset));
  PutStrings(run.keep, &out);
  out.Int(run.keep_bytes);
  out.Int(run.warm_python);
  out.Int(paired);
  return out.bytes();
}

bool DecodeRequest(std::string_view bytes, BoxRequest* request) {
  WireReader in(bytes);
  BoxRun& run = request->run;
  run.argv = GetStrings(&in);
  run.environment = GetStrings(&in);
  for (int64_t count = in.Int(); count > 0 && in.ok(); --count) {
    run.files.push_back({std::string(in.Bytes()), nullptr, false});
    request->file_sizes.push_back(in.Int());
  }
  request->program = static_cast<int>(in.Int());
  run.limits = GetLimits(&in);
  run.toolset = static_cast<Toolset>(in.Int());
  run.keep = GetStrings(&in);
  run.keep_bytes = in.Int();
  run.warm_python = in.Int() != 0;
  request->paired = in.Int() != 0;
  return in.ok();
}

std::string EncodeResult(const BoxResult& result) {
  WireWriter out;
  out.Int(static_cast<int64_t>(result.outcome));
  out.Int(result.exit_code);
  out.Int(result.signal);
  out.Double(result.cpu_ms);
  out.Double(result.wall_ms);
  out.Int(result.peak_bytes);
  out.Int(result.output_bytes);
  out.Bytes(result.output);
  out.Bytes(result.error);
  out.Int(static_cast<int64_t>(result.kept.size()));
  for (const auto& [name, bytes] : result.kept) {
    out.Bytes(name);
    out.Bytes(bytes);
  }
  out.Bytes(result.message);
  out.Double(result.load);
  return out.bytes();
}

bool DecodeResult(std::string_view bytes, BoxResult* result) {
  WireReader in(bytes);
  result->outcome = static_cast<BoxOutcome>(in.Int());
  result->exit_code = static_cast<int>(in.Int());
  result->signal = static_cast<int>(in.Int());
  result->cpu_ms = in.Double();
  result->wall_ms = in.Double();
  result->peak_bytes = in.Int();
  result->output_bytes = in.Int();
  result->output = in.Bytes();
  result->error = in.Bytes();
  for (int64_t count = in.Int(); count > 0 && in.ok(); --count) {
    std::string name(in.Bytes());
    result->kept[std::move(name)] = in.Bytes();
  }
  result->message = in.Bytes();
  result->load = in.Double();
  return in.ok();
}

}  // namespace r1bench::verifiers
