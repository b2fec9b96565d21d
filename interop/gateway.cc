// SPDX-License-Identifier: Apache-2.0
#include "interop/gateway.h"

namespace culver::interop {
namespace {

class GatewayCategory final : public boost::system::error_category {
public:
    [[nodiscard]] const char* name() const noexcept override { return "culver.interop"; }
    [[nodiscard]] std::string message(int reason) const override {
        switch (static_cast<GatewayErrc>(reason)) {
            case GatewayErrc::NotHere: return "the other side is not on the network now";
            case GatewayErrc::NoAnswer: return "the other side does not answer";
            case GatewayErrc::Off: return "the gateway is switched off, or another program has its port";
            case GatewayErrc::Downgraded: return "the other side's program no longer encrypts";
            case GatewayErrc::Unsupported: return "the other side's protocol has no such thing";
        }
        return "unknown";
    }
};

}  // namespace

boost::system::error_code make_error_code(GatewayErrc reason) {
    static const GatewayCategory category;
    return {static_cast<int>(reason), category};
}

}  // namespace culver::interop
