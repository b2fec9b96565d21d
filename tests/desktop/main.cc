// SPDX-License-Identifier: Apache-2.0
// Runs the desktop's tests with GoogleTest inside a QApplication, on the offscreen platform unless another is
// named, in a network of its own: some start real nodes.
#include "tests/desktop/model/support.h"
#include "tests/support/private_network.h"
#include "ui/desktop/look/theme.h"

#include <gtest/gtest.h>

#include <QApplication>

int main(int argc, char** argv) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    testing::InitGoogleTest(&argc, argv);
    culver::desktop::test::is_private_network = culver::test::enter_private_network();
    culver::desktop::prepare_type();
    const QApplication application(argc, argv);
    return RUN_ALL_TESTS();
}
