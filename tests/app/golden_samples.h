// SPDX-License-Identifier: Apache-2.0
// One example of everything that a node says or writes, as today's code makes it, and how it is read: what
// golden_test.cc compares with the files of tests/golden.
#pragma once
#include "base/bytes.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace culver::app {

struct GoldenSample {
    std::uint16_t kind = 0;  // of the frame
    std::string name;
    Bytes body;
    // Decodes a body and writes what was understood; empty when it cannot be read.
    std::function<Bytes(ByteView)> again;
    bool is_message = true;  // false: bytes without fields, to which no later version can add one
};

// Every kind of frame, docs/protocol.md.
[[nodiscard]] std::vector<GoldenSample> golden_frames();

// A beacon with every field; reading it checks the signature.
[[nodiscard]] GoldenSample golden_beacon();

// The one page of a list of files.
[[nodiscard]] GoldenSample golden_manifest();

// A journal with every kind of record; reading gives it again from what it says.
[[nodiscard]] Bytes golden_journal();

}  // namespace culver::app
