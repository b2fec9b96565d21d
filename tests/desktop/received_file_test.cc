// SPDX-License-Identifier: Apache-2.0
// A click never starts what somebody sent, and a copy never costs the file it replaces.
#include "ui/desktop/view/received_file.h"

#include "tests/desktop/around/office.h"
#include "tests/support/temp_dir.h"
#include "url_catcher.h"

#include <gtest/gtest.h>

#include <QDir>
#include <QFile>

namespace culver::desktop {
namespace {

using namespace Qt::StringLiterals;

class ReceivedFile : public testing::Test {
protected:
    QString file(const QString& name, const QByteArray& bytes) {
        const QString path = folder() + u'/' + name;
        QFile made(path);
        EXPECT_TRUE(made.open(QIODevice::WriteOnly));
        made.write(bytes);
        return path;
    }
    static QByteArray bytes_of(const QString& path) {
        QFile read(path);
        return read.open(QIODevice::ReadOnly) ? read.readAll() : QByteArray("(missing)");
    }
    [[nodiscard]] QString folder() const { return QString::fromStdString(dir_.path().string()); }
    culver::test::TempDir dir_;
};

TEST_F(ReceivedFile, KnowsProgramsByNameBitsAndBytes) {
    const QByteArray elf(
        "\x7f"
        "ELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3e\0\x01\0\0\0",
        24);
    const QByteArray words("just words, which no name and no byte makes a program of\n");
    for (const QString& name : {u"Invoice.desktop"_s, u"setup.exe"_s, u"SETUP.EXE"_s, u"tool.msi"_s,
                                u"go.bat"_s, u"go.cmd"_s, u"a.sh"_s, u"game.jar"_s, u"photo.jpg.scr"_s,
                                u"Tool.AppImage"_s, u"update.deb"_s, u"x.ps1"_s, u"link.lnk"_s}) {
        EXPECT_TRUE(is_program(file(name, words))) << name.toStdString();
    }
    EXPECT_TRUE(is_program(file(u"report"_s, elf)));
    EXPECT_TRUE(is_program(file(u"notes"_s, "#!/bin/sh\nrm -rf ~\n")));
    EXPECT_TRUE(is_program(file(u"launcher"_s, "[Desktop Entry]\nType=Application\nExec=sh\n")));
    const QString marked = file(u"plan.txt"_s, words);
    EXPECT_FALSE(is_program(marked));
    QFile::setPermissions(marked, QFile::permissions(marked) | QFile::ExeOwner | QFile::ExeUser);
    EXPECT_TRUE(is_program(marked));
    const QString hidden = folder() + u"/picture.png"_s;
    ASSERT_TRUE(QFile::link(folder() + u"/setup.exe"_s, hidden));
    EXPECT_TRUE(is_program(hidden)) << "a link counts as what it leads to";
}

TEST_F(ReceivedFile, DocumentsPicturesAndFoldersAreNone) {
    EXPECT_FALSE(is_program(file(u"Sign bracket, rev C.pdf"_s, "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")));
    EXPECT_FALSE(is_program(file(u"corner.png"_s, "\x89PNG\r\n\x1a\n")));
    EXPECT_FALSE(is_program(file(u"survey.csv"_s, "a,b\n1,2\n")));
    EXPECT_FALSE(is_program(file(u"plans.zip"_s, QByteArray("PK\x03\x04\x14\0\0\0\0\0", 10))));
    EXPECT_FALSE(is_program(file(u"letter.odt"_s, "words")));
    EXPECT_FALSE(is_program(folder()));
    EXPECT_FALSE(is_program(folder() + u"/nothing here.exe"_s)) << "nothing can be started that is not there";
}

TEST_F(ReceivedFile, OfAProgramTheFolderIsOpened) {
    UrlCatcher desktop;
    test::BareShell shell;
    const QString plan = file(u"plan & section.pdf"_s, "%PDF-1.7\n");
    open_received(plan, shell);
    EXPECT_EQ(desktop.opened, QStringList{plan});
    EXPECT_TRUE(shell.toasts.isEmpty());
    desktop.opened.clear();
    open_received(file(u"Invoice.desktop"_s, "[Desktop Entry]\nType=Application\nExec=sh\n"), shell);
    EXPECT_EQ(desktop.opened, QStringList{folder()});
    ASSERT_EQ(shell.toasts.size(), 1);
    EXPECT_TRUE(shell.toasts[0].contains(u"Invoice.desktop"_s)) << shell.toasts[0].toStdString();
    desktop.opened.clear();
    open_received({}, shell);
    EXPECT_TRUE(desktop.opened.isEmpty());
}

TEST_F(ReceivedFile, ACopyReplacesOnlyWhenItIsWhole) {
    const QString source = file(u"source.bin"_s, QByteArray(3'000'000, 'x'));
    const QString target = file(u"target.bin"_s, "what was there");
    EXPECT_FALSE(copy_file(folder() + u"/missing"_s, target));
    EXPECT_EQ(bytes_of(target), "what was there");
    EXPECT_FALSE(copy_file(source, folder() + u"/no such folder/target.bin"_s));
    EXPECT_TRUE(copy_file(source, target));
    EXPECT_EQ(bytes_of(target), bytes_of(source));
    EXPECT_EQ(QDir(folder()).entryList(QDir::Files).size(), 2) << "nothing is left beside it";
}

TEST_F(ReceivedFile, ACopyOntoItselfDoesNothing) {
    const QString source = file(u"source.bin"_s, "the only copy");
    EXPECT_TRUE(copy_file(source, source));
    EXPECT_EQ(bytes_of(source), "the only copy");
    const QString link = folder() + u"/link.bin"_s;
    ASSERT_TRUE(QFile::link(source, link));
    EXPECT_TRUE(copy_file(source, link));
    EXPECT_TRUE(copy_file(source, folder() + u"/../"_s + QDir(folder()).dirName() + u"/source.bin"_s));
    EXPECT_EQ(bytes_of(source), "the only copy");
}

}  // namespace
}  // namespace culver::desktop
