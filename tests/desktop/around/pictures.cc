// SPDX-License-Identifier: Apache-2.0
// Takes the pictures of the documentation: opens the window on the profile of a story
// (tools/desktop_story.py), in a language and theme, and writes what it shows. tools/screenshots runs it.
// Exit code 1 when a label of ours is cut.
#include "tests/desktop/labels.h"
#include "ui/desktop/around/settings_window.h"
#include "ui/desktop/around/surroundings.h"
#include "ui/desktop/look/frames.h"
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
    const QImage picture = widget.grab().toImage().convertToFormat(QImage::Format_RGB32);
    if (!picture.save(file, "PNG", 0)) std::fprintf(stderr, "%s: cannot be written\n", qPrintable(file));
}

}  // namespace

namespace {

// What is photographed: the window of somebody whose profile it is, and the people it is about.
struct Scene {
    Desk& desk;
    MainWindow& window;
    Surroundings& around;
    QJsonObject story;
    QString folder;  // and the beginning of the files' names

    [[nodiscard]] QString person(const QString& key) const {
        return story.value(u"people"_s).toObject().value(key).toObject().value(u"id"_s).toString();
    }
    [[nodiscard]] QString named(const QString& list, const QString& key) const {
        return story.value(list).toObject().value(key).toString();
    }
    // What moves says how long it takes, which is known after it was asked for twice.
    [[nodiscard]] bool knows_what_is_left() const {
        const TransferModel& all = desk.transfers();
        for (int row = 0; row < all.rowCount(); ++row) {
            if (all.view(row).moving() && all.view(row).seconds_left < 0) return false;
        }
        return true;
    }
    // The list of transfers comes after the people.
    void wait_for_flight() const {
        (void)QTest::qWaitFor([this] { return desk.transfers().flight().moving > 0; }, 10000);
    }
    void take(QWidget& widget, const char* name) const {
        if (!QTest::qWaitFor([this] { return knows_what_is_left(); }, 10000))
            std::fprintf(stderr, "%s: something does not move\n", name);
        keep(widget, folder + QLatin1StringView(name));
    }
    void take_sheet(const char* name) const {
        QTest::qWait(1200);  // what it asks the node
        take(window, name);
        for (auto* sheet : window.findChildren<Sheet*>()) sheet->close_with(false);
        QTest::qWait(100);
    }
};

void take_office(const Scene& scene) {
    scene.wait_for_flight();
    const QString mei = scene.person(u"mei"_s);
    scene.window.open_conversation(scene.named(u"groups"_s, u"group"_s));
    scene.window.show_side(MainWindow::Side::Details);
    scene.take(scene.window, "-main.png");
    scene.window.open_conversation(mei);
    scene.window.show_side(MainWindow::Side::Transfers);
    scene.take(scene.window, "-transfers.png");
    scene.window.resize(720, 480);
    scene.take(scene.window, "-small.png");
    scene.window.resize(400, 720);
    scene.take(scene.window, "-narrow.png");
    scene.window.open_conversation(scene.named(u"groups"_s, u"group"_s));
    scene.take(scene.window, "-narrow-group.png");
    scene.window.resize(960, 680);
    scene.window.open_conversation(mei);
    scene.around.open_accept(scene.named(u"transfers"_s, u"offered"_s));
    scene.take_sheet("-accept.png");
    scene.around.open_verify(scene.person(u"jonas"_s));
    scene.take_sheet("-verify.png");
    scene.around.open_settings(u"appearance"_s);
    for (QWidget* top : QApplication::topLevelWidgets()) {
        if (auto* pages = qobject_cast<SettingsWindow*>(top)) scene.take(*pages, "-settings.png");
    }
}

// Twice as fine (QT_SCALE_FACTOR), to open the README with; or as large as screens are.
void take_large(const Scene& scene, const QSize& size, const char* name) {
    scene.wait_for_flight();
    scene.window.resize(size);
    scene.window.open_conversation(scene.named(u"groups"_s, u"group"_s));
    scene.window.show_side(MainWindow::Side::Details);
    scene.take(scene.window, name);
}

void take_stranger(const Scene& scene) {
    scene.window.resize(960, 680);
    scene.window.open_conversation(scene.story.value(u"stranger"_s).toString());
    // The warning in the corner, which comes once more for a window that was opened later, is put away.
    QTest::qWait(1500);
    for (auto* child : scene.window.findChildren<QWidget*>(Qt::FindDirectChildrenOnly)) {
        if (child->testAttribute(Qt::WA_DeleteOnClose)) child->close();
    }
    scene.take(scene.window, "-key-change.png");
}

// A profile that nobody has used, in a network in which nobody is.
void take_alone(const Scene& scene) {
    scene.window.resize(960, 680);
    scene.take(scene.window, "-nobody.png");
    scene.desk.settings().set_first_run_done(false);
    scene.around.start();
    scene.take(scene.window, "-first-run.png");
}

}  // namespace

// pictures STORY.json FOLDER PREFIX light|dark office|hero|uhd|stranger|alone
int main(int argc, char** argv) {
    culver::desktop::prepare_type();
    const QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() != 6) return 2;
    QFile file(arguments[1]);
    if (!file.open(QIODevice::ReadOnly)) return 2;
    const QJsonObject story = QJsonDocument::fromJson(file.readAll()).object();
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
    const Scene scene{desk, window, around, story, arguments[2] + u'/' + arguments[3]};
    const QString& what = arguments[5];
    if (what == u"office"_s) take_office(scene);
    if (what == u"hero"_s) take_large(scene, {1440, 900}, "-hero.png");
    if (what == u"uhd"_s) take_large(scene, {1920, 1080}, "-uhd.png");
    if (what == u"stranger"_s) take_stranger(scene);
    if (what == u"alone"_s) take_alone(scene);
    return cut_labels_found == 0 ? 0 : 1;
}
