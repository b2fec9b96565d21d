// SPDX-License-Identifier: Apache-2.0
// A TLS link on a thread of its own: blocking calls over poll(), large reads ahead, little unsent in the
// kernel.
#pragma once
#include "base/files.h"
#include "net/identity.h"
#include "net/link.h"

#include <memory>

namespace culver::net {

// Takes over a non-blocking connected socket and the TLS state that was made on it.
[[nodiscard]] std::unique_ptr<LaneStream> make_tls_lane(FileHandle socket, SslPtr ssl);

}  // namespace culver::net
