#include "data/tokenizer_fixture.h"

#include "base/jsonl.h"

namespace r1bench::data {

TokenizerFixture ReadTokenizerFixture(const std::string& path) {
  TokenizerFixture fixture;
  base::ForEachJsonLine(path, [&](const base::Json& row, int line) {
    if (line == 1) {
      if (row.contains("tokenizer")) fixture.tokenizer_json = base::JsonText(row["tokenizer"]);
      return;
    }
    TokenizerCase one;
    one.text = row.at("text").get<std::string>();
    one.ids = row.at("ids").get<std::vector<int32_t>>();
    one.special_ids =
        row.contains("special_ids") ? row["special_ids"].get<std::vector<int32_t>>() : one.ids;
    if (row.contains("words")) one.words = row["words"].get<std::vector<size_t>>();
    fixture.cases.push_back(std::move(one));
  });
  return fixture;
}

// Tests run in their runfiles, at the root of the workspace.
std::string TestDataPath(const std::string& name) { return "data/testdata/" + name; }

}  // namespace r1bench::data
