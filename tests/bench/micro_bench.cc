// SPDX-License-Identifier: Apache-2.0
// Small pieces that everything passes through, with Google Benchmark: frames, blocks, the decision about
// compressing, a roster of ten thousand peers. Needs libbenchmark-dev; built when that is there.
//
//     build/release/micro_bench [--benchmark_filter=Block]
#include "base/random.h"
#include "discovery/roster.h"
#include "net/frame.h"
#include "transfer/block_codec.h"
#include "transfer/check.h"
#include "transfer/compression.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <random>
#include <string>

namespace culver {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t kBlock = 1U << 20;

Bytes noise(std::size_t size) {
    Bytes bytes(size);
    fill_random(bytes);
    return bytes;
}

// Lines as logs have them; zstd makes about a quarter of it.
Bytes text(std::size_t size) {
    std::mt19937 random(1);
    std::string lines;
    while (lines.size() < size) {
        lines += "2026-11-26T10:" + std::to_string(random() % 60) + " host" + std::to_string(random() % 40) +
                 " service[" + std::to_string(random() % 9000) + "]: request " + std::to_string(random()) +
                 " took " + std::to_string(random() % 500) + " ms\n";
    }
    return Bytes(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(size));
}

void count_bytes(benchmark::State& state, std::size_t each) {
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(each));
}

// ---- frames

void Frame_encode(benchmark::State& state) {
    const Bytes body = noise(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) benchmark::DoNotOptimize(net::encode_frame(7, body));
    count_bytes(state, body.size());
}
BENCHMARK(Frame_encode)->Arg(64)->Arg(4096)->Arg(262144);

void Frame_read(benchmark::State& state) {
    const Bytes frame = net::encode_frame(7, noise(static_cast<std::size_t>(state.range(0))));
    net::FrameReader reader;
    for (auto _ : state) {
        reader.feed(frame);
        auto next = reader.next();
        if (!next || !*next) return state.SkipWithError("no frame");
    }
    count_bytes(state, frame.size());
}
BENCHMARK(Frame_read)->Arg(64)->Arg(4096)->Arg(262144);

// ---- blocks

void Block_check(benchmark::State& state) {
    const Bytes content = noise(kBlock);
    for (auto _ : state) benchmark::DoNotOptimize(transfer::check_of(content));
    count_bytes(state, kBlock);
}
BENCHMARK(Block_check);

constexpr int kSlowLinkLevel = 9;  // what a link of 100 Mbit/s teaches the policy

void encode_blocks(benchmark::State& state, const Bytes& content, int level) {
    transfer::BlockEncoder encoder(kBlock);
    for (auto _ : state) {
        std::ranges::copy(content, encoder.content().begin());
        transfer::LaneHeader header{.kind = transfer::LaneKind::Block, .raw_length = kBlock, .check = {}};
        benchmark::DoNotOptimize(encoder.encode(header, false, level));
        encoder.give(encoder.take());
    }
    count_bytes(state, kBlock);
}
void Block_stored(benchmark::State& state) {
    encode_blocks(state, noise(kBlock), transfer::CompressionPolicy::kStored);
}
void Block_noise_on_a_slow_link(benchmark::State& state) {
    encode_blocks(state, noise(kBlock), kSlowLinkLevel);
}
void Block_text_on_a_slow_link(benchmark::State& state) {
    encode_blocks(state, text(kBlock), kSlowLinkLevel);
}
BENCHMARK(Block_stored);
BENCHMARK(Block_noise_on_a_slow_link);
BENCHMARK(Block_text_on_a_slow_link);

void Block_decompress(benchmark::State& state) {
    const Bytes content = text(kBlock);
    transfer::BlockEncoder encoder(kBlock);
    std::ranges::copy(content, encoder.content().begin());
    transfer::LaneHeader header{.kind = transfer::LaneKind::Block, .raw_length = kBlock, .check = {}};
    (void)encoder.encode(header, false, kSlowLinkLevel);
    const Bytes sent = encoder.take();
    if (header.form != transfer::BlockForm::Zstd) return state.SkipWithError("it was not compressed");
    const Bytes frame(sent.begin() + transfer::kLaneHeaderBytes,
                      sent.begin() + transfer::kLaneHeaderBytes + header.wire_length);
    transfer::BlockDecoder decoder;
    Bytes into(kBlock);
    for (auto _ : state)
        if (!decoder.decompress(frame, into)) return state.SkipWithError("it cannot be unpacked");
    count_bytes(state, kBlock);
}
BENCHMARK(Block_decompress);

void Compression_decision(benchmark::State& state) {
    transfer::CompressionPolicy policy;
    for (auto _ : state) {
        benchmark::DoNotOptimize(policy.next_level());
        policy.window_ended({0.04, 0.02, 4 * kBlock, 2 * kBlock});
    }
}
BENCHMARK(Compression_decision);

// ---- the roster

class CrowdedRoster : public benchmark::Fixture {
public:
    static constexpr std::uint32_t kPeers = 10'000;

    void SetUp(benchmark::State&) override {
        if (roster_) return;
        roster_ = std::make_unique<discovery::Roster>([this] { return engine_(); }, 24254,
                                                      discovery::RosterLimits{.unknown_rows = kPeers});
        for (std::uint32_t number = 0; number < kPeers; ++number) {
            discovery::Sighting proven = sighting(number, 1);
            proven.proof = discovery::Proof::Answered;
            (void)roster_->heard(proven, now_);
        }
    }

protected:
    discovery::Sighting sighting(std::uint32_t number, std::uint64_t sequence) const {
        PeerId id;
        id.bytes[0] = static_cast<std::uint8_t>(number);
        id.bytes[1] = static_cast<std::uint8_t>(number >> 8);
        const std::string where = "10." + std::to_string(number >> 16) + "." +
                                  std::to_string(number >> 8 & 255) + "." + std::to_string(number & 255);
        discovery::Digest digest{};
        std::memcpy(digest.data(), &sequence, sizeof sequence);
        return {.peer = PeerKey(id),
                .proof = discovery::Proof::Signed,
                .stamp = discovery::Stamp{1, sequence},
                .digest = digest,
                .label = discovery::Label{.name = "peer", .department = "", .presence = {}},
                .way = discovery::Way::Multicast4,
                .dial = Endpoint::parse(where, 24254).value(),
                .reply_port = 40'000,
                .is_direct = true,
                .interval = 100s};
    }

    std::mt19937_64 engine_{1};
    SteadyTime now_{1h};
    std::unique_ptr<discovery::Roster> roster_;
};

// Beacons of all peers in turn, each newer than the last.
BENCHMARK_F(CrowdedRoster, hears_a_beacon)(benchmark::State& state) {
    std::uint64_t heard = 0;
    for (auto _ : state) {
        state.PauseTiming();
        const auto beacon = sighting(static_cast<std::uint32_t>(heard % kPeers), 2 + heard / kPeers);
        ++heard;
        state.ResumeTiming();
        benchmark::DoNotOptimize(roster_->heard(beacon, now_));
    }
}

BENCHMARK_F(CrowdedRoster, lists_everybody)(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(roster_->rows());
    state.counters["peers"] = static_cast<double>(roster_->rows().size());
}

BENCHMARK_F(CrowdedRoster, looks_for_who_is_overdue)(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(roster_->advance(now_));
}

}  // namespace
}  // namespace culver

BENCHMARK_MAIN();
