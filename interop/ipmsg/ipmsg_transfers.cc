// SPDX-License-Identifier: Apache-2.0
// Files and folders both ways: whoever has them waits for a connection of whoever wants them.
#include "base/deadline.h"
#include "base/log.h"
#include "base/offload.h"
#include "base/random.h"
#include "base/text.h"
#include "interop/ipmsg/file_request.h"
#include "interop/ipmsg/ipmsg_gateway.h"
#include "interop/ipmsg/message_text.h"
#include "interop/ipmsg/serve.h"
#include "transfer/errors.h"
#include "transfer/names.h"
#include "transfer/protocol_errors.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>

#include <algorithm>

namespace culver::interop::ipmsg {
namespace {

using namespace std::chrono_literals;
using transfer::Direction;
using transfer::ProtocolErrc;
using transfer::State;

constexpr std::size_t kMaxOffersOfPeer = 20;     // fill a screen
constexpr std::size_t kMaxOffersOfAddress = 60;  // names are free
constexpr std::size_t kMaxExchanges = 500;       // those that are over are forgotten first
constexpr std::size_t kMaxConnections = 64;      // that have not asked yet
constexpr std::size_t kMaxConnectionsOfAddress = 8;
constexpr int kMaxServes = 3;  // of one offer at a time: the others shall have workers, too
constexpr auto kRequestLimit = 10s;
constexpr auto kProgressEvery = 250ms;
constexpr auto kOfferAgain = 30s;
constexpr auto kMaxDrained = std::size_t{1} << 20;  // pictures that iptux pushes

// What a connection asks for; fails when it ends before, or asks for nothing.
Task<Result<FileRequest>> hear_request(boost::asio::ip::tcp::socket& socket) {
    std::string bytes;
    std::array<char, 2'048> piece{};
    while (!is_whole_request(bytes) && bytes.size() < kMaxRequestBytes) {
        auto [failure, got] = co_await socket.async_read_some(boost::asio::buffer(piece), no_throw);
        if (failure) co_return fail(failure);
        bytes.append(piece.data(), got);
    }
    const auto packet = parse_packet(bytes);
    if (auto request = packet ? parse_file_request(*packet) : std::nullopt) co_return std::move(*request);
    // A picture of iptux: taken and forgotten, since closing at once would break its writing.
    for (std::size_t drained = 0; packet && drained < kMaxDrained;) {
        auto [failure, got] = co_await socket.async_read_some(boost::asio::buffer(piece), no_throw);
        if (failure) break;
        drained += got;
    }
    co_return fail(ProtocolErrc::Malformed);
}

bool is_running(State state) {
    return state == State::Active;
}

}  // namespace

std::shared_ptr<IpmsgGateway::Exchange> IpmsgGateway::find(const TransferId& id) const {
    const auto found = std::ranges::find(exchanges_, id, [](const auto& one) { return one->row.id; });
    return found == exchanges_.end() ? nullptr : *found;
}

std::vector<transfer::TransferRow> IpmsgGateway::transfers() const {
    std::vector<transfer::TransferRow> rows;
    for (const auto& exchange : exchanges_) rows.push_back(exchange->row);
    return rows;
}

void IpmsgGateway::forget_old() {
    while (exchanges_.size() >= kMaxExchanges) {
        const auto over =
            std::ranges::find_if(exchanges_, [](const auto& one) { return is_final(one->row.state); });
        if (over == exchanges_.end()) return;
        exchanges_.erase(over);
    }
}

void IpmsgGateway::end(Exchange& exchange, State state, const Error* why) {
    exchange.row.state = state;
    exchange.row.rate = 0;
    exchange.row.bytes_done = exchange.progress->bytes;
    exchange.row.bytes_on_wire = exchange.row.bytes_done;
    exchange.row.updated = to_milliseconds(clock_.wall());
    if (why != nullptr) exchange.row.error = transfer::describe(*why);
    tell(exchange, Event::Changed);
}

bool IpmsgGateway::on_offer(const Packet& packet, const Neighbour& sender,
                            std::vector<Attachment> attachments) {
    forget_old();
    const auto run = seen_.run_of(sender.key);
    std::size_t open = 0;
    std::size_t open_there = 0;
    for (const auto& one : exchanges_) {
        if (one->row.direction != Direction::In || is_final(one->row.state)) continue;
        const bool is_theirs = one->row.peer == sender.key;
        if (is_theirs && one->number == packet.number && one->where == sender.where) {
            if (one->run == run || !is_counted(packet.number) || one->row.state != State::Offered)
                return true;
            end(*one, State::Cancelled);  // of a run before, whose number this one has now
            continue;
        }
        if (one->row.state != State::Offered) continue;
        open += is_theirs ? 1 : 0;
        open_there += one->where.address == sender.where.address ? 1 : 0;
    }
    const bool is_room =
        open < kMaxOffersOfPeer && open_there < kMaxOffersOfAddress && exchanges_.size() < kMaxExchanges;
    if (!is_room) return false;
    auto exchange = std::make_shared<Exchange>();
    exchange->number = packet.number;
    exchange->run = run;
    exchange->where = sender.where;
    exchange->is_utf8 = packet.has(option::kUtf8);
    exchange->likely = likely_of(sender.said.dialect);
    auto& row = exchange->row;
    row.id = random_id<TransferId>();
    row.direction = Direction::In;
    row.peer = sender.key;
    row.created = row.updated = to_milliseconds(clock_.wall());
    for (auto& one : attachments) {
        one.name = local_name(decode(one.name, charset_of(packet, one.name, sender.said, options_.legacy)));
        row.bytes_total += one.size;
        row.paths.push_back(one.name);
        row.files += one.kind() == FileKind::Folder ? 0 : 1;
    }
    exchange->attachments = std::move(attachments);
    exchanges_.push_back(exchange);
    tell(*exchange, Event::Offered);
    return true;
}

void IpmsgGateway::release(std::uint32_t number, const Endpoint& to) {
    auto packet = own_packet(Command::ReleaseFiles, 0);
    packet.body = std::to_string(number);
    send(std::move(packet), to);
}

// A program that has begun to count from 1 anew has forgotten them, and gives their numbers to others. It may
// also have entered only because its person asked who is there: then it counts on.
void IpmsgGateway::end_offers_of_last_run(const PeerKey& peer, std::uint32_t number) {
    for (const auto& exchange : exchanges_) {
        const bool is_over = exchange->row.peer == peer && exchange->row.direction == Direction::In &&
                             exchange->row.state == State::Offered && is_counted(exchange->number) &&
                             number <= exchange->number;
        if (is_over) end(*exchange, State::Cancelled);
    }
}

std::optional<Endpoint> IpmsgGateway::offered_from(const TransferId& id) const {
    const auto exchange = find(id);
    if (!exchange || exchange->row.direction != Direction::In) return std::nullopt;
    return exchange->where;
}

Result<> IpmsgGateway::accept(const TransferId& id, std::string folder, std::vector<std::string> only,
                              std::optional<std::uint64_t> max_bytes) {
    const auto exchange = find(id);
    if (!exchange) return fail(ProtocolErrc::NoSuchTransfer);
    const bool may = exchange->row.direction == Direction::In && exchange->row.state == State::Offered;
    if (!may) return fail(ProtocolErrc::WrongState);
    FetchOrder order;
    order.id = id;
    order.from = exchange->where;
    order.folder = std::move(folder);
    order.legacy = options_.legacy;
    order.likely = exchange->likely;
    order.is_utf8 = exchange->is_utf8;
    order.max_bytes = max_bytes;
    for (const auto& one : exchange->attachments) {
        if (!only.empty() && std::ranges::find(only, one.name) == only.end()) continue;
        const bool is_folder = one.kind() == FileKind::Folder;
        auto request = own_packet(is_folder ? Command::GetFolder : Command::GetFile,
                                  exchange->is_utf8 ? option::kUtf8 : 0);
        request.number = numbers_.next(clock_.wall());
        request.body = file_request_body(exchange->number, one.id);
        order.items.push_back({one, build_packet(request)});
    }
    if (order.items.empty()) return fail(transfer::TransferErrc::NoSuchEntry);
    exchange->row.state = State::Active;
    exchange->row.folder = order.folder;
    tell(*exchange, Event::Changed);
    tasks_.spawn("ipmsg fetch", fetch_files(exchange, std::move(order)));
    tasks_.spawn("ipmsg progress", watch(exchange));
    return {};
}

// Of a node that was killed: nothing of this protocol resumes.
Task<> IpmsgGateway::remove_left() {
    if (unfinished_.left().empty()) co_return;
    boost::asio::thread_pool remover(1);
    unfinished_.removed(co_await offload(remover, [left = unfinished_.left(), stop = stopping_.get_token()] {
        return Unfinished::remove(left, stop);
    }));
}

Task<> IpmsgGateway::fetch_files(std::shared_ptr<Exchange> exchange, FetchOrder order) {
    const auto id = order.id;
    unfinished_.begun(id, order.folder);
    auto work = [order = std::move(order), progress = exchange->progress, stop = exchange->stop.get_token()] {
        return fetch(order, *progress, stop);
    };
    auto paths = co_await offload(workers(), std::move(work));
    unfinished_.ended(id);
    if (exchange->row.state != State::Active) co_return;  // cancelled meanwhile
    if (!paths) {
        end(*exchange, State::Failed, &paths.error());
        co_return;
    }
    exchange->row.paths = std::move(*paths);
    exchange->row.files = exchange->progress->files;
    exchange->row.bytes_total = exchange->progress->bytes;
    end(*exchange, State::Done);
}

// Figures four times a second, for as long as bytes move.
Task<> IpmsgGateway::watch(std::shared_ptr<Exchange> exchange) {
    if (std::exchange(exchange->is_watched, true)) co_return;
    auto& row = exchange->row;
    while (is_running(row.state)) {
        co_await sleep_for(kProgressEvery);
        if (!is_running(row.state)) break;
        row.bytes_done = exchange->progress->bytes;
        row.bytes_on_wire = row.bytes_done;
        row.rate =
            (row.bytes_done - std::min(row.bytes_done, exchange->bytes_before)) * (1s / kProgressEvery);
        exchange->bytes_before = row.bytes_done;
        row.bytes_total = std::max(row.bytes_total, row.bytes_done);
        tell(*exchange, Event::Progress);
    }
    exchange->is_watched = false;
}

Result<> IpmsgGateway::decline(const TransferId& id) {
    const auto exchange = find(id);
    if (!exchange) return fail(ProtocolErrc::NoSuchTransfer);
    if (exchange->row.direction != Direction::In || exchange->row.state != State::Offered)
        return fail(ProtocolErrc::WrongState);
    release(exchange->number, exchange->where);
    end(*exchange, State::Declined);
    return {};
}

Result<> IpmsgGateway::cancel(const TransferId& id) {
    const auto exchange = find(id);
    if (!exchange) return fail(ProtocolErrc::NoSuchTransfer);
    if (is_final(exchange->row.state)) return fail(ProtocolErrc::WrongState);
    exchange->stop.request_stop();
    if (exchange->row.direction == Direction::In) release(exchange->number, exchange->where);
    end(*exchange, State::Cancelled);
    return {};
}

Task<Result<TransferId>> IpmsgGateway::offer(PeerKey to, std::vector<std::filesystem::path> paths,
                                             transfer::Links links) {
    forget_old();
    std::vector<std::string> shown;
    for (const auto& path : paths) shown.push_back(path.string());
    auto scan = [paths, links, stop = stopping_.get_token()] {
        return std::optional(transfer::SourceTree::scan(paths, stop, links));
    };
    boost::asio::thread_pool lister(1);  // not a worker, which may be busy for as long as somebody likes
    auto scanned = co_await offload(lister, std::move(scan));
    auto& tree = *scanned;
    if (!tree) co_return fail_as(tree);
    auto exchange = std::make_shared<Exchange>();
    exchange->tree = std::make_shared<const transfer::SourceTree>(std::move(*tree));
    auto& row = exchange->row;
    row.id = random_id<TransferId>();
    row.direction = Direction::Out;
    row.peer = to;
    row.files = exchange->tree->manifest().file_count();
    row.bytes_total = exchange->tree->manifest().total_bytes();
    row.paths = std::move(shown);
    row.created = row.updated = to_milliseconds(clock_.wall());
    for (const auto index : exchange->tree->manifest().top_level()) {
        const auto entry = exchange->tree->manifest().entry(index);
        Attachment one;
        one.id = static_cast<std::uint32_t>(exchange->entries.size());  // below ten the same in both bases
        one.name = std::string(entry.path);
        one.size = entry.size;
        one.time = entry.mtime_ns / 1'000'000'000;
        one.attributes = static_cast<std::uint32_t>(
            entry.kind == transfer::EntryKind::Folder ? FileKind::Folder : FileKind::Regular);
        exchange->attachments.push_back(std::move(one));
        exchange->entries.push_back(index);
    }
    exchanges_.push_back(exchange);
    tell(*exchange, Event::Changed);
    tasks_.spawn("ipmsg offer", announce(exchange));
    co_return row.id;
}

Task<> IpmsgGateway::announce(std::shared_ptr<Exchange> exchange) {
    while (exchange->row.state == State::Offered) {
        co_await turn_at(exchange->row.peer);
        if (exchange->row.state != State::Offered) co_return;
        if (const auto* peer = roster_.find(exchange->row.peer)) {
            const Turn turn(busy_, exchange->row.peer);
            const auto said = peer->said;
            exchange->where = peer->where;
            exchange->is_utf8 = said.charset == Charset::Utf8;
            auto list = exchange->attachments;
            for (auto& one : list) one.name = encode(one.name, said.charset).bytes;
            auto packet = own_packet(Command::Message, option::kWantsReceipt | option::kFiles);
            if (said.dialect == Dialect::Modern) packet.word |= option::kUtf8 | option::kCanUtf8;
            packet.number = exchange->number = numbers_.next(clock_.wall());
            packet.extensions = {
                build_attachments(list, said.dialect == Dialect::Iptux ? Colons::Replaced : Colons::Escaped)};
            if (packet.extensions.front().size() > room_for_text(said.dialect, can_encrypt(said))) {
                const Error too_many{transfer::TransferErrc::ManifestTooLarge,
                                     "offering so many files at once to IP Messenger; send their folder"};
                co_return end(*exchange, State::Failed, &too_many);
            }
            auto ready = co_await closed(exchange->row.peer, std::move(packet));
            if (exchange->row.state != State::Offered) co_return;  // cancelled while a key was asked for
            if (const auto* now = roster_.find(exchange->row.peer)) exchange->where = now->where;
            if (ready && co_await send_until_confirmed(exchange->row.peer, std::move(*ready))) co_return;
        }
        co_await sleep_for(kOfferAgain);
    }
}

void IpmsgGateway::on_release(const Packet& packet, const Endpoint& from) {
    const auto number = parse_number(packet.body, 10);
    for (const auto& exchange : exchanges_) {
        const bool is_meant = exchange->row.direction == Direction::Out && exchange->number == number &&
                              exchange->where == from;
        if (!is_meant || is_final(exchange->row.state)) continue;
        exchange->stop.request_stop();
        end(*exchange, State::Declined);
    }
}

Task<> IpmsgGateway::accept_connections() {
    while (is_on_) {
        auto [failure, socket] = co_await tcp_.async_accept(no_throw);
        if (failure == boost::asio::error::operation_aborted || !is_on_) co_return;
        if (failure) {
            co_await sleep_for(kProgressEvery);  // no descriptors left, for a moment
            continue;
        }
        boost::system::error_code ignored;
        const auto from = socket.remote_endpoint(ignored).address();
        const auto theirs = connections_of_.find(from);
        const bool is_too_many =
            connections_ >= kMaxConnections ||
            (theirs != connections_of_.end() && theirs->second >= kMaxConnectionsOfAddress);
        if (is_too_many || !requests_.take(from, clock_.steady())) continue;
        tasks_.spawn("ipmsg request", serve_connection(std::move(socket)));
    }
}

Task<> IpmsgGateway::serve_connection(boost::asio::ip::tcp::socket socket) {
    boost::system::error_code ignored;
    const auto from = socket.remote_endpoint(ignored).address();
    struct Count {
        IpmsgGateway& gateway;
        boost::asio::ip::address from;
        Count(IpmsgGateway& all, boost::asio::ip::address address) : gateway(all), from(std::move(address)) {
            ++gateway.connections_;
            ++gateway.connections_of_[from];
        }
        Count(const Count&) = delete;
        Count& operator=(const Count&) = delete;
        ~Count() {
            --gateway.connections_;
            if (--gateway.connections_of_[from] == 0) gateway.connections_of_.erase(from);
        }
    };
    std::optional<Count> count(std::in_place, *this, from);
    const auto request = co_await with_deadline(kRequestLimit, hear_request(socket));
    count.reset();
    if (!request) co_return;
    for (const auto& exchange : exchanges_) {
        const bool is_offer =
            exchange->number == request->offer || exchange->number == request->offer_as_decimal;
        const bool is_open = exchange->row.state == State::Offered || exchange->row.state == State::Active;
        if (exchange->row.direction != Direction::Out || !is_offer || !is_open) continue;
        if (exchange->where.address != from) continue;  // somebody else heard the number
        if (exchange->serving >= kMaxServes) co_return;
        auto index = request->file;
        if (index >= exchange->entries.size()) index = request->file_as_decimal;
        if (index >= exchange->entries.size()) co_return;
        const auto kind = exchange->attachments[index].kind();
        if ((kind == FileKind::Folder) != request->is_folder && kind == FileKind::Folder) co_return;
        const auto offset = std::min(request->offset, exchange->attachments[index].size);
        const int handle = socket.release(ignored);
        if (handle < 0) co_return;
        co_return co_await serve_file(exchange, static_cast<std::uint32_t>(index), offset, handle);
    }
}

Task<> IpmsgGateway::serve_file(std::shared_ptr<Exchange> exchange, std::uint32_t index, std::uint64_t offset,
                                int socket) {
    const bool begins = exchange->row.state == State::Offered;
    exchange->row.state = State::Active;
    if (begins) {
        tell(*exchange, Event::Changed);
        tasks_.spawn("ipmsg progress", watch(exchange));
    }
    ServeOrder order{.entry = exchange->entries[index], .offset = offset};
    if (!exchange->is_utf8) order.names = options_.legacy;
    auto work = [handle = std::make_shared<FileHandle>(socket), tree = exchange->tree, order,
                 progress = exchange->progress, stop = exchange->stop.get_token()] {
        return serve(std::move(*handle), *tree, order, *progress, stop);
    };
    ++exchange->serving;
    auto served = co_await offload(workers(), std::move(work));
    --exchange->serving;
    if (exchange->row.state != State::Active) co_return;
    // Lost connections may come again; a file that changed will not come back.
    const bool is_lost = !served && served.error().code == transfer::make_error_code(ProtocolErrc::LaneLost);
    if (!served && !is_lost) co_return end(*exchange, State::Failed, &served.error());
    if (served) exchange->fetched.insert(index);
    if (exchange->fetched.size() == exchange->entries.size()) co_return end(*exchange, State::Done);
    if (exchange->serving > 0) co_return;
    exchange->row.state = State::Offered;  // the rest, until somebody fetches it or lets it go
    exchange->row.rate = 0;
    tell(*exchange, Event::Changed);
}

}  // namespace culver::interop::ipmsg
