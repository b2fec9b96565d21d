// SPDX-License-Identifier: Apache-2.0
#include "tests/control/samples.h"

#include "base/time_text.h"

namespace culver::control::samples {
namespace {

const std::string kAlice(52, 'a');
const std::string kBob(52, 'b');

}  // namespace

NodeStatus status() {
    NodeStatus row;
    row.id = kAlice;
    row.name = "alice";
    row.version = "0.1.0";
    row.port = 24254;
    row.beacon_port = 24254;
    row.addresses = {"10.0.0.1:24254", "[fe80::2%eth0]:24254"};
    row.discovery = {{"multicast4", WayHealth::Ok, std::nullopt},
                     {"mdns", WayHealth::Failed, "No daemon answers."}};
    row.peers = 2;
    row.uptime_s = 90;
    row.receive_dir = "/home/alice/Downloads/Culver";
    row.profile = "/home/alice/.local/share/culver";
    row.pid = 4711;
    row.rss_bytes = 9'000'000;
    row.warnings.push_back({.code = "twin",
                            .severity = Severity::Warning,
                            .message = "Another node uses this identity.",
                            .advice = "Run 'culver identity new' there.",
                            .time = parse_rfc3339("2026-11-22T20:35:00Z")});
    return row;
}

PeerRow bob() {
    PeerRow row;
    row.id = kBob;
    row.name = "bob";
    row.department = "销售部";
    row.presence = Presence::Away;
    row.status_text = "back at three";
    row.trust = Trust::Verified;
    row.protocol = Protocol::Culver;
    row.addresses = {"10.0.0.2:24254", "[fe80::1%eth0]:24254"};
    row.via = {Via::Multicast4, Via::Session};
    row.last_seen = parse_rfc3339("2026-11-22T20:35:01.123Z");
    return row;
}

AttachmentRow attachment() {
    AttachmentRow row;
    row.kind = AttachmentKind::Picture;
    row.name = "screenshot.png";
    row.size = 48'213;
    row.state = AttachmentState::Here;
    row.path = "/home/alice/.local/share/culver/attachments/picture.png";
    row.media_type = "image/png";
    row.width = 1280;
    row.height = 720;
    return row;
}

MessageRow message() {
    MessageRow row;
    row.id = std::string(26, 'm');
    row.conversation = kBob;
    row.author = kBob;
    row.author_name = "bob";
    row.direction = Direction::In;
    row.kind = MessageKind::Text;
    row.text = "lunch?\n午饭?";
    row.time = parse_rfc3339("2026-11-22T12:00:00.000Z");
    row.state = MessageState::Read;
    row.reply_to = std::string(26, 'n');
    row.edited = parse_rfc3339("2026-11-22T12:01:00.000Z");
    row.mentions = {kAlice};
    row.mentions_me = true;
    row.reactions = {{"👍", {kAlice}}};
    return row;
}

TransferRow transfer() {
    TransferRow row;
    row.id = std::string(26, 't');
    row.direction = Direction::Out;
    row.peer = kBob;
    row.peer_name = "bob";
    row.state = TransferState::Failed;
    row.files = 3;
    row.bytes_total = 3'000'000;
    row.bytes_done = 1'000'000;
    row.bytes_on_wire = 900'000;
    row.bytes_resent = 0;
    row.bytes_reused = 200'000;
    row.paths = {"holiday", "报告.pdf"};
    row.time = parse_rfc3339("2026-11-22T20:35:01.123Z");
    row.ended = parse_rfc3339("2026-11-22T20:36:00.000Z");
    row.error = TransferError{"disk_full", "The other computer's disk is full."};
    return row;
}

GroupRow group() {
    GroupRow row;
    row.id = std::string(52, 'g');
    row.name = "office";
    row.owner = kAlice;
    row.members = {kAlice, kBob};
    row.unread = 4;
    row.state = GroupState::Member;
    row.people = {{kAlice, "alice", GroupRole::Owner, false}, {kBob, "bob", GroupRole::Member, false}};
    return row;
}

ProfileRow profile() {
    return {kBob,
            "bob",
            "销售部/华东",
            "3.14",
            "+86 21 5555",
            "bob@example.org",
            "mornings only",
            "/home/alice/culver/pictures/3fa0.png"};
}

std::vector<Event> one_of_each_event() {
    std::vector<EventBody> bodies = {
        event::Ready{kAlice, 24254},
        event::PeerAppeared{bob()},
        event::PeerChanged{bob()},
        event::PeerGone{bob()},
        event::MessageArrived{message()},
        event::MessageStateChanged{message()},
        event::MessageChanged{message()},
        event::Typing{{kBob, kBob, "bob", true}},
        event::Buzz{{kBob, "bob", parse_rfc3339("2026-11-22T12:02:00.000Z")}},
        event::PresenceChanged{{Presence::Dnd, "in a meeting"}},
        event::ProfileChanged{profile()},
        event::TransferOffered{transfer()},
        event::TransferChanged{transfer()},
        event::GroupChanged{group()},
        event::Verification{{kBob, "bob", "12 34 56 78 90 12", "compare"}},
        event::TrustChanged{{kBob, "bob", Trust::Verified}},
        event::Warning{{"two_with_one_id", Severity::Warning, "Two nodes have this id.", "Stop one."}},
        event::Lost{3, 9}};
    std::vector<Event> events;
    for (std::uint64_t seq = 1; auto& body : bodies) {
        const bool numbered = !std::holds_alternative<event::Lost>(body);
        events.push_back({numbered ? seq++ : 0, std::move(body)});
    }
    return events;
}

}  // namespace culver::control::samples
