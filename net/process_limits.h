// SPDX-License-Identifier: Apache-2.0
// What the process as a whole needs before it serves sockets. Called once at the start of a program.
#pragma once
#include <cstdint>

namespace culver::net {

// Raises the soft limit of open files to the hard one: a thousand sessions need a thousand descriptors.
// Returns the limit that holds.
std::uint64_t raise_descriptor_limit();

// OpenSSL writes to sockets without MSG_NOSIGNAL: a peer that went away must be an error, not the end.
void ignore_broken_pipes();

}  // namespace culver::net
