// SPDX-License-Identifier: Apache-2.0
#include "transfer/block_codec.h"

#include "transfer/protocol_errors.h"

#include <zstd.h>

#include <algorithm>
#include <chrono>

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

BlockEncoder::BlockEncoder(std::uint32_t block_bytes, CompressionPolicy* policy)
    : block_bytes_(block_bytes), policy_(policy), raw_(kLaneHeaderBytes + block_bytes) {}

ByteView BlockEncoder::encode(LaneHeader& header, bool is_zero) {
    const int level = policy_ != nullptr && !is_zero ? policy_->next_level() : CompressionPolicy::kStored;
    header.form = is_zero ? BlockForm::Zero : BlockForm::Raw;
    header.wire_length = is_zero ? 0 : header.raw_length;
    const bool is_packed = level != CompressionPolicy::kStored && shrink(header, level);
    std::vector<std::uint8_t>& chosen = is_packed ? packed_ : raw_;
    transfer::encode(header, std::span(chosen).first<kLaneHeaderBytes>());
    return ByteView(chosen).first(kLaneHeaderBytes + header.wire_length);
}

bool BlockEncoder::shrink(LaneHeader& header, int level) {
    const auto start = SecondsClock::now();
    const ByteView content = ByteView(raw_).subspan(kLaneHeaderBytes, header.raw_length);
    if (packed_.empty()) packed_.resize(kLaneHeaderBytes + block_bytes_);
    if (!sample_is_promising(content)) {
        policy_->sample_refused(seconds_since(start));
        return false;
    }
    const auto limit = static_cast<std::size_t>(CompressionPolicy::kWorthwhileRatio * header.raw_length);
    const std::size_t length = compress(content, std::span(packed_).subspan(kLaneHeaderBytes, limit), level);
    const bool is_smaller = length > 0;
    policy_->attempted(
        {level, header.raw_length, is_smaller ? length : header.raw_length, seconds_since(start)});
    if (!is_smaller) return false;
    header.form = BlockForm::Zstd;
    header.wire_length = static_cast<std::uint32_t>(length);
    return true;
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
