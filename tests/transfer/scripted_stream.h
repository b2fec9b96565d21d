// SPDX-License-Identifier: Apache-2.0
// A lane of which a test wrote the other side beforehand: reads give the script, then the end; writes are
// kept.
#pragma once
#include "net/link.h"
#include "transfer/block_codec.h"
#include "transfer/check.h"
#include "transfer/lane_frame.h"

#include <algorithm>
#include <span>

namespace culver::transfer::test {

class ScriptedStream final : public net::LaneStream {
public:
    explicit ScriptedStream(Bytes script) : script_(std::move(script)) {}

    Result<std::size_t> read_some(std::span<std::uint8_t> into) override {
        const std::size_t count = std::min(into.size(), script_.size() - used_);
        std::copy_n(script_.begin() + static_cast<std::ptrdiff_t>(used_), count, into.begin());
        used_ += count;
        return count;
    }
    Result<> write_all(ByteView bytes) override {
        written.insert(written.end(), bytes.begin(), bytes.end());
        return {};
    }
    bool is_readable(std::chrono::milliseconds) override { return true; }
    void shutdown() override {}

    Bytes written;

private:
    Bytes script_;
    std::size_t used_ = 0;
};

// Header and payload, with whatever contradictions the test wants.
inline Bytes lane_bytes(const LaneHeader& header, ByteView payload = {}) {
    Bytes bytes(kLaneHeaderBytes);
    encode(header, std::span(bytes).first<kLaneHeaderBytes>());
    bytes.insert(bytes.end(), payload.begin(), payload.end());
    return bytes;
}

inline Bytes raw_block(std::uint32_t index, ByteView content) {
    const auto length = static_cast<std::uint32_t>(content.size());
    return lane_bytes({.kind = LaneKind::Block,
                       .form = BlockForm::Raw,
                       .index = index,
                       .raw_length = length,
                       .wire_length = length,
                       .check = check_of(content)},
                      content);
}

}  // namespace culver::transfer::test
