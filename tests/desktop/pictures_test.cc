// SPDX-License-Identifier: Apache-2.0
// What is read of a picture that somebody sent.
#include "ui/desktop/view/pictures.h"

#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

#include <QImage>
#include <QSignalSpy>
#include <QTest>
#include <QThreadPool>

namespace culver::desktop {
namespace {

using namespace Qt::StringLiterals;

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
    QThreadPool::globalInstance()->waitForDone();
    QTest::qWait(1);
    ASSERT_EQ(loaded.count(), 1);
    EXPECT_EQ(loaded[0][0].toString(), small);
    EXPECT_TRUE(pictures.get(large, {32, 8}).isNull());
}

}  // namespace
}  // namespace culver::desktop
