// SPDX-License-Identifier: Apache-2.0
// What a sending lane does with a block before its bytes can leave: read, check, compress. It happens on
// threads of its own, so that the next block is made ready while this one is encrypted and written, and the
// link does not stand still meanwhile. Where the link still waits for a compressor, others are added. Blocks
// are read and given in the order in which they are ordered.
// Thread: one, that of the lane; the inner threads inherit what confines it.
#pragma once
#include "transfer/block_codec.h"
#include "transfer/compressors.h"
#include "transfer/lane_frame.h"
#include "transfer/source_reader.h"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace culver::transfer {

struct BlockOrder {
    std::uint32_t block = 0;
    int level = CompressionPolicy::kStored;  // of CompressionPolicy::kLevels
    bool is_again = false;                   // it was sent before
};

struct PreparedBlock {
    LaneHeader header{};
    std::vector<std::uint8_t> bytes{};  // begins with what goes on the wire, header and payload
    std::vector<BrokenEntry> broken{};  // found with this block: to be told before it
    Look look{};                        // for the policy
    double seconds = 0;                 // of one thread
    std::optional<Error> wait{};        // of BlockRead: there is no block

    [[nodiscard]] ByteView wire() const {
        return ByteView(bytes).first(kLaneHeaderBytes + header.wire_length);
    }
};

class BlockAhead {
public:
    // What the blocks of a lane may take, raw and compressed: four threads with blocks up to 2 MiB, two with
    // the largest.
    static constexpr std::uint64_t kMemory = 24ULL << 20;
    // So many blocks in a row that were compressed and came too late: then another thread helps.
    static constexpr unsigned kLateBlocks = 2;

    // Keeps reader, which nobody else may touch while blocks are under way, and compressors (null: none to
    // be had beside the first).
    BlockAhead(SourceReader& reader, std::uint32_t block_bytes, Compressors* compressors = nullptr);
    BlockAhead(const BlockAhead&) = delete;
    BlockAhead& operator=(const BlockAhead&) = delete;
    ~BlockAhead();  // waits as long as a block takes, and for what is compared to give way

    // Whether another block can be ordered, so that no thread is idle.
    [[nodiscard]] bool has_room() const;
    // spare: the bytes of a block that was written, whose memory is used again; or empty. Requires:
    // has_room().
    void order(const BlockOrder& order, std::vector<std::uint8_t> spare);

    [[nodiscard]] bool is_empty() const;
    // The block that take() gives next. Requires: !is_empty().
    [[nodiscard]] std::uint32_t next() const;
    // The first that was ordered, as soon as it is ready. Requires: !is_empty().
    [[nodiscard]] PreparedBlock take();

    // Threads that work beside each other; at least 1.
    [[nodiscard]] unsigned threads() const {
        return std::max<unsigned>(1, static_cast<unsigned>(threads_.size()));
    }

private:
    enum class Stage : std::uint8_t { Ordered, Begun, Ready };
    struct Job {
        BlockOrder order;
        std::vector<std::uint8_t> spare;
        Stage stage = Stage::Ordered;
        PreparedBlock prepared{};
    };
    void add_thread();
    void add_thread_if_late(const PreparedBlock& block, bool was_ready);
    void work();
    [[nodiscard]] Job* first_ordered();  // requires: mutex_ is held
    [[nodiscard]] PreparedBlock read(const BlockOrder& order, BlockEncoder& encoder, BlockRead& read);
    static void pack(PreparedBlock& prepared, const BlockOrder& order, BlockEncoder& encoder, bool is_zero);

    SourceReader& reader_;
    const std::uint32_t block_bytes_;
    Compressors* compressors_;
    unsigned helpers_ = 0;  // taken from compressors_
    unsigned late_ = 0;     // in a row
    bool has_ordered_ = false;
    std::unique_ptr<BlockEncoder> own_encoder_;  // of blocks that take() makes by itself

    mutable std::mutex mutex_;  // guards all below
    std::condition_variable changed_;
    std::deque<Job> jobs_;
    bool is_reading_ = false;  // for good after a read that has to wait: nobody reads on behind it
    bool is_ending_ = false;
    std::vector<std::thread> threads_;  // changed by the lane's thread only
};

}  // namespace culver::transfer
