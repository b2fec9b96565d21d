// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.h"

#include <openssl/crypto.h>

namespace culver {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase32Digits = "abcdefghijklmnopqrstuvwxyz234567";

char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

}  // namespace

ByteView as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Bytes to_bytes(std::string_view text) {
    return {text.begin(), text.end()};
}

std::string_view as_text(ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string to_hex(ByteView bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (std::uint8_t byte : bytes) {
        text += kHexDigits[byte >> 4];
        text += kHexDigits[byte & 15];
    }
    return text;
}

std::optional<Bytes> from_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    Bytes bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t at = 0; at < text.size(); at += 2) {
        const auto high = kHexDigits.find(lower(text[at]));
        const auto low = kHexDigits.find(lower(text[at + 1]));
        if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
        bytes.push_back(static_cast<std::uint8_t>(high << 4 | low));
    }
    return bytes;
}

std::string to_base32(ByteView bytes) {
    std::string text;
    text.reserve((bytes.size() * 8 + 4) / 5);
    std::uint32_t pending = 0;
    unsigned pending_bits = 0;
    for (std::uint8_t byte : bytes) {
        pending = pending << 8 | byte;
        for (pending_bits += 8; pending_bits >= 5; pending_bits -= 5) {
            text += kBase32Digits[pending >> (pending_bits - 5) & 31];
        }
        pending &= (1u << pending_bits) - 1;
    }
    if (pending_bits > 0) text += kBase32Digits[pending << (5 - pending_bits) & 31];
    return text;
}

std::optional<Bytes> from_base32(std::string_view text) {
    Bytes bytes;
    bytes.reserve(text.size() * 5 / 8);
    std::uint32_t pending = 0;
    unsigned pending_bits = 0;
    for (char letter : text) {
        const auto digit = kBase32Digits.find(lower(letter));
        if (digit == std::string_view::npos) return std::nullopt;
        pending = pending << 5 | static_cast<std::uint32_t>(digit);
        pending_bits += 5;
        if (pending_bits >= 8) {
            pending_bits -= 8;
            bytes.push_back(static_cast<std::uint8_t>(pending >> pending_bits));
            pending &= (1u << pending_bits) - 1;
        }
    }
    if (pending != 0 || pending_bits >= 5) return std::nullopt;
    return bytes;
}

bool equal_in_constant_time(ByteView left, ByteView right) {
    return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace culver
