// SPDX-License-Identifier: Apache-2.0
// The beacon's sockets: carries the core's datagrams by IPv4 multicast, IPv6 link-local multicast and
// directed broadcast on every usable interface, and by unicast; brings in what arrives. Decides nothing.
//
// Four sockets: two of this node's own, from which it sends and where it is answered, and two on the beacon
// port, shared with the other nodes of the host. A unicast that reaches the shared port is repeated for those
// (repeat.h). The group is joined on the loopback interface too, so that nodes of one host see each other
// with no network.
#pragma once
#include "discovery/backend.h"
#include "discovery/datagram_socket.h"
#include "discovery/rate_limit.h"

#include <boost/asio/steady_timer.hpp>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace culver::discovery {

inline constexpr std::uint16_t kDefaultBeaconPort = 24254;

// 24254 is 0x5ebe. 224.0.0.190 is unassigned in the block that switches flood even when they snoop without a
// querier; the IPv6 group id lies in the range that RFC 3307 leaves to everybody.
[[nodiscard]] const boost::asio::ip::address& group4();  // 224.0.0.190
[[nodiscard]] const boost::asio::ip::address& group6();  // ff02::8000:5ebe

struct WireCounters {
    std::map<std::string, std::uint64_t> sent;  // by way, "unicast", "loopback" and "repeat"
    std::uint64_t sent_bytes = 0;               // without loopback and repeats
    std::uint64_t failed = 0;
    std::uint64_t received = 0;
};

class BeaconBackend final : public Backend, public Courier {
public:
    BeaconBackend(const boost::asio::any_io_executor& executor, std::uint16_t beacon_port, WaySet ways);

    // Opens the sockets. Fails only when this node can neither send nor be answered; a beacon port held by
    // another program shows in states().
    Result<> open();
    [[nodiscard]] std::uint16_t reply_port() const { return own4_.is_open() ? own4_.port() : own6_.port(); }
    [[nodiscard]] bool has_beacon_port() const { return shared_failure_.empty(); }
    [[nodiscard]] const WireCounters& counters() const { return counters_; }

    // Nothing is sent by these interfaces, to nobody.
    void set_quiet(std::set<unsigned> interfaces) { quiet_ = std::move(interfaces); }

    [[nodiscard]] std::vector<WayState> states() const override;
    Task<> run(Sink& sink) override;
    void announce(const std::optional<Announcement>&) override {}  // the core's datagrams say it
    void use(const std::vector<Interface>& interfaces) override;
    Task<> say_goodbye() override { co_return; }  // the core's goodbyes are carried like all else
    void carry(const Outgoing& datagram) override;

private:
    Result<> open_own();
    void open_shared();
    void send_on(const Interface& interface, const Outgoing& datagram);
    void to_this_host(const Interface& loopback, ByteView bytes, const char* what);
    void multicast4(const Interface& interface, ByteView bytes);
    void multicast6(const Interface& interface, ByteView bytes);
    void broadcast(const Interface& interface, ByteView bytes);
    void note_sent(Way way, const Interface& interface, ByteView bytes, const Result<>& result);

    Task<> own_loop(DatagramSocket& socket, Sink& sink);
    Task<> shared_loop(DatagramSocket& socket, Sink& sink);
    Task<> run_resends();
    Task<> run_upkeep(Sink& sink);
    void take_shared(ByteView bytes, const ReceivedDatagram& received, Sink& sink);
    [[nodiscard]] std::optional<Way> way_of(const ReceivedDatagram& received) const;
    [[nodiscard]] bool is_used(unsigned interface) const;
    [[nodiscard]] bool is_own_echo(const Endpoint& from) const;  // of what this node sent to all
    void repeat(ByteView bytes, const Endpoint& from);
    [[nodiscard]] WayState state_of(Way way) const;
    [[nodiscard]] bool may_send_to(const boost::asio::ip::address& address) const;

    std::uint16_t beacon_port_;
    WaySet ways_;
    DatagramSocket own4_;
    DatagramSocket own6_;
    DatagramSocket shared4_;
    DatagramSocket shared6_;
    std::vector<Interface> interfaces_;  // usable ones
    std::set<unsigned> quiet_;
    std::map<std::pair<Way, std::string>, std::string> failures_;  // by way and interface
    std::string shared_failure_;
    TokenBucket repeats_;
    boost::asio::steady_timer resend_;  // wakes run_resends
    Bytes last_to_all_;
    std::map<unsigned, int> unsent6_;  // interface to tries left: its IPv6 address was not ready
    std::vector<WayState> reported_;
    WireCounters counters_;
};

}  // namespace culver::discovery
