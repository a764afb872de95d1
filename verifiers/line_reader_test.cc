#include "verifiers/line_reader.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "base/error.h"
#include "base/signals.h"
#include "base/testing.h"

namespace r1bench::verifiers {
namespace {

struct Seen {
  int64_t number;
  std::string text;
  bool too_long;
  bool operator==(const Seen&) const = default;
};

std::vector<Seen> AllLines(const std::string& bytes, LineLimits limits = {}) {
  const base::TempDir folder;
  const int fd = open(folder.Write("in", bytes).c_str(), O_RDONLY);
  LineReader reader(fd, "in", limits);
  std::vector<Seen> seen;
  for (std::vector<Line> lines; reader.Next(&lines);) {
    for (const Line& line : lines) {
      seen.push_back({line.number, std::string(line.text), line.too_long});
    }
  }
  EXPECT_EQ(reader.bytes_read(), static_cast<int64_t>(bytes.size()));
  close(fd);
  return seen;
}

TEST(LineReaderTest, EndsOfLinesOfAllKindsAndBlankLines) {
  const std::vector<Seen> expected = {{1, "a", false}, {3, "b c", false}, {5, "d", false}};
  EXPECT_EQ(AllLines("a\n\nb c\n \t\nd"), expected);
  EXPECT_EQ(AllLines("\xEF\xBB\xBF"
                     "a\r\n\r\n  b c\r\n\r\nd\r\n"),
            expected);
}

TEST(LineReaderTest, AnEmptyInputHasNoLine) {
  EXPECT_EQ(AllLines(""), std::vector<Seen>{});
  EXPECT_EQ(AllLines("\n\n"), std::vector<Seen>{});
}

TEST(LineReaderTest, TheLinesDependOnNoBlockSize) {
  std::string bytes;
  std::vector<Seen> expected;
  for (int i = 1; i <= 3000; ++i) {
    expected.push_back({i, base::StrCat(i, std::string(static_cast<size_t>(i % 700), 'x')), false});
    bytes += expected.back().text + "\n";
  }
  EXPECT_EQ(AllLines(bytes), expected);
  EXPECT_EQ(AllLines(bytes, {.block_bytes = 1}), expected);
  EXPECT_EQ(AllLines(bytes, {.block_bytes = 300'000}), expected);
}

TEST(LineReaderTest, ALineThatIsTooLongIsNamedAndLeftOut) {
  const std::string just_right(1000, 'a');
  const std::vector<Seen> expected = {
      {1, just_right, false}, {2, "", true}, {3, "b", false}, {4, "", true}};
  for (const size_t excess : {size_t{1}, size_t{900'000}}) {
    const std::string too_long(1000 + excess, 'a');
    const LineLimits limits = {.block_bytes = 5000, .max_line_bytes = 1000};
    EXPECT_EQ(AllLines(just_right + "\n" + too_long + "\nb\n" + too_long, limits), expected);
    EXPECT_EQ(AllLines(just_right + "\n" + too_long + "\nb\n" + too_long + "\n", limits), expected);
  }
}

TEST(LineReaderTest, MemoryIsBoundedWhateverTheLine) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const int64_t before = base::ProcessBytes("VmHWM");
  std::thread writer([&] {
    const std::string piece(1 << 20, 'x');
    for (int i = 0; i < 200; ++i) {
      for (size_t done = 0; done < piece.size();) {
        const ssize_t n = write(ends[1], piece.data() + done, piece.size() - done);
        if (n > 0) done += static_cast<size_t>(n);
      }
    }
    close(ends[1]);
  });
  LineReader reader(ends[0], "pipe", {.block_bytes = 1 << 20, .max_line_bytes = 1 << 20});
  std::vector<Line> lines;
  ASSERT_TRUE(reader.Next(&lines));
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_TRUE(lines[0].too_long);
  EXPECT_FALSE(reader.Next(&lines));
  writer.join();
  close(ends[0]);
  EXPECT_EQ(reader.bytes_read(), 200 << 20);
  EXPECT_LT(base::ProcessBytes("VmHWM") - before, 64 << 20);
}

TEST(LineReaderTest, AWholeLineIsNotHeldBackUntilMoreComes) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  LineReader reader(ends[0], "pipe");
  std::vector<Line> lines;
  ASSERT_EQ(write(ends[1], "one\ntw", 6), 6);
  ASSERT_TRUE(reader.Next(&lines));
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].text, "one");
  ASSERT_EQ(write(ends[1], "o\n", 2), 2);
  ASSERT_TRUE(reader.Next(&lines));
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].text, "two");
  close(ends[1]);
  EXPECT_FALSE(reader.Next(&lines));
  close(ends[0]);
}

TEST(LineReaderTest, AFolderCannotBeReadAndASignalEndsTheWait) {
  const base::TempDir folder;
  const int fd = open(folder.path().c_str(), O_RDONLY);
  LineReader of_folder(fd, "the folder");
  std::vector<Line> lines;
  EXPECT_EQ(base::MessageOf([&] { of_folder.Next(&lines); }),
            "cannot read the folder: Is a directory");
  close(fd);

  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  LineReader of_pipe(ends[0], "pipe");
  base::SetStopSignalForTest(SIGINT);
  EXPECT_THROW(of_pipe.Next(&lines), base::Interrupted);
  base::SetStopSignalForTest(0);
  close(ends[0]);
  close(ends[1]);
}

}  // namespace
}  // namespace r1bench::verifiers
