// SPDX-License-Identifier: Apache-2.0
// The folder that holds one node's identity, history and settings. Mode 0700, its files 0600, whatever the
// umask. A lock file keeps a second node out; the incarnation guard notices a profile that was copied or
// restored, since two lives of one profile would give the same sequence numbers to different messages.
#pragma once
#include "base/files.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/signature.h"

#include <cstdint>
#include <filesystem>

namespace culver::store {

class Profile {
public:
    // Makes the folder and the key when they are missing, and takes the lock until the object ends.
    // Fails with ProfileInUse (naming the pid), ProfileCopied (naming the two ways on), ProfileExposed,
    // FileOfAnother (naming the file), or the system's error.
    [[nodiscard]] static Result<Profile> open(const std::filesystem::path& folder);

    // `culver identity moved`: keeps the key, begins a new incarnation that belongs to this place.
    [[nodiscard]] static Result<PeerId> moved(const std::filesystem::path& folder);

    // `culver identity new`: a new key and a new incarnation; the former key stays beside it as
    // key-old-N.pem.
    [[nodiscard]] static Result<PeerId> renew(const std::filesystem::path& folder);

    // `culver identity import`: another machine's key, which had used epochs up to that one. A key that is
    // there already is kept as key-old-N.pem, or refused with IdentityExists.
    [[nodiscard]] static Result<PeerId> adopt(const std::filesystem::path& folder, const SigningKey& key,
                                              std::uint64_t epoch, bool may_replace);

    // For `culver identity export`, also while a node runs.
    [[nodiscard]] static Result<SigningKey> read_key_of(const std::filesystem::path& folder);
    [[nodiscard]] static Result<std::uint64_t> read_epoch_of(const std::filesystem::path& folder);

    // `culver identity show` without a running node: reads the key, changes nothing, takes no lock.
    [[nodiscard]] static Result<PeerId> show(const std::filesystem::path& folder);

    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
    [[nodiscard]] const SigningKey& key() const { return key_; }
    [[nodiscard]] const IncarnationId& incarnation() const { return incarnation_; }

    // Numbers that were given may be forgotten (a damaged database): a new incarnation, synced.
    [[nodiscard]] Result<> begin_new_incarnation();

    // The beacon's epoch: raised by one and synced; called once at every start before the first beacon.
    [[nodiscard]] Result<std::uint64_t> next_epoch();

    // Our own id was heard with a higher epoch: the result, above heard, is synced and is the one to use.
    [[nodiscard]] Result<std::uint64_t> raise_epoch_above(std::uint64_t heard);

    [[nodiscard]] std::filesystem::path database_path() const { return folder_ / "history.db"; }
    [[nodiscard]] std::filesystem::path config_path() const { return folder_ / "config.toml"; }
    [[nodiscard]] std::filesystem::path socket_path() const { return folder_ / "control.sock"; }
    [[nodiscard]] std::filesystem::path transfers_path() const { return folder_ / "transfers"; }
    [[nodiscard]] std::filesystem::path attachments_path() const { return folder_ / "attachments"; }
    [[nodiscard]] std::filesystem::path pictures_path() const { return folder_ / "pictures"; }
    [[nodiscard]] std::filesystem::path event_numbers_path() const { return folder_ / "event-numbers"; }

private:
    Profile(std::filesystem::path folder, FileHandle lock, SigningKey key, const IncarnationId& incarnation);
    std::filesystem::path folder_;
    FileHandle lock_;
    SigningKey key_;
    IncarnationId incarnation_;
};

}  // namespace culver::store
