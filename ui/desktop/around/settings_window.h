// SPDX-License-Identifier: Apache-2.0
// Settings (look.md g1): pages at the left, their cards at the right. What belongs to the node is asked for
// and set through the control API as it is changed; what belongs to the desktop lies in DeskSettings.
#pragma once
#include "control/rows.h"
#include "ui/desktop/look/frames.h"
#include "ui/desktop/look/inputs.h"

#include <QHash>
#include <functional>
#include <vector>

QT_BEGIN_NAMESPACE
class QStackedWidget;
QT_END_NAMESPACE

namespace culver::desktop {

class Desk;

// What the node has for a setting of type text; of any other type nothing.
[[nodiscard]] QString text_of(const control::ConfigEntry& entry);

class SettingsWindow : public QWidget {
    Q_OBJECT
public:
    SettingsWindow(Desk& desk, QWidget* window);
    // general, you, appearance, notifications, files, security, network, shortcuts, about
    void show_page(const QString& name);
    [[nodiscard]] QString page() const;

Q_SIGNALS:
    void doctor();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    friend class SettingsPages;
    class Entry;
    class ThemeChoice;
    struct NodeSwitch;

    void arrange();  // for its width and the size of its text
    void build_list();
    void read_node();
    void take(const control::ConfigEntry& entry);
    void follow_node();
    void tell_rest();
    void wait_for_node(QWidget* control);
    void set_node(const QString& key, const QString& value);
    void read_networks();
    void read_profile();
    void save_profile();
    void problem(const QString& sentence);

    // Pages, in settings_pages.cc if nothing else is said.
    Page* add_page(const QString& name, const char* title);
    void heading(Page* page, const char* words);
    SettingRow* row(Box* box, QWidget* control, const char* title, const char* hint = nullptr);
    Switch* desk_switch(Box* box, const char* title, const char* hint, bool (*get)(Desk&),
                        void (*set)(Desk&, bool));
    Switch* node_switch(Box* box, const char* key, const char* title, const char* hint);
    void build_general();
    void build_you();
    void build_appearance();
    void build_notifications();
    void build_files();
    void build_security();
    // settings_network.cc
    void build_network();
    void add_hosts(Page* page);
    void save_hosts(Field* field);
    void build_shortcuts();
    void build_about();

    Desk& desk_;
    QWidget* side_;
    Words* side_title_;
    std::vector<Entry*> entries_;
    QStackedWidget* pages_;
    QHash<QString, int> index_;
    Words* problem_ = nullptr;
    QHash<QString, std::function<void(const control::ConfigEntry&)>> takers_;  // by key of config.toml
    QWidgetList untold_;  // controls that rest until the node has said what holds
    QHash<QString, Field*> profile_;
    bool taking_ = false;  // a control is being set from what the node said
    Box* networks_ = nullptr;
    std::vector<QWidget*> network_rows_;
    Words* about_ = nullptr;
};

}  // namespace culver::desktop
