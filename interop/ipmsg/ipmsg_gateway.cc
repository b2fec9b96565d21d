// SPDX-License-Identifier: Apache-2.0
// Ports, presence and small packets.
#include "interop/ipmsg/ipmsg_gateway.h"

#include "base/log.h"
#include "base/random.h"
#include "interop/ipmsg/host_list.h"

#include <algorithm>
#include <array>

namespace culver::interop::ipmsg {
namespace {

using namespace std::chrono_literals;

constexpr discovery::Rate kPerSource{.per_second = 20, .burst = 60};
constexpr discovery::Rate kInAll{.per_second = 500, .burst = 1'500};
constexpr discovery::Rate kAsks{.per_second = 1.0 / 30, .burst = 2};
constexpr discovery::Rate kConnections{.per_second = 20, .burst = 200};
constexpr discovery::Rate kShakes{.per_second = 1.0 / 5, .burst = 1};  // as between two nodes
constexpr discovery::Rate kKeyAnswers{.per_second = 1, .burst = 5};    // longer than their questions
constexpr discovery::Rate kKeyAsks{.per_second = 1, .burst = 5};
constexpr discovery::Rate kOpens{.per_second = 5, .burst = 40};  // encrypted texts: a long one comes in parts
constexpr discovery::Rate kOpensInAll{.per_second = 40, .burst = 120};
constexpr discovery::Rate kGuesses{.per_second = 1.0 / 30, .burst = 10};  // at what others wrote
constexpr discovery::Rate kGuessesInAll{.per_second = 1.0 / 5, .burst = 50};
constexpr std::size_t kMaxSources = 4'096;
constexpr std::size_t kWorkers = 6;     // transfers at a time; each waits mostly
constexpr std::size_t kFew = 50;        // hosts: Windows answers within one second below, else two
constexpr Duration kHelloEvery = 600s;  // finds those whose entry was lost
constexpr auto kBeforeEntry = 250ms;    // an empty packet first wakes ARP and firewalls
constexpr auto kSecondEntry = 5s;
constexpr auto kPortAgain = 5s;  // another node of this machine may end
constexpr std::size_t kMaxAnswers = 500;
constexpr std::size_t kAskedOfList = 64;
constexpr int kDatagramsPerTurn = 64;  // then others on this thread have their turn

}  // namespace

IpmsgGateway::IpmsgGateway(boost::asio::any_io_executor executor, const Clock& clock, GatewayOptions options,
                           GatewayMediator mediator)
    : executor_(executor),
      clock_(clock),
      options_(std::move(options)),
      mediator_(std::move(mediator)),
      udp_(executor, discovery::Family::V4),
      tcp_(executor),
      per_source_(kPerSource, kMaxSources),
      in_all_(kInAll),
      asks_(kAsks, kMaxSources),
      requests_(kConnections, kMaxSources),
      shakes_(kShakes, kMaxSources),
      key_answers_(kKeyAnswers, kMaxSources),
      key_asks_(kKeyAsks, kMaxSources),
      opens_(kOpens, kMaxSources),
      opens_in_all_(kOpensInAll),
      guesses_(kGuesses, kMaxSources),
      guesses_in_all_(kGuessesInAll),
      numbers_(options_.kept_number, options_.keep_number),
      run_(random_u64()),
      unfinished_(options_.kept_unfinished, options_.keep_unfinished),
      tasks_(executor) {
    read_pins(options_.kept_pins);
    tasks_.spawn("ipmsg clock", run());
    tasks_.spawn("ipmsg leftovers", remove_left());
}

IpmsgGateway::~IpmsgGateway() {
    if (workers_) workers_->join();
}

boost::asio::thread_pool& IpmsgGateway::workers() {
    if (!workers_) workers_ = std::make_unique<boost::asio::thread_pool>(kWorkers);
    return *workers_;
}

Result<> IpmsgGateway::open_ports() {
    if (auto opened = udp_.open(kPort, discovery::Sharing::Own); !opened) return opened;
    namespace tcp = boost::asio::ip;
    boost::system::error_code failure;
    const tcp::tcp::endpoint any(tcp::tcp::v4(), kPort);
    tcp_.open(any.protocol(), failure);
    if (!failure) tcp_.set_option(tcp::tcp::acceptor::reuse_address(true), failure);
    if (!failure) tcp_.bind(any, failure);
    if (!failure) tcp_.listen(100, failure);
    if (!failure) return {};
    udp_.close();
    boost::system::error_code ignored;
    tcp_.close(ignored);
    return fail(failure, "taking TCP port 2425");
}

void IpmsgGateway::set_on(bool is_on) {
    is_wanted_ = is_on;
    if (is_on == is_on_) return;
    if (is_on) return try_on();
    send_everywhere(introduction(Command::Exit, Audience::Everybody));
    is_on_ = false;
    udp_.close();
    boost::system::error_code ignored;
    tcp_.close(ignored);
    claim_.release();
    apply(roster_.clear());
}

void IpmsgGateway::try_on() {
    if (!claim_.take()) {
        if (!has_told_) log::info("ipmsg: another node of this machine speaks it");
        has_told_ = true;
        return;
    }
    if (auto opened = open_ports(); !opened) {
        claim_.release();
        if (!has_told_)
            mediator_.warn("ipmsg_port",
                           "IP Messenger users are not reached, because another program has port 2425: " +
                               opened.error().sentence() + ". End it, or 'culver config set ipmsg false'.");
        has_told_ = true;
        return;
    }
    is_on_ = true;
    has_told_ = false;
    tasks_.spawn("ipmsg receive", receive());
    tasks_.spawn("ipmsg accept", accept_connections());
    tasks_.spawn("ipmsg hello", say_hello());
}

void IpmsgGateway::set_face(OwnFace face) {
    if (face == face_) return;
    face_ = std::move(face);
    if (!is_on_) return;
    send_everywhere(introduction(Command::Absence, Audience::Everybody));
    for (const auto& [key, row] : roster_.rows()) {
        if (audience_for(row.said) == Audience::Utf8Readers)
            send(introduction(Command::Absence, Audience::Utf8Readers), row.where);
    }
}

void IpmsgGateway::set_hosts(std::vector<Endpoint> hosts) {
    const bool is_same = hosts == hosts_;
    hosts_ = std::move(hosts);
    if (!is_same && is_on_) tasks_.spawn("ipmsg hello", say_hello());
}

void IpmsgGateway::network_changed() {
    if (!is_on_) return;
    roster_.doubt_all(clock_.steady());
    tasks_.spawn("ipmsg hello", say_hello());
}

Task<> IpmsgGateway::close() {
    if (is_on_) send_everywhere(introduction(Command::Exit, Audience::Everybody));
    is_on_ = false;
    stopping_.request_stop();
    for (const auto& exchange : exchanges_) exchange->stop.request_stop();
    udp_.close();
    boost::system::error_code ignored;
    tcp_.close(ignored);
    is_wanted_ = false;
    claim_.release();
    co_await tasks_.close();
}

Task<> IpmsgGateway::say_hello() {
    send_everywhere(introduction(Command::Nothing, Audience::Everybody));
    co_await sleep_for(kBeforeEntry);
    send_everywhere(introduction(Command::Entry, Audience::Everybody));
    co_await sleep_for(kSecondEntry);
    send_everywhere(introduction(Command::Entry, Audience::Everybody));
}

Task<> IpmsgGateway::run() {
    auto next_hello = clock_.steady() + kHelloEvery;
    while (!tasks_.is_closing()) {
        co_await sleep_for(roster_.rows().empty() ? kPortAgain : 1s);
        if (is_wanted_ && !is_on_) try_on();
        if (!is_on_) continue;
        auto step = roster_.advance(clock_.steady());
        for (const auto& where : step.ask) send(introduction(Command::Entry, Audience::Everybody), where);
        apply(std::move(step.changes));
        if (clock_.steady() < next_hello) continue;
        next_hello = clock_.steady() + kHelloEvery;
        send_everywhere(introduction(Command::Entry, Audience::Everybody));
    }
}

Packet IpmsgGateway::own_packet(Command command, std::uint32_t options) {
    Packet packet;
    packet.user = options_.user;
    packet.host = options_.host;
    packet.word = static_cast<std::uint32_t>(command) | options;
    return packet;
}

Packet IpmsgGateway::introduction(Command command, Audience audience) {
    Self self{.user = options_.user, .host = options_.host, .name = face_.name, .group = face_.department};
    self.legacy = options_.legacy;
    self.status |= key_status();
    if (face_.is_away) self.status |= option::kAbsent;
    return introduce(self, command, audience);
}

void IpmsgGateway::send(Packet packet, const Endpoint& to) {
    if (!is_on_) return;
    if (packet.number == 0) packet.number = numbers_.next(clock_.wall());
    const auto bytes = build_packet(packet);
    if (auto sent = udp_.send(as_bytes(bytes), to); !sent) log::debug("ipmsg: {}", sent.error().sentence());
}

void IpmsgGateway::send_everywhere(const Packet& packet) {
    if (!is_on_) return;
    auto interfaces = discovery::list_interfaces();
    if (!interfaces) return;
    auto numbered = packet;
    numbered.number = numbers_.next(clock_.wall());
    const auto bytes = build_packet(numbered);
    for (const auto& interface : discovery::usable(std::move(*interfaces), options_.interfaces)) {
        if (interface.is_loopback || mediator_.is_quiet_on(interface.index)) continue;
        for (const auto& address : interface.addresses4) {
            if (!address.broadcast) continue;
            const discovery::Route route{.interface = interface.index, .source = address.address};
            (void)udp_.send(as_bytes(bytes), {*address.broadcast, kPort}, route);
        }
    }
    for (const auto& host : hosts_) (void)udp_.send(as_bytes(bytes), host);
}

void IpmsgGateway::ask(const Endpoint& where) {
    if (asks_.take(where.address, clock_.steady()))
        send(introduction(Command::Entry, Audience::Everybody), where);
}

bool IpmsgGateway::is_own(const Packet& packet) const {
    if (packet.user == options_.user && packet.host == options_.host) return true;
    // Another Culver node: it is found by Culver's own ways.
    constexpr std::string_view kPrefix = "culver-";
    return packet.user.starts_with(kPrefix) && packet.user.size() == options_.user.size() &&
           packet.user.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567", kPrefix.size()) ==
               std::string::npos;
}

Task<> IpmsgGateway::receive() {
    std::array<char, kMaxDatagram> buffer{};
    while (is_on_) {
        co_await udp_.wait_readable();
        if (!is_on_) break;
        for (int turn = 0; turn < kDatagramsPerTurn; ++turn) {
            const auto got =
                udp_.receive(std::span(reinterpret_cast<std::uint8_t*>(buffer.data()), buffer.size()));
            if (!got) break;
            if (got->bytes > buffer.size() || mediator_.is_quiet_on(got->interface)) continue;
            const auto now = clock_.steady();
            if (!per_source_.take(got->from.address, now) || !in_all_.take(now)) continue;
            on_datagram(std::string_view(buffer.data(), got->bytes), got->from);
            if (!is_on_) co_return;
        }
    }
}

void IpmsgGateway::on_datagram(std::string_view bytes, const Endpoint& from) {
    // iptux that took us for UTF-16 once: all of UTF-8 puts it right.
    if (bytes.starts_with(std::string_view("\xff\xfe\x31\x00", 4))) {
        if (asks_.take(from.address, clock_.steady()))
            send(introduction(Command::Absence, Audience::Utf8Readers), from);
        return;
    }
    const auto packet = parse_packet(bytes);
    if (packet && !is_own(*packet)) on_packet(*packet, from);
}

void IpmsgGateway::on_packet(const Packet& packet, const Endpoint& from) {
    if (const auto* known = roster_.at(from); known != nullptr && mediator_.is_blocked(known->key)) {
        if (packet.command() != Command::Exit) return;
    }
    roster_.touch(from, clock_.steady());
    switch (packet.command()) {
        case Command::Entry:
        case Command::AnswerEntry:
        case Command::Absence: return on_entry(packet, from);
        case Command::Exit: return apply(roster_.left(from));
        case Command::Message:
        case Command::IptuxMessage: return on_message(packet, from);
        case Command::Receipt: return on_receipt(packet, from);
        case Command::ReleaseFiles: return on_release(packet, from);
        default: break;
    }
    if (const auto* sender = roster_.at(from)) on_small(packet, *sender);
}

void IpmsgGateway::on_entry(const Packet& packet, const Endpoint& from) {
    const auto said = read_introduction(packet, options_.legacy);
    if (mediator_.is_blocked(key_of(said))) return;
    // Who has a key says so; without that, somebody else took the name.
    if (must_encrypt(said) && !can_encrypt(said)) return;
    const bool is_new = roster_.at(from) == nullptr;
    auto changes = roster_.heard(said, from, true, clock_.steady());
    if (const auto* row = roster_.at(from); row != nullptr && packet.command() != Command::Absence) {
        seen_.forget(row->key);
        const bool is_new_run =
            packet.command() == Command::Entry && seen_.begin_run(row->key, clock_.steady());
        if (is_new_run) end_offers_of_last_run(row->key, packet.number);
        keyless_.erase(row->key);
        if (!must_encrypt(said)) their_keys_.erase(row->key);  // perhaps installed anew; its pin stays
    }
    apply(std::move(changes));
    if (const auto* row = roster_.at(from)) mediator_.greeted(row->key);
    if (packet.command() == Command::Entry && answering_.size() < kMaxAnswers &&
        answering_.insert(from).second)
        tasks_.spawn("ipmsg answer", answer_later(from));
    // Our broadcast told them the name in the legacy charset only.
    const bool is_plain = is_ascii(face_.name) && is_ascii(face_.department);
    if (is_new && packet.command() == Command::AnswerEntry && !is_plain &&
        audience_for(said) == Audience::Utf8Readers)
        send(introduction(Command::Absence, Audience::Utf8Readers), from);
}

Task<> IpmsgGateway::answer_later(Endpoint to) {
    const auto span = roster_.rows().size() < kFew ? 1'000.0 : 2'000.0;
    co_await sleep_for(std::chrono::milliseconds(static_cast<int>(random_unit() * span)));
    answering_.erase(to);
    if (const auto* row = roster_.at(to))
        send(introduction(Command::AnswerEntry, audience_for(row->said)), to);
}

void IpmsgGateway::on_small(const Packet& packet, const Neighbour& sender) {
    const auto where = sender.where;
    switch (packet.command()) {
        case Command::AskVersion: {
            auto answer = own_packet(Command::Version, 0);
            answer.body = "Culver";
            return send(std::move(answer), where);
        }
        case Command::AskAbsence: {
            auto answer = own_packet(Command::AbsenceText, 0);
            answer.body =
                face_.is_away ? encode(face_.away_text, sender.said.charset).bytes : "Not absence mode";
            if (sender.said.dialect == Dialect::Modern) answer.word |= option::kUtf8;
            return send(std::move(answer), where);
        }
        case Command::Opened: {
            const auto number = parse_number(packet.body, 10);
            for (const auto& [sent, id] : sealed_) {
                if (sent == number) mediator_.opened(sender.key, id);
            }
            if (!packet.has(option::kConfirmOpening)) return;
            auto answer = own_packet(Command::OpenedSeen, 0);
            answer.body = std::to_string(packet.number);
            return send(std::move(answer), where);
        }
        case Command::OpenedSeen: return on_receipt(packet, where);
        case Command::AskKey: return on_ask_key(packet, sender);
        case Command::Key: return on_key(packet, sender);
        case Command::FeiqShake:
            if (!mediator_.is_welcome(sender.key) || !shakes_.take(where.address, clock_.steady())) return;
            mediator_.buzzed(sender.key);
            return send(own_packet(Command::FeiqShaken, 0), where);
        case Command::HostList: {
            // Believed from hosts a person named only, and asked before they are shown.
            if (std::ranges::find(hosts_, where) == hosts_.end()) return;
            const auto list = parse_host_list(packet.body);
            if (!list) return;
            for (std::size_t i = 0; i < std::min(list->hosts.size(), kAskedOfList); ++i) ask(list->hosts[i]);
            return;
        }
        default: return;
    }
}

void IpmsgGateway::apply(std::vector<Roster::Change> changes) {
    for (const auto& change : changes) {
        const auto row = shown(change.row);
        switch (change.kind) {
            case Roster::Change::Kind::None: break;
            case Roster::Change::Kind::Appeared: {
                mediator_.changed(row, PeerChange::Appeared);
                const bool is_named = std::ranges::find(hosts_, change.row.where) != hosts_.end();
                if (is_named) send(own_packet(Command::GetList, 0), change.row.where);
                break;
            }
            case Roster::Change::Kind::Changed: mediator_.changed(row, PeerChange::Changed); break;
            case Roster::Change::Kind::Gone:
                forget_key(change.row.key);
                mediator_.changed(row, PeerChange::Gone);
                break;
        }
    }
}

ForeignPeer IpmsgGateway::shown(const Neighbour& row) const {
    ForeignPeer shown;
    shown.key = row.key;
    shown.name = row.said.name;
    shown.department = row.said.group;
    shown.client = row.said.client;
    shown.is_away = row.said.is_away;
    shown.is_encrypted = is_encrypted(row);
    shown.addresses = {row.where};
    return shown;
}

std::optional<ForeignPeer> IpmsgGateway::peer(const PeerKey& key) const {
    const auto* row = roster_.find(key);
    return row == nullptr ? std::nullopt : std::optional(shown(*row));
}

std::vector<ForeignPeer> IpmsgGateway::peers() const {
    std::vector<ForeignPeer> all;
    for (const auto& [key, row] : roster_.rows()) all.push_back(shown(row));
    return all;
}

Result<> IpmsgGateway::buzz(const PeerKey& to) {
    const auto* row = roster_.find(to);
    if (row == nullptr) return fail(GatewayErrc::NotHere);
    if (row->said.dialect != Dialect::Feiq) return fail(GatewayErrc::Unsupported);
    send(own_packet(Command::FeiqShake, 0), row->where);
    return {};
}

}  // namespace culver::interop::ipmsg
