// SPDX-License-Identifier: Apache-2.0
// Operations of a group as members might sign them, whatever they like: each step of the input bends what an
// honest author would write next. Reached is the log behind the signature. Two logs that got the same in
// other orders hold the same, count the same and owe the same.
#include "base/signature.h"
#include "chat/group_log.h"
#include "tests/fuzz/steps.h"

#include <algorithm>
#include <array>
#include <string>

namespace {

using namespace culver;
using namespace culver::chat;
using culver::fuzz::require;
using culver::fuzz::Steps;

constexpr std::size_t kMostOperations = 48;  // more take long and say little more
constexpr std::array<std::uint8_t, 10> kKinds = {32, 33, 33, 34, 35, 36, 37, 38, 1, 3};

PeerId person(std::uint8_t number) {
    PeerId id;
    id.bytes.fill(static_cast<std::uint8_t>(1 + number % 5));
    return id;
}

Chain chain_of(std::uint8_t number) {
    Chain chain{person(number), {}};
    chain.incarnation.bytes.fill(static_cast<std::uint8_t>(number / 128));
    return chain;
}

// Else the same operation twice; in life its hash says so.
OperationHash hash_of(std::size_t place, std::uint8_t first) {
    OperationHash hash;
    hash.bytes = sha256(as_bytes(std::to_string(place)));
    hash.bytes[0] = first;  // which of two comes first is the input's to say
    return hash;
}

const OperationHash& any_of(const std::vector<GroupOperation>& written, std::uint8_t number) {
    return written[number % written.size()].hash;
}

GroupOperation create() {
    GroupOperation first;
    first.hash = hash_of(0, 0x55);
    first.chain = chain_of(0);
    first.sequence = 1;
    first.clock = 1;
    first.kind = static_cast<std::uint8_t>(GroupKind::Create);
    first.control.name = "office";
    return first;
}

GroupOperation bent(Steps& input, const GroupLog& log, const std::vector<GroupOperation>& written) {
    auto next = log.draft(chain_of(input.number()));
    next.hash = hash_of(written.size(), input.number());
    next.kind = kKinds[input.number() % kKinds.size()];
    next.clock = 1'000 * written.size() + input.number();
    next.control.target = person(input.number());
    const auto bends = input.number();
    next.control.flag = (bends & 1) != 0;
    if (next.kind == static_cast<std::uint8_t>(GroupKind::Rename)) next.control.name = "other";
    const auto kind = static_cast<GroupKind>(next.kind);
    if (kind == GroupKind::Remove || kind == GroupKind::Accuse)
        next.control.cuts = log.cuts_of(next.control.target);
    if (kind == GroupKind::Accuse) {
        next.control.proofs = {any_of(written, input.number()), any_of(written, input.number())};
        for (const auto& proof : next.control.proofs) next.heads.push_back(proof);
    }
    if ((bends & 2) != 0) next.sequence = input.number();
    if ((bends & 4) != 0) next.previous = any_of(written, input.number());
    if ((bends & 8) != 0) next.heads.resize(std::min<std::size_t>(next.heads.size(), input.number() % 4));
    if ((bends & 16) != 0) next.heads.push_back(any_of(written, input.number()));
    if ((bends & 32) != 0) next.heads.push_back(hash_of(1'000 + input.number(), 0));  // of nobody
    if ((bends & 64) != 0 && !next.control.cuts.empty()) next.control.cuts.front().last = input.number();
    std::ranges::sort(next.heads);
    next.heads.erase(std::ranges::unique(next.heads).begin(), next.heads.end());
    return next;
}

void compare(const GroupLog& one, const GroupLog& other) {
    require(one.size() == other.size());
    require(one.order() == other.order());
    require(one.cut_off() == other.cut_off());
    require(one.members().members().size() == other.members().members().size());
    for (std::uint8_t number = 0; number < 5; ++number) {
        require(one.members().contains(person(number)) == other.members().contains(person(number)));
        for (const auto& hash : one.owed(person(number), other.held(), kMostOperations))
            require(one.holds(hash));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    Steps input(ByteView(bytes, size));
    std::vector<GroupOperation> written{create()};
    const GroupId id{written.front().hash.bytes};
    GroupLog log(id);
    (void)log.add(written.front());
    while (!input.is_over() && written.size() < kMostOperations) {
        auto next = bent(input, log, written);
        (void)log.add(next);
        written.push_back(std::move(next));
    }
    GroupLog backwards(id);
    for (std::size_t place = written.size(); place > 0; --place) (void)backwards.add(written[place - 1]);
    compare(log, backwards);
    GroupLog shuffled(id);
    std::ranges::sort(written, {}, &GroupOperation::hash);
    for (const auto& operation : written) (void)shuffled.add(operation);
    compare(log, shuffled);
    return 0;
}
