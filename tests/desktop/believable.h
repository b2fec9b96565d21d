// SPDX-License-Identifier: Apache-2.0
// A conversation made by hand, for tests that measure and paint without a node: the office of look.md's
// drawings, long German names, Chinese; and a list model over it.
#pragma once
#include "ui/desktop/model/conversation_model.h"
#include "ui/desktop/view/bubble.h"

#include <QAbstractListModel>
#include <vector>

namespace culver::desktop {

enum class Tongue { English, German, Chinese };

[[nodiscard]] std::vector<ConversationItem> believable_conversation(Tongue tongue, bool group);
// Cards in every state of a transfer.
[[nodiscard]] std::vector<ConversationItem> believable_cards(Tongue tongue);
[[nodiscard]] BubbleSetting believable_setting(double width, bool group);
[[nodiscard]] ConversationItem said(const QString& author, const QString& text, int minute, bool own = false);

class ListOfItems : public QAbstractListModel {
    Q_OBJECT
public:
    explicit ListOfItems(std::vector<ConversationItem> items);
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] const ConversationItem& item(int row) const {
        return items_[static_cast<std::size_t>(row)];
    }
    void add(const ConversationItem& item);
    void add_before(std::vector<ConversationItem> items);
    void move(int from, int to);  // told as SyncedList tells it: the layout changed

private:
    std::vector<ConversationItem> items_;
};

}  // namespace culver::desktop
