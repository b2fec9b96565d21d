// SPDX-License-Identifier: Apache-2.0
// A comparison step by step: compare() begins it with a commitment; whoever gets one answers with an own one
// and shows its number; whoever has both numbers shows the code. Two that begin at once need no rule: the
// other's commitment counts as the answer.
#include "app/verifications.h"

#include "base/log.h"
#include "base/random.h"
#include "net/errors.h"

#include "app/verification.pb.h"

#include <algorithm>

namespace culver::app {
namespace {

using control::Outcome;
using control::refuse;

constexpr std::uint16_t kCommitment = kVerificationKinds.first;
constexpr std::uint16_t kReveal = kCommitment + 1;
constexpr std::uint16_t kEnd = kCommitment + 2;

// The other side measures the same gap from when the last try reached it.
constexpr Duration kOwnPatience = std::chrono::milliseconds(500);

template <class Message>
std::optional<Message> parse(ByteView body) {
    Message message;
    if (!message.ParseFromArray(body.data(), static_cast<int>(body.size()))) return std::nullopt;
    return message;
}

template <class Bytes32>
std::string to_field(const Bytes32& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

std::string_view to_string(ComparisonStep step) {
    switch (step) {
        case ComparisonStep::Begun: return "begun";
        case ComparisonStep::Shown: return "shown";
        case ComparisonStep::Confirmed: return "confirmed";
        case ComparisonStep::Differs: return "differs";
        case ComparisonStep::Ended: return "ended";
    }
    return "ended";
}

Verifications::Verifications(net::Sessions& sessions, const Clock& clock,
                             boost::asio::any_io_executor executor, PeerId self, Mediator mediator)
    : sessions_(sessions),
      clock_(clock),
      self_(self),
      mediator_(std::move(mediator)),
      changed_(executor),
      tasks_(executor) {
    sessions_.handle(kVerificationKinds, [this](PeerId from, std::uint16_t kind, Bytes body) {
        return on_frame(from, kind, std::move(body));
    });
}

void Verifications::tell(const PeerId& peer, ComparisonStep step, const std::string& code) {
    if (mediator_.on_step) mediator_.on_step(peer, step, code);
    changed_.notify();
}

bool Verifications::is_shown(const Round& round) const {
    return !round.code.empty() && clock_.steady() - round.shown_at < kCodeShownFor;
}

// Those nobody needs any more go first.
bool Verifications::has_room_for(const PeerId& peer) {
    if (rounds_.size() < kMaxComparisons || rounds_.contains(peer)) return true;
    if (mediator_.is_known && mediator_.is_known(peer)) return true;
    const auto now = clock_.steady();
    std::erase_if(rounds_, [&](const auto& entry) {
        return entry.second.tries.is_idle(now) && !is_shown(entry.second);
    });
    return rounds_.size() < kMaxComparisons;
}

// ── What a person asks for

std::unexpected<control::Refusal> Verifications::locked(const PeerId& peer) const {
    return refuse(Outcome::WrongState,
                  "The codes of " + mediator_.name_of(peer) + " were compared " +
                      std::to_string(TryLimit::kTries) +
                      " times without a match; wait ten minutes, and ask that person why.");
}

std::unexpected<control::Refusal> Verifications::too_often(const PeerId& peer) const {
    return refuse(Outcome::Refused,
                  mediator_.name_of(peer) + " compares no more codes for now; try again in ten minutes.");
}

// Waits for the session and for the gap between two tries, and commits.
Task<control::Reply<void>> Verifications::begin_in_time(PeerId peer, SteadyTime deadline) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - clock_.steady());
    const auto open = co_await sessions_.connect(peer, std::max(left, std::chrono::milliseconds(1)));
    if (!open) {
        co_return refuse(Outcome::TimedOut,
                         "No session with " + mediator_.name_of(peer) + ": " + open.error().sentence() + ".");
    }
    Round& round = rounds_[peer];
    if (round.comparison) co_return control::Reply<void>{};  // the other side began meanwhile
    if (round.tries.is_locked(clock_.steady())) co_return locked(peer);
    const auto wait = round.tries.wait(clock_.steady());
    if (wait > Duration::zero()) {
        co_await changed_.wait_until(std::min(deadline, clock_.steady() + wait + kOwnPatience));
        co_return control::Reply<void>{};  // and from the beginning
    }
    if (begin(peer, round)) tell(peer, ComparisonStep::Begun, {});
    co_return control::Reply<void>{};
}

Task<control::Reply<std::string>> Verifications::compare(PeerId peer, std::chrono::milliseconds limit) {
    const SteadyTime deadline = clock_.steady() + limit;
    std::optional<SteadyTime> again;  // after the other side's gap
    rounds_[peer].refused.reset();
    for (;;) {
        Round& round = rounds_[peer];
        if (is_shown(round)) co_return round.code;
        if (round.refused == EndReason::TooManyTries) {
            // Its gap may have begun long after ours, where links changed or the machine was busy: once more.
            if (again || clock_.steady() + TryLimit::kGap >= deadline) co_return too_often(peer);
            again = clock_.steady() + TryLimit::kGap;
            round.refused.reset();
        }
        if (clock_.steady() >= deadline) {
            end(peer, round, ComparisonStep::Ended);
            say_end(peer, EndReason::GivenUp);
            co_return refuse(Outcome::TimedOut,
                             mediator_.name_of(peer) + " did not answer in time; is it an older version?");
        }
        if (round.comparison && round.given_up_at && clock_.steady() >= *round.given_up_at) {
            end(peer, round, ComparisonStep::Ended);  // and from the beginning, on the link that is there now
        }
        const bool is_early = again && clock_.steady() < *again;
        if (round.comparison || is_early) {
            const auto until = round.comparison ? round.given_up_at.value_or(deadline) : *again;
            co_await changed_.wait_until(std::min(until, deadline));
            continue;
        }
        auto begun = co_await begin_in_time(peer, deadline);
        if (!begun) co_return std::unexpected(std::move(begun.error()));
    }
}

control::Reply<void> Verifications::confirm(const PeerId& peer, std::string_view typed) {
    const auto code = read_code(typed);
    if (!code) return refuse(Outcome::Usage, "A code has six groups of two digits.");
    const auto found = rounds_.find(peer);
    const std::string name = mediator_.name_of(peer);
    if (found == rounds_.end() || !is_shown(found->second)) {
        return refuse(Outcome::WrongState,
                      "No code of " + name + " is shown; compare with 'culver verify' first.");
    }
    Round& round = found->second;
    if (round.code == *code) {
        round.tries.matched();
        tell(peer, ComparisonStep::Confirmed, *code);
        return {};
    }
    end(peer, round, ComparisonStep::Differs);
    say_end(peer, EndReason::Differs);
    return refuse(Outcome::CodeDiffers,
                  "This is not the code shown here. Compare once more; if the codes differ again, somebody "
                  "stands between you and " +
                      name + ".");
}

// ── The frames

bool Verifications::begin(const PeerId& peer, Round& round) {
    const Bytes binding = sessions_.exporter(peer, kComparisonLabel);
    if (binding.empty()) return false;
    Comparison::Number own{};
    fill_random(own);
    round.given_up_at.reset();
    round.own_reveal.clear();
    round.may_be_lost = false;
    round.comparison.emplace(Parties{.self = self_, .peer = peer, .binding = binding}, own);
    round.code.clear();
    round.tries.begin(clock_.steady());
    wire::Commitment message;
    message.set_commitment(to_field(round.comparison->commitment()));
    message.set_link(to_field(round.comparison->link_mark()));
    const auto sent = sessions_.send(peer, kCommitment, to_bytes(message.SerializeAsString()));
    if (!sent) drop(round);
    return sent.has_value();
}

// Until the own number was shown, nobody had a chance: such a try is none, whatever ended it. Else two nodes
// whose first link was replaced under a comparison would be locked a try too early.
void Verifications::drop(Round& round) {
    if (round.comparison && !round.comparison->reveal()) round.tries.forgive();
    round.comparison.reset();
}

void Verifications::end(const PeerId& peer, Round& round, ComparisonStep step) {
    const bool was_there = round.comparison || !round.code.empty();
    drop(round);
    round.own_reveal.clear();
    round.code.clear();
    if (was_there) tell(peer, step, {});
}

void Verifications::say_end(const PeerId& peer, EndReason why) {
    wire::ComparisonEnd message;
    message.set_reason(static_cast<std::uint32_t>(why));
    (void)sessions_.send(peer, kEnd, to_bytes(message.SerializeAsString()));
}

Task<> Verifications::on_frame(PeerId from, std::uint16_t kind, Bytes body) {
    if (kind == kCommitment) on_commitment(from, body);
    if (kind == kReveal) on_reveal(from, body);
    if (kind == kEnd) on_end(from, body);
    co_return;
}

// Both sides dialled, and took their binding from different links: nothing was shown to anybody yet.
bool Verifications::is_of_another_link(const Round& round, ByteView mark) {
    return round.comparison && !round.comparison->reveal() && !mark.empty() &&
           !std::ranges::equal(mark, round.comparison->link_mark());
}

void Verifications::on_commitment(const PeerId& from, ByteView body) {
    const auto message = parse<wire::Commitment>(body);
    if (!message || !has_room_for(from)) return;
    Round& round = rounds_[from];
    const bool is_answer = round.comparison && !round.comparison->reveal();
    if (!is_answer) {
        if (round.tries.wait(clock_.steady()) > Duration::zero()) {
            log::debug("{} compares codes too often", short_text(from));
            return say_end(from, EndReason::TooManyTries);
        }
        if (!begin(from, round)) return;
        tell(from, ComparisonStep::Begun, {});
    }
    if (is_of_another_link(round, as_bytes(message->link()))) {
        end(from, round, ComparisonStep::Ended);
        return say_end(from, EndReason::OtherLink);
    }
    if (!round.comparison || !round.comparison->take_commitment(as_bytes(message->commitment()))) {
        end(from, round, ComparisonStep::Ended);
        return say_end(from, EndReason::DoesNotFit);
    }
    wire::Reveal reveal;
    reveal.set_nonce(to_field(*round.comparison->reveal()));
    round.own_reveal = to_bytes(reveal.SerializeAsString());
    (void)sessions_.send(from, kReveal, round.own_reveal);
}

void Verifications::on_reveal(const PeerId& from, ByteView body) {
    const auto message = parse<wire::Reveal>(body);
    const auto found = rounds_.find(from);
    if (!message || found == rounds_.end() || !found->second.comparison) return;
    Round& round = found->second;
    if (!round.comparison->take_reveal(as_bytes(message->nonce()))) {
        log::debug("{} showed another number than it had committed to, or another link took over",
                   short_text(from));
        end(from, round, ComparisonStep::Ended);
        return say_end(from, EndReason::DoesNotFit);
    }
    round.code = *round.comparison->code();
    round.shown_at = clock_.steady();
    round.comparison.reset();
    tell(from, ComparisonStep::Shown, round.code);
}

void Verifications::on_end(const PeerId& from, ByteView body) {
    const auto message = parse<wire::ComparisonEnd>(body);
    const auto found = rounds_.find(from);
    if (!message || found == rounds_.end()) return;
    const auto reason = static_cast<EndReason>(message->reason());
    // A code that is shown stays unless somebody found it to be another one.
    if (!found->second.comparison && reason != EndReason::Differs) return;
    found->second.refused = reason;
    end(from, found->second, reason == EndReason::Differs ? ComparisonStep::Differs : ComparisonStep::Ended);
}

void Verifications::peer_closed(const PeerId& peer, const Error& why) {
    const auto found = rounds_.find(peer);
    if (found == rounds_.end()) return;
    Round& round = found->second;
    const bool is_replaced = why.code == net::NetErrc::Replaced;
    const bool is_perhaps = why.code == net::NetErrc::LinkBroken;  // the two sides may see it differently
    round.may_be_lost = (is_replaced || is_perhaps) && !round.own_reveal.empty();
    if (!round.comparison) return;
    if (!is_replaced && !round.may_be_lost) return end(peer, round, ComparisonStep::Ended);
    if (!round.given_up_at) {
        round.given_up_at = clock_.steady() + kReplacedPatience;
        tasks_.spawn("giving up a comparison", give_up(peer, *round.given_up_at));
    }
    changed_.notify();
}

// Where nobody here asked, nobody else would end it.
Task<> Verifications::give_up(PeerId peer, SteadyTime at) {
    co_await sleep_for(kReplacedPatience);
    const auto found = rounds_.find(peer);
    if (found == rounds_.end() || !found->second.comparison || found->second.given_up_at != at) co_return;
    end(peer, found->second, ComparisonStep::Ended);
}

Task<> Verifications::close() {
    co_await tasks_.close();
}

void Verifications::peer_opened(const PeerId& peer) {
    const auto found = rounds_.find(peer);
    if (found == rounds_.end() || !std::exchange(found->second.may_be_lost, false)) return;
    const Round& round = found->second;
    const bool is_fresh = round.comparison || clock_.steady() - round.shown_at < kReplacedPatience;
    if (is_fresh) (void)sessions_.send(peer, kReveal, round.own_reveal);
}

}  // namespace culver::app
