// SPDX-License-Identifier: Apache-2.0
// The comparisons of codes with all peers: carries them over the sessions, keeps each code as long as two
// people need to read it to each other, and counts the tries. What is decided about a peer is not here: a
// code changes nothing until a person says that both are equal. Thread: the network thread.
#pragma once
#include "app/comparison.h"
#include "app/try_limit.h"
#include "base/task_scope.h"
#include "control/outcome.h"
#include "net/sessions.h"
#include "net/signal.h"

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace culver::app {

inline constexpr net::KindRange kVerificationKinds{40, 42};

// A code stays on the screens for so long: time for a telephone call.
inline constexpr Duration kCodeShownFor = std::chrono::minutes(10);
// Strangers may begin comparisons. While so many are remembered, a screen full many times over, no further
// stranger's is taken; a crowd of keys must not keep people from comparing: who is known, or asked by a
// person here, always may.
inline constexpr std::size_t kMaxComparisons = 256;
// A link that was replaced is read for two seconds more (net: drain_limit); what has not come by then was
// lost.
inline constexpr Duration kReplacedPatience = std::chrono::seconds(3);

enum class ComparisonStep {
    Begun,
    Shown,      // the code is there
    Confirmed,  // somebody here said that both are equal
    Differs,    // somebody here or there found another code on the other screen
    Ended       // came to nothing
};
[[nodiscard]] std::string_view to_string(ComparisonStep step);

class Verifications {
public:
    struct Mediator {
        std::function<std::string(const PeerId&)> name_of;  // for sentences
        // code is empty until there is one.
        std::function<void(const PeerId&, ComparisonStep, const std::string& code)> on_step;
        std::function<bool(const PeerId&)> is_known{};  // empty: everybody is a stranger
    };

    // Keeps sessions and clock. Before sessions start: registers the handler of its kinds.
    Verifications(net::Sessions& sessions, const Clock& clock, boost::asio::any_io_executor executor,
                  PeerId self, Mediator mediator);

    // The code that is on both screens: the one that is shown now, else of a comparison that is begun. Fails
    // with TimedOut when the peer does not come or answer in time, with Refused when it takes no more tries,
    // with WrongState when this node does not.
    Task<control::Reply<std::string>> compare(PeerId peer, std::chrono::milliseconds limit);

    // A person read this code off the other screen. Each code may be tried once. Fails with WrongState when
    // no code is shown, with CodeDiffers when it is another one, with Usage when it is no code.
    [[nodiscard]] control::Reply<void> confirm(const PeerId& peer, std::string_view typed);

    Task<> close();  // after the sessions', before destruction

    // A session that was replaced ends nothing for kReplacedPatience: what was said on its link may still be
    // read. Nor does a broken one once the own number was shown: the other side may have seen it replaced.
    void peer_closed(const PeerId& peer, const Error& why);
    // Says the own number once more if the link that it went over was just replaced: the other side, which
    // may not have read it, would wait for it while its code stands on this screen.
    void peer_opened(const PeerId& peer);

private:
    enum class EndReason : std::uint32_t {
        GivenUp = 1,
        TooManyTries = 2,
        Differs = 3,
        DoesNotFit = 4,
        OtherLink = 5
    };
    struct Round {
        TryLimit tries;
        std::optional<Comparison> comparison;
        std::string code;       // once known
        SteadyTime shown_at{};  // when it became known
        std::optional<EndReason> refused;
        std::optional<SteadyTime> given_up_at;  // the link under the comparison was replaced
        Bytes own_reveal;                       // the frame, while it may have to be said again
        bool may_be_lost = false;               // the link that it went over is gone
    };

    Task<> on_frame(PeerId from, std::uint16_t kind, Bytes body);
    void on_commitment(const PeerId& from, ByteView body);
    void on_reveal(const PeerId& from, ByteView body);
    void on_end(const PeerId& from, ByteView body);
    [[nodiscard]] bool begin(const PeerId& peer, Round& round);
    static void drop(Round& round);
    void end(const PeerId& peer, Round& round, ComparisonStep step);
    void say_end(const PeerId& peer, EndReason why);
    [[nodiscard]] static bool is_of_another_link(const Round& round, ByteView mark);
    [[nodiscard]] bool is_shown(const Round& round) const;
    [[nodiscard]] bool has_room_for(const PeerId& peer);
    [[nodiscard]] std::unexpected<control::Refusal> locked(const PeerId& peer) const;
    [[nodiscard]] std::unexpected<control::Refusal> too_often(const PeerId& peer) const;
    Task<> give_up(PeerId peer, SteadyTime at);
    Task<control::Reply<void>> begin_in_time(PeerId peer, SteadyTime deadline);
    void tell(const PeerId& peer, ComparisonStep step, const std::string& code);

    net::Sessions& sessions_;
    const Clock& clock_;
    PeerId self_;
    Mediator mediator_;
    std::map<PeerId, Round> rounds_;
    net::Signal changed_;
    TaskScope tasks_;
};

}  // namespace culver::app
