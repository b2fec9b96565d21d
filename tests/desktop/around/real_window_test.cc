// SPDX-License-Identifier: Apache-2.0
// The whole window over real nodes: what a person does on a first morning.
#include "tests/desktop/around/hands.h"
#include "tests/desktop/around/whole_window.h"
#include "tests/desktop/model/real_nodes.h"
#include "ui/desktop/around/doctor_sheet.h"
#include "ui/desktop/around/finding_words.h"
#include "ui/desktop/around/language.h"
#include "ui/desktop/around/search_sheet.h"
#include "ui/desktop/around/surroundings.h"
#include "ui/desktop/look/kit.h"
#include "ui/desktop/view/composer.h"
#include "ui/desktop/view/main_window.h"

#include <QApplication>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QFile>
#include <QListView>
#include <QMimeData>
#include <QSignalSpy>
#include <fstream>

namespace culver::desktop::test {
namespace {

using namespace Qt::StringLiterals;

struct English {
    explicit English(Desk& desk) : language((desk.settings().set_language(u"en"_s), desk)) {}
    Language language;
};

struct EnglishWindow : English, WholeWindow {
    explicit EnglishWindow(Desk& desk) : English(desk), WholeWindow(desk) {}
};

TEST_F(RealNodes, AWindowTalksTakesAFileFindsItAgainAndSpeaksChinese) {
    EnglishWindow whole(*desk);
    MainWindow& window = whole.window;
    Surroundings& around = whole.around;
    window.open_conversation(mei.id());
    auto* editor = window.findChild<ComposerEdit*>();
    ASSERT_NE(editor, nullptr);
    QTest::keyClicks(editor, u"The client said yes to the awning"_s);
    QTest::keyClick(editor, Qt::Key_Return);
    auto* there = other->conversation(nora.id());
    ASSERT_TRUE(comes([&] { return texts(*there).contains(u"The client said yes to the awning"_s); }, 20000));
    EXPECT_EQ(editor->toPlainText(), QString()) << "what was sent is gone from the field";

    const auto plan = mei.home() / "plan of the shop.txt";
    std::ofstream(plan) << std::string(2'000'000, 'p');
    QSignalSpy offered(&desk->transfers(), &TransferModel::offered),
        ended(&desk->transfers(), &TransferModel::ended);
    other->send_files({nora.id()}, {text_of(plan.string())}, {});
    ASSERT_TRUE(comes([&] { return offered.size() == 1; }, 20000));
    const QString transfer = offered[0][0].toString();
    around.open_accept(transfer);
    ASSERT_TRUE(comes([&] { return offers(&window, u"Accept"_s); }));
    const auto pressed = [&] {  // again, where the node refused the first time: the sheet says why and stays
        if (offers(&window, u"Accept"_s)) press(&window, u"Accept"_s);
        return ended.size() == 1;
    };
    ASSERT_TRUE(comes(pressed, 60000))
        << static_cast<int>(desk->transfers().find(transfer)->row.state) << ", "
        << static_cast<int>(other->transfers().find(transfer)->row.state);
    EXPECT_EQ(desk->transfers().find(transfer)->row.state, control::TransferState::Done);
    QFile got(text_of((nora.received() / "plan of the shop.txt").string()));
    ASSERT_TRUE(got.open(QIODevice::ReadOnly));
    EXPECT_EQ(got.readAll(), QByteArray(2'000'000, 'p'));

    // Dropped where nothing else takes it: it waits in the open conversation.
    QMimeData carried;
    carried.setUrls({QUrl::fromLocalFile(text_of(plan.string()))});
    QDragEnterEvent enter(QPoint(600, 5), Qt::CopyAction, &carried, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &enter);
    EXPECT_TRUE(enter.isAccepted());
    QDropEvent drop(QPointF(600, 5), Qt::CopyAction, &carried, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &drop);
    EXPECT_EQ(window.findChild<Composer*>()->standing().paths, QStringList{text_of(plan.string())});

    around.open_search({}, u"awning"_s);
    auto* search = window.findChild<SearchSheet*>();
    ASSERT_NE(search, nullptr);
    auto* found = search->findChild<QListView*>();
    ASSERT_TRUE(comes([&] { return found->model() != nullptr && found->model()->rowCount() >= 1; }));
    QTest::keyClick(search, Qt::Key_Escape);

    const QString english = editor->placeholderText();
    desk->settings().set_language(u"zh_CN"_s);
    EXPECT_TRUE(comes([&] { return editor->placeholderText() == u"输入消息"; })) << english.toStdString();
    desk->settings().set_language(u"en"_s);
    EXPECT_TRUE(comes([&] { return editor->placeholderText() == english; }));
}

TEST_F(RealNodes, TheNetworkExaminationSaysWhatTheNodeFinds) {
    EnglishWindow whole(*desk);
    MainWindow& window = whole.window;
    Surroundings& around = whole.around;
    around.open_doctor();
    auto* sheet = window.findChild<DoctorSheet*>();
    ASSERT_NE(sheet, nullptr);
    EXPECT_TRUE(reads(sheet, u"Looking at the network"_s));
    ASSERT_TRUE(comes([&] { return offers(sheet, u"Copy report"_s); }, 40000));
    press(sheet, u"Copy report"_s);
    const QString report = QGuiApplication::clipboard()->text();
    control::FindingList found;
    bool told = false;
    desk->client().call(control::method::Doctor{}, &window,
                        std::function([&](control::Reply<control::FindingList> reply) {
                            told = true;
                            if (reply) found = *reply;
                        }));
    ASSERT_TRUE(comes([&] { return told; }, 40000));
    ASSERT_FALSE(found.findings.empty()) << "a network of loopback alone is worth a word";
    for (const control::Finding& finding : found.findings) {
        EXPECT_TRUE(report.contains(u"["_s + text_of(finding.code) + u"]"_s)) << report.toStdString();
        const FindingWords words = finding_words(finding);
        EXPECT_TRUE(reads(sheet, words.title.isEmpty() ? words.message : words.title)) << finding.code;
        EXPECT_TRUE(words.advice.isEmpty() || reads(sheet, words.advice)) << finding.code;
    }
    EXPECT_TRUE(offers(sheet, u"Examine again"_s));
    // The way to one person.
    QTest::keyClick(sheet, Qt::Key_Escape);
    around.open_doctor(mei.id());
    sheet = window.findChildren<DoctorSheet*>().last();
    ASSERT_TRUE(comes([&] { return offers(sheet, u"Copy report"_s); }, 40000));
    EXPECT_TRUE(reads(sheet, u"The way to Mei Tanaka"_s));
}

}  // namespace
}  // namespace culver::desktop::test
