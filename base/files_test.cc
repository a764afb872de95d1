#include "base/files.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include "base/error.h"
#include "base/testing.h"

namespace r1bench::base {
namespace {

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// No file may grow beyond `bytes` in this scope: writes fail half-way, as on a full disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    old_handler_ = std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &old_);
    const rlimit limit = {bytes, old_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &old_);
    std::signal(SIGXFSZ, old_handler_);
  }

 private:
  rlimit old_;
  void (*old_handler_)(int);
};

TEST(ReadFileTest, ReturnsEveryByte) {
  const TempDir folder;
  const std::string bytes("a\0b\r\n\xff", 6);
  EXPECT_EQ(ReadFile(folder.Write("f", bytes)), bytes);
  EXPECT_EQ(ReadFile(folder.Write("empty", "")), "");
  const std::string big(3 << 20, 'z');
  EXPECT_EQ(ReadFile(folder.Write("big", big)), big);
}

TEST(ReadFileTest, ReadsProcFilesWhoseSizeIsZero) {
  EXPECT_TRUE(Has(ReadFile("/proc/self/status"), "Name:"));
}

TEST(ReadFileTest, SaysWhichFileAndWhy) {
  EXPECT_EQ(MessageOf([] { ReadFile("/no/such"); }),
            "cannot read /no/such: No such file or directory; check the path");
  const TempDir folder;
  EXPECT_TRUE(Has(MessageOf([&] { ReadFile(folder.path()); }), "Is a directory"));
}

TEST(WriteFileAtomicTest, ReplacesTheOldContentAndLeavesNoOtherFile) {
  const TempDir folder;
  WriteFileAtomic(folder.File("f"), "one");
  WriteFileAtomic(folder.File("f"), "second");
  EXPECT_EQ(ReadFile(folder.File("f")), "second");
  EXPECT_EQ(ListFolder(folder.path()), std::vector<std::string>{"f"});
}

TEST(WriteFileAtomicTest, AFailureHalfWayKeepsTheOldFileAndLeavesNoHalfOne) {
  const TempDir folder;
  WriteFileAtomic(folder.File("f"), "old");
  std::string message;
  {
    const FileSizeLimit limit(1000);
    message = MessageOf([&] { WriteFileAtomic(folder.File("f"), std::string(5000, 'x')); });
  }
  EXPECT_TRUE(Has(message, folder.File("f"))) << message;
  EXPECT_TRUE(Has(message, "free some space")) << message;
  EXPECT_EQ(ReadFile(folder.File("f")), "old");
  EXPECT_EQ(ListFolder(folder.path()), std::vector<std::string>{"f"});
}

TEST(WriteFileAtomicTest, RefusesFoldersMissingParentsAndFilesAsParents) {
  const TempDir folder;
  EXPECT_TRUE(Has(MessageOf([&] { WriteFileAtomic(folder.path(), "x"); }), "Is a directory"));
  EXPECT_THROW(WriteFileAtomic(folder.File("missing/f"), "x"), Error);
  folder.Write("file", "x");
  EXPECT_THROW(WriteFileAtomic(folder.File("file/f"), "x"), Error);
  EXPECT_EQ(ListFolder(folder.path()), std::vector<std::string>{"file"});
}

TEST(WriteFileAtomicTest, RefusesAnUnwritableFolderWithARemedy) {
  if (geteuid() == 0) GTEST_SKIP() << "root may write anywhere";
  const TempDir folder;
  chmod(folder.path().c_str(), 0555);
  const std::string message = MessageOf([&] { WriteFileAtomic(folder.File("f"), "x"); });
  EXPECT_TRUE(Has(message, "permission")) << message;
  chmod(folder.path().c_str(), 0755);
}

TEST(MakeDirsTest, MakesParentsAndAcceptsWhatExists) {
  const TempDir folder;
  MakeDirs(folder.File("a/b/c"));
  MakeDirs(folder.File("a/b/c"));
  EXPECT_TRUE(IsDirectory(folder.File("a/b/c")));
  folder.Write("file", "");
  EXPECT_TRUE(Has(MessageOf([&] { MakeDirs(folder.File("file")); }), "not a folder"));
  EXPECT_THROW(MakeDirs(folder.File("file/x")), Error);
}

TEST(PathTest, PartsAndJoins) {
  EXPECT_EQ(DirName("a/b/c"), "a/b");
  EXPECT_EQ(DirName("c"), ".");
  EXPECT_EQ(DirName("/c"), "/");
  EXPECT_EQ(BaseName("a/b/c"), "c");
  EXPECT_EQ(BaseName("c"), "c");
  EXPECT_EQ(JoinPath("a", "b"), "a/b");
  EXPECT_EQ(JoinPath("a/", "b"), "a/b");
  EXPECT_EQ(JoinPath("a", "/b"), "/b");
  EXPECT_EQ(JoinPath("", "b"), "b");
}

TEST(AppendLogTest, AppendsLinesAndSyncReturnsTheLength) {
  const TempDir folder;
  {
    AppendLog log(folder.File("log"));
    log.Line("one");
    log.Line("");
    EXPECT_EQ(log.Sync(), 5);
    log.Line("three");
  }
  EXPECT_EQ(ReadFile(folder.File("log")), "one\n\nthree\n");
  AppendLog more(folder.File("log"));
  more.Line("four");
  EXPECT_EQ(more.Sync(), 16);
}

TEST(AppendLogTest, ResumeCutsBackToTheCheckpoint) {
  const TempDir folder;
  folder.Write("log", "kept\nafter the checkpoint\nhalf a li");
  AppendLog log(folder.File("log"), 5);
  log.Line("again");
  EXPECT_EQ(log.Sync(), 11);
  EXPECT_EQ(ReadFile(folder.File("log")), "kept\nagain\n");
}

TEST(AppendLogTest, AFileShorterThanTheCheckpointIsAnError) {
  const TempDir folder;
  const std::string path = folder.Write("log", "abc");
  EXPECT_TRUE(Has(MessageOf([&] { AppendLog log(path, 4); }), "expected at least 4 bytes"));
  EXPECT_EQ(ReadFile(path), "abc");
}

TEST(AppendLogTest, AFailedWriteLeavesWholeLinesAndMayBeTriedAgain) {
  const TempDir folder;
  AppendLog log(folder.File("log"));
  log.Line("first");
  log.Sync();
  log.Line(std::string(3000, 'x'));
  {
    const FileSizeLimit limit(1000);
    EXPECT_TRUE(Has(MessageOf([&] { log.Sync(); }), "free some space"));
    EXPECT_EQ(ReadFile(folder.File("log")), "first\n");
  }
  EXPECT_EQ(log.Sync(), 6 + 3001);
}

TEST(AppendLogTest, AFullDiskIsAnErrorWithARemedy) {
  AppendLog log("/dev/full");
  log.Line("x");
  const std::string message = MessageOf([&] { log.Sync(); });
  EXPECT_TRUE(Has(message, "No space left on device; free some space")) << message;
}

TEST(AppendLogTest, RefusesALineWithANewline) {
  const TempDir folder;
  AppendLog log(folder.File("log"));
  EXPECT_THROW(log.Line("a\nb"), Error);
}

TEST(MappedFileTest, ShowsTheContentAlsoAfterAMove) {
  const TempDir folder;
  MappedFile file(folder.Write("f", "hello"));
  EXPECT_EQ(file.view(), "hello");
  MappedFile moved = std::move(file);
  EXPECT_EQ(moved.view(), "hello");
  MappedFile empty(folder.Write("empty", ""));
  EXPECT_EQ(empty.size(), 0u);
  empty = std::move(moved);
  EXPECT_EQ(empty.view(), "hello");
  EXPECT_THROW(MappedFile("/no/such"), Error);
  EXPECT_THROW(MappedFile{folder.path()}, Error);
}

TEST(ListFolderTest, SortsNamesAndNamesAMissingFolder) {
  const TempDir folder;
  folder.Write("b", "");
  folder.Write("a", "");
  EXPECT_EQ(ListFolder(folder.path()), (std::vector<std::string>{"a", "b"}));
  EXPECT_THROW(ListFolder("/no/such"), Error);
}

}  // namespace
}  // namespace r1bench::base
