#include "verifiers/math/names.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <unordered_map>
#include <unordered_set>

namespace r1bench::verifiers {
namespace {

using NameSet = std::unordered_set<std::string_view>;

const NameSet& Ignored() {
  static const NameSet names = {
      "left",         "right",     "big",        "Big",        "bigg",        "Bigg",     "bigl",
      "bigr",         "Bigl",      "Bigr",       "biggl",      "biggr",       "Biggl",    "Biggr",
      "displaystyle", "textstyle", "quad",       "qquad",      "limits",      "nolimits", "middle",
      "thinspace",    "medspace",  "thickspace", "hfill",      "scriptstyle", "angle",    "vec",
      "triangle",     "hspace",    "strut",      "allowbreak", "nobreak",     "mleft",    "mright",
      "negthinspace", "enspace",   "nonumber",   "mathstrut",  "phantom"};
  return names;
}

const NameSet& Fonts() {
  static const NameSet names = {"text",       "textrm",       "textbf", "textit", "textsf",
                                "texttt",     "mathrm",       "mathbf", "mathit", "mathsf",
                                "mathtt",     "mbox",         "hbox",   "boxed",  "fbox",
                                "rm",         "bf",           "it",     "bm",     "boldsymbol",
                                "textnormal", "operatorname", "emph",   "mathbb", "mathcal",
                                "underline",  "mathnormal",   "pmb",    "textup"};
  return names;
}

const NameSet& Functions() {
  static const NameSet names = {"sin",     "cos",    "tan",  "cot",  "sec",  "csc",     "arcsin",
                                "arccos",  "arctan", "sinh", "cosh", "tanh", "log",     "ln",
                                "lg",      "exp",    "gcd",  "lcm",  "max",  "min",     "arccot",
                                "arcsec",  "arccsc", "coth", "sech", "csch", "arcsinh", "arccosh",
                                "arctanh", "floor",  "ceil"};
  return names;
}

const NameSet& Greek() {
  static const NameSet names = {
      "alpha",    "beta",    "gamma", "delta",  "epsilon", "varepsilon", "zeta",  "eta",   "theta",
      "vartheta", "iota",    "kappa", "lambda", "mu",      "nu",         "xi",    "rho",   "sigma",
      "tau",      "upsilon", "phi",   "varphi", "chi",     "psi",        "omega", "Gamma", "Delta",
      "Theta",    "Lambda",  "Xi",    "Sigma",  "Phi",     "Psi",        "Omega", "ell",   "hbar"};
  return names;
}

const NameSet& Others() {
  static const NameSet names = {
      "frac",     "sqrt",  "pi",    "infty",    "cup",    "cap",    "setminus", "in",
      "pm",       "begin", "end",   "binom",    "lfloor", "rfloor", "lceil",    "rceil",
      "emptyset", "circ",  "ldots", "overline", "sum",    "int",    "prod",     "lim",
      "mp",       "bmod",  "pmod",  "equiv",    "mod",    "choose", "to"};
  return names;
}

const std::unordered_map<std::string_view, Spelling>& Spellings() {
  static const std::unordered_map<std::string_view, Spelling> names = {
      {"dfrac", {"frac", true}},      {"tfrac", {"frac", true}},
      {"cfrac", {"frac", true}},      {"dbinom", {"binom", true}},
      {"tbinom", {"binom", true}},    {"times", {"*", false}},
      {"cdot", {"*", false}},         {"ast", {"*", false}},
      {"div", {"/", false}},          {"le", {"l", false}},
      {"leq", {"l", false}},          {"leqslant", {"l", false}},
      {"ge", {"g", false}},           {"geq", {"g", false}},
      {"geqslant", {"g", false}},     {"lt", {"<", false}},
      {"gt", {">", false}},           {"ne", {"n", false}},
      {"neq", {"n", false}},          {"approx", {"~", false}},
      {"lvert", {"|", false}},        {"rvert", {"|", false}},
      {"vert", {"|", false}},         {"mid", {"|", false}},
      {"degree", {"circ", true}},     {"varnothing", {"emptyset", true}},
      {"dots", {"ldots", true}},      {"cdots", {"ldots", true}},
      {"dotsc", {"ldots", true}},     {"lbrace", {"S(", false}},
      {"rbrace", {"S)", false}},      {"lbrack", {"[", false}},
      {"rbrack", {"]", false}},       {"colon", {":", false}},
      {"land", {",", false}},         {"backslash", {"setminus", true}},
      {"wedge", {"^", false}},        {"lparen", {"(", false}},
      {"rparen", {")", false}},       {"isin", {"in", true}},
      {"langle", {"(", false}},       {"rangle", {")", false}},
      {"plusmn", {"pm", true}},       {"lgroup", {"(", false}},
      {"rgroup", {")", false}},       {"ulcorner", {"lceil", true}},
      {"urcorner", {"rceil", true}},  {"llcorner", {"lfloor", true}},
      {"lrcorner", {"rfloor", true}}, {"rightarrow", {"to", true}},
      {"cong", {"equiv", true}},      {"asin", {"arcsin", true}},
      {"acos", {"arccos", true}},     {"atan", {"arctan", true}},
      {"lVert", {"|", false}},        {"rVert", {"|", false}}};
  return names;
}

struct Sign {
  uint32_t code_point;
  std::string_view latex;
};
constexpr Sign kSigns[] = {{0x00A0, " "},
                           {0x00A2, "\\text{ cents}"},
                           {0x00A3, "\\pounds "},
                           {0x00A5, "\\yen "},
                           {0x00B0, "^\\circ "},
                           {0x00B1, "\\pm "},
                           {0x00B2, "^{2}"},
                           {0x00B3, "^{3}"},
                           {0x00B7, "*"},
                           {0x00BC, "\\frac{1}{4}"},
                           {0x00BD, "\\frac{1}{2}"},
                           {0x00BE, "\\frac{3}{4}"},
                           {0x00D7, "*"},
                           {0x00F7, "/"},
                           {0x0394, "\\Delta "},
                           {0x03B1, "\\alpha "},
                           {0x03B2, "\\beta "},
                           {0x03B3, "\\gamma "},
                           {0x03B8, "\\theta "},
                           {0x03BB, "\\lambda "},
                           {0x03BC, "\\mu "},
                           {0x03C0, "\\pi "},
                           {0x03C3, "\\sigma "},
                           {0x03C6, "\\phi "},
                           {0x03C9, "\\omega "},
                           {0x2002, " "},
                           {0x2003, " "},
                           {0x2009, "\\,"},
                           {0x200B, ""},
                           {0x2010, "-"},
                           {0x2011, "-"},
                           {0x2012, "-"},
                           {0x2013, "-"},
                           {0x2026, "\\ldots "},
                           {0x202F, "\\,"},
                           {0x20AC, "\\euro "},
                           {0x2205, "\\emptyset "},
                           {0x2208, "\\in "},
                           {0x2212, "-"},
                           {0x2216, "\\setminus "},
                           {0x221A, "\\sqrt "},
                           {0x221E, "\\infty "},
                           {0x2229, "\\cap "},
                           {0x222A, "\\cup "},
                           {0x2248, "\\approx "},
                           {0x2260, "\\neq "},
                           {0x2264, "\\leq "},
                           {0x2265, "\\geq "},
                           {0x22C5, "*"}};

}  // namespace

std::string_view CurrencyOfCommand(std::string_view name) {
  static const std::unordered_map<std::string_view, std::string_view> names = {
      {"pounds", "pound"},      {"textsterling", "pound"},
      {"euro", "euro"},         {"texteuro", "euro"},
      {"yen", "yen"},           {"textyen", "yen"},
      {"textdollar", "dollar"}, {"mathdollar", "dollar"}};
  const auto it = names.find(name);
  return it == names.end() ? std::string_view() : it->second;
}

CommandClass ClassOfCommand(std::string_view name) {
  if (Ignored().contains(name)) return CommandClass::kIgnored;
  if (Fonts().contains(name)) return CommandClass::kFont;
  if (Spellings().contains(name)) return CommandClass::kSpelling;
  if (Functions().contains(name)) return CommandClass::kFunction;
  if (Greek().contains(name)) return CommandClass::kGreek;
  if (Others().contains(name)) return CommandClass::kOther;
  if (!CurrencyOfCommand(name).empty()) return CommandClass::kCurrency;
  return CommandClass::kUnknown;
}

Spelling SpellingOfCommand(std::string_view name) {
  const auto it = Spellings().find(name);
  return it == Spellings().end() ? Spelling{} : it->second;
}

std::string_view LatexOfCodePoint(uint32_t code_point) {
  const auto it = std::lower_bound(std::begin(kSigns), std::end(kSigns), code_point,
                                   [](const Sign& s, uint32_t c) { return s.code_point < c; });
  return it != std::end(kSigns) && it->code_point == code_point ? it->latex : std::string_view();
}

bool IsPlainName(std::string_view run) {
  static const NameSet constants = {"pi", "sqrt", "infty", "infinity", "inf", "oo"};
  return Functions().contains(run) || Greek().contains(run) || constants.contains(run);
}

std::string_view LeadingCommand(std::string_view name) {
  constexpr size_t kShortest = 4;
  for (size_t length = name.size(); length-- > kShortest;) {
    const std::string_view head = name.substr(0, length);
    if (Ignored().contains(head) || Spellings().contains(head)) return head;
  }
  return {};
}

bool IsTrigonometric(std::string_view function) {
  static const NameSet names = {"sin", "cos", "tan", "cot", "sec", "csc"};
  return names.contains(function);
}

}  // namespace r1bench::verifiers
