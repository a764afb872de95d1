#include "verifiers/code/code_cache.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/files.h"
#include "base/testing.h"

namespace r1bench::verifiers {
namespace {

std::string BytesOf(const std::shared_ptr<const SharedBytes>& bytes) {
  if (bytes == nullptr) return "none";
  std::string text(static_cast<size_t>(bytes->size()), '\0');
  EXPECT_EQ(pread(bytes->fd(), text.data(), text.size(), 0), bytes->size());
  return text;
}

TEST(CodeCache, KeepsProgramsInMemoryAndOnDisk) {
  const base::TempDir folder;
  const std::string path = folder.File("cache");
  CodeCache cache(path);
  EXPECT_EQ(BytesOf(cache.Find("a")), "none");
  EXPECT_EQ(BytesOf(cache.Put("a", "program")), "program");
  EXPECT_EQ(cache.Find("a"), cache.Find("a"));
  EXPECT_EQ(BytesOf(CodeCache(path).Find("a")), "program");
}

TEST(CodeCache, HoldsFewDescriptors) {
  const base::TempDir folder;
  CodeCache cache(folder.File("cache"));
  for (int i = 0; i < 2000; ++i) cache.Put(std::to_string(i), "x");
  EXPECT_EQ(BytesOf(cache.Find("0")), "x");
  EXPECT_LT(base::ListFolder("/proc/self/fd").size(), 200u);
}

TEST(CodeCache, TheOldestProgramsGo) {
  const base::TempDir folder;
  CodeCache cache(folder.File("cache"), 1000);
  for (int i = 0; i < 50; ++i) cache.Put(std::to_string(i), std::string(100, 'x'));
  EXPECT_LE(base::ListFolder(folder.File("cache/programs")).size(), 11u);
  EXPECT_TRUE(base::Exists(folder.File("cache/programs/49")));
}

TEST(CodeCache, RefusesFoldersOfOthers) {
  const base::TempDir folder;
  const std::string open = folder.File("open");
  ASSERT_EQ(mkdir(open.c_str(), 0755), 0);
  ASSERT_EQ(chmod(open.c_str(), 0777), 0);
  EXPECT_THROW(CodeCache{open}, base::Error);
  const std::string link = folder.File("link");
  ASSERT_EQ(symlink("/tmp", link.c_str()), 0);
  EXPECT_THROW(CodeCache{link}, base::Error);
  EXPECT_THROW(CodeCache{folder.File("no/such/parent")}, base::Error);
}

TEST(CodeCache, EveryoneMayReadWhatIsShared) {
  const base::TempDir folder;
  const CodeCache cache(folder.File("cache"));
  struct stat shared = {}, programs = {};
  ASSERT_EQ(stat(cache.shared_folder().c_str(), &shared), 0);
  ASSERT_EQ(stat(folder.File("cache/programs").c_str(), &programs), 0);
  EXPECT_EQ(shared.st_mode & 0777, 0755u);
  EXPECT_EQ(programs.st_mode & 0777, 0700u);
}

}  // namespace
}  // namespace r1bench::verifiers
