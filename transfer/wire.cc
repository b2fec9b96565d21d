// SPDX-License-Identifier: Apache-2.0
#include "transfer/wire.h"

#include "base/text.h"
#include "transfer/names.h"
#include "transfer/protocol_errors.h"

#include "transfer/wire.pb.h"

#include <cstring>

namespace culver::transfer::wire {
namespace {

std::unexpected<Error> malformed(std::string_view what) {
    return fail(ProtocolErrc::Malformed, "reading " + std::string(what));
}

Bytes serialised(const google::protobuf::MessageLite& message) {
    Bytes bytes(message.ByteSizeLong());
    message.SerializeWithCachedSizesToArray(bytes.data());
    return bytes;
}

template <class Message>
std::optional<Message> parsed(ByteView body) {
    Message message;
    if (!message.ParseFromArray(body.data(), static_cast<int>(body.size()))) return std::nullopt;
    return message;
}

std::optional<TransferId> id_of(const std::string& raw) {
    return TransferId::from_bytes(as_bytes(raw));
}

std::string raw(ByteView bytes) {
    return std::string(as_text(bytes));
}

// Text for people: cut, and valid UTF-8 whatever came.
std::string text_of(std::string_view given, std::size_t limit) {
    const std::string_view cut = cut_utf8(given, limit);
    if (is_utf8(cut)) return std::string(cut);
    return std::string(cut_utf8(printable(cut), limit));  // what stands for bytes is longer than they are
}

void fill(proto::Wish& into, const Wish& wish) {
    into.set_transfer(raw(wish.transfer.view()));
    into.set_turn(wish.turn);
    into.set_pause(wish.pause);
    into.set_by_receiver(wish.by_receiver);
}

std::optional<Wish> wish_of(const proto::Wish& message) {
    const auto transfer = id_of(message.transfer());
    if (!transfer || message.turn() == 0 || message.turn() > kMaxTurn) return std::nullopt;
    return Wish{*transfer, message.turn(), message.pause(), message.by_receiver()};
}

std::optional<ManifestShape> shape_of(const proto::Offer& message) {
    ManifestShape shape;
    shape.entry_count = message.entries();
    shape.total_bytes = message.total_bytes();
    shape.block_bytes = message.block_bytes();
    shape.check = CheckAlgorithm::Xxh3;
    if (message.check() != static_cast<std::uint32_t>(CheckAlgorithm::Xxh3)) return std::nullopt;
    if (shape.entry_count == 0 || shape.entry_count > kMaxEntries) return std::nullopt;
    if (shape.total_bytes > kMaxTotalBytes || message.files() > shape.entry_count) return std::nullopt;
    if (shape.block_bytes < kMinBlockBytes || shape.block_bytes > kMaxBlockBytes) return std::nullopt;
    if (message.manifest_digest().size() != shape.digest.size()) return std::nullopt;
    std::ranges::copy(as_bytes(message.manifest_digest()), shape.digest.begin());
    return shape;
}

template <class Message>
Bytes only_id(const TransferId& transfer) {
    Message message;
    message.set_transfer(raw(transfer.view()));
    return serialised(message);
}

template <class Message>
std::optional<TransferId> parsed_id(ByteView body) {
    const auto message = parsed<Message>(body);
    return message ? id_of(message->transfer()) : std::nullopt;
}

}  // namespace

std::string offered_name(std::string_view path) {
    return text_of(path, kMaxComponentBytes);
}

Bytes encode(const Offer& offer) {
    proto::Offer message;
    message.set_transfer(raw(offer.transfer.view()));
    message.set_entries(offer.shape.entry_count);
    message.set_files(offer.files);
    message.set_total_bytes(offer.shape.total_bytes);
    message.set_block_bytes(offer.shape.block_bytes);
    message.set_check(static_cast<std::uint32_t>(offer.shape.check));
    message.set_manifest_digest(raw(offer.shape.digest));
    for (const std::string& name : offer.names) message.add_names(name);
    message.set_names_in_all(offer.names_in_all);
    if (offer.wish) fill(*message.mutable_wish(), *offer.wish);
    message.set_lane_open(offer.lane_open);
    message.set_last_attempt(offer.last_attempt);
    message.set_has_recipes(offer.has_recipes);
    if (offer.group) message.set_group(raw(offer.group->view()));
    return serialised(message);
}

Result<Offer> decode_offer(ByteView body) {
    const auto message = parsed<proto::Offer>(body);
    const auto transfer = message ? id_of(message->transfer()) : std::nullopt;
    const auto shape = transfer ? shape_of(*message) : std::nullopt;
    if (!shape || message->names_size() > static_cast<int>(kMaxNames)) return malformed("an offer");
    Offer offer{.transfer = *transfer,
                .shape = *shape,
                .files = message->files(),
                .names = {},
                .names_in_all = 0,
                .wish = {},
                .lane_open = message->lane_open(),
                .last_attempt = message->last_attempt(),
                .has_recipes = message->has_recipes(),
                .group = GroupId::from_bytes(as_bytes(message->group()))};
    for (const std::string& name : message->names()) {
        if (name.contains('/')) return malformed("an offer");  // a path would look like one of this computer
        offer.names.push_back(offered_name(name));
    }
    offer.names_in_all = std::max(message->names_in_all(), static_cast<std::uint32_t>(offer.names.size()));
    if (message->has_wish()) {
        offer.wish = wish_of(message->wish());
        if (!offer.wish || offer.wish->transfer != *transfer) return malformed("an offer");
    }
    return offer;
}

Bytes encode(const Answer& answer) {
    proto::Answer message;
    message.set_transfer(raw(answer.transfer.view()));
    message.set_accepted(answer.accepted);
    message.set_reason(answer.reason);
    message.set_wanted_bytes(answer.wanted_bytes);
    message.set_some_only(answer.some_only);
    return serialised(message);
}

Result<Answer> decode_answer(ByteView body) {
    const auto message = parsed<proto::Answer>(body);
    const auto transfer = message ? id_of(message->transfer()) : std::nullopt;
    if (!transfer || message->wanted_bytes() > kMaxTotalBytes) return malformed("an answer");
    return Answer{*transfer, message->accepted(), text_of(message->reason(), kMaxTextBytes),
                  message->some_only(), message->wanted_bytes()};
}

Bytes encode(const ManifestRequest& request) {
    proto::ManifestRequest message;
    message.set_transfer(raw(request.transfer.view()));
    message.set_first_entry(request.first_entry);
    return serialised(message);
}

Result<ManifestRequest> decode_manifest_request(ByteView body) {
    const auto message = parsed<proto::ManifestRequest>(body);
    const auto transfer = message ? id_of(message->transfer()) : std::nullopt;
    if (!transfer || message->first_entry() >= kMaxEntries) return malformed("a request for a list of files");
    return ManifestRequest{*transfer, message->first_entry()};
}

Bytes encode(const ManifestPart& part) {
    proto::ManifestPart message;
    message.set_transfer(raw(part.transfer.view()));
    message.set_first_entry(part.first_entry);
    message.set_next_entry(part.next_entry);
    message.set_page(raw(part.page));
    return serialised(message);
}

Result<ManifestPart> decode_manifest_part(ByteView body) {
    const auto message = parsed<proto::ManifestPart>(body);
    const auto transfer = message ? id_of(message->transfer()) : std::nullopt;
    if (!transfer || message->page().size() > kMaxPageBytes) return malformed("a list of files");
    if (message->next_entry() <= message->first_entry() || message->next_entry() > kMaxEntries) {
        return malformed("a list of files");
    }
    return ManifestPart{*transfer, message->first_entry(), message->next_entry(), to_bytes(message->page())};
}

Bytes encode(const Start& start) {
    proto::Start message;
    message.set_transfer(raw(start.transfer.view()));
    message.mutable_have()->Assign(start.have.begin(), start.have.end());
    message.set_attempt(start.attempt);
    message.set_reused_bytes(start.reused_bytes);
    return serialised(message);
}

Result<Start> decode_start(ByteView body) {
    const auto message = parsed<proto::Start>(body);
    const auto transfer = message ? id_of(message->transfer()) : std::nullopt;
    if (!transfer || message->have_size() > static_cast<int>(2 * BlockSet::kMaxPackedRanges)) {
        return malformed("a start");
    }
    return Start{*transfer,
                 {message->have().begin(), message->have().end()},
                 message->attempt(),
                 message->reused_bytes()};
}

Bytes encode(const Wish& wish) {
    proto::Wish message;
    fill(message, wish);
    return serialised(message);
}

Result<Wish> decode_wish(ByteView body) {
    const auto message = parsed<proto::Wish>(body);
    const auto wish = message ? wish_of(*message) : std::nullopt;
    if (!wish) return malformed("a wish");
    return *wish;
}

Bytes encode(const Cancel& cancel) {
    return only_id<proto::Cancel>(cancel.transfer);
}

Result<Cancel> decode_cancel(ByteView body) {
    const auto transfer = parsed_id<proto::Cancel>(body);
    if (!transfer) return malformed("a cancel");
    return Cancel{*transfer};
}

Bytes encode(const Ended& ended) {
    proto::Ended message;
    message.set_transfer(raw(ended.transfer.view()));
    message.set_how(static_cast<proto::Ended::How>(ended.how));
    message.set_code(ended.code);
    message.set_message(ended.message);
    return serialised(message);
}

Result<Ended> decode_ended(ByteView body) {
    const auto message = parsed<proto::Ended>(body);
    const auto transfer = message ? id_of(message->transfer()) : std::nullopt;
    if (!transfer) return malformed("an end");
    const int how = message->how();
    return Ended{*transfer, how >= 0 && how <= 3 ? static_cast<How>(how) : How::Unknown,
                 text_of(message->code(), kMaxCodeBytes), text_of(message->message(), kMaxTextBytes)};
}

Bytes encode(const Trouble& trouble) {
    proto::Trouble message;
    message.set_transfer(raw(trouble.transfer.view()));
    message.set_code(trouble.code);
    message.set_message(trouble.message);
    return serialised(message);
}

Result<Trouble> decode_trouble(ByteView body) {
    const auto message = parsed<proto::Trouble>(body);
    const auto transfer = message ? id_of(message->transfer()) : std::nullopt;
    if (!transfer) return malformed("a trouble");
    return Trouble{*transfer, text_of(message->code(), kMaxCodeBytes),
                   text_of(message->message(), kMaxTextBytes)};
}

Bytes encode(const ReceiptAck& ack) {
    return only_id<proto::ReceiptAck>(ack.transfer);
}

Result<ReceiptAck> decode_receipt_ack(ByteView body) {
    const auto transfer = parsed_id<proto::ReceiptAck>(body);
    if (!transfer) return malformed("an acknowledgement");
    return ReceiptAck{*transfer};
}

Bytes encode(const RecipeRequest& request) {
    proto::RecipeRequest message;
    message.set_transfer(raw(request.transfer.view()));
    message.set_entry(request.entry);
    message.set_offset(request.offset);
    message.set_sample(request.is_sample);
    return serialised(message);
}

Result<RecipeRequest> decode_recipe_request(ByteView body) {
    const auto message = parsed<proto::RecipeRequest>(body);
    const auto transfer = message ? id_of(message->transfer()) : std::nullopt;
    if (!transfer || message->entry() >= kMaxEntries || message->offset() >= kMaxTotalBytes)
        return malformed("a request for a recipe");
    return RecipeRequest{*transfer, message->entry(), message->offset(), message->sample()};
}

Bytes encode(const Recipe& recipe) {
    proto::Recipe message;
    message.set_transfer(raw(recipe.transfer.view()));
    message.set_entry(recipe.part.entry);
    message.set_offset(recipe.part.offset);
    for (const Chunk& chunk : recipe.part.chunks) {
        message.add_lengths(chunk.length);
        message.mutable_hashes()->append(as_text(chunk.hash));
    }
    for (const Check128& check : recipe.part.checks) message.mutable_checks()->append(as_text(check.bytes));
    message.mutable_hints()->Assign(recipe.hints.begin(), recipe.hints.end());
    return serialised(message);
}

Result<Recipe> decode_recipe(ByteView body) {
    const auto message = parsed<proto::Recipe>(body);
    const auto transfer = message ? id_of(message->transfer()) : std::nullopt;
    if (!transfer || message->entry() >= kMaxEntries || message->offset() >= kMaxTotalBytes)
        return malformed("a recipe");
    Recipe recipe{
        .transfer = *transfer, .part = {}, .hints = {message->hints().begin(), message->hints().end()}};
    RecipePart& part = recipe.part;
    part.entry = message->entry();
    part.offset = message->offset();
    const auto count = static_cast<std::size_t>(message->lengths_size());
    const std::size_t checks = message->checks().size() / sizeof(Check128::bytes);
    const bool is_bounded =
        count <= kMaxRecipeChunks && checks <= kMaxRecipeChecks && recipe.hints.size() <= kMaxHints;
    if (!is_bounded || message->hashes().size() != count * sizeof(ChunkHash) ||
        message->checks().size() != checks * sizeof(Check128::bytes))
        return malformed("a recipe");
    part.chunks.resize(count);
    part.checks.resize(checks);
    for (std::size_t index = 0; index < count; ++index) {
        Chunk& chunk = part.chunks[index];
        chunk.length = message->lengths(static_cast<int>(index));
        std::memcpy(chunk.hash.data(), message->hashes().data() + index * chunk.hash.size(),
                    chunk.hash.size());
    }
    for (std::size_t index = 0; index < checks; ++index) {
        auto& bytes = part.checks[index].bytes;
        std::memcpy(bytes.data(), message->checks().data() + index * bytes.size(), bytes.size());
    }
    return recipe;
}

}  // namespace culver::transfer::wire
