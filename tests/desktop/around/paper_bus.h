// SPDX-License-Identifier: Apache-2.0
// A message bus that only one test is on, for services of paper.
#pragma once
#include <gtest/gtest.h>

#include <QDBusConnection>
#include <QProcess>
#include <QStandardPaths>

namespace culver::desktop::test {

struct PaperBus : testing::Test {
    QProcess daemon;
    QString address;

    void SetUp() override {
        if (QStandardPaths::findExecutable(QStringLiteral("dbus-daemon")).isEmpty())
            GTEST_SKIP() << "dbus-daemon is not installed";
        daemon.start(QStringLiteral("dbus-daemon"),
                     {QStringLiteral("--session"), QStringLiteral("--nofork"),
                      QStringLiteral("--print-address"), QStringLiteral("--nopidfile")});
        ASSERT_TRUE(daemon.waitForReadyRead(10000));
        address = QString::fromUtf8(daemon.readLine()).trimmed();
    }
    void TearDown() override {
        for (const char* name : {"server", "client"})
            QDBusConnection::disconnectFromBus(QLatin1StringView(name));
        daemon.kill();
        daemon.waitForFinished();
    }
    QDBusConnection server_side() { return QDBusConnection::connectToBus(address, QStringLiteral("server")); }
    QDBusConnection client() { return QDBusConnection::connectToBus(address, QStringLiteral("client")); }
};

}  // namespace culver::desktop::test
