// SPDX-License-Identifier: Apache-2.0
#include "store/profile.h"

#include "base/profile_folder.h"
#include "store/errors.h"
#include "store/incarnation.h"
#include "store/number_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <string>

namespace culver::store {
namespace {

constexpr std::size_t kMaxKeyFileBytes = 4096;

// How often a profile may have been started after the copy was made from which it goes on. Peers ignore
// beacons of an epoch below the highest they heard.
constexpr std::uint64_t kEpochsAhead = 1'000'000;

std::filesystem::path key_path(const std::filesystem::path& folder) {
    return folder / kKeyFile;
}
std::filesystem::path epoch_path(const std::filesystem::path& folder) {
    return folder / "epoch";
}

// Whoever can write there says which programs a node runs and where its files go: config.toml.
Result<> check_owner(const std::filesystem::path& folder, mode_t of_others) {
    struct stat found{};
    if (::stat(folder.c_str(), &found) != 0) return fail_errno(errno, "reading " + folder.string());
    const bool is_own = found.st_uid == ::geteuid() || found.st_uid == 0;
    if (is_own && (found.st_mode & of_others) == 0) return {};
    return fail(StoreErrc::ProfileExposed, folder.string());
}

// Makes the folder where missing. A folder that is a profile, or empty, is made private; any other one keeps
// its mode, since somebody may have named their home by mistake, and is refused when everybody may write to
// it or it is another user's.
Result<> prepare_folder(const std::filesystem::path& folder) {
    if (auto made = make_private_folder(folder); !made) return made;
    if (auto checked = check_owner(folder, 0); !checked) return checked;
    std::error_code failure;
    const bool is_ours =
        std::filesystem::exists(key_path(folder), failure) || std::filesystem::is_empty(folder, failure);
    if (is_ours && ::chmod(folder.c_str(), 0700) != 0)
        return fail_errno(errno, "making " + folder.string() + " private");
    return check_owner(folder, S_IWOTH);
}

// What a node reads of its folder. Made while the folder was open to others it stays another's, and would be
// believed after the folder was made private again; most of all config.toml, which names programs.
Result<> check_files_are_own(const std::filesystem::path& folder) {
    static constexpr const char* kRead[]{kKeyFile,         kGuardFile,      "epoch",       "lock",
                                         "config.toml",    "event-numbers", "history.db",  "history.db-wal",
                                         "history.db-shm", "transfers",     "attachments", "pictures"};
    for (const char* name : kRead) {
        struct stat found{};
        const auto path = folder / name;
        if (::lstat(path.c_str(), &found) != 0 || found.st_uid == ::geteuid() || found.st_uid == 0) continue;
        return fail(StoreErrc::FileOfAnother, path.string());
    }
    return {};
}

std::string pid_in(int lock) {
    char text[32] = {};
    const auto length = ::pread(lock, text, sizeof text - 1, 0);
    std::string pid(text, length > 0 ? static_cast<std::size_t>(length) : 0);
    pid.erase(std::ranges::find_if_not(pid, [](char digit) { return digit >= '0' && digit <= '9'; }),
              pid.end());
    return pid.empty() ? "unknown" : pid;
}

Result<FileHandle> take_lock(const std::filesystem::path& folder) {
    const auto path = folder / "lock";
    FileHandle lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!lock.is_open()) return fail_errno(errno, "opening " + path.string());
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return fail_errno(errno, "locking " + path.string());
        return fail(StoreErrc::ProfileInUse, folder.string() + " is in use by process " + pid_in(lock.get()));
    }
    const auto pid = std::to_string(::getpid()) + "\n";
    const bool written = ::fchmod(lock.get(), 0600) == 0 && ::ftruncate(lock.get(), 0) == 0 &&
                         ::pwrite(lock.get(), pid.data(), pid.size(), 0) == static_cast<ssize_t>(pid.size());
    if (!written) return fail_errno(errno, "writing " + path.string());
    return lock;
}

bool has_key(const std::filesystem::path& folder) {
    struct stat ignored{};
    return ::lstat(key_path(folder).c_str(), &ignored) == 0;
}

Result<SigningKey> read_key(const std::filesystem::path& folder) {
    if (!has_key(folder)) return fail(StoreErrc::NoIdentityYet, folder.string());
    auto pem = read_file(key_path(folder), kMaxKeyFileBytes);
    if (!pem) return fail_as(pem);
    auto key = SigningKey::from_pem(*pem);
    if (!key)
        return fail(StoreErrc::ProfileUnreadable,
                    key_path(folder).string() +
                        " holds no Ed25519 private key; put it back from a backup, or run `culver identity "
                        "new`, which makes another one and keeps this file beside it");
    return key;
}

// A key that others may read is no secret: say so instead of going on.
Result<> check_key_is_private(const std::filesystem::path& folder) {
    struct stat found{};
    if (::stat(key_path(folder).c_str(), &found) != 0)
        return fail_errno(errno, "reading " + key_path(folder).string());
    if ((found.st_mode & 077) == 0) return {};
    if (::chmod(key_path(folder).c_str(), 0600) == 0) return {};
    return fail_errno(errno, key_path(folder).string() + " can be read by others and cannot be made private");
}

Result<> leap_epoch_from(const std::filesystem::path& folder, std::uint64_t heard) {
    auto held = read_number(epoch_path(folder));
    if (!held) return fail_as(held);
    return write_number(epoch_path(folder), std::max(held->value_or(0), heard) + kEpochsAhead);
}

std::filesystem::path unused_old_key_path(const std::filesystem::path& folder) {
    for (int number = 1;; ++number) {
        auto path = folder / ("key-old-" + std::to_string(number) + ".pem");
        std::error_code failure;
        if (!std::filesystem::exists(std::filesystem::symlink_status(path, failure))) return path;
    }
}

// Under both names; as a copy where the file system knows no second name for a file.
Result<> keep_key_beside(const std::filesystem::path& folder) {
    const auto kept = unused_old_key_path(folder);
    if (::link(key_path(folder).c_str(), kept.c_str()) == 0) return {};
    auto content = read_file(key_path(folder), kMaxKeyFileBytes);
    if (!content) return fail_as(content);
    return create_file(kept, *content);
}

// The profile has a whole key at every moment: its former one, which stays as key-old-N.pem, or this one. The
// guard belongs to the key file's place and would take the new one for a copy, so it goes before; a start
// that finds none begins an incarnation, as the caller does next.
Result<> put_key(const std::filesystem::path& folder, const SigningKey& key) {
    const auto fresh = folder / "key.pem.new";
    ::unlink(fresh.c_str());  // left by one that was ended half-way
    if (auto created = create_file(fresh, key.to_pem()); !created) return created;
    Result<> ready;
    if (::chmod(fresh.c_str(), 0600) != 0) ready = fail_errno(errno, "making " + fresh.string() + " private");
    if (ready && has_key(folder)) ready = keep_key_beside(folder);
    if (ready) ready = end_incarnation(folder);
    if (ready && ::rename(fresh.c_str(), key_path(folder).c_str()) != 0)
        ready = fail_errno(errno, "replacing " + key_path(folder).string());
    if (ready) return sync_folder_of(fresh);
    ::unlink(fresh.c_str());
    return ready;
}

Result<SigningKey> create_key(const std::filesystem::path& folder) {
    auto key = SigningKey::generate();
    if (auto put = put_key(folder, key); !put) return fail_as(put);
    return key;
}

}  // namespace

Profile::Profile(std::filesystem::path folder, FileHandle lock, SigningKey key,
                 const IncarnationId& incarnation)
    : folder_(std::move(folder)), lock_(std::move(lock)), key_(std::move(key)), incarnation_(incarnation) {}

Result<Profile> Profile::open(const std::filesystem::path& folder) {
    if (auto prepared = prepare_folder(folder); !prepared) return fail_as(prepared);
    if (auto checked = check_files_are_own(folder); !checked) return fail_as(checked);
    auto lock = take_lock(folder);
    if (!lock) return fail_as(lock);
    const bool is_fresh = !has_key(folder);
    auto key = is_fresh ? create_key(folder) : read_key(folder);
    if (!key) return fail_as(key);
    if (auto checked = check_key_is_private(folder); !checked) return fail_as(checked);
    // A key without a guard is a first start that was cut off between the two, or an imported key.
    auto incarnation = is_fresh ? begin_incarnation(folder) : check_incarnation(folder);
    if (!incarnation) return fail_as(incarnation);
    return Profile(folder, std::move(*lock), std::move(*key), *incarnation);
}

Result<PeerId> Profile::moved(const std::filesystem::path& folder) {
    auto key = read_key(folder);
    if (!key) return fail_as(key);
    auto lock = take_lock(folder);
    if (!lock) return fail_as(lock);
    if (auto leapt = leap_epoch_from(folder, 0); !leapt) return fail_as(leapt);
    if (auto begun = begin_incarnation(folder); !begun) return fail_as(begun);
    return key->peer_id();
}

Result<PeerId> Profile::adopt(const std::filesystem::path& folder, const SigningKey& key, std::uint64_t epoch,
                              bool may_replace) {
    if (auto prepared = prepare_folder(folder); !prepared) return fail_as(prepared);
    auto lock = take_lock(folder);
    if (!lock) return fail_as(lock);
    if (has_key(folder) && !may_replace) return fail(StoreErrc::IdentityExists);
    if (auto leapt = leap_epoch_from(folder, epoch); !leapt) return fail_as(leapt);
    if (auto put = put_key(folder, key); !put) return fail_as(put);
    if (auto begun = begin_incarnation(folder); !begun) return fail_as(begun);
    return key.peer_id();
}

Result<SigningKey> Profile::read_key_of(const std::filesystem::path& folder) {
    return read_key(folder);
}

Result<std::uint64_t> Profile::read_epoch_of(const std::filesystem::path& folder) {
    auto held = read_number(epoch_path(folder));
    if (!held) return fail_as(held);
    return held->value_or(0);
}

Result<PeerId> Profile::renew(const std::filesystem::path& folder) {
    if (auto prepared = prepare_folder(folder); !prepared) return fail_as(prepared);
    auto lock = take_lock(folder);
    if (!lock) return fail_as(lock);
    auto key = create_key(folder);
    if (!key) return fail_as(key);
    if (auto begun = begin_incarnation(folder); !begun) return fail_as(begun);
    return key->peer_id();
}

Result<PeerId> Profile::show(const std::filesystem::path& folder) {
    auto key = read_key(folder);
    if (!key) return fail_as(key);
    return key->peer_id();
}

Result<> Profile::begin_new_incarnation() {
    auto begun = begin_incarnation(folder_);
    if (!begun) return fail_as(begun);
    incarnation_ = *begun;
    return {};
}

Result<std::uint64_t> Profile::next_epoch() {
    return raise_epoch_above(0);
}

Result<std::uint64_t> Profile::raise_epoch_above(std::uint64_t heard) {
    auto held = read_number(epoch_path(folder_));
    if (!held) return fail_as(held);
    const auto epoch = std::max(held->value_or(0), heard) + 1;
    if (auto written = write_number(epoch_path(folder_), epoch); !written) return fail_as(written);
    return epoch;
}

}  // namespace culver::store
