// SPDX-License-Identifier: Apache-2.0
// Beacons that lie: of keys that nobody ever heard of, in the name of others, and recorded ones.
#include "base/clock.h"
#include "base/files.h"
#include "base/random.h"
#include "base/signature.h"
#include "base/text.h"
#include "discovery/beacon.h"
#include "tests/support/lying_lies.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <nlohmann/json.hpp>

#include <sstream>

namespace culver::test {
namespace {

using Json = nlohmann::json;
using boost::asio::ip::udp;

constexpr std::size_t kRecordingLimit = 1 << 20;
constexpr int kRepeats = 3;
constexpr std::uint64_t kAhead = 1'000;  // sequence numbers

// Sends from all its addresses in turn.
class Sender {
public:
    Sender(const Endpoint& to, const std::vector<boost::asio::ip::address>& from) : to_(to.address, to.port) {
        for (const auto& address : from) sockets_.emplace_back(loop_, udp::endpoint(address, 0));
        if (from.empty()) sockets_.emplace_back(loop_, udp::endpoint(to_.protocol(), 0));
    }
    void send(const Bytes& datagram) {
        boost::system::error_code ignored;
        sockets_[sent_++ % sockets_.size()].send_to(boost::asio::buffer(datagram), to_, 0, ignored);
    }
    [[nodiscard]] std::size_t sent() const { return sent_; }

private:
    boost::asio::io_context loop_{1};
    udp::endpoint to_;
    std::vector<udp::socket> sockets_;
    std::size_t sent_ = 0;
};

discovery::Beacon beacon_of(const PublicKeyBytes& key, int number) {
    discovery::Beacon beacon;
    // One in eight asks for an answer, as a newcomer does.
    beacon.kind = number % 8 == 0 ? discovery::Kind::Hello : discovery::Kind::Beacon;
    if (beacon.kind == discovery::Kind::Hello) beacon.nonce = static_cast<std::uint64_t>(number) + 1;
    beacon.key = key;
    beacon.stamp = {.epoch = 1, .sequence = 1};
    beacon.instance = static_cast<std::uint64_t>(number) + 1;
    beacon.port = 24254;
    beacon.label.name = "nobody " + std::to_string(number);
    beacon.interval = std::chrono::seconds(5);
    return beacon;
}

// In the name of whoever sealed the recorded datagram; the signature is of another key.
std::vector<Bytes> in_the_name_of(const discovery::OpenedBeacon& recorded, const SigningKey& own) {
    std::vector<discovery::Beacon> said(6, recorded.beacon);
    for (auto& beacon : said) beacon.stamp.sequence += kAhead;
    said[0].kind = discovery::Kind::Goodbye;
    said[1].label.name = "mallory";
    said[2].stamp.epoch += 1;
    said[3].port = 9;
    said[4].instance += 1;
    said[5].label.presence = discovery::Presence::Dnd;
    std::vector<Bytes> datagrams;
    for (const auto& beacon : said) datagrams.push_back(discovery::seal(beacon, own));
    return datagrams;
}

std::vector<discovery::OpenedBeacon> read_recording(const std::string& file) {
    std::vector<discovery::OpenedBeacon> recorded;
    const auto text = read_file(file, kRecordingLimit);
    std::istringstream lines(text.value_or(std::string()));
    for (std::string line; std::getline(lines, line);) {
        const auto bytes = from_hex(line);
        if (!bytes) continue;
        if (auto opened = discovery::open(*bytes)) recorded.push_back(std::move(*opened));
    }
    return recorded;
}

}  // namespace

void beacons_of_nobody(const Endpoint& to, const Addresses& from, int count, Signed is_signed) {
    Sender sender(to, from);
    const SigningKey another = SigningKey::generate();
    for (int number = 0; number < count; ++number) {
        if (is_signed == Signed::Truly) {
            const SigningKey key = SigningKey::generate();
            sender.send(discovery::seal(beacon_of(key.public_key(), number), key));
        } else {
            PublicKeyBytes key{};
            fill_random(key);
            sender.send(discovery::seal(beacon_of(key, number), another));
        }
    }
    print(Json{{"lie", "beacons"}, {"sent", sender.sent()}});
}

void forge_beacons(const Endpoint& to, const std::string& recording) {
    const auto recorded = read_recording(recording);
    const SigningKey own = SigningKey::generate();
    Sender sender(to, {});
    for (const auto& beacon : recorded) {
        for (const Bytes& forged : in_the_name_of(beacon, own)) {
            for (int i = 0; i < kRepeats; ++i) sender.send(forged);
        }
        const Bytes honest = beacon.datagram();
        for (int i = 0; i < kRepeats; ++i) sender.send(honest);
        for (std::size_t place = 0; place < honest.size(); ++place) {
            Bytes changed = honest;
            changed[place] ^= 1;
            sender.send(changed);
        }
    }
    print(Json{{"lie", "forge-beacons"}, {"recorded", recorded.size()}, {"sent", sender.sent()}});
}

}  // namespace culver::test
