// SPDX-License-Identifier: Apache-2.0
// The profile's one database file and the one thread that may touch it. All writes that wait are committed
// together (group commit) with synchronous=FULL, so a coroutine that resumes after write() knows its rows are
// on the disk. Thread: every public function is called on the home thread.
#pragma once
#include "base/result.h"
#include "base/task.h"
#include "store/errors.h"
#include "store/schema.h"

#include <SQLiteCpp/Database.h>
#include <boost/asio/any_io_executor.hpp>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace culver::store {

// A file beside the database: in use it was found to be damaged. The next open() checks all of it and, when
// it is sound after all, removes the mark.
[[nodiscard]] std::filesystem::path suspect_path(const std::filesystem::path& database);

namespace detail {
// What write() and read() give for a work that returns Value: Result<Value>; a Result stays what it is.
template <class Value>
struct Outcome {
    using type = Result<Value>;
    static constexpr bool is_result = false;
};
template <class Value>
struct Outcome<Result<Value>> {
    using type = Result<Value>;
    static constexpr bool is_result = true;
};
template <class Work>
using WorkOutcome = Outcome<std::invoke_result_t<const Work&, SQLite::Database&>>;
}  // namespace detail

class Database {
public:
    // Opens or makes the file (mode 0600), checks it, and brings its tables up to date after copying the file
    // beside itself. Results are posted to home. Fails with StoreErrc and a sentence. A file above 8 MiB is
    // checked only where damage was met since the last start (suspect_path): then as a whole.
    [[nodiscard]] static Result<std::unique_ptr<Database>> open(const std::filesystem::path& path,
                                                                boost::asio::any_io_executor home,
                                                                const Schema& schema = current_schema());
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database();  // closes

    // Runs work(SQLite::Database&) on the store thread inside the open transaction, in a savepoint of its
    // own: when it throws or returns a failed Result, it alone is undone. Resumes at home after the COMMIT of
    // the whole batch. Works run in the order in which they were given. Requires: work can be run twice (its
    // captures are const to it), since a batch that does not fit on the disk is repeated one by one. A
    // cancelled caller still waits for the outcome.
    template <class Work>
    auto write(Work work) -> Task<typename detail::WorkOutcome<Work>::type> {
        return run(Access::Write, std::move(work));
    }

    // As write(), outside any transaction; sees every write that was given before it.
    template <class Work>
    auto read(Work work) -> Task<typename detail::WorkOutcome<Work>::type> {
        return run(Access::Read, std::move(work));
    }

    // Does what waits, then closes the file and ends the thread; blocks until then. Later works fail with
    // Closed.
    void close();

    // A sentence for the person at the screen, e.g. about a profile on a network drive.
    [[nodiscard]] const std::optional<std::string>& warning() const { return warning_; }

private:
    enum class Access { Read, Write };
    using Job = std::function<Result<>(SQLite::Database&)>;
    class Worker;

    Database(std::unique_ptr<Worker> worker, boost::asio::any_io_executor home,
             std::optional<std::string> warning);
    Task<Result<>> perform(Access access, Job job);

    template <class Work>
    auto run(Access access, Work work) -> Task<typename detail::WorkOutcome<Work>::type> {
        using Outcome = detail::WorkOutcome<Work>;
        using Value = typename Outcome::type::value_type;
        typename Outcome::type outcome = fail(StoreErrc::Closed);  // the frame outlives the job
        Job job = [&outcome, &work = std::as_const(work)](SQLite::Database& database) -> Result<> {
            if constexpr (Outcome::is_result) {
                outcome = work(database);
                if (!outcome) return std::unexpected(outcome.error());
            } else if constexpr (std::is_void_v<Value>) {
                work(database);
                outcome = {};
            } else {
                outcome = work(database);
            }
            return {};
        };
        auto done = co_await perform(access, std::move(job));
        if (!done) co_return fail_as(done);
        co_return std::move(outcome);
    }

    std::unique_ptr<Worker> worker_;
    boost::asio::any_io_executor home_;
    std::optional<std::string> warning_;
};

}  // namespace culver::store
