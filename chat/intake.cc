// SPDX-License-Identifier: Apache-2.0
#include "chat/intake.h"

#include "base/log.h"
#include "chat/wire.h"
#include "store/errors.h"

#include <algorithm>

namespace culver::chat {

Intake::Intake(boost::asio::any_io_executor executor, net::Sessions& sessions, store::Database& database,
               const Clock& clock, const PeerId& self, Mediator mediator)
    : sessions_(sessions),
      database_(database),
      clock_(clock),
      self_(self),
      mediator_(std::move(mediator)),
      stranger_mail_(clock.steady()),
      inbox_(executor),
      scope_(executor) {
    sessions_.handle(net::kChatKinds, [this](PeerId from, std::uint16_t kind, Bytes body) {
        return on_frame(from, kind, std::move(body));
    });
}

void Intake::start() {
    scope_.spawn("chat intake", run());
}

Task<> Intake::close() {
    inbox_.close();
    co_await scope_.close();
}

// Whom a person here wrote to is no stranger, so what strangers acknowledge was never said, and looking it up
// costs the disk as much as a message does. Only where the database was damaged may be forgotten that one
// wrote to somebody, and messages wait for him all the same.
bool Intake::may_say(const PeerId& stranger, std::uint16_t kind, std::size_t bytes) {
    switch (kind) {
        case kMessageFrame: return stranger_mail_.admits(bytes, clock_.steady());
        case kAckFrame:
        case kRefusedFrame: return mediator_.is_owed(stranger);
        case kReadMarkFrame: return false;
        default: return true;  // judged by whoever it is for
    }
}

Task<> Intake::on_frame(PeerId from, std::uint16_t kind, Bytes body) {
    const auto stands = mediator_.standing(from);
    if (stands == net::Standing::Blocked) co_return;
    Inbound inbound{.from = from,
                    .is_stranger = stands == net::Standing::Unknown,
                    .is_welcome = mediator_.is_welcome(from),
                    .content = {}};
    auto keep = [&inbound](auto decoded) {
        if (decoded) inbound.content = std::move(*decoded);
        return decoded.has_value();
    };
    if (inbound.is_stranger && !may_say(from, kind, body.size())) co_return;
    bool is_sound = false;
    switch (kind) {
        case kMessageFrame: is_sound = keep(decode_message(body)); break;
        case kAckFrame: is_sound = keep(decode_ack(body)); break;
        case kRefusedFrame: is_sound = keep(decode_refusal(body)); break;
        case kReadMarkFrame: is_sound = keep(decode_read_mark(body)); break;
        default:  // a signal, or of a later version
            if (mediator_.signal) mediator_.signal(from, kind, body);
            co_return;
    }
    if (!is_sound) {
        log::debug("{} sent a chat frame of kind {} that cannot be read", short_text(from), kind);
        co_return;
    }
    const std::size_t bytes = body.size();
    body = Bytes();
    co_await inbox_.put(std::move(inbound), bytes);
}

Task<> Intake::run() {
    for (;;) {
        auto batch = co_await inbox_.take_all();
        if (batch.empty()) co_return;
        co_await digest(std::move(batch));
    }
}

// When a batch fails as a whole, each of it is tried alone, so that one bad entry holds up nobody else. What
// fails is not answered: its sender sends it again.
Task<> Intake::digest(std::vector<Inbound> batch) {
    auto done = co_await commit(batch);
    if (done) co_return;
    if (batch.size() > 1 && done.error().code == store::StoreErrc::Failed) {
        for (auto& inbound : batch) {
            std::vector<Inbound> alone;
            alone.push_back(std::move(inbound));
            auto single = co_await commit(std::move(alone));
            if (!single) warn_about(single.error());
        }
        co_return;
    }
    warn_about(done.error());
}

Task<Result<>> Intake::commit(std::vector<Inbound> batch) {
    auto work = [batch = std::move(batch), context = IngestContext{self_, clock_.wall()}](
                    SQLite::Database& database) { return ingest(database, batch, context); };
    auto result = co_await database_.write(std::move(work));
    if (!result) co_return fail_as(result);
    apply(std::move(*result));
    has_warned_ = false;
    co_return Result<>{};
}

void Intake::apply(Digest digest) {
    mediator_.seen(digest.clock);
    for (const auto& [peer, answers] : digest.answers) answer(peer, answers);
    for (auto& event : digest.events) mediator_.tell(std::move(event));
    for (const auto& [peer, rows] : digest.settled) mediator_.settled(peer, rows);
}

// An answer that cannot go out is lost; the other side sends its message again and is answered then.
void Intake::answer(const PeerId& peer, const Digest::Answers& answers) {
    for (std::size_t at = 0; at < answers.acks.size(); at += kMaxAckRanges) {
        const auto count = std::min(kMaxAckRanges, answers.acks.size() - at);
        const auto begin = answers.acks.begin() + static_cast<std::ptrdiff_t>(at);
        const std::vector<AckRange> ranges(begin, begin + static_cast<std::ptrdiff_t>(count));
        (void)sessions_.send(peer, kAckFrame, encode(ranges));
    }
    for (const auto& refusal : answers.refusals) (void)sessions_.send(peer, kRefusedFrame, encode(refusal));
}

void Intake::warn_about(const Error& error) {
    log::warn("messages cannot be stored: {}", error.sentence());
    if (!has_warned_)
        mediator_.tell(ChatWarning{"Messages from others cannot be stored: " + error.sentence() + "."});
    has_warned_ = true;
}

}  // namespace culver::chat
