// SPDX-License-Identifier: Apache-2.0
// The files of a conversation in the details, and the list of all of them: of groups as of people, those that
// were sent as messages among those that were transfers, however long ago.
#include "ui/desktop/view/shared_files.h"

#include "tests/desktop/around/hands.h"
#include "tests/desktop/around/office.h"
#include "tests/desktop/url_catcher.h"
#include "ui/desktop/view/details_panel.h"
#include "ui/desktop/view/details_parts.h"

#include <QPointer>
#include <filesystem>
#include <fstream>

namespace culver::desktop::test {
namespace {

using namespace Qt::StringLiterals;

const QString kGroup = text_of(id_of('g'));

struct SharedFilesTest : testing::Test {
    Office office;
    std::unique_ptr<DetailsPanel> details;

    void say(int count, double from) {
        for (int i = 0; i < count; ++i) {
            const int number = static_cast<int>(office.node.history.size());
            office.node.history.push_back(message_row(number, id_of('g'), id_of('m'), false,
                                                      "message " + std::to_string(number), from + i * 0.01,
                                                      "read"));
        }
    }
    // A file that is a message, as those of up to 16 MB to a group are.
    void attach(const char* name, const char* kind, double minutes) {
        Json row = message_row(static_cast<int>(office.node.history.size()), id_of('g'), id_of('m'), false,
                               "", minutes, "read");
        row["kind"] = "attachment";
        row["attachment"] = {{"kind", kind},
                             {"name", name},
                             {"size", 4200},
                             {"state", "here"},
                             {"path", "/profile/attachments/5e"}};
        office.node.history.push_back(row);
    }
    std::string file(const char* name) {
        const auto path = office.folder.path() / name;
        std::ofstream(path) << "bytes";
        return path.string();
    }
    void transfer(int number, char peer, bool own, const std::string& path) {
        Json row = transfer_row(number, id_of(peer), own, "done", 5000, 5000);
        row["paths"] = Json::array({path});
        row["dir"] = std::filesystem::path(path).parent_path().string();
        row["group"] = id_of('g');
        office.node.transfers.push_back(row);
    }
    void open() {
        office.node.groups.push_back({{"id", id_of('g')},
                                      {"name", "Harbour Street 14"},
                                      {"members", Json::array({id_of('a'), id_of('m'), id_of('t')})},
                                      {"unread", 0},
                                      {"state", "member"}});
        const int transfers = static_cast<int>(office.node.transfers.size());
        office.desk = std::make_unique<Desk>(office.folder.path());
        office.desk->settings().set_language(u"en"_s);
        office.language = std::make_unique<Language>(*office.desk);
        office.desk->start();
        office.shell.window()->show();
        ASSERT_TRUE(comes(
            [&] { return office.desk->lists_known() && office.desk->transfers().rowCount() == transfers; }));
        details = std::make_unique<DetailsPanel>(*office.desk, office.shell, office.shell.window());
        details->resize(288, 900);
        details->show();
        details->show_for(kGroup);
        ASSERT_TRUE(comes([&] { return !office.desk->conversation(kGroup)->loading(); }));
    }
    static QStringList names(const QWidget* in) {
        QStringList found;
        for (const auto* one : in->findChildren<SharedFile*>())
            found.append(one->accessibleName().section(u',', 0, 0));
        return found;
    }
    [[nodiscard]] QPointer<FilesSheet> sheet() { return office.shell.window()->findChild<FilesSheet*>(); }
};

TEST_F(SharedFilesTest, OfAGroupStandThereAndAllOfThemOpen) {
    transfer(10, 'm', false, file("Plan A.pdf"));
    transfer(600, 'm', true, file("Scan.e57"));
    transfer(601, 't', true, file("Scan.e57"));  // to both of them
    attach("Budget.xlsx", "file", 5);
    attach("Dog.png", "picture", 6);
    attach("Notes.txt", "file", 20);
    open();
    const QStringList three{u"Notes.txt"_s, u"Scan.e57"_s, u"Budget.xlsx"_s};
    ASSERT_TRUE(comes([&] { return names(details.get()) == three; }))
        << names(details.get()).join(u'|').toStdString();
    ASSERT_TRUE(comes([&] { return offers(details.get(), u"Show all"_s); }));
    QTest::qWait(20);
    shoot(details.get(), u"shared-files"_s);
    press(details.get(), u"Show all"_s);
    const QPointer<FilesSheet> all = sheet();
    ASSERT_FALSE(all.isNull());
    const QStringList four{u"Notes.txt"_s, u"Scan.e57"_s, u"Budget.xlsx"_s, u"Plan A.pdf"_s};
    EXPECT_TRUE(comes([&] { return names(all) == four; })) << names(all).join(u'|').toStdString();
    const UrlCatcher desktop;
    const QString plan = text_of((office.folder.path() / "Plan A.pdf").string());
    for (auto* one : all->findChildren<SharedFile*>()) {
        if (one->accessibleName().startsWith(u"Plan A.pdf"_s)) QTest::keyClick(one, Qt::Key_Space);
    }
    EXPECT_EQ(desktop.opened, QStringList{plan});
    press(all, u"Show in folder, Plan A.pdf"_s);
    EXPECT_EQ(desktop.opened.last(), text_of(office.folder.path().string()));
    EXPECT_EQ(button(all, u"Show in folder, Notes.txt"_s), nullptr) << "it lies in a folder of nobody's";
}

TEST_F(SharedFilesTest, AllOfThemAreFoundHoweverLongAgo) {
    attach("First of all.pdf", "file", 0);
    say(500, 1);
    attach("Last.pdf", "file", 100);
    open();
    ASSERT_TRUE(comes([&] { return names(details.get()) == QStringList{u"Last.pdf"_s}; }));
    press(details.get(), u"Show all"_s);
    const QPointer<FilesSheet> all = sheet();
    ASSERT_FALSE(all.isNull());
    EXPECT_TRUE(comes([&] { return names(all) == QStringList{u"Last.pdf"_s, u"First of all.pdf"_s}; }))
        << names(all).join(u'|').toStdString();
}

TEST_F(SharedFilesTest, AFewNeedNoListOfTheirOwn) {
    attach("Only.pdf", "file", 0);
    open();
    ASSERT_TRUE(comes([&] { return names(details.get()) == QStringList{u"Only.pdf"_s}; }));
    EXPECT_FALSE(offers(details.get(), u"Show all"_s));
}

}  // namespace
}  // namespace culver::desktop::test
