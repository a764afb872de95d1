#include "verifiers/code/extract_code.h"

#include <gtest/gtest.h>

namespace r1bench::verifiers {
namespace {

std::string Source(std::string_view response) {
  const auto code = ExtractCode(response);
  return code ? code->source : "none";
}

TEST(ExtractCode, TakesTheLastProgram) {
  EXPECT_EQ(Source("So:\n```python\nprint(1)\n```\nor\n```py\nprint(2)\n```\nDone."), "print(2)\n");
  EXPECT_EQ(Source("```cpp\nint main() {}\n```\nIt prints\n```text\n3\n```\n"), "int main() {}\n");
  EXPECT_EQ(Source("```cpp\r\nint x;\r\n```"), "int x;\r\n");
  EXPECT_EQ(Source("~~~~c++\n```\n~~~\n~~~~~\n"), "```\n~~~\n");
  EXPECT_EQ(Source("```python\n```"), "");
}

TEST(ExtractCode, ThoughtsDoNotCount) {
  EXPECT_EQ(Source("<think>\n```python\nx\n```\n</think>\nno"), "none");
  EXPECT_EQ(Source("<think>a</think>\n```python\nx\n```\n"), "x\n");
  EXPECT_EQ(Source("<think>\n```python\nx\n```\n"), "none");
  EXPECT_EQ(Source("```python\nx\n```\n<think>again"), "none");
}

TEST(ExtractCode, WhatIsCutOffIsNoProgram) {
  EXPECT_EQ(Source("```python\nprint("), "none");
  EXPECT_EQ(Source("```python\na\n```\n```python\nb"), "a\n");
  EXPECT_EQ(Source(""), "none");
  EXPECT_EQ(Source("print(1)"), "none");
  EXPECT_EQ(Source("`python`"), "none");
}

TEST(ExtractCode, KnowsTheLanguage) {
  EXPECT_EQ(ExtractCode("```C++\nx\n```")->language, CodeLanguage::kCpp);
  EXPECT_EQ(ExtractCode("```Python3 main.py\nx\n```")->language, CodeLanguage::kPython);
  EXPECT_EQ(ExtractCode("```\n#include <x>\n```")->language, CodeLanguage::kCpp);
  EXPECT_EQ(ExtractCode("```\nprint()\n```")->language, CodeLanguage::kPython);
  EXPECT_FALSE(ExtractCode("```rust\nfn main() {}\n```").has_value());
}

}  // namespace
}  // namespace r1bench::verifiers
