// SPDX-License-Identifier: Apache-2.0
// What keys mean while one writes.
#include "ui/desktop/view/composer.h"

#include "ui/desktop/model/mentions.h"

#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QListWidget>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

namespace culver::desktop {
namespace {

using namespace Qt::StringLiterals;

class ComposerTest : public testing::Test {
protected:
    ComposerTest() {
        QObject::connect(&composer_, &Composer::sent, &composer_,
                         [this](const Composer::Written& written) { sent_.push_back(written); });
        composer_.resize(600, composer_.sizeHint().height());
        composer_.show();
        composer_.activateWindow();
        composer_.editor().setFocus();
    }
    void press(Qt::Key key, Qt::KeyboardModifiers with = {}) {
        QTest::keyClick(&composer_.editor(), key, with);
    }
    void write(const char* text) { QTest::keyClicks(&composer_.editor(), QString::fromUtf8(text)); }

    Composer composer_;
    std::vector<Composer::Written> sent_;
};

TEST_F(ComposerTest, EnterSendsAndShiftEnterBeginsALine) {
    write("Hello");
    press(Qt::Key_Return, Qt::ShiftModifier);
    write("you");
    EXPECT_TRUE(sent_.empty());
    press(Qt::Key_Return);
    ASSERT_EQ(sent_.size(), 1U);
    EXPECT_EQ(sent_[0].text, u"Hello\nyou"_s);
    EXPECT_TRUE(composer_.text().isEmpty());
}

TEST_F(ComposerTest, WithTheSettingOnlyControlEnterSends) {
    composer_.set_enter_sends(false);
    write("Hello");
    press(Qt::Key_Return);
    EXPECT_TRUE(sent_.empty());
    press(Qt::Key_Return, Qt::ControlModifier);
    ASSERT_EQ(sent_.size(), 1U);
    EXPECT_EQ(sent_[0].text, u"Hello"_s);
}

TEST_F(ComposerTest, NothingIsSentForBlanks) {
    write("  ");
    press(Qt::Key_Return);
    EXPECT_TRUE(sent_.empty());
}

TEST_F(ComposerTest, ArrowUpInAnEmptyEditorAsksForTheLastMessage) {
    const QSignalSpy wanted(&composer_, &Composer::edit_last_wanted);
    press(Qt::Key_Up);
    EXPECT_EQ(wanted.count(), 1);
    write("x");
    press(Qt::Key_Up);
    EXPECT_EQ(wanted.count(), 1);
}

TEST_F(ComposerTest, EscapeLeavesAChangeAndBringsTheDraftBack) {
    write("draft");
    composer_.edit(u"m1"_s, u"old words"_s);
    EXPECT_EQ(composer_.text(), u"old words"_s);
    press(Qt::Key_Escape);
    EXPECT_EQ(composer_.text(), u"draft"_s);
    composer_.edit(u"m1"_s, u"old words"_s);
    press(Qt::Key_Return);
    ASSERT_EQ(sent_.size(), 1U);
    EXPECT_EQ(sent_[0].edited, u"m1"_s);
}

TEST_F(ComposerTest, AfterAChangeTheDraftItsFilesAndItsReplyAreBack) {
    composer_.reply_to(u"m7"_s, u"Mei Tanaka"_s, u"The awning"_s);
    composer_.attach({u"/tmp/a.png"_s});
    write("draft");
    composer_.edit(u"m1"_s, u"old words"_s);
    EXPECT_EQ(composer_.draft(), u"draft"_s);
    press(Qt::Key_Return);
    ASSERT_EQ(sent_.size(), 1U);
    EXPECT_EQ(sent_[0].edited, u"m1"_s);
    EXPECT_EQ(sent_[0].text, u"old words"_s);
    EXPECT_TRUE(sent_[0].paths.isEmpty());
    EXPECT_TRUE(sent_[0].reply_to.isEmpty());
    EXPECT_EQ(composer_.text(), u"draft"_s);
    press(Qt::Key_Return);
    ASSERT_EQ(sent_.size(), 2U);
    EXPECT_EQ(sent_[1].text, u"draft"_s);
    EXPECT_EQ(sent_[1].reply_to, u"m7"_s);
    EXPECT_EQ(sent_[1].paths, QStringList{u"/tmp/a.png"_s});
}

TEST_F(ComposerTest, WhatComesBackStandsBeforeWhatWasWrittenSince) {
    write("first");
    composer_.attach({u"/tmp/a.png"_s});
    press(Qt::Key_Return);
    write("second");
    composer_.give_back(sent_.at(0));
    EXPECT_EQ(composer_.text(), u"first\nsecond"_s);
    EXPECT_EQ(composer_.standing().paths, QStringList{u"/tmp/a.png"_s});
}

TEST_F(ComposerTest, AChangeThatComesBackOverwritesNothing) {
    composer_.edit(u"m1"_s, u"old words"_s);
    write(" new");
    press(Qt::Key_Return);
    composer_.give_back(sent_.at(0));
    EXPECT_EQ(composer_.standing().edited, u"m1"_s);
    EXPECT_EQ(composer_.text(), u"old words new"_s);
    press(Qt::Key_Escape);
    write("mine");
    composer_.give_back(sent_.at(0));
    EXPECT_TRUE(composer_.standing().edited.isEmpty());
    EXPECT_EQ(composer_.text(), u"old words new\nmine"_s);
}

TEST_F(ComposerTest, TheReplyAndTheFilesGoWithTheWords) {
    composer_.reply_to(u"m7"_s, u"Mei Tanaka"_s, u"The awning"_s);
    composer_.attach({u"/tmp/a.png"_s});
    press(Qt::Key_Return);
    ASSERT_EQ(sent_.size(), 1U);
    EXPECT_EQ(sent_[0].reply_to, u"m7"_s);
    EXPECT_EQ(sent_[0].paths, QStringList{u"/tmp/a.png"_s});
}

TEST_F(ComposerTest, MembersAreMentionedByTheNamesInTheWords) {
    composer_.set_members({{u"id1"_s, u"Mei Tanaka"_s}, {u"id2"_s, u"Tom Okafor"_s}});
    composer_.set_text(u"@Tom Okafor look"_s);
    press(Qt::Key_Return);
    ASSERT_EQ(sent_.size(), 1U);
    EXPECT_EQ(sent_[0].mentions, QStringList{u"id2"_s});
}

TEST(Mentions, AreWholeWords) {
    const QStringList names{u"Li"_s, u"Li Wei"_s, u"all"_s, u"Anne"_s};
    const auto calls = [&](const QString& text) { return names_called(text, names); };
    EXPECT_EQ(calls(u"ask info@allianz.com or me@all"_s), QStringList());
    EXPECT_EQ(calls(u"@allianz"_s), QStringList());
    EXPECT_EQ(calls(u"@Li Wei"_s), QStringList{u"Li Wei"_s});
    EXPECT_EQ(calls(u"\U0001F44B@Anne\U0001F44D"_s), QStringList{u"Anne"_s});
    EXPECT_EQ(calls(u"@Li, (@all)!"_s), (QStringList{u"Li"_s, u"all"_s}));
    EXPECT_EQ(calls(u"@Li Wei and @Li's desk"_s), (QStringList{u"Li"_s, u"Li Wei"_s}));
    EXPECT_EQ(calls(u"@Anne-Marie"_s), QStringList());
    EXPECT_EQ(calls(u"@Anne - @all"_s), (QStringList{u"all"_s, u"Anne"_s}));
    EXPECT_EQ(calls(u"Anne, li@"_s), QStringList());
}

TEST(Mentions, NeedNoBlanksWhereTheScriptHasNone) {
    const QStringList names{u"李伟"_s, u"李伟强"_s, u"所有人"_s, u"Tom"_s};
    const auto calls = [&](const QString& text) { return names_called(text, names); };
    EXPECT_EQ(calls(u"@李伟你好"_s), QStringList{u"李伟"_s});
    EXPECT_EQ(calls(u"你好@李伟强请看"_s), QStringList{u"李伟强"_s});
    EXPECT_EQ(calls(u"请@所有人看一下，@Tom你也看"_s), (QStringList{u"所有人"_s, u"Tom"_s}));
}

TEST_F(ComposerTest, NamesAreOfferedAndCompletedAfterAnAt) {
    composer_.set_members(
        {{u"id1"_s, u"Mei Tanaka"_s}, {u"id2"_s, u"Tom Okafor"_s}, {u"id3"_s, u"林晓琳"_s}});
    ASSERT_TRUE(QTest::qWaitForWindowActive(&composer_));
    composer_.editor().setFocus();
    auto* names = composer_.window()->findChild<QListWidget*>();
    ASSERT_NE(names, nullptr);
    write("look @");
    EXPECT_EQ(names->count(), 3);
    write("oka");
    ASSERT_TRUE(names->isVisible());
    ASSERT_EQ(names->count(), 1) << "the beginning of any part of a name";
    press(Qt::Key_Return);
    EXPECT_EQ(composer_.text(), u"look @Tom Okafor "_s);
    EXPECT_FALSE(names->isVisible());
    EXPECT_TRUE(sent_.empty()) << "Enter took the name, not the message";
    composer_.set_text({});
    composer_.editor().insertPlainText(u"@晓"_s);
    ASSERT_EQ(names->count(), 1) << "anywhere in a Chinese name";
    press(Qt::Key_Escape);
    EXPECT_FALSE(names->isVisible());
    EXPECT_EQ(composer_.text(), u"@晓"_s);
}

TEST_F(ComposerTest, PastedFilesAreAttachedAndPastedPicturesToo) {
    auto* files = new QMimeData;
    files->setUrls({QUrl::fromLocalFile(u"/tmp/plan.pdf"_s), QUrl(u"https://example.org/x"_s)});
    QGuiApplication::clipboard()->setMimeData(files);
    composer_.editor().paste();
    EXPECT_EQ(composer_.standing().paths, QStringList{u"/tmp/plan.pdf"_s});
    QImage picture(20, 10, QImage::Format_RGB32);
    picture.fill(Qt::red);
    QGuiApplication::clipboard()->setImage(picture);
    composer_.editor().paste();
    ASSERT_EQ(composer_.standing().paths.size(), 2);
    EXPECT_EQ(QImage(composer_.standing().paths[1]).size(), QSize(20, 10));
    auto* text = new QMimeData;
    text->setHtml(u"<b>bold</b>"_s);
    text->setText(u"bold"_s);
    QGuiApplication::clipboard()->setMimeData(text);
    composer_.editor().paste();
    EXPECT_EQ(composer_.text(), u"bold"_s);
}

TEST_F(ComposerTest, GrowsToEightLinesAndNoFurther) {
    const int one = composer_.editor().height();
    composer_.set_text(u"1\n2\n3\n4"_s);
    const int four = composer_.editor().height();
    composer_.set_text(QString(30, u'\n'));
    const int most = composer_.editor().height();
    composer_.set_text(QString(60, u'\n'));
    EXPECT_GT(four, one);
    EXPECT_GT(most, four);
    EXPECT_EQ(composer_.editor().height(), most);
}

TEST_F(ComposerTest, ALockedOneSaysWhyAndTakesNoWords) {
    composer_.lock(u"Writing is locked until you verify this person"_s, u"Verify"_s);
    EXPECT_TRUE(composer_.locked());
    EXPECT_FALSE(composer_.editor().isVisible());
    composer_.lock({}, {});
    EXPECT_TRUE(composer_.editor().isVisible());
}

TEST_F(ComposerTest, NamesAreOfferedBehindChinesePunctuationToo) {
    composer_.set_members({{u"id1"_s, u"林晓琳"_s}});
    ASSERT_TRUE(QTest::qWaitForWindowActive(&composer_));
    composer_.editor().setFocus();
    auto* names = composer_.window()->findChild<QListWidget*>();
    for (const QString& before : {u"你好，@"_s, u"（@"_s, u"看@"_s}) {
        composer_.set_text({});
        composer_.editor().insertPlainText(before);
        EXPECT_TRUE(names->isVisible()) << before.toStdString();
    }
    composer_.set_text({});
    composer_.editor().insertPlainText(u"mei@"_s);
    EXPECT_FALSE(names->isVisible()) << "of an address";
}

TEST_F(ComposerTest, APastedTextThatIsTooLongForAMessageGoesAsAFile) {
    const QString whole(60'000, u'字');
    QGuiApplication::clipboard()->setText(whole);
    composer_.editor().paste();
    EXPECT_TRUE(composer_.text().isEmpty());
    ASSERT_EQ(composer_.standing().paths.size(), 1);
    QFile kept(composer_.standing().paths.first());
    EXPECT_TRUE(kept.fileName().endsWith(u".txt"_s));
    ASSERT_TRUE(kept.open(QIODevice::ReadOnly));
    EXPECT_EQ(QString::fromUtf8(kept.readAll()), whole) << "nothing of it is cut";
}

TEST_F(ComposerTest, HowMuchAMessageHoldsIsCountedAsTheNodeCounts) {
    QGuiApplication::clipboard()->setText(QString(30'000, u'字'));  // 90 kB
    composer_.editor().paste();
    EXPECT_TRUE(composer_.text().isEmpty());
    EXPECT_EQ(composer_.standing().paths.size(), 1);
    QGuiApplication::clipboard()->setText(QString(65'536, u'x'));
    composer_.editor().paste();
    EXPECT_EQ(composer_.text().size(), 65'536);
    EXPECT_EQ(composer_.standing().paths.size(), 1);
}

TEST_F(ComposerTest, EveryPastedTextHasAFileOfItsOwn) {
    for (const QChar letter : {u'a', u'b'}) {  // within a second
        QGuiApplication::clipboard()->setText(QString(70'000, letter));
        composer_.editor().paste();
    }
    ASSERT_EQ(composer_.standing().paths.size(), 2);
    QFile first(composer_.standing().paths.first());
    ASSERT_TRUE(first.open(QIODevice::ReadOnly));
    EXPECT_EQ(first.read(1), "a");
}

TEST_F(ComposerTest, APastedTextBecomesNoFileOfAChange) {
    composer_.edit(u"m1"_s, u"old words"_s);
    QGuiApplication::clipboard()->setText(QString(70'000, u'x'));
    composer_.editor().paste();
    EXPECT_EQ(composer_.text().size(), 70'009);
    EXPECT_TRUE(composer_.standing().paths.isEmpty());
}

TEST_F(ComposerTest, WhatCannotBeKeptAsAFileIsNotLost) {
    const QByteArray usual = qgetenv("TMPDIR");
    qputenv("TMPDIR", "/proc");  // where nobody makes a folder
    const QSignalSpy failed(&composer_, &Composer::paste_failed);
    QGuiApplication::clipboard()->setText(QString(70'000, u'x'));
    composer_.editor().paste();
    EXPECT_EQ(composer_.text().size(), 70'000) << "the text stands in the field";
    QImage picture(20, 10, QImage::Format_RGB32);
    picture.fill(Qt::red);
    QGuiApplication::clipboard()->setImage(picture);
    composer_.editor().paste();
    EXPECT_EQ(failed.count(), 1) << "of a picture it is said";
    EXPECT_TRUE(composer_.standing().paths.isEmpty());
    if (usual.isNull())
        qunsetenv("TMPDIR");
    else
        qputenv("TMPDIR", usual);
}

TEST_F(ComposerTest, TheBirdThatRestsKeepsItsPlace) {
    int birds = 0;
    for (auto* one : composer_.findChildren<QAbstractButton*>()) {
        if (one->accessibleName() != u"Send"_s) continue;
        ++birds;
        ASSERT_FALSE(one->isEnabled());
        EXPECT_EQ(one->grab().toImage().pixelColor(4, one->height() / 2), theme().color(Token::Sunken));
    }
    EXPECT_EQ(birds, 1);
}

}  // namespace
}  // namespace culver::desktop
