// SPDX-License-Identifier: Apache-2.0
#include "transfer/transfer_service.h"

#include "base/files.h"
#include "base/log.h"
#include "base/offload.h"
#include "base/profile_folder.h"
#include "base/random.h"
#include "base/text.h"
#include "transfer/errors.h"
#include "transfer/source_tree.h"

#include <algorithm>

namespace culver::transfer {
namespace {

constexpr std::size_t kSourceLooks = 3;  // a disk that does not answer must not hold up those that do
constexpr std::size_t kWorkers = 2;  // listing, opening partial folders, removing them: the disk is the limit

std::unexpected<Error> no_such_transfer() {
    return fail(ProtocolErrc::NoSuchTransfer);
}

// The first path that is not there, or is never sent, so that a typing error is told at once.
Result<> check_paths(const std::vector<std::filesystem::path>& paths) {
    for (const auto& path : paths) {
        std::error_code failed;
        const auto status = std::filesystem::status(path, failed);
        if (!path.is_absolute() || !std::filesystem::exists(status))
            return fail(TransferErrc::SourceGone, path.string());
        const auto real = std::filesystem::canonical(path, failed);
        if (!failed && is_private_path(real)) {
            return fail(TransferErrc::NothingToSend, "\"" + printable(path.string()) +
                                                         "\" is left out, because " +
                                                         std::string(to_string(Skipped::Why::Profile)));
        }
    }
    if (paths.empty()) return fail(TransferErrc::NothingToSend);
    return {};
}

}  // namespace

TransferService::TransferService(Parts parts, Options options, Mediator mediator, EventHandler on_event)
    : parts_(std::move(parts)),
      options_(std::move(options)),
      mediator_(std::move(mediator)),
      on_event_(std::move(on_event)),
      workers_(kWorkers),
      source_looks_(kSourceLooks),
      tasks_(parts_.home),
      context_{
          .sessions = parts_.sessions,
          .store = parts_.transfers,
          .clock = parts_.clock,
          .key = parts_.key,
          .workers = workers_,
          .source_looks = source_looks_,
          .tasks = tasks_,
          .state_folder = options_.state_folder,
          .offer_again = options_.offer_again,
          .may_compress = options_.may_compress,
          .sending = LaneSlots(kMaxLanes, kLaneMemory, [this](const TransferId& id) { slot_granted(id); }),
          .receiving = LaneSlots(kMaxLanes, kLaneMemory, [this](const TransferId& id) { slot_granted(id); }),
          .changed =
              [this](const TransferRow& row) {
                  note(row);
                  on_event_(row, Event::Changed);
              },
          .moved = [this](const TransferRow& row) { on_event_(row, Event::Progress); },
          .earlier_versions = [this](const PeerKey& peer) { return earlier_versions(peer); }},
      loaded_(parts_.home, boost::asio::steady_timer::time_point::max()) {
    take_over_frames();
}

TransferService::~TransferService() {
    workers_.join();
    source_looks_.join();
}

// ---- Life

Task<Result<>> TransferService::start() {
    if (auto made = make_private_folder(options_.state_folder); !made) co_return made;
    const auto oldest = parts_.clock.wall() - kKeepFinished;
    auto removed = co_await parts_.transfers.remove_finished_before(to_milliseconds(oldest));
    if (!removed) co_return fail_as(removed);
    auto stored = co_await parts_.transfers.load_all();
    if (!stored) co_return fail_as(stored);
    auto rules = co_await parts_.rules.load_all();
    if (!rules) co_return fail_as(rules);
    for (const store::AutoAcceptRule& rule : *rules) rules_[rule.peer] = rule;
    for (const store::StoredTransfer& row : *stored) {
        auto record = from_stored(row);
        if (record) {
            add(std::move(*record), Acquaintance::Known);
            note(known(row.id).value()->row());
        } else {
            log::warn("transfer {}: {}", row.id.text(), record.error().sentence());
        }
    }
    is_loaded_ = true;
    loaded_.cancel();
    for (Transfer* transfer : by_age()) transfer->continue_after_start();
    for (const PeerId& peer : parts_.sessions.open_peers()) peer_opened(peer);
    tasks_.spawn("tidying transfers", tidy());
    co_return Result<>{};
}

Task<> TransferService::tidy() {
    for (;;) {
        const auto oldest = to_milliseconds(parts_.clock.wall() - kKeepUnfinished);
        for (const auto& [id, transfer] : incoming_) {
            if (transfer->record().updated < oldest) transfer->expire();
            transfer->tidy_up(oldest);
        }
        co_await forget_finished();
        co_await sleep_for(options_.tidy_interval);
    }
}

Task<> TransferService::forget_finished() {
    const auto oldest = to_milliseconds(parts_.clock.wall() - kKeepFinished);
    const auto forget_old = [&](auto& transfers) {
        std::erase_if(transfers, [&](const auto& entry) {
            const TransferRecord& record = entry.second->record();
            if (!record.is_settled() || record.updated >= oldest || !entry.second->is_idle()) return false;
            entry.second->let_go();
            ended_.remove(entry.first);
            return true;
        });
    };
    forget_old(outgoing_);
    forget_old(incoming_);
    auto removed = co_await parts_.transfers.remove_finished_before(oldest);
    if (!removed) log::warn("finished transfers are not forgotten: {}", removed.error().sentence());
}

void TransferService::take_over_frames() {
    parts_.sessions.handle(net::kTransferKinds, [this](PeerId from, std::uint16_t kind, Bytes body) {
        return on_frame(from, kind, std::move(body));
    });
    parts_.sessions.handle_lanes([this](PeerId from, TransferId id, std::unique_ptr<net::LaneStream> stream) {
        on_lane(from, id, std::move(stream));
    });
}

Task<> TransferService::close() {
    is_closing_ = true;
    loaded_.cancel();
    context_.closing.request_stop();
    for (const auto& [id, transfer] : outgoing_) transfer->abandon_lane();
    for (const auto& [id, transfer] : incoming_) transfer->abandon_lane();
    // What is known by now is kept before disks are waited for, which may not answer.
    for (const auto& [id, transfer] : outgoing_) co_await transfer->flush();
    for (const auto& [id, transfer] : incoming_) co_await transfer->flush();
    co_await tasks_.close();
    for (const auto& [id, transfer] : outgoing_) co_await transfer->end_lane();
    for (const auto& [id, transfer] : incoming_) co_await transfer->end_lane();
    for (const auto& [id, transfer] : outgoing_) co_await transfer->flush();
    for (const auto& [id, transfer] : incoming_) co_await transfer->flush();
}

void TransferService::add(TransferRecord record, Acquaintance acquaintance) {
    const TransferId id = record.id;
    if (record.direction == Direction::Out) {
        outgoing_[id] = std::make_unique<Outgoing>(context_, std::move(record));
    } else {
        incoming_[id] = std::make_unique<Incoming>(context_, std::move(record), acquaintance);
    }
}

void TransferService::peer_opened(const PeerId& peer) {
    if (is_closing_ || !is_loaded_) return;  // start() greets who is there by then
    for (Transfer* transfer : by_age()) {
        if (transfer->record().peer == PeerKey(peer)) transfer->peer_opened();
    }
}

// What began first is greeted first, and so gets its turn first.
std::vector<Transfer*> TransferService::by_age() const {
    std::vector<Transfer*> transfers;
    transfers.reserve(outgoing_.size() + incoming_.size());
    for (const auto& [id, transfer] : outgoing_) transfers.push_back(transfer.get());
    for (const auto& [id, transfer] : incoming_) transfers.push_back(transfer.get());
    std::ranges::sort(transfers, {},
                      [](const Transfer* one) { return std::pair(one->record().created, one->record().id); });
    return transfers;
}

void TransferService::peer_closed(const PeerId& peer) {
    if (is_closing_) return;
    for (const auto& [id, transfer] : outgoing_) {
        if (transfer->record().peer == PeerKey(peer)) transfer->peer_closed();
    }
    for (const auto& [id, transfer] : incoming_) {
        if (transfer->record().peer == PeerKey(peer)) transfer->peer_closed();
    }
    expect(peer);
}

void TransferService::slot_granted(const TransferId& id) {
    if (is_closing_) return;
    if (const auto found = outgoing_.find(id); found != outgoing_.end()) found->second->slot_granted();
    if (const auto found = incoming_.find(id); found != incoming_.end()) found->second->slot_granted();
}

// ---- Orders

Task<Result<TransferId>> TransferService::send(PeerKey peer, std::vector<std::filesystem::path> paths,
                                               SendOptions options) {
    if (peer.protocol != Protocol::Culver) co_return fail(ProtocolErrc::OnlyNative);
    auto check = [paths] { return check_paths(paths); };
    auto checked = co_await offload(workers_, std::move(check));
    if (!checked) co_return fail_as(checked);
    TransferRecord record;
    record.id = random_id<TransferId>();
    record.direction = Direction::Out;
    record.peer = peer;
    record.created = to_milliseconds(parts_.clock.wall());
    record.updated = record.created;
    for (const auto& path : paths) record.paths.push_back(path.string());
    record.rate_limit = options.rate_limit;
    record.group = options.group;
    record.follow_links = options.links == Links::Follow;
    const TransferId id = record.id;
    store::StoredTransfer stored = to_stored(record);
    auto saved = co_await parts_.transfers.put(std::move(stored));
    if (!saved) co_return fail_as(saved);
    if (is_closing_) co_return id;
    add(std::move(record), Acquaintance::Known);
    on_event_(outgoing_[id]->row(), Event::Changed);
    outgoing_[id]->continue_after_start();
    co_return id;
}

Task<Result<>> TransferService::accept(TransferId id, std::optional<std::string> folder,
                                       std::vector<std::string> only) {
    auto transfer = known_incoming(id);
    if (!transfer) co_return fail_as(transfer);
    std::string chosen = folder ? std::move(*folder) : options_.receive_folder;
    co_return co_await (*transfer)->accept(std::move(chosen), std::move(only));
}

Task<Result<Listing>> TransferService::list_entries(TransferId id, std::uint32_t first, std::uint32_t count) {
    auto transfer = known_incoming(id);
    if (!transfer) co_return fail_as(transfer);
    co_return co_await (*transfer)->list(first, count);
}

Result<> TransferService::decline(const TransferId& id, std::string reason) {
    auto transfer = known_incoming(id);
    if (!transfer) return fail_as(transfer);
    return (*transfer)->decline(std::move(reason));
}

Result<> TransferService::pause(const TransferId& id) {
    auto transfer = known(id);
    if (!transfer) return fail_as(transfer);
    return (*transfer)->pause();
}

Task<Result<>> TransferService::kept(TransferId id) {
    auto transfer = known(id);
    if (!transfer) co_return Result<>();
    co_return co_await (*transfer)->kept();
}

Result<> TransferService::resume(const TransferId& id) {
    auto transfer = known(id);
    if (!transfer) return fail_as(transfer);
    return (*transfer)->resume();
}

Task<Result<>> TransferService::resume_in(TransferId id, std::string folder) {
    auto transfer = known_incoming(id);
    if (!transfer) co_return fail_as(transfer);
    co_return co_await (*transfer)->resume_in(std::move(folder));
}

Result<> TransferService::cancel(const TransferId& id) {
    auto transfer = known(id);
    if (!transfer) return fail_as(transfer);
    return (*transfer)->cancel();
}

Result<> TransferService::set_limit(const TransferId& id, std::uint64_t bytes_per_second) {
    auto transfer = known(id);
    if (!transfer) return fail_as(transfer);
    (*transfer)->set_limit(bytes_per_second);
    return {};
}

void TransferService::set_node_limit(std::uint64_t bytes_per_second) {
    context_.send_limit.set(bytes_per_second);
    context_.receive_limit.set(bytes_per_second);
}

std::vector<TransferRow> TransferService::list() const {
    std::vector<TransferRow> rows;
    rows.reserve(outgoing_.size() + incoming_.size());
    for (const auto& [id, transfer] : outgoing_) rows.push_back(transfer->row());
    for (const auto& [id, transfer] : incoming_) rows.push_back(transfer->row());
    std::ranges::sort(rows, {}, [](const TransferRow& row) { return std::pair(row.created, row.id); });
    return rows;
}

bool TransferService::takes_blocks(const TransferId& id, const PeerKey& from) const {
    const auto row = find(id);
    return row && row->peer == from && row->direction == Direction::In && row->state != State::Offered &&
           !is_final(row->state);
}

std::optional<TransferRow> TransferService::find(const TransferId& id) const {
    auto transfer = known(id);
    if (!transfer) return std::nullopt;
    return (*transfer)->row();
}

EarlierVersions TransferService::earlier_versions(const PeerKey& peer) const {
    std::vector<const TransferRecord*> ended;
    for (const auto& [id, transfer] : incoming_) {
        const TransferRecord& record = transfer->record();
        if (record.peer == peer && is_final(record.state) && !record.received.empty())
            ended.push_back(&record);
    }
    std::ranges::sort(ended, std::greater{}, &TransferRecord::updated);
    EarlierVersions versions;
    for (const TransferRecord* record : ended) {
        for (const ReceivedFile& file : record->received) {
            auto& known = versions[file.path];
            if (known.size() < kMaxVersions) known.push_back({record->folder, file});
        }
    }
    return versions;
}

store::AutoAcceptRule TransferService::rule(const PeerKey& peer) const {
    const auto found = rules_.find(peer);
    if (found != rules_.end()) return found->second;
    store::AutoAcceptRule none;
    none.peer = peer;
    return none;
}

Task<Result<>> TransferService::set_rule(store::AutoAcceptRule rule) {
    auto saved = co_await parts_.rules.put(rule);
    if (saved) rules_[rule.peer] = rule;
    co_return saved;
}

void TransferService::rule_carried_over(const PeerKey& former, const PeerKey& successor) {
    const auto found = rules_.find(former);
    if (found == rules_.end()) return;
    store::AutoAcceptRule rule = std::move(found->second);
    rules_.erase(found);
    rule.peer = successor;
    rules_.try_emplace(successor, std::move(rule));
}

Result<Transfer*> TransferService::known(const TransferId& id) const {
    if (const auto found = outgoing_.find(id); found != outgoing_.end()) return found->second.get();
    if (const auto found = incoming_.find(id); found != incoming_.end()) return found->second.get();
    return no_such_transfer();
}

Result<Incoming*> TransferService::known_incoming(const TransferId& id) const {
    if (const auto found = incoming_.find(id); found != incoming_.end()) return found->second.get();
    if (outgoing_.contains(id)) return fail(ProtocolErrc::WrongState, "this transfer goes out");
    return no_such_transfer();
}

}  // namespace culver::transfer
