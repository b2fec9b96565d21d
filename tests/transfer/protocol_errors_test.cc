// SPDX-License-Identifier: Apache-2.0
// What a person reads when a transfer stops.
#include "transfer/protocol_errors.h"

#include "store/errors.h"

#include <boost/asio/error.hpp>
#include <gtest/gtest.h>

namespace culver::transfer {
namespace {

// Whatever waited for the other side is cancelled when it goes away; "Operation canceled" would say nothing.
TEST(ProtocolErrorsTest, ACancelledWaitIsALostConnection) {
    const Failure failure = describe(Error{boost::asio::error::operation_aborted, {}});
    EXPECT_EQ(failure.code, "connection_lost");
    EXPECT_EQ(failure.message, "the connection was lost; it goes on when the other side is back");
}

TEST(ProtocolErrorsTest, AFullDiskOfTheProfileHasTheCodeOfAFullDisk) {
    EXPECT_EQ(describe(Error{make_error_code(store::StoreErrc::DiskFull), {}}).code, "disk_full");
}

TEST(ProtocolErrorsTest, AnErrorOfTheSystemKeepsItsWords) {
    const Failure failure = describe(Error{boost::asio::error::connection_refused, "connecting to 10.0.0.7"});
    EXPECT_EQ(failure.code, "failed");
    EXPECT_EQ(failure.message, "connecting to 10.0.0.7: Connection refused");
}

}  // namespace
}  // namespace culver::transfer
