// SPDX-License-Identifier: Apache-2.0
// Why a link or a session failed, in sentences for the person at the screen.
#pragma once
#include <boost/system/error_code.hpp>

#include <type_traits>

namespace culver::net {

enum class NetErrc {
    NotConnected = 1,
    QueueFull,
    FrameTooLong,
    FrameTooShort,
    BadMessage,
    WrongPeer,
    BadCertificate,
    HandshakeFailed,
    WrongProtocol,
    LinkBroken,
    PeerTooOld,
    SelfTooOld,
    PeerSilent,
    PeerClosed,
    Replaced,
    Restarted,
    Refused,
    Blocked,
    NoAddress,
    OwnAddress,
    Twin,
    TooManyLinks,
    NoFreePort,
    Idle,
    Dropped,
    ShuttingDown,
};

// Category "culver.net".
[[nodiscard]] boost::system::error_code make_error_code(NetErrc reason);

}  // namespace culver::net

template <>
struct boost::system::is_error_code_enum<culver::net::NetErrc> : std::true_type {};
