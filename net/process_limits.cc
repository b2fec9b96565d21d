// SPDX-License-Identifier: Apache-2.0
#include "net/process_limits.h"

#include <sys/resource.h>

#include <algorithm>
#include <csignal>

namespace culver::net {
namespace {

constexpr rlim_t kEnoughDescriptors = 65536;  // where the hard limit is "infinite", more serves nobody

}  // namespace

std::uint64_t raise_descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
    const rlim_t wanted = std::min(limit.rlim_max, kEnoughDescriptors);
    if (limit.rlim_cur >= wanted) return limit.rlim_cur;
    const rlim_t before = limit.rlim_cur;
    limit.rlim_cur = wanted;
    return setrlimit(RLIMIT_NOFILE, &limit) == 0 ? wanted : before;
}

void ignore_broken_pipes() {
    std::signal(SIGPIPE, SIG_IGN);
}

}  // namespace culver::net
