// Uses every library that third_party offers to programs, and lists what it sees of the machine.
// hermeticity_test runs it: a library that were linked but not carried would keep it from starting.
#define PCRE2_CODE_UNIT_WIDTH 8

#include <arb.h>
#include <gflags/gflags.h>
#include <openssl/sha.h>
#include <pcre2.h>
#include <seccomp.h>
#include <unicode/normalizer2.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "base/json.h"
#include "base/logging.h"
#include "base/main.h"

DEFINE_bool(list_files, false, "Print every library and program file of the machine.");

namespace r1bench {
namespace {

base::Json UseEveryLibrary() {
  base::Json used;
  arb_t pi;
  arb_init(pi);
  arb_const_pi(pi, 64);
  used["arb"] = arb_rel_accuracy_bits(pi);
  arb_clear(pi);
  UErrorCode status = U_ZERO_ERROR;
  used["icu"] = icu::Normalizer2::getNFKCInstance(status) != nullptr && U_SUCCESS(status);
  char version[64] = "";
  pcre2_config(PCRE2_CONFIG_VERSION, version);
  used["pcre2"] = version;
  unsigned char digest[SHA256_DIGEST_LENGTH];
  used["libcrypto"] = SHA256(nullptr, 0, digest)[0];
  used["seccomp"] = seccomp_api_get();
  LOG(INFO) << "glog writes";
  return used;
}

void ListFiles() {
  namespace fs = std::filesystem;
  for (const char* folder : {"/bin", "/etc", "/home", "/lib", "/lib64", "/opt", "/root", "/usr"}) {
    if (!fs::exists(folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (!entry.is_directory()) std::cout << "file " << entry.path().string() << "\n";
    }
  }
}

int Run() {
  std::cout << UseEveryLibrary().dump() << "\n";
  const char* const home = std::getenv("HOME");
  std::cout << "HOME " << (home == nullptr ? "unset" : home) << "\n";
  if (FLAGS_list_files) ListFiles();
  return 0;
}

}  // namespace
}  // namespace r1bench

int main(int argc, char** argv) {
  return r1bench::base::Main(argc, argv,
                             {"probe", "shows what a program finds on its machine",
                              "Uses every library that programs are linked with."},
                             r1bench::Run);
}
