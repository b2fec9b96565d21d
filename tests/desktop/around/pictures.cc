// SPDX-License-Identifier: Apache-2.0
// Takes the pictures of the documentation: opens the window on the profile of a story
// (tools/desktop_story.py), in a language and theme, and writes what it shows. tools/screenshots runs it.
// Exit code 1 when a label of ours is cut.
#include "tests/desktop/labels.h"
#include "ui/desktop/around/settings_window.h"
#include "ui/desktop/around/surroundings.h"
#include "ui/desktop/look/theme.h"
#include "ui/desktop/model/conversation_model.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/view/main_window.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <cstdio>

using namespace culver::desktop;
using namespace Qt::StringLiterals;

namespace {

int cut_labels_found = 0;

void keep(QWidget& widget, const QString& file) {
    QTest::qWait(400);
    for (const QString& label : cut_labels(widget)) {
        std::fprintf(stderr, "%s: %s\n", qPrintable(file), qPrintable(label));
        ++cut_labels_found;
    }
    // Few colours: eight bits for each pixel make a quarter of the bytes, and nobody sees it.
    const QImage picture = widget.grab().toImage().convertToFormat(QImage::Format_RGB32);
    if (!picture.save(file, "PNG", 0)) std::fprintf(stderr, "%s: cannot be written\n", qPrintable(file));
}

}  // namespace

// pictures STORY.json FOLDER PREFIX light|dark
int main(int argc, char** argv) {
    culver::desktop::prepare_type();
    const QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() != 5) return 2;
    QFile file(arguments[1]);
    if (!file.open(QIODevice::ReadOnly)) return 2;
    const QJsonObject story = QJsonDocument::fromJson(file.readAll()).object();
    const QString folder = arguments[2] + u'/' + arguments[3];
    const bool dark = arguments[4] == u"dark"_s;
    const bool chinese = story.value(u"language"_s).toString().startsWith(u"zh"_s);
    Desk desk(story.value(u"profile"_s).toString().toStdString());
    DeskSettings& settings = desk.settings();
    settings.set_language(chinese ? u"zh_CN"_s : u"en"_s);
    settings.set_theme(dark ? DeskSettings::Theme::Dark : DeskSettings::Theme::Light);
    settings.set_first_run_done(true);
    settings.set_reduced_motion(true);
    MainWindow window(desk);
    Surroundings around(desk, window);
    window.set_around(&around);
    theme().apply();
    desk.start();
    window.resize(1200, 780);
    window.show();
    if (!QTest::qWaitFor([&] { return desk.lists_known(); }, 20000)) return 2;
    const QJsonObject groups = story.value(u"groups"_s).toObject(),
                      people = story.value(u"people"_s).toObject();
    const QString group = groups.value(u"group"_s).toString();
    const QString mei = people.value(u"mei"_s).toObject().value(u"id"_s).toString();
    window.open_conversation(group.isEmpty() ? mei : group);
    window.show_side(MainWindow::Side::Details);
    keep(window, folder + u"-main.png"_s);
    window.open_conversation(mei);
    window.show_side(MainWindow::Side::Transfers);
    keep(window, folder + u"-transfers.png"_s);
    window.resize(720, 480);
    keep(window, folder + u"-small.png"_s);
    window.resize(400, 720);
    keep(window, folder + u"-narrow.png"_s);
    window.resize(1200, 780);
    around.open_settings(u"appearance"_s);
    for (QWidget* top : QApplication::topLevelWidgets()) {
        if (auto* pages = qobject_cast<SettingsWindow*>(top)) keep(*pages, folder + u"-settings.png"_s);
    }
    return cut_labels_found == 0 ? 0 : 1;
}
