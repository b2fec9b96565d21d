// SPDX-License-Identifier: Apache-2.0
// What is entered with the pointer.
#include "ui/desktop/look/inputs.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>

namespace culver::desktop {
namespace {

using namespace Qt::StringLiterals;

TEST(Slider, WithoutTrackingItsValueWaitsUntilItIsLetGo) {
    Slider slider(u"Text size"_s);
    slider.setRange(80, 200);
    slider.setSingleStep(5);
    slider.setTracking(false);
    slider.resize(slider.sizeHint());
    slider.show();
    QSignalSpy changed(&slider, &QSlider::valueChanged), moved(&slider, &QSlider::sliderMoved);
    const int middle = slider.height() / 2;
    QTest::mousePress(&slider, Qt::LeftButton, {}, {slider.width() / 2, middle});
    QTest::mouseMove(&slider, {slider.width() - 1, middle});
    EXPECT_EQ(slider.sliderPosition(), 200);
    EXPECT_FALSE(moved.isEmpty()) << "what it says follows the pointer";
    EXPECT_TRUE(changed.isEmpty());
    QTest::mouseRelease(&slider, Qt::LeftButton, {}, {slider.width() - 1, middle});
    ASSERT_EQ(changed.size(), 1);
    EXPECT_EQ(slider.value(), 200);
}

}  // namespace
}  // namespace culver::desktop
