// SPDX-License-Identifier: Apache-2.0
// A change of the language takes nobody's window away: whatever is open says all it says in the new one.
#include "tests/desktop/around/every_sheet.h"
#include "tests/desktop/around/whole_window.h"
#include "ui/desktop/around/settings_window.h"

#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

namespace culver::desktop::test {
namespace {

using namespace Qt::StringLiterals;

// All that is read, pointed at or heard.
[[nodiscard]] QSet<QString> words_in(const QWidget* root) {
    QSet<QString> all;
    QList<QWidget*> widgets = root->findChildren<QWidget*>();
    for (const QWidget* widget : widgets) {
        all.insert(widget->accessibleName());
        all.insert(widget->accessibleDescription());
        all.insert(widget->toolTip());
        if (const auto* label = qobject_cast<const QLabel*>(widget)) all.insert(label->text());
        if (const auto* button = qobject_cast<const QAbstractButton*>(widget)) all.insert(button->text());
        if (const auto* line = qobject_cast<const QLineEdit*>(widget)) all.insert(line->placeholderText());
    }
    all.insert(root->windowTitle());
    // Free room and times go on meanwhile.
    static const QRegularExpression number(u"[0-9]+"_s);
    QSet<QString> steady;
    for (QString words : all) steady.insert(words.replace(number, u"#"_s));
    steady.remove(QString());
    return steady;
}

class LanguageChangeTest : public OfficeTest {
protected:
    void speak(const char* language) {
        office.desk->settings().set_language(QString::fromLatin1(language));
        QTest::qWait(60);
    }
    // What was opened in English and then changed must say what it says when it is opened in Chinese.
    void expect_same(const char* name, const QSet<QString>& changed, const QSet<QString>& chinese) {
        EXPECT_GT(chinese.size(), 2) << name;
        const QStringList left((changed - chinese).values());
        EXPECT_TRUE(left.isEmpty()) << name << ": " << left.join(u" | "_s).toStdString();
        const QStringList missing((chinese - changed).values());
        EXPECT_TRUE(missing.isEmpty()) << name << " lacks: " << missing.join(u" | "_s).toStdString();
    }
    void clear() {
        for (auto* child : window()->findChildren<QWidget*>(Qt::FindDirectChildrenOnly)) delete child;
    }
    void TearDown() override { speak("en"); }
};

TEST_F(LanguageChangeTest, ASheetThatIsOpenChangesAllItsWords) {
    Surroundings around(*office.desk, office.shell);
    theme().apply();
    for (const Shown& one : every_sheet()) {
        speak("zh_CN");
        one.open(around, office);
        QTest::qWait(80);
        const auto chinese = words_in(window());
        clear();
        speak("en");
        one.open(around, office);
        QTest::qWait(80);
        EXPECT_FALSE((words_in(window()) - chinese).isEmpty()) << one.name << ": it was in English before";
        speak("zh_CN");
        (void)comes([&] { return words_in(window()) == chinese; });  // parts of it follow a little later
        expect_same(one.name, words_in(window()), chinese);
        clear();
    }
}

TEST_F(LanguageChangeTest, EveryPageOfTheSettingsChangesAllItsWords) {
    Surroundings around(*office.desk, office.shell);
    theme().apply();
    for (const char* name : every_page()) {
        QSet<QString> said[2];
        for (const char* first : {"zh_CN", "en"}) {
            speak(first);
            SettingsWindow* pages = open_settings(around, office);
            ASSERT_NE(pages, nullptr);
            pages->show_page(QString::fromLatin1(name));
            QTest::qWait(60);
            speak("zh_CN");
            said[first[0] == 'e' ? 1 : 0] = words_in(pages);
            delete pages;
        }
        expect_same(name, said[1], said[0]);
    }
}

TEST_F(LanguageChangeTest, EveryPartOfTheWindowChangesAllItsWords) {
    for (const auto side : {MainWindow::Side::None, MainWindow::Side::Details, MainWindow::Side::Transfers}) {
        for (const QString& id : {QString(), Office::kMei, Office::kTom, Office::kOther}) {
            QSet<QString> said[2];
            for (const char* first : {"zh_CN", "en"}) {
                speak(first);
                WholeWindow whole(*office.desk, {1400, 800});
                if (!id.isEmpty()) whole.window.open_conversation(id);
                whole.window.show_side(side);
                QTest::qWait(100);
                speak("zh_CN");
                QTest::qWait(250);  // the details gather what changed
                said[first[0] == 'e' ? 1 : 0] = words_in(&whole.window);
            }
            expect_same(id.isEmpty() ? "nothing open" : id.toLatin1().constData(), said[1], said[0]);
        }
    }
}

}  // namespace
}  // namespace culver::desktop::test
