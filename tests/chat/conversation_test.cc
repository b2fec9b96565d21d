// SPDX-License-Identifier: Apache-2.0
#include "chat/conversation.h"

#include "chat/delivery.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

namespace culver::chat {
namespace {

using namespace std::chrono_literals;

MessageId id_number(std::uint64_t number) {
    MessageId id;
    for (std::size_t at = 0; at < 8; ++at) id.bytes[at] = static_cast<std::uint8_t>(number >> (8 * at));
    return id;
}

const Bytes kWords = {1, 2, 3};
const Bytes kOtherWords = {9};

TEST(Conversation, TakesWhatFollows) {
    EXPECT_EQ(judge({1, 0, id_number(1), kWords}, {}), Verdict::Take);
    EXPECT_EQ(judge({6, 5, id_number(1), kWords}, {.highest = 5, .by_number = {}, .by_id = {}}),
              Verdict::Take);
    EXPECT_EQ(judge({9, 0, id_number(1), kWords}, {.highest = 5, .by_number = {}, .by_id = {}}),
              Verdict::Take)
        << "6 to 8 were given up by the author";
}

TEST(Conversation, WaitsForWhatIsStillOwed) {
    EXPECT_EQ(judge({7, 6, id_number(1), kWords}, {.highest = 5, .by_number = {}, .by_id = {}}),
              Verdict::Gap);
}

TEST(Conversation, KnowsARepetitionByNumberIdAndBytes) {
    const Held held{id_number(1), kWords};
    const StreamView view{.highest = 5, .by_number = held, .by_id = held};
    EXPECT_EQ(judge({5, 4, id_number(1), kWords}, view), Verdict::Repeat);
    EXPECT_EQ(judge({5, 4, id_number(2), kWords}, view), Verdict::Conflict);
    EXPECT_EQ(judge({5, 4, id_number(1), kOtherWords}, view), Verdict::Conflict);
}

TEST(Conversation, RefusesAKnownIdUnderAnotherNumber) {
    const StreamView view{.highest = 5, .by_number = {}, .by_id = Held{id_number(1), kWords}};
    EXPECT_EQ(judge({6, 5, id_number(1), kWords}, view), Verdict::Conflict);
}

TEST(Conversation, NeverTakesANumberThatWasPassedOver) {
    EXPECT_EQ(judge({4, 0, id_number(1), kWords}, {.highest = 5, .by_number = {}, .by_id = {}}),
              Verdict::Withdrawn);
}

TEST(Conversation, ClampsClocksThatCannotBeRight) {
    const auto now = from_milliseconds(1'780'000'000'000);
    const auto at = [&](auto offset) { return clock_at(to_milliseconds(now + offset)); };
    EXPECT_EQ(place_of(at(-1h), now, 0).position, at(-1h));
    EXPECT_EQ(place_of(at(9min), now, 0).position, at(9min));
    EXPECT_EQ(place_of(at(24h), now, 0).position, at(10min));
    EXPECT_EQ(place_of(at(24h), now, 0).milliseconds, to_milliseconds(now + 10min));
    EXPECT_EQ(place_of(clock_at(0), now, 0).milliseconds, to_milliseconds(now)) << "1970";
    EXPECT_EQ(place_of(at(-1h), now, at(0min)).position, at(0min) + 1) << "after the one before it";
}

template <class Items>
typename Items::iterator pick(Items& items, std::size_t which) {
    return items.begin() + static_cast<std::ptrdiff_t>(which % items.size());
}

// An author and a reader over a network that loses, repeats and reorders frames, with sessions that end, an
// author who restarts, and messages that are refused for good or given up. Frames of a former session may
// still arrive.
class Exchange {
public:
    void say(bool refused) {
        ++last_said_;
        store::StoredMessage message;
        message.row = static_cast<std::int64_t>(last_said_);
        message.sequence = last_said_;
        message.id = id_number(last_said_);
        message.operation = {static_cast<std::uint8_t>(last_said_)};
        if (refused) to_refuse_.insert(last_said_);
        owed_.push_back(message);
        delivery_.add(message);
    }
    void open() { delivery_.opened(); }
    void close() { delivery_.closed(); }
    void restart_author() {
        delivery_ = Delivery();
        for (const auto& message : owed_) delivery_.add(message);
    }
    void send() {
        while (const auto* message = delivery_.next()) {
            frames_.push_back({message->sequence, delivery_.previous()});
            (void)delivery_.sent(now_);
        }
    }
    void give_up_first() {
        if (owed_.empty()) return;
        given_up_.insert(owed_.front().sequence);
        settle(owed_.front().sequence);
    }
    void lose(std::size_t which) {
        if (!frames_.empty()) frames_.erase(pick(frames_, which));
    }
    void repeat(std::size_t which) {
        if (!frames_.empty()) frames_.push_back(*pick(frames_, which));
    }
    void arrive(std::size_t which) {
        if (frames_.empty()) return;
        const auto frame = pick(frames_, which);
        const auto [sequence, previous] = *frame;
        frames_.erase(frame);
        take(sequence, previous);
    }
    void answer(std::size_t which) {
        if (answers_.empty()) return;
        const auto found = pick(answers_, which);
        const auto sequence = *found;
        answers_.erase(found);
        settle(sequence);
    }
    void lose_answer(std::size_t which) {
        if (!answers_.empty()) answers_.erase(pick(answers_, which));
    }
    // A network that works from here on, and time.
    void finish() {
        for (int round = 0; round < 200 && !owed_.empty(); ++round) {
            open();
            send();
            while (!frames_.empty()) arrive(0);
            while (!answers_.empty()) answer(0);
            now_ += 2min;
        }
    }
    [[nodiscard]] bool owes_nothing() const { return owed_.empty(); }
    [[nodiscard]] const std::vector<std::uint64_t>& taken() const { return taken_; }

    // What the reader must hold: everything said, but for what was refused, and perhaps for what was given
    // up.
    [[nodiscard]] bool is_right() const {
        if (std::ranges::adjacent_find(taken_, std::greater_equal{}) != taken_.end())
            return false;  // in order, once
        const std::set<std::uint64_t> held(taken_.begin(), taken_.end());
        for (std::uint64_t sequence = 1; sequence <= last_said_; ++sequence) {
            const bool is_excused = to_refuse_.contains(sequence) || given_up_.contains(sequence);
            if (!held.contains(sequence) && !is_excused) return false;
        }
        return std::ranges::none_of(to_refuse_, [&](auto sequence) { return held.contains(sequence); });
    }

private:
    void take(std::uint64_t sequence, std::uint64_t previous) {
        StreamView view{.highest = highest_, .by_number = {}, .by_id = {}};
        const Bytes raw = {static_cast<std::uint8_t>(sequence)};
        if (std::ranges::find(taken_, sequence) != taken_.end())
            view.by_number = Held{id_number(sequence), raw};
        switch (judge({sequence, previous, id_number(sequence), raw}, view)) {
            case Verdict::Take:
                highest_ = sequence;
                if (to_refuse_.contains(sequence)) return answers_.push_back(sequence);
                taken_.push_back(sequence);
                return answers_.push_back(sequence);
            case Verdict::Repeat: return answers_.push_back(sequence);
            case Verdict::Withdrawn: return answers_.push_back(sequence);
            case Verdict::Gap: return;
            case Verdict::Conflict: FAIL() << "nothing here is in conflict";
        }
    }
    void settle(std::uint64_t sequence) {
        std::erase_if(owed_, [&](const auto& message) { return message.sequence == sequence; });
        const std::vector rows = {static_cast<std::int64_t>(sequence)};
        delivery_.settle(rows, now_);
    }

    SteadyTime now_{1h};
    Delivery delivery_;
    std::vector<store::StoredMessage> owed_;
    std::uint64_t last_said_ = 0;
    std::set<std::uint64_t> to_refuse_;
    std::set<std::uint64_t> given_up_;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> frames_;
    std::vector<std::uint64_t> answers_;  // taken or refused: either way nothing more is owed
    std::uint64_t highest_ = 0;
    std::vector<std::uint64_t> taken_;
};

RC_GTEST_PROP(Conversation, HandsEverythingOnOnceAndInOrderWhateverTheNetworkDoes,
              (const std::vector<std::pair<std::uint8_t, std::uint8_t>>& steps)) {
    Exchange exchange;
    for (const auto& [what, which] : steps) {
        switch (what % 13) {
            case 0:
            case 1:
            case 2: exchange.say(which % 9 == 0); break;
            case 3: exchange.open(); break;
            case 4: exchange.close(); break;
            case 5: exchange.restart_author(); break;
            case 6: exchange.send(); break;
            case 7: exchange.lose(which); break;
            case 8: exchange.repeat(which); break;
            case 9: exchange.arrive(which); break;
            case 10: exchange.answer(which); break;
            case 11: exchange.lose_answer(which); break;
            default:
                if (which % 5 == 0) exchange.give_up_first();
                break;
        }
    }
    exchange.finish();
    RC_ASSERT(exchange.owes_nothing());
    RC_ASSERT(exchange.is_right());
}

}  // namespace
}  // namespace culver::chat
