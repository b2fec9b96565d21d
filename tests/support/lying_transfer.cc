// SPDX-License-Identifier: Apache-2.0
#include "base/random.h"
#include "base/text.h"
#include "tests/support/lying_lies.h"
#include "tests/support/lying_offer.h"
#include "transfer/check.h"
#include "transfer/lane_frame.h"

#include <nlohmann/json.hpp>
#include <zstd.h>

#include <fstream>

namespace culver::test {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kHuge = 1ULL << 63;

FalseOffer small_offer(const std::string& path) {
    FalseOffer offer;
    offer.id = random_id<TransferId>();
    offer.content = to_bytes("lie");
    offer.files = {{path, offer.content.size()}};
    return offer;
}

Json line_of(const char* lie, const FalseOffer& offer, const Outcome& outcome) {
    return Json{{"lie", lie},
                {"transfer", offer.id.text()},
                {"end", outcome.end},
                {"code", outcome.code},
                {"message", printable(outcome.message)},
                {"accepted", outcome.accepted},
                {"listed", outcome.listed},
                {"started", outcome.started}};
}

// hex:2e2e2f61 stands for any bytes; other lines are the path itself.
std::string path_of(const std::string& line) {
    if (!line.starts_with("hex:")) return line;
    const auto bytes = from_hex(line.substr(4));
    return bytes ? std::string(as_text(*bytes)) : line;
}

// The path below the folders that it names, so that only the name itself can be what is wrong.
FalseOffer offer_of_line(std::string line) {
    const bool is_folder = line.starts_with("folder:");
    if (is_folder) line.erase(0, 7);
    std::optional<std::uint64_t> size;
    if (line.starts_with("size=")) {
        size = std::stoull(line.substr(5));
        line.erase(0, line.find(':') + 1);
    }
    FalseOffer offer = small_offer(path_of(line));
    FalseFile last = offer.files.front();
    if (size) last.size = *size;
    offer.files.clear();
    for (auto slash = last.path.find('/'); slash != std::string::npos;
         slash = last.path.find('/', slash + 1)) {
        if (slash > 0) offer.files.push_back({last.path.substr(0, slash), 0, true});
    }
    if (is_folder) {
        offer.files.push_back({last.path, 0, true});
        last.path += "/inner.txt";
    }
    offer.files.push_back(last);
    return offer;
}

// One header of a lane, and what follows it.
Bytes lane_block(std::uint32_t index, std::uint32_t raw_length, std::uint32_t wire_length, ByteView content) {
    const transfer::LaneHeader header{
        transfer::LaneKind::Block,  transfer::BlockForm::Raw, false, index, raw_length, wire_length,
        transfer::check_of(content)};
    std::array<std::uint8_t, transfer::kLaneHeaderBytes> raw{};
    transfer::encode(header, raw);
    Bytes bytes(raw.begin(), raw.end());
    bytes.insert(bytes.end(), content.begin(), content.end());
    return bytes;
}

// Sixty-four megabytes of zeros in a few kilobytes of zstd, announced as so many bytes.
Bytes bomb(std::uint32_t announced) {
    const Bytes zeros(64U << 20);
    Bytes packed(ZSTD_compressBound(zeros.size()));
    packed.resize(ZSTD_compress(packed.data(), packed.size(), zeros.data(), zeros.size(), 1));
    const transfer::LaneHeader header{transfer::LaneKind::Block,
                                      transfer::BlockForm::Zstd,
                                      false,
                                      0,
                                      announced,
                                      static_cast<std::uint32_t>(packed.size()),
                                      transfer::check_of(zeros)};
    std::array<std::uint8_t, transfer::kLaneHeaderBytes> raw{};
    transfer::encode(header, raw);
    packed.insert(packed.begin(), raw.begin(), raw.end());
    return packed;
}

struct SizeLie {
    const char* variant;
    FalseOffer offer;
};

std::vector<SizeLie> make_size_lies() {
    std::vector<SizeLie> lies;
    const auto add = [&lies](const char* variant) -> FalseOffer& {
        lies.push_back({variant, small_offer(std::string(variant) + ".bin")});
        return lies.back().offer;
    };
    add("offer says more").total_bytes = 1'000'000;
    add("offer says less").total_bytes = 1;
    add("offer says nothing").total_bytes = 0;
    add("offer is huge").total_bytes = kHuge;
    add("file is huge").files[0].size = kHuge;
    add("file is negative").files[0].size = ~std::uint64_t{0};
    {
        FalseOffer& overflow = add("sum overflows");
        overflow.files = {{"a.bin", kHuge}, {"b.bin", kHuge + 3}};
    }
    add("block length is zero").block_bytes = 0;
    add("block length is odd").block_bytes = 3;
    add("block length is huge").block_bytes = 1u << 31;
    add("one byte more").lane_bytes = [](const Bytes&) { return lane_block(0, 4, 4, to_bytes("lies")); };
    add("one byte less").lane_bytes = [](const Bytes&) { return lane_block(0, 2, 2, to_bytes("li")); };
    add("another block").lane_bytes = [](const Bytes&) { return lane_block(1, 3, 3, to_bytes("lie")); };
    add("the last block").lane_bytes = [](const Bytes&) { return lane_block(~0u, 3, 3, to_bytes("lie")); };
    add("block without end").lane_bytes = [](const Bytes&) {
        return lane_block(0, 1u << 31, 1u << 31, Bytes(100'000));
    };
    add("wrong check").lane_bytes = [](const Bytes& honest) {
        Bytes changed = honest;
        changed[transfer::kLaneHeaderBytes] ^= 1;
        return changed;
    };
    add("a bomb of zeros").lane_bytes = [](const Bytes&) { return bomb(3); };
    add("a bomb that says its size").lane_bytes = [](const Bytes&) { return bomb(4U << 20); };
    add("more after the end").lane_bytes = [](const Bytes& honest) {
        Bytes more = honest;
        more.insert(more.end(), honest.begin(), honest.end());
        return more;
    };
    return lies;
}

}  // namespace

void offer_one(const Liar& liar, const std::string& name, const std::string& path) {
    auto session = begin(liar, name, "offer");
    if (!session) return;
    const FalseOffer offer = small_offer(path);
    print(line_of("offer", offer, make_offer(liar, *session, offer)));
}

void offer_names(const Liar& liar, const std::string& name, const std::string& file) {
    std::ifstream lines(file);
    std::optional<LyingLink> session;
    for (std::string line; std::getline(lines, line);) {
        if (line.empty()) continue;
        if (!session || !session->is_open()) session = begin(liar, name, "offer-names");
        if (!session) return;
        const FalseOffer offer = offer_of_line(line);
        Json result = line_of("offer-names", offer, make_offer(liar, *session, offer));
        result["path"] = line;
        print(result);
    }
}

void unaccepted_blocks(const Liar& liar, const std::string& name) {
    auto session = begin(liar, name, "unaccepted-data");
    if (!session) return;
    FalseOffer offer = small_offer("unaccepted.bin");
    for (const bool is_offered : {false, true}) {
        if (is_offered) (void)session->say(kOfferKind, encode_offer(offer));
        auto lane = LyingLink::open_lane(liar, offer.id);
        Json line{{"lie", "unaccepted-data"},
                  {"offered", is_offered},
                  {"lane", lane.has_value()},
                  {"end", "refused"}};
        if (lane) {
            (void)lane->write(honest_lane(offer));
            Bytes answer(1024);
            std::size_t answered = 0;
            while (const auto got = lane->read_raw(answer, liar.patience)) answered += got;
            line["end"] = lane->ending();
            line["answered_bytes"] = answered;
        }
        print(line);
    }
}

void size_lies(const Liar& liar, const std::string& name) {
    std::optional<LyingLink> session;
    for (const SizeLie& lie : make_size_lies()) {
        if (!session || !session->is_open()) session = begin(liar, name, "size-lie");
        if (!session) return;
        Json line = line_of("size-lie", lie.offer, make_offer(liar, *session, lie.offer));
        line["variant"] = lie.variant;
        print(line);
    }
}

void same_id_twice(const Liar& liar, const std::string& name) {
    auto session = begin(liar, name, "same-id-twice");
    if (!session) return;
    FalseOffer offer = small_offer("first.bin");
    print(line_of("same-id-twice", offer, make_offer(liar, *session, offer)));
    if (!session->is_open()) session = begin(liar, name, "same-id-twice");
    if (!session) return;
    offer.files[0].path = "second.bin";
    offer.content = to_bytes("LIE");
    print(line_of("same-id-twice", offer, make_offer(liar, *session, offer)));
}

}  // namespace culver::test
