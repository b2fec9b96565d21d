// SPDX-License-Identifier: Apache-2.0
// Feeds arbitrary datagrams to what the sockets hand in: the envelope of the loopback repeat, then the
// beacon's decoder, then a core that believes nothing. What decodes comes once more, truly signed: by one of
// a few keys, by the core's own as its twin would, or as somebody passes it on. Reaches every check of
// open(), unwrap_repeat() and Core::receive().
#include "discovery/beacon.h"
#include "discovery/core.h"
#include "discovery/repeat.h"

#include <array>

namespace {

using namespace culver;
using namespace culver::discovery;

Core make_core(const SigningKey& key) {
    CoreOptions options{.tcp_port = 1, .reply_port = 2, .beacon_port = 3, .instance = 4, .limits = {}};
    return Core(key, std::move(options), [] { return std::uint64_t{5}; });
}

// The beacon says by whom and how, so that kept inputs do.
void come_signed(Core& core, const SigningKey& own, Beacon beacon, Arrival arrival, SteadyTime now) {
    static const std::array others{SigningKey::generate(), SigningKey::generate(), SigningKey::generate()};
    const auto choice = static_cast<std::size_t>(beacon.stamp.sequence % 8);
    const bool is_passed_on = choice == 7;
    const SigningKey& key = is_passed_on ? others[0] : choice < others.size() ? others[choice] : own;
    beacon.key = key.public_key();
    const Bytes datagram = seal(beacon, key);
    if (is_passed_on)
        core.receive_passed_on(datagram, arrival.from, std::chrono::seconds(1), now);
    else
        core.receive(datagram, arrival, now);
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
    const Endpoint from{.address = boost::asio::ip::address_v4(0x0a000001), .port = 9};
    const Arrival arrival{.from = from, .way = Way::Multicast4};
    if (const auto opened = open(datagram)) {
        if (seal(opened->beacon, key).size() > kMaxDatagramBytes) __builtin_trap();
        come_signed(core, key, opened->beacon, arrival, now);
    }
    core.receive(datagram, arrival, now);
    core.advance(now);
    (void)core.take_effects();
    return 0;
}
