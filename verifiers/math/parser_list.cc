// Lists, and conditions that "and" and "or" connect.
//
// Of values, "1, 2", "1 and 2" and "1 or 2" say the same. Of conditions they do not: the list's
// text is "and", "or", or empty where only commas stand. "And" binds closer than "or"; a comma
// beside either of them means the same as it ("x < 1, x = 2, or x > 3").
#include <algorithm>

#include "verifiers/math/parser_internal.h"

namespace r1bench::verifiers {

// "a, and b" has two separators in a row.
char Parser::TakeSeparators() {
  char separator = '\0';
  while (true) {
    if (TakeChar(",")) {
      separator = separator == '\0' ? ',' : separator;
    } else if (TakeChar("and")) {
      separator = 'a';
    } else if (TakeChar("or")) {
      separator = 'o';
    } else {
      return separator;
    }
  }
}

bool Parser::IsCondition(int node) const {
  const Node& n = expr_.at(node);
  return n.kind == Kind::kRelation || n.kind == Kind::kMember ||
         (n.kind == Kind::kList && !n.text.empty());
}

int Parser::ListOf(const std::vector<int>& items, std::string separators) {
  separators.resize(items.size() - 1, ',');  // a comma may stand at the end
  const bool conditions =
      std::all_of(items.begin(), items.end(), [&](int item) { return IsCondition(item); });
  const bool any_and = separators.find('a') != std::string::npos;
  const bool any_or = separators.find('o') != std::string::npos;
  if (!conditions || !any_and || !any_or) {
    return Add(Kind::kList, items, any_or ? "or" : any_and ? "and" : "");
  }
  if (separators.find(',') != std::string::npos) Fail("commas among \"and\" and \"or\"");
  std::vector<int> alternatives, group = {items[0]};
  for (size_t i = 1; i <= items.size(); ++i) {
    if (i < items.size() && separators[i - 1] == 'a') {
      group.push_back(items[i]);
      continue;
    }
    alternatives.push_back(group.size() == 1 ? group[0] : Add(Kind::kList, group, "and"));
    if (i < items.size()) group = {items[i]};
  }
  return Add(Kind::kList, alternatives, "or");
}

}  // namespace r1bench::verifiers
