// SPDX-License-Identifier: Apache-2.0
// Operations of a group by somebody who is not in it: in its own name, and in the name of a member.
#include "base/clock.h"
#include "base/files.h"
#include "base/random.h"
#include "chat/group_wire.h"
#include "tests/support/lying_lies.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace culver::test {
namespace {

using Json = nlohmann::json;
using chat::GroupKind;

constexpr std::size_t kPemLimit = 4096;

struct Forgery {
    std::uint8_t kind;
    chat::GroupBody body;
};

std::uint8_t number(GroupKind kind) {
    return static_cast<std::uint8_t>(kind);
}

chat::GroupBody about(const PeerId& target, bool flag) {
    chat::GroupBody body;
    body.control.target = target;
    body.control.flag = flag;
    return body;
}

chat::GroupBody words(const std::string& text) {
    chat::GroupBody body;
    body.text = text;
    return body;
}

std::vector<Forgery> forgeries(const PeerId& self, const PeerId& member) {
    constexpr std::uint8_t text = 1;
    return {{number(GroupKind::Add), about(self, false)},
            {number(GroupKind::Appoint), about(self, true)},
            {number(GroupKind::Remove), about(member, false)},
            {number(GroupKind::Rename), words("forged")},
            {number(GroupKind::Leave), {}},
            {text, words("forged words")}};
}

// The header names the member's key; the signature is of the liar's, as everything is that it can sign.
void claim(chat::SignedOperation& sealed, const PublicKeyBytes& own, const PublicKeyBytes& claimed) {
    const auto found = std::ranges::search(sealed.header, own);
    if (!found.empty()) std::ranges::copy(claimed, found.begin());
}

}  // namespace

void forge_group(const Liar& liar, const SigningKey& key, const std::string& group,
                 const std::string& member_pem) {
    const auto id = GroupId::parse(group);
    const auto pem = read_file(member_pem, kPemLimit);
    const auto member = SigningKey::from_pem(pem.value_or(std::string()));
    auto link = begin(liar, {}, "forge-group");
    if (!link || !id || !member) return;
    chat::OperationsFrame frame{*id, {}, false};
    for (const bool claims : {false, true}) {
        const auto incarnation = random_id<IncarnationId>();
        std::uint64_t sequence = 0;
        chat::OperationHash previous{};
        for (const Forgery& forgery : forgeries(key.peer_id(), member->peer_id())) {
            chat::GroupOperation draft;
            draft.chain = {key.peer_id(), incarnation};
            draft.sequence = ++sequence;
            draft.previous = previous;
            draft.clock = static_cast<std::uint64_t>(to_milliseconds(real_clock().wall())) << 16;
            draft.kind = forgery.kind;
            draft.control = forgery.body.control;
            Bytes salt(16);
            fill_random(salt);
            auto sealed = chat::seal(key, id, draft, forgery.body, salt);
            previous = draft.hash;
            if (claims) claim(sealed, key.public_key(), member->public_key());
            frame.operations.push_back(std::move(sealed));
        }
    }
    (void)link->say(chat::kOperationsFrame, chat::encode(frame));
    link->linger(liar.patience);
    print(Json{{"lie", "forge-group"}, {"end", link->ending()}, {"operations", frame.operations.size()}});
}

}  // namespace culver::test
