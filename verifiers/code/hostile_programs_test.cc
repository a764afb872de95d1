// The shared hostile and tricky programs, through the program //verifiers:judge, as whoever runs
// this test and, if that is root, as an unprivileged user too.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>

#include "base/error.h"
#include "base/files.h"
#include "base/jsonl.h"
#include "base/runfiles.h"
#include "verifiers/code/judge_canaries.h"

namespace r1bench::verifiers {
namespace {

namespace fs = std::filesystem;

constexpr int kNobody = 65534;
constexpr size_t kMaxMessageBytes = size_t{70} << 10;

// A folder that everyone can read, whatever folder the test itself was given.
class OpenFolder {
 public:
  OpenFolder() {
    base::Require(mkdtemp(path_.data()) != nullptr && chmod(path_.c_str(), 0755) == 0,
                  "cannot make a folder like ", path_);
  }
  ~OpenFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  std::string File(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_ = "/tmp/r1bench.XXXXXX";
};

std::string CasesFolder() {
  const char* const root = std::getenv("R1_DATA_DIR");
  return root == nullptr || *root == '\0' ? "" : base::JoinPath(root, "cases/judge");
}

std::string Base64(const std::string& bytes) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    uint32_t bits = 0;
    const size_t count = std::min<size_t>(3, bytes.size() - i);
    for (size_t k = 0; k < 3; ++k) {
      bits = bits << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0);
    }
    for (size_t k = 0; k < 4; ++k) {
      text += k <= count ? kDigits[bits >> (18 - 6 * k) & 63] : '=';
    }
  }
  return text;
}

struct Expected {
  std::set<std::string> accept;
  std::string group;
};

std::map<std::string, Expected> ExpectedVerdicts() {
  std::map<std::string, Expected> expected;
  base::ForEachJsonLine(CasesFolder() + "/dev/expected.jsonl", [&](const base::Json& row, int) {
    const auto file = base::JsonGet<std::string>(row, "file", "expected.jsonl");
    expected[file] = {base::JsonGet<std::set<std::string>>(row, "accept", file),
                      base::JsonGet<std::string>(row, "group", file)};
  });
  return expected;
}

std::string Lines() {
  std::string lines;
  base::ForEachJsonLine(CasesFolder() + "/dev/expected.jsonl", [&](const base::Json& row, int) {
    const auto file = base::JsonGet<std::string>(row, "file", "expected.jsonl");
    const base::Json line = {{"id", file},
                             {"language", row["lang"]},
                             {"problem", row["problem"]},
                             {"source_base64", Base64(base::ReadFile(CasesFolder() + "/" + file))}};
    lines += base::JsonText(line) + "\n";
  });
  return lines;
}

// The shared problems. Half the time for what never ends is enough, and saves a minute.
base::Json Problems() {
  base::Json problems = base::ReadJsonFile(CasesFolder() + "/problems.json");
  problems["limits"]["cpu_s"] = 1;
  problems["limits"]["wall_s"] = 3;
  problems["limits"]["compile"]["cpu_s"] = 5;
  return problems;
}

// The judge and its runfiles, where another user can start it, and the judge's input.
void LayOut(const OpenFolder& folder, int uid) {
  const std::string program = fs::canonical(base::Runfile("verifiers/judge")).string();
  fs::copy_file(program, folder.File("judge"));
  const std::string runfiles =
      fs::path(base::Runfile("verifiers/judge")).parent_path().parent_path();
  fs::create_directory(folder.File("judge.runfiles"));
  fs::copy(runfiles, folder.File("judge.runfiles/r1bench"), fs::copy_options::recursive);
  fs::create_directory(folder.File("checkers"));
  base::WriteFileAtomic(
      folder.File("checkers/split_sum.cc"),
      base::ReadFile(base::Runfile("verifiers/code/testdata/split_sum_checker.cc")));
  base::WriteFileAtomic(folder.File("problems.json"), base::JsonText(Problems()));
  base::WriteFileAtomic(folder.File("in.jsonl"), Lines());
  base::Require(mkdir(folder.File("cache").c_str(), 0755) == 0 &&
                    chown(folder.File("cache").c_str(), static_cast<uid_t>(uid),
                          static_cast<gid_t>(uid)) == 0,
                "cannot make the cache folder");
}

struct Ended {
  int status = -1;
  pid_t judge = 0;
};

Ended Run(const OpenFolder& folder, const std::string& prefix) {
  base::WriteFileAtomic(
      folder.File("run.sh"),
      base::StrCat("cd /\necho $$ >", folder.File("pid"), "\nexec ", prefix, folder.File("judge"),
                   " --workers=2 --stop_at_first --cache=", folder.File("cache"),
                   " --problems=", folder.File("problems.json"),
                   " --checkers=", folder.File("checkers"), " ", folder.File("in.jsonl"), " >",
                   folder.File("out"), " 2>", folder.File("err"), "\n"));
  const int status = std::system(("sh " + folder.File("run.sh")).c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1,
          std::stoi(base::ReadFile(folder.File("pid")))};
}

void ExpectVerdicts(const OpenFolder& folder) {
  std::map<std::string, Expected> expected = ExpectedVerdicts();
  EXPECT_EQ(expected.size(), 93u);
  base::ForEachJsonLine(folder.File("out"), [&](const base::Json& row, int) {
    const auto id = base::JsonGet<std::string>(row, "id", "out");
    const auto verdict = base::JsonGet<std::string>(row, "verdict", id);
    const auto message = base::JsonGetOr<std::string>(row, "message", "", id);
    EXPECT_TRUE(expected[id].accept.contains(verdict)) << id << ": " << verdict << " " << message;
    EXPECT_FALSE(expected[id].group == "security" && verdict == "AC") << id;
    EXPECT_LE(message.size(), kMaxMessageBytes) << id;
    EXPECT_EQ(message.find("root:x:0"), std::string::npos) << id;
    EXPECT_EQ(message.find('\x1b'), std::string::npos) << id;
    expected.erase(id);
  });
  for (const auto& [id, unused] : expected) ADD_FAILURE() << "no verdict on " << id;
}

void JudgeAll(const std::string& prefix, int uid) {
  const OpenFolder folder;
  LayOut(folder, uid);
  const JudgeCanaries canaries;
  const Ended ended = Run(folder, prefix);
  const std::string said = base::ReadFile(folder.File("err"));
  if (ended.status == 1 && base::ReadFile(folder.File("out")).empty()) GTEST_SKIP() << said;
  EXPECT_EQ(ended.status, 0) << said;
  ExpectVerdicts(folder);
  for (const std::string& fault : canaries.Faults(ended.judge)) ADD_FAILURE() << fault;
}

TEST(HostilePrograms, GetTheirVerdicts) {
  if (CasesFolder().empty()) GTEST_SKIP() << "R1_DATA_DIR is not set";
  JudgeAll("", static_cast<int>(geteuid()));
}

TEST(HostilePrograms, GetTheirVerdictsFromAnUnprivilegedUser) {
  if (CasesFolder().empty()) GTEST_SKIP() << "R1_DATA_DIR is not set";
  if (geteuid() != 0) GTEST_SKIP() << "this is not root, the other test said it all";
  JudgeAll(base::StrCat("setpriv --reuid ", kNobody, " --regid ", kNobody, " --clear-groups "),
           kNobody);
}

}  // namespace
}  // namespace r1bench::verifiers
