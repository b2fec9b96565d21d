// SPDX-License-Identifier: Apache-2.0
#include "store/database.h"

#include "base/files.h"
#include "store/migration.h"
#include "store/worker.h"

#include <SQLiteCpp/Exception.h>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace culver::store {
namespace {

constexpr int kBusyMilliseconds = 5'000;  // a backup program may hold the file for a moment
constexpr int kCacheKibibytes =
    2'048;  // memory of the idle node counts more than a cache the system has anyway

// quick_check reads the whole file, some 5 to 20 ms a megabyte: above this it would be felt at every start.
constexpr std::uintmax_t kMaxCheckedBytes = 8u << 20;

enum class FileSystem { Local, Remote };

// File systems on which shared memory or locks between processes cannot be trusted, so WAL must not be used.
FileSystem file_system_of(const std::filesystem::path& path) {
    struct statfs found{};
    const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    if (::statfs(folder.c_str(), &found) != 0) return FileSystem::Local;
    switch (static_cast<std::uint32_t>(found.f_type)) {
        case 0x6969:      // NFS
        case 0x517b:      // SMB
        case 0xff534d42:  // CIFS
        case 0xfe534d42:  // SMB 2
        case 0x65735546:  // FUSE
        case 0x01021997:  // 9P
        case 0x5346414f:  // AFS
        case 0x73757245:  // Coda
        case 0x00c36400:  // Ceph
            return FileSystem::Remote;
        default: return FileSystem::Local;
    }
}

// Makes the file private before SQLite opens it; its -wal and -shm take their mode from it.
Result<> make_private(const std::filesystem::path& path) {
    FileHandle handle(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!handle.is_open() || ::fchmod(handle.get(), 0600) != 0)
        return fail_errno(errno, "opening " + path.string());
    for (const auto* suffix : {"-wal", "-shm", "-journal"}) ::chmod((path.string() + suffix).c_str(), 0600);
    return {};
}

void configure(SQLite::Database& database, FileSystem kind) {
    if (kind == FileSystem::Remote) {
        database.exec("PRAGMA locking_mode=EXCLUSIVE");
        database.exec("PRAGMA journal_mode=TRUNCATE");
    } else {
        database.exec("PRAGMA journal_mode=WAL");
        database.exec("PRAGMA journal_size_limit=4194304");
    }
    database.exec("PRAGMA synchronous=FULL");
    // What is recalled or forgotten is overwritten, and a recovery that reads pages finds nothing of it.
    database.exec("PRAGMA secure_delete=ON");
    database.exec("PRAGMA foreign_keys=ON");
    database.exec("PRAGMA trusted_schema=OFF");
    database.exec("PRAGMA temp_store=MEMORY");
    database.exec("PRAGMA cache_size=-" + std::to_string(kCacheKibibytes));
}

// Everything: also whether indexes fit their tables, and the words of the search.
Result<> check_suspect(SQLite::Database& database, const std::filesystem::path& path) {
    if (database.execAndGet("PRAGMA integrity_check(1)").getString() != "ok") return fail(StoreErrc::Damaged);
    if (database.tableExists("message_words"))
        database.exec("INSERT INTO message_words(message_words) VALUES('integrity-check')");
    ::unlink(suspect_path(path).c_str());
    return {};
}

Result<> check(SQLite::Database& database, const std::filesystem::path& path) {
    if (::access(suspect_path(path).c_str(), F_OK) == 0) return check_suspect(database, path);
    std::error_code unknown;
    if (std::filesystem::file_size(path, unknown) > kMaxCheckedBytes) return {};
    if (database.execAndGet("PRAGMA quick_check(1)").getString() != "ok") return fail(StoreErrc::Damaged);
    return {};
}

Result<std::unique_ptr<SQLite::Database>> open_file(const std::filesystem::path& path, FileSystem kind,
                                                    const Schema& schema) {
    if (auto made = make_private(path); !made) return fail_as(made);
    try {
        auto database =
            std::make_unique<SQLite::Database>(path.string(), SQLite::OPEN_READWRITE, kBusyMilliseconds);
        configure(*database, kind);
        if (auto sound = check(*database, path); !sound) return fail_as(sound);
        if (auto migrated = migrate(*database, path, schema); !migrated) return fail_as(migrated);
        return database;
    } catch (const std::exception& thrown) {
        return std::unexpected(error_of(thrown));
    }
}

}  // namespace

std::filesystem::path suspect_path(const std::filesystem::path& database) {
    return database.string() + ".suspect";
}

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& path,
                                                 boost::asio::any_io_executor home, const Schema& schema) {
    const auto kind = file_system_of(path);
    auto file = open_file(path, kind, schema);
    if (!file) {
        auto error = std::move(file.error());
        if (error.context.empty()) error.context = "opening " + path.string();
        return std::unexpected(std::move(error));
    }
    std::optional<std::string> warning;
    if (kind == FileSystem::Remote) {
        warning = "The profile lies on a network drive (" + path.parent_path().string() +
                  "): messages are stored more slowly, and a profile on a local disk is safer.";
    }
    auto worker = std::make_unique<Worker>(std::move(*file), path);
    return std::unique_ptr<Database>(new Database(std::move(worker), std::move(home), std::move(warning)));
}

Database::Database(std::unique_ptr<Worker> worker, boost::asio::any_io_executor home,
                   std::optional<std::string> warning)
    : worker_(std::move(worker)), home_(std::move(home)), warning_(std::move(warning)) {}

Database::~Database() {
    close();
}

void Database::close() {
    worker_->close();
}

Task<Result<>> Database::perform(Access access, Job job) {
    auto initiate = [this, access, &job](auto handler) {
        auto executor = boost::asio::get_associated_executor(handler, home_);
        // Counted as work, or the loop would end while the store thread is busy.
        auto tracked = boost::asio::prefer(executor, boost::asio::execution::outstanding_work.tracked);
        auto done = [tracked = std::move(tracked), handler = std::move(handler)](Result<> result) mutable {
            auto resume = [handler = std::move(handler), result = std::move(result)]() mutable {
                std::move(handler)(std::move(result));
            };
            boost::asio::post(tracked, std::move(resume));
        };
        worker_->give({access, std::move(job), std::move(done)});
    };
    co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(Result<>)>(
        initiate, boost::asio::use_awaitable);
}

}  // namespace culver::store
