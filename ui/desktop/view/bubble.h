// SPDX-License-Identifier: Apache-2.0
// One row of a conversation, measured for a width and painted: a bubble with its name, quote, words, meta
// line, reactions and readers; a file card, a picture; a day line, a line above what is new, a system line.
// look.md §4 gives every measure. A bubble keeps where its parts lie, so that the view can say what is under
// the pointer.
#pragma once
#include "ui/desktop/model/conversation_model.h"
#include "ui/desktop/view/file_words.h"
#include "ui/desktop/view/message_text.h"

#include <QPointF>
#include <QRectF>
#include <QString>
#include <functional>
#include <optional>
#include <vector>

QT_BEGIN_NAMESPACE
class QPainter;
QT_END_NAMESPACE

namespace culver::desktop {

class Pictures;

// How far a voice message has been played.
struct VoicePlace {
    int milliseconds = 0;
    bool playing = false;  // else it is paused
};

// Where a bubble stands and what it may ask about the names and files it shows.
struct BubbleSetting {
    double width = 0;  // of the message column
    bool group = false;
    bool notes = false;       // to oneself: nobody else reads it, so there are no marks
    bool other_gone = false;  // 1:1: the other person is not in the network
    QString own_id;
    QString other_name;  // of the other person; empty in groups
    std::function<QString(const QString&)> name_of;
    std::function<QString()> free_room;                                   // beside an offer: "Free: 212 GB"
    std::function<std::optional<VoicePlace>(const QString& path)> voice;  // nothing: it is not being heard
    std::function<bool(const QString& key)> unfolded;                     // of a card: its files are listed
    Pictures* pictures = nullptr;                                         // none: pictures stay file cards
};

enum class Act {
    None,
    OpenLink,  // target: the address
    JumpTo,    // target: a message
    React,     // target: the sign; the same again takes it back
    Accept,
    Decline,
    Pause,
    Resume,
    Cancel,
    Again,
    ShowFolder,
    OpenFile,
    OpenPicture,  // target: the path
    SaveCopy,     // of an attachment; target: the path
    Fetch,        // an attachment that is not fetched by itself
    PlayVoice,    // target: the path
    SeekVoice,    // the waveform, to be clicked and dragged along; target: the path
    SayAgain,
    ShowPerson,  // target: a peer
    ShowWho,     // who has read or received it
    Confirm,     // a notice
    Unfold,      // the list of a card's files, or away again
    OpenOne,     // of them; target: the path
    FolderOne,   // target: the path
    AllFiles,
};

struct Spot {
    Act act = Act::None;
    QString target;
    QRectF box;    // inside the row
    QString tip;   // what it is called: tooltip and accessible name
    QString icon;  // of a button; empty for what paints itself
};

struct BubbleState {
    TextRange selected;
    bool hovered = false;       // the pointer is on the row
    const Spot* hot = nullptr;  // the spot below the pointer
    bool pressed = false;
    double flash = 0;      // 0…1: the target of a jump
    bool focused = false;  // by keyboard
};

class Bubble {
public:
    Bubble(const ConversationItem& item, const BubbleSetting& setting);
    Bubble(Bubble&&) noexcept = default;

    [[nodiscard]] double height() const { return height_; }
    [[nodiscard]] const QRectF& body() const { return body_; }  // the bubble itself; empty for lines
    [[nodiscard]] const std::vector<Spot>& spots() const { return spots_; }
    [[nodiscard]] const MessageText* words() const { return words_ ? &*words_ : nullptr; }
    [[nodiscard]] QPointF words_at() const { return words_at_; }
    // Which of several pictures lies there, counted from the first; -1: none, or there is only one.
    [[nodiscard]] int tile_at(QPointF point) const;
    struct Chip {  // a reaction
        QString sign, count;
        bool own = false;
        QRectF box;
    };
    [[nodiscard]] const std::vector<Chip>& chips() const { return chips_; }
    // Boxes in which text is painted, for the test that none lies on another or outside its bubble.
    [[nodiscard]] std::vector<QRectF> text_boxes() const;

    void paint(QPainter& painter, const ConversationItem& item, const BubbleSetting& setting,
               const BubbleState& state) const;

private:
    void measure_message(const ConversationItem& item, const BubbleSetting& setting);
    [[nodiscard]] bool measure_notice(const ConversationItem& item, const BubbleSetting& setting);
    void place_notice(const BubbleSetting& setting, double left, double width);
    void paint_notice(QPainter& painter, const BubbleState& state) const;
    void measure_meta(const ConversationItem& item, const BubbleSetting& setting);
    void measure_picture(const ConversationItem& item, const BubbleSetting& setting);
    void measure_tiles(const ConversationItem& item, const BubbleSetting& setting);
    void measure_voice(const ConversationItem& item, const BubbleSetting& setting);
    void measure_card(const ConversationItem& item, const BubbleSetting& setting);
    void measure_below(const ConversationItem& item, const BubbleSetting& setting);
    void place(const ConversationItem& item, const BubbleSetting& setting, double width, double height);
    void paint_ground(QPainter& painter, const ConversationItem& item, const BubbleState& state) const;
    void paint_quote(QPainter& painter, const ConversationItem& item) const;
    void paint_meta(QPainter& painter, const ConversationItem& item) const;
    void paint_below(QPainter& painter, const ConversationItem& item, const BubbleSetting& setting,
                     const BubbleState& state) const;
    void paint_pictures(QPainter& painter, const ConversationItem& item, const BubbleSetting& setting) const;
    void paint_voice(QPainter& painter, const ConversationItem& item, const BubbleSetting& setting) const;
    void paint_inside(QPainter& painter, const ConversationItem& item, const BubbleSetting& setting,
                      const BubbleState& state) const;

    QRectF body_;
    double height_ = 0;
    std::optional<MessageText> words_;
    QPointF words_at_;
    QRectF name_;  // the author's line
    QRectF quote_;
    QRectF meta_;
    QString meta_words_;
    QString mark_;  // an icon; empty for none
    bool mark_read_ = false, mark_failed_ = false;
    QRectF picture_;             // of several all of them
    std::vector<QRectF> tiles_;  // of several each
    QRectF voice_;
    std::vector<Chip> chips_;
    QRectF notice_;   // of a notice: the line that says so
    QRectF confirm_;  // and below the words the button, or who has confirmed
    QString confirm_words_;
    bool confirms_ = false;   // there is a button
    bool confirmed_ = false;  // by everybody who is asked
    QString below_;           // "Read", "Read by 3", "Not sent"
    QRectF below_box_;
    std::vector<Spot> spots_;
    QRectF card_;
    std::vector<QRectF> card_texts_;
    std::vector<ListedFile> card_files_;  // below it
};

// The picture of who wrote, beside what they wrote to a group.
[[nodiscard]] double author_side(const BubbleSetting& setting);
// Lines across the column.
void paint_day_pill(QPainter& painter, double center, double top, const QString& words);
[[nodiscard]] double day_pill_height();

}  // namespace culver::desktop
