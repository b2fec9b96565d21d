// SPDX-License-Identifier: Apache-2.0
// The one window: roster, conversation, and at the right details or transfers. Three panes from 1060 on;
// below, the right one slides over the conversation; below 720 one part at a time. Keeps its geometry in the
// settings. Usage: MainWindow window(desk); window.set_around(around); window.show_window().
#pragma once
#include "ui/desktop/model/desk.h"
#include "ui/desktop/view/shell.h"

#include <QPointer>
#include <QWidget>

QT_BEGIN_NAMESPACE
class QVariantAnimation;
QT_END_NAMESPACE

namespace culver::desktop {

class ConversationPane;
class DetailsPanel;
class PaneHandle;
class RosterPanel;
class ToastStack;
class TransfersPanel;

class MainWindow : public QWidget, public Shell {
    Q_OBJECT
public:
    enum class Layout { Three, Over, One };
    enum class Part { Roster, Talk, Side };
    enum class Side { None, Details, Transfers };
    explicit MainWindow(Desk& desk, QWidget* parent = nullptr);
    ~MainWindow() override;
    void set_around(Around* around);

    [[nodiscard]] QWidget* window() override { return this; }
    void open_conversation(const QString& id) override;
    void jump_to(const QString& conversation, const QString& message) override;
    void show_transfers() override;
    void show_window() override;
    [[nodiscard]] bool in_sight(const QString& conversation) const override;
    [[nodiscard]] bool transfers_in_sight() const override;
    void toast(const QString& title, const QString& text) override;

    // What a width shows, at a text size (1 = 100 %).
    [[nodiscard]] static Layout layout_for(int width, double scale);
    [[nodiscard]] Layout arrangement() const { return arrangement_; }
    [[nodiscard]] Part part() const { return part_; }
    [[nodiscard]] Side side() const { return side_; }
    [[nodiscard]] QString open_id() const;
    void show_side(Side side);
    [[nodiscard]] ConversationPane& talk() { return *talk_; }

protected:
    void resizeEvent(QResizeEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void childEvent(QChildEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    // Files may be dropped anywhere: where nothing else takes them, they go to the open conversation, if one
    // sees it.
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void hand_on(QEvent* event);
    void attach(const QStringList& paths);  // to the open conversation
    void look_again();                      // at the messages, from which something may have gone away
    [[nodiscard]] bool talk_in_sight() const;
    // Where words go that are typed while nothing has the focus; nullptr: nowhere.
    [[nodiscard]] QWidget* open_editor() const;
    void add_keys();
    void arrange();
    void show_part(Part part);
    void slide(double from, double to);
    void place_side();
    void release_focus(const QWidget* side, bool one);
    void next_part(int direction);
    void next_unread(int direction);
    void step_back();
    void keep_geometry();
    [[nodiscard]] QWidget* side_panel() const;
    [[nodiscard]] int side_width() const;

    Desk& desk_;
    Around* around_ = nullptr;
    RosterPanel* roster_;
    PaneHandle* handle_;
    ConversationPane* talk_;
    DetailsPanel* details_;
    TransfersPanel* transfers_;
    ToastStack* toasts_;
    QVariantAnimation* slide_;
    Layout arrangement_ = Layout::Three;
    Part part_ = Part::Roster;
    Side side_ = Side::None;
    int roster_width_ = 296;
    double slid_ = 1;  // of the right pane: 0 outside, 1 in its place
    bool first_ = true;
};

}  // namespace culver::desktop
