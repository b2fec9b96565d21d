// SPDX-License-Identifier: Apache-2.0
// How the program starts: what it says in either language before there is a window, without fonts, and with
// settings that cannot be read.
#include "tests/desktop/around/office.h"
#include "ui/desktop/around/first_run.h"
#include "ui/desktop/around/surroundings.h"

#include <gtest/gtest.h>

#include <QFile>
#include <QProcess>
#include <QRegularExpression>

namespace culver::desktop::test {
namespace {

using namespace Qt::StringLiterals;

struct Said {
    int code = -1;
    QString out, err;
};

struct Program {
    QProcess process;
    Program(const QStringList& words, const std::map<QString, QString>& more) {
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, u"unix:path=/nowhere"_s);
        environment.remove(u"LC_ALL"_s);
        environment.remove(u"LANGUAGE"_s);
        for (const auto& [name, value] : more) environment.insert(name, value);
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(CULVER_DESKTOP_BINARY), words);
    }
    ~Program() {
        if (process.state() != QProcess::NotRunning) process.kill();
        process.waitForFinished();
    }
    Said ended() {
        EXPECT_TRUE(comes([&] { return process.state() == QProcess::NotRunning; }, 20000));
        return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
                QString::fromUtf8(process.readAllStandardError())};
    }
};

[[nodiscard]] Said said(const QStringList& words, const char* language) {
    return Program(words, {{u"LANG"_s, QString::fromLatin1(language)}}).ended();
}

TEST(StartWords, AreInTheLanguageOfTheSystem) {
    const Said english = said({u"--send"_s}, "en_GB.UTF-8"), chinese = said({u"--send"_s}, "zh_CN.UTF-8");
    EXPECT_EQ(english.code, 2);
    EXPECT_EQ(chinese.code, 2);
    EXPECT_EQ(english.err, u"culver-desktop: --send needs the files to send.\n"_s);
    EXPECT_EQ(chinese.err, u"culver-desktop: --send 后面需要写上要发送的文件。\n"_s);
    EXPECT_TRUE(said({u"--help"_s}, "en_GB.UTF-8").out.contains(u"Start in the tray"_s));
    const Said help = said({u"--help"_s}, "zh_CN.UTF-8");
    EXPECT_EQ(help.code, 0);
    // But for what stands in the code of Qt, whose translations may not be installed.
    for (const QString& line : help.out.split(u'\n')) {
        if (line.contains(u"--help"_s) || line.contains(u"--version"_s) ||
            line.contains(u"culver-desktop"_s) || line.endsWith(u':'))
            continue;
        static const QRegularExpression word(u"[a-z]{3,}( [a-z]{2,}){2,}"_s);
        EXPECT_FALSE(word.match(line).hasMatch()) << line.toStdString();
    }
}

struct StartTest : testing::Test {
    culver::test::TempDir folder;
    [[nodiscard]] QString path(const char* name) const { return text_of((folder.path() / name).string()); }
    void write(const char* name, const QByteArray& bytes) const {
        QFile file(path(name));
        ASSERT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }
};

TEST_F(StartTest, WithoutFontsTheWindowOpensAndOneSentenceSaysWhy) {
    // Without any folder fontconfig would look into those of the system.
    std::filesystem::create_directory(folder.path() / "none");
    write("fonts.conf", "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig><dir>" +
                            path("none").toUtf8() + "</dir></fontconfig>");
    PaperNode node(folder.path());
    node.peers.push_back(peer_row(id_of('m'), "Mei Tanaka"));
    Program program({u"--profile"_s, text_of(folder.path().string())},
                    {{u"FONTCONFIG_FILE"_s, path("fonts.conf")}, {u"LANG"_s, u"en_GB.UTF-8"_s}});
    ASSERT_TRUE(comes([&] { return node.count_of("chat.conversations") > 0; }, 20000))
        << program.process.readAllStandardError().toStdString();
    QTest::qWait(300);  // it paints what it was told
    EXPECT_EQ(program.process.state(), QProcess::Running);
    program.process.terminate();
    const Said all = program.ended();
    EXPECT_EQ(all.code, 0);
    EXPECT_EQ(all.err.count(u"There are no fonts on this computer"_s), 1) << all.err.toStdString();
}

TEST_F(StartTest, SettingsThatCannotBeReadAreKeptAsideAndTold) {
    const QByteArray torn = "[look]\ntheme=dark\n[drafts\nwords that stand nowhere\n";
    write("desktop.ini", torn);
    Desk desk(folder.path());
    EXPECT_EQ(desk.settings().put_aside(), path("desktop.ini.unreadable"));
    EXPECT_EQ(desk.settings().theme(), DeskSettings::Theme::System) << "the standards";
    QFile kept(path("desktop.ini.unreadable"));
    ASSERT_TRUE(kept.open(QIODevice::ReadOnly));
    EXPECT_EQ(kept.readAll(), torn);
    BareShell shell;
    Surroundings around(desk, shell);
    around.start();
    auto* first = shell.window()->findChild<FirstRun*>();
    ASSERT_NE(first, nullptr) << "everything is as new";
    EXPECT_TRUE(shell.toasts.isEmpty()) << "it would lie under the first page";
    Q_EMIT first->finished();
    ASSERT_EQ(shell.toasts.size(), 1);
    EXPECT_TRUE(shell.toasts.first().contains(u"desktop.ini.unreadable"_s))
        << shell.toasts.first().toStdString();
    Desk again(folder.path());
    EXPECT_TRUE(again.settings().put_aside().isEmpty()) << "told once";
}

}  // namespace
}  // namespace culver::desktop::test
