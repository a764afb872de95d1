#include "data/codeforces_style/generators.h"

namespace r1bench::data::codeforces_style {
namespace {

std::string Clock(int64_t minutes) {
  std::string time = "00:00";
  time[0] += minutes / 600;
  time[1] += minutes / 60 % 10;
  time[3] += minutes % 60 / 10;
  time[4] += minutes % 10;
  return time;
}

void AddJourney(TestSet& tests, int64_t departure, int64_t arrival) {
  tests.Add(Line(Clock(departure)) + Line(Clock(arrival)));
}

void AddTests(TestSet& tests) {
  constexpr int64_t kLast = 1439;
  AddJourney(tests, 0, 1);
  AddJourney(tests, 0, 0);
  AddJourney(tests, 0, kLast);
  AddJourney(tests, kLast, 0);
  AddJourney(tests, kLast, kLast);
  AddJourney(tests, kLast, kLast - 1);
  AddJourney(tests, 59, 60);
  AddJourney(tests, 60, 59);
  AddJourney(tests, 720, 0);
  AddJourney(tests, 9 * 60 + 50, 10 * 60 + 10);
  base::Rng rng = tests.NextRng();
  for (int i = 0; i < 12; ++i) {
    const int64_t departure = rng.Between(0, kLast);
    AddJourney(tests, departure, rng.Between(0, kLast));
  }
}

void Validate(InputReader& input) {
  for (const char* name : {"the departure", "the arrival"}) {
    const std::string time = input.Word(5, 5, "0123456789:", name);
    bool sound = time[2] == ':';
    for (const int i : {0, 1, 3, 4}) sound &= time[i] != ':';
    input.Check(sound && time.substr(0, 2) <= "23" && time.substr(3) <= "59", "expected hh:mm");
    input.EndLine();
  }
}

}  // namespace

const ProblemGenerator kC4A = {"c4/a_night_bus", &AddTests, &Validate};

}  // namespace r1bench::data::codeforces_style
