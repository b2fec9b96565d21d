// SPDX-License-Identifier: Apache-2.0
// All transfers over all conversations: first what asks for a decision, then what moves, what stopped, what
// waits; what ended last.
#pragma once
#include "ui/desktop/look/kit.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/view/file_card.h"
#include "ui/desktop/view/shell.h"

#include <QListView>
#include <QStyledItemDelegate>
#include <QWidget>
#include <optional>
#include <utility>

namespace culver::desktop {

class EmptyState;
struct TransferView;

class TransferDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit TransferDelegate(Desk& desk, QObject* parent);
    // The file, or the names of the first two where they fit, and how many more.
    [[nodiscard]] static QString title_in(const TransferView& view, double width);
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    // The buttons of a row that stands in box.
    [[nodiscard]] std::vector<Spot> spots(const TransferView& view, const QRectF& box) const;
    void set_pointer(const QPoint& at) { pointer_ = at; }

private:
    Desk& desk_;
    QPoint pointer_{-1, -1};
};

class TransfersPanel : public QWidget {
    Q_OBJECT
public:
    TransfersPanel(Desk& desk, Shell& shell, QWidget* parent);
    void set_over(bool over) { over_ = over; }

Q_SIGNALS:
    void close_wanted();
    void offer_wanted(const QString& transfer);  // to be looked at before it is answered
    void chosen(const QString& conversation);
    void files_chosen(const QStringList& paths);  // to be sent

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void show_summary();
    [[nodiscard]] QStringList count_words() const;  // "1 asks you, 2 under way, 1 paused"
    void pause_all();
    void open_limit();
    [[nodiscard]] Told told();
    void act(Act act, const QString& transfer);
    void open_menu(const QModelIndex& index, const QPoint& global);
    [[nodiscard]] const Spot* spot_at(const QPoint& point, QModelIndex& index,
                                      std::vector<Spot>& spots) const;

    Desk& desk_;
    Shell& shell_;
    QWidget* summary_;
    Words* rate_;
    Words* counts_;
    Button* pause_;
    Button* limit_;
    QListView* list_;
    TransferDelegate* delegate_;
    EmptyState* empty_;
    bool over_ = false;
    using Pressed = std::pair<QString, Act>;  // transfer
    std::optional<Pressed> pressed_;
};

}  // namespace culver::desktop
