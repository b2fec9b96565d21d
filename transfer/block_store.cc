// SPDX-License-Identifier: Apache-2.0
#include "transfer/block_store.h"

#include "transfer/protocol_errors.h"

#include <algorithm>
#include <system_error>

namespace culver::transfer {

BlockStore::~BlockStore() {
    {
        const std::lock_guard lock(mutex_);
        is_ending_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

std::span<std::uint8_t> BlockStore::buffer() {
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] {
            return std::ranges::none_of(jobs_, [this](const Job& job) { return job.buffer == next_; });
        });
    }
    if (buffers_[next_].empty()) buffers_[next_].resize(partial_.manifest().block_bytes());
    return buffers_[next_];
}

void BlockStore::put(const LaneHeader& header) {
    constexpr std::size_t kNone = kBuffers;
    const bool is_zero = header.form == BlockForm::Zero;
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return jobs_.size() < kMostJobs; });
        jobs_.push_back({header, is_zero ? kNone : next_});
    }
    if (!is_zero) next_ = (next_ + 1) % kBuffers;
    changed_.notify_all();
    if (!thread_.joinable()) begin();
}

// Where the machine has no thread to give, this transfer fails and nothing else.
void BlockStore::begin() {
    try {
        thread_ = std::thread(&BlockStore::work, this);
    } catch (const std::system_error& refused) {
        const std::lock_guard lock(mutex_);
        outcome_ = fail(boost::system::error_code(refused.code()), "starting a thread for a transfer");
        jobs_.clear();
    }
}

Result<std::uint32_t> BlockStore::stored() {
    const std::lock_guard lock(mutex_);
    return state();
}

Result<std::uint32_t> BlockStore::more_than(std::uint32_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return stored_ > count || !outcome_; });
    return state();
}

Result<std::uint32_t> BlockStore::settle() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return jobs_.empty(); });
    return state();
}

Result<std::uint32_t> BlockStore::state() const {
    if (!outcome_) return std::unexpected(outcome_.error());
    return stored_;
}

void BlockStore::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return is_ending_ || !jobs_.empty(); });
        if (jobs_.empty()) return;
        const Job job = jobs_.front();
        if (outcome_) {
            lock.unlock();
            auto done = store(job);
            lock.lock();
            if (done) ++stored_;
            if (!done) outcome_ = std::move(done);
        }
        jobs_.pop_front();
        changed_.notify_all();
    }
}

Result<> BlockStore::store(const Job& job) {
    const auto& header = job.header;
    if (header.form == BlockForm::Zero) {
        const Check128 check = check_of_zeros(header.raw_length);
        if (check != header.check) return fail(ProtocolErrc::CheckFailed, "receiving a block");
        return partial_.store_zeros(header.index, check);
    }
    const auto content = unpacked(job);
    if (!content) return std::unexpected(content.error());
    const Check128 check = check_of(*content);
    if (check != header.check) return fail(ProtocolErrc::CheckFailed, "receiving a block");
    return partial_.store(header.index, *content, check);
}

Result<ByteView> BlockStore::unpacked(const Job& job) {
    const ByteView payload = ByteView(buffers_[job.buffer]).first(job.header.wire_length);
    if (job.header.form == BlockForm::Raw) return payload;
    if (content_.empty()) content_.resize(buffers_[job.buffer].size());
    const std::span content = std::span(content_).first(job.header.raw_length);
    if (auto done = decoder_.decompress(payload, content); !done) return fail_as(done);
    return ByteView(content);
}

}  // namespace culver::transfer
