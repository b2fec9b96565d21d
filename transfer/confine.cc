// SPDX-License-Identifier: Apache-2.0
#include "transfer/confine.h"

#include "base/files.h"
#include "base/log.h"

#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <mutex>  // once_flag: told once by whichever thread comes first

namespace culver::transfer {
namespace {

// Moving between folders (Linux 5.19) is needed for final names; without it every such move is forbidden.
constexpr long kOldestVersion = 2;
constexpr long kKnowsTruncate = 3;
constexpr std::uint64_t kTruncate = 1ULL << 14;  // younger than the headers we build with

constexpr std::uint64_t kChanges =
    LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
    LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
    LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
    LANDLOCK_ACCESS_FS_MAKE_SYM | LANDLOCK_ACCESS_FS_REFER;

}  // namespace

Confinement confine_this_thread(const Folder& folder) {
    const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < kOldestVersion) return Confinement::NotSupported;
    landlock_ruleset_attr rules{};
    rules.handled_access_fs = kChanges | (version >= kKnowsTruncate ? kTruncate : 0);
    const FileHandle ruleset(
        static_cast<int>(::syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0)));
    if (!ruleset.is_open()) return Confinement::NotSupported;
    landlock_path_beneath_attr beneath{};
    beneath.allowed_access = rules.handled_access_fs;
    beneath.parent_fd = folder.handle();
    if (::syscall(SYS_landlock_add_rule, ruleset.get(), LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) != 0)
        return Confinement::NotSupported;
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return Confinement::NotSupported;
    const bool done = ::syscall(SYS_landlock_restrict_self, ruleset.get(), 0) == 0;
    return done ? Confinement::Confined : Confinement::NotSupported;
}

void confine_or_tell(const Folder& folder) {
    if (confine_this_thread(folder) == Confinement::Confined) return;
    static std::once_flag told;
    std::call_once(told,
                   [] { log::info("the kernel cannot confine threads to the receive folder (Landlock)"); });
}

}  // namespace culver::transfer
