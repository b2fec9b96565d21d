// SPDX-License-Identifier: Apache-2.0
// Messages that carry something else than they say.
#include "base/clock.h"
#include "base/random.h"
#include "base/signature.h"
#include "tests/support/lying_lies.h"

#include "chat/chat.pb.h"

#include <nlohmann/json.hpp>

#include <map>
#include <vector>

namespace culver::test {
namespace {

using Json = nlohmann::json;
using namespace std::string_literals;

constexpr std::uint16_t kMessage = 64;
constexpr std::uint16_t kWant = 70;
constexpr std::uint16_t kPart = 71;
constexpr std::size_t kPartBytes = 128 * 1024;

struct Lie {
    std::string what;
    std::string name;
    std::string promised;  // what the digest is of
    std::string given;     // what is handed out
    std::uint64_t size = 0;
    std::uint64_t shift = 0;  // of the offset in the answers
};

std::string digest_of(const std::string& content) {
    const auto digest = sha256(as_bytes(content));
    return {digest.begin(), digest.end()};
}

std::vector<Lie> lies() {
    const auto page = "<html><script>alert(1)</script></html>"s;
    const auto gif = "GIF89a\x10\x00\x20\x00"s + std::string(500, 'g');
    const auto bomb =
        "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\xff\xff\x00\x00\xff\xff\x08\x02\x00\x00\x00"s;
    const auto other = std::string(600, 'o');
    const auto longer = std::string(10, 'l');
    const auto huge = "huge"s;
    const auto shifted = std::string(700, 's');
    return {{"page", "../../../escape.html", page, page, page.size(), 0},
            {"picture", "/tmp/escape\n.png", gif, gif, gif.size(), 0},
            {"bomb", "..", bomb, bomb, bomb.size(), 0},
            {"other", "C:\\escape.exe", other, std::string(600, 'x'), other.size(), 0},
            {"longer", "longer.png", longer, std::string(kPartBytes, 'l'), longer.size(), 0},
            {"shifted", "shifted.png", shifted, shifted, shifted.size(), 1},
            {"huge", "huge.png", huge, huge, 17ULL << 20, 0}};
}

Bytes message(const Lie& lie, const IncarnationId& incarnation, std::uint64_t sequence,
              std::uint64_t previous) {
    chat::wire::Attachment label;
    label.set_digest(digest_of(lie.promised));
    label.set_size(lie.size);
    label.set_kind(1);
    label.set_name(lie.name);
    label.set_width(7);
    label.set_height(7);
    const MessageId id = make_message_id(real_clock().wall());
    chat::wire::Operation operation;
    operation.set_id(std::string(as_text(id.view())));
    operation.set_incarnation(std::string(as_text(incarnation.view())));
    operation.set_sequence(sequence);
    operation.set_clock(static_cast<std::uint64_t>(to_milliseconds(real_clock().wall())) << 16);
    operation.set_kind(5);
    operation.set_text(lie.what);
    operation.set_attachment(label.SerializeAsString());
    chat::wire::Message frame;
    frame.set_operation(operation.SerializeAsString());
    frame.set_previous(previous);
    return to_bytes(frame.SerializeAsString());
}

Bytes answer(const chat::wire::Want& want, const Lie& lie) {
    chat::wire::Part part;
    part.set_digest(want.digest());
    part.set_offset(want.offset() + lie.shift);
    if (want.offset() < lie.given.size()) part.set_content(lie.given.substr(want.offset(), kPartBytes));
    part.set_is_refused(part.content().empty());
    return to_bytes(part.SerializeAsString());
}

}  // namespace

void attach_lies(const Liar& liar, const std::string& name) {
    auto link = begin(liar, name, "attach");
    if (!link) return;
    const auto all = lies();
    std::map<std::string, const Lie*> by_digest;
    const auto incarnation = random_id<IncarnationId>();
    std::uint64_t sequence = 0;
    for (const auto& lie : all) {
        by_digest[digest_of(lie.promised)] = &lie;
        (void)link->say(kMessage, message(lie, incarnation, sequence + 1, sequence));
        ++sequence;
    }
    chat::wire::Part unasked;
    unasked.set_digest(std::string(32, 'u'));
    unasked.set_content("nobody asked for this");
    (void)link->say(kPart, to_bytes(unasked.SerializeAsString()));
    std::map<std::string, std::uint64_t> asked;
    const auto deadline = std::chrono::steady_clock::now() + liar.patience;
    while (link->is_open() && std::chrono::steady_clock::now() < deadline) {
        const auto frame = link->next(Milliseconds(100));
        chat::wire::Want want;
        if (!frame || frame->kind != kWant) continue;
        if (!want.ParseFromArray(frame->body.data(), static_cast<int>(frame->body.size()))) continue;
        const auto found = by_digest.find(want.digest());
        if (found == by_digest.end()) continue;
        ++asked[found->second->what];
        (void)link->say(kPart, answer(want, *found->second));
    }
    print(Json{{"lie", "attach"}, {"end", link->is_open() ? "open" : link->ending()}, {"asked", asked}});
}

}  // namespace culver::test
