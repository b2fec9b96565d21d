// SPDX-License-Identifier: Apache-2.0
// The left pane: oneself, search, Recent or People, the list, the strip of what is in flight.
#pragma once
#include "ui/desktop/look/kit.h"
#include "ui/desktop/view/flight_strip.h"
#include "ui/desktop/view/shell.h"

#include <QListView>
#include <QPersistentModelIndex>
#include <QWidget>

namespace culver::desktop {

class Desk;
class RosterDelegate;

// A list of which no row is ever edited, that folds sections by click, Enter and space.
class RosterList : public QListView {
    Q_OBJECT
public:
    explicit RosterList(QWidget* parent = nullptr);

Q_SIGNALS:
    void chosen(const QModelIndex& index);
    void menu_wanted(const QModelIndex& index, const QPoint& global);
    void typed(const QString& text);  // a letter typed here belongs into the search field
    void dropped(const QModelIndex& index, const QStringList& paths);  // files on a name
    void passed_by();  // a row was marked for a press, a menu or files held over it, which are gone
    void left();       // by the keys, which may have marked a row

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    QPersistentModelIndex pressed_;  // rows may move before the button is let go
};

class RosterPanel : public QWidget {
    Q_OBJECT
public:
    RosterPanel(Desk& desk, QWidget* parent);
    void set_around(Around* around) { around_ = around; }
    void select(const QString& id);
    void focus_search();
    void focus_list();
    // The next after or before the selected one with unread messages; empty when there is none.
    [[nodiscard]] QString next_unread(int direction) const;

Q_SIGNALS:
    void chosen(const QString& id);
    void files_dropped(const QString& id, const QStringList& paths);  // on somebody, to be sent
    void transfers_wanted();
    void failed(const QString& sentence);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void build_head();
    void rows_changed();
    void show_search_hint();
    void show_self();
    void show_empty();
    void open_row(const QModelIndex& index);
    void open_menu(const QModelIndex& index, const QPoint& global);
    void search_entered();
    void add_menu();

    Desk& desk_;
    Around* around_ = nullptr;
    PersonHead* self_;
    IconButton* add_;
    IconButton* settings_;
    LineEdit* search_;
    QWidget* hint_;  // Ctrl K
    Segment* order_;
    RosterList* list_;
    RosterDelegate* delegate_;
    QWidget* empty_;
    Words* empty_heading_;
    Words* empty_line_;
    FlightStrip* strip_;
    QString selected_;
};

}  // namespace culver::desktop
