#include "verifiers/math/signs.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "verifiers/utf8.h"

namespace r1bench::verifiers {
namespace {

struct Sign {
  uint32_t code_point;
  std::string_view latex;
};
constexpr Sign kSigns[] = {{0x00A0, " "},
                           {0x00A2, "\\text{ cents}"},
                           {0x00A3, "\\pounds "},
                           {0x00A5, "\\yen "},
                           {0x00AD, ""},
                           {0x00B0, "^\\circ "},
                           {0x00B1, "\\pm "},
                           {0x00B2, "^{2}"},
                           {0x00B3, "^{3}"},
                           {0x00B5, "\\mu "},
                           {0x00B7, "*"},
                           {0x00BC, "\\frac{1}{4}"},
                           {0x00BD, "\\frac{1}{2}"},
                           {0x00BE, "\\frac{3}{4}"},
                           {0x00D7, "*"},
                           {0x00F7, "/"},
                           {0x0393, "\\Gamma "},
                           {0x0394, "\\Delta "},
                           {0x039B, "\\Lambda "},
                           {0x03A3, "\\Sigma "},
                           {0x03A6, "\\Phi "},
                           {0x03A9, "\\Omega "},
                           {0x03B1, "\\alpha "},
                           {0x03B2, "\\beta "},
                           {0x03B3, "\\gamma "},
                           {0x03B4, "\\delta "},
                           {0x03B5, "\\epsilon "},
                           {0x03B7, "\\eta "},
                           {0x03B8, "\\theta "},
                           {0x03BA, "\\kappa "},
                           {0x03BB, "\\lambda "},
                           {0x03BC, "\\mu "},
                           {0x03BD, "\\nu "},
                           {0x03BE, "\\xi "},
                           {0x03C0, "\\pi "},
                           {0x03C1, "\\rho "},
                           {0x03C3, "\\sigma "},
                           {0x03C4, "\\tau "},
                           {0x03C6, "\\phi "},
                           {0x03C7, "\\chi "},
                           {0x03C8, "\\psi "},
                           {0x03C9, "\\omega "},
                           {0x2000, " "},
                           {0x2001, " "},
                           {0x2002, " "},
                           {0x2003, " "},
                           {0x2004, " "},
                           {0x2005, " "},
                           {0x2006, "\\,"},
                           {0x2007, " "},
                           {0x2008, " "},
                           {0x2009, "\\,"},
                           {0x200A, " "},
                           {0x200B, ""},
                           {0x200C, ""},
                           {0x200D, ""},
                           {0x200E, ""},
                           {0x200F, ""},
                           {0x2010, "-"},
                           {0x2011, "-"},
                           {0x2012, "-"},
                           {0x2013, "-"},
                           {0x2014, "-"},
                           {0x2015, "-"},
                           {0x2026, "\\ldots "},
                           {0x202F, "\\,"},
                           {0x2044, "/"},
                           {0x205F, " "},
                           {0x2060, ""},
                           {0x2061, ""},
                           {0x2062, ""},
                           {0x2063, ""},
                           {0x20AC, "\\euro "},
                           {0x20B9, "\\text{ rupees}"},
                           {0x2102, "\\mathbb{C}"},
                           {0x2103, "^\\circ C"},
                           {0x2109, "^\\circ F"},
                           {0x2113, "\\ell "},
                           {0x2115, "\\mathbb{N}"},
                           {0x211A, "\\mathbb{Q}"},
                           {0x211D, "\\mathbb{R}"},
                           {0x2124, "\\mathbb{Z}"},
                           {0x2150, "\\frac{1}{7}"},
                           {0x2151, "\\frac{1}{9}"},
                           {0x2153, "\\frac{1}{3}"},
                           {0x2154, "\\frac{2}{3}"},
                           {0x2155, "\\frac{1}{5}"},
                           {0x2156, "\\frac{2}{5}"},
                           {0x2157, "\\frac{3}{5}"},
                           {0x2158, "\\frac{4}{5}"},
                           {0x2159, "\\frac{1}{6}"},
                           {0x215A, "\\frac{5}{6}"},
                           {0x215B, "\\frac{1}{8}"},
                           {0x215C, "\\frac{3}{8}"},
                           {0x215D, "\\frac{5}{8}"},
                           {0x215E, "\\frac{7}{8}"},
                           {0x2192, "\\to "},
                           {0x2205, "\\emptyset "},
                           {0x2208, "\\in "},
                           {0x220F, "\\prod "},
                           {0x2211, "\\sum "},
                           {0x2212, "-"},
                           {0x2213, "\\mp "},
                           {0x2215, "/"},
                           {0x2216, "\\setminus "},
                           {0x2217, "*"},
                           {0x2219, "*"},
                           {0x221A, "\\sqrt "},
                           {0x221B, "\\sqrt[3]"},
                           {0x221E, "\\infty "},
                           {0x2220, "\\angle "},
                           {0x2223, "|"},
                           {0x2229, "\\cap "},
                           {0x222A, "\\cup "},
                           {0x222B, "\\int "},
                           {0x2236, ":"},
                           {0x2248, "\\approx "},
                           {0x2260, "\\neq "},
                           {0x2261, "\\equiv "},
                           {0x2264, "\\leq "},
                           {0x2265, "\\geq "},
                           {0x22C5, "*"},
                           {0x22C6, "*"},
                           {0x2308, "\\lceil "},
                           {0x2309, "\\rceil "},
                           {0x230A, "\\lfloor "},
                           {0x230B, "\\rfloor "},
                           {0x2329, "\\langle "},
                           {0x232A, "\\rangle "},
                           {0x25B3, "\\triangle "},
                           {0x27E8, "\\langle "},
                           {0x27E9, "\\rangle "},
                           {0x2A7D, "\\leq "},
                           {0x2A7E, "\\geq "},
                           {0x3000, " "},
                           {0x3001, ","},
                           {0x3002, "."},
                           {0x3008, "\\langle "},
                           {0x3009, "\\rangle "},
                           {0xFE63, "-"},
                           {0xFEFF, ""},
                           {0x1D6D1, "\\pi "},
                           {0x1D70B, "\\pi "},
                           {0x1D745, "\\pi "}};

// The entry of a code point, or null.
const Sign* FindSign(uint32_t code_point) {
  const auto it = std::lower_bound(std::begin(kSigns), std::end(kSigns), code_point,
                                   [](const Sign& s, uint32_t c) { return s.code_point < c; });
  return it != std::end(kSigns) && it->code_point == code_point ? it : nullptr;
}

// The digit or sign that a superscript or subscript raises or lowers, or '\0'.
char Raised(uint32_t code_point) {
  if (code_point == 0xB9) return '1';
  if (code_point == 0xB2 || code_point == 0xB3) return static_cast<char>('0' + code_point - 0xB0);
  if (code_point < 0x2070 || code_point > 0x207F) return '\0';
  return "0i\0\000456789+-=()n"[code_point - 0x2070];
}
char Lowered(uint32_t code_point) {
  if (code_point < 0x2080 || code_point > 0x208E) return '\0';
  return "0123456789+-=()"[code_point - 0x2080];
}

// Full width forms and mathematical alphabets.
char Plain(uint32_t code_point) {
  if (code_point >= 0xFF01 && code_point <= 0xFF5E) return static_cast<char>(code_point - 0xFEE0);
  if (code_point >= 0x1D7CE && code_point <= 0x1D7FF) {
    return static_cast<char>('0' + (code_point - 0x1D7CE) % 10);
  }
  if (code_point < 0x1D400 || code_point > 0x1D6A3) return '\0';
  const uint32_t letter = (code_point - 0x1D400) % 52;
  return static_cast<char>(letter < 26 ? 'A' + letter : 'a' + letter - 26);
}

// A run of raised or lowered digits at `i` as one group; 0 if there is none, else its length.
size_t Group(std::string_view text, size_t i, char (*of)(uint32_t), char mark, std::string* out) {
  const size_t start = i;
  std::string group;
  while (i < text.size()) {
    const CodePoint point = ReadCodePoint(text, i);
    const char c = of(point.value);
    if (c == '\0') break;
    group += c;
    i += point.length;
  }
  if (!group.empty()) *out += std::string(1, mark) + "{" + group + "}";
  return i - start;
}

}  // namespace

std::string ToAscii(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    if (static_cast<unsigned char>(text[i]) < 0x80) {
      out += text[i++];
      continue;
    }
    const size_t group =
        std::max(Group(text, i, Raised, '^', &out), Group(text, i, Lowered, '_', &out));
    i += group;
    if (group > 0) continue;
    const CodePoint point = ReadCodePoint(text, i);
    i += point.length;
    if (const Sign* sign = FindSign(point.value)) {
      out += sign->latex;
    } else {
      const char plain = Plain(point.value);
      out += plain == '\0' ? '\x01' : plain;
    }
  }
  return out;
}

}  // namespace r1bench::verifiers
