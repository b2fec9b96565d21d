// SPDX-License-Identifier: Apache-2.0
#include "app/comparison.h"

#include "base/signature.h"

#include <algorithm>
#include <utility>

namespace culver::app {
namespace {

constexpr std::size_t kDigits = 12;
constexpr std::uint64_t kCodes =
    1'000'000'000'000;  // 10^12; taken from 64 bits, none is likelier than another

void append(Bytes& bytes, ByteView more) {
    bytes.insert(bytes.end(), more.begin(), more.end());
}

Bytes begin(std::string_view domain) {
    Bytes bytes = to_bytes(domain);
    bytes.push_back(0);
    return bytes;
}

std::string grouped(const std::string& digits) {
    std::string text;
    for (std::size_t at = 0; at < digits.size(); at += 2) text += (at > 0 ? " " : "") + digits.substr(at, 2);
    return text;
}

}  // namespace

Comparison::Comparison(Parties parties, const Number& own) : parties_(std::move(parties)), own_(own) {}

Comparison::Number Comparison::commitment_of(const PeerId& author, const Number& number) const {
    Bytes bytes = begin("culver comparison commitment v1");
    append(bytes, parties_.binding);
    append(bytes, author.view());
    append(bytes, number);
    return sha256(bytes);
}

Comparison::Number Comparison::commitment() const {
    return commitment_of(parties_.self, own_);
}

Bytes Comparison::link_mark() const {
    Bytes bytes = begin("culver comparison link v1");
    append(bytes, parties_.binding);
    const auto digest = sha256(bytes);
    return {digest.begin(), digest.begin() + kLinkMarkBytes};
}

bool Comparison::take_commitment(ByteView commitment) {
    Number taken{};
    if (their_commitment_ || commitment.size() != taken.size()) return false;
    std::ranges::copy(commitment, taken.begin());
    if (taken == this->commitment()) return false;
    their_commitment_ = taken;
    return true;
}

std::optional<Comparison::Number> Comparison::reveal() const {
    return their_commitment_ ? std::optional(own_) : std::nullopt;
}

bool Comparison::take_reveal(ByteView number) {
    Number taken{};
    if (!their_commitment_ || their_number_ || number.size() != taken.size()) return false;
    std::ranges::copy(number, taken.begin());
    if (commitment_of(parties_.peer, taken) != *their_commitment_) return false;
    their_number_ = taken;
    return true;
}

std::optional<std::string> Comparison::code() const {
    if (!their_number_) return std::nullopt;
    const bool is_first = parties_.self < parties_.peer;
    const auto& [first, second] =
        is_first ? std::pair(parties_.self, parties_.peer) : std::pair(parties_.peer, parties_.self);
    Bytes bytes = begin("culver comparison code v1");
    append(bytes, parties_.binding);
    append(bytes, first.view());
    append(bytes, second.view());
    append(bytes, is_first ? own_ : *their_number_);
    append(bytes, is_first ? *their_number_ : own_);
    const auto hash = sha256(bytes);
    std::uint64_t value = 0;
    for (std::size_t at = 0; at < sizeof value; ++at) value = value << 8 | hash[at];
    std::string digits = std::to_string(value % kCodes);
    digits.insert(0, kDigits - digits.size(), '0');
    return grouped(digits);
}

std::optional<std::string> read_code(std::string_view typed) {
    std::string digits;
    for (const char letter : typed) {
        if (letter == ' ' || letter == '-') continue;
        if (letter < '0' || letter > '9' || digits.size() == kDigits) return std::nullopt;
        digits += letter;
    }
    if (digits.size() != kDigits) return std::nullopt;
    return grouped(digits);
}

}  // namespace culver::app
