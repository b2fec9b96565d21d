// SPDX-License-Identifier: Apache-2.0
#include "transfer/block_ahead.h"

#include <algorithm>
#include <chrono>
#include <system_error>
#include <utility>

namespace culver::transfer {
namespace {

double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

BlockAhead::BlockAhead(SourceReader& reader, std::uint32_t block_bytes, Compressors* compressors)
    : reader_(reader), block_bytes_(block_bytes), compressors_(compressors) {}

BlockAhead::~BlockAhead() {
    {
        const std::lock_guard lock(mutex_);
        is_ending_ = true;
    }
    changed_.notify_all();
    for (auto& thread : threads_) thread.join();
    if (helpers_ > 0) compressors_->give(helpers_);
}

bool BlockAhead::has_room() const {
    const std::lock_guard lock(mutex_);
    return jobs_.size() < threads();
}

bool BlockAhead::is_empty() const {
    const std::lock_guard lock(mutex_);
    return jobs_.empty();
}

std::uint32_t BlockAhead::next() const {
    const std::lock_guard lock(mutex_);
    return jobs_.front().order.block;
}

void BlockAhead::order(const BlockOrder& order, std::vector<std::uint8_t> spare) {
    // Many transfers are of one block, beside which there is nothing to do.
    if (has_ordered_ && threads_.empty()) add_thread();
    has_ordered_ = true;
    {
        const std::lock_guard lock(mutex_);
        jobs_.push_back({.order = order, .spare = std::move(spare)});
    }
    changed_.notify_all();
}

// Where the machine has no thread to give, blocks are made one after the other.
void BlockAhead::add_thread() {
    try {
        threads_.emplace_back(&BlockAhead::work, this);
    } catch (const std::system_error&) {
        return;
    }
}

PreparedBlock BlockAhead::take() {
    if (threads_.empty()) {
        Job job = std::move(jobs_.front());
        jobs_.pop_front();
        if (!own_encoder_) own_encoder_ = std::make_unique<BlockEncoder>(block_bytes_);
        own_encoder_->give(std::move(job.spare));
        BlockRead bytes;
        PreparedBlock prepared = read(job.order, *own_encoder_, bytes);
        if (!prepared.wait) pack(prepared, job.order, *own_encoder_, bytes.is_zero);
        return prepared;
    }
    own_encoder_.reset();
    std::unique_lock lock(mutex_);
    const auto is_ready = [this] { return jobs_.front().stage == Stage::Ready; };
    const bool was_ready = is_ready();
    changed_.wait(lock, is_ready);
    PreparedBlock prepared = std::move(jobs_.front().prepared);
    jobs_.pop_front();
    lock.unlock();
    add_thread_if_late(prepared, was_ready);
    return prepared;
}

void BlockAhead::add_thread_if_late(const PreparedBlock& block, bool was_ready) {
    late_ = !was_ready && block.look.attempt ? late_ + 1 : 0;
    if (late_ < kLateBlocks * threads()) return;
    late_ = 0;
    const std::uint64_t more = (2ULL * (threads() + 1) + 1) * block_bytes_;
    if (compressors_ == nullptr || more > kMemory || !compressors_->take()) return;
    const auto before = threads_.size();
    add_thread();
    if (threads_.size() == before) return compressors_->give(1);
    ++helpers_;
}

BlockAhead::Job* BlockAhead::first_ordered() {
    const auto found = std::ranges::find(jobs_, Stage::Ordered, &Job::stage);
    return found == jobs_.end() ? nullptr : &*found;
}

// A job stays where it is while it is under way: a deque moves nothing when it grows or shrinks at its ends.
void BlockAhead::work() {
    BlockEncoder encoder(block_bytes_);
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return is_ending_ || (!is_reading_ && first_ordered() != nullptr); });
        if (is_ending_) return;
        Job& job = *first_ordered();
        job.stage = Stage::Begun;
        is_reading_ = true;
        lock.unlock();
        encoder.give(std::move(job.spare));
        BlockRead bytes;
        PreparedBlock prepared = read(job.order, encoder, bytes);
        lock.lock();
        is_reading_ = prepared.wait.has_value();
        lock.unlock();
        changed_.notify_all();
        if (!prepared.wait) pack(prepared, job.order, encoder, bytes.is_zero);
        lock.lock();
        job.prepared = std::move(prepared);
        job.stage = Stage::Ready;
        changed_.notify_all();
    }
}

PreparedBlock BlockAhead::read(const BlockOrder& order, BlockEncoder& encoder, BlockRead& read) {
    const double begun = now();
    read = reader_.read(order.block, encoder.content());
    if (read.wait) return {.wait = std::move(read.wait)};
    return {.header = {.kind = LaneKind::Block,
                       .is_again = order.is_again,
                       .index = order.block,
                       .raw_length = read.length,
                       .wire_length = 0,
                       .check = read.check},
            .broken = std::move(read.broken),
            .seconds = now() - begun};
}

void BlockAhead::pack(PreparedBlock& prepared, const BlockOrder& order, BlockEncoder& encoder, bool is_zero) {
    const double begun = now();
    prepared.look = encoder.encode(prepared.header, is_zero, order.level);
    prepared.bytes = encoder.take();
    prepared.seconds += now() - begun;
}

}  // namespace culver::transfer
