// SPDX-License-Identifier: Apache-2.0
// A window with nothing in it and an office behind it (a node of paper), for the sheets and pages around the
// main window.
#pragma once
#include "tests/desktop/model/support.h"
#include "ui/desktop/around/language.h"
#include "ui/desktop/look/theme.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/view/shell.h"

#include <gtest/gtest.h>

#include <QWidget>

namespace culver::desktop::test {

class BareShell : public Shell {
public:
    BareShell() { window_.resize(1200, 780); }
    [[nodiscard]] QWidget* window() override { return &window_; }
    void open_conversation(const QString& id) override { opened = id; }
    void jump_to(const QString& conversation, const QString& message) override {
        jumped = conversation + QLatin1Char('/') + message;
    }
    void show_transfers() override {}
    void show_window() override { shown = true; }
    [[nodiscard]] bool in_sight(const QString&) const override { return seen; }
    [[nodiscard]] bool transfers_in_sight() const override { return seen_transfers; }
    void toast(const QString& title, const QString& text) override {
        toasts.append(title + QLatin1String(": ") + text);
    }
    QString opened, jumped;
    QStringList toasts;
    bool shown = false, seen = true, seen_transfers = false;

private:
    QWidget window_;
};

// Nora's desk: Mei verified, Tom sends four files, somebody new bears Mei's name.
struct Office {
    Office();
    [[nodiscard]] bool open();
    [[nodiscard]] bool open_in_english();
    // Tom offers so many files and so many bytes, of which the offer names these. The transfer, once the desk
    // knows it; else empty.
    [[nodiscard]] QString offered(int number, const std::vector<std::string>& names, int files,
                                  std::uint64_t bytes);
    // What he tells when somebody looks what is in it: what ends with a slash is a folder.
    void tells_files(const std::vector<std::pair<std::string, std::uint64_t>>& files);
    static const QString kMei, kTom, kOther, kOwn;

    culver::test::TempDir folder;
    PaperNode node{folder.path()};
    std::unique_ptr<Desk> desk;
    std::unique_ptr<Language> language;  // of open_in_english()
    BareShell shell;
    std::string offer = message_id(7);
};

// Over that office, in English.
struct OfficeTest : testing::Test {
    Office office;
    void SetUp() override { ASSERT_TRUE(office.open_in_english()); }
    QWidget* window() { return office.shell.window(); }
};

}  // namespace culver::desktop::test
