// SPDX-License-Identifier: Apache-2.0
// Avahi's C types and ours, for the two responders that speak Avahi.
#pragma once
#include "discovery/mdns/responder.h"

#include <avahi-common/address.h>
#include <avahi-common/strlst.h>

#include <memory>
#include <optional>

namespace culver::discovery::mdns {

using StringList = std::unique_ptr<AvahiStringList, decltype(&avahi_string_list_free)>;

[[nodiscard]] Place place_of(AvahiIfIndex interface, AvahiProtocol protocol);
[[nodiscard]] AvahiProtocol protocol_of(const Place& place);

// With the interface as scope where the address is link-local.
[[nodiscard]] Endpoint endpoint_of(const AvahiAddress& address, std::uint16_t port, AvahiIfIndex interface);
[[nodiscard]] AvahiAddress to_avahi(const boost::asio::ip::address& address);

// The record as Avahi's list; empty when it is malformed.
[[nodiscard]] StringList to_avahi(const Bytes& txt);
[[nodiscard]] Bytes bytes_of(AvahiStringList* txt);

// "The reason, in Avahi's words".
[[nodiscard]] std::string avahi_reason(int error);

}  // namespace culver::discovery::mdns
