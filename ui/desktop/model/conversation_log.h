// SPDX-License-Identifier: Apache-2.0
// What a ConversationModel holds: the loaded stretch of the history, the files of the peer, what is new, and
// how all of it follows the node. Only conversation_model.cc, conversation_log.cc and
// conversation_pages.cc look in here.
#pragma once
#include "control/methods.h"
#include "ui/desktop/model/coalescer.h"
#include "ui/desktop/model/conversation_layout.h"
#include "ui/desktop/model/conversation_model.h"
#include "ui/desktop/model/desk.h"

#include <QElapsedTimer>
#include <QHash>
#include <QSet>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace culver::desktop {

class ConversationModel::Log : public SyncedList::News {
public:
    Log(ConversationModel& owner, Desk& owning_desk, QString conversation);

    void load_latest(bool told_as_jump);
    void catch_up();
    void show_latest();
    void fetch_earlier();
    bool fetch_later();
    void jump_to(const QString& message);
    void load_around(control::Time time, const QString& message);
    void seen();
    [[nodiscard]] int row_of(const QString& key) const;

    // Told to the views by sync_rows().
    [[nodiscard]] static const QString& key(const ItemPtr& item) { return item->key; }
    [[nodiscard]] bool same(const ItemPtr& shown, const ItemPtr& wanted) const;

    ConversationModel& model;
    Desk& desk;
    const QString id;
    std::vector<ItemPtr> rows;
    int in_flight = 0;    // questions for pages that are not answered yet
    bool loaded = false;  // the first page came
    std::optional<std::string> earlier;
    bool at_beginning = false;

private:
    using Page = control::MessagePage;
    void ask(control::method::ChatHistory request, std::function<void(Page)> take);
    void take_latest(Page page);
    void replace(Page page);
    void prepend(Page page);
    void append(Page page);
    void trim_end();
    void trim_beginning(std::size_t slack);
    void take_event(const control::Event& event);
    void take_message(const control::MessageRow& row, bool arrived);
    void add_live(ItemPtr item);
    [[nodiscard]] bool is_new_note(const control::MessageRow& row) const;
    [[nodiscard]] ItemPtr made(const control::MessageRow& row);
    void describe(ConversationItem& item);
    void describe_quote(ConversationItem& item);
    void take_quote(const control::MessageRow& row);
    void take_transfers();
    void take_transfer(const QString& transfer);
    [[nodiscard]] std::vector<const TransferView*> sent_in_one_go(const std::vector<const TransferView*>& all,
                                                                  const TransferView& view) const;
    void put_file(const TransferView& view, const std::vector<const TransferView*>& with);
    void describe_file(ConversationItem& item, const TransferView& view,
                       const std::vector<const TransferView*>& with);
    void describe_all();
    void show();
    void find_new();
    void find_more_new(const std::vector<ItemPtr>& before);
    void read_again(std::span<const ItemPtr> stretch);
    void read_again(control::method::ChatHistory request);
    void end_new();
    void add_warning(std::vector<ItemPtr>& entries);
    [[nodiscard]] std::vector<ItemPtr> files_in_view() const;

    std::vector<ItemPtr> messages_;
    QHash<QString, ItemPtr> by_id_;
    std::map<QString, ItemPtr> files_;
    QHash<QString, control::MessageRow> quotes_;  // answered messages that are not loaded
    QSet<QString> asked_quotes_, dirty_;
    std::optional<std::string> later_;
    bool is_fetching_ = false;  // the page before or after what is loaded
    bool live_ = true;          // the end of what is loaded is the end of the conversation
    int generation_ = 0;        // grows when other messages are loaded instead: pages of before fit no more
    QString new_from_;
    int new_before_ = 0;  // of the new messages so many lie before what is loaded
    bool new_is_seen_ = false;
    QElapsedTimer new_since_;
    QTimer new_ends_;
    std::string marked_;  // up to here the peer was told
    ItemPtr warning_;     // that somebody new bears a known name
    struct Arrival {
        QString key;
        bool own;
    };
    std::vector<Arrival> arrivals_;  // told after the rows are there
    QString jump_target_;
    Coalescer soon_;
};

}  // namespace culver::desktop
