// A suffix automaton: each state stands for the substrings with one set of ends, whose lengths are
// those above its link's, up to its own.
#include <array>
#include <iostream>
#include <string>
#include <vector>

struct State {
  int length = 0, link = -1;
  std::array<int, 26> next = {};
};

int main() {
  std::string word;
  std::cin >> word;
  std::vector<State> states(1);
  states.reserve(2 * word.size() + 2);
  int last = 0;
  for (const char c : word) {
    const int letter = c - 'a', added = static_cast<int>(states.size());
    states.emplace_back();
    states[added].length = states[last].length + 1;
    int p = last;
    for (; p >= 0 && states[p].next[letter] == 0; p = states[p].link) {
      states[p].next[letter] = added;
    }
    states[added].link = 0;
    if (p >= 0) {
      const int q = states[p].next[letter];
      if (states[q].length == states[p].length + 1) {
        states[added].link = q;
      } else {
        const int copy = static_cast<int>(states.size());
        states.push_back(states[q]);
        states[copy].length = states[p].length + 1;
        states[q].link = states[added].link = copy;
        for (; p >= 0 && states[p].next[letter] == q; p = states[p].link) {
          states[p].next[letter] = copy;
        }
      }
    }
    last = added;
  }
  long long count = 0;
  for (size_t i = 1; i < states.size(); ++i) {
    count += states[i].length - states[states[i].link].length;
  }
  std::cout << count << "\n";
}
