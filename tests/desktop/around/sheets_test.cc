// SPDX-License-Identifier: Apache-2.0
// The sheets and pages around the main window, pressed by hand: what they show and what they ask of the node.
#include "tests/desktop/around/hands.h"
#include "tests/desktop/around/office.h"
#include "tests/desktop/around/whole_window.h"
#include "ui/desktop/around/accept.h"
#include "ui/desktop/around/autostart.h"
#include "ui/desktop/around/emoji_picker.h"
#include "ui/desktop/around/first_run.h"
#include "ui/desktop/around/groups.h"
#include "ui/desktop/around/language.h"
#include "ui/desktop/around/own_picture.h"
#include "ui/desktop/around/people_list.h"
#include "ui/desktop/around/qr_picture.h"
#include "ui/desktop/around/search_sheet.h"
#include "ui/desktop/around/settings_window.h"
#include "ui/desktop/around/surroundings.h"
#include "ui/desktop/around/verify.h"
#include "ui/desktop/look/faces.h"
#include "ui/desktop/look/kit.h"
#include "ui/desktop/model/places.h"
#include "ui/desktop/view/composer.h"
#include "ui/desktop/view/conversation_pane.h"
#include "ui/desktop/view/empty_state.h"
#include "ui/desktop/view/main_window.h"

#include <gtest/gtest.h>
#include <qrencode.h>

#include <QAbstractItemView>
#include <QAccessible>
#include <QApplication>
#include <QFile>
#include <QFileDialog>
#include <QImage>
#include <QLineEdit>
#include <QMessageBox>
#include <QPointer>
#include <QRegularExpression>
#include <QSet>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

namespace culver::desktop::test {
namespace {

using namespace Qt::StringLiterals;

struct SheetsTest : OfficeTest {
    void SetUp() override {
        qputenv("XDG_CONFIG_HOME", QByteArray::fromStdString((office.folder.path() / "config").string()));
        OfficeTest::SetUp();
    }
};

TEST_F(SheetsTest, TheSameNumbersMakeAColleagueVerified) {
    const QString lin = text_of(id_of('l'));
    const QPointer<VerifySheet> sheet = new VerifySheet(window(), *office.desk, lin);
    sheet->open();
    EXPECT_FALSE(button(sheet, u"They match"_s)->isEnabled()) << "nothing to compare yet";
    ASSERT_TRUE(comes([&] { return button(sheet, u"They match"_s)->isEnabled(); }));
    QStringList digits;
    for (auto* one : sheet->findChildren<QWidget*>()) {
        if (one->accessibleName().size() == 2) digits.append(one->accessibleName());
    }
    EXPECT_EQ(digits, QStringList({u"48"_s, u"07"_s, u"93"_s, u"21"_s, u"65"_s, u"30"_s}));
    press(sheet, u"They match"_s);
    ASSERT_TRUE(comes([&] { return sheet.isNull(); }));
    EXPECT_EQ(office.node.last_of("peer.trust").at("code"), "48 07 93 21 65 30");
}

TEST_F(SheetsTest, DifferentNumbersBlockAndSayWhatToDo) {
    const QPointer<VerifySheet> sheet = new VerifySheet(window(), *office.desk, text_of(id_of('l')));
    sheet->open();
    ASSERT_TRUE(comes([&] { return button(sheet, u"They match"_s)->isEnabled(); }));
    press(sheet, u"They differ"_s);
    EXPECT_TRUE(reads(sheet, u"This is not Lin Wei"_s));
    EXPECT_FALSE(button(sheet, u"They match"_s)->isVisible());
    ASSERT_TRUE(comes([&] { return office.node.count_of("peer.block") == 1; }));
    EXPECT_EQ(office.node.count_of("peer.trust"), 0);
}

TEST_F(SheetsTest, PeopleInOtherNetworksAreAskedByAddress) {
    SettingsWindow settings(*office.desk, window());
    settings.show();
    settings.show_page(u"network"_s);
    auto* hosts = settings.findChild<Field*>(u"hosts"_s);
    ASSERT_NE(hosts, nullptr);
    ASSERT_TRUE(comes([&] { return hosts->isEnabled(); })) << "what holds is known";
    const auto write = [&](const QString& words) {
        hosts->edit().setFocus();
        hosts->edit().selectAll();
        QTest::keyClicks(&hosts->edit(), words);
        QTest::keyClick(&hosts->edit(), Qt::Key_Return);
    };
    write(u"10.1.2.3, fd00::7"_s);
    ASSERT_TRUE(comes([&] { return office.node.count_of("config.set") == 1; }));
    EXPECT_EQ(office.node.last_of("config.set").at("key"), "hosts");
    EXPECT_EQ(office.node.last_of("config.set").at("value"), R"(["10.1.2.3","fd00::7"])");
    office.node.refuse("config.set");
    write(u"the printer"_s);
    ASSERT_TRUE(comes([&] { return office.node.count_of("config.set") == 2; }));
    ASSERT_TRUE(comes([&] { return !hosts->error().isEmpty(); }));
    EXPECT_EQ(hosts->text(), u"the printer") << "what was typed stays, to be mended";
    QTest::keyClick(&hosts->edit(), Qt::Key_Return);
    EXPECT_TRUE(comes([&] { return office.node.count_of("config.set") == 3; })) << "or sent once more";
}

TEST_F(SheetsTest, SettingsShowAndChangeTheNodes) {
    SettingsWindow settings(*office.desk, window());
    settings.show();
    auto* marks = settings.findChild<Switch*>(u"read_marks"_s);
    ASSERT_NE(marks, nullptr);
    ASSERT_TRUE(comes([&] { return marks->isChecked(); }));
    settings.show_page(u"security"_s);
    QTest::mouseClick(marks, Qt::LeftButton);
    ASSERT_TRUE(comes([&] { return office.node.count_of("config.set") == 1; }));
    EXPECT_EQ(office.node.last_of("config.set").at("key"), "read_marks");
    EXPECT_EQ(office.node.last_of("config.set").at("value"), "false");
    settings.show_page(u"appearance"_s);
    auto* dark = settings.findChild<QAbstractButton*>(u"theme-2"_s);
    QTest::mouseClick(dark, Qt::LeftButton);
    EXPECT_EQ(office.desk->settings().theme(), DeskSettings::Theme::Dark);
    office.desk->settings().set_theme(DeskSettings::Theme::Light);
}

TEST_F(SheetsTest, AFolderThatWasChangedIsKnownEverywhere) {
    SettingsWindow settings(*office.desk, window());
    settings.show();
    office.node.answer("node.status", [](const Json&) {
        return Json{{"id", id_of('a')}, {"version", "0.1.0"}, {"receive_dir", "/srv/incoming"}};
    });
    settings.show_page(u"files"_s);
    const QString picked = text_of(office.folder.path().string());
    QTimer picks;
    QObject::connect(&picks, &QTimer::timeout, [&] {
        // Before it has read the folder it may say that there is none such: away with that, and once more.
        if (auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget())) return box->reject();
        auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
        if (dialog == nullptr) return;
        dialog->selectFile(picked);
        QMetaObject::invokeMethod(dialog, "accept");
    });
    picks.start(20);
    const auto all = settings.findChildren<Button*>();
    const auto change = std::ranges::find_if(
        all, [](const Button* one) { return one->text() == u"Change"_s && one->isVisible(); });
    ASSERT_NE(change, all.end());
    (*change)->click();
    ASSERT_TRUE(comes([&] { return office.node.count_of("config.set") == 1; }));
    EXPECT_TRUE(comes([&] { return receive_folder(*office.desk) == u"/srv/incoming"_s; }))
        << receive_folder(*office.desk).toStdString();
}

TEST_F(SheetsTest, RefusedSettingsFallBack) {
    office.node.answer("config.set", [](const Json&) { return Json::array(); });
    SettingsWindow settings(*office.desk, window());
    settings.show();
    auto* marks = settings.findChild<Switch*>(u"read_marks"_s);
    ASSERT_TRUE(comes([&] { return marks->isChecked(); }));
    settings.show_page(u"security"_s);
    QTest::mouseClick(marks, Qt::LeftButton);
    EXPECT_FALSE(marks->isChecked());
    EXPECT_TRUE(comes([&] { return marks->isChecked(); }))
        << "what was not taken must not look as if it were";
}

TEST_F(SheetsTest, FirstRunAsksForANameAndSetsAll) {
    Surroundings around(*office.desk, office.shell);
    around.start();
    auto* page = window()->findChild<FirstRun*>();
    ASSERT_NE(page, nullptr);
    ASSERT_TRUE(comes([&] { return page->findChild<LineEdit*>()->text() == u"Nora Blake"; }));
    auto* name = page->findChild<LineEdit*>();
    name->clear();
    press(page, u"Start"_s);
    EXPECT_TRUE(reads(page, u"Colleagues need a name to find you by"_s));
    EXPECT_EQ(office.node.count_of("profile.set"), 0);
    QTest::keyClicks(name, u"Nora B"_s);
    press(page, u"Start"_s);
    ASSERT_TRUE(comes([&] { return office.desk->settings().first_run_done(); }));
    EXPECT_EQ(office.node.last_of("profile.set").at("name"), "Nora B");
    EXPECT_EQ(office.node.last_of("config.set").at("key"), "announce");
    EXPECT_EQ(office.node.last_of("config.set").at("value"), "everywhere");
    const auto& profile = office.desk->client().profile();
    EXPECT_TRUE(autostarts(profile));
    QFile file(autostart_file(profile));
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    EXPECT_TRUE(file.readAll().contains(" --hidden --profile \"" +
                                        QByteArray::fromStdString(profile.string()) + "\"\n"))
        << "it is not the usual profile that this window shows";
    EXPECT_NE(autostart_file(profile), autostart_file(profile / "another"));
    EXPECT_TRUE(set_autostart(profile, false));
    EXPECT_FALSE(autostarts(profile));
}

// What a desktop makes of the key Exec: first the value of type string, then the words of the command.
[[nodiscard]] QStringList words_of_exec(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return {};
    QStringList lines =
        QString::fromUtf8(file.readAll()).split(u'\n').filter(QRegularExpression(u"^Exec="_s));
    if (lines.size() != 1) return {};
    const QString value = lines.first().mid(5);
    QString command;
    for (qsizetype at = 0; at < value.size(); ++at) {
        if (value[at] != u'\\') {
            command += value[at];
            continue;
        }
        const auto which = u"sntr\\"_s.indexOf(value.mid(++at, 1));
        if (which < 0 || at == value.size()) return {u"no such escape: "_s + value.mid(at, 1)};
        command += u" \n\t\r\\"_s[which];
    }
    QStringList words;
    bool quoted = false, begun = false;
    QString word;
    const auto end = [&] {
        if (std::exchange(begun, false)) words.append(std::exchange(word, {}).replace(u"%%"_s, u"%"_s));
    };
    for (qsizetype at = 0; at < command.size(); ++at) {
        const QChar sign = command[at];
        if (sign == u'"') {
            quoted = !quoted;
            begun = true;
        } else if (!quoted && sign == u' ') {
            end();
        } else {
            if (quoted && u"`$"_s.contains(sign)) return {u"not escaped: "_s + sign};
            const bool escape = quoted && sign == u'\\' && u"\"`$\\"_s.contains(command.mid(at + 1, 1));
            if (quoted && sign == u'\\' && !escape) return {u"a backslash alone"_s};
            word += escape ? command[++at] : sign;
            begun = true;
        }
    }
    end();
    return words;
}

TEST_F(SheetsTest, AnyFolderIsStartedAgainByTheDesktop) {
    for (const char* name :
         {"plain", "two words", "\"said\"", "$HOME", "`id`", "back\\slash", "\\", "\\\\n",
          "line\nHidden=true", "tab\there", "\r", "100 %", "%f", "%%", "\\\"$`\\", "飞鸽"}) {
        const std::filesystem::path profile = office.folder.path() / name;
        ASSERT_TRUE(set_autostart(profile, true)) << name;
        EXPECT_TRUE(autostarts(profile)) << name;
        EXPECT_EQ(words_of_exec(autostart_file(profile)),
                  QStringList({QCoreApplication::applicationFilePath(), u"--hidden"_s, u"--profile"_s,
                               text_of(profile.string())}))
            << name;
    }
}

TEST_F(SheetsTest, NewGroupHoldsThoseWhoWereChosen) {
    const QPointer<NewGroupSheet> sheet = new NewGroupSheet(window(), *office.desk, {Office::kMei});
    QString group;
    QObject::connect(sheet, &NewGroupSheet::created, sheet, [&](const QString& id) { group = id; });
    sheet->open();
    press(sheet, u"Create with 1 person"_s);
    EXPECT_TRUE(reads(sheet, u"A group needs a name"_s));
    QTest::keyClicks(sheet->findChild<LineEdit*>(), u"Harbour Street 14"_s);
    press(sheet, u"Create with 1 person"_s);
    ASSERT_TRUE(comes([&] { return sheet.isNull(); }));
    EXPECT_EQ(office.node.last_of("group.create").at("peers"), Json::array({"id:" + id_of('m')}));
    EXPECT_EQ(group, text_of(id_of('g')));
}

TEST_F(SheetsTest, SearchLeadsIntoTheConversation) {
    auto* sheet = new SearchSheet(window(), *office.desk, {}, {});
    QSignalSpy jumps(sheet, &SearchSheet::jump);
    sheet->open(sheet->findChild<LineEdit*>());
    QTest::keyClicks(sheet->findChild<LineEdit*>(), u"mill"_s);
    ASSERT_TRUE(comes([&] { return office.node.count_of("chat.search") > 0; }));
    EXPECT_EQ(office.node.last_of("chat.search").at("text"), "mill");
    auto* list = sheet->findChild<QAbstractItemView*>();
    ASSERT_TRUE(comes([&] { return list->model()->rowCount() == 1 && list->currentIndex().isValid(); }));
    QTest::keyClick(sheet->findChild<LineEdit*>(), Qt::Key_Return);
    ASSERT_EQ(jumps.size(), 1);
    EXPECT_EQ(jumps.at(0).at(0).toString(), Office::kMei);
}

TEST_F(SheetsTest, OnesOwnPictureIsMadeSmallAndTakenAway) {
    QByteArray given;
    std::string shown;
    office.node.answer("profile.set", [&](const Json& params) {
        shown = params["picture"].get<std::string>();
        QFile file(QString::fromStdString(shown));
        given = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        const Json row{{"id", Office::kOwn.toStdString()}, {"picture", shown.empty() ? Json() : Json(shown)}};
        QTimer::singleShot(0, &office.node,
                           [this, row] { office.node.tell(event_of("profile_changed", row)); });
        return row;
    });
    OwnPicture picture(*office.desk);
    picture.show();
    EXPECT_EQ(button(&picture, u"Remove"_s)->isVisible(), false) << "there is nothing to be removed";
    const QString photo = QString::fromStdString((office.folder.path() / "photo.png").string());
    QImage large(1600, 1200, QImage::Format_RGB32);
    large.fill(Qt::darkGreen);
    ASSERT_TRUE(large.save(photo));
    picture.use(photo);
    ASSERT_TRUE(comes([&] { return button(&picture, u"Remove"_s)->isVisible(); }));
    EXPECT_EQ(read_face(given, 20).size(), QSize(20, 20)) << given.size();
    EXPECT_FALSE(QFile::exists(QString::fromStdString(shown))) << "the node has its own copy";
    press(&picture, u"Remove"_s);
    ASSERT_TRUE(comes([&] { return !button(&picture, u"Remove"_s)->isVisible(); }));
    EXPECT_TRUE(shown.empty());
    picture.use(QString::fromStdString((office.folder.path() / "desktop.ini").string()));
    ASSERT_TRUE(comes([&] { return reads(&picture, u"cannot be shown as a picture"_s); }));
}

TEST_F(SheetsTest, AnOpenSheetChangesItsLanguage) {
    Surroundings around(*office.desk, office.shell);
    around.open_accept(text_of(office.offer));
    auto* sheet = window()->findChild<AcceptSheet*>();
    ASSERT_NE(sheet, nullptr);
    EXPECT_NE(button(sheet, u"Decide later"_s), nullptr);
    office.desk->settings().set_language(u"zh_CN"_s);
    ASSERT_TRUE(comes([&] { return button(sheet, u"稍后再说"_s) != nullptr; }));
    EXPECT_TRUE(reads(sheet, u"保存到"_s));
    EXPECT_TRUE(theme().chinese());
    office.desk->settings().set_language(u"en"_s);
    ASSERT_TRUE(comes([&] { return button(sheet, u"Decide later"_s) != nullptr; }));
}

TEST_F(SheetsTest, ReadersOfTheScreenHearRolesNamesAndStates) {
    QAccessible::setActive(true);
    auto* sheet = new AcceptSheet(window(), *office.desk, text_of(office.offer));
    sheet->open();
    QAccessibleInterface* dialog = QAccessible::queryAccessibleInterface(sheet);
    ASSERT_NE(dialog, nullptr);
    EXPECT_EQ(dialog->role(), QAccessible::Dialog);
    EXPECT_EQ(dialog->text(QAccessible::Name), u"Tom Okafor sends you 4 files");
    QAccessibleInterface* file = QAccessible::queryAccessibleInterface(button(sheet, u"awning-model.dxf"_s));
    ASSERT_NE(file, nullptr);
    EXPECT_EQ(file->role(), QAccessible::CheckBox);
    EXPECT_TRUE(file->state().checked);
    QAccessibleInterface* accept = QAccessible::queryAccessibleInterface(button(sheet, u"Accept"_s));
    EXPECT_EQ(accept->role(), QAccessible::Button);
    // Everything that takes the focus has a name.
    for (auto* one : sheet->findChildren<QWidget*>()) {
        if ((one->focusPolicy() & Qt::TabFocus) == 0 || !one->isVisible() || one->inherits("QScrollArea"))
            continue;
        QAccessibleInterface* heard = QAccessible::queryAccessibleInterface(one);
        EXPECT_FALSE(heard->text(QAccessible::Name).isEmpty()) << one->metaObject()->className();
    }
}

TEST_F(SheetsTest, TheKeyboardStaysInTheSheet) {
    auto* sheet = new VerifySheet(window(), *office.desk, text_of(id_of('l')));
    QLineEdit below(window());
    below.show();
    sheet->open();
    window()->activateWindow();
    for (int step = 0; step < 8; ++step) {
        QTest::keyClick(QApplication::focusWidget() != nullptr ? QApplication::focusWidget() : sheet,
                        Qt::Key_Tab);
        QWidget* focus = QApplication::focusWidget();
        if (focus != nullptr) EXPECT_TRUE(sheet->isAncestorOf(focus)) << focus->metaObject()->className();
    }
}

TEST_F(SheetsTest, TheQrPictureHoldsTheDigitsThatStandBesideIt) {
    const QPointer<VerifySheet> sheet = new VerifySheet(window(), *office.desk, text_of(id_of('l')));
    sheet->open();
    ASSERT_TRUE(comes([&] { return button(sheet, u"They match"_s)->isEnabled(); }));
    QStringList digits;
    for (auto* one : sheet->findChildren<QWidget*>()) {
        if (one->accessibleName().size() == 2) digits.append(one->accessibleName());
    }
    const QByteArray said = digits.join(u' ').toLatin1();
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
        QRcode_encodeString8bit(said.constData(), 0, QR_ECLEVEL_M), &QRcode_free);
    ASSERT_TRUE(code);
    auto* picture = sheet->findChild<QrPicture*>();
    ASSERT_EQ(picture->modules(), code->width);
    // As a phone sees it: dark or light in the middle of each module.
    const QImage seen = picture->grab().toImage();
    int left = seen.width(), right = 0;
    const auto dark = [&](int x, int y) { return seen.pixelColor(x, y).lightness() < 128; };
    for (int y = 4; y < seen.height() - 4; ++y) {
        for (int x = 4; x < seen.width() - 4; ++x) {
            if (!dark(x, y)) continue;
            left = std::min(left, x);
            right = std::max(right, x);
        }
    }
    const double module = double(right - left + 1) / code->width;
    EXPECT_GE(module, 3) << "a camera sees it from a hand's breadth";
    EXPECT_GE(left, 2 * module) << "quiet around it";
    int wrong = 0;
    for (int y = 0; y < code->width; ++y) {
        for (int x = 0; x < code->width; ++x) {
            const bool wanted = (code->data[y * code->width + x] & 1) != 0;
            const auto at = [&](int index) { return static_cast<int>(left + (index + 0.5) * module); };
            wrong += dark(at(x), at(y)) != wanted ? 1 : 0;
        }
    }
    EXPECT_EQ(wrong, 0);
}

TEST_F(SheetsTest, EveryKindOfEmojiShowsItsSignAlsoTheChosenOne) {
    EmojiPicker picker(office.shell.window(), office.desk->settings());
    picker.show();
    int chosen = 0;
    for (auto* tab : picker.findChildren<IconButton*>()) {
        if (!tab->isCheckable()) continue;
        chosen += tab->isChecked();
        const QImage middle = tab->grab(tab->rect().adjusted(8, 8, -8, -8)).toImage();
        QSet<QRgb> colours;
        for (int y = 0; y < middle.height(); ++y) {
            for (int x = 0; x < middle.width(); ++x) colours.insert(middle.pixel(x, y));
        }
        EXPECT_GT(colours.size(), 1) << tab->accessibleName().toStdString();
    }
    EXPECT_EQ(chosen, 1);
}

TEST_F(SheetsTest, AnEmojiThatIsChosenStandsWhereOneWrites) {
    WholeWindow whole(*office.desk);
    MainWindow& main = whole.window;
    main.open_conversation(Office::kMei);
    auto& editor = main.talk().composer().editor();
    QTest::keyClicks(&editor, u"ab"_s);
    QTest::keyClick(&editor, Qt::Key_Left);
    const auto picker = [&] {
        press(&main, u"Emoji"_s);
        return main.findChild<EmojiPicker*>();
    };
    QPointer<EmojiPicker> first = picker();
    ASSERT_FALSE(first.isNull());
    const QString heart = emoji_for(u"heart"_s).value(0);
    ASSERT_FALSE(heart.isEmpty());
    QTest::keyClicks(&first->search(), u"heart"_s);
    QTest::keyClick(&first->search(), Qt::Key_Return);
    EXPECT_TRUE(comes([&] { return first.isNull(); }));
    EXPECT_EQ(editor.toPlainText(), u"a"_s + heart + u"b"_s);
    EXPECT_EQ(office.desk->settings().recent_emoji().value(0), heart);
    // By mouse, out of the found ones: the second.
    QPointer<EmojiPicker> again = picker();
    ASSERT_FALSE(again.isNull());
    QTest::keyClicks(&again->search(), u"heart"_s);
    const QString second = emoji_for(u"heart"_s).value(1);
    auto* grid = again->findChild<QScrollArea*>()->widget();
    const int cell = grid->width() / 9;
    QTest::mouseClick(grid, Qt::LeftButton, {}, {cell + cell / 2, cell / 2});
    EXPECT_EQ(editor.toPlainText(), u"a"_s + heart + second + u"b"_s);
    EXPECT_EQ(office.node.count_of("chat.say"), 0) << "written, not sent";
}

TEST_F(SheetsTest, ASearchThatFindsNothingSaysSoInItsPlace) {
    office.node.answer("chat.search", [](const Json&) {
        return Json{{"messages", Json::array()}, {"earlier", nullptr}, {"later", nullptr}};
    });
    auto* sheet = new SearchSheet(window(), *office.desk, {}, u"zzz"_s);
    sheet->open();
    const auto* none = sheet->findChild<EmptyState*>();
    ASSERT_NE(none, nullptr);
    ASSERT_TRUE(comes([&] { return none->isVisible(); }));
    EXPECT_TRUE(reads(none, u"Nothing found"_s));
}

}  // namespace
}  // namespace culver::desktop::test
