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
class LockWatch;
class NodeLauncher;
class Notices;
class OlderNode;
class QuitSheet;
class RegionGrab;
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
    void open_rename(const QString& group) override;
    void open_leave(const QString& group) override;
    void open_remove(const QString& group, const QString& member) override;
    void open_block(const QString& peer) override;
    void open_date(const QDate& first, const std::function<void(const QDate&)>& chosen) override;
    void replace_node() override;
    void open_doctor(const QString& peer = {}) override;
    void open_profile() override;
    void open_search(const QString& in, const QString& words) override;
    void open_picture(const QString& path) override;
    void open_several_receivers(const QString& text, const QStringList& paths,
                                const std::function<void()>& sent = {}, const QString& name = {}) override;
    void open_notice(const QStringList& to) override;
    void pick_emoji(QWidget* near, const std::function<void(const QString&)>& chosen) override;
    void grab_region(const std::function<void(const QString&)>& done) override;
    // What a start of the program was given: nothing, a link, kSend and paths, or kScreenshot. Shows the
    // window, but for a screenshot not before it is taken.
    void open_words(const QStringList& words);
    static constexpr QLatin1StringView kSend{"--send"};
    static constexpr QLatin1StringView kScreenshot{"--screenshot"};
    // culver:ID (a conversation), culver:send?path=… (files to several people). False when it is neither.
    bool open_link(const QString& link);
    // Files to several people; those that are not there are left out.
    void send_files(const QStringList& paths);
    // A part of the screen, then who gets it; for a key of the desktop that works everywhere.
    void send_screenshot();
    // The person says so. Asks when the node would be stopped under a transfer.
    void quit();
    void set_launcher(NodeLauncher& launcher) { launcher_ = &launcher; }       // outlives this
    [[nodiscard]] bool takes_node_along() const { return takes_node_along_; }  // once finished() was said
    [[nodiscard]] Tray& tray() { return *tray_; }

Q_SIGNALS:
    void finished();  // the program is to end

private:
    void follow_settings();
    void leave(bool with_node);
    [[nodiscard]] bool is_ours() const;  // the node: a desktop started it

    Desk& desk_;
    Shell& shell_;
    std::unique_ptr<Language> language_;
    std::unique_ptr<Tray> tray_;
    std::unique_ptr<Notices> notices_;
    std::unique_ptr<LockWatch> lock_watch_;
    std::unique_ptr<OlderNode> older_node_;
    QPointer<SettingsWindow> settings_;
    QPointer<FirstRun> first_run_;
    QPointer<EmojiPicker> emoji_;
    QPointer<QuitSheet> quitting_;
    QPointer<RegionGrab> grabbing_;
    NodeLauncher* launcher_ = nullptr;
    bool takes_node_along_ = false;
};

}  // namespace culver::desktop
