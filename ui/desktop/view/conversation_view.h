// SPDX-License-Identifier: Apache-2.0
// The messages of a conversation, scrolled by pixel. Rows are measured when they come near the window and let
// go when they are far, so that 100,000 of them scroll like ten. It keeps its place while pages load above
// and things change size; it follows what arrives only when it stands at the end, else it says how much is
// new. It only shows and asks: what a click means is done by ConversationPane.
#pragma once
#include "ui/desktop/view/bubble.h"
#include "ui/desktop/view/pictures.h"
#include "ui/desktop/view/row_heights.h"

#include <QAbstractItemModel>
#include <QAbstractScrollArea>
#include <QBasicTimer>
#include <QElapsedTimer>
#include <QHash>
#include <QPointer>
#include <QSet>
#include <functional>
#include <unordered_map>

namespace culver::desktop {

class HoverBar;
class NewPill;

// Where rows come from: a ConversationModel, or a list made by hand in a test.
struct Feed {
    QPointer<QAbstractItemModel> model;
    std::function<const ConversationItem&(int)> item;
    std::function<void()> fetch_earlier, seen;
    std::function<bool()> fetch_later;  // false: nothing follows
};

class ConversationView : public QAbstractScrollArea {
    Q_OBJECT
public:
    static constexpr int kWidestColumn = 960;  // in wide windows it stands in the middle
    explicit ConversationView(QWidget* parent = nullptr);
    ~ConversationView() override;

    // How wide messages stand where there is so much room.
    [[nodiscard]] double column_of(double width) const;

    void set_feed(Feed feed, const BubbleSetting& setting);
    void set_setting(const BubbleSetting& setting);  // names or presence changed: measures again
    [[nodiscard]] const ConversationItem* item(int row) const;
    [[nodiscard]] int count() const;
    [[nodiscard]] int current() const { return current_; }  // row with the keyboard's focus; -1: none
    void set_current(int row);
    [[nodiscard]] bool at_end() const { return at_end_; }
    void scroll_to_end();
    void look() { load_more(); }  // what was hidden may be seen
    // What lies over the messages, in this widget's coordinates: the way back to the end stands above it.
    void keep_pill_above(const QRect& taken);
    void arrived(bool own);  // a row came at the end just now
    void show_row(int row);  // scrolls there and flashes it
    // Lists the files of a card, or no longer. False where there are not several.
    bool unfold(int row, bool on);
    [[nodiscard]] bool unfolded(int row) const;
    [[nodiscard]] QString selected_text() const;
    [[nodiscard]] QRect row_rect(int row) const;  // in the viewport
    [[nodiscard]] const Bubble& bubble(int row);  // measured now when it was not
    // Which of several pictures in a row lies there (on the screen); -1: none of them.
    [[nodiscard]] int tile_at(int row, const QPoint& global);
    [[nodiscard]] QPoint column_origin(int row) const;
    [[nodiscard]] int row_at(const QPoint& position) const { return under(position).row; }  // -1: none

Q_SIGNALS:
    void acted(culver::desktop::Act act, int row, const QString& target);
    void reply_wanted(int row);
    void react_wanted(int row, QWidget* near);
    void menu_wanted(int row, const QPoint& global, const QString& link);
    // Another place of a voice message, as a share of its length; held: the pointer is still down.
    void seek_wanted(int row, double share, bool held);
    void seek_stepped(int row, int direction);  // by the arrow keys, forwards or back
    void latest_wanted();                       // the person asks for the newest, which may not be loaded
    void typed(const QString& text);            // a letter typed here belongs into the composer

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void timerEvent(QTimerEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    friend class ConversationAccess;
    struct Under {  // the pointer
        int row = -1;
        QPointF point;  // inside the row
    };
    void connect_model();
    void on_inserted(int first, int last);
    void on_removed(int first, int last);
    void on_changed(int first, int last);
    void before_reordered();
    void on_reordered();
    void settle();  // measures what is near, keeps the place, sets the scroll bar
    [[nodiscard]] double column() const;
    [[nodiscard]] double column_left() const;
    [[nodiscard]] double content_shift() const;  // few rows stand at the bottom
    [[nodiscard]] Under under(const QPointF& position) const;
    [[nodiscard]] const Spot* spot_at(const Under& under) const;
    [[nodiscard]] QString link_at(const Under& under) const;
    void hover(const QPointF& position);
    void place_hover_bar();
    void place_pill();
    void paint_sticky_day(QPainter& painter);
    void paint_row(QPainter& painter, int row);
    void select_word(const Under& under);
    void seek(const QPointF& position, bool held);
    void step(int direction);
    void load_more();

    Feed feed_;
    BubbleSetting setting_;
    Pictures pictures_;
    RowHeights heights_;
    QSet<QString> unfolded_;                   // cards that list their files
    std::unordered_map<int, Bubble> bubbles_;  // by row; those near the window
    std::vector<QString> order_;               // the keys of all rows, while the model moves them
    bool at_end_ = true;
    bool settling_ = false;
    int unseen_ = 0;  // that arrived while the view was elsewhere
    int hovered_ = -1;
    int hot_spot_ = -1;  // index of the spot below the pointer
    bool pressed_ = false;
    QString pressed_key_;  // of the entry pressed on: rows may move before the button is let go
    QString sought_;       // the key of the voice message along which the pointer is dragged
    int current_ = -1;
    int selected_row_ = -1;
    int select_from_ = 0, select_to_ = 0;
    bool selecting_ = false;
    int flashed_ = -1;
    QElapsedTimer flash_since_;
    QHash<QString, qint64> born_;  // keys of rows that fade in, and when they came
    QElapsedTimer clock_;
    QBasicTimer motion_;
    QBasicTimer day_;  // the sticky day goes away
    HoverBar* hover_bar_;
    NewPill* pill_;
    QRect taken_;
};

}  // namespace culver::desktop
