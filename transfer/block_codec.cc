// SPDX-License-Identifier: Apache-2.0
#include "transfer/block_codec.h"

#include "transfer/protocol_errors.h"

#include <zstd.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace culver::transfer {
namespace {

// Three small pieces tell text from noise at a hundredth of a block's cost.
constexpr std::size_t kSampleBytes = 4096;
constexpr double kPromisingRatio = 0.97;  // short pieces shrink less than the whole block will

// Search tables of a few MiB bring nearly all of a level's gain in a block of at most 4 MiB; more would not
// fit into a small device.
constexpr int kHungryLevel = 6;
constexpr int kMaxWindowLog = 21;
constexpr int kMaxTableLog = 18;

using SecondsClock = std::chrono::steady_clock;
double seconds_since(SecondsClock::time_point start) {
    return std::chrono::duration<double>(SecondsClock::now() - start).count();
}

}  // namespace

void BlockEncoder::Free::operator()(ZSTD_CCtx_s* context) const {
    ZSTD_freeCCtx(context);
}

std::span<std::uint8_t> BlockEncoder::content() {
    make_room(raw_);
    return std::span(raw_).subspan(kLaneHeaderBytes);
}

void BlockEncoder::make_room(std::vector<std::uint8_t>& piece) const {
    if (piece.empty()) piece.resize(kLaneHeaderBytes + block_bytes_);
}

Look BlockEncoder::encode(LaneHeader& header, bool is_zero, int level) {
    header.form = is_zero ? BlockForm::Zero : BlockForm::Raw;
    header.wire_length = is_zero ? 0 : header.raw_length;
    Look look;
    if (!is_zero && level != CompressionPolicy::kStored) look = shrink(header, level);
    is_packed_ = header.form == BlockForm::Zstd;
    transfer::encode(header, std::span(is_packed_ ? packed_ : raw_).first<kLaneHeaderBytes>());
    return look;
}

std::vector<std::uint8_t> BlockEncoder::take() {
    return std::exchange(is_packed_ ? packed_ : raw_, {});
}

void BlockEncoder::give(std::vector<std::uint8_t> spare) {
    (raw_.empty() ? raw_ : packed_) = std::move(spare);
}

Look BlockEncoder::shrink(LaneHeader& header, int level) {
    const auto start = SecondsClock::now();
    const ByteView content = ByteView(raw_).subspan(kLaneHeaderBytes, header.raw_length);
    make_room(packed_);
    if (!sample_is_promising(content)) return {.refused = seconds_since(start)};
    const auto limit = static_cast<std::size_t>(CompressionPolicy::kWorthwhileRatio * header.raw_length);
    const std::size_t length = compress(content, std::span(packed_).subspan(kLaneHeaderBytes, limit), level);
    const bool is_smaller = length > 0;
    if (is_smaller) {
        header.form = BlockForm::Zstd;
        header.wire_length = static_cast<std::uint32_t>(length);
    }
    return {.attempt = CompressionPolicy::Attempt{
                level, header.raw_length, is_smaller ? length : header.raw_length, seconds_since(start)}};
}

bool BlockEncoder::sample_is_promising(ByteView content) {
    if (content.size() < 8 * kSampleBytes) return true;  // compressing all of it is as cheap
    std::size_t shrunk = 0;
    const std::size_t places[]{0, content.size() / 2, content.size() - kSampleBytes};
    for (const std::size_t place : places) {
        const std::size_t length = compress(content.subspan(place, kSampleBytes),
                                            std::span(packed_).subspan(kLaneHeaderBytes, kSampleBytes), 1);
        shrunk += length > 0 ? length : kSampleBytes;
    }
    return static_cast<double>(shrunk) < kPromisingRatio * static_cast<double>(3 * kSampleBytes);
}

// The length, or 0 when the result does not fit.
std::size_t BlockEncoder::compress(ByteView from, std::span<std::uint8_t> into, int level) {
    set_level(level);
    const std::size_t length =
        ZSTD_compress2(context_.get(), into.data(), into.size(), from.data(), from.size());
    return ZSTD_isError(length) != 0 ? 0 : length;
}

void BlockEncoder::set_level(int level) {
    if (!context_) context_.reset(ZSTD_createCCtx());
    if (level == context_level_) return;
    context_level_ = level;
    ZSTD_CCtx* context = context_.get();
    const bool is_hungry = level >= kHungryLevel;  // 0 leaves a value to the level
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level);
    ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, is_hungry ? kMaxWindowLog : 0);
    ZSTD_CCtx_setParameter(context, ZSTD_c_hashLog, is_hungry ? kMaxTableLog : 0);
    ZSTD_CCtx_setParameter(context, ZSTD_c_chainLog, is_hungry ? kMaxTableLog : 0);
    ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 1);
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 0);
}

void BlockDecoder::Free::operator()(ZSTD_DCtx_s* context) const {
    ZSTD_freeDCtx(context);
}

BlockDecoder::BlockDecoder() : context_(ZSTD_createDCtx()) {}

Result<> BlockDecoder::decompress(ByteView frame, std::span<std::uint8_t> into) {
    const std::size_t length =
        ZSTD_decompressDCtx(context_.get(), into.data(), into.size(), frame.data(), frame.size());
    if (ZSTD_isError(length) != 0 || length != into.size()) {
        return fail(ProtocolErrc::Malformed, "unpacking a block");
    }
    return {};
}

}  // namespace culver::transfer
