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

enum Kind : std::uint16_t { Answer = 129, ManifestRequest = 130, ManifestPart = 131, Ended = 135 };
// Ping; kinds nobody has; a request for gossip; typing; a read mark; a part of an attachment; a cancel of
// nothing; what is held of a group.
constexpr std::array<std::uint16_t, 10> kUseless{2, 31, 63, 127, 44, 68, 67, 70, 134, 192};
constexpr std::size_t kUselessBytes = 900;
constexpr std::uint32_t kEntriesOfPage = 8'000;

FalseOffer offer_of_nothing() {
    FalseOffer offer;
    offer.id = random_id<TransferId>();
    offer.content = to_bytes("lie");
    offer.files = {{"useless.bin", 3}};
    return offer;
}

Bytes offer_of_many(const TransferId& transfer, std::uint32_t entries) {
    proto::Offer offer;
    offer.set_transfer(std::string(as_text(transfer.view())));
    offer.set_entries(entries);
    offer.set_files(entries);
    offer.set_block_bytes(256 * 1024);
    offer.set_check(1);
    offer.set_manifest_digest(std::string(32, 'd'));  // of no list: the end of the story is a refusal
    offer.add_names("lie");
    offer.set_names_in_all(entries);
    return to_bytes(offer.SerializeAsString());
}

Bytes page_from(const TransferId& transfer, std::uint32_t first, std::uint32_t entries) {
    const std::uint32_t end = std::min(first + kEntriesOfPage, entries);
    proto::ManifestPage page;
    page.set_first_entry(first);
    for (std::uint32_t number = first; number < end; ++number) {
        std::string name = std::to_string(number);
        page.add_entries()->set_path(std::string(10 - name.size(), '0') + name);
    }
    proto::ManifestPart part;
    part.set_transfer(std::string(as_text(transfer.view())));
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
    const auto deadline = std::chrono::steady_clock::now() + time;
    while (link->is_open() && std::chrono::steady_clock::now() < deadline) {
        for (const std::uint16_t kind : kUseless) {
            const bool is_unknown = kind == 31 || kind == 63 || kind == 127;
            if (!link->say(kind, is_unknown ? Bytes(kUselessBytes, 0x5a) : Bytes{})) break;
            ++frames;
        }
        if (frames % 500 == 0) (void)link->say(kOfferKind, encode_offer(offer_of_nothing()));
        while (link->next(Milliseconds(0))) {
        }
    }
    print(Json{{"lie", "useless"}, {"end", link->ending()}, {"frames", frames}});
}

void many_entries(const Liar& liar, const std::string& name, std::uint32_t entries) {
    auto link = begin(liar, name, "many-entries");
    if (!link) return;
    const auto transfer = random_id<TransferId>();
    (void)link->say(kOfferKind, offer_of_many(transfer, entries));
    std::uint32_t told = 0;
    Json line{{"lie", "many-entries"}, {"end", "no_answer"}};
    const auto deadline = std::chrono::steady_clock::now() + liar.patience;
    while (link->is_open() && std::chrono::steady_clock::now() < deadline) {
        const auto frame = link->next(Milliseconds(500));
        if (!frame) continue;
        if (frame->kind == ManifestRequest) {
            proto::ManifestRequest request;
            (void)request.ParseFromArray(frame->body.data(), static_cast<int>(frame->body.size()));
            (void)link->say(ManifestPart, page_from(transfer, request.first_entry(), entries));
            told = std::min(request.first_entry() + kEntriesOfPage, entries);
        }
        if (frame->kind == Ended) {
            proto::Ended ended;
            (void)ended.ParseFromArray(frame->body.data(), static_cast<int>(frame->body.size()));
            line["end"] = "ended";
            line["code"] = ended.code();
            break;
        }
        if (frame->kind == Answer) line["answered"] = true;
    }
    if (!link->is_open()) line["end"] = link->ending();
    line["told"] = told;
    print(line);
}

}  // namespace culver::test
