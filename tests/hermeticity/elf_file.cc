#include "tests/hermeticity/elf_file.h"

#include <elf.h>

#include <cstring>
#include <sstream>

#include "base/error.h"

namespace r1bench::hermeticity {
namespace {

// The T at byte `offset` of the file.
template <typename T>
T At(std::string_view bytes, uint64_t offset) {
  base::Require(offset <= bytes.size() && sizeof(T) <= bytes.size() - offset, "expected ",
                sizeof(T), " bytes at ", offset, " of an ELF file of ", bytes.size());
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof(T));
  return value;
}

std::vector<Elf64_Phdr> ProgramHeaders(std::string_view bytes) {
  const auto header = At<Elf64_Ehdr>(bytes, 0);
  base::Require(header.e_ident[EI_CLASS] == ELFCLASS64 && header.e_ident[EI_DATA] == ELFDATA2LSB,
                "expected a 64-bit little-endian ELF file");
  std::vector<Elf64_Phdr> headers;
  for (int i = 0; i < header.e_phnum; ++i) {
    headers.push_back(At<Elf64_Phdr>(bytes, header.e_phoff + i * sizeof(Elf64_Phdr)));
  }
  return headers;
}

// The place in the file of what is loaded at `address`.
uint64_t FileOffset(const std::vector<Elf64_Phdr>& headers, uint64_t address) {
  for (const Elf64_Phdr& header : headers) {
    if (header.p_type == PT_LOAD && address >= header.p_vaddr &&
        address - header.p_vaddr < header.p_filesz) {
      return header.p_offset + (address - header.p_vaddr);
    }
  }
  base::Fail("ELF address ", address, " is in no segment");
}

std::vector<Elf64_Dyn> DynamicEntries(std::string_view bytes,
                                      const std::vector<Elf64_Phdr>& headers) {
  std::vector<Elf64_Dyn> entries;
  for (const Elf64_Phdr& header : headers) {
    if (header.p_type != PT_DYNAMIC) continue;
    for (uint64_t at = 0; at < header.p_filesz; at += sizeof(Elf64_Dyn)) {
      entries.push_back(At<Elf64_Dyn>(bytes, header.p_offset + at));
    }
  }
  return entries;
}

}  // namespace

bool IsElf(std::string_view bytes) {
  return bytes.starts_with(
      "\x7f"
      "ELF");
}

ElfDynamic ReadElfDynamic(std::string_view bytes) {
  const std::vector<Elf64_Phdr> headers = ProgramHeaders(bytes);
  const std::vector<Elf64_Dyn> entries = DynamicEntries(bytes, headers);
  uint64_t strings = 0;
  for (const Elf64_Dyn& entry : entries) {
    if (entry.d_tag == DT_STRTAB) strings = FileOffset(headers, entry.d_un.d_ptr);
  }
  const auto text = [&](const Elf64_Dyn& entry) {
    const uint64_t start = strings + entry.d_un.d_val;
    base::Require(start < bytes.size(), "ELF string at ", start, " is beyond the file");
    const size_t end = bytes.find('\0', start);
    base::Require(end != bytes.npos, "ELF string at ", start, " has no end");
    return std::string(bytes.substr(start, end - start));
  };
  ElfDynamic dynamic;
  for (const Elf64_Dyn& entry : entries) {
    if (entry.d_tag == DT_NULL) break;
    if (entry.d_tag == DT_NEEDED) dynamic.needed.push_back(text(entry));
    if (entry.d_tag == DT_RPATH || entry.d_tag == DT_RUNPATH) {
      std::istringstream paths(text(entry));
      for (std::string path; std::getline(paths, path, ':');) dynamic.run_paths.push_back(path);
    }
  }
  return dynamic;
}

}  // namespace r1bench::hermeticity
