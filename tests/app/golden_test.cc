// SPDX-License-Identifier: Apache-2.0
// What the first version says and writes is kept in tests/golden, byte for byte. Today's code reads it, and
// what it writes itself is the same. With CULVER_WRITE_GOLDEN set, files that are missing there are written;
// those that are there never change: they are what others may still send.
#include "base/files.h"
#include "net/frame.h"
#include "net/sessions.h"
#include "tests/app/golden_samples.h"
#include "transfer/journal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

namespace culver::app {
namespace {

const std::filesystem::path kGolden = CULVER_GOLDEN;
constexpr std::size_t kLargest = 64 * 1024;

// Field 1023 with a text: a later version may add one to any message.
Bytes with_a_later_field(Bytes body) {
    const Bytes later{0xfa, 0x3f, 0x03, 'n', 'e', 'w'};
    body.insert(body.end(), later.begin(), later.end());
    return body;
}

Bytes kept(const std::string& name, const Bytes& written_today) {
    const auto path = kGolden / name;
    if (std::getenv("CULVER_WRITE_GOLDEN") != nullptr && !std::filesystem::exists(path)) {
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << as_text(written_today);
    }
    const auto content = read_file(path, kLargest);
    EXPECT_TRUE(content) << name << " is missing: write it with CULVER_WRITE_GOLDEN=1";
    return content ? to_bytes(*content) : Bytes();
}

std::string file_of(const GoldenSample& sample) {
    return "frames/" + std::to_string(sample.kind) + "-" + sample.name;
}

net::Frame frame_of(const Bytes& bytes) {
    net::FrameReader reader(net::kMaxFrameBytes);
    Result<std::optional<net::Frame>> frame;
    for (ByteView rest = bytes; !rest.empty() && frame && !*frame; frame = reader.next()) {
        const auto room = reader.prepare();
        const auto count = std::min(rest.size(), room.size());
        std::ranges::copy(rest.first(count), room.begin());
        reader.commit(count);
        rest = rest.subspan(count);
    }
    EXPECT_TRUE(frame && *frame);
    return frame && *frame ? **frame : net::Frame();
}

TEST(Golden, EveryFrameIsReadAndWrittenAsBefore) {
    for (const auto& sample : golden_frames()) {
        const auto bytes = kept(file_of(sample), net::encode_frame(sample.kind, sample.body));
        const auto frame = frame_of(bytes);
        EXPECT_EQ(frame.kind, sample.kind) << sample.name;
        EXPECT_EQ(to_hex(sample.again(frame.body)), to_hex(frame.body)) << sample.name;
        EXPECT_EQ(to_hex(net::encode_frame(sample.kind, sample.body)), to_hex(bytes)) << sample.name;
    }
}

TEST(Golden, FieldsOfLaterVersionsAreSkippedInEveryFrame) {
    for (const auto& sample : golden_frames()) {
        if (!sample.is_message) continue;
        const auto body = frame_of(kept(file_of(sample), {})).body;
        EXPECT_EQ(to_hex(sample.again(with_a_later_field(body))), to_hex(body)) << sample.name;
    }
}

TEST(Golden, EveryFileIsOfASampleThatIsStillRead) {
    std::set<std::string> known;
    for (const auto& sample : golden_frames()) known.insert(file_of(sample));
    for (const auto& entry : std::filesystem::directory_iterator(kGolden / "frames"))
        EXPECT_TRUE(known.contains("frames/" + entry.path().filename().string())) << entry.path();
}

TEST(Golden, ABeaconIsReadAndWrittenAsBefore) {
    const auto sample = golden_beacon();
    const auto datagram = kept("beacon", sample.body);
    EXPECT_EQ(to_hex(sample.again(datagram)), to_hex(datagram));
    EXPECT_EQ(to_hex(sample.body), to_hex(datagram));
}

TEST(Golden, AListOfFilesIsReadAndWrittenAsBefore) {
    const auto sample = golden_manifest();
    const auto page = kept("manifest-page", sample.body);
    EXPECT_EQ(to_hex(sample.again(page)), to_hex(page));
    EXPECT_EQ(to_hex(sample.body), to_hex(page));
    EXPECT_EQ(to_hex(sample.again(with_a_later_field(page))), to_hex(page));
}

TEST(Golden, AJournalIsReadAndWrittenAsBefore) {
    const auto bytes = kept("journal", golden_journal());
    EXPECT_EQ(to_hex(golden_journal()), to_hex(bytes));
    transfer::JournalHeader expected;
    expected.transfer.bytes.fill(2);
    expected.block_bytes = 256U << 10;
    expected.block_count = 12;
    expected.manifest = [&bytes] {  // stands behind the transfer's id
        transfer::Digest digest{};
        std::copy_n(bytes.begin() + 32, digest.size(), digest.begin());
        return digest;
    }();
    expected.boot.fill(2);
    const auto state = transfer::read_journal(bytes, expected);
    ASSERT_TRUE(state) << state.error().sentence();
    EXPECT_EQ(state->sound_bytes, bytes.size());
    EXPECT_TRUE(state->confirmed.contains(1) && state->confirmed.contains(5));
    EXPECT_FALSE(state->confirmed.contains(2));
    EXPECT_EQ(state->broken, std::vector<std::uint32_t>{2});
}

}  // namespace
}  // namespace culver::app
