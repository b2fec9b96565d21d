// SPDX-License-Identifier: Apache-2.0
// What a receiving lane does with a block whose bytes have arrived: unpack, compare, write, note. It happens
// on a thread of its own, so that the next block comes off the wire meanwhile, and a disk that makes its
// writer wait holds up nothing before the lane's buffers are full. Blocks are stored in the order in which
// they are given. Thread: one, that of the lane; the inner thread inherits what confines it.
#pragma once
#include "transfer/block_codec.h"
#include "transfer/lane_frame.h"
#include "transfer/partial_folder.h"

#include <array>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

namespace culver::transfer {

class BlockStore {
public:
    // One is filled while the other is stored; more would only hide, for a moment, that one side is slower.
    static constexpr std::size_t kBuffers = 2;
    // Blocks of zeros need none; whoever sends millions of them waits all the same.
    static constexpr std::size_t kMostJobs = 4;

    // Keeps partial, which nobody else may touch while blocks are under way: from put() until settle() or the
    // end.
    explicit BlockStore(PartialFolder& partial) : partial_(partial) {}
    BlockStore(const BlockStore&) = delete;
    BlockStore& operator=(const BlockStore&) = delete;
    ~BlockStore();  // what was given is stored before

    // Where the payload of the next block is to be put: as large as the largest block. Waits until one is
    // free, at most as long as a block takes to be stored.
    [[nodiscard]] std::span<std::uint8_t> buffer();

    // The payload is in buffer(); or there is none, for a block of zeros. Requires: the header was checked.
    void put(const LaneHeader& header);

    // How many were stored since the beginning; fails with what went wrong with the first that was not. None
    // behind that one is stored.
    [[nodiscard]] Result<std::uint32_t> stored();
    // The same, after more than that many are stored, or one failed. Requires: more were given.
    [[nodiscard]] Result<std::uint32_t> more_than(std::uint32_t count);
    // The same, after all that were given are stored, or one failed. The partial folder is the caller's
    // again.
    [[nodiscard]] Result<std::uint32_t> settle();

private:
    struct Job {
        LaneHeader header;
        std::size_t buffer;
    };
    void begin();
    void work();
    [[nodiscard]] Result<> store(const Job& job);
    [[nodiscard]] Result<ByteView> unpacked(const Job& job);
    [[nodiscard]] Result<std::uint32_t> state() const;  // requires: mutex_ is held

    PartialFolder& partial_;
    std::array<std::vector<std::uint8_t>, kBuffers> buffers_;  // empty until they are needed
    std::vector<std::uint8_t> content_;                        // of a compressed block; the same
    BlockDecoder decoder_;
    std::size_t next_ = 0;  // the buffer that is filled

    std::mutex mutex_;  // guards all below
    std::condition_variable changed_;
    std::deque<Job> jobs_;  // the first is under way
    std::uint32_t stored_ = 0;
    Result<> outcome_;  // the first failure
    bool is_ending_ = false;
    std::thread thread_;  // begun with the first block
};

}  // namespace culver::transfer
