// SPDX-License-Identifier: Apache-2.0
// What is read of a picture that somebody sent.
#include "ui/desktop/view/pictures.h"

#include "tests/support/temp_dir.h"
#include "ui/desktop/look/picture_file.h"

#include <gtest/gtest.h>

#include <QElapsedTimer>
#include <QImage>
#include <QImageReader>
#include <QSignalSpy>
#include <QTest>
#include <QThreadPool>

namespace culver::desktop {
namespace {

using namespace Qt::StringLiterals;

QByteArray segment(char marker, const QByteArray& content) {
    const auto length = static_cast<quint16>(content.size() + 2);
    return QByteArray("\xff") + marker + char(length >> 8) + char(length & 0xff) + content;
}

// A grey progressive JPEG of 7,936 pixels a side whose scans say nothing, ten milliseconds each.
QByteArray endless_jpeg(int scans) {
    constexpr int kBlocks = 992 * 992;
    constexpr int kRuns = 31;  // ends of bands, each for 32,767 blocks: a 0 and fourteen times 1
    const QByteArray one_code = QByteArray("\1", 1) + QByteArray(15, '\0');
    QByteArray bytes("\xff\xd8");
    bytes += segment('\xdb', QByteArray(1, '\0') + QByteArray(64, '\1'));
    bytes += segment('\xc2', QByteArray("\x08\x1f\x00\x1f\x00\x01\x01\x11\x00", 9));
    bytes += segment('\xc4', QByteArray(1, '\0') + one_code + QByteArray(1, '\0'));
    bytes += segment('\xc4', "\x10" + one_code + "\xe0");
    bytes += segment('\xda', QByteArray("\1\1\0\0\0\0", 6)) + QByteArray(kBlocks / 8, '\0');
    QByteArray bits(1, '\0');
    int used = 0;
    const auto put = [&](int bit) {
        bits.back() = static_cast<char>(bits.back() | bit << (7 - used));
        if (++used < 8) return;
        if (bits.back() == '\xff') bits += '\0';  // as the format wants it
        bits += '\0';
        used = 0;
    };
    for (int bit = 0; bit < kRuns * 15; ++bit) put(bit % 15 == 0 ? 0 : 1);
    while (used != 0) put(1);
    bits.chop(1);
    const QByteArray scan = segment('\xda', QByteArray("\1\1\0\1\x3f\0", 6)) + bits;
    return bytes + scan.repeated(scans) + "\xff\xd9";
}

QString write_endless(const culver::test::TempDir& folder, int scans) {
    const QString path = QString::fromStdString((folder.path() / "endless.jpg").string());
    QFile file(path);
    EXPECT_TRUE(file.open(QIODevice::WriteOnly) && file.write(endless_jpeg(scans)) > 0);
    return path;
}

TEST(Pictures, OneThatWouldBeReadForMinutesIsCutOff) {
    const culver::test::TempDir folder;
    const QString path = write_endless(folder, 8'000);
    const std::atomic<bool> goes_on = false;
    PictureFile file(path, goes_on, std::chrono::milliseconds(200));
    ASSERT_TRUE(file.open_to_read());
    QImageReader reader(&file);
    ASSERT_EQ(reader.size(), QSize(7936, 7936));
    reader.setScaledSize({64, 64});
    QElapsedTimer took;
    took.start();
    (void)reader.read();
    EXPECT_TRUE(file.is_cut());
    EXPECT_LT(took.elapsed(), 15'000);
}

TEST(Pictures, AreReadNoMoreWhenNobodyShowsThem) {
    const culver::test::TempDir folder;
    const QString path = write_endless(folder, 8'000);
    {
        Pictures pictures;
        for (const int side : {32, 33, 34}) (void)pictures.get(path, {side, side});
        QTest::qWait(100);
        EXPECT_TRUE(QThreadPool::globalInstance()->waitForDone(0)) << "it keeps others' work waiting";
    }
    EXPECT_TRUE(Pictures::wait_for_all(15'000));
}

TEST(Pictures, ReadsOneAndLeavesOneThatIsTooLarge) {
    const culver::test::TempDir folder;
    const QString small = QString::fromStdString((folder.path() / "small.png").string());
    const QString large = QString::fromStdString((folder.path() / "large.png").string());
    ASSERT_TRUE(QImage(64, 48, QImage::Format_RGB32).save(small));
    ASSERT_TRUE(QImage(16385, 8, QImage::Format_Mono).save(large));
    Pictures pictures;
    QSignalSpy loaded(&pictures, &Pictures::loaded);
    EXPECT_TRUE(pictures.get(large, {32, 8}).isNull());
    EXPECT_TRUE(pictures.get(small, {32, 24}).isNull()) << "it is read by a worker";
    ASSERT_TRUE(QTest::qWaitFor([&] { return !pictures.get(small, {32, 24}).isNull(); }));
    ASSERT_TRUE(Pictures::wait_for_all(15'000));
    QTest::qWait(1);
    ASSERT_EQ(loaded.count(), 1);
    EXPECT_EQ(loaded[0][0].toString(), small);
    EXPECT_TRUE(pictures.get(large, {32, 8}).isNull());
}

}  // namespace
}  // namespace culver::desktop
