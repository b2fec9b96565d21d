// SPDX-License-Identifier: Apache-2.0
// What the parts around the main window ask of it, and what it asks of them, so that view/ and around/ know
// each other by this one file.
#pragma once
#include <QDate>
#include <QString>
#include <QStringList>
#include <functional>

QT_BEGIN_NAMESPACE
class QWidget;
QT_END_NAMESPACE

namespace culver::desktop {

// Implemented by view/main_window.
class Shell {
public:
    virtual ~Shell() = default;
    [[nodiscard]] virtual QWidget* window() = 0;  // parent of sheets
    virtual void open_conversation(const QString& id) = 0;
    virtual void jump_to(const QString& conversation, const QString& message) = 0;
    virtual void show_transfers() = 0;
    virtual void show_window() = 0;
    // What comes into that conversation is noticed in the window: by its messages if it is open, by its
    // number in the list if not. Other windows that lie over this one do not count.
    [[nodiscard]] virtual bool in_sight(const QString& conversation) const = 0;
    // So that offers, and files that have come or failed, are noticed whatever conversation they belong to.
    [[nodiscard]] virtual bool transfers_in_sight() const = 0;
    // One sentence in the lower right corner for six seconds (look.md "own toast").
    virtual void toast(const QString& title, const QString& text) = 0;
};

// Implemented by around/: what opens out of the main window.
class Around {
public:
    virtual ~Around() = default;
    virtual void open_settings(const QString& page = {}) = 0;
    virtual void open_verify(const QString& peer) = 0;
    virtual void open_accept(const QString& transfer) = 0;
    virtual void open_new_group(const QStringList& members) = 0;
    virtual void open_add_members(const QString& group) = 0;
    virtual void open_rename(const QString& group) = 0;
    virtual void open_leave(const QString& group) = 0;
    virtual void open_remove(const QString& group, const QString& member) = 0;
    virtual void open_block(const QString& peer) = 0;
    virtual void open_date(const QDate& first, const std::function<void(const QDate&)>& chosen) = 0;
    virtual void replace_node() = 0;  // one of another API version, by the own one
    virtual void open_doctor(const QString& peer = {}) = 0;
    virtual void open_profile() = 0;  // one's own card and presence
    virtual void open_search(const QString& in,
                             const QString& words) = 0;  // history, one conversation or all
    virtual void open_picture(const QString& path) = 0;
    // sent is called once when they were sent, else never. name: what the only file is called, where its path
    // does not say so.
    virtual void open_several_receivers(const QString& text, const QStringList& paths,
                                        const std::function<void()>& sent = {}, const QString& name = {}) = 0;
    virtual void open_notice(const QStringList& to) = 0;  // to be confirmed by each
    // Picks an emoji near a widget's place; chosen is called once or never.
    virtual void pick_emoji(QWidget* near, const std::function<void(const QString&)>& chosen) = 0;
    // Grabs a region of the screen, lets one draw on it, gives the PNG's path; empty when given up.
    virtual void grab_region(const std::function<void(const QString&)>& done) = 0;
};

}  // namespace culver::desktop
