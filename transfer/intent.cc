// SPDX-License-Identifier: Apache-2.0
#include "transfer/intent.h"

#include "base/text.h"
#include "transfer/check.h"
#include "transfer/errors.h"
#include "transfer/names.h"

#include "transfer/manifest.pb.h"

#include <unistd.h>

#include <cerrno>
#include <unordered_set>

namespace culver::transfer {
namespace {

constexpr std::string_view kIntent = "intent";
constexpr std::size_t kFrameBytes = 12;                // length and check
constexpr std::size_t kMaxIntentBytes = 512ULL << 20;  // a million names of 255 bytes, some decided again
constexpr int kMostTries = 1000;  // somebody who takes every name we try is not waited for

std::uint64_t get(ByteView from) {
    std::uint64_t value = 0;
    for (std::size_t at = 0; at < from.size(); ++at) value |= std::uint64_t{from[at]} << (8 * at);
    return value;
}

void put(Bytes& into, std::uint64_t value, std::size_t bytes) {
    for (std::size_t at = 0; at < bytes; ++at) into.push_back(static_cast<std::uint8_t>(value >> (8 * at)));
}

Result<Bytes> read_rest(const FileHandle& file) {
    Bytes content;
    std::array<std::uint8_t, 65536> piece;
    for (;;) {
        const auto count =
            ::pread(file.get(), piece.data(), piece.size(), static_cast<off_t>(content.size()));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return fail_disk(errno, "reading the final names");
        if (count == 0 || content.size() > kMaxIntentBytes) return content;
        content.insert(content.end(), piece.begin(), piece.begin() + count);
    }
}

std::unordered_set<std::string> folded(const std::vector<std::string>& names) {
    std::unordered_set<std::string> set;
    for (const auto& name : names) set.insert(fold_name(name));
    return set;
}

}  // namespace

IntentRecords read_intent(ByteView file) {
    IntentRecords records;
    while (file.size() - records.sound_bytes >= kFrameBytes) {
        const auto frame = file.subspan(static_cast<std::size_t>(records.sound_bytes));
        const auto length = get(frame.first(4));
        if (length > frame.size() - kFrameBytes || length > kMaxPathBytes) return records;
        const auto body = frame.subspan(kFrameBytes, static_cast<std::size_t>(length));
        proto::FinishRecord record;
        if (get(frame.subspan(4, 8)) != short_check(body, records.sound_bytes) ||
            !record.ParseFromArray(body.data(), static_cast<int>(body.size())) ||
            check_component(record.name()))
            return records;
        records.names[record.entry()] = record.name();
        records.sound_bytes += kFrameBytes + length;
    }
    return records;
}

Result<> MoveOut::open_intent() {
    auto file = partial_.make_file(kIntent, 0600);
    if (!file && file.error().code == boost::system::errc::file_exists)
        file = partial_.open_for_writing(kIntent);
    if (!file) return fail_as(file);
    intent_ = std::move(*file);
    auto content = read_rest(intent_);
    if (!content) return fail_as(content);
    records_ = read_intent(*content);
    return {};
}

Result<> MoveOut::note(std::uint32_t entry, const std::string& name) {
    proto::FinishRecord record;
    record.set_entry(entry);
    record.set_name(name);
    const auto body = record.SerializeAsString();
    Bytes frame;
    put(frame, body.size(), 4);
    put(frame, short_check(as_bytes(body), records_.sound_bytes), 8);
    frame.insert(frame.end(), body.begin(), body.end());
    partial_.step("note name");
    for (std::size_t written = 0; written < frame.size();) {
        const auto count = ::pwrite(intent_.get(), frame.data() + written, frame.size() - written,
                                    static_cast<off_t>(records_.sound_bytes + written));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return fail_disk(errno, "noting the final names");
        written += static_cast<std::size_t>(count);
    }
    records_.sound_bytes += frame.size();
    records_.names[entry] = name;
    return {};
}

Result<> MoveOut::sync_intent() {
    partial_.step("sync names");
    // The folder too: the intent must be found again after a crash of the machine.
    if (::fsync(intent_.get()) != 0 || ::fsync(partial_.handle()) != 0)
        return fail_disk(errno, "noting the final names");
    return {};
}

Result<> MoveOut::decide(const std::vector<TopLevelEntry>& entries) {
    auto existing = root_.names();
    if (!existing) return fail_as(existing);
    auto taken = folded(*existing);
    for (const auto& [entry, name] : records_.names) taken.insert(fold_name(name));
    FreeNames free;
    for (const auto& top : entries) {
        if (records_.names.contains(top.entry)) continue;
        const auto name =
            free.give({}, top.wished_name, top.is_folder ? NameOf::Folder : NameOf::File,
                      [&](const std::string& tried) { return taken.contains(fold_name(tried)); });
        taken.insert(fold_name(name));
        if (auto noted = note(top.entry, name); !noted) return noted;
    }
    return sync_intent();
}

Result<> MoveOut::move(const TopLevelEntry& top) {
    for (int tried = 0; tried < kMostTries; ++tried) {
        auto moved = files_.move_without_replacing(top.disk_name, root_, records_.names[top.entry]);
        if (!moved) return fail_as(moved);
        if (*moved) return {};
        // Somebody took the name since it was decided.
        records_.names.erase(top.entry);
        if (auto decided = decide({top}); !decided) return decided;
    }
    return fail(TransferErrc::NoPermission, "naming \"" + printable(top.wished_name) + "\"");
}

Result<std::vector<FinalName>> MoveOut::run(const std::vector<TopLevelEntry>& entries) {
    if (auto opened = open_intent(); !opened) return fail_as(opened);
    if (auto decided = decide(entries); !decided) return fail_as(decided);
    std::vector<FinalName> names;
    for (const auto& top : entries) {
        if (files_.status(top.disk_name))
            if (auto moved = move(top); !moved) return fail_as(moved);
        names.push_back({.entry = top.entry, .name = records_.names[top.entry]});
    }
    if (auto synced = root_.sync_file_system(); !synced) return fail_as(synced);
    return names;
}

}  // namespace culver::transfer
