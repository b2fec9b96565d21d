// SPDX-License-Identifier: Apache-2.0
// Fed: the records of a journal after a sound header, and the records of an intent; both are files that a
// crash may leave in any state. The checks of the records are put right, so that what follows them is
// reached.
#include "transfer/check.h"
#include "transfer/intent.h"
#include "transfer/journal.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

using namespace culver;
using namespace culver::transfer;

constexpr std::size_t kRecordBytes = 32;

JournalHeader header() {
    JournalHeader made;
    made.block_bytes = 1U << 20;
    made.block_count = 300;
    made.boot.fill(1);
    return made;
}

// Every second input keeps its own checks.
Bytes with_right_checks(Bytes file, std::size_t begin) {
    for (std::uint64_t position = 0; begin + kRecordBytes <= file.size(); ++position, begin += kRecordBytes) {
        const auto check = short_check(ByteView(file).subspan(begin, 24), position);
        for (std::size_t at = 0; at < 8; ++at)
            file[begin + 24 + at] = static_cast<std::uint8_t>(check >> (8 * at));
    }
    return file;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const ByteView input(bytes, size);
    std::ignore = read_intent(input);
    std::ignore = read_journal(input, header());
    const auto head = encode_header(header());
    Bytes file(head.begin(), head.end());
    file.insert(file.end(), input.begin(), input.end());
    if (size % 2 == 0) file = with_right_checks(std::move(file), head.size());
    auto other_boot = header();
    other_boot.boot.fill(2);
    for (const auto& expected : {header(), other_boot}) {
        const auto state = read_journal(file, expected);
        if (!state || state->sound_bytes > file.size()) std::abort();
        auto both = state->confirmed;
        both &= state->doubtful;
        if (!both.is_empty()) std::abort();
    }
    return 0;
}
