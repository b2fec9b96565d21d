// SPDX-License-Identifier: Apache-2.0
// The streams of events in tests/fixtures are what this node would write, key by key: a face may be built
// against them without a node.
#include "control/json.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace culver::control {
namespace {

TEST(Fixtures, AreWrittenAsTheNodeWritesEvents) {
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(CULVER_SOURCE_DIR "/tests/fixtures")) {
        if (entry.path().extension() != ".jsonl") continue;
        ++files;
        std::ifstream file(entry.path());
        int number = 0;
        std::uint64_t last = 0;
        for (std::string line; std::getline(file, line);) {
            SCOPED_TRACE(entry.path().filename().string() + ":" + std::to_string(++number));
            const auto json = parse_json(line);
            ASSERT_TRUE(json);
            const auto event = decode_event(*json);
            ASSERT_TRUE(event) << event.error();
            EXPECT_EQ(json_text(encode_event(*event)), line);
            if (event->seq == 0) continue;
            EXPECT_GT(event->seq, last);
            last = event->seq;
        }
        EXPECT_GT(number, 0);
    }
    EXPECT_GE(files, 3);
}

}  // namespace
}  // namespace culver::control
