// SPDX-License-Identifier: Apache-2.0
// The store thread: takes everything that waits, commits the writes together, then answers the reads.
// Thread: public functions on any thread; everything private runs on the store thread, except where said.
#pragma once
#include "store/database.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
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

    explicit Worker(std::unique_ptr<SQLite::Database> database);
    ~Worker() { close(); }
    void give(Request request);

    // Does what waits, closes the file, ends the thread; blocks.
    void close();

private:
    // Bounds how long the first of a flood waits for its commit.
    static constexpr std::size_t kMaxBatch = 1024;

    using Requests = std::vector<Request*>;
    void run();
    std::deque<Request> take();
    void write_all(const Requests& writes);
    std::vector<Result<>> attempt(const Requests& writes, Result<>& transaction);
    Result<> run_in_savepoint(Request& request);
    Result<> run_job(Request& request);
    Result<> execute(const char* statement);
    [[nodiscard]] bool is_in_transaction() const;

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
