// SPDX-License-Identifier: Apache-2.0
// The whole window over real nodes: what a person does on a first morning.
#include "tests/desktop/model/real_nodes.h"
#include "ui/desktop/around/language.h"
#include "ui/desktop/around/search_sheet.h"
#include "ui/desktop/around/surroundings.h"
#include "ui/desktop/look/kit.h"
#include "ui/desktop/view/composer.h"
#include "ui/desktop/view/main_window.h"

#include <QApplication>
#include <QDragEnterEvent>
#include <QFile>
#include <QListView>
#include <QMimeData>
#include <QSignalSpy>
#include <fstream>

namespace culver::desktop::test {
namespace {

using namespace Qt::StringLiterals;

[[nodiscard]] QAbstractButton* shown_button(QWidget& in, const QString& words) {
    for (auto* one : in.findChildren<QAbstractButton*>()) {
        if (one->text() == words && one->isVisible() && one->isEnabled()) return one;
    }
    return nullptr;
}

TEST_F(RealNodes, AWindowTalksTakesAFileFindsItAgainAndSpeaksChinese) {
    desk->settings().set_language(u"en"_s);
    Language language(*desk);
    MainWindow window(*desk);
    Surroundings around(*desk, window);
    window.set_around(&around);
    theme().apply();
    window.resize(1200, 780);
    window.show();
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
    ASSERT_TRUE(comes([&] { return shown_button(window, u"Accept"_s) != nullptr; }));
    const auto pressed = [&] {  // again, where the node refused the first time: the sheet says why and stays
        if (auto* accept = shown_button(window, u"Accept"_s)) QTest::mouseClick(accept, Qt::LeftButton);
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

}  // namespace
}  // namespace culver::desktop::test
