// SPDX-License-Identifier: Apache-2.0
// What a face is told: one struct per kind of row. The members stand in the order of the JSON keys and carry
// their names (control/fields.h); an empty optional is null. Ids are the text forms of base/ids.h, sizes
// bytes, rates bytes per second. docs/control-api.md describes every key.
#pragma once
#include "control/enumerators.h"
#include "control/row_types.h"
#include "control/talk_rows.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace culver::control {

// How one way of finding peers is doing; way is the backend's name, detail a sentence for people.
struct WayState {
    std::string way;
    WayHealth state = WayHealth::Unknown;
    Text detail;
};

// Something a person should know that was told as an event `warning`, and when it was last told.
struct WarningRow {
    std::string code;
    Severity severity = Severity::Unknown;
    std::string message;
    Text advice;
    Time time;
};

struct NodeStatus {
    std::string id;
    Text name;
    Text department;
    std::string version;
    Number port;         // TCP
    Number beacon_port;  // UDP
    std::vector<std::string> addresses;
    std::vector<WayState> discovery;
    std::uint64_t peers = 0;  // present ones
    std::uint64_t uptime_s = 0;
    Text receive_dir;
    Text profile;
    std::uint64_t pid = 0;
    Number rss_bytes;
    bool hidden = false;
    std::vector<WarningRow> warnings;  // of the last day, oldest first
};

struct PeerRow {
    std::string id;
    Text name;
    Text department;
    Presence presence = Presence::Unknown;
    Text status_text;
    Trust trust = Trust::Unknown;
    std::optional<Protocol> protocol;
    std::vector<std::string> addresses;
    std::vector<Via> via;
    Time last_seen;
};

struct TransferError {
    std::string code;
    std::string message;
};

// One message that was said, or a change of its state, as `culver say` prints it.
struct SaidRow {
    std::string message_id;  // empty where error is set
    std::string peer;
    Text peer_name;
    MessageState state = MessageState::Unknown;
    std::optional<TransferError> error = {};  // of several receivers this one got nothing
};

// Files and folders below what was named that are not sent: how many, and in words the first of them.
struct LeftOut {
    std::uint64_t count = 0;
    std::string message;
};

struct TransferRow {
    std::string id;
    Direction direction = Direction::Unknown;
    std::string peer;
    Text peer_name;
    TransferState state = TransferState::Unknown;
    Number files;  // how many the transfer holds
    Number bytes_total;
    Number bytes_done;
    Number bytes_on_wire;
    Number bytes_resent;
    Number bytes_reused;
    Number rate;
    std::vector<std::string> paths;  // what the sender named: top-level files and folders
    std::optional<TransferError> error;
    Number rate_limit;  // as set on this side
    Time time;          // when it was offered here
    Time ended;         // null while it goes on
    Text dir;           // in: the folder that the files lie in, once accepted; else null
    Text group;         // that it was sent to, one transfer for each member; in: when both are members of it
    std::optional<LeftOut> left_out = {};  // out: only when there are any
};

// A file or folder of an offer.
struct OfferedFile {
    std::string path;  // inside the offer, as transfer.accept takes it
    bool folder = false;
    std::uint64_t size = 0;  // of a file
};

// One transfer that was begun, as `culver send` prints it.
struct SentRow {
    std::string transfer_id;  // empty where error is set
    std::string peer;
    Text peer_name;
    TransferState state = TransferState::Unknown;
    std::optional<TransferError> error = {};  // to this one of several receivers nothing is sent
};

struct AutoAcceptRule {
    std::string peer;
    Text peer_name;
    bool enabled = false;
    Text to;          // absolute folder; the receive folder when null
    Number max_size;  // no limit when null
};

struct Finding {
    std::string code;
    Severity severity = Severity::Unknown;
    std::string message;
    Text advice;
};

using ConfigValue =
    std::variant<std::monostate, bool, std::int64_t, double, std::string, std::vector<std::string>>;

struct ConfigEntry {
    std::string key;
    ConfigValue value;
    ConfigValue standard;  // the key "default"
};

struct IdentityRow {
    std::string id;
};

// A network that this machine is in, or one that was made known.
struct NetworkRow {
    Text network;    // the id: its gateway's hardware address, or interface and range without a gateway
    Text interface;  // null for one that the machine is not in
    Text gateway;    // address
    bool known = false;
    bool quiet = false;  // nothing is sent there
};

struct VerificationRow {
    std::string peer;
    Text peer_name;
    Text code;  // six groups of two digits
    std::string state;
};

struct TrustRow {
    std::string peer;
    Text peer_name;
    Trust trust = Trust::Unknown;
};

}  // namespace culver::control
