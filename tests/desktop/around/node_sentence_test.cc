// SPDX-License-Identifier: Apache-2.0
// What the node says is said in the window's language, names and numbers where they belong; and the words
// that are known here are the node's own, letter for letter.
#include "ui/desktop/model/node_sentence.h"

#include "tests/support/temp_dir.h"
#include "ui/desktop/around/language.h"
#include "ui/desktop/around/warning_words.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/node_pattern.h"
#include "ui/desktop/model/wording.h"

#include <gtest/gtest.h>

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <algorithm>
#include <cstring>
#include <vector>

namespace culver::desktop::test {
namespace {

using namespace Qt::StringLiterals;

struct NodeSentenceTest : testing::Test {
    const culver::test::TempDir folder;
    Desk desk{folder.path()};
    Language language{desk};
    void SetUp() override { desk.settings().set_language(u"zh_CN"_s); }
    void TearDown() override { desk.settings().set_language(u"en"_s); }
};

struct Said {
    const char* node;
    const char* window;
};

TEST_F(NodeSentenceTest, NamesAndNumbersStandWhereTheyBelong) {
    const Said all[] = {
        {"There is no file or folder \"/home/nora/plan: b.pdf\".",
         "没有这个文件或文件夹：\"/home/nora/plan: b.pdf\"。"},
        {"mei compares no more codes for now; try again in ten minutes.",
         "mei暂时不再核对，请十分钟后再试。"},
        {"The codes of Mei Tanaka were compared 3 times without a match; wait ten minutes, and ask that "
         "person why.",
         "与Mei Tanaka的数字核对了 3 次都不一样。请等十分钟，并当面问问对方原因。"},
        {"Nobody answers at 10.0.0.9:24254: The program that answers there is not Culver.",
         "10.0.0.9:24254 没有回应：那里回应的程序不是飞鸽。"},
        {"The e-mail address has at most 254 bytes and no line breaks or control characters.",
         "邮箱最多 254 字节，不能有换行或控制字符。"},
        {"Receive_dir must be an absolute path, or begin with ~/.",
         "请填写完整路径，或以 ~/ 开头（Receive_dir）。"},
        {"Tom did not answer in time; is it an older version?", "Tom没有及时回应，对方的飞鸽可能版本较旧。"},
    };
    for (const Said& one : all) EXPECT_EQ(node_sentence(one.node), QString::fromUtf8(one.window));
}

TEST_F(NodeSentenceTest, WhyATransferFailedIsSaidWithTheFilesName) {
    const Said all[] = {
        {"\"plan.pdf\": The file changed while it was sent; send it again",
         "“plan.pdf”：文件在发送途中被改动，请重新发送"},
        {"opening \"a: b/plan.pdf\": The disk is full; make room, then resume the transfer", nullptr},
        {"\"con:x\" is refused, because it begins with the letter of a drive: The offer contains a name that "
         "is "
         "refused; ask for the files again",
         nullptr},
        {"\"a\" is left out, because it is a link that leads nowhere: There is nothing here that can be sent",
         nullptr},
        {"Not received because it changed while it was sent: \"plan.pdf\" and others. Everything else is "
         "there.",
         "在发送时改变了，没有收下：“plan.pdf”等文件。其余都已收到。"},
        {"Not received because it changed while it was sent: \"plan.pdf\". Everything else is there.",
         "在发送时改变了，没有收下：“plan.pdf”。其余都已收到。"},
        {"the transfer is already done: the transfer cannot do this at the moment", nullptr},
        {"Writing the journal of the transfer: No space left on device.", "记录传输进度时：磁盘已满。"},
        {"Opening /srv/in/x.opus: Permission denied.", "打开 /srv/in/x.opus 时：没有权限。"},
        {"On the other computer: The disk is full; make room, then resume the transfer", nullptr},
        {"You have blocked this peer; undo that first. Nothing was said to anybody.", nullptr},
    };
    static const QRegularExpression english(u"[A-Za-z]{4,}"_s);
    for (const Said& one : all) {
        const QString said = node_sentence(one.node);
        if (one.window != nullptr)
            EXPECT_EQ(said, QString::fromUtf8(one.window));
        else
            EXPECT_FALSE(QString(said).remove(u"plan.pdf"_s).contains(english)) << said.toStdString();
    }
}

TEST_F(NodeSentenceTest, WhatWasLeftOutIsSaidOneByOne) {
    control::TransferRow row;
    row.left_out = control::LeftOut{4, "4 left out: \"a\" (it is a link) and 3 more."};
    EXPECT_EQ(Wording::left_out(row), (QStringList{u"“a”没有发送：这是链接。"_s, u"另有 3 个没有发送。"_s}));
}

TEST_F(NodeSentenceTest, HowAProgramOfTheirsFailedIsSaidWithWhatItSaid) {
    const auto told = [](const char* message) {
        return warning_words({"hook", control::Severity::Warning, message, std::nullopt}).text;
    };
    EXPECT_EQ(
        told("The program /usr/bin/scan of the hook file-received ended with code 3 (no (such) device)."),
        u"“file-received”的程序 /usr/bin/scan 出错退出，代码 3（no (such) device）。"_s);
    EXPECT_EQ(
        told("The program /usr/bin/scan of the hook file-received could not be started: Permission denied."),
        u"“file-received”的程序 /usr/bin/scan 无法启动：没有权限。"_s);
    EXPECT_EQ(told("The program /x of the hook message-received was ended because it took longer than 60 s."),
              u"“message-received”的程序 /x 运行超过 60 秒，被终止了。"_s);
    EXPECT_EQ(told("The hook file-received cannot be run: its helper is not there."),
              u"“file-received”的程序无法运行：辅助进程不在了，重新启动飞鸽即可恢复。"_s);
}

TEST_F(NodeSentenceTest, WhatIsNotKnownStaysAsItWasSaid) {
    for (const char* sentence : {"It rains: take a coat.", "", ":", "The hook", "\"\"", "%1 %2 %3"})
        EXPECT_EQ(node_sentence(sentence), QString::fromUtf8(sentence));
    // Known by half: what is known is said.
    EXPECT_EQ(node_sentence("The hook x cannot be run: It rains."), u"“x”的程序无法运行：It rains。"_s);
    EXPECT_EQ(
        node_sentence("digging a hole: the disk is full; make room, then resume the transfer").first(16),
        u"digging a hole：磁"_s);
}

TEST_F(NodeSentenceTest, EnglishIsTheNodesOwn) {
    desk.settings().set_language(u"en"_s);
    for (const char* sentence : {"opening \"x\": The disk is full; make room, then resume the transfer",
                                 "Nobody answers at 10.0.0.9: Connection refused."})
        EXPECT_EQ(node_sentence(sentence), QString::fromUtf8(sentence));
}

TEST(NodePattern, FindsWhatStandsAtItsPlaces) {
    EXPECT_EQ(places_of(u"the hook a b was left out"_s, "The hook %1 was left out"), QStringList{u"a b"_s});
    EXPECT_EQ(places_of(u"b to a."_s, "%2 to %1."), QStringList({u"a"_s, u"b"_s}));
    EXPECT_EQ(places_of(u"x is here is here"_s, "%1 is here"), QStringList{u"x is here"_s});
    EXPECT_FALSE(places_of(u"The hook  was left out"_s, "The hook %1 was left out"))
        << "nothing stands there";
    EXPECT_FALSE(places_of(u"The hook a was left out twice"_s, "The hook %1 was left out"));
    EXPECT_FALSE(places_of(QString(), "%1 is here"));
    EXPECT_TRUE(places_of(u"exactly"_s, "Exactly"));
    EXPECT_EQ(filled(u"%2, %1 and 100 %"_s, {u"a%2"_s, u"b"_s}), u"b, a%2 and 100 %"_s)
        << "names are no patterns";
}

// --- The words are the node's own: one that it says otherwise by now would stay English.

[[nodiscard]] QString sources_of_the_node() {
    QString all;
    for (const QString& room :
         {u"app"_s, u"chat"_s, u"store"_s, u"transfer"_s, u"net"_s, u"control"_s, u"interop"_s}) {
        QDirIterator files(QStringLiteral(CULVER_SOURCE_DIR) + u'/' + room, {u"*.cc"_s, u"*.h"_s},
                           QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile source(files.next());
            if (source.open(QIODevice::ReadOnly)) all += QString::fromUtf8(source.readAll());
        }
    }
    static const QRegularExpression parted(u"\"\\s*\\n\\s*\""_s);  // a text in several literals is one
    return all.remove(parted);
}

// As a literal holds it, and with a small or a capital letter first.
[[nodiscard]] QString as_written(QString words) {
    words.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s);
    if (words.isEmpty() || !words[0].isLetter()) return QRegularExpression::escape(words);
    return u"["_s + words[0].toLower() + words[0].toUpper() + u']' + QRegularExpression::escape(words.mid(1));
}

[[nodiscard]] bool is_said(const QString& sources, const QString& words) {
    const QRegularExpression literal(u'"' + as_written(words));
    return sources.contains(literal);
}

// The literals of a pattern follow each other within one statement, with something else between them.
[[nodiscard]] bool is_composed(const QString& sources, const char* pattern) {
    static const QRegularExpression place(u"%\\d"_s);
    QStringList between;
    for (const QString& words : QString::fromUtf8(pattern).split(place)) {
        // "KEY must be …": what is wrong with a setting and its name meet in another statement.
        if (!words.isEmpty())
            between.append(between.isEmpty() ? u" ?"_s + as_written(words.mid(words.startsWith(u' ')))
                                             : as_written(words));
    }
    return sources.contains(QRegularExpression(u'"' + between.join(u"\"[^;]{1,160}?\""_s)));
}

TEST(NodeSentences, AreSaidByTheNode) {
    const QString sources = sources_of_the_node();
    for (const QString& sentence : known_node_sentences())
        EXPECT_TRUE(is_said(sources, sentence)) << sentence.toStdString();
    for (const auto patterns : {node_patterns(), node_fragments()}) {
        for (const NodePattern& one : patterns) EXPECT_TRUE(is_composed(sources, one.words)) << one.words;
    }
    for (const NodePattern& one : node_deeds()) {
        // transfer/folder.cc puts the name behind: shown("opening", path).
        const QString verb = QString::fromUtf8(one.words).section(u' ', 0, 0).toLower();
        EXPECT_TRUE(is_composed(sources, one.words) || sources.contains(u"shown(\""_s + verb + u'"'))
            << one.words;
    }
    EXPECT_FALSE(is_said(sources, u"It rains; take a coat"_s));
    EXPECT_FALSE(is_composed(sources, "The hook %1 rains"));
}

TEST(NodeSentences, OfTheSystemAreTheSystems) {
    std::vector<QString> all;
    for (int number = 1; number < 134; ++number) all.push_back(QString::fromUtf8(::strerrordesc_np(number)));
    for (const char* sentence : system_sentences())
        EXPECT_TRUE(std::ranges::find(all, QString::fromUtf8(sentence)) != all.end()) << sentence;
}

}  // namespace
}  // namespace culver::desktop::test
