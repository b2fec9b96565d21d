// SPDX-License-Identifier: Apache-2.0
// What a receiver has written so far: a file of fixed-size records beside the partial data, only ever
// appended to. All numbers little endian.
//
//   header, 96 bytes: "CULVERJ1"  u32 version = 1  u32 header bytes = 96  transfer id[16]  manifest
//   digest[32]
//                     u32 block bytes  u32 block count  boot id[16]  u64 check of the 88 bytes before
//   record, 32 bytes: u8 kind  u8[3] zero  u32 index  u8[16] value  u64 check of the 24 bytes before
//
//   kind 1 Block   block index is written; value = its XXH3-128
//        2 Mark    the first index records, and the bytes they speak of, are synced to the disk
//        3 Boot    what follows is written under the kernel whose boot id is value
//        4 Lost    block index turned out damaged: it is missing again
//        5 Broken  the sender gave up entry index
//
// A record's check is seeded with its position, so that neither a torn tail nor an old page passes for a
// record. Reading stops at the first record that is not sound; what follows is cut off.
//
// Meaning: after the end of a process every record holds, since the kernel keeps what was written. After
// another boot only blocks before the last mark are certain; those after it are checked again.
#pragma once
#include "base/bytes.h"
#include "base/files.h"
#include "base/ids.h"
#include "base/result.h"
#include "transfer/block_set.h"
#include "transfer/check.h"
#include "transfer/manifest.h"

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>

namespace culver::transfer {

struct JournalRecord;  // one record, inside journal.cc

using BootId = std::array<std::uint8_t, 16>;
[[nodiscard]] BootId kernel_boot_id();  // zero when the kernel does not tell: then nothing outlives a restart

struct JournalHeader {
    TransferId transfer;
    Digest manifest{};
    std::uint32_t block_bytes = 0;
    std::uint32_t block_count = 0;
    BootId boot{};
};

struct JournalBlock {
    std::uint32_t block = 0;
    Check128 check;
};

// What the records say, seen from a given boot.
struct JournalState {
    JournalHeader header;
    BlockSet confirmed;   // written for certain
    BlockSet doubtful;    // written before another boot and not synced: to be read and checked again
    BlockSet unmarked{};  // the confirmed ones behind the last mark: not synced yet
    std::map<std::uint32_t, Check128> doubtful_checks{};
    std::vector<std::uint32_t> broken{};  // entries the sender gave up
    BootId last_boot{};                   // of the last records
    std::uint64_t records = 0;            // sound ones
    std::uint64_t sound_bytes = 0;        // length of the sound part of the file
};

// Pure: never fails on a damaged tail. Fails with JournalBroken when the header is not sound, and with
// BadManifest when it belongs to other blocks than expected (transfer, digest, block length, count).
[[nodiscard]] Result<JournalState> read_journal(ByteView file, const JournalHeader& expected);

[[nodiscard]] std::array<std::uint8_t, 96> encode_header(const JournalHeader& header);

// Thread: the one that writes the transfer.
class Journal {
public:
    // A journal in an empty file; writes the header, which the first sync of the contents makes safe. file is
    // open for reading and writing.
    [[nodiscard]] static Result<Journal> create(FileHandle file, const JournalHeader& header);

    // Goes on after the sound part of an existing one, cuts what is torn, and notes the boot when it is
    // another. expected.boot is the boot of now.
    struct Opened;
    [[nodiscard]] static Result<Opened> open(FileHandle file, const JournalHeader& expected);

    // One write call for all. A block counts as confirmed when this returns.
    [[nodiscard]] Result<> append(std::span<const JournalBlock> blocks);
    [[nodiscard]] Result<> append(const JournalBlock& block) { return append({&block, 1}); }
    [[nodiscard]] Result<> append_lost(std::uint32_t block);
    [[nodiscard]] Result<> append_broken(std::uint32_t entry);

    // Call after the contents were synced: syncs the records, then notes that all so far is safe. Later: the
    // records were synced with the contents.
    [[nodiscard]] Result<> mark_synced(Durable records = Durable::Now);

    [[nodiscard]] std::uint64_t records() const { return records_; }

private:
    Journal(FileHandle file, std::uint64_t records) : file_(std::move(file)), records_(records) {}
    [[nodiscard]] Result<> write_records(std::span<const JournalRecord> records);
    [[nodiscard]] Result<> write_at(ByteView bytes, std::uint64_t offset);

    FileHandle file_;
    std::uint64_t records_ = 0;
};

struct Journal::Opened {
    Journal journal;
    JournalState state;
};

}  // namespace culver::transfer
