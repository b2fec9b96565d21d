// SPDX-License-Identifier: Apache-2.0
// The store thread: takes everything that waits, commits the writes together, then answers the reads.
// Thread: public functions on any thread; everything private runs on the store thread, except where said.
#pragma once
#include "store/database.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace culver::store {

class Database::Worker {
public:
    struct Request {
        Access access = Access::Read;
        Job job;
        std::move_only_function<void(Result<>)>
            done;  // called on the store thread, or inside give() when closed
    };

    Worker(std::unique_ptr<SQLite::Database> database, std::filesystem::path path);
    ~Worker() { close(); }
    void give(Request request);

    // Does what waits, closes the file, ends the thread; blocks.
    void close();

private:
    // Bounds how long the first of a flood waits for its commit.
    static constexpr std::size_t kMaxBatch = 1024;
    // Words that are gone leave the disk when nothing else was asked for so long, then piece by piece. What
    // that took counts: 0.5 % of the time is spent on it, since it writes the whole index anew.
    static constexpr std::chrono::milliseconds kPurgeDelay{2'000};
    static constexpr std::chrono::milliseconds kPurgePause{20};
    static constexpr int kPurgeShare = 200;

    using Requests = std::vector<Request*>;
    void run();
    std::optional<std::deque<Request>> take();  // nothing: it is time to purge; empty: closing
    void look_for_gone_words();
    void purge_a_piece();
    void plan_purge(std::chrono::steady_clock::duration delay);
    void write_all(const Requests& writes);
    std::vector<Result<>> attempt(const Requests& writes, Result<>& transaction);
    Result<> run_in_savepoint(Request& request);
    Result<> run_job(Request& request);
    Result<> execute(const char* statement);
    [[nodiscard]] bool is_in_transaction() const;
    // The failure of an exception. Damage is marked for the next start.
    Error note(const std::exception& thrown);

    const std::filesystem::path path_;
    bool is_marked_ = false;
    bool has_words_ = false;  // tests have tables of their own
    std::optional<std::chrono::steady_clock::time_point> purge_at_;
    std::chrono::steady_clock::time_point purge_again_from_{};
    std::chrono::steady_clock::duration purge_took_{};
    std::unique_ptr<SQLite::Database> database_;
    std::mutex mutex_;  // guards the three below
    std::condition_variable changed_;
    std::deque<Request> waiting_;
    bool closing_ = false;
    std::thread thread_;
};

// The failure that an exception of SQLite or of a work stands for.
[[nodiscard]] Error error_of(const std::exception& thrown);

}  // namespace culver::store
