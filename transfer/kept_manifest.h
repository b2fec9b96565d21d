// SPDX-License-Identifier: Apache-2.0
// The file "manifest" in a partial folder: what was offered and what of it is wanted, so that a receiver goes
// on after a restart without asking for the list again. Pure.
#pragma once
#include "base/bytes.h"
#include "base/result.h"
#include "transfer/block_set.h"
#include "transfer/manifest.h"

#include "transfer/manifest.pb.h"

namespace culver::transfer {

struct KeptManifest {
    Manifest manifest;
    EntrySet wanted;
};

[[nodiscard]] Bytes encode_kept(const Manifest& manifest, const EntrySet& wanted);

// Fails with JournalBroken when anything is missing or altered.
[[nodiscard]] Result<KeptManifest> decode_kept(ByteView file);

// A file longer than this was not written by encode_kept.
inline constexpr std::size_t kMaxKeptBytes = kMaxPathBytesInAll + std::size_t{kMaxEntries} * 64 + (1U << 20);

// The shape as it stands in messages. Nothing when it is impossible.
[[nodiscard]] proto::ManifestShape encode_shape(const ManifestShape& shape);
[[nodiscard]] std::optional<ManifestShape> decode_shape(const proto::ManifestShape& read);

}  // namespace culver::transfer
