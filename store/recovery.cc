// SPDX-License-Identifier: Apache-2.0
// Steps: 1. make a sound file beside it (.recovering) with today's tables; 2. copy table by table what can be
// read; 3. add the records that stand in the pages and were not reached; 4. make the words searchable again;
// 5. call it .recovered: from here on the next start goes on where this one ended; 6. put the damaged file
// and its log aside; 7. give the sound one its name.
#include "store/recovery.h"

#include "base/files.h"
#include "store/errors.h"
#include "store/page_scan.h"
#include "store/search_text.h"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Transaction.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace culver::store {
namespace {

constexpr std::int64_t kLongestStep = 4'096;         // rows passed over at once behind a page that is lost
constexpr std::int64_t kBeyondUnknown = 10'000'000;  // where the last row cannot be told, so many are tried
constexpr int kGiveUpAfter = 20'000;                 // failures in one table: then it is lost as a whole

struct CloseDatabase {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
struct FinishStatement {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Handle = std::unique_ptr<sqlite3, CloseDatabase>;
using Statement = std::unique_ptr<sqlite3_stmt, FinishStatement>;

Statement prepare(sqlite3* database, const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr);
    return Statement(statement);
}

std::vector<std::string> texts(sqlite3* database, const std::string& sql) {
    std::vector<std::string> found;
    const auto statement = prepare(database, sql);
    while (statement && sqlite3_step(statement.get()) == SQLITE_ROW) {
        if (const auto* text = sqlite3_column_text(statement.get(), 0))
            found.emplace_back(reinterpret_cast<const char*>(text));
    }
    return found;
}

std::string joined(const std::vector<std::string>& words, const std::string& between) {
    std::string all;
    for (const auto& word : words) all += (all.empty() ? "" : between) + word;
    return all;
}

struct Table {
    std::string name;
    std::vector<std::string> columns;  // that both files have; none when the damaged one cannot tell
    std::vector<std::string> key;      // of tables without row numbers
};

// One table of the damaged file, read as far as that goes.
class Copy {
public:
    Copy(sqlite3* from, sqlite3* to, Table table) : from_(from), table_(std::move(table)) {
        std::vector<std::string> places(table_.columns.size(), "?");
        insert_ = prepare(to, "INSERT OR IGNORE INTO " + table_.name + "(" + joined(table_.columns, ", ") +
                                  ") VALUES(" + joined(places, ", ") + ")");
    }
    std::uint64_t run() {
        if (!insert_) return 0;
        if (table_.key.empty())
            by_row();
        else
            by_key();
        return rows_;
    }

private:
    // From the first row on; past what cannot be read in growing steps.
    void by_row() {
        const auto select = prepare(from_, "SELECT " + joined(table_.columns, ", ") + ", rowid FROM " +
                                               table_.name + " WHERE rowid > ? ORDER BY rowid");
        if (!select) return;
        const auto last = last_row();
        std::int64_t after = 0;
        std::int64_t step = 1;
        for (int failures = 0; failures < kGiveUpAfter && after < last;) {
            sqlite3_reset(select.get());
            sqlite3_bind_int64(select.get(), 1, after);
            int outcome = SQLITE_ROW;
            while ((outcome = sqlite3_step(select.get())) == SQLITE_ROW) {
                after = sqlite3_column_int64(select.get(), static_cast<int>(table_.columns.size()));
                step = 1;
                take(select.get());
            }
            if (outcome == SQLITE_DONE) return;
            ++failures;
            after += step;
            step = std::min(step * 2, kLongestStep);
        }
    }
    // From both ends towards what cannot be read.
    void by_key() {
        for (const auto* direction : {" ASC", " DESC"}) {
            const auto select = prepare(
                from_, "SELECT " + joined(table_.columns, ", ") + " FROM " + table_.name + " ORDER BY " +
                           joined(table_.key, std::string(direction) + ", ") + direction);
            if (!select) return;
            int outcome = SQLITE_ROW;
            while ((outcome = sqlite3_step(select.get())) == SQLITE_ROW) take(select.get());
            if (outcome == SQLITE_DONE) return;
        }
    }
    [[nodiscard]] std::int64_t last_row() const {
        const auto statement = prepare(from_, "SELECT max(rowid) FROM " + table_.name);
        if (statement && sqlite3_step(statement.get()) == SQLITE_ROW)
            return sqlite3_column_int64(statement.get(), 0);
        return kBeyondUnknown;
    }
    void take(sqlite3_stmt* row) {
        sqlite3_reset(insert_.get());
        for (std::size_t at = 0; at < table_.columns.size(); ++at) {
            const int column = static_cast<int>(at);
            sqlite3_bind_value(insert_.get(), column + 1, sqlite3_column_value(row, column));
        }
        // What the tables' checks refuse was no row of ours.
        if (sqlite3_step(insert_.get()) == SQLITE_DONE) ++rows_;
    }

    sqlite3* from_;
    Table table_;
    Statement insert_;
    std::uint64_t rows_ = 0;
};

std::vector<Table> tables_of(sqlite3* from, sqlite3* to) {
    std::vector<Table> tables;
    for (const auto& name : texts(to,
                                  "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE "
                                  "'sqlite_%' AND name NOT LIKE 'message_words%'")) {
        Table table{name, {}, {}};
        const auto old = texts(from, "SELECT name FROM pragma_table_info('" + name + "')");
        const std::set<std::string> there(old.begin(), old.end());
        for (const auto& column : texts(to, "SELECT name FROM pragma_table_info('" + name + "')")) {
            if (there.contains(column)) table.columns.push_back(column);
        }
        const bool has_rows =
            !texts(to, "SELECT name FROM pragma_table_list WHERE name = '" + name + "' AND wr = 0").empty();
        if (!has_rows)
            table.key =
                texts(to, "SELECT name FROM pragma_table_info('" + name + "') WHERE pk > 0 ORDER BY pk");
        tables.push_back(std::move(table));
    }
    return tables;
}

// Takes scanned records into the tables they fit. What was copied before stays.
class Gleaning {
public:
    Gleaning(sqlite3* to, const std::vector<Table>& tables) : to_(to) {
        for (const auto& table : tables) {
            const bool has_rows = table.key.empty();
            const auto columns = texts(to, "SELECT name FROM pragma_table_info('" + table.name + "')");
            const auto types = texts(to, "SELECT type FROM pragma_table_info('" + table.name + "')");
            // Rows of former versions have fewer values: those that came later take their defaults.
            const auto fewest = texts(
                to, "SELECT count(*) FROM pragma_table_info('" + table.name + "') WHERE dflt_value IS NULL");
            const auto least = has_rows ? std::stoul(fewest.front()) : columns.size();
            for (auto count = std::max<std::size_t>(least, 1); count <= columns.size(); ++count)
                add(table.name, {columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(count)},
                    types, has_rows);
        }
    }
    void take(const ScannedRecord& record) {
        for (auto& place : places_) {
            if (!fits(place, record) || !insert(place, record)) continue;
            ++rows_;
            if (place.table == "messages") ++messages_;
            return;
        }
    }
    [[nodiscard]] std::uint64_t rows() const { return rows_; }
    [[nodiscard]] std::uint64_t messages() const { return messages_; }

private:
    struct Place {
        std::string table;
        std::size_t count = 0;
        std::vector<std::string> types;
        bool has_rows = false;
        bool names_its_row = false;  // a column is the row number, and stands as null in the record
        Statement insert;
    };
    // SQLite would make a text of a number: entries of indexes must not become rows.
    static bool fits(const Place& place, const ScannedRecord& record) {
        if (place.count != record.values.size() || place.has_rows != record.row.has_value()) return false;
        for (std::size_t at = 0; at < place.count; ++at) {
            const auto& value = record.values[at];
            const auto& type = place.types[at];
            const bool is_right = std::holds_alternative<std::monostate>(value) ||
                                  (type == "INTEGER" && std::holds_alternative<std::int64_t>(value)) ||
                                  (type == "TEXT" && std::holds_alternative<std::string>(value)) ||
                                  (type == "BLOB" && std::holds_alternative<Bytes>(value));
            if (!is_right) return false;
        }
        return true;
    }
    void add(const std::string& table, const std::vector<std::string>& columns,
             const std::vector<std::string>& types, bool has_rows) {
        const std::vector<std::string> places(columns.size(), "?");
        auto statement = prepare(to_, "INSERT OR IGNORE INTO " + table + "(" + joined(columns, ", ") +
                                          ") VALUES(" + joined(places, ", ") + ")");
        const bool names_its_row = has_rows && columns.front() == "row";
        if (statement)
            places_.push_back({table, columns.size(), types, has_rows, names_its_row, std::move(statement)});
    }
    bool insert(Place& place, const ScannedRecord& record) {
        auto* statement = place.insert.get();
        sqlite3_reset(statement);
        for (std::size_t at = 0; at < record.values.size(); ++at) {
            const int column = static_cast<int>(at) + 1;
            if (at == 0 && place.names_its_row)
                sqlite3_bind_int64(statement, column, *record.row);
            else
                std::visit([&](const auto& value) { bind(statement, column, value); }, record.values[at]);
        }
        return sqlite3_step(statement) == SQLITE_DONE && sqlite3_changes(to_) > 0;
    }
    static void bind(sqlite3_stmt* statement, int column, std::monostate) {
        sqlite3_bind_null(statement, column);
    }
    static void bind(sqlite3_stmt* statement, int column, std::int64_t number) {
        sqlite3_bind_int64(statement, column, number);
    }
    static void bind(sqlite3_stmt* statement, int column, double number) {
        sqlite3_bind_double(statement, column, number);
    }
    static void bind(sqlite3_stmt* statement, int column, const std::string& text) {
        sqlite3_bind_text(statement, column, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
    }
    static void bind(sqlite3_stmt* statement, int column, const Bytes& bytes) {
        static constexpr std::uint8_t kEmpty = 0;  // a null pointer would bind NULL
        sqlite3_bind_blob(statement, column, bytes.empty() ? &kEmpty : bytes.data(),
                          static_cast<int>(bytes.size()), SQLITE_STATIC);
    }

    sqlite3* to_;
    std::vector<Place> places_;
    std::uint64_t rows_ = 0;
    std::uint64_t messages_ = 0;
};

void index_words(sqlite3* database) {
    const auto select = prepare(database, "SELECT row, text FROM messages WHERE shown = 1 AND text <> ''");
    const auto insert = prepare(database, "INSERT INTO message_words(rowid, words) VALUES(?, ?)");
    while (select && insert && sqlite3_step(select.get()) == SQLITE_ROW) {
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(select.get(), 1));
        const auto words = shadow_of(text == nullptr ? "" : text);
        sqlite3_reset(insert.get());
        sqlite3_bind_int64(insert.get(), 1, sqlite3_column_int64(select.get(), 0));
        sqlite3_bind_text(insert.get(), 2, words.data(), static_cast<int>(words.size()), SQLITE_TRANSIENT);
        sqlite3_step(insert.get());
    }
}

// Streams count on behind what was recovered, so that others' messages are recognised as repeated.
constexpr auto kMendStreams =
    "INSERT INTO streams(conversation, author, incarnation, highest, position)"
    " SELECT conversation, author, incarnation, max(sequence), max(position) FROM messages"
    " GROUP BY conversation, author, incarnation"
    " ON CONFLICT(conversation, author, incarnation) DO UPDATE SET highest = max(highest, excluded.highest),"
    " position = max(position, excluded.position)";

Result<> make_sound_file(const std::filesystem::path& path, const Schema& schema) {
    if (auto made = create_file(path, ""); !made) return made;
    SQLite::Database fresh(path.string(), SQLite::OPEN_READWRITE);
    SQLite::Transaction transaction(fresh);
    for (const auto& step : schema) fresh.exec(std::string(step));
    fresh.exec("PRAGMA user_version=" + std::to_string(schema.size()));
    transaction.commit();
    return {};
}

Handle open_handle(const std::filesystem::path& path) {
    sqlite3* raw = nullptr;
    sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE, nullptr);
    return Handle(raw);
}

Result<Recovered> copy_all(const std::filesystem::path& from_path, const std::filesystem::path& to_path) {
    const auto from = open_handle(from_path);
    const auto to = open_handle(to_path);
    if (!from || !to) return fail(StoreErrc::Failed);
    sqlite3_exec(to.get(), "PRAGMA synchronous=FULL; BEGIN", nullptr, nullptr, nullptr);
    Recovered recovered;
    // The log of the file, as far as it is sound, goes into it: the pages are read as they are there.
    sqlite3_wal_checkpoint_v2(from.get(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    auto tables = tables_of(from.get(), to.get());
    Gleaning gleaning(to.get(), tables);
    for (auto& table : tables) {
        if (table.columns.empty()) continue;
        const bool is_messages = table.name == "messages";
        const auto rows = Copy(from.get(), to.get(), std::move(table)).run();
        recovered.rows += rows;
        if (is_messages) recovered.messages = rows;
    }
    auto scanned = scan_records(from_path, [&](const ScannedRecord& record) { gleaning.take(record); });
    if (!scanned) return fail_as(scanned);
    recovered.rows += gleaning.rows();
    recovered.messages += gleaning.messages();
    index_words(to.get());
    sqlite3_exec(to.get(), kMendStreams, nullptr, nullptr, nullptr);
    if (sqlite3_exec(to.get(), "COMMIT", nullptr, nullptr, nullptr) != SQLITE_OK)
        return fail(StoreErrc::DiskFull);
    return recovered;
}

constexpr const char* kParts[] = {"", "-wal", "-shm", "-journal"};

std::filesystem::path beside(const std::filesystem::path& path, const std::string& suffix) {
    return path.string() + suffix;
}
std::filesystem::path ready_path(const std::filesystem::path& path) {
    return beside(path, ".recovered");
}

void remove_parts(const std::filesystem::path& path) {
    for (const auto* part : kParts) (void)::unlink(beside(path, part).c_str());
}

bool is_there(const std::filesystem::path& path) {
    return ::access(path.c_str(), F_OK) == 0;
}

void step(const RecoveryHooks& hooks) {
    if (hooks.on_step) hooks.on_step();
}

// The same name whenever it is asked for, also by the start after a kill: the time at which the sound file
// was written, and a number more where another damaged file bears that name.
std::filesystem::path aside_path(const std::filesystem::path& path) {
    struct stat found{};
    const auto written = ::stat(ready_path(path).c_str(), &found) == 0 ? found.st_mtim.tv_sec : 0;
    const auto named = beside(path, ".damaged-" + std::to_string(written));
    auto free = named;
    for (int number = 2; is_there(free) && is_there(path); ++number)
        free = beside(named, "-" + std::to_string(number));
    return free;
}

// The log goes with the file that it belongs to: beside another one it would be played into that.
Result<std::filesystem::path> switch_over(const std::filesystem::path& path, const RecoveryHooks& hooks) {
    const auto aside = aside_path(path);
    for (const auto* part : kParts) {
        const auto source = beside(path, part);
        if (!is_there(source)) continue;
        if (::rename(source.c_str(), beside(aside, part).c_str()) != 0)
            return fail_errno(errno, "putting " + source.string() + " aside");
        step(hooks);
    }
    if (auto synced = sync_folder_of(path); !synced) return fail_as(synced);
    if (::rename(ready_path(path).c_str(), path.c_str()) != 0)
        return fail_errno(errno, "replacing " + path.string());
    if (auto synced = sync_folder_of(path); !synced) return fail_as(synced);
    step(hooks);
    return aside;
}

Result<Recovered> build(const std::filesystem::path& path, const std::filesystem::path& building,
                        const RecoveryHooks& hooks, const Schema& schema) {
    try {
        if (auto made = make_sound_file(building, schema); !made) return fail_as(made);
        step(hooks);
        return copy_all(path, building);
    } catch (const std::exception&) {
        return fail(StoreErrc::Failed);
    }
}

}  // namespace

Result<Recovered> recover_database(const std::filesystem::path& path, const RecoveryHooks& hooks,
                                   const Schema& schema) {
    const auto building = beside(path, ".recovering");
    remove_parts(building);  // left by a start that was ended
    auto recovered = build(path, building, hooks, schema);
    Result<> ready = recovered ? Result<>() : fail_as(recovered);
    step(hooks);
    if (ready && hooks.before_switch) ready = hooks.before_switch();
    step(hooks);
    if (ready && ::rename(building.c_str(), ready_path(path).c_str()) != 0)
        ready = fail_errno(errno, "naming " + building.string());
    if (!ready) {
        remove_parts(building);
        return fail_as(ready);
    }
    if (auto synced = sync_folder_of(path); !synced) return fail_as(synced);
    step(hooks);
    auto aside = switch_over(path, hooks);
    if (!aside) return fail_as(aside);
    recovered->aside = std::move(*aside);
    return recovered;
}

Result<std::optional<Recovered>> finish_recovery(const std::filesystem::path& path,
                                                 const RecoveryHooks& hooks) {
    if (!is_there(ready_path(path))) return std::nullopt;
    auto aside = switch_over(path, hooks);
    if (!aside) return fail_as(aside);
    Recovered recovered;
    recovered.aside = std::move(*aside);
    const auto database = open_handle(path);
    if (const auto counted = texts(database.get(), "SELECT count(*) FROM messages"); !counted.empty())
        recovered.rows = recovered.messages = std::stoull(counted.front());
    return recovered;
}

}  // namespace culver::store
