// SPDX-License-Identifier: Apache-2.0
// Gets offered files and folders from a peer over TCP into the receive folder. Everything the peer says is a
// claim: sizes end where they were declared, names are single components, folders end where they began.
#pragma once
#include "base/endpoint.h"
#include "base/ids.h"
#include "base/result.h"
#include "interop/ipmsg/attachments.h"
#include "interop/ipmsg/charset.h"

#include <atomic>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace culver::interop::ipmsg {

// Counted by the worker, read by the network thread.
struct Progress {
    std::atomic<std::uint64_t> bytes{0};
    std::atomic<std::uint32_t> files{0};
};

struct FetchOrder {
    struct Item {
        Attachment offered;   // its name in UTF-8
        std::string request;  // the whole packet, sent in one piece
    };
    TransferId id;
    Endpoint from;
    std::string folder;  // absolute
    std::vector<Item> items;
    Charset legacy = Charset::Gbk;  // of names in folders that are not UTF-8
    Likely likely = Likely::Legacy;
    bool is_utf8 = false;
    std::optional<std::uint64_t> max_bytes;  // of all together: what is declared of a folder binds nobody
};

// A component a peer named, as it is made here: what Windows names must not hold is no matter, but what leads
// elsewhere is refused later by ReceivedTree; only the folder part that a careless sender wrote is cut off.
[[nodiscard]] std::string local_name(std::string_view name);

// Thread: a worker. Gives the final paths.
[[nodiscard]] Result<std::vector<std::string>> fetch(const FetchOrder& order, Progress& progress,
                                                     const std::stop_token& stop);

}  // namespace culver::interop::ipmsg
