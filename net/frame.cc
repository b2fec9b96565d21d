// SPDX-License-Identifier: Apache-2.0
#include "net/frame.h"

#include "net/errors.h"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace culver::net {
namespace {

constexpr std::size_t kFirstBufferBytes = 2048;      // what an idle session's next frame fits into
constexpr std::size_t kSmallestReadBytes = 512;      // less room than this is not worth a read
constexpr std::size_t kKeptBufferBytes = 16 * 1024;  // an emptied buffer above this is given back

std::uint32_t read_u32(const std::uint8_t* bytes) {
    return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 |
           bytes[3];
}

}  // namespace

Bytes encode_frame(std::uint16_t kind, ByteView body) {
    assert(body.size() <= kMaxBodyBytes);
    const auto length = static_cast<std::uint32_t>(body.size() + kKindBytes);
    Bytes bytes(kHeaderBytes + body.size());
    for (std::size_t i = 0; i < kLengthBytes; ++i)
        bytes[i] = static_cast<std::uint8_t>(length >> (24 - 8 * i));
    bytes[4] = static_cast<std::uint8_t>(kind >> 8);
    bytes[5] = static_cast<std::uint8_t>(kind);
    std::ranges::copy(body, bytes.begin() + kHeaderBytes);
    return bytes;
}

Result<FrameHeader> decode_header(std::span<const std::uint8_t, kHeaderBytes> header, std::uint32_t limit) {
    const std::uint32_t length = read_u32(header.data());
    if (length > limit) return fail(NetErrc::FrameTooLong);
    if (length < kKindBytes) return fail(NetErrc::FrameTooShort);
    const auto kind = static_cast<std::uint16_t>(header[4] << 8 | header[5]);
    return FrameHeader{kind, length - static_cast<std::uint32_t>(kKindBytes)};
}

void FrameReader::make_room(std::size_t bytes) {
    if (buffer_.size() - end_ >= bytes) return;
    if (begin_ > 0) std::memmove(buffer_.data(), buffer_.data() + begin_, waiting());
    end_ = waiting();
    begin_ = 0;
    if (buffer_.size() - end_ < bytes) buffer_.resize(std::max({kFirstBufferBytes, end_ * 2, end_ + bytes}));
}

std::span<std::uint8_t> FrameReader::prepare() {
    make_room(kSmallestReadBytes);
    return std::span(buffer_).subspan(end_);
}

void FrameReader::commit(std::size_t bytes) {
    assert(end_ + bytes <= buffer_.size());
    end_ += bytes;
}

void FrameReader::feed(ByteView piece) {
    make_room(piece.size());
    std::ranges::copy(piece, buffer_.begin() + static_cast<std::ptrdiff_t>(end_));
    end_ += piece.size();
}

Result<std::optional<Frame>> FrameReader::next() {
    if (waiting() >= kLengthBytes) {
        // The length alone can be refused, before the kind has come.
        const std::uint32_t length = read_u32(buffer_.data() + begin_);
        if (length > limit_) return fail(NetErrc::FrameTooLong);
        if (length < kKindBytes) return fail(NetErrc::FrameTooShort);
    }
    if (waiting() < kHeaderBytes) return std::nullopt;
    const auto header = decode_header(std::span(buffer_).subspan(begin_).first<kHeaderBytes>(), limit_);
    if (!header) return std::unexpected(header.error());
    if (waiting() < kHeaderBytes + header->body_bytes) return std::nullopt;

    const auto body = buffer_.begin() + static_cast<std::ptrdiff_t>(begin_ + kHeaderBytes);
    Frame frame{header->kind, Bytes(body, body + static_cast<std::ptrdiff_t>(header->body_bytes))};
    begin_ += kHeaderBytes + header->body_bytes;
    if (begin_ == end_) {
        begin_ = end_ = 0;
        if (buffer_.size() > kKeptBufferBytes) buffer_ = Bytes();
    }
    return std::optional(std::move(frame));
}

}  // namespace culver::net
