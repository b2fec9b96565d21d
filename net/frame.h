// SPDX-License-Identifier: Apache-2.0
// A frame is one message on a link:
//
//     length  u32, big endian: bytes after this field, 2 … kMaxFrameBytes
//     kind    u16, big endian: what the body means; unknown kinds are skipped by the session
//     body    the rest: a Protocol Buffers message
//
//     00 00 00 05  00 02  aa bb cc      a frame of kind 2 with three bytes
#pragma once
#include "base/bytes.h"
#include "base/result.h"

#include <cstdint>
#include <optional>
#include <span>

namespace culver::net {

inline constexpr std::uint32_t kMaxFrameBytes = 1u
                                                << 20;  // a peer cannot make us hold more than this per link
inline constexpr std::uint32_t kMaxHelloBytes = 16u * 1024;  // before Hello nothing long has to be said
inline constexpr std::size_t kLengthBytes = 4;
inline constexpr std::size_t kKindBytes = 2;
inline constexpr std::size_t kHeaderBytes = kLengthBytes + kKindBytes;
inline constexpr std::size_t kMaxBodyBytes = kMaxFrameBytes - kKindBytes;

struct Frame {
    std::uint16_t kind = 0;
    Bytes body;
    bool operator==(const Frame&) const = default;
};

struct FrameHeader {
    std::uint16_t kind = 0;
    std::uint32_t body_bytes = 0;
};

// Requires: body.size() ≤ kMaxBodyBytes.
[[nodiscard]] Bytes encode_frame(std::uint16_t kind, ByteView body);

// Fails with NetErrc::FrameTooLong above limit (of the length field) and NetErrc::FrameTooShort.
[[nodiscard]] Result<FrameHeader> decode_header(std::span<const std::uint8_t, kHeaderBytes> header,
                                                std::uint32_t limit);

// Cuts frames out of a byte stream that arrives in arbitrary pieces. Memory follows the bytes that came, not
// the length that was announced; a large buffer is given back as soon as all was taken.
class FrameReader {
public:
    explicit FrameReader(std::uint32_t limit = kMaxFrameBytes) : limit_(limit) {}

    // Room for the next bytes of the stream, never empty; then commit() how many came.
    [[nodiscard]] std::span<std::uint8_t> prepare();
    void commit(std::size_t bytes);

    // The two in one, for bytes that are elsewhere.
    void feed(ByteView piece);

    // The next whole frame, or nothing yet. Fails as decode_header(); the link is unusable then.
    [[nodiscard]] Result<std::optional<Frame>> next();

    // Bytes of memory that are taken for what was not taken out yet.
    [[nodiscard]] std::size_t held() const { return buffer_.size(); }

private:
    [[nodiscard]] std::size_t waiting() const { return end_ - begin_; }
    void make_room(std::size_t bytes);

    std::uint32_t limit_;
    Bytes buffer_;
    std::size_t begin_ = 0;  // what was not taken yet lies in [begin_, end_)
    std::size_t end_ = 0;
};

}  // namespace culver::net
