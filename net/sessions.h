// SPDX-License-Identifier: Apache-2.0
// All sessions of this node: one per peer, opened on demand, kept alive, reconnected while somebody wants
// them, and the lanes beside them. Upper rooms speak to peers only through this class.
#pragma once
#include "base/ids.h"
#include "base/result.h"
#include "base/task.h"
#include "net/link.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace culver::net {

// Who speaks: decides about limits and whether the link is closed without a word.
enum class Standing { Unknown, Known, Blocked };

// Each upper room owns a range of frame kinds (docs/protocol.md).
struct KindRange {
    std::uint16_t first = 0;
    std::uint16_t last = 0;
};
inline constexpr KindRange kNetKinds{1, 31};    // hello, ping, pong, bye, lane request
inline constexpr KindRange kNodeKinds{32, 63};  // app: profile, gossip, knock, verification, probes
inline constexpr KindRange kChatKinds{64, 127};
inline constexpr KindRange kTransferKinds{128, 159};
inline constexpr KindRange kCallKinds{160, 191};   // reserved
inline constexpr KindRange kGroupKinds{192, 223};  // chat: groups

class Sessions {
public:
    // What only the node above knows. All called on the network thread; each may be empty: then no address is
    // known, everybody is Known, and nobody is told.
    struct Mediator {
        std::function<std::vector<Endpoint>(const PeerId&)> addresses;  // where a peer may be, best first
        std::function<Standing(const PeerId&)> standing;
        std::function<void(const PeerId&, const Endpoint&)>
            opened;                                               // a session stands; Endpoint as seen by us
        std::function<void(const PeerId&, const Error&)> closed;  // it ended, and why
        std::function<void(const PeerId&, const Endpoint&, const Error&)> dial_failed;
        std::function<void(const PeerId&)> twin_seen;  // another live node uses our own id
        // No address of a wanted peer answered in time: it may be asked otherwise to dial us.
        std::function<void(const PeerId&)> unreached;
        // That peer may send blocks of this transfer: a lane that it asks for is dialled. Empty: any is.
        std::function<bool(const PeerId&, const TransferId&)> expects_lane;
        // An accepted link ended before a session stood, for a reason that a person should read (versions).
        std::function<void(const PeerId&, const Error&)> refused;
    };
    // Awaited by the session's reader before the next frame is read: a slow handler slows that peer only.
    using FrameHandler = std::function<Task<>(PeerId from, std::uint16_t kind, Bytes body)>;
    using LaneHandler = std::function<void(PeerId from, TransferId transfer, std::unique_ptr<LaneStream>)>;

    virtual ~Sessions() = default;

    // Before start(): who handles which frames. A kind without a handler is skipped and counted.
    virtual void handle(KindRange kinds, FrameHandler handler) = 0;
    virtual void handle_lanes(LaneHandler handler) = 0;

    // Every handler is ready for frames: whoever is wanted is dialled. Needed only with
    // SessionOptions::waits_for_start.
    virtual void start() = 0;

    [[nodiscard]] virtual bool is_open(const PeerId& peer) const = 0;
    [[nodiscard]] virtual std::vector<PeerId> open_peers() const = 0;
    // This side's address of the open session; nothing when there is none.
    [[nodiscard]] virtual std::optional<Endpoint> local(const PeerId& peer) const = 0;
    // Who dialled the open session; nothing when there is none.
    [[nodiscard]] virtual std::optional<Direction> direction(const PeerId& peer) const = 0;
    [[nodiscard]] virtual std::uint32_t capabilities(
        const PeerId& peer) const = 0;  // of its Hello; 0 when closed

    // Queues a frame on the open session. Fails with NetErrc::NotConnected or NetErrc::QueueFull; what was
    // queued when the session ends is lost, so upper rooms acknowledge what matters.
    [[nodiscard]] virtual Result<> send(const PeerId& peer, std::uint16_t kind, ByteView body) = 0;

    // Waits for room in the queue instead of failing with QueueFull: for streams of many frames.
    virtual Task<Result<>> send_when_room(PeerId peer, std::uint16_t kind, Bytes body) = 0;

    // Somebody needs this peer: dial it, and again with back-off, until release() was called as often.
    virtual void want(const PeerId& peer) = 0;
    virtual void release(const PeerId& peer) = 0;

    // Something suggests the peer is reachable (a beacon, a new network): a wanted peer is dialled soon.
    virtual void nudge(const PeerId& peer) = 0;

    // The peer fell silent elsewhere: ask for a sign of life on its session, which ends if none comes in
    // time.
    virtual void check(const PeerId& peer) = 0;

    // Opens a session and waits for it. Fails with timed_out or the last dial's error.
    virtual Task<Result<>> connect(PeerId peer, std::chrono::milliseconds limit) = 0;

    // The node that answers at an address, whoever it is; its session is kept. For PEER given as an address.
    virtual Task<Result<PeerId>> connect_to(Endpoint where, std::chrono::milliseconds limit) = 0;

    // A lane for a transfer with that peer, dialled in the direction in which the session stands. The other
    // side gets it through its LaneHandler. Fails with NotConnected, timed_out, or the dial's error.
    virtual Task<Result<std::unique_ptr<LaneStream>>> open_lane(PeerId peer, TransferId transfer) = 0;

    // 32 bytes bound to the open session's TLS connection and equal on both ends (Link::exporter); empty when
    // closed. Another link may take over at any time, with other bytes.
    [[nodiscard]] virtual Bytes exporter(const PeerId& peer, std::string_view label) = 0;

    // Ends the session with a reason for both screens; with an empty one, without a word. Nothing happens
    // when there is none. A peer that is still wanted and not Blocked is dialled again.
    virtual void drop(const PeerId& peer, std::string reason) = 0;

    // A link that was accepted or dialled elsewhere (listener, tests) joins here.
    virtual void adopt(std::unique_ptr<Link> link) = 0;

    // Says bye on every session and waits until all tasks have ended.
    virtual Task<> close() = 0;
};

}  // namespace culver::net
