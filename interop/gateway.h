// SPDX-License-Identifier: Apache-2.0
// What every foreign protocol is to the node: peers that come and go, texts both ways, files both ways. A
// second protocol implements Gateway and needs nothing else from `app`. Thread: the network thread.
//
// A foreign peer has no key: whoever sends packets from its address can be it. So it is never verified, and
// what it may do without asking is bound to its address by the node above.
#pragma once
#include "base/endpoint.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/task.h"
#include "transfer/source_tree.h"
#include "transfer/transfer_row.h"
#include "transfer/transfer_service.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace culver::interop {

struct ForeignPeer {
    PeerKey key;
    std::string name;
    std::string department;
    std::string client;  // "iptux 0.8.3"; empty when it does not say
    bool is_away = false;
    bool is_encrypted = false;  // texts to it are
    std::vector<Endpoint> addresses;
    bool operator==(const ForeignPeer&) const = default;
};
enum class PeerChange : std::uint8_t { Appeared, Changed, Gone };

struct ForeignText {
    MessageId id;  // incoming: the same for a repetition, also after a restart
    std::string text;
    bool is_sealed = false;  // the sender is told when a person opens it
};

// What this node shows of itself.
struct OwnFace {
    std::string name;
    std::string department;
    bool is_away = false;
    std::string away_text{};
    bool operator==(const OwnFace&) const = default;
};

enum class GatewayErrc {
    NotHere = 1,  // the peer is not on the network now
    NoAnswer,     // it is, but confirms nothing
    Off,          // the gateway is switched off, or its port is taken
    Unsupported,  // the protocol has no such thing
    Downgraded,   // texts to it were encrypted, and it says it cannot any more
};
[[nodiscard]] boost::system::error_code make_error_code(GatewayErrc reason);

// What the node above does for a gateway. All are set.
struct GatewayMediator {
    std::function<void(const ForeignPeer&, PeerChange)> changed;
    // Ends when the text is on the disk, or was there before; only then it is confirmed.
    std::function<Task<Result<>>(PeerKey from, ForeignText text)> take;
    std::function<void(PeerKey, MessageId)> opened;  // a sealed text of ours was opened there
    std::function<void(PeerKey)> buzzed;
    std::function<bool(const PeerKey&)> is_blocked;
    std::function<bool(const PeerKey&)> is_welcome;  // may write, offer and shake; may tell the person if not
    std::function<void(const PeerKey&)> greeted;     // it came, or began anew: what waits may be tried
    std::function<bool(unsigned interface)> is_quiet_on;  // nothing is sent to, or heard from, that network
    std::function<void(const transfer::TransferRow&, transfer::TransferService::Event)> transfer;
    std::function<void(std::string code, std::string sentence)> warn;
};

class Gateway {
public:
    virtual ~Gateway() = default;
    [[nodiscard]] virtual Protocol protocol() const = 0;

    // On: takes the ports and says hello. Off: says goodbye and gives them back. A port that is taken is
    // warned about once.
    virtual void set_on(bool is_on) = 0;
    virtual void set_face(OwnFace face) = 0;
    virtual void set_hosts(std::vector<Endpoint> hosts) = 0;  // asked one by one: in other networks
    virtual void network_changed() = 0;
    virtual Task<> close() = 0;

    [[nodiscard]] virtual std::vector<ForeignPeer> peers() const = 0;  // those that are here
    [[nodiscard]] virtual std::optional<ForeignPeer> peer(const PeerKey& key) const = 0;

    // Ends when the peer confirmed it. Fails with GatewayErrc; then it may be tried again with the same id.
    virtual Task<Result<>> deliver(PeerKey to, ForeignText text) = 0;
    // A person opened a sealed text of theirs. Fails with NotHere or Off, to be tried again; a peer that does
    // not confirm was told all the same.
    virtual Task<Result<>> tell_opened(PeerKey from, MessageId id) = 0;
    virtual Result<> buzz(const PeerKey& to) = 0;
    // What was learned of the peer's keys is forgotten: a person said so.
    virtual void forget_trust(const PeerKey& peer) = 0;

    // As transfer::TransferService; what the protocol has not fails with WrongState.
    virtual Task<Result<TransferId>> offer(PeerKey to, std::vector<std::filesystem::path> paths,
                                           transfer::Links links) = 0;
    // max_bytes: fails beyond, whatever the offer said; null: as long as there is room.
    virtual Result<> accept(const TransferId& id, std::string folder, std::vector<std::string> only,
                            std::optional<std::uint64_t> max_bytes) = 0;
    // Where an incoming offer came from, and will be fetched from; null for any other transfer.
    [[nodiscard]] virtual std::optional<Endpoint> offered_from(const TransferId& id) const = 0;
    virtual Result<> decline(const TransferId& id) = 0;
    virtual Result<> cancel(const TransferId& id) = 0;
    [[nodiscard]] virtual std::vector<transfer::TransferRow> transfers() const = 0;  // oldest first
};

}  // namespace culver::interop

template <>
struct boost::system::is_error_code_enum<culver::interop::GatewayErrc> : std::true_type {};
