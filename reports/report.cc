#include "reports/report.h"

#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/files.h"
#include "reports/text.h"

namespace r1bench::reports {
namespace {

using base::Json;
using base::JsonGet;
using base::StrCat;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr RunStatus kStatuses[] = {RunStatus::kRunning, RunStatus::kDone, RunStatus::kInterrupted,
                                   RunStatus::kFailed};
constexpr FindingOutcome kOutcomes[] = {FindingOutcome::kReproduced, FindingOutcome::kNotReproduced,
                                        FindingOutcome::kInconclusive};

// JSON has no NaN and no infinity: null stands for "unknown".
Json NumberToJson(double value) { return std::isfinite(value) ? Json(value) : Json(); }

double NumberFromJson(const Json& json, double if_null, const std::string& where) {
  if (json.is_null()) return if_null;
  base::Require(json.is_number(), where, ": expected a number or null, got ", json.type_name());
  return json.get<double>();
}

double GetNumber(const Json& object, const char* key, const std::string& where) {
  return NumberFromJson(JsonGet<Json>(object, key, where), std::nan(""), StrCat(where, ".", key));
}

Json NumbersToJson(const std::vector<double>& values) {
  Json json = Json::array();
  for (const double value : values) json.push_back(NumberToJson(value));
  return json;
}

// The elements of the array under `key`, each turned into a T by parse(element, where).
template <typename T, typename Parse>
std::vector<T> GetArray(const Json& object, const char* key, const std::string& where,
                        const Parse& parse) {
  const Json array = JsonGet<Json>(object, key, where);
  const std::string place = StrCat(where, ".", key);
  base::Require(array.is_array(), place, ": expected an array, got ", array.type_name());
  std::vector<T> items;
  for (size_t i = 0; i < array.size(); ++i) {
    items.push_back(parse(array[i], StrCat(place, "[", i, "]")));
  }
  return items;
}

std::vector<double> GetNumbers(const Json& object, const char* key, const std::string& where) {
  return GetArray<double>(object, key, where, [](const Json& json, const std::string& place) {
    return NumberFromJson(json, std::nan(""), place);
  });
}

template <typename T>
std::vector<T> GetPlainArray(const Json& object, const char* key, const std::string& where) {
  return GetArray<T>(object, key, where, [](const Json& json, const std::string& place) {
    return JsonGet<T>(Json{{"item", json}}, "item", place);
  });
}

Json ToJson(const base::Interval& interval) {
  return Json::array({NumberToJson(interval.lo), NumberToJson(interval.hi)});
}

base::Interval GetInterval(const Json& object, const char* key, const std::string& where) {
  const Json json = JsonGet<Json>(object, key, where);
  const std::string place = StrCat(where, ".", key);
  base::Require(json.is_array() && json.size() == 2, place, ": expected [low, high]");
  return {NumberFromJson(json[0], -kInfinity, place), NumberFromJson(json[1], kInfinity, place)};
}

// The value whose Name() is the string under `key`.
template <typename T, size_t N, typename Name>
T GetNamed(const Json& object, const char* key, const std::string& where, const T (&all)[N],
           const Name& name) {
  const std::string text = JsonGet<std::string>(object, key, where);
  for (const T value : all) {
    if (text == name(value)) return value;
  }
  base::Fail(where, ".", key, ": unknown value \"", text, "\"");
}

Json ToJson(const Metric& m) {
  Json json = Json::object();
  json["group"] = m.group;
  json["name"] = m.name;
  json["value"] = NumberToJson(m.value);
  json["interval"] = ToJson(m.interval);
  json["n"] = m.n;
  json["unit"] = m.unit;
  json["reference"] = m.reference;
  return json;
}

Metric MetricFromJson(const Json& json, const std::string& where) {
  Metric m;
  m.group = JsonGet<std::string>(json, "group", where);
  m.name = JsonGet<std::string>(json, "name", where);
  m.value = GetNumber(json, "value", where);
  m.interval = GetInterval(json, "interval", where);
  m.n = JsonGet<int64_t>(json, "n", where);
  m.unit = JsonGet<std::string>(json, "unit", where);
  m.reference = JsonGet<std::string>(json, "reference", where);
  return m;
}

Json ToJson(const Finding& f) {
  Json json = Json::object();
  json["claim_id"] = f.claim_id;
  json["title"] = f.title;
  json["source"] = f.source;
  json["rule"] = f.rule;
  json["effect"] = NumberToJson(f.effect);
  json["effect_unit"] = f.effect_unit;
  json["interval"] = ToJson(f.interval);
  json["reproduced_if"] = ToJson(f.reproduced_if);
  json["seeds"] = f.seeds;
  json["seed_effects"] = NumbersToJson(f.seed_effects);
  json["verdict"] = OutcomeName(f.verdict);
  json["detail"] = f.detail;
  return json;
}

Finding FindingFromJson(const Json& json, const std::string& where) {
  Finding f;
  f.claim_id = JsonGet<std::string>(json, "claim_id", where);
  f.title = JsonGet<std::string>(json, "title", where);
  f.source = JsonGet<std::string>(json, "source", where);
  f.rule = JsonGet<std::string>(json, "rule", where);
  f.effect = GetNumber(json, "effect", where);
  f.effect_unit = JsonGet<std::string>(json, "effect_unit", where);
  f.interval = GetInterval(json, "interval", where);
  f.reproduced_if = GetInterval(json, "reproduced_if", where);
  f.seeds = JsonGet<int>(json, "seeds", where);
  f.seed_effects = GetNumbers(json, "seed_effects", where);
  f.verdict = GetNamed(json, "verdict", where, kOutcomes, OutcomeName);
  f.detail = JsonGet<std::string>(json, "detail", where);
  return f;
}

Json ToJson(const Series& s) {
  Json json = Json::object();
  json["name"] = s.name;
  json["arm"] = s.arm;
  json["seed"] = s.seed;
  json["x"] = NumbersToJson(s.x);
  json["y"] = NumbersToJson(s.y);
  return json;
}

Series SeriesFromJson(const Json& json, const std::string& where) {
  Series s;
  s.name = JsonGet<std::string>(json, "name", where);
  s.arm = JsonGet<std::string>(json, "arm", where);
  s.seed = JsonGet<uint64_t>(json, "seed", where);
  s.x = GetNumbers(json, "x", where);
  s.y = GetNumbers(json, "y", where);
  base::Require(s.x.size() == s.y.size(), where, ": expected as many y as x (", s.x.size(),
                "), got ", s.y.size());
  return s;
}

Json ToJson(const SamplePair& s) {
  Json json = Json::object();
  json["id"] = s.id;
  json["prompt"] = s.prompt;
  json["before"] = s.before;
  json["before_status"] = s.before_status;
  json["after"] = s.after;
  json["after_status"] = s.after_status;
  return json;
}

SamplePair SampleFromJson(const Json& json, const std::string& where) {
  SamplePair s;
  s.id = JsonGet<std::string>(json, "id", where);
  s.prompt = JsonGet<std::string>(json, "prompt", where);
  s.before = JsonGet<std::string>(json, "before", where);
  s.before_status = JsonGet<std::string>(json, "before_status", where);
  s.after = JsonGet<std::string>(json, "after", where);
  s.after_status = JsonGet<std::string>(json, "after_status", where);
  return s;
}

Json ToJson(const DataSource& d) {
  Json json = Json::object();
  json["name"] = d.name;
  json["sha256"] = d.sha256;
  json["detail"] = d.detail;
  return json;
}

DataSource DataSourceFromJson(const Json& json, const std::string& where) {
  return {JsonGet<std::string>(json, "name", where), JsonGet<std::string>(json, "sha256", where),
          JsonGet<std::string>(json, "detail", where)};
}

template <typename T>
Json ArrayToJson(const std::vector<T>& items) {
  Json json = Json::array();
  for (const T& item : items) json.push_back(ToJson(item));
  return json;
}

}  // namespace

const char* StatusName(RunStatus status) {
  switch (status) {
    case RunStatus::kRunning:
      return "running";
    case RunStatus::kDone:
      return "done";
    case RunStatus::kInterrupted:
      return "interrupted";
    case RunStatus::kFailed:
      return "failed";
  }
  return "unknown";
}

const char* OutcomeName(FindingOutcome outcome) {
  switch (outcome) {
    case FindingOutcome::kReproduced:
      return "reproduced";
    case FindingOutcome::kNotReproduced:
      return "not reproduced";
    case FindingOutcome::kInconclusive:
      return "inconclusive";
  }
  return "unknown";
}

Json ToJson(const Report& report) {
  Json json = Json::object();
  json["schema_version"] = kSchemaVersion;
  json["experiment"] = report.experiment;
  json["question"] = report.question;
  json["scale"] = report.scale;
  json["status"] = StatusName(report.status);
  json["status_detail"] = report.status_detail;
  json["signature"] = report.signature;
  json["wall_seconds"] = NumberToJson(report.wall_seconds);
  json["seeds"] = report.seeds;
  json["notes"] = report.notes;
  json["findings"] = ArrayToJson(report.findings);
  json["metrics"] = ArrayToJson(report.metrics);
  json["data"] = ArrayToJson(report.data);
  json["run"] = base::ToJson(report.run);
  json["flags_text"] = report.flags_text;
  json["samples"] = ArrayToJson(report.samples);
  json["series"] = ArrayToJson(report.series);
  return json;
}

Report FromJson(const Json& json, const std::string& where) {
  const int version = JsonGet<int>(json, "schema_version", where);
  base::Require(version == kSchemaVersion, where, ": expected report schema version ",
                kSchemaVersion, ", got ", version, "; read it with the r1bench that wrote it");
  Report report;
  report.experiment = JsonGet<std::string>(json, "experiment", where);
  report.question = JsonGet<std::string>(json, "question", where);
  report.scale = JsonGet<std::string>(json, "scale", where);
  report.status = GetNamed(json, "status", where, kStatuses, StatusName);
  report.status_detail = JsonGet<std::string>(json, "status_detail", where);
  report.signature = JsonGet<std::string>(json, "signature", where);
  report.wall_seconds = GetNumber(json, "wall_seconds", where);
  report.seeds = GetPlainArray<uint64_t>(json, "seeds", where);
  report.notes = GetPlainArray<std::string>(json, "notes", where);
  report.findings = GetArray<Finding>(json, "findings", where, FindingFromJson);
  report.metrics = GetArray<Metric>(json, "metrics", where, MetricFromJson);
  report.data = GetArray<DataSource>(json, "data", where, DataSourceFromJson);
  report.run = base::RunInfoFromJson(JsonGet<Json>(json, "run", where), StrCat(where, ".run"));
  report.flags_text = JsonGet<std::string>(json, "flags_text", where);
  report.samples = GetArray<SamplePair>(json, "samples", where, SampleFromJson);
  report.series = GetArray<Series>(json, "series", where, SeriesFromJson);
  return report;
}

Report Read(const std::string& path) {
  const std::string file = base::IsDirectory(path) ? base::JoinPath(path, "report.json") : path;
  return FromJson(base::ReadJsonFile(file), file);
}

void Write(const Report& report, const std::string& folder) {
  base::WriteFileAtomic(base::JoinPath(folder, "report.json"),
                        base::JsonText(ToJson(report), 1) + "\n");
  base::WriteFileAtomic(base::JoinPath(folder, "report.md"), Markdown(report));
  base::WriteFileAtomic(base::JoinPath(folder, "report.html"), Html(report));
}

}  // namespace r1bench::reports
