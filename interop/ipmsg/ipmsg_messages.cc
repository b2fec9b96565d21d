// SPDX-License-Identifier: Apache-2.0
// Texts both ways, and their receipts.
#include "base/log.h"
#include "base/signature.h"
#include "interop/ipmsg/ipmsg_gateway.h"
#include "interop/ipmsg/message_text.h"

#include <algorithm>

namespace culver::interop::ipmsg {
namespace {

using namespace std::chrono_literals;

constexpr auto kResend = 750ms;  // as Windows
constexpr int kSends = 5;
constexpr auto kBusyPause = 50ms;
constexpr std::size_t kMaxSealed = 1'000;
constexpr std::size_t kMaxLate = 1'000;
constexpr std::size_t kNumberPlace = 12;

// The same for a repetition; its last four bytes are the packet number, so that the opening of a sealed text
// can be told after a restart.
MessageId id_of(const PeerKey& from, const Packet& packet, std::string_view text, std::string_view run) {
    std::string all(reinterpret_cast<const char*>(from.id.bytes.data()), from.id.bytes.size());
    all += std::to_string(packet.number) + ':';
    if (is_counted(packet.number)) (all += run) += ':';
    all += text;
    const auto digest = sha256(as_bytes(all));
    MessageId id;
    std::copy_n(digest.begin(), kNumberPlace, id.bytes.begin());
    for (std::size_t i = 0; i < 4; ++i)
        id.bytes[kNumberPlace + i] = static_cast<std::uint8_t>(packet.number >> (24 - 8 * i));
    return id;
}

std::uint32_t number_in(const MessageId& id) {
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i) number = number << 8 | id.bytes[kNumberPlace + i];
    return number;
}

}  // namespace

void IpmsgGateway::on_message(const Packet& heard, const Endpoint& from) {
    const auto* sender = roster_.at(from);
    if (sender == nullptr) {
        const auto said = read_introduction(heard, options_.legacy);
        if (mediator_.is_blocked(key_of(said))) return;
        apply(roster_.heard(said, from, false, clock_.steady()));
        if (!heard.has(option::kNoAddList)) ask(from);
        sender = roster_.at(from);
        if (sender == nullptr) return;
    }
    if (mediator_.is_blocked(sender->key) || !mediator_.is_welcome(sender->key)) return;
    if (!seen_.is_new(sender->key, heard.number)) return confirm(heard, from);
    const auto read = opened(heard, *sender);
    if (!read) return;
    const auto& packet = *read;
    auto attachments =
        packet.has(option::kFiles) ? parse_attachments(packet.extension(0)) : std::vector<Attachment>{};
    const auto charset = charset_of(packet, packet.body, sender->said, options_.legacy);
    ForeignText text;
    text.text = clean_text(without_font(decode(packet.body, charset)));
    text.is_sealed = packet.has(option::kSealed);
    if (!attachments.empty() && !on_offer(packet, *sender, std::move(attachments)))
        release(packet.number, from);
    if (text.text.empty()) {
        seen_.note(sender->key, packet.number, clock_.steady());
        return confirm(packet, from);
    }
    const auto run = std::to_string(run_) + '/' + std::to_string(seen_.run_of(sender->key));  // ours, theirs
    text.id = id_of(sender->key, packet, packet.body, run);
    if (in_work_.emplace(sender->key, packet.number).second)
        tasks_.spawn("ipmsg message", take(packet, *sender, std::move(text)));
}

Task<> IpmsgGateway::take(Packet packet, Neighbour sender, ForeignText text) {
    auto taken = co_await mediator_.take(sender.key, std::move(text));
    in_work_.erase({sender.key, packet.number});
    if (!taken) co_return;  // not on the disk: they send it again
    seen_.note(sender.key, packet.number, clock_.steady());
    confirm(packet, sender.where);
}

void IpmsgGateway::confirm(const Packet& packet, const Endpoint& to) {
    const bool is_asked = packet.command() == Command::Message && packet.has(option::kWantsReceipt) &&
                          !packet.has(option::kBroadcast) && !packet.has(option::kAutomatic);
    if (!is_asked) return;
    auto receipt = own_packet(Command::Receipt, 0);
    receipt.body = std::to_string(packet.number);
    send(std::move(receipt), to);
}

void IpmsgGateway::on_receipt(const Packet& packet, const Endpoint& from) {
    const auto number = parse_number(packet.body, 10);
    if (!number || *number > 0xFFFF'FFFF) return;
    const auto waiting = waiting_.find(static_cast<std::uint32_t>(*number));
    if (waiting == waiting_.end()) return on_late_receipt(static_cast<std::uint32_t>(*number), from);
    if (waiting->second.from != from) return;
    waiting->second.is_confirmed = true;
    waiting->second.timer->cancel();
}

// It was away for a moment, or its disk was slow: what it has is not sent again with the text's next attempt.
void IpmsgGateway::on_late_receipt(std::uint32_t number, const Endpoint& from) {
    const auto is_meant = [&](const Late& late) { return late.number == number && late.from == from; };
    const auto late = std::ranges::find_if(late_, is_meant);
    if (late == late_.end()) return;
    if (const auto text = parts_done_.find(late->text); text != parts_done_.end()) {
        auto& done = text->second;
        done.parts.insert(late->part);
        const auto again = done.sending == late->part ? waiting_.find(done.sending_number) : waiting_.end();
        if (again != waiting_.end()) {
            again->second.is_confirmed = true;
            again->second.timer->cancel();
        }
    }
    late_.erase(late);
    if (const auto* row = roster_.at(from)) mediator_.greeted(row->key);  // what waits for it goes on
}

void IpmsgGateway::forget_late(const MessageId& text) {
    std::erase_if(late_, [&](const Late& late) { return late.text == text; });
}

Task<> IpmsgGateway::turn_at(PeerKey peer) {
    while (busy_.contains(peer)) co_await sleep_for(kBusyPause);
}

Task<Result<>> IpmsgGateway::send_until_confirmed(PeerKey to, Packet packet) {
    const auto* row = roster_.find(to);
    if (row == nullptr) co_return fail(is_on_ ? GatewayErrc::NotHere : GatewayErrc::Off);
    if (packet.number == 0) packet.number = numbers_.next(clock_.wall());
    struct Mark {
        IpmsgGateway& gateway;
        std::uint32_t number;
        ~Mark() { gateway.waiting_.erase(number); }
    };
    const auto where = row->where;
    const Mark mark{*this, packet.number};
    auto& waiting = waiting_[packet.number];
    waiting.from = where;
    waiting.timer = std::make_unique<boost::asio::steady_timer>(executor_);
    for (int sends = 0; sends < kSends; ++sends) {
        send(packet, where);
        waiting.timer->expires_after(kResend);
        (void)co_await waiting.timer->async_wait(no_throw);
        if (waiting.is_confirmed) co_return Result<>{};
    }
    co_return fail(GatewayErrc::NoAnswer);
}

Task<Result<>> IpmsgGateway::deliver_part(PeerKey to, const ForeignText& text, std::size_t part,
                                          Packet packet) {
    co_await turn_at(to);
    const Turn turn(busy_, to);
    packet.number = numbers_.next(clock_.wall());
    auto ready = co_await closed(to, std::move(packet));
    if (!ready) co_return fail_as(ready);
    if (text.is_sealed) {
        sealed_.emplace_back(ready->number, text.id);
        if (sealed_.size() > kMaxSealed) sealed_.pop_front();
    }
    const auto* row = roster_.find(to);
    if (row == nullptr) co_return fail(is_on_ ? GatewayErrc::NotHere : GatewayErrc::Off);
    const Late late{ready->number, row->where, text.id, part};
    parts_done_[text.id].sending = part;
    parts_done_[text.id].sending_number = late.number;
    auto sent = co_await send_until_confirmed(to, std::move(*ready));
    parts_done_[text.id].sending_number = 0;
    if (!sent && sent.error().code == GatewayErrc::NoAnswer) {
        late_.push_back(late);
        if (late_.size() > kMaxLate) late_.pop_front();
    }
    co_return sent;
}

Task<Result<>> IpmsgGateway::deliver(PeerKey to, ForeignText text) {
    const auto* row = roster_.find(to);
    if (row == nullptr) co_return fail(is_on_ ? GatewayErrc::NotHere : GatewayErrc::Off);
    const auto said = row->said;
    const auto room = room_for_text(said.dialect, can_encrypt(said));
    const auto made = part_text(text.text, said.charset, room);
    auto& done = parts_done_[text.id];
    if (done.charset != said.charset || done.room != room) {
        done = {.charset = said.charset, .room = room, .parts = {}};
        forget_late(text.id);
    }
    auto options = option::kWantsReceipt;
    if (said.dialect == Dialect::Modern) options |= option::kUtf8 | option::kCanUtf8;
    if (text.is_sealed) options |= option::kSealed | option::kConfirmOpening;
    for (std::size_t part = 0; part < made.parts.size(); ++part) {
        if (parts_done_[text.id].parts.contains(part)) continue;  // confirmed in an earlier attempt
        auto packet = own_packet(Command::Message, options);
        packet.body = made.parts[part];
        auto sent = co_await deliver_part(to, text, part, std::move(packet));
        if (!sent) co_return sent;
        parts_done_[text.id].parts.insert(part);
    }
    parts_done_.erase(text.id);
    forget_late(text.id);
    if (made.has_lost)
        mediator_.warn(
            "ipmsg_charset",
            "A text to " + said.name + " holds characters that their program does not know; they see '?'.");
    co_return Result<>{};
}

Task<Result<>> IpmsgGateway::tell_opened(PeerKey from, MessageId id) {
    auto packet = own_packet(Command::Opened, option::kConfirmOpening);
    packet.body = std::to_string(number_in(id));
    co_await turn_at(from);
    const Turn turn(busy_, from);
    auto told = co_await send_until_confirmed(from, std::move(packet));
    if (!told && told.error().code == GatewayErrc::NoAnswer) co_return Result<>{};
    co_return told;
}

}  // namespace culver::interop::ipmsg
