// SPDX-License-Identifier: Apache-2.0
// The lies that are told after a true handshake. Each prints one JSON line per result: "lie", "end" (how the
// victim took it) and what else there is to say.
#pragma once
#include "base/signature.h"
#include "tests/support/lying_link.h"

#include <boost/asio/ip/address.hpp>
#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace culver::test {

using Addresses = std::vector<boost::asio::ip::address>;

void print(const nlohmann::json& line);

// Frames
void garbage_frames(const Liar& liar);
void big_frame(const Liar& liar);
void version_floor(const Liar& liar);

// Chat
void say_text(const Liar& liar, const std::string& name, const std::string& text);
void say_twice(const Liar& liar, const std::string& name, const std::string& text);
void attach_lies(const Liar& liar,
                 const std::string& name);  // answers what it is asked for, until its patience ends
void flood(const Liar& liar, const std::string& name, Milliseconds time, std::size_t text_bytes);
void flood_of_cards(const Liar& liar, const std::string& name, Milliseconds time);
// The frame of a message, the first of a life of its author that nobody heard of.
[[nodiscard]] Bytes first_message(const std::string& text);

// Groups: operations of one that is not in it; the file holds a member's key, whose public half is used
void forge_group(const Liar& liar, const SigningKey& key, const std::string& group,
                 const std::string& member_pem);

// Transfer
void offer_one(const Liar& liar, const std::string& name, const std::string& path);
void offer_names(const Liar& liar, const std::string& name, const std::string& file);
void unaccepted_blocks(const Liar& liar, const std::string& name);
void size_lies(const Liar& liar, const std::string& name);
void recipe_lies(const Liar& liar, const std::string& name);
void same_id_twice(const Liar& liar, const std::string& name);

// Much of what is allowed
void useless_frames(const Liar& liar, const std::string& name, Milliseconds time);
void many_entries(const Liar& liar, const std::string& name, std::uint32_t entries);
// That many strangers, fifty at a time, each with a key of its own and from an address of its own: each says
// who he is at length, acknowledges what nobody said, says messages, offers files, begins a comparison and
// speaks of a peer that nobody heard of.
void crowd(const Liar& liar, const Addresses& from, int strangers, std::size_t text_bytes);
// That many strangers at once: each begins the longest frame there is and never ends it.
void unended_frames(const Liar& liar, const Addresses& from, int strangers, Milliseconds hold);
// What a node says of itself, each field as long as it is kept or longer; another one for each number.
[[nodiscard]] Bytes largest_card(int number);
// The longest that may be said to have arrived, and been read, of what nobody here said.
[[nodiscard]] Bytes largest_ack();
[[nodiscard]] Bytes largest_read_mark();

// Datagrams: beacons of keys that were made for one beacon each, signed or not; and lies in the name of those
// whose beacons were recorded (a file, a datagram in hexadecimal digits a line).
enum class Signed : std::uint8_t { Truly, Falsely };
void beacons_of_nobody(const Endpoint& to, const Addresses& from, int count, Signed is_signed);
void forge_beacons(const Endpoint& to, const std::string& recording);

// A session on which our name was said; nothing, and a printed line, when it cannot be had.
[[nodiscard]] std::optional<LyingLink> begin(const Liar& liar, const std::string& name, const char* lie);

}  // namespace culver::test
