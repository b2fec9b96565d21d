// SPDX-License-Identifier: Apache-2.0
// One authenticated byte stream between two nodes. The real one is TLS 1.3 over TCP (tls_link.h); tests join
// two nodes by in-memory links (tests/support/memory_network.h). Who is at the other end is known before a
// Link exists.
#pragma once
#include "base/bytes.h"
#include "base/endpoint.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/task.h"

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace culver::net {

enum class Direction { Dialled, Accepted };

// The same stream for a thread of its own that blocks: blocks of files flow here (design: lanes).
// One thread reads and writes; shutdown() may be called from any other.
class LaneStream {
public:
    virtual ~LaneStream() = default;

    // Blocks until at least one byte is there; 0 is the orderly end. Fails when the link breaks, after
    // shutdown(), and with timed_out when nothing came for kLaneSilence.
    [[nodiscard]] virtual Result<std::size_t> read_some(std::span<std::uint8_t> into) = 0;

    // Blocks until all is handed to the kernel. Fails as read_some does.
    [[nodiscard]] virtual Result<> write_all(ByteView bytes) = 0;

    // Waits at most that long; true when read_some would not block (bytes, the end, or a failure are there).
    [[nodiscard]] virtual bool is_readable(std::chrono::milliseconds wait) = 0;

    // Ends both directions and wakes a blocked call. Any thread, any number of times.
    virtual void shutdown() = 0;
};

// A lane on which nothing moves for so long is broken; the journal makes giving up cheap.
inline constexpr std::chrono::seconds kLaneSilence{20};

// Thread: the network thread. At most one read and one write are pending at a time.
class Link {
public:
    virtual ~Link() = default;
    [[nodiscard]] virtual const PeerId& peer() const = 0;
    [[nodiscard]] virtual Endpoint remote() const = 0;
    // This side's own address; nothing where links have none (in memory).
    [[nodiscard]] virtual std::optional<Endpoint> local() const { return std::nullopt; }
    [[nodiscard]] virtual Direction direction() const = 0;

    // At least one byte; 0 is the orderly end. Fails with operation_aborted after close().
    virtual Task<Result<std::size_t>> read_some(std::span<std::uint8_t> into) = 0;
    virtual Task<Result<>> write_all(ByteView bytes) = 0;

    // Ends both directions; pending calls fail. May be called again.
    virtual void close() = 0;

    // 32 bytes bound to this very TLS connection (RFC 5705 exporter), equal on both ends.
    [[nodiscard]] virtual Bytes exporter(std::string_view label) = 0;

    // Hands the stream over to a lane thread; this Link is dead afterwards. Requires: nothing is pending.
    [[nodiscard]] virtual Result<std::unique_ptr<LaneStream>> into_lane() = 0;
};

// The means by which links are opened; implemented over TCP and in memory.
class Transport {
public:
    virtual ~Transport() = default;

    // Opens a link to whoever answers there. With expected, fails inside the handshake, before a byte of ours
    // is sent, when another key answers. Fails with timed_out after kHandshakeLimit.
    virtual Task<Result<std::unique_ptr<Link>>> dial(Endpoint to, std::optional<PeerId> expected) = 0;
};

inline constexpr std::chrono::seconds kHandshakeLimit{
    5};  // a stranger may occupy a place no longer than this

}  // namespace culver::net
