// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/model/conversation_model.h"

#include "ui/desktop/model/desk.h"

#include <vector>

namespace culver::desktop {

class ConversationModel::Log {
public:
    Log(Desk& owner, QString conversation) : desk(owner), id(std::move(conversation)) {}
    Desk& desk;
    QString id;
    std::vector<ConversationItem> items;
};

ConversationModel::ConversationModel(Desk& desk, const QString& id, QObject* parent)
    : QAbstractListModel(parent), log_(std::make_unique<Log>(desk, id)) {}
ConversationModel::~ConversationModel() = default;
const QString& ConversationModel::id() const {
    return log_->id;
}
bool ConversationModel::is_group() const {
    return log_->desk.group(log_->id) != nullptr;
}
const ConversationItem& ConversationModel::item(int index) const {
    return log_->items.at(static_cast<std::size_t>(index));
}
int ConversationModel::row_of(const QString&) const {
    return -1;
}
bool ConversationModel::at_beginning() const {
    return false;
}
bool ConversationModel::loading() const {
    return false;
}
QString ConversationModel::typing_line() const {
    return {};
}
void ConversationModel::fetch_earlier() {}
void ConversationModel::fetch_later() {}
void ConversationModel::jump_to(const QString&) {}
void ConversationModel::jump_to_date(const QDate&) {}
void ConversationModel::show_latest() {}
void ConversationModel::seen() {}
int ConversationModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(log_->items.size());
}
QVariant ConversationModel::data(const QModelIndex&, int) const {
    return {};
}

}  // namespace culver::desktop
