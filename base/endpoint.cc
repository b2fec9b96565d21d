// SPDX-License-Identifier: Apache-2.0
#include "base/endpoint.h"

#include <charconv>

namespace culver {
namespace {

std::optional<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (failure != std::errc{} || end != text.data() + text.size() || port == 0) return std::nullopt;
    return port;
}

std::optional<boost::asio::ip::address> parse_address(std::string_view text) {
    boost::system::error_code failure;
    auto address = boost::asio::ip::make_address(std::string(text), failure);
    return failure ? std::nullopt : std::optional(address);
}

}  // namespace

std::string Endpoint::text() const {
    const std::string host = address.to_string();
    return (address.is_v6() ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::optional<Endpoint> Endpoint::parse(std::string_view text, std::uint16_t default_port) {
    std::string_view host = text;
    std::optional<std::uint16_t> port = default_port;
    if (text.starts_with('[')) {
        const auto close = text.find(']');
        if (close == std::string_view::npos) return std::nullopt;
        host = text.substr(1, close - 1);
        const auto rest = text.substr(close + 1);
        if (!rest.empty()) port = rest.starts_with(':') ? parse_port(rest.substr(1)) : std::nullopt;
    } else if (const auto colon = text.find(':');
               colon != std::string_view::npos && colon == text.rfind(':')) {
        host = text.substr(0, colon);
        port = parse_port(text.substr(colon + 1));
    }
    const auto address = parse_address(host);
    if (!address || !port) return std::nullopt;
    return Endpoint{*address, *port};
}

bool Endpoint::is_link_local() const {
    if (address.is_v6()) return address.to_v6().is_link_local();
    return (address.to_v4().to_uint() >> 16) == 0xa9fe;  // 169.254.0.0/16
}

}  // namespace culver
