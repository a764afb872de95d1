// The precompiled <bits/stdc++.h>, of which there are two: what a program takes from a precompiled
// header it pays for with every compilation. libstdc++'s <filesystem>, <future> and <regex> leave
// templates behind that the compiler instantiates at the end of each source, used or not: a third
// of a small program's compilation. So programs that cannot mean anything of theirs get the rest
// alone.
#ifndef R1BENCH_VERIFIERS_CODE_ALL_HEADERS_H_
#define R1BENCH_VERIFIERS_CODE_ALL_HEADERS_H_

#include <string>
#include <string_view>

namespace r1bench::verifiers {

enum class AllHeaders { kCommon, kEvery };

// The source of the header to precompile. kCommon leaves no trace of what it leaves out: a program
// may still include those headers by name.
std::string AllHeadersText(AllHeaders headers);

// Whether the first thing in `source`, but for comments and blanks, is #include <bits/stdc++.h>:
// then, and only then, the precompiled header means the same.
bool BeginsWithAllHeaders(std::string_view source);

// Whether no name of a header that kCommon leaves out is in `text`, nor anything of which one could
// be made (pasted tokens, universal character names, trigraphs, continued lines).
bool NeedsOnlyCommonHeaders(std::string_view text);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_CODE_ALL_HEADERS_H_
