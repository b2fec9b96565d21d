// SPDX-License-Identifier: Apache-2.0
// What a person does with a window: reads its words, presses what bears them.
#pragma once
#include "tests/desktop/model/support.h"

#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QLabel>
#include <QTest>

namespace culver::desktop::test {

// By the words on it, or by its accessible name; of several one that is seen.
[[nodiscard]] inline QAbstractButton* button(const QWidget* in, const QString& words) {
    QAbstractButton* found = nullptr;
    for (auto* one : in->findChildren<QAbstractButton*>()) {
        if (one->text() != words && one->accessibleName() != words) continue;
        if (one->isVisible()) return one;
        if (found == nullptr) found = one;
    }
    return found;
}

[[nodiscard]] inline bool offers(const QWidget* in, const QString& words) {
    const auto* one = button(in, words);
    return one != nullptr && one->isVisible() && one->isEnabled();
}

// Waits until it is offered: parts of a window are built as answers come.
inline void press(const QWidget* in, const QString& words) {
    ASSERT_TRUE(comes([&] { return offers(in, words); })) << words.toStdString();
    QTest::mouseClick(button(in, words), Qt::LeftButton);
}

// Keeps what somebody would see, where CULVER_SHOTS names a folder.
inline void shoot(QWidget* what, const QString& name) {
    const QString folder = qEnvironmentVariable("CULVER_SHOTS");
    if (!folder.isEmpty()) what->grab().save(folder + QLatin1Char('/') + name + QStringLiteral(".png"));
}

[[nodiscard]] inline bool reads(const QWidget* in, const QString& words) {
    for (auto* one : in->findChildren<QLabel*>()) {
        if (!one->isHidden() && one->text().contains(words)) return true;
    }
    return false;
}

}  // namespace culver::desktop::test
