// SPDX-License-Identifier: Apache-2.0
// Feeds arbitrary datagrams to what the sockets hand in: the envelope of the loopback repeat, then the
// beacon's decoder, then a core that believes nothing. Reaches every check of open(), unwrap_repeat() and
// Core::receive().
#include "discovery/beacon.h"
#include "discovery/core.h"
#include "discovery/repeat.h"

namespace {

using namespace culver;
using namespace culver::discovery;

Core make_core(const SigningKey& key) {
    CoreOptions options{.tcp_port = 1, .reply_port = 2, .beacon_port = 3, .instance = 4, .limits = {}};
    return Core(key, std::move(options), [] { return std::uint64_t{5}; });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static const SigningKey key = SigningKey::generate();
    static Core core = make_core(key);
    static SteadyTime now{std::chrono::hours(1)};
    now += std::chrono::seconds(1);

    const ByteView input(bytes, size);
    const auto repeated = unwrap_repeat(input);
    const ByteView datagram = repeated ? repeated->datagram : input;
    if (const auto opened = open(datagram)) {
        if (seal(opened->beacon, key).size() > kMaxDatagramBytes) __builtin_trap();
    }
    const Endpoint from{.address = boost::asio::ip::address_v4(0x0a000001), .port = 9};
    core.receive(datagram, {.from = from, .way = Way::Multicast4}, now);
    core.advance(now);
    (void)core.take_effects();
    return 0;
}
