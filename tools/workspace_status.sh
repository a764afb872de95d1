#!/bin/sh
# Prints the facts that Bazel stamps into binaries. The git commit travels as
# BUILD_EMBED_LABEL, the one stable key that reaches a cc_library's `linkstamp` file.
# Host and user are constants: they must not change a binary.
commit=$(git rev-parse HEAD 2>/dev/null) || commit=unknown
if [ "$commit" != unknown ] && ! git diff --quiet HEAD -- 2>/dev/null; then
  commit="$commit-dirty"
fi
echo "BUILD_EMBED_LABEL $commit"
echo "BUILD_HOST unknown"
echo "BUILD_USER unknown"
