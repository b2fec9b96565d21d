// SPDX-License-Identifier: Apache-2.0
#include "store/incarnation.h"

#include "base/files.h"
#include "base/profile_folder.h"
#include "base/random.h"
#include "base/signature.h"
#include "store/errors.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>

namespace culver::store {
namespace {

constexpr std::size_t kMaxFileBytes = 512;

std::filesystem::path guard_path(const std::filesystem::path& folder) {
    return folder / kGuardFile;
}

// Empty where the system has none, as in some containers: then only the key file's place counts.
std::string machine_id() {
    for (const auto* path : {"/etc/machine-id", "/var/lib/dbus/machine-id"}) {
        if (auto content = read_file(path, kMaxFileBytes); content && content->size() >= 32)
            return content->substr(0, 32);
    }
    return "";
}

// The device number is left out: it changes over a reboot on btrfs, NFS, and when disks swap their names.
Result<std::string> place_of(const std::filesystem::path& folder) {
    struct statx found{};
    const auto key = folder / kKeyFile;
    if (::statx(AT_FDCWD, key.c_str(), AT_SYMLINK_NOFOLLOW, STATX_INO | STATX_BTIME, &found) != 0) {
        return fail_errno(errno, "reading " + key.string());
    }
    std::string place =
        "culver profile place v1\n" + machine_id() + "\n" + std::to_string(found.stx_ino) + "\n";
    if ((found.stx_mask & STATX_BTIME) != 0) {
        place +=
            std::to_string(found.stx_btime.tv_sec) + "." + std::to_string(found.stx_btime.tv_nsec) + "\n";
    }
    return to_hex(sha256(as_bytes(place)));
}

}  // namespace

Result<IncarnationId> check_incarnation(const std::filesystem::path& folder) {
    auto content = read_file(guard_path(folder), kMaxFileBytes);
    if (!content) {
        if (content.error().code == boost::system::errc::no_such_file_or_directory)
            return begin_incarnation(folder);
        return fail_as(content);
    }
    const auto end_of_id = std::min(content->find('\n'), content->size());
    const auto incarnation = IncarnationId::parse(content->substr(0, end_of_id));
    if (!incarnation)
        return fail(StoreErrc::ProfileUnreadable, guard_path(folder).string() + " holds no incarnation");
    auto place = place_of(folder);
    if (!place) return fail_as(place);
    if (content->substr(end_of_id) == "\n" + *place + "\n") return *incarnation;
    return fail(StoreErrc::ProfileCopied, "opening " + folder.string());
}

Result<> end_incarnation(const std::filesystem::path& folder) {
    const auto guard = guard_path(folder);
    if (::unlink(guard.c_str()) != 0 && errno != ENOENT)
        return fail_errno(errno, "removing " + guard.string());
    return sync_folder_of(guard);
}

Result<IncarnationId> begin_incarnation(const std::filesystem::path& folder) {
    auto place = place_of(folder);
    if (!place) return fail_as(place);
    const auto incarnation = random_id<IncarnationId>();
    auto written = replace_file(guard_path(folder), incarnation.text() + "\n" + *place + "\n");
    if (!written) return fail_as(written);
    return incarnation;
}

}  // namespace culver::store
