// SPDX-License-Identifier: Apache-2.0
// Which node of this machine speaks the protocol: the port is one, the nodes may be several. The claim is a
// name in the kernel's abstract socket space, so it ends with its process, whatever user runs it.
#pragma once
#include "base/result.h"

namespace culver::interop::ipmsg {

class PortClaim {
public:
    PortClaim() = default;
    PortClaim(const PortClaim&) = delete;
    PortClaim& operator=(const PortClaim&) = delete;
    ~PortClaim() { release(); }

    // Fails with address_in_use while another node has it. May be called again.
    Result<> take();
    void release();

private:
    int socket_ = -1;
};

}  // namespace culver::interop::ipmsg
