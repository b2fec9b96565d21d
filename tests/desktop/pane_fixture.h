// SPDX-License-Identifier: Apache-2.0
// A conversation pane over an office of paper, and what opens out of it, which writes down what it was asked.
#pragma once
#include "tests/desktop/around/office.h"
#include "ui/desktop/view/conversation_pane.h"

#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QApplication>
#include <QMenu>
#include <QPointer>
#include <QTest>
#include <QTimer>
#include <algorithm>
#include <fstream>
#include <functional>

namespace culver::desktop::test {

using namespace Qt::StringLiterals;

// What the pane asks to open, kept.
class AroundOfPaper : public Around {
public:
    void open_settings(const QString&) override {}
    void open_verify(const QString&) override {}
    void open_accept(const QString& offer) override { asked = QStringLiteral("accept ") + offer; }
    void open_new_group(const QStringList&) override {}
    void open_add_members(const QString&) override {}
    void open_rename(const QString& group) override { asked = QStringLiteral("rename ") + group; }
    void open_leave(const QString& group) override { asked = QStringLiteral("leave ") + group; }
    void open_remove(const QString&, const QString&) override {}
    void open_block(const QString& peer) override { asked = QStringLiteral("block ") + peer; }
    void open_date(const QDate& day, const std::function<void(const QDate&)>& done) override {
        first_day = day;
        day_chosen = done;
    }
    void replace_node() override { asked = QStringLiteral("replace"); }
    void open_doctor(const QString&) override {}
    void open_profile() override {}
    void open_search(const QString& in, const QString&) override { asked = QStringLiteral("search ") + in; }
    void open_picture(const QString&) override {}
    void open_several_receivers(const QString& text, const QStringList& paths,
                                const std::function<void()>& done, const QString& called) override {
        to_several = text;
        to_several_name = called;
        to_several_paths = paths;
        sent = done;
    }
    void open_notice(const QStringList& to) override {
        asked = QStringLiteral("notice ") + to.join(QLatin1Char(' '));
    }
    void pick_emoji(QWidget*, const std::function<void(const QString&)>&) override {}
    void grab_region(const std::function<void(const QString&)>& done) override { grabbed = done; }
    QString to_several, to_several_name, asked;
    QDate first_day;
    std::function<void(const QDate&)> day_chosen;
    QStringList to_several_paths;
    std::function<void()> sent;
    std::function<void(const QString&)> grabbed;
};

struct ConversationPaneTest : testing::Test {
    Office office;
    AroundOfPaper around;
    std::unique_ptr<ConversationPane> pane;

    void SetUp() override {
        for (int i = 0; i < 6; ++i) {
            const bool own = i % 2 == 1;
            office.node.history.push_back(message_row(i, id_of('m'), id_of(own ? 'a' : 'm'), own,
                                                      "message " + std::to_string(i), i, "read"));
        }
        ASSERT_TRUE(office.open());
        pane = std::make_unique<ConversationPane>(*office.desk, office.shell, office.shell.window());
        pane->set_around(&around);
        pane->resize(800, 700);
        pane->show();
        open(Office::kMei);
    }
    void open(const QString& id) {
        pane->open(id);
        ASSERT_TRUE(comes(
            [&] { return !office.desk->conversation(id)->loading() && row_with(u"message 5"_s) >= 0; }));
    }
    Composer& composer() { return pane->composer(); }
    void write(const QString& text) { QTest::keyClicks(&composer().editor(), text); }
    void enter() { QTest::keyClick(&composer().editor(), Qt::Key_Return); }
    QString draft(const QString& id) { return office.desk->settings().draft(id); }
    int row_with(const QString& text) {
        for (int row = 0; row < pane->messages().count(); ++row) {
            if (pane->messages().item(row)->text == text) return row;
        }
        return -1;
    }
    [[nodiscard]] bool told_that_it_is_kept() {
        return comes([&] { return !office.shell.toasts.isEmpty(); }) &&
               office.shell.toasts.last().startsWith(u"Not sent: "_s);
    }
    QString file(const char* name) {
        std::ofstream(office.folder.path() / name) << "bytes";
        return text_of((office.folder.path() / name).string());
    }
    // Opens a menu, does something while it is open, and chooses.
    void choose(const QString& words, const std::function<void()>& opens,
                const std::function<void()>& meanwhile) {
        bool chosen = false;
        QTimer::singleShot(0, pane.get(), [&] {
            const QPointer<QMenu> menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
            ASSERT_NE(menu, nullptr);
            meanwhile();
            for (QAction* action : menu->actions()) {
                if (action->text() != words) continue;
                action->trigger();
                chosen = true;
            }
            menu->close();
        });
        opens();
        EXPECT_TRUE(chosen) << words.toStdString();
    }
    void choose(int row, const QString& words, const std::function<void()>& meanwhile = [] {}) {
        choose(words, [&] { Q_EMIT pane->messages().menu_wanted(row, QPoint(100, 100), {}); }, meanwhile);
    }
    void choose_in_head(const QString& words) {
        const auto all = pane->findChildren<QAbstractButton*>();
        const auto more = std::ranges::find_if(
            all, [](auto* one) { return one->accessibleName() == u"More"_s && one->isVisible(); });
        ASSERT_NE(more, all.end());
        choose(words, [&] { (*more)->click(); }, [] {});
    }
};

}  // namespace culver::desktop::test
