// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/model/roster_model.h"

#include "ui/desktop/model/desk.h"

#include <vector>

namespace culver::desktop {

class RosterModel::Rows {
public:
    explicit Rows(Desk& owner) : desk(owner) {}
    Desk& desk;
    std::vector<RosterRow> shown;
    Order order = Order::People;
};

RosterModel::RosterModel(Desk& desk, QObject* parent)
    : QAbstractListModel(parent), rows_(std::make_unique<Rows>(desk)) {}
RosterModel::~RosterModel() = default;
const RosterRow& RosterModel::row(int index) const {
    return rows_->shown.at(static_cast<std::size_t>(index));
}
int RosterModel::row_of(const QString&) const {
    return -1;
}
RosterModel::Order RosterModel::order() const {
    return rows_->order;
}
void RosterModel::set_order(Order order) {
    rows_->order = order;
}
void RosterModel::set_filter(const QString&) {}
void RosterModel::toggle_section(int) {}
int RosterModel::next_unread(int, int) const {
    return -1;
}
int RosterModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_->shown.size());
}
QVariant RosterModel::data(const QModelIndex&, int) const {
    return {};
}
Qt::ItemFlags RosterModel::flags(const QModelIndex& index) const {
    return QAbstractListModel::flags(index);
}

}  // namespace culver::desktop
