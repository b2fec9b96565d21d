// SPDX-License-Identifier: Apache-2.0
// A file that the same peer sent before and that still lies where it was received, as it was received: what
// of it the next version has in common need not be sent again. Only read, and only beneath the receive
// folder.
#pragma once
#include "base/files.h"
#include "base/result.h"
#include "transfer/chunker.h"
#include "transfer/received_file.h"
#include "transfer/recipe.h"

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

namespace culver::transfer {

// Thread: a worker.
class EarlierFile {
public:
    // sizes: of the new version. Fails with FolderGone, NoPermission (a link, for one) or SourceChanged.
    [[nodiscard]] static Result<EarlierFile> open(const EarlierVersion& version, ChunkSizes sizes);

    // How many of these are among the chunks of this file near those places of the new one.
    [[nodiscard]] std::uint64_t count_known(const std::vector<ChunkHint>& hints,
                                            const std::vector<Span>& spans) const;

    // Reads on until the chunks up to this offset are known. Bounded by kMaxKnownChunks, behind which
    // nothing is known.
    void learn_until(std::uint64_t offset);
    static constexpr std::size_t kMaxKnownChunks = 2 * kChunksOfAFile;

    [[nodiscard]] std::optional<std::uint64_t> find(const Chunk& chunk) const;

    // False when the file has become shorter. What is read may have changed since learn_until().
    [[nodiscard]] bool read(const std::vector<Piece>& pieces, std::span<std::uint8_t> into) const;

private:
    // A peer that chose the content knows the hashes, but not their order in our table.
    struct Keyed {
        std::uint64_t seed = 0;
        std::size_t operator()(const ChunkHash& hash) const;
    };
    struct Place {
        std::uint64_t offset = 0;
        std::uint32_t length = 0;
    };
    EarlierFile(FileHandle file, std::uint64_t bytes, ChunkSizes sizes);

    FileHandle file_;
    std::uint64_t bytes_;
    ChunkSizes sizes_;
    std::uint64_t learnt_ = 0;  // chunks up to here are known
    std::unordered_map<ChunkHash, Place, Keyed> places_;
};

}  // namespace culver::transfer
