// SPDX-License-Identifier: Apache-2.0
// A picture in large is read beside the window's thread: a pipe, which gives its bytes when the test likes,
// stands for a picture that takes long.
#include "ui/desktop/around/picture_viewer.h"

#include "tests/desktop/around/hands.h"
#include "tests/desktop/around/office.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QBuffer>
#include <QElapsedTimer>
#include <QPointer>
#include <QRandomGenerator>
#include <QSemaphore>
#include <atomic>
#include <csignal>
#include <thread>

namespace culver::desktop::test {
namespace {

using namespace Qt::StringLiterals;

constexpr int kLateMs = 1500;

// Noise, which no format makes small.
QByteArray picture_bytes(int side) {
    QImage picture(side, side, QImage::Format_RGB32);
    auto* generator = QRandomGenerator::global();
    for (int y = 0; y < side; ++y)
        generator->fillRange(reinterpret_cast<quint32*>(picture.scanLine(y)), side);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    EXPECT_TRUE(picture.save(&buffer, "PNG"));
    return bytes;
}

class PictureViewerTest : public testing::Test {
protected:
    PictureViewerTest() {
        std::signal(SIGPIPE, SIG_IGN);
        window_.resize(800, 600);
        window_.show();
        EXPECT_EQ(::mkfifo(pipe_.c_str(), 0600), 0);
    }
    // Gives them to who reads the pipe, pausing before those from pause_at on; how many were taken.
    std::size_t give(const QByteArray& bytes, qsizetype pause_at = 0) {
        const int end = ::open(pipe_.c_str(), O_WRONLY | O_CLOEXEC);
        opened_ = true;
        qsizetype done = 0;
        while (end >= 0 && done < bytes.size()) {
            // Only so long: who waits for the picture in the window's thread shall fail, not hang.
            if (done >= pause_at && !std::exchange(paused_, true)) (void)go_on_.tryAcquire(1, kLateMs);
            const auto some =
                ::write(end, bytes.constData() + done,
                        static_cast<std::size_t>(std::min<qsizetype>(bytes.size() - done, 16384)));
            if (some <= 0) break;
            done += some;
        }
        if (end >= 0) ::close(end);
        return static_cast<std::size_t>(done);
    }
    [[nodiscard]] QString pipe() const { return text_of(pipe_); }

    BareShell shell_;
    QWidget& window_ = *shell_.window();
    culver::test::TempDir folder_;
    std::string pipe_ = (folder_.path() / "slow.png").string();
    bool paused_ = false;
    QSemaphore go_on_;
    std::atomic<bool> opened_{false};
};

TEST_F(PictureViewerTest, TheWindowGoesOnWhileAPictureIsRead) {
    const QByteArray bytes = picture_bytes(64);
    std::thread writer([&] { EXPECT_EQ(give(bytes), static_cast<std::size_t>(bytes.size())); });
    QElapsedTimer since;
    since.start();
    auto* viewer = new PictureViewer(&window_, {{pipe(), u"slow.png"_s}}, 0);
    EXPECT_LT(since.elapsed(), kLateMs / 2) << "it does not wait for the file";
    EXPECT_TRUE(viewer->picture().isNull());
    EXPECT_FALSE(button(viewer, u"Save a copy"_s)->isEnabled());
    QTest::qWait(400);
    auto* dots = viewer->findChild<Dots*>();
    EXPECT_TRUE(dots->isVisible()) << "that something comes is seen";
    shoot(viewer, u"viewer-waits"_s);
    go_on_.release();
    EXPECT_TRUE(comes([&] { return viewer->picture().size() == QSize(64, 64); }));
    EXPECT_FALSE(dots->isVisible());
    EXPECT_TRUE(button(viewer, u"Save a copy"_s)->isEnabled());
    writer.join();
    delete viewer;
}

TEST_F(PictureViewerTest, WhatIsClosedIsNotReadOn) {
    const QByteArray bytes = picture_bytes(1500);
    std::size_t taken = 0;
    std::thread writer([&] { taken = give(bytes, 1 << 20); });
    auto* viewer = new PictureViewer(&window_, {{pipe(), u"slow.png"_s}}, 0);
    ASSERT_TRUE(comes([&] { return opened_.load(); }));
    const QPointer<PictureViewer> there(viewer);
    QTest::keyClick(viewer, Qt::Key_Escape);
    EXPECT_TRUE(comes([&] { return there.isNull(); }));
    go_on_.release();
    writer.join();
    EXPECT_LT(taken, static_cast<std::size_t>(bytes.size()) / 2) << "the file was let go";
}

TEST_F(PictureViewerTest, OnlyThePictureThatIsWantedLastIsShown) {
    const QByteArray bytes = picture_bytes(64);
    const QString other = text_of((folder_.path() / "other.png").string());
    QImage plain(32, 16, QImage::Format_RGB32);
    plain.fill(Qt::red);
    ASSERT_TRUE(plain.save(other));
    std::thread writer([&] { give(bytes); });
    auto* viewer = new PictureViewer(&window_, {{pipe(), u"slow.png"_s}, {other, u"other.png"_s}}, 0);
    ASSERT_TRUE(comes([&] { return opened_.load(); }));
    viewer->step(1);
    EXPECT_TRUE(comes([&] { return viewer->picture().size() == QSize(32, 16); }));
    go_on_.release();
    writer.join();
    QTest::qWait(100);
    EXPECT_EQ(viewer->picture().size(), QSize(32, 16)) << "the one before does not come late";
    delete viewer;
}

TEST_F(PictureViewerTest, WhatIsNoPictureIsSaid) {
    auto* viewer = new PictureViewer(&window_, {{text_of("/etc/hostname"), u"hostname"_s}}, 0);
    QTest::qWait(500);
    EXPECT_TRUE(viewer->picture().isNull());
    EXPECT_FALSE(viewer->findChild<Dots*>()->isVisible());
    EXPECT_FALSE(button(viewer, u"Save a copy"_s)->isEnabled());
    delete viewer;
}

}  // namespace
}  // namespace culver::desktop::test
