// SPDX-License-Identifier: Apache-2.0
#include "transfer/outgoing.h"

#include "base/files.h"
#include "base/log.h"
#include "base/offload.h"
#include "base/text.h"
#include "transfer/errors.h"
#include "transfer/receipt.h"

#include <algorithm>
#include <ranges>

namespace culver::transfer {
namespace {

constexpr std::size_t kMaxSourceBytes = 1U << 30;  // the list of a million files with long paths
constexpr std::chrono::seconds kStillLane{
    1};  // so long without a confirmation, and a new session: it is dead
// What is offered again is answered within this time, unless a person has to.
constexpr std::chrono::seconds kAnswered{5};
// Two links of one pair may replace each other for a moment, and an answer fall between them: said once more.
constexpr std::chrono::seconds kSettled{2};
constexpr std::size_t kMaxNamedEntries = 3;  // in a sentence

bool is_lack_of_room(const Error& error) {
    return error.code == TransferErrc::DiskFull || error.code == TransferErrc::QuotaExceeded;
}

// Of the files, and none of the moment.
bool is_fault_of_source(const Error& error) {
    return error.code == TransferErrc::SourceGone || error.code == TransferErrc::SourceChanged ||
           error.code == TransferErrc::SourceUnreadable || error.code == TransferErrc::NothingToSend;
}

constexpr const char* kListLost =
    "The list of these files was damaged, and they have changed since they were offered; send them again.";

LeftOut left_out_of(const SourceTree& tree) {
    LeftOut left_out{.count = tree.skipped_in_all(), .message = {}};
    if (left_out.count == 0) return left_out;
    std::string names;
    for (const Skipped& skipped : tree.skipped() | std::views::take(kMaxNamedEntries)) {
        if (!names.empty()) names += ", ";
        names += '"' + printable(skipped.path) + "\" (" + std::string(to_string(skipped.why)) + ")";
    }
    if (left_out.count > kMaxNamedEntries)
        names += " and " + std::to_string(left_out.count - kMaxNamedEntries) + " more";
    left_out.message = std::to_string(left_out.count) + " left out: " + names + ".";
    return left_out;
}

Failure not_all_arrived(const Manifest& manifest, const EntrySet& failed) {
    std::string names;
    std::size_t named = 0;
    for (auto entry = failed.next(0); entry && named < kMaxNamedEntries;
         entry = failed.next(*entry + 1), ++named) {
        if (named > 0) names += ", ";
        names += '"' + printable(manifest.entry(*entry).path) + '"';
    }
    if (failed.count() > named) names += " and " + std::to_string(failed.count() - named) + " more";
    return {"source_changed", "Not sent because it changed or could not be read while it was sent: " + names +
                                  ". Send it again."};
}

}  // namespace

Outgoing::Outgoing(TransferContext& context, TransferRecord record) : Transfer(context, std::move(record)) {}

// ---- Life

void Outgoing::continue_after_start() {
    update_want();
    if (is_final(record_.state)) {
        if (record_.has_files) spawn("removing a list of files", remove_files());
        return;
    }
    if (record_.state == State::Active || record_.state == State::Waiting)
        set_state(State::Interrupted, record_.error);
    if (has_found_no_room()) set_state(idle_state());  // said again where there is none still
    if (record_.shape) return greet();
    begin_listing();
}

void Outgoing::begin_listing() {
    if (is_listing_) return;
    is_listing_ = true;
    spawn("listing files", list_files());
}

Task<> Outgoing::list_files() {
    std::vector<std::filesystem::path> paths(record_.paths.begin(), record_.paths.end());
    record_.has_files = true;
    const Links links = record_.follow_links ? Links::Follow : Links::LeaveOut;
    auto work = [paths, links, kept = source_path(), stop = listing_.get_token()]() -> Result<Tree> {
        auto tree = SourceTree::scan(paths, stop, links);
        if (!tree) return fail_as(tree);
        const Bytes bytes = tree->encode();
        // Not waited for: what a crash of the machine tears is listed again, see tree().
        if (auto written = replace_file(kept, as_text(bytes), Durable::Later); !written)
            return fail_disk(written.error().code.value(), "keeping the list of files");
        return std::make_shared<const SourceTree>(std::move(*tree));
    };
    auto listed = co_await offload(context_.workers, std::move(work));
    is_listing_ = false;
    if (context_.tasks.is_closing()) co_return;  // stopped with the node: listed at the next start
    if (is_final(record_.state)) co_return co_await remove_files();
    if (!listed && is_lack_of_room(listed.error())) {  // of ours: once there is some, it can go on
        const auto state = record_.is_paused() ? State::Paused : State::Interrupted;
        co_return set_state(state, describe(listed.error()));
    }
    if (!listed) {
        record_.is_told = true;  // nobody ever heard of it
        conclude(State::Failed, describe(listed.error()));
        co_return;
    }
    tree_ = std::move(*listed);
    const Manifest& manifest = tree_->manifest();
    record_.shape = manifest.shape();
    record_.files = manifest.file_count();
    record_.left_out = left_out_of(*tree_);
    const auto top = manifest.top_level();
    record_.names_in_all = static_cast<std::uint32_t>(top.size());
    for (const std::uint32_t entry : top) {
        if (record_.names.size() < wire::kMaxNames) record_.names.emplace_back(manifest.entry(entry).path);
    }
    save_soon();
    show();
    greet();
}

Task<Result<Outgoing::Tree>> Outgoing::tree() {
    if (tree_) co_return tree_;
    const Links links = record_.follow_links ? Links::Follow : Links::LeaveOut;
    auto work = [kept = source_path(), paths = record_.paths, shape = record_.shape,
                 links]() -> Result<Tree> {
        auto bytes = read_file(kept, kMaxSourceBytes);
        auto found = bytes ? SourceTree::decode(as_bytes(*bytes)) : fail_as(bytes);
        if (!found) {
            // A crash of the machine may have torn it. Unless the files changed, listing them again gives the
            // same.
            auto again = SourceTree::scan({paths.begin(), paths.end()}, {}, links);
            if (!again) return fail_as(again);
            if (!shape || again->manifest().digest() != shape->digest)
                return fail(TransferErrc::SourceChanged);
            found = std::move(again);
        }
        return std::make_shared<const SourceTree>(std::move(*found));
    };
    auto loaded = co_await offload(context_.workers, std::move(work));
    if (loaded) {
        if (!tree_) tree_ = *loaded;  // else somebody asked meanwhile: all have the same
        co_return tree_;
    }
    if (!is_final(record_.state) && record_.receipt.empty()) list_lost(loaded.error());
    co_return loaded;
}

// Neither the list that was offered nor what it was made of is as it was: it can never be sent, and both
// sides are told.
void Outgoing::list_lost(const Error& error) {
    Failure failure = describe(error);
    if (!is_fault_of_source(error))
        return set_state(record_.is_paused() ? State::Paused : State::Interrupted, std::move(failure));
    if (error.code == TransferErrc::SourceChanged) failure.message = kListLost;
    record_.is_told = false;
    conclude(State::Failed, std::move(failure));
    greet();
}

void Outgoing::peer_opened() {
    if (has_found_no_room()) set_state(idle_state());
    if (!lane_ && !is_opening_) start_.reset();  // of the session before: it is said anew
    if (lane_ && lane_->control().still_since() > kStillLane)
        lane_->abort();
    else if (lane_)
        spawn("watching a lane", watch_lane());
    greet();
    spawn("offering again", greet_again(kSettled));
}

// A session that was quickly replaced may have lost its path, and the lane with it, a moment ago.
Task<> Outgoing::watch_lane() {
    const auto* watched = lane_.get();
    co_await sleep_for(2 * kStillLane);
    if (lane_ && lane_.get() == watched && lane_->control().still_since() > kStillLane) lane_->abort();
}

void Outgoing::peer_closed() {
    const bool was_moving = record_.state == State::Active || record_.state == State::Waiting;
    if (is_source_awaited_) start_.reset();
    if (lane_ || !was_moving) return;
    give_slot_back();
    set_state(State::Interrupted, describe(Error{make_error_code(ProtocolErrc::LaneLost), {}}));
}

bool Outgoing::wants_peer() const {
    if (is_final(record_.state)) return !record_.is_told && record_.is_accepted;
    return !record_.is_paused();
}

// ---- What is said

void Outgoing::greet() {
    if (!is_peer_open()) return;
    if (record_.state == State::Cancelled && !record_.is_told)
        return tell(wire::Kind::Cancel, wire::Cancel{record_.id});
    if (record_.state == State::Failed && !record_.is_told) return tell_failure();
    if (!is_final(record_.state) && record_.shape) tell(wire::Kind::Offer, offer());
}

wire::Offer Outgoing::offer() const {
    return {.transfer = record_.id,
            .shape = *record_.shape,
            .files = record_.files,
            .names = record_.names,
            .names_in_all = record_.names_in_all,
            .wish = record_.wish,
            .lane_open = lane_ != nullptr && !lane_->control().is_stopping(),
            .last_attempt = last_attempt_,
            .has_recipes = true,
            .group = record_.group};
}

Task<> Outgoing::send_page() {
    auto files = co_await tree();
    // One after the other: who asks and does not read makes one page wait.
    while (page_request_) {
        const std::uint32_t first_entry = *page_request_;
        if (files && first_entry < (*files)->manifest().entry_count()) {
            wire::ManifestPart part{
                .transfer = record_.id, .first_entry = first_entry, .next_entry = first_entry, .page = {}};
            part.page = (*files)->manifest().encode_page(part.next_entry);
            Bytes body = encode(part);
            const auto kind = static_cast<std::uint16_t>(wire::Kind::ManifestPart);
            (void)co_await context_.sessions.send_when_room(record_.peer.id, kind, std::move(body));
        }
        if (page_request_ == first_entry) page_request_.reset();
    }
}

// ---- What is heard

void Outgoing::tell_over() {
    if (!record_.is_told) return greet();
    if (record_.state == State::Failed) return tell_failure();
    if (record_.state == State::Done) return;  // it has signed for all of it
    tell(wire::Kind::Ended, wire::Ended{record_.id, wire::How::Cancelled, {}, {}});
}

void Outgoing::tell_failure() {
    const wire::Ended ended{record_.id, wire::How::Failed, record_.error.code, record_.error.message};
    tell(wire::Kind::Ended, ended);
}

void Outgoing::on_answer(const wire::Answer& answer) {
    if (is_final(record_.state)) return tell_over();
    if (!answer.accepted) {
        record_.is_told = true;
        const std::string said =
            answer.reason.empty() ? "The other side declined." : printable(answer.reason);
        return conclude(State::Declined, {"declined", said});
    }
    record_.is_accepted = true;
    record_.some_only = answer.some_only;
    record_.wanted_bytes = std::min(answer.wanted_bytes, record_.shape ? record_.shape->total_bytes : 0);
    if (record_.state == State::Offered || has_found_no_room()) return set_state(State::Waiting);
    save_soon();
}

void Outgoing::on_manifest_request(const wire::ManifestRequest& request) {
    if (is_final(record_.state)) return tell_over();
    if (!record_.shape) return;
    const bool is_reading = page_request_.has_value();
    page_request_ = request.first_entry;
    if (!is_reading) spawn("sending a list of files", send_page());
}

void Outgoing::on_trouble(const wire::Trouble& trouble) {
    if (is_final(record_.state) || record_.is_paused()) return;
    start_.reset();
    if (!lane_) give_slot_back();
    set_state(State::Interrupted, {trouble.code, "On the other computer: " + printable(trouble.message)});
    if (!has_found_no_room()) return;
    ++no_room_;
    if (!std::exchange(is_offering_again_, true)) spawn("offering again", offer_again());
}

bool Outgoing::has_found_no_room() const {
    const Failure none = describe(Error{make_error_code(ProtocolErrc::TooManyOffers), {}});
    return record_.state == State::Interrupted && !record_.is_accepted && record_.error.code == none.code;
}

// Until there is room among the offers that wait there. No answer comes from a person who has not decided:
// when nothing is said against it, it waits there too.
Task<> Outgoing::offer_again() {
    std::uint64_t number = 0;
    do {
        number = no_room_;
        co_await sleep_for(context_.offer_again);
        if (number != no_room_) continue;  // it said so once more: from then on
        if (!has_found_no_room() || !is_peer_open()) break;
        greet();
        co_await sleep_for(kAnswered);
        if (number == no_room_ && has_found_no_room() && is_peer_open()) set_state(idle_state());
    } while (number != no_room_);
    is_offering_again_ = false;
}

void Outgoing::on_cancel() {
    tell(wire::Kind::Ended, wire::Ended{record_.id, wire::How::Cancelled, {}, {}});
    if (is_final(record_.state)) return;
    record_.is_told = true;
    conclude(State::Cancelled, {"cancelled_by_peer", "The other side cancelled."});
}

void Outgoing::on_ended(const wire::Ended& ended) {
    if (is_final(record_.state)) {
        record_.is_told = true;
        save_soon();
        return update_want();
    }
    record_.is_told = true;
    switch (ended.how) {
        case wire::How::Unknown: record_.is_told = false; return;
        case wire::How::Cancelled: return on_cancel();
        case wire::How::Declined: return conclude(State::Declined, {"declined", "The other side declined."});
        case wire::How::Failed: return conclude(State::Failed, {ended.code, printable(ended.message)});
    }
}

void Outgoing::on_receipt(ByteView body) {
    auto statement = verify_receipt(body, record_.peer.id);
    const bool fits = statement && statement->transfer == record_.id &&
                      statement->sender == context_.key.peer_id() && record_.shape &&
                      statement->manifest_digest == record_.shape->digest;
    if (!fits) return log::warn("transfer {}: a receipt that proves nothing was ignored", record_.id.text());
    if (lane_) {  // it has nothing left to do; its last figures come first
        receipt_.assign(body.begin(), body.end());
        return lane_->abort();
    }
    tell(wire::Kind::ReceiptAck, wire::ReceiptAck{record_.id});
    if (record_.state == State::Done || !record_.receipt.empty()) return;
    auto failed = EntrySet::from_packed(record_.shape->entry_count, statement->failed);
    record_.receipt.assign(body.begin(), body.end());
    record_.is_accepted = true;
    record_.is_told = true;
    if (!statement->is_partly) {
        record_.bytes_done = record_.bytes_total();
        return conclude(State::Done, {});
    }
    EntrySet missing = failed ? std::move(*failed) : EntrySet::all(record_.shape->entry_count);
    spawn("reading a receipt", accept_receipt(true, std::move(missing)));
}

// A receipt for less than everything: the sentence names the files.
Task<> Outgoing::accept_receipt(bool is_partly, EntrySet failed) {
    auto files = co_await tree();
    Failure failure{"source_changed", "Some files changed while they were sent. Send them again."};
    if (is_partly && files) failure = not_all_arrived((*files)->manifest(), failed);
    conclude(State::Failed, std::move(failure));
}

// ---- Orders and the end

State Outgoing::idle_state() const {
    if (record_.is_paused()) return State::Paused;
    if (!record_.is_accepted) return State::Offered;
    return is_peer_open() ? State::Waiting : State::Interrupted;
}

void Outgoing::wish_changed() {
    if (record_.is_paused()) {
        start_.reset();
        if (lane_) {
            lane_->stop();
        } else {
            give_slot_back();
        }
        return set_state(State::Paused);
    }
    if (!record_.shape) begin_listing();
    if (!lane_) set_state(idle_state());
    greet();
}

Result<> Outgoing::cancel() {
    if (record_.state == State::Cancelled) return {};
    if (is_final(record_.state)) return fail(ProtocolErrc::WrongState, "the transfer is already over");
    record_.is_told = !record_.shape;  // not listed yet: nobody heard of it
    conclude(State::Cancelled, {});
    greet();
    return {};
}

void Outgoing::conclude(State state, Failure failure) {
    start_.reset();
    listing_.request_stop();
    if (lane_) lane_->abort();
    if (!lane_) give_slot_back();
    set_state(state, std::move(failure));
    if (!lane_ && !is_listing_) spawn("removing a list of files", remove_files());
}

Task<> Outgoing::remove_files() {
    tree_.reset();
    auto work = [source = source_path(), sent = sent_path()] {
        std::error_code ignored;
        std::filesystem::remove(source, ignored);
        return std::filesystem::remove(sent, ignored);
    };
    (void)co_await offload(context_.workers, std::move(work));
    record_.has_files = false;
    save_soon();
}

std::filesystem::path Outgoing::source_path() const {
    return context_.state_folder / (record_.id.text() + ".source");
}

std::filesystem::path Outgoing::sent_path() const {
    return context_.state_folder / (record_.id.text() + ".sent");
}

}  // namespace culver::transfer
