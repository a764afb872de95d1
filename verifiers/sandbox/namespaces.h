// What a worker does once: it gives up root, and makes the namespaces that all its boxes share.
#ifndef R1BENCH_VERIFIERS_SANDBOX_NAMESPACES_H_
#define R1BENCH_VERIFIERS_SANDBOX_NAMESPACES_H_

#include <string>
#include <vector>

namespace r1bench::verifiers {

struct NamespaceOptions {
  int uid = 0;                // what root becomes; ignored for other users
  std::string shared_folder;  // "": none
  // Files copied into /r1bench, with their contents.
  std::vector<std::pair<std::string, std::string>> files;
};

// Leaves the process with an unprivileged uid, in its own user, mount, network, ipc, uts and cgroup
// namespaces, with a root of its own: read-only parts of /usr, three devices, an empty /box, no
// /proc. It keeps the capabilities of the new user namespace and no others. Throws base::Error,
// with what to do, where the kernel refuses; the process is of no use then.
void EnterNamespaces(const NamespaceOptions& options);

// What root does instead where there are no namespaces: a process of another user cannot signal
// or trace this one's.
void DropRoot(int uid);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_SANDBOX_NAMESPACES_H_
