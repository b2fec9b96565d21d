// SPDX-License-Identifier: Apache-2.0
// What an incoming transfer hears, says and is ordered to do.
#include "transfer/incoming.h"

#include "base/log.h"
#include "base/text.h"
#include "transfer/errors.h"

#include <algorithm>

namespace culver::transfer {
namespace {

constexpr std::chrono::milliseconds kFirstRetry{100};
constexpr std::chrono::seconds kLastRetry{5};
constexpr std::chrono::seconds kStillLane{1};   // as in outgoing.cc
constexpr std::chrono::milliseconds kLook{50};  // at a lane that is about to end
constexpr int kLooks = 100;                     // as long as a lane may take for what is under way, and more
constexpr int kMaxStrikes = 3;

}  // namespace

Verdict verdict_of(const Error& error) {
    if (error.code == make_error_code(ProtocolErrc::CheckFailed)) return Verdict::Strike;
    if (error.code == make_error_code(ProtocolErrc::Incomplete)) return Verdict::Strike;
    if (error.code == make_error_code(ProtocolErrc::Malformed)) return Verdict::Fatal;
    if (error.code == make_error_code(ProtocolErrc::BrokeRules)) return Verdict::Fatal;
    if (error.code.category() != transfer_category()) return Verdict::Retry;
    switch (static_cast<TransferErrc>(error.code.value())) {
        case TransferErrc::BadName:
        case TransferErrc::BadManifest:
        case TransferErrc::ManifestTooLarge:
        case TransferErrc::BadBlock: return Verdict::Fatal;
        case TransferErrc::JournalBroken:
        case TransferErrc::NotComplete: return Verdict::Strike;
        default: return Verdict::Hold;
    }
}

Incoming::Incoming(TransferContext& context, TransferRecord record, Acquaintance acquaintance)
    : Transfer(context, std::move(record)), acquaintance_(acquaintance), retry_delay_(kFirstRetry) {}

TransferRecord Incoming::record_of(const wire::Offer& offer, const PeerKey& from, std::int64_t now) {
    TransferRecord record;
    record.id = offer.transfer;
    record.direction = Direction::In;
    record.peer = from;
    record.created = now;
    record.updated = now;
    record.shape = offer.shape;
    record.files = offer.files;
    record.names = offer.names;
    record.names_in_all = offer.names_in_all;
    record.wish = offer.wish;
    return record;
}

bool Incoming::is_kept() const {
    return acquaintance_ == Acquaintance::Known || record_.is_accepted || record_.state == State::Declined;
}

// ---- Life

void Incoming::continue_after_start() {
    update_want();
    if (is_final(record_.state)) {
        if (record_.has_files) spawn("removing partial data", clean_up());
        return;
    }
    // The node may have ended between the decision and what follows it.
    const bool is_decided = record_.state == State::Offered && record_.is_accepted;
    if (record_.state == State::Active || record_.state == State::Waiting || is_decided)
        set_state(State::Interrupted, record_.error);
    if (record_.has_files) go_on();  // an interrupted finish needs nobody else
}

void Incoming::peer_opened() {
    if (lane_ && lane_->control().still_since() > kStillLane)
        lane_->abort();
    else if (lane_)
        spawn("watching a lane", watch_lane());
    if (record_.is_told || recording_ > 0) return;
    if (record_.state == State::Cancelled) tell(wire::Kind::Cancel, wire::Cancel{record_.id});
    if (!record_.receipt.empty()) tell_bytes(wire::Kind::Receipt, record_.receipt);
}

// A session that was quickly replaced may have lost its path, and the lane with it, a moment ago.
Task<> Incoming::watch_lane() {
    const auto* watched = lane_.get();
    co_await sleep_for(2 * kStillLane);
    if (lane_ && lane_.get() == watched && lane_->control().still_since() > kStillLane) lane_->abort();
}

void Incoming::peer_closed() {
    is_started_ = false;
    is_offer_heard_ = false;
    close_mailboxes();
    if (lane_) return;
    context_.receiving.release(record_.id);
    if (record_.state == State::Active || record_.state == State::Waiting) {
        set_state(State::Interrupted, describe(Error{make_error_code(ProtocolErrc::LaneLost), {}}));
    }
}

bool Incoming::wants_peer() const {
    if (!record_.is_accepted) return false;
    if (is_final(record_.state)) return record_.state == State::Cancelled && !record_.is_told;
    return !record_.is_paused() && !record_.is_held;
}

bool Incoming::may_go_on() const {
    return record_.is_accepted && !is_final(record_.state) && !record_.is_paused() && !record_.is_held;
}

// ---- Decisions

Task<Result<>> Incoming::accept(std::string folder, std::vector<std::string> only) {
    if (record_.state != State::Offered || record_.is_accepted) {
        co_return fail(ProtocolErrc::WrongState, "the transfer does not wait for a decision");
    }
    const Busy busy(*this);
    record_.is_accepted = true;
    end_listing();
    record_.folder = std::move(folder);
    record_.only = std::move(only);
    auto saved = co_await save_now();
    if (!saved) {
        record_.is_accepted = false;
        co_return saved;
    }
    if (is_final(record_.state)) co_return Result<>{};  // cancelled meanwhile
    set_state(record_.is_paused() ? State::Paused : State::Waiting);
    if (record_.only.empty()) tell_answer();
    go_on();
    co_return Result<>{};
}

Task<Result<>> Incoming::resume_in(std::string folder) {
    const Busy busy(*this);
    const auto wrong = [](const char* why) { return fail(ProtocolErrc::WrongState, why); };
    if (is_final(record_.state)) co_return wrong("the transfer is already over");
    if (!record_.is_accepted) co_return wrong("it is not accepted yet; accept it into that folder");
    if (folder == record_.folder) co_return resume();
    // Whoever has paused it need not wait until the last block is stored.
    if (record_.is_paused()) co_await be_at_rest();
    if (is_moving()) co_return wrong("it is being received; pause it first");
    if (!partial_ && record_.has_files && !is_final(record_.state)) {
        is_preparing_ = true;
        // What is out of reach has not got final names that anybody sees.
        (void)co_await reopen_partial(record_.device);
        is_preparing_ = false;
        if (is_final(record_.state)) spawn("removing partial data", clean_up());
        co_await be_at_rest();  // a folder that was left before may be removed just now
    }
    const bool is_again = std::exchange(is_again_, false);
    if (is_final(record_.state)) co_return wrong("the transfer is already over");
    if (is_moving() || (partial_ && partial_->is_finishing())) {
        if (is_again) go_on();
        co_return wrong(is_moving() ? "something of it is under way; try again in a moment"
                                    : "its files have got their final names already");
    }
    is_started_ = false;
    partial_.reset();
    TransferRecord before = record_;
    if (record_.has_files) record_.former_folders.push_back({record_.folder, record_.device});
    record_.device = 0;
    // Back in a folder it was in, it is on the disk where it was.
    const auto is_it = [&](const FormerFolder& former) { return former.folder == folder; };
    if (const auto known = std::ranges::find_if(record_.former_folders, is_it);
        known != record_.former_folders.end())
        record_.device = known->device;
    std::erase_if(record_.former_folders, is_it);
    record_.folder = std::move(folder);
    record_.starts_over = false;
    record_.has_files = true;  // perhaps it lies there from before
    is_preparing_ = true;      // nothing begins in a folder that may not be the one
    auto saved = co_await save_now();
    is_preparing_ = false;
    if (!saved) {
        record_.former_folders = std::move(before.former_folders);
        record_.folder = std::move(before.folder);
        record_.device = before.device;
        record_.starts_over = before.starts_over;
        record_.has_files = before.has_files;
        if (std::exchange(is_again_, false) || is_again) go_on();
        co_return saved;
    }
    is_again_ = false;  // resume() goes on, whatever came meanwhile
    if (is_final(record_.state)) {
        spawn("removing partial data", clean_up());
        co_return wrong("the transfer is already over");
    }
    co_return resume();
}

Task<> Incoming::be_at_rest() {
    for (int looks = 0; looks < kLooks && is_moving(); ++looks) co_await sleep_for(kLook);
}

Result<> Incoming::decline(std::string reason) {
    if (record_.state != State::Offered || record_.is_accepted) {
        return fail(ProtocolErrc::WrongState, "the transfer does not wait for a decision");
    }
    record_.is_told = true;  // and told again should it be offered again
    end_listing();
    set_state(State::Declined, {"declined", std::move(reason)});
    spawn("telling of the end", tell_end(Ender::There));
    return {};
}

Result<> Incoming::cancel() {
    if (record_.state == State::Cancelled) return {};
    if (is_final(record_.state)) return fail(ProtocolErrc::WrongState, "the transfer is already over");
    record_.is_told = false;
    end(State::Cancelled, {});
    spawn("telling of the end", tell_end(Ender::Here));
    return {};
}

void Incoming::wish_changed() {
    if (!record_.is_accepted) return show();
    if (!record_.is_paused()) {
        if (!lane_) set_state(is_peer_open() ? State::Waiting : State::Interrupted);
        if (lane_) set_state(State::Active);
        return go_on();
    }
    is_started_ = false;
    close_mailboxes();
    if (lane_) {
        spawn("pausing", abort_unless_it_ends());
    } else {
        context_.receiving.release(record_.id);
    }
    set_state(State::Paused);
}

// ---- What is heard

void Incoming::on_offer(const wire::Offer& offer) {
    if (offer.shape.digest != record_.shape->digest) {
        const wire::Ended ended{record_.id, wire::How::Failed, "broke_rules",
                                "The same transfer was offered with other files."};
        return tell(wire::Kind::Ended, ended);
    }
    if (is_final(record_.state)) return answer_final();
    begin_with(offer);
    if (offer.wish) {
        on_wish(*offer.wish);
    } else if (record_.wish) {
        tell(wire::Kind::Wish, *record_.wish);
    }
    if (!record_.is_accepted || record_.is_paused()) return;
    if (record_.is_held)
        return tell(wire::Kind::Trouble,
                    wire::Trouble{record_.id, record_.error.code, record_.error.message});
    if (lane_) {
        if (!offer.lane_open) lane_->abort();  // what follows its end is a new Start
        return;
    }
    if (is_started_ && offer.last_attempt == attempt_) is_started_ = false;  // it led to nothing
    go_on();
}

void Incoming::stand_in(std::optional<GroupId> group) {
    if (!group) return;
    record_.group = group;
    save_soon();
    show();
}

void Incoming::answer_final() {
    if (recording_ > 0) return;  // the receipt follows, or what stands in its way
    switch (record_.state) {
        case State::Declined: {
            const wire::Answer answer{record_.id, false, record_.error.message, false, 0};
            return tell(wire::Kind::Answer, answer);
        }
        case State::Cancelled:
            return tell(wire::Kind::Ended, wire::Ended{record_.id, wire::How::Cancelled, {}, {}});
        default: break;
    }
    if (!record_.receipt.empty()) return tell_bytes(wire::Kind::Receipt, record_.receipt);
    const wire::Ended ended{record_.id, wire::How::Failed, record_.error.code, record_.error.message};
    tell(wire::Kind::Ended, ended);
}

void Incoming::tell_answer() {
    const wire::Answer answer{record_.id, true, {}, record_.some_only, record_.wanted_bytes};
    tell(wire::Kind::Answer, answer);
}

void Incoming::on_manifest_part(wire::ManifestPart part) {
    // A part that was not asked for is dropped. Both wait only where somebody who looks accepts.
    if (listing_) (void)listing_->try_put(part);
    if (parts_) (void)parts_->try_put(std::move(part));
}

void Incoming::on_recipe(wire::Recipe recipe) {
    if (recipes_) (void)recipes_->try_put(std::move(recipe));  // likewise
}

void Incoming::on_cancel() {
    if (is_final(record_.state) && (record_.state != State::Cancelled || record_.is_told))
        return answer_final();
    record_.is_told = true;
    if (record_.state != State::Cancelled)
        end(State::Cancelled, {"cancelled_by_peer", "The other side cancelled."});
    spawn("telling of the end", tell_end(Ender::There));
}

// Recorded first: a sender that knows of the end never asks again, and a node that was killed in between
// would wait for it. Where nothing can be recorded the sender is told all the same.
Task<> Incoming::tell_end(Ender ender) {
    if (is_kept()) {
        ++recording_;  // who asks meanwhile hears it from here
        (void)co_await save_now();
        --recording_;
    }
    if (ender == Ender::There) co_return answer_final();
    const bool is_so_still = record_.state == State::Cancelled;  // a last block may have come before it
    if (is_so_still) tell(wire::Kind::Cancel, wire::Cancel{record_.id});
}

void Incoming::on_ended(const wire::Ended& ended) {
    if (ended.how == wire::How::Failed) {
        return spawn("giving up", give_up({ended.code.empty() ? "failed" : printable(ended.code),
                                           "On the other computer: " + printable(ended.message)}));
    }
    if (!is_final(record_.state)) {
        if (ended.how == wire::How::Cancelled) on_cancel();
        return;
    }
    record_.is_told = true;
    save_soon();
    update_want();
}

// The sender can never go on, and says so until it is answered: the record comes first. Unless all is here:
// then the receipt follows, once what stands in the way of the end is gone.
Task<> Incoming::give_up(Failure failure) {
    if (is_giving_up_) co_return;
    is_giving_up_ = true;
    const bool is_all_here = !is_final(record_.state) && co_await has_all();
    is_giving_up_ = false;
    if (is_all_here && !is_final(record_.state)) {
        is_alone_ = true;
        co_return go_on();
    }
    if (!is_final(record_.state)) {
        record_.is_told = true;
        end(State::Failed, std::move(failure));
    }
    if (is_kept() && !is_end_saved_) {
        is_giving_up_ = true;
        auto saved = co_await save_now();
        is_giving_up_ = false;
        is_end_saved_ = saved.has_value();
        if (!saved) co_return;
    }
    answer_final();
}

void Incoming::on_receipt_ack() {
    if (record_.receipt.empty() || record_.is_told) return;
    record_.is_told = true;
    save_soon();
}

// ---- Failures and the end

void Incoming::expire() {
    const bool is_paused_here = record_.is_paused() && record_.wish->by_receiver;
    if (is_final(record_.state) || !record_.has_files || is_paused_here || lane_) return;
    record_.is_told = true;  // and told again when it is offered again
    end(State::Failed, {"expired",
                        "The sender did not return for a long time, so what had arrived was removed; ask for "
                        "the files again."});
}

void Incoming::tidy_up(std::int64_t since) {
    if (!is_final(record_.state) || !record_.has_files || is_cleaning_up_ || is_preparing_ || lane_) return;
    if (record_.updated >= since) return spawn("removing partial data", clean_up());
    record_.has_files = false;
    save_soon();
}

bool Incoming::withdraw() {
    if (record_.state != State::Offered || record_.is_accepted) return false;
    record_.is_told = true;
    end_listing();
    set_state(State::Cancelled, {"withdrawn",
                                 "A stranger's offer stays only while they are here and there is "
                                 "room for it; it comes again when they do."});
    return true;
}

void Incoming::failed(const Error& error) {
    if (is_final(record_.state)) return spawn("removing partial data", clean_up());
    const Failure failure = describe(error);
    context_.receiving.release(record_.id);
    Verdict verdict = verdict_of(error);
    if (verdict == Verdict::Strike) {
        // What vanishes here is nobody's fault there, and what has arrived beside it stays.
        const bool is_ours = error.code == make_error_code(TransferErrc::NotComplete);
        const Verdict last = is_ours ? Verdict::Hold : Verdict::Fatal;
        verdict = ++strikes_ >= kMaxStrikes ? last : Verdict::Retry;
        if (verdict == Verdict::Hold) strikes_ = 0;
    }
    if (verdict == Verdict::Fatal) {
        log::warn("transfer {}: {}", record_.id.text(), printable(failure.message));
        record_.is_told = true;  // and told again when it is offered again
        end(State::Failed, failure);
        return spawn("telling of the end", tell_end(Ender::There));
    }
    if (record_.is_paused()) return set_state(State::Paused);
    record_.is_held = verdict == Verdict::Hold;
    set_state(State::Interrupted, failure);
    if (!record_.is_held) return retry_later();
    tell(wire::Kind::Trouble, wire::Trouble{record_.id, failure.code, failure.message});
    spawn("putting aside", sync_partial(Afterwards::Close));  // until a person says so
}

void Incoming::end(State state, Failure failure) {
    is_started_ = false;
    close_mailboxes();
    if (lane_) {
        lane_->abort();
    } else {
        context_.receiving.release(record_.id);
    }
    set_state(state, std::move(failure));
    if (!lane_ && !is_preparing_ && record_.has_files) spawn("removing partial data", clean_up());
}

void Incoming::retry_later() {
    if (!is_peer_open() && !needs_nobody()) return;  // the next offer begins it
    const Duration delay = retry_delay_;
    retry_delay_ = std::min<Duration>(2 * retry_delay_, kLastRetry);
    spawn("retrying", retry_after(delay, ++retry_number_));
}

Task<> Incoming::retry_after(Duration delay, std::uint64_t number) {
    co_await sleep_for(delay);
    if (number == retry_number_ && !lane_ && (is_peer_open() || needs_nobody())) go_on();
}

}  // namespace culver::transfer
