// SPDX-License-Identifier: Apache-2.0
#include "discovery/mdns/service.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace culver::discovery::mdns {
namespace {

PeerId some_id() {
    PeerId id;
    for (std::size_t i = 0; i < id.bytes.size(); ++i) id.bytes[i] = static_cast<std::uint8_t>(i * 7);
    return id;
}

Bytes record(std::initializer_list<std::string_view> strings) {
    Bytes bytes;
    for (const auto text : strings) {
        bytes.push_back(static_cast<std::uint8_t>(text.size()));
        bytes.insert(bytes.end(), text.begin(), text.end());
    }
    return bytes;
}

TEST(Service, TheInstanceNameIsTheIdInWhateverCase) {
    const std::string name = instance_name(some_id());
    EXPECT_EQ(name.size(), 52u);
    EXPECT_LE(name.size(), 63u);  // a label of DNS
    EXPECT_EQ(parse_instance(name), some_id());
    std::string upper = name;
    for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    EXPECT_EQ(parse_instance(upper), some_id());
}

TEST(Service, NamesOfOthersAreNoIds) {
    for (const std::string& name : {std::string(), std::string("Ada's Printer"),
                                    instance_name(some_id()) + " #2", instance_name(some_id()).substr(1)}) {
        EXPECT_FALSE(parse_instance(name)) << name;
    }
}

TEST(Service, TheRecordHasItsWorkedBytes) {
    EXPECT_EQ(to_hex(encode_txt({.reply_port = 54321})), to_hex(record({"txtvers=1", "udp=54321"})));
    EXPECT_EQ(to_hex(encode_txt({})), to_hex(record({"txtvers=1"})));
}

TEST(Service, ReadsWhatOthersMayWrite) {
    EXPECT_EQ(decode_txt(record({}))->reply_port, 0);
    EXPECT_EQ(decode_txt(record({""}))->reply_port, 0);  // an empty record, as RFC 6763 wants it
    EXPECT_EQ(decode_txt(record({"UDP=7", "note=x", "flag"}))->reply_port, 7);
    EXPECT_EQ(decode_txt(record({"udp=7", "udp=8"}))->reply_port, 7);
    EXPECT_EQ(decode_txt(record({"txtvers=2", "udp=7"}))->reply_port, 0);
    for (const auto value : {"udp=", "udp=65536", "udp=-1", "udp=7x", "udp= 7"}) {
        EXPECT_EQ(decode_txt(record({value}))->reply_port, 0) << value;
    }
}

TEST(Service, RefusesWhatIsCutOrTooLong) {
    Bytes cut = record({"udp=7"});
    cut.pop_back();
    EXPECT_FALSE(decode_txt(cut));
    EXPECT_FALSE(decode_txt(Bytes(kMaxTxtBytes + 1, 0)));
    EXPECT_FALSE(decode_txt(Bytes(100, 0)));  // a hundred empty strings
}

RC_GTEST_PROP(Service, DecodesWhatItEncoded, (std::uint16_t port)) {
    RC_ASSERT(decode_txt(encode_txt({.reply_port = port})) == TxtFields{.reply_port = port});
}

}  // namespace
}  // namespace culver::discovery::mdns
