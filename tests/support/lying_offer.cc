// SPDX-License-Identifier: Apache-2.0
#include "tests/support/lying_offer.h"

#include "base/signature.h"
#include "transfer/check.h"
#include "transfer/lane_frame.h"

#include "transfer/manifest.pb.h"
#include "transfer/wire.pb.h"

#include <algorithm>
#include <span>

namespace culver::test {
namespace {

namespace proto = transfer::proto;

enum Kind : std::uint16_t {
    Answer = 129,
    ManifestRequest,
    ManifestPart,
    Start,
    Wish,
    Cancel,
    Ended,
    Trouble,
    Receipt,
    ReceiptAck,
    RecipeRequest,
    Recipe
};

template <class Message>
Bytes serialized(const Message& message) {
    return to_bytes(message.SerializeAsString());
}

template <class Message>
Message parsed(const net::Frame& frame) {
    Message message;
    (void)message.ParseFromArray(frame.body.data(), static_cast<int>(frame.body.size()));
    return message;
}

template <class Number>
void append(Bytes& bytes, Number value) {
    for (std::size_t i = 0; i < sizeof value; ++i) {
        bytes.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> (8 * i)));
    }
}

std::uint64_t total_of(const FalseOffer& offer) {
    std::uint64_t total = 0;
    for (const FalseFile& file : offer.files) total += file.size;
    return offer.total_bytes.value_or(total);
}

// The canonical form that manifest.proto describes, without any check.
}  // namespace

std::array<std::uint8_t, 32> manifest_digest(const FalseOffer& offer) {
    Bytes bytes = to_bytes("culver manifest v1");
    bytes.push_back(0);
    bytes.push_back(1);
    append(bytes, offer.block_bytes);
    append(bytes, static_cast<std::uint32_t>(offer.files.size()));
    append(bytes, total_of(offer));
    for (const FalseFile& file : offer.files) {
        bytes.push_back(file.is_folder ? 1 : 0);
        append(bytes, file.size);
        append(bytes, std::int64_t{0});
        append(bytes, static_cast<std::uint16_t>(file.path.size()));
        bytes.insert(bytes.end(), file.path.begin(), file.path.end());
    }
    return sha256(bytes);
}

namespace {

Bytes encode_list(const FalseOffer& offer) {
    proto::ManifestPage page;
    for (const FalseFile& file : offer.files) {
        auto& entry = *page.add_entries();
        entry.set_path(file.path);
        entry.set_kind(file.is_folder ? proto::ManifestEntry::FOLDER : proto::ManifestEntry::FILE);
        entry.set_size(file.size);
    }
    proto::ManifestPart part;
    part.set_transfer(std::string(as_text(offer.id.view())));
    part.set_next_entry(static_cast<std::uint32_t>(offer.files.size()));
    part.set_page(page.SerializeAsString());
    return serialized(part);
}

bool send_lane(const Liar& liar, const FalseOffer& offer) {
    auto lane = LyingLink::open_lane(liar, offer.id);
    if (!lane) return false;
    const Bytes honest = honest_lane(offer);
    (void)lane->write(offer.lane_bytes ? offer.lane_bytes(honest) : honest);
    // The lane has to stay until the receiver has read it; it closes or goes quiet then.
    Bytes ignored(1024);
    while (lane->read_raw(ignored, Milliseconds(500)) > 0) {
    }
    return true;
}

// Which transfer a frame is about: every message but the receipt says so first.
Bytes subject_of(const net::Frame& frame) {
    if (frame.kind != Receipt) return to_bytes(parsed<proto::Cancel>(frame).transfer());
    proto::ReceiptStatement statement;
    (void)statement.ParseFromString(parsed<proto::Receipt>(frame).statement());
    return to_bytes(statement.transfer());
}

void acknowledge_receipt(LyingLink& session, const Bytes& transfer) {
    proto::ReceiptAck acknowledgement;
    acknowledgement.set_transfer(std::string(as_text(transfer)));
    (void)session.say(ReceiptAck, serialized(acknowledgement));
}

// True when the outcome is final.
bool take(const Liar& liar, LyingLink& session, const FalseOffer& offer, const net::Frame& frame,
          Outcome& outcome) {
    switch (frame.kind) {
        case Answer: {
            const auto answer = parsed<proto::Answer>(frame);
            outcome.accepted = answer.accepted();
            if (!answer.accepted()) outcome.end = "declined", outcome.message = answer.reason();
            return !answer.accepted();
        }
        case ManifestRequest: outcome.listed = true; return !session.say(ManifestPart, encode_list(offer));
        case Start:
            outcome.started = true;
            outcome.reused = parsed<proto::Start>(frame).reused_bytes();
            if (!send_lane(liar, offer)) outcome.end = "lane_refused";
            return outcome.end == "lane_refused";
        case Ended: {
            const auto ended = parsed<proto::Ended>(frame);
            outcome.end = "ended", outcome.code = ended.code(), outcome.message = ended.message();
            return true;
        }
        case Cancel: outcome.end = "ended", outcome.code = "cancelled"; return true;
        case Trouble: {
            const auto trouble = parsed<proto::Trouble>(frame);
            outcome.end = "trouble", outcome.code = trouble.code(), outcome.message = trouble.message();
            return true;
        }
        case Receipt: outcome.end = "receipt"; return true;
        case RecipeRequest: {
            outcome.asked = true;
            const auto request = transfer::wire::decode_recipe_request(frame.body);
            const auto recipe = request && offer.recipe ? offer.recipe(*request) : std::nullopt;
            return recipe && !session.say(Recipe, transfer::wire::encode(*recipe));
        }
        default: return false;
    }
}

void name_what_is_in(const FalseOffer& offer, proto::Offer& message) {
    std::vector<std::string> top;
    for (const FalseFile& file : offer.files)
        if (!file.path.contains('/')) top.push_back(file.path);
    if (offer.name) top = {*offer.name};
    for (const std::string& name : std::span(top).first(std::min(top.size(), transfer::wire::kMaxNames)))
        message.add_names(name);
    message.set_names_in_all(static_cast<std::uint32_t>(top.size()));
}

}  // namespace

Bytes encode_offer(const FalseOffer& offer) {
    proto::Offer message;
    message.set_transfer(std::string(as_text(offer.id.view())));
    message.set_entries(static_cast<std::uint32_t>(offer.files.size()));
    message.set_files(
        static_cast<std::uint32_t>(std::ranges::count(offer.files, false, &FalseFile::is_folder)));
    message.set_total_bytes(total_of(offer));
    message.set_block_bytes(offer.block_bytes);
    message.set_check(1);
    message.set_manifest_digest(std::string(as_text(manifest_digest(offer))));
    name_what_is_in(offer, message);
    message.set_has_recipes(static_cast<bool>(offer.recipe));
    return serialized(message);
}

Bytes honest_lane(const FalseOffer& offer) {
    Bytes bytes;
    const auto add = [&bytes](const transfer::LaneHeader& header) {
        std::array<std::uint8_t, transfer::kLaneHeaderBytes> raw{};
        transfer::encode(header, raw);
        bytes.insert(bytes.end(), raw.begin(), raw.end());
    };
    std::uint32_t index = 0;
    for (ByteView rest = offer.content; !rest.empty(); ++index) {
        const ByteView block = rest.first(std::min<std::size_t>(rest.size(), offer.block_bytes));
        const auto length = static_cast<std::uint32_t>(block.size());
        add({transfer::LaneKind::Block, transfer::BlockForm::Raw, false, index, length, length,
             transfer::check_of(block)});
        bytes.insert(bytes.end(), block.begin(), block.end());
        rest = rest.subspan(length);
    }
    add({});
    return bytes;
}

Outcome make_offer(const Liar& liar, LyingLink& session, const FalseOffer& offer) {
    Outcome outcome{.end = "no_answer", .code = {}, .message = {}};
    if (session.say(kOfferKind, encode_offer(offer))) {
        const auto deadline = std::chrono::steady_clock::now() + liar.patience;
        for (;;) {
            const auto left = std::chrono::ceil<Milliseconds>(deadline - std::chrono::steady_clock::now());
            if (left.count() <= 0) return outcome;
            const auto frame = session.next(left);
            if (!frame) break;
            const Bytes subject = subject_of(*frame);
            if (frame->kind == Receipt) acknowledge_receipt(session, subject);
            if (!std::ranges::equal(subject, offer.id.bytes)) continue;  // an earlier one, taken up again
            if (take(liar, session, offer, *frame, outcome)) return outcome;
        }
    }
    if (!session.is_open()) outcome.end = "closed", outcome.message = session.ending();
    return outcome;
}

}  // namespace culver::test
