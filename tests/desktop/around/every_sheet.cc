// SPDX-License-Identifier: Apache-2.0
#include "tests/desktop/around/every_sheet.h"

#include "tests/desktop/around/hands.h"
#include "ui/desktop/around/settings_window.h"
#include "ui/desktop/view/shared_files.h"
#include "ui/desktop/view/who_sheet.h"

#include <QApplication>
#include <QImage>

namespace culver::desktop::test {

using namespace Qt::StringLiterals;

namespace {

std::vector<WhoRow> all_states() {
    return {{text_of(id_of('m')),
             u"Mei Tanaka"_s,
             u"40.4 of 50.3 MB · 493 kB/s · 21 s left"_s,
             {},
             Token::Ink2,
             0.8,
             true},
            {text_of(id_of('t')), u"Tom Okafor"_s, u"Connection lost, will resume"_s, u"warning"_s,
             Token::Warn, 0.4},
            {text_of(id_of('l')), u"Lin Wei"_s, u"Disk is full"_s, u"warning"_s, Token::Danger},
            {text_of(id_of('p')), u"Priya Nair"_s, u"50.3 MB · Waits for Priya to accept"_s, {}, Token::Ink2},
            {text_of(id_of('j')), u"Jonas Weber"_s, u"Saved and checked"_s, u"seal"_s, Token::Ok}};
}

const Shown kShown[] = {
    {"accept", [](Surroundings& around, Office& office) { around.open_accept(text_of(office.offer)); }},
    {"accept-many",
     [](Surroundings& around, Office& office) {
         std::vector<std::string> names;
         for (int number = 1; number <= 20; ++number)
             names.push_back("Harbour Street, room " + std::to_string(number) + ".jpg");
         around.open_accept(office.offered(8, names, 50, 48'000'000));
     }},
    {"accept-folder",
     [](Surroundings& around, Office& office) {
         office.tells_files({{"Harbour Street/", 0},
                             {"Harbour Street/Plans/", 0},
                             {"Harbour Street/Plans/Ground floor, rev D.pdf", 4'120'000},
                             {"Harbour Street/Plans/First floor, rev D.pdf", 3'870'000},
                             {"Harbour Street/Survey.xlsx", 212'000},
                             {"Harbour Street/Yard from the north.jpg", 6'400'000},
                             {"Harbour Street/Stairs.jpg", 5'100'000},
                             {"Harbour Street/read me.txt", 900}});
         around.open_accept(office.offered(9, {"Harbour Street/"}, 6, 19'702'900));
         EXPECT_TRUE(
             comes([&] { return button(office.shell.window(), u"Harbour Street/Stairs.jpg"_s) != nullptr; }));
         office.node.refuse("transfer.files");
     }},
    {"verify", [](Surroundings& around, Office&) { around.open_verify(text_of(id_of('l'))); }},
    {"first-run", [](Surroundings& around, Office&) { around.start(); }},
    {"own-card", [](Surroundings& around, Office&) { around.open_profile(); }},
    {"new-group", [](Surroundings& around, Office&) { around.open_new_group({Office::kMei}); }},
    {"receivers", [](Surroundings& around, Office&) { around.open_several_receivers(u"Lunch?"_s, {}); }},
    {"notice", [](Surroundings& around, Office&) { around.open_notice({Office::kMei}); }},
    {"block", [](Surroundings& around, Office&) { around.open_block(Office::kTom); }},
    {"rename", [](Surroundings& around, Office&) { around.open_rename(Office::kMei); }},
    {"date",
     [](Surroundings& around, Office&) { around.open_date(QDate(2026, 9, 14), [](const QDate&) {}); }},
    {"who", [](Surroundings&,
               Office& office) { (new WhoSheet(office.shell.window(), *office.desk, all_states))->open(); }},
    {"files",
     [](Surroundings& around, Office& office) {
         (new FilesSheet(office.shell.window(), *office.desk, office.shell, &around, Office::kTom))->open();
     }},
    {"picture",
     [](Surroundings& around, Office& office) {
         const QString path = text_of((office.folder.path() / "Corner, north side.png").string());
         QImage picture(40, 30, QImage::Format_RGB32);
         picture.fill(Qt::gray);
         EXPECT_TRUE(picture.save(path));
         around.open_picture(path);
     }},
    {"doctor", [](Surroundings& around, Office&) { around.open_doctor(); }},
    {"search", [](Surroundings& around, Office&) { around.open_search({}, u"mill"_s); }},
};

constexpr const char* kPages[] = {"general",  "you",     "appearance", "notifications", "files",
                                  "security", "network", "shortcuts",  "about"};

}  // namespace

std::span<const Shown> every_sheet() {
    return kShown;
}

std::span<const char* const> every_page() {
    return kPages;
}

SettingsWindow* open_settings(Surroundings& around, Office& office) {
    around.open_settings();
    SettingsWindow* pages = nullptr;
    for (QWidget* top : QApplication::topLevelWidgets()) {
        if (auto* found = qobject_cast<SettingsWindow*>(top)) pages = found;
    }
    for (auto* found : office.shell.window()->findChildren<SettingsWindow*>()) pages = found;
    return pages;
}

}  // namespace culver::desktop::test
