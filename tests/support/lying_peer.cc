// SPDX-License-Identifier: Apache-2.0
// A peer that speaks the real protocol and lies on command, for tests of real nodes. One JSON line per
// result.
//
//     lying_peer --dial IP:PORT [--key FILE] [--name NAME] [--patience MS] LIE
//
// An honest beginning: --say TEXT, --offer NAME.  Lies: see --help. Exit 0 when every line was printed,
// whatever the victim did; 1 when the liar itself could not work.
#include "base/deadline.h"
#include "base/files.h"
#include "base/random.h"
#include "base/signature.h"
#include "base/text.h"
#include "discovery/beacon_backend.h"
#include "net/greeting.h"
#include "net/listener.h"
#include "net/process_limits.h"
#include "net/tls_link.h"
#include "tests/support/lying_lies.h"

#include <CLI/CLI.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <nlohmann/json.hpp>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <iostream>

namespace culver::test {
namespace {

using boost::asio::ip::tcp;
using Json = nlohmann::json;

struct Wishes {
    std::string dial;
    std::string key_file;
    std::string name;
    std::string say;
    std::string say_twice;
    std::string offer;
    std::string names_file;
    std::string from;
    std::string recording;
    std::string group;
    std::string member_pem;
    int patience_ms = 5000;
    int idle_links = 0;
    int hold_ms = 6000;
    int flood_ms = 0;
    int wrong_id_port = 0;
    int slow_links = 0;
    int signed_beacons = 0;
    int false_beacons = 0;
    int useless_ms = 0;
    std::uint32_t entries = 0;
    int crowd = 0;
    int unended = 0;
    int cards_ms = 0;
    std::size_t text_bytes = 1'000;
    bool garbage = false;
    bool garbage_frames = false;
    bool big_frame = false;
    bool unaccepted = false;
    bool size_lie = false;
    bool recipe_lies = false;
    bool version_floor = false;
    bool same_id_twice = false;
    bool attach = false;
};

void declare(CLI::App& app, Wishes& wishes) {
    app.add_option("--dial", wishes.dial, "the victim, IP:PORT");
    app.add_option("--key", wishes.key_file, "keep the identity in this file (made when missing)");
    app.add_option("--name", wishes.name, "what to call oneself");
    app.add_option("--patience", wishes.patience_ms, "milliseconds to wait for any answer");
    app.add_option("--hold", wishes.hold_ms, "milliseconds for which --idle-tcp and --wrong-id go on");
    app.add_option("--say", wishes.say, "a message, and whether it is taken");
    app.add_option("--say-twice", wishes.say_twice, "the same message again, then other words under its id");
    app.add_option("--offer", wishes.offer, "an honest offer of one small file");
    app.add_option("--offer-names", wishes.names_file,
                   "one path a line (hex:… for any bytes, folder:… for a folder of that name, size=N:… for "
                   "another size), "
                   "each offered by itself, below the folders that it names, with three bytes of content");
    app.add_option("--idle-tcp", wishes.idle_links, "that many connections that never say anything");
    app.add_option("--slow-tls", wishes.slow_links, "that many handshakes, a byte at a time");
    app.add_option("--from", wishes.from, "own addresses A-B to come from, for connections and datagrams");
    app.add_option("--signed-beacons", wishes.signed_beacons, "that many beacons, each of a key of its own");
    app.add_option("--false-beacons", wishes.false_beacons, "that many beacons with a wrong signature");
    app.add_option("--forge-beacons", wishes.recording,
                   "lies in the name of those whose beacons are in this file, one in hex a line");
    app.add_option("--forge-group", wishes.group, "operations of the group of that id, without being in it");
    app.add_option("--as", wishes.member_pem, "the key file of the member in whose name some of them are");
    app.add_option("--useless", wishes.useless_ms, "frames that mean nothing, for so many milliseconds");
    app.add_option("--many-entries", wishes.entries, "a list of that many files");
    app.add_option("--crowd", wishes.crowd,
                   "that many keys, each of which does all that a stranger may do once");
    app.add_option("--unended-frames", wishes.unended,
                   "that many keys at once, each of which begins a frame that never ends");
    app.add_option("--cards", wishes.cards_ms,
                   "what one says of oneself, always something else, for so many milliseconds");
    app.add_option("--text-bytes", wishes.text_bytes, "length of the messages of --crowd and --flood");
    app.add_option("--flood", wishes.flood_ms,
                   "messages as fast as they are taken, for so many milliseconds");
    app.add_option("--wrong-id", wishes.wrong_id_port, "answer on this port with a key nobody expects");
    app.add_flag("--garbage", wishes.garbage, "random bytes instead of a handshake");
    app.add_flag("--garbage-frames", wishes.garbage_frames, "random bytes after the Hellos");
    app.add_flag("--big-frame", wishes.big_frame, "announce four gigabytes");
    app.add_flag("--unaccepted-data", wishes.unaccepted, "blocks that nobody accepted");
    app.add_flag("--size-lie", wishes.size_lie, "sizes that are not what is sent");
    app.add_flag("--recipe-lies", wishes.recipe_lies,
                 "the same file again, and what it is made of is not what is said");
    app.add_flag("--same-id-twice", wishes.same_id_twice, "another offer under the id of the first");
    app.add_flag("--attach-lies", wishes.attach, "attachments that are not what they say");
    app.add_flag("--version-floor", wishes.version_floor, "a version that nobody speaks");
}

SigningKey key_of(const std::string& file) {
    if (file.empty()) return SigningKey::generate();
    if (const auto pem = read_file(file, 4096)) {
        if (auto key = SigningKey::from_pem(*pem)) return std::move(*key);
    }
    SigningKey key = SigningKey::generate();
    if (const auto kept = create_file(file, key.to_pem()); !kept)
        std::cerr << kept.error().sentence() << '\n';
    return key;
}

// ── Lies below TLS
// ───────────────────────────────────────────────────────────────────────────────────────────────

// 10.0.0.1-10.0.0.9: all of them; nothing: whatever the kernel chooses.
Addresses addresses_of(const std::string& range) {
    const auto dash = range.find('-');
    if (dash == std::string::npos) return {};
    const auto first = boost::asio::ip::make_address_v4(range.substr(0, dash)).to_uint();
    const auto last = boost::asio::ip::make_address_v4(range.substr(dash + 1)).to_uint();
    Addresses addresses;
    for (auto number = first; number <= last; ++number)
        addresses.emplace_back(boost::asio::ip::address_v4(number));
    return addresses;
}

std::vector<tcp::socket> connect_many(boost::asio::io_context& loop, const Endpoint& to,
                                      const Addresses& from, int count) {
    std::vector<tcp::socket> sockets;
    for (int i = 0; i < count; ++i) {
        tcp::socket socket(loop, to.address.is_v4() ? tcp::v4() : tcp::v6());
        boost::system::error_code failure;
        if (!from.empty()) socket.bind({from[static_cast<std::size_t>(i) % from.size()], 0}, failure);
        socket.connect({to.address, to.port}, failure);
        if (!failure) sockets.push_back(std::move(socket));
    }
    return sockets;
}

// The victim's side of a connection that says nothing: is it still there?
bool is_still_open(tcp::socket& socket) {
    char byte = 0;
    const auto got = ::recv(socket.native_handle(), &byte, 1, MSG_DONTWAIT | MSG_PEEK);
    return got > 0 || (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK));
}

void idle_connections(const Liar& liar, const Addresses& from, int count, Milliseconds hold) {
    boost::asio::io_context loop(1);
    auto sockets = connect_many(loop, liar.target, from, count);
    usleep(200'000);
    const auto held = std::ranges::count_if(sockets, is_still_open);
    usleep(static_cast<useconds_t>(hold.count()) * 1000);
    const auto left = std::ranges::count_if(sockets, is_still_open);
    print(Json{{"lie", "idle-tcp"}, {"opened", sockets.size()}, {"held", held}, {"still_open", left}});
}

// Each connection begins a handshake as a client would, and never gets to its end.
void slow_handshakes(const Liar& liar, const Addresses& from, int count, Milliseconds hold) {
    // A TLS record of 512 bytes with a ClientHello in it.
    constexpr std::array<std::uint8_t, 11> beginning{22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3};
    constexpr useconds_t pause = 250'000;
    boost::asio::io_context loop(1);
    auto sockets = connect_many(loop, liar.target, from, count);
    const auto end = std::chrono::steady_clock::now() + hold;
    for (std::size_t step = 0; std::chrono::steady_clock::now() < end; ++step) {
        const std::uint8_t byte = step < beginning.size() ? beginning[step] : 0;
        for (auto& socket : sockets)
            (void)::send(socket.native_handle(), &byte, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
        usleep(pause);
    }
    const auto left = std::ranges::count_if(sockets, is_still_open);
    print(Json{{"lie", "slow-tls"}, {"opened", sockets.size()}, {"still_open", left}});
}

void garbage(const Liar& liar) {
    boost::asio::io_context loop(1);
    auto sockets = connect_many(loop, liar.target, {}, 1);
    if (sockets.empty()) return print(Json{{"lie", "garbage"}, {"end", "no_connection"}});
    Bytes noise(64 * 1024);
    fill_random(noise);
    (void)::send(sockets[0].native_handle(), noise.data(), noise.size(), MSG_NOSIGNAL);
    const timeval limit{liar.patience.count() / 1000, (liar.patience.count() % 1000) * 1000};
    setsockopt(sockets[0].native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    Bytes answer(4096);
    ssize_t got = 1;
    while (got > 0) got = ::recv(sockets[0].native_handle(), answer.data(), answer.size(), 0);
    const bool is_closed = got == 0 || errno == ECONNRESET || errno == EPIPE;
    print(Json{{"lie", "garbage"}, {"end", is_closed ? "closed" : "open"}});
}

// Somebody else's address, an own key: whoever expects another must not finish the handshake.
Task<> answer_with_wrong_key(const net::Identity& identity, std::uint16_t port, Milliseconds hold) {
    const auto executor = co_await boost::asio::this_coro::executor;
    tcp::acceptor acceptor(executor, {boost::asio::ip::address_v4::any(), port});
    const auto end = std::chrono::steady_clock::now() + hold;
    print(Json{{"event", "listening"}, {"port", port}});
    while (std::chrono::steady_clock::now() < end) {
        const auto accept = [&acceptor]() -> Task<Result<tcp::socket>> {
            auto [failure, socket] = co_await acceptor.async_accept(no_throw);
            if (failure) co_return fail(failure);
            co_return std::move(socket);
        };
        auto socket = co_await with_deadline(end - std::chrono::steady_clock::now(), accept());
        if (!socket) break;
        auto shaking = net::shake_hands(std::move(*socket), identity, net::Direction::Accepted, std::nullopt);
        auto link = co_await with_deadline(net::kHandshakeLimit, std::move(shaking));
        Json line{{"lie", "wrong-id"}, {"handshake", link.has_value()}, {"hello", false}};
        if (link) {
            const auto hello = co_await with_deadline(Milliseconds(2'000), net::hear_hello(**link));
            line["hello"] = hello.has_value();
            line["peer"] = (*link)->peer().text();
        }
        print(line);
    }
}

void wrong_id(const net::Identity& identity, int port, Milliseconds hold) {
    boost::asio::io_context loop(1);
    boost::asio::co_spawn(loop, answer_with_wrong_key(identity, static_cast<std::uint16_t>(port), hold),
                          [](std::exception_ptr failure) {
                              if (failure) std::rethrow_exception(std::move(failure));
                          });
    loop.run();
}

// ── All in turn
// ──────────────────────────────────────────────────────────────────────────────────────────────────

void lie_over_links(const Liar& liar, const Wishes& wishes) {
    if (wishes.garbage_frames) garbage_frames(liar);
    if (wishes.big_frame) big_frame(liar);
    if (wishes.version_floor) version_floor(liar);
    if (!wishes.say.empty()) say_text(liar, wishes.name, wishes.say);
    if (!wishes.say_twice.empty()) say_twice(liar, wishes.name, wishes.say_twice);
    if (wishes.attach) attach_lies(liar, wishes.name);
    if (wishes.useless_ms > 0) useless_frames(liar, wishes.name, Milliseconds(wishes.useless_ms));
    if (wishes.entries > 0) many_entries(liar, wishes.name, wishes.entries);
    if (wishes.flood_ms > 0) flood(liar, wishes.name, Milliseconds(wishes.flood_ms), wishes.text_bytes);
    if (wishes.cards_ms > 0) flood_of_cards(liar, wishes.name, Milliseconds(wishes.cards_ms));
    if (!wishes.offer.empty()) offer_one(liar, wishes.name, wishes.offer);
    if (!wishes.names_file.empty()) offer_names(liar, wishes.name, wishes.names_file);
    if (wishes.unaccepted) unaccepted_blocks(liar, wishes.name);
    if (wishes.size_lie) size_lies(liar, wishes.name);
    if (wishes.recipe_lies) recipe_lies(liar, wishes.name);
    if (wishes.same_id_twice) same_id_twice(liar, wishes.name);
}

void lie_below_links(const Liar& liar, const Wishes& wishes) {
    const Addresses from = addresses_of(wishes.from);
    const Milliseconds hold(wishes.hold_ms);
    const Endpoint beacons{liar.target.address, discovery::kDefaultBeaconPort};
    if (wishes.signed_beacons > 0) beacons_of_nobody(beacons, from, wishes.signed_beacons, Signed::Truly);
    if (wishes.false_beacons > 0) beacons_of_nobody(beacons, from, wishes.false_beacons, Signed::Falsely);
    if (!wishes.recording.empty()) forge_beacons(beacons, wishes.recording);
    if (wishes.idle_links > 0) idle_connections(liar, from, wishes.idle_links, hold);
    if (wishes.slow_links > 0) slow_handshakes(liar, from, wishes.slow_links, hold);
    if (wishes.garbage) garbage(liar);
    if (wishes.crowd > 0) crowd(liar, from, wishes.crowd, wishes.text_bytes);
    if (wishes.unended > 0) unended_frames(liar, from, wishes.unended, hold);
}

int lie(const Wishes& wishes) {
    const SigningKey key = key_of(wishes.key_file);
    const net::Identity identity(key);
    print(Json{{"event", "identity"}, {"id", identity.id().text()}});
    if (wishes.wrong_id_port != 0) wrong_id(identity, wishes.wrong_id_port, Milliseconds(wishes.hold_ms));
    if (wishes.dial.empty()) return 0;
    const auto target = Endpoint::parse(wishes.dial, net::kFirstPort);
    if (!target) {
        std::cerr << "--dial needs an address like 10.0.0.1:24254\n";
        return 1;
    }
    const Liar liar{identity, *target, random_id<InstanceId>(), Milliseconds(wishes.patience_ms)};
    lie_below_links(liar, wishes);
    if (!wishes.group.empty()) forge_group(liar, key, wishes.group, wishes.member_pem);
    lie_over_links(liar, wishes);
    return 0;
}

}  // namespace

void print(const nlohmann::json& line) {
    // Names are any bytes; what is not UTF-8 must not stop the report.
    std::cout << line.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
}

}  // namespace culver::test

int main(int argc, char** argv) {
    CLI::App app("A peer that lies on command, for tests");
    culver::test::Wishes wishes;
    culver::test::declare(app, wishes);
    CLI11_PARSE(app, argc, argv);
    culver::net::ignore_broken_pipes();
    culver::net::raise_descriptor_limit();
    return culver::test::lie(wishes);
}
