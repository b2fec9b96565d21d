// SPDX-License-Identifier: Apache-2.0
// Pictures of people: what is read of one, and that avatars show it.
#include "ui/desktop/look/faces.h"

#include "tests/support/temp_dir.h"
#include "ui/desktop/look/controls.h"
#include "ui/desktop/look/paint.h"
#include "ui/desktop/look/theme.h"

#include <gtest/gtest.h>

#include <QBuffer>
#include <QFile>
#include <QImageReader>
#include <QLoggingCategory>
#include <QSignalSpy>
#include <QTest>
#include <random>

namespace culver::desktop {
namespace {

using namespace Qt::StringLiterals;

QByteArray file_of(const QImage& image, const char* format, int quality = -1) {
    QByteArray content;
    QBuffer buffer(&content);
    EXPECT_TRUE(buffer.open(QIODevice::WriteOnly) && image.save(&buffer, format, quality));
    return content;
}

QImage plain(int width, int height, const QColor& color = Qt::red) {
    QImage image(width, height, QImage::Format_RGB32);
    image.fill(color);
    return image;
}

// Nothing in it can be made smaller.
QImage noise(int width, int height) {
    QImage image(width, height, QImage::Format_RGB32);
    std::mt19937 random(7);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) image.setPixel(x, y, static_cast<uint>(random()));
    }
    return image;
}

// One pixel, red.
const QByteArray kGif =
    QByteArray::fromHex("47494638396101000100800000ff0000ffffff2c00000000010001000002024401003b");

TEST(Faces, ReadsTheSquareInTheMiddle) {
    QImage wide = plain(300, 100, Qt::blue);
    for (int y = 0; y < 100; ++y) {
        for (int x = 100; x < 200; ++x) wide.setPixel(x, y, qRgb(255, 0, 0));
    }
    const QImage face = read_face(file_of(wide, "PNG"), 36);
    ASSERT_EQ(face.size(), QSize(36, 36));
    EXPECT_EQ(face.pixelColor(0, 18), QColor(Qt::red));
    EXPECT_EQ(face.pixelColor(35, 18), QColor(Qt::red));
    EXPECT_EQ(read_face(file_of(plain(1024, 1024), "JPEG"), 20).size(), QSize(20, 20));
    EXPECT_EQ(read_face(kGif, 20).pixelColor(3, 3), QColor(Qt::red));
}

TEST(Faces, ReadsNothingThatIsTooLargeOrOfAnotherKind) {
    EXPECT_TRUE(read_face({}, 36).isNull());
    EXPECT_TRUE(read_face(file_of(plain(1025, 8), "PNG"), 36).isNull());
    EXPECT_TRUE(read_face(file_of(plain(8, 1025), "JPEG"), 36).isNull());
    EXPECT_TRUE(read_face(file_of(noise(512, 512), "PNG"), 36).isNull()) << "more than 64 KiB";
    EXPECT_TRUE(read_face(file_of(plain(36, 36), "BMP"), 36).isNull());
    EXPECT_TRUE(read_face("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", 36).isNull());
    EXPECT_TRUE(read_face(QByteArray("\x89PNG\r\n\x1a\n", 8) + "<svg/>", 36).isNull());
    // A PNG by name that is a BMP inside is not tried as one.
    EXPECT_TRUE(read_face(QByteArray("\xff\xd8\xff", 3) + file_of(plain(9, 9), "BMP"), 36).isNull());
    QByteArray huge = file_of(plain(16, 16), "PNG");
    huge.replace(16, 8, QByteArray::fromHex("0000ffff0000ffff"));  // width and height in its head
    EXPECT_TRUE(read_face(huge, 36).isNull());
}

// What a hostile peer may send: heads that promise something, and anything behind them.
TEST(Faces, SurvivesBrokenPictures) {
    QLoggingCategory::setFilterRules(u"qt.gui.imageio*=false"_s);
    std::mt19937 random(11);
    for (const QByteArray& whole : {file_of(noise(40, 40), "PNG"), file_of(noise(40, 40), "JPEG", 70), kGif,
                                    QByteArray("RIFF\x20\0\0\0WEBPVP8 ", 16) + QByteArray(40, '\x01')}) {
        for (int round = 0; round < 300; ++round) {
            QByteArray broken = whole;
            for (int change = 0; change < 1 + round % 7; ++change)
                broken[static_cast<qsizetype>(random() % static_cast<unsigned>(broken.size()))] =
                    static_cast<char>(random());
            if (round % 3 == 0)
                broken.truncate(static_cast<qsizetype>(random() % static_cast<unsigned>(broken.size())));
            const QImage face = read_face(broken, 24);
            EXPECT_TRUE(face.isNull() || face.size() == QSize(24, 24));
        }
    }
}

TEST(Faces, MakesAPhotographSmallEnough) {
    const culver::test::TempDir folder;
    const QString path = QString::fromStdString((folder.path() / "photo.jpg").string());
    ASSERT_TRUE(noise(1600, 1200).save(path, "JPEG", 95));
    const QByteArray made = make_face(path);
    EXPECT_FALSE(made.isEmpty());
    EXPECT_LE(made.size(), kMaxFaceBytes);
    QImage read;
    ASSERT_TRUE(read.loadFromData(made));
    EXPECT_EQ(read.size(), QSize(256, 256));
    EXPECT_EQ(read_face(made, 64).size(), QSize(64, 64));
    EXPECT_TRUE(make_face(path + u".missing"_s).isEmpty());
    QFile text(path);
    ASSERT_TRUE(text.open(QIODevice::WriteOnly) && text.write("no picture") > 0);
    text.close();
    EXPECT_TRUE(make_face(path).isEmpty());
}

TEST(Faces, AreShownByAvatarsOnceTheyAreRead) {
    const culver::test::TempDir folder;
    const QString path = QString::fromStdString((folder.path() / "mei.png").string());
    ASSERT_TRUE(plain(64, 64).save(path));
    QObject owner;
    faces().set_source(&owner, [&](const QString& id) { return id == u"mei"_s ? path : QString(); });
    Avatar mei(36), tom(36), locked(36);
    mei.set_look({.id = u"mei"_s, .name = u"Mei Tanaka"_s});
    tom.set_look({.id = u"tom"_s, .name = u"Tom Okafor"_s});
    locked.set_look({.id = u"mei"_s, .name = u"Mei Tanaka"_s, .shape = AvatarShape::Shield});
    const auto middle = [](Avatar& avatar) {
        avatar.resize(avatar.sizeHint());
        return avatar.grab().toImage().pixelColor(avatar.width() / 2, avatar.height() / 4);
    };
    const QSignalSpy changed(&faces(), &Faces::changed);
    EXPECT_NE(middle(mei), QColor(Qt::red)) << "it is read by a worker";
    ASSERT_TRUE(QTest::qWaitFor([&] { return changed.count() > 0; }));
    EXPECT_EQ(middle(mei), QColor(Qt::red));
    EXPECT_NE(middle(tom), QColor(Qt::red));
    EXPECT_NE(middle(locked), QColor(Qt::red)) << "whoever is not who was verified has no face";
    EXPECT_EQ(mei.grab().toImage().pixelColor(0, 0), tom.grab().toImage().pixelColor(0, 0)) << "it is round";
}

}  // namespace
}  // namespace culver::desktop
