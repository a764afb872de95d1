// A build tool: turns files into C++ string constants, so that the page needs no files at run time.
//
//   embed kName=file [kName=file ...] > assets.cc
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

int main(int argc, char** argv) {
  constexpr char kDelimiter[] = "r1bench_embed";
  constexpr size_t kPiece = 8000;  // compilers limit the length of one literal
  std::printf("#include \"reports/assets.h\"\n\nnamespace r1bench::reports {\n");
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    const size_t equals = argument.find('=');
    std::ifstream file(argument.substr(equals + 1), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), {});
    if (equals == std::string::npos || !file || bytes.empty() ||
        bytes.find(std::string(")") + kDelimiter) != std::string::npos) {
      std::fprintf(stderr, "embed: cannot embed \"%s\": expected kName=file\n", argv[i]);
      return 1;
    }
    std::printf("\nconst std::string_view %s =", argument.substr(0, equals).c_str());
    for (size_t at = 0; at < bytes.size(); at += kPiece) {
      std::printf("\n    R\"%s(", kDelimiter);
      const std::string piece = bytes.substr(at, kPiece);
      std::fwrite(piece.data(), 1, piece.size(), stdout);
      std::printf(")%s\"", kDelimiter);
    }
    std::printf(";\n");
  }
  std::printf("\n}  // namespace r1bench::reports\n");
  return 0;
}
