// SPDX-License-Identifier: Apache-2.0
#include "discovery/mdns/avahi_words.h"

#include <avahi-common/error.h>

#include <cstring>

namespace culver::discovery::mdns {

namespace ip = boost::asio::ip;

Place place_of(AvahiIfIndex interface, AvahiProtocol protocol) {
    return {.interface = interface > 0 ? static_cast<unsigned>(interface) : 0,
            .is_ipv6 = protocol == AVAHI_PROTO_INET6};
}

AvahiProtocol protocol_of(const Place& place) {
    return place.is_ipv6 ? AVAHI_PROTO_INET6 : AVAHI_PROTO_INET;
}

Endpoint endpoint_of(const AvahiAddress& address, std::uint16_t port, AvahiIfIndex interface) {
    if (address.proto == AVAHI_PROTO_INET) {
        ip::address_v4::bytes_type bytes{};
        std::memcpy(bytes.data(), &address.data.ipv4.address, bytes.size());
        return {.address = ip::address_v4(bytes), .port = port};
    }
    ip::address_v6::bytes_type bytes{};
    std::memcpy(bytes.data(), address.data.ipv6.address, bytes.size());
    ip::address_v6 result(bytes);
    if (result.is_link_local() && interface > 0)
        result.scope_id(static_cast<boost::asio::ip::scope_id_type>(interface));
    return {.address = result, .port = port};
}

AvahiAddress to_avahi(const ip::address& address) {
    AvahiAddress result{};
    if (address.is_v4()) {
        const auto bytes = address.to_v4().to_bytes();
        result.proto = AVAHI_PROTO_INET;
        std::memcpy(&result.data.ipv4.address, bytes.data(), bytes.size());
    } else {
        const auto bytes = address.to_v6().to_bytes();
        result.proto = AVAHI_PROTO_INET6;
        std::memcpy(result.data.ipv6.address, bytes.data(), bytes.size());
    }
    return result;
}

StringList to_avahi(const Bytes& txt) {
    AvahiStringList* list = nullptr;
    if (avahi_string_list_parse(txt.data(), txt.size(), &list) < 0) list = nullptr;
    return {list, &avahi_string_list_free};
}

Bytes bytes_of(AvahiStringList* txt) {
    Bytes bytes(avahi_string_list_serialize(txt, nullptr, 0));
    bytes.resize(avahi_string_list_serialize(txt, bytes.data(), bytes.size()));
    return bytes;
}

std::string avahi_reason(int error) {
    return avahi_strerror(error);
}

}  // namespace culver::discovery::mdns
