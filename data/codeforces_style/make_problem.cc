// Makes one line of the suite at build time: a problem with its tests, whose outputs the reference
// solution writes.
#include <gflags/gflags.h>

#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"
#include "base/main.h"
#include "data/codeforces_style/generators.h"
#include "data/codeforces_style/run_program.h"
#include "data/codeforces_style/statement.h"

DEFINE_string(problem, "", "which problem, as in generators.cc");
DEFINE_string(settings, "", "its problem.json");
DEFINE_string(statement, "", "its statement.md");
DEFINE_string(reference, "", "the program that answers the inputs");
DEFINE_string(checker, "", "the source of its checker; empty: none");
DEFINE_string(out, "", "the file to write");

namespace r1bench::data::codeforces_style {
namespace {

constexpr char kManual[] =
    R"(make_problem --problem=PATH --settings=FILE --statement=FILE
             --reference=PROGRAM [--checker=FILE] --out=FILE

Writes one problem of the suite codeforces_style as one line of JSON (the
format of data/SCHEMA.md). The tests are the statement's samples, then the
generator's inputs; the reference answers all of them. Fails for an input
that the statement does not allow, and for a sample whose output the
reference does not print.)";

base::Json Test(const std::string& input, std::string output) {
  return {{"input", input}, {"output", std::move(output)}};
}

base::Json Tests(const ProblemGenerator& generator, const std::vector<Sample>& samples) {
  base::Json tests = base::Json::array();
  for (const Sample& sample : samples) {
    ValidateInput(generator, sample.input);
    const std::string output = RunProgram(FLAGS_reference, sample.input);
    base::Require(output == sample.output, generator.path, ": a sample's output is\n",
                  sample.output, "but the reference prints\n", output);
    tests.push_back(Test(sample.input, output));
  }
  for (const std::string& input : MakeInputs(generator)) {
    ValidateInput(generator, input);
    tests.push_back(Test(input, RunProgram(FLAGS_reference, input)));
  }
  return tests;
}

// The statement with the limits above it, as a contest shows it.
std::string ProblemText(const base::Json& settings, const std::string& statement) {
  const base::Json& limits = settings["limits"];
  const size_t title_end = statement.find('\n') + 1;
  return base::StrCat(statement.substr(0, title_end),
                      "\ntime limit per test: ", limits["cpu_ms"].get<double>() / 1000,
                      " s\nmemory limit per test: ", limits["memory_mb"].get<int>(),
                      " MiB\ninput: standard input, output: standard output\n",
                      statement.substr(title_end));
}

base::Json SpecialChecker() {
  return {{"kind", "special"}, {"language", "cpp"}, {"source", base::ReadFile(FLAGS_checker)}};
}

base::Json MakeProblem(const ProblemGenerator& generator) {
  const base::Json settings = base::ReadJsonFile(FLAGS_settings);
  const std::string statement = base::ReadFile(FLAGS_statement);
  const std::vector<Sample> samples = Samples(statement);
  const std::string path = generator.path;  // "c1/a_coach_tickets"
  base::Json line = {{"id", "codeforces_style/" + path.substr(0, 4)},
                     {"problem", ProblemText(settings, statement)},
                     {"answer", nullptr},
                     {"source", "r1bench, suite codeforces_style"},
                     {"subject", settings["topic"]},
                     {"title", settings["title"]},
                     {"path", path},
                     {"contest", path.substr(0, 2)},
                     {"letter", std::string(1, static_cast<char>(path[3] - 'a' + 'A'))}};
  for (const char* key : {"rating", "points", "limits", "checker"}) line[key] = settings[key];
  if (!FLAGS_checker.empty()) line["checker"] = SpecialChecker();
  line["mode"] = "stdin";
  line["samples"] = samples.size();
  line["tests"] = Tests(generator, samples);
  return line;
}

int Run() {
  const base::Json problem = MakeProblem(GeneratorOf(FLAGS_problem));
  base::WriteFileAtomic(FLAGS_out, base::JsonText(problem) + "\n");
  return 0;
}

}  // namespace
}  // namespace r1bench::data::codeforces_style

int main(int argc, char** argv) {
  using namespace r1bench;
  return base::Main(
      argc, argv,
      {"make_problem", "makes a problem of codeforces_style", data::codeforces_style::kManual},
      [] { return data::codeforces_style::Run(); });
}
