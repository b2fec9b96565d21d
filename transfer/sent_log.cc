// SPDX-License-Identifier: Apache-2.0
#include "transfer/sent_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace culver::transfer {
namespace {

constexpr std::size_t kRecordBytes = 32;
constexpr std::size_t kRecordsPerRead = 2048;
constexpr std::uint8_t kBlock = 1;
constexpr std::uint8_t kGivenUp = 2;
constexpr const char* kDoing = "keeping the record of what was sent";

using Record = std::array<std::uint8_t, kRecordBytes>;

void put_u32(std::uint8_t* into, std::uint32_t value) {
    for (int place = 3; place >= 0; --place, value >>= 8) into[place] = static_cast<std::uint8_t>(value);
}

std::uint32_t get_u32(const std::uint8_t* from) {
    return std::uint32_t{from[0]} << 24 | std::uint32_t{from[1]} << 16 | std::uint32_t{from[2]} << 8 |
           from[3];
}

}  // namespace

SentLog::SentLog(FileHandle file, std::uint32_t block_count, std::uint32_t entry_count)
    : file_(std::move(file)), sent_(block_count), given_up_(entry_count) {}

Result<SentLog> SentLog::open(const std::filesystem::path& path, std::uint32_t block_count,
                              std::uint32_t entry_count) {
    FileHandle file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file.is_open()) return fail_errno(errno, kDoing);
    SentLog log(std::move(file), block_count, entry_count);
    if (auto loaded = log.load(); !loaded) return fail_as(loaded);
    return log;
}

Result<> SentLog::load() {
    std::vector<std::uint8_t> buffer(kRecordBytes * kRecordsPerRead);
    end_ = 0;
    while (true) {
        const ssize_t count = ::pread(file_.get(), buffer.data(), buffer.size(), end_);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return fail_errno(errno, kDoing);
        const std::size_t whole = static_cast<std::size_t>(count) / kRecordBytes;
        if (whole == 0) break;
        for (std::size_t number = 0; number < whole; ++number) {
            const std::uint8_t* record = &buffer[number * kRecordBytes];
            SentBlock block{get_u32(record + 4), get_u32(record + 8), get_u32(record + 12), {}};
            std::copy_n(record + 16, block.check.bytes.size(), block.check.bytes.begin());
            apply(record[0], block);
        }
        end_ += static_cast<off_t>(whole * kRecordBytes);
    }
    // New records begin on a whole one: a torn end is cut off.
    if (::ftruncate(file_.get(), end_) != 0) return fail_errno(errno, kDoing);
    return {};
}

void SentLog::apply(std::uint8_t kind, const SentBlock& record) {
    if (kind == kGivenUp && record.index < given_up_.size() &&
        get_u32(&record.check.bytes[12]) == record.index) {
        given_up_.insert(record.index);
    }
    if (kind != kBlock || record.index >= sent_.size()) return;
    totals_.wire_bytes += record.wire_bytes;
    totals_.saved_bytes += record.saved_bytes;
    blocks_.push_back(record);
    if (!sent_.insert(record.index)) totals_.resent_bytes += record.wire_bytes;
}

Result<bool> SentLog::note(const SentBlock& block) {
    const bool was_sent = sent_.contains(block.index);
    if (auto appended = append(kBlock, block); !appended) return fail_as(appended);
    totals_.wire_bytes += block.wire_bytes;
    totals_.saved_bytes += block.saved_bytes;
    if (was_sent) totals_.resent_bytes += block.wire_bytes;
    sent_.insert(block.index);
    return was_sent;
}

Result<> SentLog::note_given_up(std::uint32_t entry) {
    given_up_.insert(entry);
    SentBlock record{.index = entry, .wire_bytes = 0, .saved_bytes = 0, .check = {}};
    put_u32(&record.check.bytes[12], entry);
    return append(kGivenUp, record);
}

Result<> SentLog::append(std::uint8_t kind, const SentBlock& record) {
    Record bytes{};
    bytes[0] = kind;
    put_u32(&bytes[4], record.index);
    put_u32(&bytes[8], record.wire_bytes);
    put_u32(&bytes[12], record.saved_bytes);
    std::ranges::copy(record.check.bytes, &bytes[16]);
    // At its place and not at the end: a piece of a record, which is all that a full disk took, is
    // overwritten by the next, and shifts none of them.
    const ssize_t written = ::pwrite(file_.get(), bytes.data(), bytes.size(), end_);
    if (written != static_cast<ssize_t>(bytes.size()))
        return fail_errno(written < 0 ? errno : ENOSPC, kDoing);
    end_ += written;
    return {};
}

}  // namespace culver::transfer
