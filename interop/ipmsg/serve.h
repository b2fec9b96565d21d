// SPDX-License-Identifier: Apache-2.0
// Gives an offered file or folder to a peer that asked for it over TCP: only what was listed when it was
// offered, and only while it is still what was listed.
#pragma once
#include "base/files.h"
#include "base/result.h"
#include "interop/ipmsg/charset.h"
#include "interop/ipmsg/fetch.h"
#include "transfer/source_tree.h"

#include <cstdint>
#include <stop_token>

namespace culver::interop::ipmsg {

struct ServeOrder {
    std::uint32_t entry = 0;   // of the tree: a file, or a folder with all beneath it
    std::uint64_t offset = 0;  // of a file
    Charset names = Charset::Utf8;
};

// Thread: a worker. Ends when the peer closed the connection, which is its only receipt.
[[nodiscard]] Result<> serve(FileHandle socket, const transfer::SourceTree& tree, const ServeOrder& order,
                             Progress& progress, const std::stop_token& stop);

// The entries of a folder, itself first; the tree lists them in this order.
[[nodiscard]] std::uint32_t end_of_folder(const transfer::Manifest& manifest, std::uint32_t folder);

}  // namespace culver::interop::ipmsg
