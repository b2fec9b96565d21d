// SPDX-License-Identifier: Apache-2.0
// How a link becomes a session or a lane, or is turned away:
//   1. who is it, and is there room?         welcome
//   2. the Hellos, versions, own identity    welcome_accepted, establish
//   3. a session (hub.cc) or a lane (lane_desk.cc)
#include "base/deadline.h"
#include "base/log.h"
#include "net/errors.h"
#include "net/greeting.h"
#include "net/hub.h"

namespace culver::net {

void Hub::adopt(std::unique_ptr<Link> link) {
    scope_.spawn("greeting", welcome(std::move(link)));
}

Task<> Hub::welcome(std::unique_ptr<Link> link) {
    if (link->direction() == Direction::Accepted) co_return co_await welcome_accepted(std::move(link));
    const auto established = co_await establish(std::move(link));
    if (!established) log::debug("a link came to nothing: {}", established.error().sentence());
}

Task<> Hub::welcome_accepted(std::unique_ptr<Link> link) {
    const PeerId peer = link->peer();
    if (standing(peer) == Standing::Blocked) co_return;
    auto place = enter(peer);
    if (!place) co_return;
    const auto theirs = co_await with_deadline(options_.timings.hello_limit, hear_hello(*link));
    if (!theirs) co_return co_await turn_away(std::move(link), theirs.error());
    const auto version = agree_on_version(options_.versions, theirs->versions);
    if (!version) co_return co_await turn_away(std::move(link), version.error());
    if (peer == options_.self) co_return co_await meet_own_id(std::move(link), *theirs);
    if (theirs->lane) co_return co_await lanes_.accept(std::move(link), *theirs, std::move(place));
    const Bytes answer = encode(hello(std::nullopt));
    const auto said =
        co_await with_deadline(options_.timings.hello_limit, say(*link, NetKind::Hello, answer));
    if (said) install(std::move(link), *theirs, std::move(place));
}

Task<> Hub::turn_away(std::unique_ptr<Link> link, Error why) {
    log::debug("turned {} away: {}", short_text(link->peer()), why.sentence());
    const bool concerns_people = why.code == NetErrc::PeerTooOld || why.code == NetErrc::SelfTooOld;
    if (concerns_people && mediator_.refused) mediator_.refused(link->peer(), why);
    if (why.code.category() != make_error_code(NetErrc::PeerTooOld).category()) co_return;  // the link broke
    co_await refuse(*link, bye_for(why), options_.timings.bye_limit);
}

// Ourselves, dialled by way of an address of our own, or another node with our key. Both get an answer, so
// that the dialling side sees the same.
Task<> Hub::meet_own_id(std::unique_ptr<Link> link, Hello theirs) {
    const Bytes answer = encode(hello(theirs.lane));
    const auto said =
        co_await with_deadline(options_.timings.hello_limit, say(*link, NetKind::Hello, answer));
    if (!said) log::debug("own id at {}: {}", link->remote().text(), said.error().sentence());
    if (theirs.instance != options_.instance && mediator_.twin_seen) mediator_.twin_seen(link->peer());
}

Task<Result<PeerId>> Hub::establish(std::unique_ptr<Link> link) {
    const PeerId peer = link->peer();
    if (standing(peer) == Standing::Blocked) co_return fail(NetErrc::Blocked);
    auto place = enter(peer);
    if (!place) co_return fail(NetErrc::TooManyLinks);
    auto theirs = co_await with_deadline(options_.timings.hello_limit, greet(*link, hello(std::nullopt)));
    if (!theirs) co_return fail_as(theirs);
    if (peer == options_.self) {
        if (theirs->instance == options_.instance) co_return fail(NetErrc::OwnAddress);
        if (mediator_.twin_seen) mediator_.twin_seen(peer);
        co_return fail(NetErrc::Twin);
    }
    install(std::move(link), std::move(*theirs), std::move(place));
    co_return peer;
}

Task<Result<PeerId>> Hub::dial_anybody(Endpoint where) {
    auto link = co_await transport_.dial(where, std::nullopt);
    if (!link) co_return fail_as(link);
    co_return co_await establish(std::move(*link));
}

}  // namespace culver::net
