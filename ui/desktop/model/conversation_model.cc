// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/model/conversation_model.h"

#include "ui/desktop/model/conversation_log.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/wording.h"

#include <QFileInfo>

namespace culver::desktop {

ConversationModel::ConversationModel(Desk& desk, const QString& id, QObject* parent)
    : SyncedList(parent), log_(std::make_unique<Log>(*this, desk, id)) {}

ConversationModel::~ConversationModel() = default;

const QString& ConversationModel::id() const {
    return log_->id;
}
bool ConversationModel::is_group() const {
    return log_->desk.group(log_->id) != nullptr;
}

const ConversationItem& ConversationModel::item(int index) const {
    return *log_->rows.at(static_cast<std::size_t>(index));
}

const ConversationItem* part_of(const ConversationItem& item, const QString& key) {
    if (item.key == key) return &item;
    for (const auto& tile : item.tiles) {
        if (tile->key == key) return tile.get();
    }
    return nullptr;
}

int ConversationModel::row_of(const QString& key) const {
    return log_->row_of(key);
}

std::vector<LoadedPicture> ConversationModel::pictures() const {
    std::vector<LoadedPicture> found;
    const auto add = [&](const ConversationItem& item) {
        if (!item.message || !item.message->attachment) return;
        const control::AttachmentRow& one = *item.message->attachment;
        if (one.kind != control::AttachmentKind::Picture || !one.path) return;
        const QString path = QString::fromStdString(*one.path);
        const QString name = safe_line(one.name.value_or(""));
        found.push_back({path, name.isEmpty() ? QFileInfo(path).fileName() : name});
    };
    for (const auto& row : log_->rows) {
        for (const auto& tile : row->tiles) add(*tile);
        add(*row);
    }
    return found;
}

std::vector<control::MessageRow> ConversationModel::files() const {
    std::vector<control::MessageRow> found;
    for (const auto& row : log_->rows) {
        if (row->message && row->message->attachment) found.push_back(*row->message);
    }
    return found;
}

bool ConversationModel::at_beginning() const {
    return log_->loaded && log_->at_beginning;
}
bool ConversationModel::loading() const {
    return log_->in_flight > 0 || !log_->loaded;
}

QString ConversationModel::typing_line() const {
    QStringList names;
    for (const auto& peer : log_->desk.typists(log_->id))
        names.append(Wording::given_name(log_->desk.name_of(peer)));
    return Wording::typing(names);
}

void ConversationModel::fetch_earlier() {
    log_->fetch_earlier();
}
bool ConversationModel::fetch_later() {
    return log_->fetch_later();
}
void ConversationModel::jump_to(const QString& message_id) {
    log_->jump_to(message_id);
}

void ConversationModel::jump_to_date(const QDate& date) {
    const QDateTime begin = date.startOfDay();
    log_->load_around(from_milliseconds(begin.toMSecsSinceEpoch()), {});
}

void ConversationModel::show_latest() {
    log_->show_latest();
}
void ConversationModel::seen() {
    log_->seen();
}

int ConversationModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(log_->rows.size());
}

QVariant ConversationModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    if (role == Qt::DisplayRole) return item(index.row()).text;
    if (role == Qt::AccessibleTextRole) return item(index.row()).accessible;
    return {};
}

}  // namespace culver::desktop
