// SPDX-License-Identifier: Apache-2.0
// The folder attachments/ of the profile: the bytes of pictures, voice messages and small files, each under
// its SHA-256 in hex and an end that follows from the bytes. No name of a peer reaches this class.
//   3f…a0.png    whole, synced and checked        3f…a0.part    what has arrived so far
// Thread: one worker, one call at a time; every call may wait for the disk.
#pragma once
#include "base/ids.h"
#include "base/result.h"
#include "store/media.h"
#include "store/message.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace culver::store {

// What goes along with a sentence; larger things are sent as files, with a lane, progress and resume.
inline constexpr std::uint64_t kMaxAttachmentBytes = 16ULL << 20;
// What is fetched without being asked for leaves the machine so much room.
inline constexpr std::uint64_t kAttachmentReserveBytes = 1ULL << 30;

struct KeptFile {
    AttachmentDigest digest;
    std::uint64_t size = 0;
    Media media;
};

class AttachmentFolder {
public:
    explicit AttachmentFolder(std::filesystem::path path) : path_(std::move(path)) {}

    // Makes the folder, mode 0700.
    [[nodiscard]] Result<> open() const;

    // Copies a person's file, synced. Fails with the system's error, or AttachmentTooLarge, AttachmentEmpty,
    // NotAFile.
    [[nodiscard]] Result<KeptFile> keep(const std::filesystem::path& source) const;

    // How much has arrived.
    [[nodiscard]] std::uint64_t arrived(const AttachmentDigest& digest) const;
    // Puts bytes behind those that have arrived. Fails with DiskFull beneath the reserve unless it was asked
    // for, and with invalid_argument when offset is not where the file ends.
    [[nodiscard]] Result<> append(const AttachmentDigest& digest, std::uint64_t offset, ByteView bytes,
                                  bool is_asked_for) const;
    // All has arrived: checked against the digest, synced, and given its name. Fails with AttachmentLost,
    // and removes what arrived, when the bytes are others.
    [[nodiscard]] Result<Media> finish(const AttachmentDigest& digest) const;

    // Fails with the system's error, also when the file is shorter.
    [[nodiscard]] Result<Bytes> read(const AttachmentDigest& digest, std::string_view media_type,
                                     std::uint64_t offset, std::size_t length) const;
    [[nodiscard]] bool has(const AttachmentDigest& digest, std::string_view media_type) const;

    // A file under that name whose bytes are the right ones.
    [[nodiscard]] std::optional<KeptFile> recognise(const AttachmentDigest& digest) const;

    void remove(const AttachmentDigest& digest) const;
    void remove_part(const AttachmentDigest& digest) const;  // only what has arrived so far
    // Files that belong to nothing: left by a crash between the file and its row.
    void remove_all_but(const std::vector<AttachmentDigest>& known) const;

    [[nodiscard]] std::filesystem::path path_of(const AttachmentDigest& digest,
                                                std::string_view media_type) const;

private:
    [[nodiscard]] std::filesystem::path part_of(const AttachmentDigest& digest) const;
    std::filesystem::path path_;
};

}  // namespace culver::store
