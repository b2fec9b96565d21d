// SPDX-License-Identifier: Apache-2.0
// The middle pane: header, banners, messages, who types, the composer; and what the clicks in them mean. One
// conversation at a time, or the picture that invites one to choose.
#pragma once
#include "ui/desktop/model/conversation_model.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/places.h"
#include "ui/desktop/sound/voice.h"
#include "ui/desktop/view/composer.h"
#include "ui/desktop/view/conversation_parts.h"
#include "ui/desktop/view/conversation_view.h"
#include "ui/desktop/view/flight_strip.h"
#include "ui/desktop/view/shell.h"

#include <QPointer>
#include <QTimer>
#include <QWidget>
#include <map>

QT_BEGIN_NAMESPACE
class QMenu;
QT_END_NAMESPACE

namespace culver::desktop {

class EmptyState;
class DropVeil;
class Dots;

class ConversationPane : public QWidget {
    Q_OBJECT
public:
    ConversationPane(Desk& desk, Shell& shell, QWidget* parent);
    ~ConversationPane() override;
    void set_around(Around* around) { around_ = around; }
    void open(const QString& id);  // empty: none
    void jump_to(const QString& message);
    [[nodiscard]] const QString& id() const { return id_; }
    void set_back(bool shown);  // narrow windows
    void set_details_open(bool open);
    void focus_composer();
    void focus_messages();
    [[nodiscard]] bool step_back();  // Esc; false when there was nothing to leave
    void search();
    [[nodiscard]] QWidget* open_editor() const;  // where words can be written now; nullptr: nowhere
    [[nodiscard]] Composer& composer() { return *composer_; }
    [[nodiscard]] ConversationView& messages() { return *view_; }

    // Everything that was said here into a file: by its ending a web page, text or JSON. What is at that path
    // is replaced once the copy is whole.
    void save_all_to(const QString& path);

Q_SIGNALS:
    void back_wanted();
    void details_wanted();
    void chosen(const QString& id);  // another conversation

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void align_below();
    void build();
    void build_head(QVBoxLayout& column);
    void wire_view();
    void wire_composer();
    void show_head();
    void show_lock();
    void show_typing();
    void show_connection();
    void show_key_change();
    void keep_draft();
    void hold();  // what stands in the composer, until this conversation is opened again
    void set_names();
    [[nodiscard]] BubbleSetting setting() const;
    [[nodiscard]] Told told();
    void act(Act act, int row, const QString& target);
    void act_on_transfers(Act act, const QStringList& transfers);
    void open_link(const QString& link, const QString& author);
    [[nodiscard]] bool is_notes() const;  // the conversation with oneself
    [[nodiscard]] bool takes_attachments() const;
    // Whether a file becomes a message here; else it is a transfer.
    [[nodiscard]] bool goes_inside(const QString& path) const;
    void say(const Composer::Written& written);
    void say_again(const ConversationItem& item);
    // Told whether something was sent; if not, it is given back to who wrote it.
    [[nodiscard]] Told sent_or_back(Composer::Written written) {
        return sent_or_back(std::move(written), id_);
    }
    [[nodiscard]] Told sent_or_back(Composer::Written written, const QString& conversation);
    void give_back(const QString& conversation, const Composer::Written& written);
    void sent_elsewhere(const QString& conversation, const QString& text, const QStringList& paths);
    // Where a row stands now; -1 when it is not loaded any more or another conversation is open.
    [[nodiscard]] int row_of(const QString& conversation, const QString& key) const;
    void add_links(QMenu& menu, const ConversationItem& item, const QString& link);
    void add_message_acts(QMenu& menu, const ConversationItem& item);
    void add_file_acts(QMenu& menu, int row, const ConversationItem& item);
    void add_file_list(QMenu& menu, const ConversationItem& item);
    void add_forward(QMenu& menu, const ConversationItem& item, const QString& words);
    void show_files(const ConversationItem& item);  // of a transfer
    void show_who(const ConversationItem& item);
    // conversation_past.cc
    void go_to_date();
    void save_all();
    // conversation_voice.cc
    void wire_voice();
    void take_voice(const QString& path, const std::vector<int>& waveform, bool send);
    [[nodiscard]] QStringList say_voices(Composer::Written& written);  // the rest of its files
    [[nodiscard]] std::optional<VoicePlace> voice_at(const QString& path) const;
    [[nodiscard]] std::pair<QString, int> heard_at(int row) const;
    void seek_voice(int row, double share, bool held);
    void edit_last();
    void open_menu(int row, const QPoint& global, const QString& link);
    void open_head_menu();
    void show_beside();  // how many wait in the other conversations, at the way back to them
    // key: of one of several pictures in the row; else the row's message.
    void react(int row, QWidget* near, const QString& key = {});
    void reply(int row, const QString& key = {});
    void save_copy(const ConversationItem& item, const QString& path);

    Desk& desk_;
    Shell& shell_;
    Around* around_ = nullptr;
    QString id_;
    QPointer<ConversationModel> model_;  // the desk keeps only the last few
    QWidget* talk_;                      // everything but the empty state
    EmptyState* nobody_;
    EmptyState* choose_;
    BackButton* back_;
    PersonHead* head_;
    IconButton* search_;
    IconButton* details_;
    IconButton* more_;
    QWidget* connection_;
    Words* connection_words_;
    Button* replace_;  // a node of another version
    Banner* impostor_;
    Button* known_;  // leads to the person that the stranger is not
    ConversationView* view_;
    QWidget* typing_;
    Words* typing_words_;
    Dots* dots_;
    Composer* composer_;
    QHBoxLayout* below_;  // around the composer
    DropVeil* veil_;
    QTimer draft_timer_;
    mutable FreeRoom free_room_;
    Player player_;
    std::optional<bool> seek_plays_;  // while one drags along a waveform: whether it plays after that
    QString voice_for_;               // the conversation that is spoken to
    std::map<QString, std::vector<int>> voices_;  // recorded here and not sent yet: path, waveform
    // Of conversations that are not open: files, what is answered, a change; the words are the draft.
    std::map<QString, Composer::Written> held_;
};

}  // namespace culver::desktop
