// SPDX-License-Identifier: Apache-2.0
// Paints the rows of the roster (look.md "Roster row", "Section header"): measured from fonts, elided at the
// end, the time never.
#pragma once
#include "ui/desktop/model/roster_model.h"

#include <QStyledItemDelegate>
#include <functional>

namespace culver::desktop {

class RosterDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using RowOf = std::function<const RosterRow&(int)>;
    explicit RosterDelegate(RowOf row_of, QObject* parent = nullptr);
    void set_compact(bool compact) { compact_ = compact; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paint_section(QPainter& painter, const QRectF& box, const RosterRow& row) const;
    void paint_person(QPainter& painter, const QRectF& box, const RosterRow& row, const QColor& ground) const;
    void paint_first_line(QPainter& painter, const QRectF& line, const RosterRow& row,
                          bool& chip_below) const;
    void paint_second_line(QPainter& painter, const QRectF& line, const RosterRow& row,
                           bool chip_below) const;
    // Returns the width that the badges take at the right.
    [[nodiscard]] double paint_badges(QPainter& painter, double right, double y, const RosterRow& row) const;

    RowOf row_of_;
    bool compact_ = false;
};

}  // namespace culver::desktop
