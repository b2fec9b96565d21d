// SPDX-License-Identifier: Apache-2.0
#include "transfer/journal.h"

#include "base/files.h"
#include "transfer/errors.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace culver::transfer {

struct JournalRecord {
    enum class Kind : std::uint8_t { Block = 1, Mark = 2, Boot = 3, Lost = 4, Broken = 5 };
    Kind kind;
    std::uint32_t index;
    std::array<std::uint8_t, 16> value;
};

namespace {

constexpr std::size_t kHeaderBytes = 96;
constexpr std::size_t kRecordBytes = 32;
constexpr std::string_view kMagic = "CULVERJ1";
constexpr std::uint32_t kVersion = 1;
constexpr std::uint64_t kHeaderSeed = 0x43554c564552;  // any number that no record's position can be

// A journal longer than this was not written by us: every block written twice, and as many other records.
std::uint64_t longest_journal(std::uint32_t block_count) {
    return kHeaderBytes + kRecordBytes * (std::uint64_t{block_count} * 4 + 4 * std::uint64_t{kMaxEntries});
}

template <class Number>
void put(std::uint8_t* into, Number value) {
    for (std::size_t at = 0; at < sizeof value; ++at)
        into[at] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> (8 * at));
}

template <class Number>
Number get(const std::uint8_t* from) {
    std::uint64_t value = 0;
    for (std::size_t at = 0; at < sizeof(Number); ++at) value |= std::uint64_t{from[at]} << (8 * at);
    return static_cast<Number>(value);
}

using Record = JournalRecord;
using Kind = JournalRecord::Kind;
using RecordBytes = std::array<std::uint8_t, kRecordBytes>;

RecordBytes encode_record(const Record& record, std::uint64_t position) {
    RecordBytes bytes{};
    bytes[0] = static_cast<std::uint8_t>(record.kind);
    put(&bytes[4], record.index);
    std::ranges::copy(record.value, &bytes[8]);
    put(&bytes[24], short_check(ByteView(bytes).first(24), position));
    return bytes;
}

std::optional<Record> decode_record(ByteView bytes, std::uint64_t position, const JournalHeader& header) {
    if (get<std::uint64_t>(&bytes[24]) != short_check(bytes.first(24), position)) return std::nullopt;
    Record record{.kind = static_cast<Kind>(bytes[0]), .index = get<std::uint32_t>(&bytes[4]), .value = {}};
    std::copy_n(&bytes[8], 16, record.value.begin());
    switch (record.kind) {
        case Kind::Block:
        case Kind::Lost: return record.index < header.block_count ? std::optional(record) : std::nullopt;
        case Kind::Mark: return record.index <= position ? std::optional(record) : std::nullopt;
        case Kind::Boot: return record;
        case Kind::Broken: return record.index < kMaxEntries ? std::optional(record) : std::nullopt;
    }
    return std::nullopt;
}

Result<JournalHeader> decode_header(ByteView file, const JournalHeader& expected) {
    const std::string context = "reading the journal of the transfer";
    if (file.size() < kHeaderBytes || as_text(file.first(8)) != kMagic ||
        get<std::uint32_t>(&file[8]) != kVersion || get<std::uint32_t>(&file[12]) != kHeaderBytes ||
        get<std::uint64_t>(&file[88]) != short_check(file.first(88), kHeaderSeed))
        return fail(TransferErrc::JournalBroken, context);
    JournalHeader header;
    std::copy_n(&file[16], 16, header.transfer.bytes.begin());
    std::copy_n(&file[32], 32, header.manifest.begin());
    header.block_bytes = get<std::uint32_t>(&file[64]);
    header.block_count = get<std::uint32_t>(&file[68]);
    std::copy_n(&file[72], 16, header.boot.begin());
    if (header.transfer != expected.transfer || header.manifest != expected.manifest ||
        header.block_bytes != expected.block_bytes || header.block_count != expected.block_count)
        return fail(TransferErrc::BadManifest, context);
    return header;
}

// All records up to the first that is not sound.
std::vector<Record> sound_records(ByteView file, const JournalHeader& header) {
    std::vector<Record> records;
    for (auto rest = file.subspan(kHeaderBytes); rest.size() >= kRecordBytes;
         rest = rest.subspan(kRecordBytes)) {
        const auto record = decode_record(rest.first(kRecordBytes), records.size(), header);
        if (!record) break;
        records.push_back(*record);
    }
    return records;
}

// The number of leading records that are certain whatever happened to the machine.
std::uint64_t synced_records(const std::vector<Record>& records) {
    std::uint64_t synced = 0;
    for (const auto& record : records)
        if (record.kind == Kind::Mark) synced = std::max<std::uint64_t>(synced, record.index);
    return synced;
}

enum class Written : std::uint8_t { Synced, InThisBoot, Perhaps };

void apply(JournalState& state, const Record& record, Written written) {
    switch (record.kind) {
        case Kind::Block:
            state.confirmed.erase(record.index);
            state.doubtful.erase(record.index);
            state.unmarked.erase(record.index);
            if (written == Written::InThisBoot) state.unmarked.insert(record.index);
            (written == Written::Perhaps ? state.doubtful : state.confirmed).insert(record.index);
            if (written == Written::Perhaps) state.doubtful_checks[record.index].bytes = record.value;
            break;
        case Kind::Lost:
            state.confirmed.erase(record.index);
            state.doubtful.erase(record.index);
            state.unmarked.erase(record.index);
            break;
        case Kind::Boot: state.last_boot = record.value; break;
        case Kind::Broken: state.broken.push_back(record.index); break;
        case Kind::Mark: break;
    }
}

Result<Bytes> read_whole(const FileHandle& file, std::uint64_t limit) {
    struct stat found{};
    if (::fstat(file.get(), &found) != 0) return fail_disk(errno, "reading the journal of the transfer");
    const auto size = static_cast<std::uint64_t>(found.st_size);
    if (size > limit) return fail(TransferErrc::JournalBroken, "reading the journal of the transfer");
    Bytes content(static_cast<std::size_t>(size));
    std::size_t filled = 0;
    while (filled < content.size()) {
        const auto count =
            ::pread(file.get(), content.data() + filled, content.size() - filled, static_cast<off_t>(filled));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return fail_disk(errno, "reading the journal of the transfer");
        if (count == 0) break;
        filled += static_cast<std::size_t>(count);
    }
    content.resize(filled);
    return content;
}

bool is_known(const BootId& boot) {
    return boot != BootId{};
}

}  // namespace

BootId kernel_boot_id() {
    const auto text = read_file("/proc/sys/kernel/random/boot_id", 64);
    if (!text) return {};
    std::string digits = *text;
    std::erase_if(digits, [](char character) { return character == '-' || character == '\n'; });
    const auto bytes = from_hex(digits);
    BootId boot{};
    if (bytes && bytes->size() == boot.size()) std::ranges::copy(*bytes, boot.begin());
    return boot;
}

std::array<std::uint8_t, 96> encode_header(const JournalHeader& header) {
    std::array<std::uint8_t, kHeaderBytes> bytes{};
    std::ranges::copy(kMagic, bytes.begin());
    put(&bytes[8], kVersion);
    put(&bytes[12], static_cast<std::uint32_t>(kHeaderBytes));
    std::ranges::copy(header.transfer.bytes, &bytes[16]);
    std::ranges::copy(header.manifest, &bytes[32]);
    put(&bytes[64], header.block_bytes);
    put(&bytes[68], header.block_count);
    std::ranges::copy(header.boot, &bytes[72]);
    put(&bytes[88], short_check(ByteView(bytes).first(88), kHeaderSeed));
    return bytes;
}

Result<JournalState> read_journal(ByteView file, const JournalHeader& expected) {
    auto header = decode_header(file, expected);
    if (!header) return fail_as(header);
    const auto records = sound_records(file, *header);
    const auto synced = synced_records(records);
    JournalState state{.header = *header,
                       .confirmed = BlockSet(header->block_count),
                       .doubtful = BlockSet(header->block_count),
                       .unmarked = BlockSet(header->block_count),
                       .last_boot = header->boot,
                       .records = records.size(),
                       .sound_bytes = kHeaderBytes + kRecordBytes * records.size()};
    for (std::size_t position = 0; position < records.size(); ++position) {
        const bool same_boot = state.last_boot == expected.boot && is_known(expected.boot);
        const auto in_doubt = same_boot ? Written::InThisBoot : Written::Perhaps;
        apply(state, records[position], position < synced ? Written::Synced : in_doubt);
    }
    std::erase_if(state.doubtful_checks,
                  [&](const auto& item) { return !state.doubtful.contains(item.first); });
    return state;
}

Result<Journal> Journal::create(FileHandle file, const JournalHeader& header) {
    Journal journal(std::move(file), 0);
    const auto bytes = encode_header(header);
    if (auto written = journal.write_at(bytes, 0); !written) return fail_as(written);
    return journal;
}

Result<Journal::Opened> Journal::open(FileHandle file, const JournalHeader& expected) {
    auto content = read_whole(file, longest_journal(expected.block_count));
    if (!content) return fail_as(content);
    auto state = read_journal(*content, expected);
    if (!state) return fail_as(state);
    if (::ftruncate(file.get(), static_cast<off_t>(state->sound_bytes)) != 0)
        return fail_disk(errno, "writing the journal of the transfer");
    Journal journal(std::move(file), state->records);
    if (state->last_boot != expected.boot || !is_known(expected.boot)) {
        const Record boot{.kind = Kind::Boot, .index = 0, .value = expected.boot};
        if (auto written = journal.write_records({&boot, 1}); !written) return fail_as(written);
    }
    return Opened{.journal = std::move(journal), .state = std::move(*state)};
}

Result<> Journal::append(std::span<const JournalBlock> blocks) {
    std::vector<Record> records;
    records.reserve(blocks.size());
    for (const auto& block : blocks)
        records.push_back({.kind = Kind::Block, .index = block.block, .value = block.check.bytes});
    return write_records(records);
}

Result<> Journal::append_lost(std::uint32_t block) {
    const Record record{.kind = Kind::Lost, .index = block, .value = {}};
    return write_records({&record, 1});
}

Result<> Journal::append_broken(std::uint32_t entry) {
    const Record record{.kind = Kind::Broken, .index = entry, .value = {}};
    return write_records({&record, 1});
}

Result<> Journal::mark_synced(Durable records) {
    if (records == Durable::Now && ::fdatasync(file_.get()) != 0)
        return fail_disk(errno, "writing the journal of the transfer");
    const Record record{.kind = Kind::Mark, .index = static_cast<std::uint32_t>(records_), .value = {}};
    return write_records({&record, 1});
}

Result<> Journal::write_records(std::span<const Record> records) {
    Bytes bytes;
    bytes.reserve(records.size() * kRecordBytes);
    for (std::size_t at = 0; at < records.size(); ++at) {
        const auto record = encode_record(records[at], records_ + at);
        bytes.insert(bytes.end(), record.begin(), record.end());
    }
    // At its place and not at the end: what a failed write left behind is overwritten.
    if (auto written = write_at(bytes, kHeaderBytes + kRecordBytes * records_); !written) return written;
    records_ += records.size();
    return {};
}

Result<> Journal::write_at(ByteView bytes, std::uint64_t offset) {
    while (!bytes.empty()) {
        const auto count = ::pwrite(file_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return fail_disk(errno, "writing the journal of the transfer");
        bytes = bytes.subspan(static_cast<std::size_t>(count));
        offset += static_cast<std::uint64_t>(count);
    }
    return {};
}

}  // namespace culver::transfer
