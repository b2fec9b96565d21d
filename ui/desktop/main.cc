// SPDX-License-Identifier: Apache-2.0
// The program culver-desktop.
#include <QApplication>

int main(int argc, char** argv) {
    const QApplication application(argc, argv);
    return 0;
}
