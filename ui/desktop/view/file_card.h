// SPDX-License-Identifier: Apache-2.0
// The inside of a bubble that carries files, in every state of its transfer (look.md's table): tile, name,
// line, bar, buttons, the proof. Measured and painted for a width; the transfers panel uses the same parts.
#pragma once
#include "ui/desktop/view/bubble.h"
#include "ui/desktop/view/file_words.h"

namespace culver::desktop {

// What a card shows, taken from a transfer or an attachment.
struct CardFacts {
    QStringList titles;  // from the longest form to the shortest: the first that fits is shown
    FileLook kind;
    StateLine line;
    std::vector<Spot> buttons;  // of 32, at the right
    bool bar = false;
    Token bar_fill = Token::Accent;
    bool moving = false;
    double progress = 0;
    bool offer = false;  // Accept and Decline below
    QString free_room;   // beside them: "212 GB free"
    QString proof;       // "Saved and checked by Mei"; empty before the receipt
    QString time;
    QString open_path;  // where a click leads
    bool dim = false;
    bool own = false;
    int files = 0;  // of several that are named: how many; a click lists them
    bool unfolded = false;
};
[[nodiscard]] CardFacts facts_of(const control::TransferRow& row, const QString& other_given_name,
                                 double progress, qint64 seconds_left, const QString& time);
[[nodiscard]] CardFacts facts_of(const control::AttachmentRow& row, bool own, const QString& time);

// Of a row of a conversation that carries a transfer or an attachment.
[[nodiscard]] CardFacts card_facts(const ConversationItem& item, const BubbleSetting& setting);

class FileCard {
public:
    static double width(double room);  // 368, or less where there is less room
    // Height of the card inside a bubble of that width, and its buttons (boxes relative to the bubble).
    static double measure(const CardFacts& facts, double width, std::vector<Spot>& spots,
                          std::vector<QRectF>& texts);
    // Below it the files it stands for, from height on: each with its name and size, to be opened and shown
    // in its folder once it is here; behind the first kMostFiles the way to all. Returns the new height.
    static double measure_files(const std::vector<ListedFile>& files, int all, double height, double width,
                                std::vector<Spot>& spots, std::vector<QRectF>& texts);
    static void paint_files(QPainter& painter, const std::vector<ListedFile>& files, const QRectF& body,
                            bool own, const std::vector<Spot>& spots, const BubbleState& state);
    static constexpr std::size_t kMostFiles = 5;
    static void paint(QPainter& painter, const CardFacts& facts, const QRectF& body,
                      const std::vector<Spot>& spots, const BubbleState& state);
};

// A tile of 40 with the sign of the file's kind.
void paint_tile(QPainter& painter, const QRectF& box, const FileLook& kind);
// Of forms of one text, from the longest to the shortest, the first that fits; else the last.
[[nodiscard]] QString fitting(const QStringList& forms, double width, Type type);
// The words of a state in the longest form that fits; icon before them. Returns the width.
double paint_state_line(QPainter& painter, double left, double top, double width, const StateLine& line,
                        Token usual);
// The buttons of 32 that a transfer has at its right, from left to right.
[[nodiscard]] std::vector<Spot> buttons_of(const control::TransferRow& row);
void paint_spot_button(QPainter& painter, const Spot& spot, bool hot, bool pressed, const QColor& hover);
// Accept and Decline of an offer beside each other from left and top, or below where they would pass right.
[[nodiscard]] std::vector<Spot> offer_buttons(double left, double top, double right);
[[nodiscard]] bool answers_offer(const Spot& spot);
void paint_offer_button(QPainter& painter, const Spot& spot, bool hot);

}  // namespace culver::desktop
