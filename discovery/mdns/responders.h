// SPDX-License-Identifier: Apache-2.0
// The responders of this build: CMake's CULVER_MDNS chooses the file that implements this (avahi, dns_sd,
// off).
#pragma once
#include "discovery/mdns/responder.h"

#include <boost/asio/any_io_executor.hpp>

namespace culver::discovery::mdns {

[[nodiscard]] Responders make_responders(const boost::asio::any_io_executor& home, const PeerId& self);

}  // namespace culver::discovery::mdns
