#include "verifiers/math/names.h"

#include <unordered_map>
#include <unordered_set>

namespace r1bench::verifiers {
namespace {

using NameSet = std::unordered_set<std::string_view>;

const NameSet& Ignored() {
  static const NameSet names = {
      "tiny",     "small",       "normalsize",   "large",        "Large",    "LARGE",
      "huge",     "Huge",        "ensuremath",   "centering",    "noindent", "footnotesize",
      "left",     "right",       "big",          "Big",          "bigg",     "Bigg",
      "bigl",     "bigr",        "Bigl",         "Bigr",         "biggl",    "biggr",
      "Biggl",    "Biggr",       "displaystyle", "textstyle",    "quad",     "qquad",
      "limits",   "nolimits",    "middle",       "thinspace",    "medspace", "thickspace",
      "hfill",    "scriptstyle", "angle",        "triangle",     "strut",    "allowbreak",
      "nobreak",  "mleft",       "mright",       "negthinspace", "enspace",  "nonumber",
      "mathstrut"};
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

// They take a group that shows nothing.
const NameSet& Invisible() {
  static const NameSet names = {"phantom", "hphantom", "vphantom", "hspace",    "vspace",
                                "label",   "tag",      "color",    "textcolor", "colorbox"};
  return names;
}

const NameSet& Accents() {
  static const NameSet names = {"vec", "hat", "widehat", "overrightarrow"};
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
      "mp",       "bmod",  "pmod",  "equiv",    "mod",    "choose", "to",       "over"};
  return names;
}

const std::unordered_map<std::string_view, Spelling>& Spellings() {
  static const std::unordered_map<std::string_view, Spelling> names = {
      {"dfrac", {"frac", true}},
      {"nicefrac", {"frac", true}},
      {"sfrac", {"frac", true}},
      {"xfrac", {"frac", true}},
      {"flatfrac", {"frac", true}},
      {"tfrac", {"frac", true}},
      {"cfrac", {"frac", true}},
      {"dbinom", {"binom", true}},
      {"tbinom", {"binom", true}},
      {"times", {"*", false}},
      {"cdot", {"*", false}},
      {"ast", {"*", false}},
      {"div", {"/", false}},
      {"le", {"l", false}},
      {"leq", {"l", false}},
      {"leqslant", {"l", false}},
      {"ge", {"g", false}},
      {"geq", {"g", false}},
      {"geqslant", {"g", false}},
      {"lt", {"<", false}},
      {"gt", {">", false}},
      {"ne", {"n", false}},
      {"neq", {"n", false}},
      {"approx", {"~", false}},
      {"lvert", {"|", false}},
      {"rvert", {"|", false}},
      {"vert", {"|", false}},
      {"mid", {"|", false}},
      {"degree", {"circ", true}},
      {"varnothing", {"emptyset", true}},
      {"dots", {"ldots", true}},
      {"cdots", {"ldots", true}},
      {"dotsc", {"ldots", true}},
      {"lbrace", {"S(", false}},
      {"rbrace", {"S)", false}},
      {"lbrack", {"[", false}},
      {"rbrack", {"]", false}},
      {"colon", {":", false}},
      {"land", {"and", false}},
      {"lor", {"or", false}},
      {"backslash", {"setminus", true}},
      {"wedge", {"^", false}},
      {"lparen", {"(", false}},
      {"rparen", {")", false}},
      {"isin", {"in", true}},
      {"langle", {"A(", false}},
      {"rangle", {"A)", false}},
      {"plusmn", {"pm", true}},
      {"lgroup", {"(", false}},
      {"rgroup", {")", false}},
      {"ulcorner", {"lceil", true}},
      {"urcorner", {"rceil", true}},
      {"llcorner", {"lfloor", true}},
      {"lrcorner", {"rfloor", true}},
      {"rightarrow", {"to", true}},
      {"cong", {"equiv", true}},
      {"asin", {"arcsin", true}},
      {"acos", {"arccos", true}},
      {"atan", {"arctan", true}},
      {"lVert", {"|", false}},
      {"rVert", {"|", false}}};
  return names;
}

// Signs of money: command and word.
const std::unordered_map<std::string_view, std::string_view>& Currencies() {
  static const std::unordered_map<std::string_view, std::string_view> names = {
      {"pounds", "pound"},      {"textsterling", "pound"},
      {"euro", "euro"},         {"texteuro", "euro"},
      {"yen", "yen"},           {"textyen", "yen"},
      {"textdollar", "dollar"}, {"mathdollar", "dollar"}};
  return names;
}

}  // namespace

std::string_view CurrencyOfCommand(std::string_view name) {
  const auto it = Currencies().find(name);
  return it == Currencies().end() ? std::string_view() : it->second;
}

CommandClass ClassOfCommand(std::string_view name) {
  static const std::unordered_map<std::string_view, CommandClass> classes = [] {
    std::unordered_map<std::string_view, CommandClass> all;
    const auto add = [&all](const auto& names, CommandClass of) {
      for (const std::string_view one : names) all.emplace(one, of);
    };
    add(Ignored(), CommandClass::kIgnored);
    add(Invisible(), CommandClass::kInvisible);
    add(Accents(), CommandClass::kAccent);
    add(Fonts(), CommandClass::kFont);
    add(Functions(), CommandClass::kFunction);
    add(Greek(), CommandClass::kGreek);
    add(Others(), CommandClass::kOther);
    for (const auto& [one, spelling] : Spellings()) all.emplace(one, CommandClass::kSpelling);
    for (const auto& [one, word] : Currencies()) all.emplace(one, CommandClass::kCurrency);
    return all;
  }();
  const auto it = classes.find(name);
  return it == classes.end() ? CommandClass::kUnknown : it->second;
}

Spelling SpellingOfCommand(std::string_view name) {
  const auto it = Spellings().find(name);
  return it == Spellings().end() ? Spelling{} : it->second;
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
