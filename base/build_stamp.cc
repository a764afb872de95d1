// Compiled anew for every linked binary (cc_library's linkstamp): Bazel defines BUILD_EMBED_LABEL
// as the git commit that tools/workspace_status.sh printed. Nothing else is rebuilt when it
// changes.
namespace r1bench::base {

#ifdef BUILD_EMBED_LABEL
extern const char kBuildCommit[] = BUILD_EMBED_LABEL;
#else
extern const char kBuildCommit[] = "";
#endif

}  // namespace r1bench::base
