// SPDX-License-Identifier: Apache-2.0
#include "net/errors.h"

#include <string>

namespace culver::net {
namespace {

const char* sentence(NetErrc reason) {
    switch (reason) {
        case NetErrc::NotConnected:
            return "there is no connection to the other computer; it is tried again by itself";
        case NetErrc::QueueFull:
            return "too much is waiting to be sent to the other computer; try again in a moment";
        case NetErrc::FrameTooLong: return "a message is longer than allowed";
        case NetErrc::FrameTooShort: return "the other side sent a message without a kind";
        case NetErrc::BadMessage:
            return "the other side sent a message that cannot be read; update Culver on both computers";
        case NetErrc::WrongPeer:
            return "another computer answers at this address: its key is not the expected one";
        case NetErrc::BadCertificate:
            return "the other side showed a certificate that Culver does not accept";
        case NetErrc::HandshakeFailed:
            return "no encrypted connection could be agreed; is that a Culver node?";
        case NetErrc::WrongProtocol: return "the program that answers there is not Culver";
        case NetErrc::LinkBroken: return "the connection broke; it is opened again by itself";
        case NetErrc::PeerTooOld:
            return "Culver on the other computer is too old to talk to this one: update it there";
        case NetErrc::SelfTooOld:
            return "Culver on this computer is too old to talk to the other one: update it here";
        case NetErrc::PeerSilent: return "the other computer no longer answers";
        case NetErrc::PeerClosed: return "the other computer closed the connection";
        case NetErrc::Replaced: return "another connection to the same computer took over";
        case NetErrc::Restarted: return "Culver on the other computer was started again";
        case NetErrc::Refused: return "the other computer refused the connection";
        case NetErrc::Blocked: return "this peer is blocked; unblock it first";
        case NetErrc::NoAddress:
            return "no address is known for this peer; see that it is switched on and in the same network";
        case NetErrc::OwnAddress: return "this address belongs to this very node; name another computer";
        case NetErrc::Twin:
            return "another node uses the same identity; run 'culver identity new' on one of the two";
        case NetErrc::TooManyLinks: return "the other computer has too many connections to this one";
        case NetErrc::NoFreePort: return "no port could be opened; choose a free one with --port";
        case NetErrc::Idle: return "the connection was closed because nobody used it";
        case NetErrc::Dropped: return "the connection was ended on purpose";
        case NetErrc::ShuttingDown: return "Culver is being stopped";
    }
    return "an unknown network failure";
}

class NetCategory final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "culver.net"; }
    std::string message(int reason) const override { return sentence(static_cast<NetErrc>(reason)); }
};

}  // namespace

boost::system::error_code make_error_code(NetErrc reason) {
    static const NetCategory category;
    return {static_cast<int>(reason), category};
}

}  // namespace culver::net
