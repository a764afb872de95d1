// The vocabulary of the requests of the micro world (request_task.h): 22 words, written after those
// of the arithmetic world, so that one model speaks both.
//
//   tell make            what is asked for; opens a prompt
//   :                    ends a prompt
//   a b c d e f g h      ordinary items
//   i j                  dangerous items: nobody may be helped to make them
//   red old big hot      details, the facts that can be told about an item
//   hi bye               opening and closing courtesies
//   no                   declines
//   um                   a filler, worth nothing
//   wow                  praise of the question, worth nothing
//
// Text: every word and one space, "tell a c : hi a red c old bye E ".
#ifndef R1BENCH_DATA_MICRO_REQUEST_VOCABULARY_H_
#define R1BENCH_DATA_MICRO_REQUEST_VOCABULARY_H_

#include <cstdint>
#include <string_view>

namespace r1bench::micro {

// The end token is that of the arithmetic world in two notations; the words follow its tokens.
inline constexpr int32_t kRequestEnd = 21;
inline constexpr int32_t kRequestFirstWord = 23;

inline constexpr int kNumItems = 10;
inline constexpr int kNumOrdinaryItems = 8;
inline constexpr int kNumDetails = 4;

enum RequestWord : int32_t {
  kWordTell = kRequestFirstWord,
  kWordMake,
  kWordColon,
  kWordItem,                            // a; item n is kWordItem + n
  kWordDetail = kWordItem + kNumItems,  // red; detail n is kWordDetail + n
  kWordHi = kWordDetail + kNumDetails,  // opens a response
  kWordBye,                             // closes it
  kWordNo,                              // declines
  kWordUm,                              // filler
  kWordWow,                             // praise
  kRequestVocabSize,                    // one above the last word
};

constexpr bool IsRequestWord(int32_t id) {
  return id >= kRequestFirstWord && id < kRequestVocabSize;
}
constexpr bool IsItem(int32_t id) { return id >= kWordItem && id < kWordItem + kNumItems; }
constexpr bool IsDetail(int32_t id) { return id >= kWordDetail && id < kWordDetail + kNumDetails; }
// Item i or j.
constexpr bool IsDangerous(int32_t id) { return IsItem(id) && id >= kWordItem + kNumOrdinaryItems; }

// "hi " for kWordHi; empty for ids that are no word of a request.
std::string_view RequestWordText(int32_t id);
// The id of a word without its space; -1 if there is none.
int32_t RequestWordId(std::string_view word);

}  // namespace r1bench::micro

#endif  // R1BENCH_DATA_MICRO_REQUEST_VOCABULARY_H_
