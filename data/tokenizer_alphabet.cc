#include "data/tokenizer_alphabet.h"

#include <array>
#include <cstdint>

#include "data/utf8.h"

namespace r1bench::data {
namespace {

constexpr uint32_t kFirstStandIn = 0x100;
constexpr int kNumStandIns = 68;

constexpr bool StandsForItself(uint32_t byte) {
  return (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
}

struct Alphabet {
  std::array<uint32_t, 256> code_of_byte{};
  std::array<int, kFirstStandIn + kNumStandIns> byte_of_code{};  // -1: none

  constexpr Alphabet() {
    byte_of_code.fill(-1);
    uint32_t next = kFirstStandIn;
    for (uint32_t byte = 0; byte < 256; ++byte) {
      code_of_byte[byte] = StandsForItself(byte) ? byte : next++;
      byte_of_code[code_of_byte[byte]] = static_cast<int>(byte);
    }
  }
};

constexpr Alphabet kAlphabet;

}  // namespace

std::string BytesToAlphabet(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    const uint32_t code = kAlphabet.code_of_byte[static_cast<unsigned char>(c)];
    if (code < 0x80) {
      text += static_cast<char>(code);
    } else {
      text += static_cast<char>(0xC0 | code >> 6);
      text += static_cast<char>(0x80 | (code & 0x3F));
    }
  }
  return text;
}

std::optional<std::string> AlphabetToBytes(std::string_view token) {
  std::string bytes;
  while (!token.empty()) {
    uint32_t code = 0;
    const int length = DecodeUtf8(token, &code);
    if (length == 0 || code >= kAlphabet.byte_of_code.size() || kAlphabet.byte_of_code[code] < 0) {
      return std::nullopt;
    }
    bytes += static_cast<char>(kAlphabet.byte_of_code[code]);
    token.remove_prefix(length);
  }
  return bytes;
}

}  // namespace r1bench::data
