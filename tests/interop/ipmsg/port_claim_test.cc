// SPDX-License-Identifier: Apache-2.0
#include "interop/ipmsg/port_claim.h"

#include <gtest/gtest.h>

namespace culver::interop::ipmsg {
namespace {

TEST(PortClaim, IsOfOneNodeUntilItLetsGo) {
    PortClaim first;
    PortClaim second;
    ASSERT_TRUE(first.take());
    EXPECT_TRUE(first.take());  // has it
    const auto refused = second.take();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, boost::system::errc::address_in_use);
    first.release();
    EXPECT_TRUE(second.take());
}

}  // namespace
}  // namespace culver::interop::ipmsg
