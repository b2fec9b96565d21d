// SPDX-License-Identifier: Apache-2.0
#include "store/worker.h"

#include "base/files.h"
#include "store/word_purge.h"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <algorithm>
#include <utility>

namespace culver::store {
namespace {

StoreErrc reason_of(const SQLite::Exception& thrown) {
    // The WAL's index file cannot grow: SQLite has no better word for a full disk there.
    if (thrown.getExtendedErrorCode() == SQLITE_IOERR_SHMSIZE) return StoreErrc::DiskFull;
    switch (thrown.getErrorCode()) {
        case SQLITE_FULL: return StoreErrc::DiskFull;
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return StoreErrc::Busy;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB: return StoreErrc::Damaged;
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_CANTOPEN: return StoreErrc::NotWritable;
        default: return StoreErrc::Failed;
    }
}

}  // namespace

Error error_of(const std::exception& thrown) {
    if (const auto* sqlite = dynamic_cast<const SQLite::Exception*>(&thrown)) {
        const auto reason = reason_of(*sqlite);
        return {reason, reason == StoreErrc::Failed ? sqlite->what() : ""};
    }
    return {StoreErrc::Failed, thrown.what()};
}

Database::Worker::Worker(std::unique_ptr<SQLite::Database> database, std::filesystem::path path)
    : path_(std::move(path)), database_(std::move(database)), thread_([this] { run(); }) {}

void Database::Worker::give(Request request) {
    {
        const std::lock_guard lock(mutex_);
        if (!closing_) {
            waiting_.push_back(std::move(request));
            changed_.notify_one();
            return;
        }
    }
    request.done(fail(StoreErrc::Closed));
}

void Database::Worker::close() {
    {
        const std::lock_guard lock(mutex_);
        closing_ = true;
        changed_.notify_one();
    }
    if (thread_.joinable()) thread_.join();
}

void Database::Worker::run() {
    look_for_gone_words();  // that were left when the node ended
    for (;;) {
        auto batch = take();
        if (!batch) {
            purge_a_piece();
            continue;
        }
        if (batch->empty()) break;
        Requests writes;
        for (auto& request : *batch) {
            if (request.access == Access::Write) writes.push_back(&request);
        }
        if (!writes.empty()) write_all(writes);
        // Reads come second, so that each sees every write that was given before it.
        for (auto& request : *batch) {
            if (request.access == Access::Read) request.done(run_job(request));
        }
        if (!writes.empty() && !purge_at_) look_for_gone_words();
    }
    database_.reset();
}

void Database::Worker::plan_purge(std::chrono::steady_clock::duration delay) {
    purge_at_ = std::max(std::chrono::steady_clock::now() + delay, purge_again_from_);
}

void Database::Worker::look_for_gone_words() {
    try {
        has_words_ =
            has_words_ || (database_->tableExists("meta") && database_->tableExists("message_words"));
        if (has_words_ && has_words_gone(*database_)) plan_purge(kPurgeDelay);
    } catch (const std::exception& thrown) {
        (void)note(thrown);
    }
}

// Failing, on a full disk for instance, it is tried again with the next write.
void Database::Worker::purge_a_piece() {
    const auto begun = std::chrono::steady_clock::now();
    purge_at_.reset();
    if (!execute("BEGIN IMMEDIATE")) return;
    auto state = Purge::Done;
    try {
        state = purge_words(*database_);
        database_->exec("COMMIT");
        if (state == Purge::Done) empty_log(*database_);
    } catch (const std::exception& thrown) {
        (void)note(thrown);
        if (is_in_transaction()) (void)execute("ROLLBACK");
        return;
    }
    const auto now = std::chrono::steady_clock::now();
    purge_took_ += now - begun;
    if (state == Purge::Goes) return plan_purge(kPurgePause);
    purge_again_from_ = now + std::exchange(purge_took_, {}) * kPurgeShare;
}

std::optional<std::deque<Database::Worker::Request>> Database::Worker::take() {
    std::unique_lock lock(mutex_);
    const auto is_asked = [this] { return closing_ || !waiting_.empty(); };
    if (!purge_at_)
        changed_.wait(lock, is_asked);
    else if (!changed_.wait_until(lock, *purge_at_, is_asked))
        return std::nullopt;
    if (waiting_.size() <= kMaxBatch) return std::exchange(waiting_, {});
    std::deque<Request> batch;
    while (batch.size() < kMaxBatch) {
        batch.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
    }
    return batch;
}

void Database::Worker::write_all(const Requests& writes) {
    Result<> transaction;
    auto results = attempt(writes, transaction);
    if (transaction) {
        for (std::size_t at = 0; at < writes.size(); ++at) writes[at]->done(std::move(results[at]));
        return;
    }
    if (writes.size() == 1 || transaction.error().code == StoreErrc::Busy) {
        for (auto* write : writes) write->done(transaction);
        return;
    }
    // The batch as a whole does not fit (a full disk): alone, some of it may.
    for (auto* write : writes) {
        Result<> alone;
        auto result = attempt({write}, alone);
        write->done(alone ? std::move(result[0]) : std::move(alone));
    }
}

// The results of the works; they count only when transaction has not failed.
std::vector<Result<>> Database::Worker::attempt(const Requests& writes, Result<>& transaction) {
    std::vector<Result<>> results;
    transaction = execute("BEGIN IMMEDIATE");
    if (!transaction) return results;
    for (auto* write : writes) {
        results.push_back(run_in_savepoint(*write));
        if (is_in_transaction()) continue;
        // SQLite undid everything by itself, as it does when the disk is full.
        transaction = results.back() ? fail(StoreErrc::Failed) : results.back();
        return results;
    }
    transaction = execute("COMMIT");
    if (!transaction && is_in_transaction()) (void)execute("ROLLBACK");
    return results;
}

Result<> Database::Worker::run_in_savepoint(Request& request) {
    if (auto begun = execute("SAVEPOINT work"); !begun) return begun;
    auto result = run_job(request);
    if (!is_in_transaction()) return result;
    if (!result) (void)execute("ROLLBACK TO work");
    if (auto released = execute("RELEASE work"); !released && result) return released;
    return result;
}

Result<> Database::Worker::run_job(Request& request) {
    try {
        return request.job(*database_);
    } catch (const std::exception& thrown) {
        return std::unexpected(note(thrown));
    }
}

Result<> Database::Worker::execute(const char* statement) {
    try {
        database_->exec(statement);
        return {};
    } catch (const std::exception& thrown) {
        return std::unexpected(note(thrown));
    }
}

Error Database::Worker::note(const std::exception& thrown) {
    auto error = error_of(thrown);
    if (error.code == StoreErrc::Damaged && !std::exchange(is_marked_, true)) {
        // It may be there already; without room for it the next start checks what it would check anyway.
        (void)create_file(suspect_path(path_), "");
    }
    return error;
}

bool Database::Worker::is_in_transaction() const {
    return sqlite3_get_autocommit(database_->getHandle()) == 0;
}

}  // namespace culver::store
