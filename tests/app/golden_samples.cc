// SPDX-License-Identifier: Apache-2.0
#include "tests/app/golden_samples.h"

#include "app/introductions.h"
#include "app/pictures.h"
#include "app/reach_wire.h"
#include "app/verifications.h"
#include "base/files.h"
#include "chat/group_wire.h"
#include "chat/wire.h"
#include "discovery/beacon.h"
#include "net/frame.h"
#include "net/hello.h"
#include "tests/support/temp_dir.h"
#include "transfer/journal.h"
#include "transfer/manifest.h"
#include "transfer/receipt.h"
#include "transfer/wire.h"

#include "app/verification.pb.h"

#include <fcntl.h>

#include <optional>
#include <stdexcept>
#include <utility>

namespace culver::app {
namespace {

namespace files = transfer::wire;
using Samples = std::vector<GoldenSample>;

// The first key of RFC 8032, section 7.1, as PKCS#8.
const SigningKey& key() {
    static const SigningKey fixed = SigningKey::from_pem(
                                        "-----BEGIN PRIVATE KEY-----\n"
                                        "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
                                        "-----END PRIVATE KEY-----\n")
                                        .value();
    return fixed;
}

template <class AnyId>
AnyId id_of(std::uint8_t number) {
    AnyId id;
    id.bytes.fill(number);
    return id;
}

const TransferId kTransfer = id_of<TransferId>(2);
const GroupId kGroup = id_of<GroupId>(5);

template <class T>
T must(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().sentence());
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

template <class Kind, class Decode, class Encode>
GoldenSample sample(Kind kind, std::string name, Bytes body, Decode decode, Encode write) {
    const auto again = [decode, write](ByteView bytes) {
        const auto read = decode(bytes);
        return read ? write(*read) : Bytes();
    };
    return {static_cast<std::uint16_t>(kind), std::move(name), std::move(body), again, true};
}

// Frames whose bodies are taken as they are.
GoldenSample bytes(std::uint16_t kind, std::string name, Bytes body) {
    const auto same = [](ByteView read) { return Bytes(read.begin(), read.end()); };
    return {kind, std::move(name), std::move(body), same, false};
}

// For values that have an encode() of their own.
template <class Kind, class Value, class Decode>
GoldenSample sample(Kind kind, std::string name, const Value& value, Decode decode) {
    return sample(kind, std::move(name), encode(value), decode,
                  [](const auto& read) { return Bytes(encode(read)); });
}

// Of protobuf messages that are used as they are: keep copies the fields that are read.
template <class Message, class Keep>
GoldenSample plain(std::uint16_t kind, std::string name, const Message& message, Keep keep) {
    const auto decode = [keep](ByteView body) -> std::optional<Message> {
        Message read;
        if (!read.ParseFromArray(body.data(), static_cast<int>(body.size()))) return std::nullopt;
        Message kept;
        keep(read, kept);
        return kept;
    };
    const auto write = [](const Message& read) { return to_bytes(read.SerializeAsString()); };
    return sample(kind, std::move(name), write(message), decode, write);
}

void add_link(Samples& samples) {
    using net::NetKind;
    net::Hello hello;
    hello.versions = {.min = 1, .max = 1};
    hello.capabilities = 3;
    hello.instance = id_of<InstanceId>(1);
    hello.receive_limit = net::kMaxFrameBytes;
    samples.push_back(sample(NetKind::Hello, "hello-session", hello, net::decode_hello));
    hello.lane = net::LanePurpose{kTransfer, 77};
    samples.push_back(sample(NetKind::Hello, "hello-lane", hello, net::decode_hello));
    for (const auto& [kind, name] : {std::pair(NetKind::Ping, "ping"), std::pair(NetKind::Pong, "pong")}) {
        samples.push_back(
            sample(kind, name, net::encode_token(0x0102030405060708), net::decode_token, net::encode_token));
    }
    const auto decode_bye = [](ByteView body) { return std::optional(net::decode_bye(body)); };
    samples.push_back(
        sample(NetKind::Bye, "bye", net::Bye{net::ByeReason::ShuttingDown, "good night"}, decode_bye));
    samples.push_back(sample(NetKind::LaneRequest, "lane-request", net::LaneRequest{kTransfer, 77},
                             net::decode_lane_request));
}

void add_introductions(Samples& samples) {
    const Card card{.name = "Ada",
                    .department = "研发/后端",
                    .presence = 2,
                    .status_text = "at lunch",
                    .port = 24255,
                    .room = "4.12",
                    .phone = "+49 30 1234",
                    .email = "ada@example.org",
                    .note = "back at two",
                    .picture = id_of<store::AttachmentDigest>(9)};
    samples.push_back(sample(kCardKind, "card", encode_card(card), decode_card, encode_card));
    wire::Commitment commitment;
    commitment.set_commitment(std::string(32, 'c'));
    commitment.set_link("12345678");
    samples.push_back(
        plain(kVerificationKinds.first, "commitment", commitment, [](const auto& read, auto& kept) {
            kept.set_commitment(read.commitment());
            kept.set_link(read.link());
        }));
    wire::Reveal reveal;
    reveal.set_nonce(std::string(32, 'n'));
    samples.push_back(plain(kVerificationKinds.first + 1, "reveal", reveal,
                            [](const auto& read, auto& kept) { kept.set_nonce(read.nonce()); }));
    wire::ComparisonEnd end;
    end.set_reason(3);
    samples.push_back(plain(kVerificationKinds.last, "comparison-end", end,
                            [](const auto& read, auto& kept) { kept.set_reason(read.reason()); }));
    Bytes picture(32, 9);  // its digest, then its bytes
    samples.push_back(bytes(kPictureKinds.first, "want-picture", picture));
    picture.insert(picture.end(), {0x89, 'P', 'N', 'G'});
    samples.push_back(bytes(kPictureKinds.last, "picture", picture));
}

discovery::Beacon beacon(discovery::Kind kind) {
    return {.kind = kind,
            .key = key().public_key(),
            .stamp = {.epoch = 7, .sequence = 300},
            .instance = 0x0102030405060708,
            .port = 24254,
            .reply_port = 40000,
            .label = {.name = "Ada", .department = "研发", .presence = discovery::Presence::Busy},
            .interval = std::chrono::milliseconds(5000),
            .echoes = {1, UINT64_MAX},
            .target = discovery::prefix_of(key().peer_id()),
            .heard_by = discovery::Way::Broadcast};
}

void add_reach(Samples& samples) {
    const auto datagram = discovery::seal(beacon(discovery::Kind::Beacon), key());
    const auto somewhere = *Endpoint::parse("10.1.2.3:24254", 0);
    const auto sixth = *Endpoint::parse("[2001:db8::7]:24254", 0);
    const PeerKey peer(key().peer_id());
    const std::vector<discovery::Rumour> rumours{
        {.peer = peer, .datagram = datagram, .seen_at = somewhere, .age = std::chrono::seconds(3)},
        {.peer = peer, .datagram = datagram, .seen_at = sixth, .age = std::chrono::seconds(140)}};
    const auto known = [](ByteView body) { return std::optional(decode_gossip_request(body)); };
    const auto gossip = [](ByteView body) { return std::optional(decode_gossip(body)); };
    const KnownPeers request{{1, 2, 3, 4, 5, 6, 7, 8}, {9, 9, 9, 9, 9, 9, 9, 9}};
    samples.push_back(sample(ReachKind::GossipRequest, "gossip-request", request, known));
    samples.push_back(sample(ReachKind::Gossip, "gossip", rumours, gossip));
    samples.push_back(sample(ReachKind::KnockToPass, "knock-to-pass", KnockToPass{id_of<PeerId>(8), datagram},
                             decode_knock_to_pass));
    samples.push_back(
        sample(ReachKind::KnockPassed, "knock-passed", KnockPassed{datagram, sixth}, decode_knock_passed));
    samples.push_back(
        sample(ReachKind::ReachRequest, "reach-request", ReachRequest{88, 24255}, decode_reach_request));
    const ReachReport report{.nonce = 88,
                             .dial = DialOutcome::Refused,
                             .answers_questions = true,
                             .heard_multicast4 = true,
                             .heard_multicast6 = false,
                             .heard_broadcast = true};
    samples.push_back(sample(ReachKind::ReachReport, "reach-report", report, decode_reach_report));
}

chat::AttachmentLabel label() {
    chat::AttachmentLabel made;
    made.digest = id_of<store::AttachmentDigest>(9);
    made.size = 123'456;
    made.kind = chat::MediaKind::Voice;
    made.name = "Nachricht.ogg";
    made.duration_ms = 2'500;
    made.waveform = {0, 50, 100};
    return made;
}

chat::Operation operation(chat::OperationKind kind, std::string text) {
    chat::Operation made;
    made.id = id_of<MessageId>(6);
    made.incarnation = id_of<IncarnationId>(3);
    made.sequence = 41;
    made.clock = 0x0123456789abcdef;
    made.kind = kind;
    made.text = std::move(text);
    if (kind != chat::OperationKind::Text && kind != chat::OperationKind::Notice &&
        kind != chat::OperationKind::Attachment)
        made.target = id_of<MessageId>(7);
    return made;
}

void add_message(Samples& samples, const std::string& name, const chat::Operation& said) {
    const auto decode = [](ByteView body) -> std::optional<chat::MessageFrame> {
        auto read = chat::decode_message(body);
        if (!read || !read->is_readable) return std::nullopt;
        return std::move(*read);
    };
    const auto write = [](const chat::MessageFrame& read) {
        return chat::encode_message(chat::encode(read.operation), read.previous);
    };
    samples.push_back(sample(chat::kMessageFrame, "message-" + name,
                             chat::encode_message(chat::encode(said), 40), decode, write));
}

void add_chat(Samples& samples) {
    using chat::OperationKind;
    auto text = operation(OperationKind::Text, "mañana, 飞鸽?");
    text.mentions = {id_of<PeerId>(8)};
    text.mentions_all = true;
    add_message(samples, "text", text);
    auto reply = operation(OperationKind::Text, "yes");
    reply.target = id_of<MessageId>(7);
    add_message(samples, "reply", reply);
    add_message(samples, "edit", operation(OperationKind::Edit, "tomorrow"));
    add_message(samples, "recall", operation(OperationKind::Recall, ""));
    add_message(samples, "reaction", operation(OperationKind::Reaction, "👍"));
    add_message(samples, "notice", operation(OperationKind::Notice, "fire drill at three"));
    add_message(samples, "confirm", operation(OperationKind::Confirm, ""));
    auto voice = operation(OperationKind::Attachment, "listen");
    voice.attachment = label();
    add_message(samples, "attachment", voice);

    const auto life = id_of<IncarnationId>(3);
    const std::vector<chat::AckRange> delivered{{life, 1, 40}, {life, 42, 42}};
    samples.push_back(sample(chat::kAckFrame, "ack", delivered, chat::decode_ack));
    const chat::Refusal refusal{.incarnation = life,
                                .sequence = 41,
                                .id = id_of<MessageId>(6),
                                .reason = chat::RefusalReason::TooManyUnread,
                                .sentence = "too many unread messages"};
    samples.push_back(sample(chat::kRefusedFrame, "refused", refusal, chat::decode_refusal));
    const std::vector<chat::ReadPoint> points{{life, 40}};
    samples.push_back(sample(chat::kReadMarkFrame, "read-mark", points, chat::decode_read_mark));
    samples.push_back(sample(chat::kTypingFrame, "typing", chat::encode_typing(true), chat::decode_typing,
                             chat::encode_typing));
    samples.push_back(bytes(chat::kBuzzFrame, "buzz", {}));
    const chat::PartWish wish{
        .group = kGroup, .digest = id_of<store::AttachmentDigest>(9), .offset = 131'072};
    samples.push_back(sample(chat::kWantPartFrame, "want-part", wish, chat::decode_part_wish));
    const chat::Part part{
        .digest = id_of<store::AttachmentDigest>(9), .offset = 131'072, .content = {1, 2, 3}};
    samples.push_back(sample(chat::kPartFrame, "part", part, chat::decode_part));
}

transfer::Manifest manifest() {
    transfer::ManifestBuilder builder;
    using transfer::EntryKind;
    const std::vector<transfer::Entry> entries{
        {.path = "holiday", .kind = EntryKind::Folder, .mtime_ns = 1'700'000'000'000'000'000},
        {.path = "holiday/run.sh", .executable = true, .size = 12, .mtime_ns = 1},
        {.path = "holiday/午餐.jpg", .size = 3'000'000, .hole_bytes = 4096, .mtime_ns = -1}};
    for (const auto& entry : entries) must(builder.add(entry));
    return must(builder.finish());
}

void add_offers(Samples& samples) {
    using files::Kind;
    const files::Wish pause{.transfer = kTransfer, .turn = 3, .pause = true, .by_receiver = true};
    files::Offer offer;
    offer.transfer = kTransfer;
    offer.shape = manifest().shape();
    offer.files = 2;
    offer.names = {"holiday"};
    offer.names_in_all = 1;
    offer.wish = pause;
    offer.lane_open = true;
    offer.last_attempt = 4;
    offer.has_recipes = true;
    samples.push_back(sample(Kind::Offer, "offer", offer, files::decode_offer));
    const files::Answer answer{
        .transfer = kTransfer, .accepted = true, .reason = {}, .some_only = true, .wanted_bytes = 12};
    samples.push_back(sample(Kind::Answer, "answer", answer, files::decode_answer));
    const files::Answer no{.transfer = kTransfer, .accepted = false, .reason = "not now"};
    samples.push_back(sample(Kind::Answer, "answer-no", no, files::decode_answer));
    samples.push_back(sample(Kind::ManifestRequest, "manifest-request", files::ManifestRequest{kTransfer, 1},
                             files::decode_manifest_request));
    const files::ManifestPart part{kTransfer, 0, 3, manifest().encode_pages().front()};
    samples.push_back(sample(Kind::ManifestPart, "manifest-part", part, files::decode_manifest_part));
    const files::Start start{.transfer = kTransfer, .have = {0, 2, 1, 3}, .attempt = 5, .reused_bytes = 99};
    samples.push_back(sample(Kind::Start, "start", start, files::decode_start));
    samples.push_back(sample(Kind::Wish, "wish", pause, files::decode_wish));
}

void add_ends(Samples& samples) {
    using files::Kind;
    samples.push_back(sample(Kind::Cancel, "cancel", files::Cancel{kTransfer}, files::decode_cancel));
    const files::Ended ended{kTransfer, files::How::Failed, "source_changed", "a file changed"};
    samples.push_back(sample(Kind::Ended, "ended", ended, files::decode_ended));
    const files::Trouble trouble{kTransfer, "disk_full", "the disk is full"};
    samples.push_back(sample(Kind::Trouble, "trouble", trouble, files::decode_trouble));
    transfer::ReceiptStatement statement;
    statement.transfer = kTransfer;
    statement.sender = id_of<PeerId>(8);
    statement.receiver = key().peer_id();
    statement.manifest_digest = manifest().digest();
    statement.is_partly = true;
    statement.wanted = {0, 3};
    statement.failed = {2, 1};
    statement.finished_at = 1'700'000'000'123;
    statement.bytes = 12;
    const auto verify = [](ByteView body) { return transfer::verify_receipt(body, key().peer_id()); };
    const auto sign = [](const transfer::ReceiptStatement& said) { return sign_receipt(said, key()); };
    samples.push_back(sample(Kind::Receipt, "receipt", sign(statement), verify, sign));
    samples.push_back(
        sample(Kind::ReceiptAck, "receipt-ack", files::ReceiptAck{kTransfer}, files::decode_receipt_ack));
    const files::RecipeRequest request{
        .transfer = kTransfer, .entry = 2, .offset = 65'536, .is_sample = true};
    samples.push_back(sample(Kind::RecipeRequest, "recipe-request", request, files::decode_recipe_request));
    files::Recipe recipe;
    recipe.transfer = kTransfer;
    recipe.part.entry = 2;
    recipe.part.offset = 65'536;
    for (const std::uint32_t length : {4096U, 65'536U}) {
        transfer::Chunk chunk{.length = length, .hash = {}};
        chunk.hash.fill(static_cast<std::uint8_t>(length >> 8));
        recipe.part.chunks.push_back(chunk);
    }
    recipe.part.checks.resize(1);
    recipe.part.checks[0].bytes.fill(7);
    samples.push_back(sample(Kind::Recipe, "recipe", recipe, files::decode_recipe));
    recipe.part.chunks.clear();
    recipe.part.checks.clear();
    recipe.hints = {1, UINT64_MAX};
    samples.push_back(sample(Kind::Recipe, "recipe-sample", recipe, files::decode_recipe));
}

template <class Kind>
chat::SignedOperation sealed(Kind kind, chat::GroupBody body) {
    chat::GroupOperation draft;
    draft.chain.incarnation = id_of<IncarnationId>(3);
    draft.sequence = 5;
    draft.previous = id_of<chat::OperationHash>(3);
    draft.heads = {id_of<chat::OperationHash>(4)};
    draft.clock = 0x0123456789abcdef;
    draft.kind = static_cast<std::uint8_t>(kind);
    return chat::seal(key(), kGroup, draft, body, Bytes(16, 6));
}

// Of every kind, and of one that a later version may make.
std::vector<chat::SignedOperation> operations_of_every_kind() {
    using chat::GroupKind;
    using chat::OperationKind;
    const MessageId target = id_of<MessageId>(4);
    const auto about = [&](std::string text) {
        return chat::GroupBody{.text = std::move(text), .target = target};
    };
    const auto control = [](const chat::Control& made, std::string text = {}) {
        return chat::GroupBody{.text = std::move(text), .control = made};
    };
    chat::Control open;
    open.flag = true;
    chat::Control of_person;
    of_person.target = id_of<PeerId>(8);
    chat::Control of_admin = of_person;
    of_admin.flag = true;
    chat::Control of_liar = of_person;
    of_liar.cuts = {{id_of<IncarnationId>(3), 4}};
    of_liar.proofs = {id_of<chat::OperationHash>(1), id_of<chat::OperationHash>(2)};
    return {sealed(GroupKind::Create, control(open, "office")),
            sealed(GroupKind::Add, control(of_person)),
            sealed(GroupKind::Appoint, control(of_admin)),
            sealed(GroupKind::Leave, {}),
            sealed(GroupKind::Accuse, control(of_liar)),
            sealed(OperationKind::Text, {.text = "飞鸽?", .mentions = {of_person.target}}),
            sealed(OperationKind::Edit, about("lunch")),
            sealed(OperationKind::Recall, about("")),
            sealed(OperationKind::Reaction, about("👍")),
            sealed(OperationKind::Notice, {.text = "fire drill at ten"}),
            sealed(OperationKind::Confirm, about("")),
            sealed(31, {.text = "of a later version"})};
}

void add_groups(Samples& samples) {
    chat::GroupBody said;
    said.text = "lunch?";
    said.mentions_all = true;
    said.attachment = label();
    chat::GroupBody removal;
    removal.control.target = id_of<PeerId>(8);
    removal.control.cuts = {{id_of<IncarnationId>(3), 17}};
    chat::GroupBody renamed;
    renamed.text = "office";
    const chat::OperationsFrame operations{
        .group = kGroup,
        .operations = {sealed(chat::OperationKind::Attachment, said),
                       sealed(chat::GroupKind::Remove, removal), sealed(chat::GroupKind::Rename, renamed)},
        .has_more = true};
    const auto decode = [](ByteView body) -> std::optional<chat::OperationsFrame> {
        auto read = chat::decode_operations(body);
        if (!read) return std::nullopt;
        for (const auto& raw : read->operations) {  // what its author signed is understood, and genuine
            const auto understood = chat::read_operation(raw);
            if (!understood || !understood->body || !is_signed_by_author(raw, understood->key))
                return std::nullopt;
        }
        return std::move(*read);
    };
    samples.push_back(sample(chat::kOperationsFrame, "group-operations", operations, decode));
    const chat::OperationsFrame every{.group = kGroup, .operations = operations_of_every_kind()};
    samples.push_back(sample(chat::kOperationsFrame, "group-operations-of-every-kind", every, decode));
    chat::HeldFrame held{.group = kGroup, .chains = {}};
    held.chains.push_back({.chain = {.author = id_of<PeerId>(8), .incarnation = id_of<IncarnationId>(3)},
                           .up_to = 17,
                           .hash = id_of<chat::OperationHash>(4)});
    samples.push_back(sample(chat::kHeldFrame, "group-held", held, chat::decode_held));
    const chat::WantFrame want{.group = kGroup, .hashes = {id_of<chat::OperationHash>(4)}};
    samples.push_back(sample(chat::kWantFrame, "group-want", want, chat::decode_want));
    const chat::ReceiptFrame receipt{
        .group = kGroup, .points = {{.incarnation = id_of<IncarnationId>(3), .delivered = 17, .read = 16}}};
    samples.push_back(sample(chat::kGroupReceiptFrame, "group-receipt", receipt, chat::decode_group_receipt));
}

}  // namespace

Samples golden_frames() {
    Samples samples;
    add_link(samples);
    add_introductions(samples);
    add_reach(samples);
    add_chat(samples);
    add_offers(samples);
    add_ends(samples);
    add_groups(samples);
    return samples;
}

GoldenSample golden_beacon() {
    auto full = beacon(discovery::Kind::Hello);
    full.nonce = 0x1122334455667788;
    const auto open = [](ByteView datagram) -> std::optional<discovery::Beacon> {
        auto opened = discovery::open(datagram);
        if (!opened || !opened->is_genuine()) return std::nullopt;
        return opened->beacon;
    };
    const auto seal = [](const discovery::Beacon& read) { return discovery::seal(read, key()); };
    return sample(0, "beacon", seal(full), open, seal);
}

GoldenSample golden_manifest() {
    const auto shape = manifest().shape();
    const auto build = [shape](ByteView page) -> std::optional<transfer::Manifest> {
        transfer::ManifestBuilder builder(shape);
        if (!builder.add_page(page)) return std::nullopt;
        auto built = builder.finish();
        if (!built) return std::nullopt;
        return std::move(*built);
    };
    const auto write = [](const transfer::Manifest& read) { return read.encode_pages().front(); };
    return sample(0, "manifest", write(manifest()), build, write);
}

Bytes golden_journal() {
    const test::TempDir folder;
    const auto path = folder / "journal";
    transfer::JournalHeader header;
    header.transfer = kTransfer;
    header.manifest = manifest().digest();
    header.block_bytes = manifest().block_bytes();
    header.block_count = manifest().block_count();
    header.boot.fill(1);
    const auto open = [&] { return FileHandle(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)); };
    const auto block = [](std::uint32_t number) {
        transfer::JournalBlock written{.block = number, .check = {}};
        written.check.bytes.fill(static_cast<std::uint8_t>(number));
        return written;
    };
    {
        auto journal = must(transfer::Journal::create(open(), header));
        must(journal.append(block(1)));
        must(journal.append(block(2)));
        must(journal.mark_synced());
        must(journal.append_lost(2));
        must(journal.append_broken(2));
    }
    header.boot.fill(2);
    must(must(transfer::Journal::open(open(), header)).journal.append(block(5)));
    return to_bytes(must(read_file(path, 1U << 20)));
}

}  // namespace culver::app
