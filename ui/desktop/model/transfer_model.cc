// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/model/transfer_model.h"

#include "ui/desktop/model/desk.h"

#include <vector>

namespace culver::desktop {

class TransferModel::Table {
public:
    explicit Table(Desk& owner) : desk(owner) {}
    Desk& desk;
    std::vector<TransferView> views;
};

bool TransferView::ended() const {
    return control::is_final(row.state);
}

TransferModel::TransferModel(Desk& desk, QObject* parent)
    : QAbstractListModel(parent), table_(std::make_unique<Table>(desk)) {}
TransferModel::~TransferModel() = default;
const TransferView& TransferModel::view(int index) const {
    return table_->views.at(static_cast<std::size_t>(index));
}
const TransferView* TransferModel::find(const QString&) const {
    return nullptr;
}
Flight TransferModel::flight() const {
    return {};
}
int TransferModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(table_->views.size());
}
QVariant TransferModel::data(const QModelIndex&, int) const {
    return {};
}

}  // namespace culver::desktop
