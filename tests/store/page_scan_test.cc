// SPDX-License-Identifier: Apache-2.0
#include "store/page_scan.h"

#include "tests/support/temp_dir.h"

#include <SQLiteCpp/Database.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <random>

namespace culver::store {
namespace {

class PageScanTest : public testing::Test {
protected:
    std::vector<ScannedRecord> records() {
        std::vector<ScannedRecord> all;
        EXPECT_TRUE(scan_records(path_, [&](const ScannedRecord& record) { all.push_back(record); }));
        return all;
    }
    void make(const std::string& sql) {
        SQLite::Database database(path_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        database.exec(sql);
    }

    test::TempDir folder_;
    std::filesystem::path path_ = folder_ / "file.db";
};

TEST_F(PageScanTest, EveryKindOfValueComesBack) {
    make(
        "CREATE TABLE t(a, b, c, d, e, f, g);"
        "INSERT INTO t(rowid, a, b, c, d, e, f, g) VALUES(-7, NULL, 0, -3, 1.5, 'é', x'00ff', "
        "9007199254740993)");
    const auto all = records();
    const auto found = std::ranges::find(all, std::optional<std::int64_t>(-7), &ScannedRecord::row);
    ASSERT_NE(found, all.end());
    const std::vector<ScannedValue> expected{std::monostate(),
                                             std::int64_t{0},
                                             std::int64_t{-3},
                                             1.5,
                                             std::string("é"),
                                             Bytes{0x00, 0xff},
                                             std::int64_t{9007199254740993}};
    EXPECT_EQ(found->values, expected);
}

TEST_F(PageScanTest, LongRecordsAreFollowedOverTheirPages) {
    make(
        "CREATE TABLE t(a); CREATE TABLE w(k PRIMARY KEY, v) WITHOUT ROWID;"
        "INSERT INTO t VALUES(hex(zeroblob(40000))); INSERT INTO w VALUES('k', hex(zeroblob(20000)))");
    std::vector<std::size_t> lengths;
    for (const auto& record : records()) {
        if (const auto* text = std::get_if<std::string>(&record.values.back()))
            lengths.push_back(text->size());
    }
    EXPECT_EQ(std::ranges::count(lengths, 80'000u), 1);
    EXPECT_EQ(std::ranges::count(lengths, 40'000u), 1);
}

TEST_F(PageScanTest, NoBytesMakeItReadBeyondAPage) {
    make(
        "CREATE TABLE t(a, b); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)"
        " INSERT INTO t SELECT i, hex(zeroblob(i * 7)) FROM n");
    std::ifstream sound(path_, std::ios::binary);
    const std::string content((std::istreambuf_iterator<char>(sound)), std::istreambuf_iterator<char>());
    std::mt19937 random(1);
    for (int round = 0; round < 200; ++round) {
        auto broken = content;
        for (int hit = 0; hit < 50; ++hit) broken[random() % broken.size()] = static_cast<char>(random());
        std::ofstream(path_, std::ios::binary) << broken;
        (void)records();
    }
}

}  // namespace
}  // namespace culver::store
