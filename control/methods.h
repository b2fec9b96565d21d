// SPDX-License-Identifier: Apache-2.0
// What a face may ask: one struct per method of the control API. The members are the parameters, by name, in
// the order of docs/control-api.md; Answer is what comes back. A PEER parameter holds the words of a person
// ("bob", "id:mfrg…", "10.0.0.7"); the node resolves it (control/peer_name.h). accept_new lets an address
// mean a node that was not seen there before. Paths are absolute.
#pragma once
#include "control/rows.h"
#include "control/talk_methods.h"
#include "control/trust_methods.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace culver::control {

// Grows when a key or method changes its meaning; added keys and methods do not count.
inline constexpr std::uint64_t kApiVersion = 1;

// The first line the node writes on a connection, as the notification `hello`.
struct Hello {
    static constexpr std::string_view kName = "hello";
    std::uint64_t api_version = kApiVersion;
    std::string version;  // of the program
};

struct PeerList {
    std::vector<PeerRow> peers;
};
struct SentList {
    std::vector<SentRow> transfers;
};
struct TransferList {
    std::vector<TransferRow> transfers;
};
struct FileList {
    std::vector<OfferedFile> files;
    Number next;                // where to go on; null at the end, or where no more is told
    std::uint64_t entries = 0;  // files and folders in all
};
struct RuleList {
    std::vector<AutoAcceptRule> rules;
};
struct FindingList {
    std::vector<Finding> findings;
};
struct ConfigList {
    std::vector<ConfigEntry> entries;
};
struct Subscription {
    std::uint64_t next_seq =
        0;  // the number of the first event that follows on this connection, if none is lost
};

namespace method {

struct NodeStatus {
    static constexpr std::string_view kName = "node.status";
    using Answer = control::NodeStatus;
};
// The node says goodbye and ends, as on SIGTERM; the answer comes first.
struct NodeStop {
    static constexpr std::string_view kName = "node.stop";
    using Answer = Nothing;
};
struct PeersList {
    static constexpr std::string_view kName = "peers.list";
    using Answer = PeerList;
    bool present = false;  // only those who are
};
struct PeerResolve {
    static constexpr std::string_view kName = "peer.resolve";
    using Answer = PeerRow;
    std::string peer;
    bool accept_new = false;
};

// All peers are resolved before anything is queued; answered once all are in the outbox.
struct ChatSay {
    static constexpr std::string_view kName = "chat.say";
    using Answer = SaidList;
    std::vector<std::string> peers;
    std::string text;
    bool accept_new = false;
    Text reply_to = {};
    std::vector<std::string> mentions = {};  // PEERs, or "all"
    bool notice = false;                     // stays until each receiver confirmed it
};
// The last `limit` messages that fit, or those before the cursor `before`; with `first` or `after` the first
// ones, or those behind the cursor.
struct ChatHistory {
    static constexpr std::string_view kName = "chat.history";
    using Answer = MessagePage;
    std::string peer;
    std::uint64_t limit = 50;
    Text search;
    Time since;
    Time until;
    Text before;
    Text after;
    bool first = false;
};
struct ChatSearch {
    static constexpr std::string_view kName = "chat.search";
    using Answer = MessagePage;
    std::string text;
    Text in;    // PEER or GROUP
    Text from;  // PEER
    Time since;
    Time until;
    std::uint64_t limit = 50;
    Text before;
};
// Up to and including a message of the conversation, or all of it; with `from`, refused while something
// unread stands before that message.
struct ChatMarkRead {
    static constexpr std::string_view kName = "chat.mark_read";
    using Answer = Nothing;
    std::string peer;
    Text up_to;
    Text from = {};
};

struct TransferSend {
    static constexpr std::string_view kName = "transfer.send";
    using Answer = SentList;
    std::vector<std::string> peers;
    std::vector<std::string> paths;
    bool accept_new = false;
    Number rate;          // bytes per second on the wire, for each of the transfers; no limit when null
    bool follow = false;  // send what links inside folders lead to
};
// Unfinished ones and those of the last 30 days, oldest first; with ids (or unique prefixes) only those.
struct TransferQuery {
    static constexpr std::string_view kName = "transfer.list";
    using Answer = TransferList;
    std::vector<std::string> ids;
};
// Files and folders of an offer that waits for an answer, asked of its sender, who must be here: `limit` of
// them from number `first` on, none behind the thousandth.
struct TransferFiles {
    static constexpr std::string_view kName = "transfer.files";
    using Answer = FileList;
    std::string id;
    std::uint64_t first = 0;
    std::uint64_t limit = 200;
};
struct TransferAccept {
    static constexpr std::string_view kName = "transfer.accept";
    using Answer = TransferRow;
    std::string id;
    Text to;
    std::vector<std::string> only;  // paths inside the offer; all when empty
};
struct TransferDecline {
    static constexpr std::string_view kName = "transfer.decline";
    using Answer = TransferRow;
    std::string id;
};
struct TransferPause {
    static constexpr std::string_view kName = "transfer.pause";
    using Answer = TransferRow;
    std::string id;
};
struct TransferResume {
    static constexpr std::string_view kName = "transfer.resume";
    using Answer = TransferRow;
    std::string id;
    Text to;  // of a transfer that comes in: another folder
};
struct TransferCancel {
    static constexpr std::string_view kName = "transfer.cancel";
    using Answer = TransferRow;
    std::string id;
};
// The files of a transfer, offered anew: own ones from where they were, received ones from where they are. To
// the peer of an outgoing one when no peers are named.
struct TransferAgain {
    static constexpr std::string_view kName = "transfer.again";
    using Answer = SentList;
    std::string id;
    std::vector<std::string> peers;
};
// From either side, at once and for the rest of this transfer; the lower one of both counts.
struct TransferLimit {
    static constexpr std::string_view kName = "transfer.limit";
    using Answer = TransferRow;
    std::string id;
    Number rate;  // bytes per second on the wire; none when null
};

// Replaces the peer's rule as a whole.
struct AutoAcceptSet {
    static constexpr std::string_view kName = "auto_accept.set";
    using Answer = AutoAcceptRule;
    std::string peer;
    bool accept_new = false;
    bool enabled = true;
    Text to;
    Number max_size;
};
// A peer without a rule has one with enabled = false.
struct AutoAcceptGet {
    static constexpr std::string_view kName = "auto_accept.get";
    using Answer = AutoAcceptRule;
    std::string peer;
};
struct AutoAcceptList {
    static constexpr std::string_view kName = "auto_accept.list";
    using Answer = RuleList;
};

// Takes up to 15 s. Without a peer: of this machine; with one: of the way there.
struct Doctor {
    static constexpr std::string_view kName = "doctor.examine";
    using Answer = FindingList;
    Text peer;
};
struct ConfigGet {
    static constexpr std::string_view kName = "config.get";
    using Answer = ConfigList;
    Text key;  // all settings when null
};
// The value as a person types it; the setting's own type decides how it is read.
struct ConfigSet {
    static constexpr std::string_view kName = "config.set";
    using Answer = ConfigEntry;
    std::string key;
    std::string value;
};
struct IdentityShow {
    static constexpr std::string_view kName = "identity.show";
    using Answer = IdentityRow;
};
// Events numbered `since` and later, or from this moment on; they follow as notifications `event`.
struct EventsSubscribe {
    static constexpr std::string_view kName = "events.subscribe";
    using Answer = Subscription;
    Number since;
};

}  // namespace method

// Every method; control/node.h has one function for each.
using Methods = decltype(std::tuple_cat(
    std::declval<
        std::tuple<method::NodeStatus, method::NodeStop, method::PeersList, method::PeerResolve,
                   method::ChatSay, method::ChatHistory, method::ChatSearch, method::ChatMarkRead,
                   method::TransferSend, method::TransferQuery, method::TransferFiles, method::TransferAccept,
                   method::TransferDecline, method::TransferPause, method::TransferResume,
                   method::TransferCancel, method::TransferLimit, method::TransferAgain,
                   method::AutoAcceptSet, method::AutoAcceptGet, method::AutoAcceptList, method::Doctor,
                   method::ConfigGet, method::ConfigSet, method::IdentityShow, method::EventsSubscribe>>(),
    std::declval<TalkMethods>(), std::declval<TrustMethods>()));

}  // namespace culver::control
