// SPDX-License-Identifier: Apache-2.0
// Files and folders that arrive as a stream, without a list that could be checked before: written into a
// hidden folder of the receive folder, entry by entry, and moved to free names when all is there. No name
// leads out: each is one checked component, and every step is made beneath a handle (transfer/folder.h).
#pragma once
#include "base/files.h"
#include "base/ids.h"
#include "base/result.h"
#include "transfer/folder.h"
#include "transfer/receive_root.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace culver::interop {

inline constexpr std::size_t kMaxStreamEntries = 1'000'000;  // as a Culver transfer

// Thread: one at a time, not the network thread.
class ReceivedTree {
public:
    // Makes the hidden folder. Fails with a state of the disk.
    [[nodiscard]] static Result<ReceivedTree> begin(const std::string& receive_folder, const TransferId& id);

    // A folder inside the current one; it becomes the current one. Fails with BadName.
    [[nodiscard]] Result<> enter(std::string_view name);
    // Back to the folder above. Fails with BadManifest at the top.
    [[nodiscard]] Result<> leave(std::int64_t seconds);
    [[nodiscard]] std::size_t depth() const { return way_.size(); }

    // A new file in the current folder, to be written from the start; a name that is taken gets a number.
    [[nodiscard]] Result<FileHandle> make_file(std::string_view name);
    // Sets its time, if there is one.
    static void settle(const FileHandle& file, std::int64_t seconds);

    [[nodiscard]] Result<std::uint64_t> free_bytes() const { return files_.free_bytes(); }

    // Moves all to free names in the receive folder; gives their absolute paths.
    [[nodiscard]] Result<std::vector<std::string>> finish();
    // Removes what was written.
    void abandon();

    // As transfer::ReceiveRoot: nothing else is written by the calling thread from here on.
    void confine_thread() const { root_.confine_thread(); }

private:
    ReceivedTree(transfer::ReceiveRoot root, TransferId id, transfer::Folder files)
        : root_(std::move(root)), id_(id), files_(std::move(files)) {}
    [[nodiscard]] Result<std::string> path_of(std::string_view name);

    transfer::ReceiveRoot root_;
    TransferId id_;
    transfer::Folder files_;
    std::vector<std::string> way_;  // names of the folders down to the current one
    struct Top {
        std::string name;
        bool is_folder;
    };
    std::vector<Top> tops_;
    std::size_t entries_ = 0;
};

}  // namespace culver::interop
