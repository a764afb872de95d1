#include "data/micro/request_vocabulary.h"

#include <array>

namespace r1bench::micro {
namespace {

constexpr std::array<std::string_view, 22> kWords = {
    "tell ", "make ", ": ",   "a ",   "b ",   "c ",   "d ",  "e ",   "f ",  "g ",  "h ",
    "i ",    "j ",    "red ", "old ", "big ", "hot ", "hi ", "bye ", "no ", "um ", "wow "};
static_assert(kWords.size() == kRequestVocabSize - kRequestFirstWord);

}  // namespace

std::string_view RequestWordText(int32_t id) {
  return IsRequestWord(id) ? kWords[static_cast<size_t>(id - kRequestFirstWord)]
                           : std::string_view();
}

int32_t RequestWordId(std::string_view word) {
  for (size_t i = 0; i < kWords.size(); ++i) {
    if (kWords[i].substr(0, kWords[i].size() - 1) == word) {
      return kRequestFirstWord + static_cast<int32_t>(i);
    }
  }
  return -1;
}

}  // namespace r1bench::micro
