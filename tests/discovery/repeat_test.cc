// SPDX-License-Identifier: Apache-2.0
#include "discovery/repeat.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace culver::discovery {
namespace {

Endpoint endpoint(std::string_view text) {
    return Endpoint::parse(text, 1).value();
}

TEST(Repeat, HasTheseBytes) {
    const Bytes datagram = {0xaa, 0xbb};
    EXPECT_EQ(to_hex(wrap_repeat(datagram, endpoint("10.0.0.1:24254"))),
              "43565201045ebe000000000a000001aabb");
}

TEST(Repeat, KeepsTheSourceOfEitherFamilyWithItsScope) {
    const Bytes datagram = {1, 2, 3};
    for (const auto& from :
         {endpoint("10.0.0.1:24254"), endpoint("[fe80::1%7]:40000"), endpoint("[2001:db8::1]:5")}) {
        const Bytes envelope = wrap_repeat(datagram, from);
        const auto repeated = unwrap_repeat(envelope);
        ASSERT_TRUE(repeated);
        EXPECT_EQ(repeated->from, from);
        EXPECT_TRUE(std::ranges::equal(repeated->datagram, datagram));
    }
}

TEST(Repeat, CutShortOrOfAnotherFamilyIsRefused) {
    Bytes envelope = wrap_repeat({}, endpoint("10.0.0.1:24254"));
    for (std::size_t bytes = 0; bytes < envelope.size(); ++bytes) {
        EXPECT_FALSE(unwrap_repeat(ByteView(envelope).first(bytes)));
    }
    envelope[4] = 5;
    EXPECT_FALSE(unwrap_repeat(envelope));
}

RC_GTEST_PROP(RepeatProperty, NoiseDoesNoHarm, (Bytes noise)) {
    noise.insert(noise.begin(), {'C', 'V', 'R', 1});
    const auto repeated = unwrap_repeat(noise);
    const bool is_within = !repeated || repeated->datagram.size() < noise.size();
    RC_ASSERT(is_within);
}

}  // namespace
}  // namespace culver::discovery
