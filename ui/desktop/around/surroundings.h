// SPDX-License-Identifier: Apache-2.0
// All that opens out of the main window and all that surrounds it: sheets, settings, first run, tray,
// notices, language. Made once, after the main window; keeps references to both for as long as it lives.
#pragma once
#include "ui/desktop/view/shell.h"

#include <QObject>
#include <QPointer>
#include <memory>

namespace culver::desktop {

class Desk;
class EmojiPicker;
class FirstRun;
class Language;
class Notices;
class SettingsWindow;
class Tray;

class Surroundings : public QObject, public Around {
    Q_OBJECT
public:
    Surroundings(Desk& desk, Shell& shell, QObject* parent = nullptr);
    ~Surroundings() override;
    // Shows the first-run page when it was never answered; offers that arrived while nobody was here wait in
    // their conversations.
    void start();

    void open_settings(const QString& page = {}) override;
    void open_verify(const QString& peer) override;
    void open_accept(const QString& transfer) override;
    void open_new_group(const QStringList& members) override;
    void open_add_members(const QString& group) override;
    void open_doctor(const QString& peer = {}) override;
    void open_profile() override;
    void open_search(const QString& in, const QString& words) override;
    void open_key_change(const QString& peer) override;
    void open_picture(const QString& path) override;
    void open_several_receivers(const QString& text, const QStringList& paths) override;
    void pick_emoji(QWidget* near, const std::function<void(const QString&)>& chosen) override;
    void grab_region(const std::function<void(const QString&)>& done) override;
    // culver:ID (a conversation), culver:send?path=… (files to several people). False when it is neither.
    bool open_link(const QString& link);
    [[nodiscard]] Tray& tray() { return *tray_; }

private:
    void follow_settings();

    Desk& desk_;
    Shell& shell_;
    std::unique_ptr<Language> language_;
    std::unique_ptr<Tray> tray_;
    std::unique_ptr<Notices> notices_;
    QPointer<SettingsWindow> settings_;
    QPointer<FirstRun> first_run_;
    QPointer<EmojiPicker> emoji_;
};

}  // namespace culver::desktop
