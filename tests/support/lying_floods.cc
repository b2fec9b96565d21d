// SPDX-License-Identifier: Apache-2.0
// Much of what is allowed: frames that mean nothing, and a list of files without end.
#include "base/random.h"
#include "tests/support/lying_lies.h"
#include "tests/support/lying_offer.h"

#include "transfer/manifest.pb.h"
#include "transfer/wire.pb.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace culver::test {
namespace {

using Json = nlohmann::json;
namespace proto = transfer::proto;

enum Kind : std::uint16_t {
    ManifestRequest = 130,
    ManifestPart = 131,
    Start = 132,
    Cancel = 134,
    Ended = 135
};
// Ping; kinds nobody has; a request for gossip; typing; a read mark; a part of an attachment; a cancel of
// nothing; what is held of a group. Among them, the longest acknowledgement of what nobody said.
constexpr std::array<std::uint16_t, 10> kUseless{2, 31, 63, 127, 44, 68, 67, 70, 134, 192};
constexpr std::size_t kUselessBytes = 900;
constexpr std::uint16_t kAckKind = 65;
// The longest list that is taken: a million names that together stay just below kMaxPathBytesInAll.
constexpr std::uint32_t kEntriesOfPage = 1'900;
constexpr std::size_t kNameBytes = 125;
constexpr std::uint32_t kLongestList = 1'000'000;

FalseOffer offer_of_nothing() {
    FalseOffer offer;
    offer.id = random_id<TransferId>();
    offer.content = to_bytes("lie");
    offer.files = {{"useless.bin", 3}};
    return offer;
}

// Only the last file has content, so that the receiver waits for a lane that never comes.
FalseOffer list_of(std::uint32_t entries) {
    FalseOffer offer;
    offer.id = random_id<TransferId>();
    for (std::uint32_t number = 0; number < entries; ++number) {
        const std::string digits = std::to_string(number);
        offer.files.push_back({std::string(kNameBytes - digits.size(), '0') + digits, number + 1 == entries});
    }
    return offer;
}

// More than can be listed: it is only announced.
Bytes endless_offer(const TransferId& transfer, std::uint32_t entries) {
    proto::Offer offer;
    offer.set_transfer(std::string(as_text(transfer.view())));
    offer.set_entries(entries);
    offer.set_files(entries);
    offer.set_block_bytes(256 * 1024);
    offer.set_check(1);
    offer.set_manifest_digest(std::string(32, 'd'));
    offer.add_names("lie");
    offer.set_names_in_all(entries);
    return to_bytes(offer.SerializeAsString());
}

Bytes page_from(const FalseOffer& offer, std::uint32_t first) {
    const auto entries = static_cast<std::uint32_t>(offer.files.size());
    const std::uint32_t end = std::min(first + kEntriesOfPage, entries);
    proto::ManifestPage page;
    page.set_first_entry(first);
    for (std::uint32_t number = first; number < end; ++number) {
        auto& entry = *page.add_entries();
        entry.set_path(offer.files[number].path);
        entry.set_size(offer.files[number].size);
    }
    proto::ManifestPart part;
    part.set_transfer(std::string(as_text(offer.id.view())));
    part.set_first_entry(first);
    part.set_next_entry(end);
    part.set_page(page.SerializeAsString());
    return to_bytes(part.SerializeAsString());
}

}  // namespace

void useless_frames(const Liar& liar, const std::string& name, Milliseconds time) {
    auto link = begin(liar, name, "useless");
    if (!link) return;
    std::uint64_t frames = 0;
    const Bytes acknowledged = largest_ack();
    const auto deadline = std::chrono::steady_clock::now() + time;
    while (link->is_open() && std::chrono::steady_clock::now() < deadline) {
        for (const std::uint16_t kind : kUseless) {
            const bool is_unknown = kind == 31 || kind == 63 || kind == 127;
            if (!link->say(kind, is_unknown ? Bytes(kUselessBytes, 0x5a) : Bytes{})) break;
            ++frames;
        }
        (void)link->say(kAckKind, acknowledged);
        if (frames % 500 == 0) (void)link->say(kOfferKind, encode_offer(offer_of_nothing()));
        while (link->next(Milliseconds(0))) {
        }
    }
    print(Json{{"lie", "useless"}, {"end", link->ending()}, {"frames", frames}});
}

void many_entries(const Liar& liar, const std::string& name, std::uint32_t entries) {
    const FalseOffer offer = list_of(std::min(entries, kLongestList));
    auto link = begin(liar, name, "many-entries");
    if (!link) return;
    const bool is_endless = entries > kLongestList;
    (void)link->say(kOfferKind, is_endless ? endless_offer(offer.id, entries) : encode_offer(offer));
    std::uint32_t told = 0;
    bool is_wanted = false;
    const auto deadline = std::chrono::steady_clock::now() + liar.patience;
    while (link->is_open() && !is_wanted && std::chrono::steady_clock::now() < deadline) {
        const auto frame = link->next(Milliseconds(500));
        if (frame && frame->kind == ManifestRequest) {
            proto::ManifestRequest request;
            (void)request.ParseFromArray(frame->body.data(), static_cast<int>(frame->body.size()));
            (void)link->say(ManifestPart, page_from(offer, request.first_entry()));
            told = std::min(request.first_entry() + kEntriesOfPage, entries);
        }
        is_wanted = frame && (frame->kind == Start || frame->kind == Ended);
    }
    proto::Cancel cancel;
    cancel.set_transfer(std::string(as_text(offer.id.view())));
    (void)link->say(Cancel, to_bytes(cancel.SerializeAsString()));
    link->linger(Milliseconds(1'000));
    print(Json{{"lie", "many-entries"}, {"told", told}, {"wanted", is_wanted}, {"end", link->ending()}});
}

}  // namespace culver::test
