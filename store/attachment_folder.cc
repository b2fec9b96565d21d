// SPDX-License-Identifier: Apache-2.0
#include "store/attachment_folder.h"

#include "base/files.h"
#include "base/profile_folder.h"
#include "base/signature.h"
#include "store/errors.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>

namespace culver::store {
namespace {

constexpr std::string_view kPart = ".part";
// One for each end that a file here has.
constexpr const char* kTypes[] = {"image/png", "image/jpeg", "image/gif", "image/webp", "audio/ogg", ""};

Result<Bytes> read_all_of(int descriptor, std::uint64_t offset, std::size_t length, const std::string& what) {
    Bytes bytes(length);
    if (read_at(descriptor, offset, bytes) == length) return bytes;
    if (errno != 0) return fail_errno(errno, "reading " + what);
    return fail_errno(EIO, "reading " + what + ", which became shorter");
}

// A person's own file, wherever it lies and whatever leads there; a pipe would never end.
Result<Bytes> read_source(const std::filesystem::path& source) {
    FileHandle file(::open(source.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file.is_open()) return fail_errno(errno, "opening " + source.string());
    struct stat found{};
    if (::fstat(file.get(), &found) != 0) return fail_errno(errno, "reading " + source.string());
    if (!S_ISREG(found.st_mode)) return fail(StoreErrc::NotAFile, source.string());
    std::error_code unknown;
    const auto real = std::filesystem::canonical("/proc/self/fd/" + std::to_string(file.get()), unknown);
    if (!unknown && is_private_path(real)) return fail(StoreErrc::OfProfile, source.string());
    const auto size = static_cast<std::uint64_t>(found.st_size);
    if (size == 0) return fail(StoreErrc::AttachmentEmpty, source.string());
    if (size > kMaxAttachmentBytes) return fail(StoreErrc::AttachmentTooLarge, source.string());
    return read_all_of(file.get(), 0, static_cast<std::size_t>(size), source.string());
}

AttachmentDigest digest_of(ByteView content) {
    return AttachmentDigest{sha256(content)};
}

}  // namespace

std::filesystem::path AttachmentFolder::path_of(const AttachmentDigest& digest,
                                                std::string_view media_type) const {
    return path_ / (to_hex(digest.view()) + std::string(suffix_of(media_type)));
}

std::filesystem::path AttachmentFolder::part_of(const AttachmentDigest& digest) const {
    return path_ / (to_hex(digest.view()) + std::string(kPart));
}

Result<> AttachmentFolder::open() const {
    return make_private_folder(path_);
}

Result<KeptFile> AttachmentFolder::keep(const std::filesystem::path& source) const {
    auto content = read_source(source);
    if (!content) return fail_as(content);
    KeptFile kept{digest_of(*content), content->size(), media_of(*content)};
    if (has(kept.digest, kept.media.type)) return kept;
    auto written = replace_file(path_of(kept.digest, kept.media.type), as_text(*content));
    if (!written) return fail_as(written);
    return kept;
}

std::uint64_t AttachmentFolder::arrived(const AttachmentDigest& digest) const {
    struct stat found{};
    return ::lstat(part_of(digest).c_str(), &found) == 0 ? static_cast<std::uint64_t>(found.st_size) : 0;
}

Result<> AttachmentFolder::append(const AttachmentDigest& digest, std::uint64_t offset, ByteView bytes,
                                  bool is_asked_for) const {
    struct statvfs room{};
    const bool is_known = ::statvfs(path_.c_str(), &room) == 0;
    if (is_known && !is_asked_for && std::uint64_t{room.f_bavail} * room.f_frsize < kAttachmentReserveBytes)
        return fail(StoreErrc::DiskFull);
    const auto path = part_of(digest);
    FileHandle file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file.is_open()) return fail_errno(errno, "writing " + path.string());
    struct stat found{};
    if (::fstat(file.get(), &found) != 0) return fail_errno(errno, "writing " + path.string());
    if (static_cast<std::uint64_t>(found.st_size) != offset)
        return fail_errno(EINVAL, "writing " + path.string());
    while (!bytes.empty()) {
        const auto written = ::write(file.get(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return fail_errno(errno, "writing " + path.string());
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return {};
}

Result<Media> AttachmentFolder::finish(const AttachmentDigest& digest) const {
    const auto part = part_of(digest);
    auto content = read_file(part, kMaxAttachmentBytes);
    if (!content) return fail_as(content);
    const auto bytes = as_bytes(*content);
    if (digest_of(bytes) != digest) {
        ::unlink(part.c_str());
        return fail(StoreErrc::AttachmentLost);
    }
    auto media = media_of(bytes);
    FileHandle file(::open(part.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!file.is_open() || ::fsync(file.get()) != 0) return fail_errno(errno, "syncing " + part.string());
    if (::rename(part.c_str(), path_of(digest, media.type).c_str()) != 0)
        return fail_errno(errno, "naming " + part.string());
    FileHandle folder(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.is_open() || ::fsync(folder.get()) != 0)
        return fail_errno(errno, "syncing " + path_.string());
    return media;
}

Result<Bytes> AttachmentFolder::read(const AttachmentDigest& digest, std::string_view media_type,
                                     std::uint64_t offset, std::size_t length) const {
    const auto path = path_of(digest, media_type);
    FileHandle file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!file.is_open()) return fail_errno(errno, "opening " + path.string());
    return read_all_of(file.get(), offset, length, path.string());
}

bool AttachmentFolder::has(const AttachmentDigest& digest, std::string_view media_type) const {
    struct stat found{};
    return ::lstat(path_of(digest, media_type).c_str(), &found) == 0 && S_ISREG(found.st_mode);
}

std::optional<KeptFile> AttachmentFolder::recognise(const AttachmentDigest& digest) const {
    for (const auto* type : kTypes) {
        if (!has(digest, type)) continue;
        const auto content = read_file(path_of(digest, type), kMaxAttachmentBytes);
        if (!content || digest_of(as_bytes(*content)) != digest) continue;
        auto media = media_of(as_bytes(*content));
        if (path_of(digest, media.type) == path_of(digest, type))
            return KeptFile{digest, content->size(), std::move(media)};
    }
    return std::nullopt;
}

void AttachmentFolder::remove(const AttachmentDigest& digest) const {
    remove_part(digest);
    for (const auto* type : kTypes) ::unlink(path_of(digest, type).c_str());
}

void AttachmentFolder::remove_part(const AttachmentDigest& digest) const {
    ::unlink(part_of(digest).c_str());
}

void AttachmentFolder::remove_all_but(const std::vector<AttachmentDigest>& known) const {
    std::set<std::string> stems;
    for (const auto& digest : known) stems.insert(to_hex(digest.view()));
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(path_, ignored)) {
        if (!stems.contains(entry.path().stem().string())) std::filesystem::remove(entry.path(), ignored);
    }
}

}  // namespace culver::store
