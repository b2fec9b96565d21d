// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/view/file_card.h"

#include "ui/desktop/look/paint.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/wording.h"

#include <QCoreApplication>
#include <QPainter>
#include <cmath>

namespace culver::desktop {

using namespace Qt::StringLiterals;

namespace {

struct Card {
    Q_DECLARE_TR_FUNCTIONS(Files)
};

constexpr double kCardWidth = 368;
constexpr double kPadding = 12;
constexpr double kTile = 40;
constexpr double kTileRadius = 10;
constexpr double kTileIcon = 22;
constexpr double kTileGap = 12;
constexpr double kButton = 32;
constexpr double kButtonIcon = 20;
constexpr double kButtonRadius = 8;
constexpr double kTextGap = 8;  // between the words and the buttons
constexpr double kBar = 4;
constexpr double kBarGap = 8;
constexpr double kSmallButton = 28;
constexpr double kSmallPadding = 12;
constexpr double kBelowGap = 10;
constexpr double kOfferGap = 8;  // between Accept and Decline
constexpr double kProofGap = 9;
constexpr double kNarrow = 250;
constexpr double kStateIcon = 14;
constexpr double kProofIcon = 16;

bool has_bar(control::TransferState state) {
    using control::TransferState;
    return state == TransferState::Active || state == TransferState::Paused ||
           state == TransferState::Interrupted;
}

double pair_height() {
    return theme().line_height(Type::Strong) + theme().line_height(Type::Meta);
}

// Of tile and words side by side.
double words_height(const CardFacts& facts) {
    return pair_height() + (facts.bar ? theme().px(kBarGap) + kBar : 0);
}

// Too narrow for tile, words and buttons side by side (large text in a small window): no tile, buttons below.
bool is_narrow(double width) {
    return width < theme().px(kNarrow);
}

double head_height(const CardFacts& facts, double width) {
    if (is_narrow(width)) return words_height(facts) + (facts.buttons.empty() ? 0 : theme().px(kButton));
    return std::max<double>(theme().px(kTile), words_height(facts));
}

Spot spot(Act act, const QString& tip, const QString& icon = {}) {
    Spot made;
    made.act = act;
    made.tip = tip;
    made.icon = icon;
    return made;
}

double small_button_width(const QString& words) {
    return text_width(words, Type::Small) + 2 * theme().px(kSmallPadding) + 2;
}

QColor bar_track(bool own) {
    QColor track = own ? theme().color(Token::Accent) : theme().color(Token::Pressed);
    if (theme().dark()) {
        track = Qt::white;
        track.setAlphaF(0.12F);
    } else if (own) {
        track.setAlphaF(0.16F);
    }
    return track;
}

void paint_offer(QPainter& painter, const CardFacts& facts, const QRectF& body, double top,
                 const std::vector<Spot>& spots, const BubbleState& state) {
    double x = body.left() + theme().px(kPadding);
    for (const Spot& button : spots) {
        if (!answers_offer(button)) continue;
        paint_offer_button(painter, button, state.hot == &button);
        x = button.box.right() + kOfferGap;
    }
    const double right = body.right() - theme().px(kPadding);
    if (right - x < text_width(facts.free_room, Type::Meta)) return;
    paint_line_right(painter, right, top + (theme().px(kSmallButton) - theme().line_height(Type::Meta)) / 2.0,
                     facts.free_room, Type::Meta, theme().color(Token::Ink2));
}

void paint_proof(QPainter& painter, const CardFacts& facts, const QRectF& body, double top) {
    const double pad = theme().px(kPadding);
    const double meta = theme().line_height(Type::Meta);
    painter.fillRect(QRectF(body.left() + pad, top, body.width() - 2 * pad, 1),
                     theme().color(facts.own ? Token::OwnLine : Token::Line));
    const double line = top + 1 + theme().px(kProofGap);
    const double side = theme().px(kProofIcon);
    const QColor ok = theme().color(Token::Ok);
    paint_icon(painter, QRectF(body.left() + pad, line + (meta - side) / 2, side, side), u"seal"_s, ok);
    double right = body.right() - pad;
    if (facts.own) {
        const double mark = theme().px(kStateIcon);
        paint_icon(painter, QRectF(right - mark, line + (meta - mark) / 2, mark, mark), u"checks"_s,
                   theme().color(Token::Accent));
        right -= mark + 3;
    }
    paint_line_right(painter, right, line + baseline_in_line(Type::Meta) - baseline_in_line(Type::Micro),
                     facts.time, Type::Micro, theme().color(Token::Ink3));
    right -= text_width(facts.time, Type::Micro) + 8;
    const double words = body.left() + pad + side + 6;
    paint_line(painter, words, line, right - words, facts.proof, Type::Meta, ok);
}

}  // namespace

std::vector<Spot> buttons_of(const control::TransferRow& row) {
    using control::TransferState;
    const Spot cancel = spot(Act::Cancel, Card::tr("Cancel"), u"close"_s);
    switch (row.state) {
        case TransferState::Waiting: return {cancel};
        case TransferState::Active: return {spot(Act::Pause, Card::tr("Pause"), u"pause"_s), cancel};
        case TransferState::Paused: return {spot(Act::Resume, Card::tr("Go on"), u"play"_s), cancel};
        case TransferState::Interrupted: return {spot(Act::Resume, Card::tr("Try now"), u"retry"_s), cancel};
        case TransferState::Done:
            if (local_path(row).isEmpty()) return {};
            return {spot(Act::ShowFolder, Card::tr("Show in folder"), u"folder"_s)};
        case TransferState::Failed: return {spot(Act::Again, Card::tr("Try again"), u"retry"_s)};
        case TransferState::Offered:
            if (row.direction == control::Direction::Out) return {cancel};
            return {};
        default: return {};
    }
}

CardFacts facts_of(const control::TransferRow& row, const QString& other_given_name, double progress,
                   qint64 seconds_left, const QString& time) {
    using control::TransferState;
    CardFacts facts;
    facts.own = row.direction == control::Direction::Out;
    facts.title = title_of(row);
    facts.kind = kind_of(row);
    facts.line = state_line(row, other_given_name, progress, seconds_left);
    facts.buttons = buttons_of(row);
    facts.bar = has_bar(row.state);
    facts.moving = row.state == TransferState::Active;
    facts.bar_fill = row.state == TransferState::Paused ? Token::LineStrong : Token::Warn;
    facts.progress = progress;
    facts.offer = row.state == TransferState::Offered && !facts.own;
    facts.dim = row.state == TransferState::Declined || row.state == TransferState::Cancelled;
    if (facts.dim) facts.kind.hue = Hue::Slate;
    facts.time = time;
    if (row.state == TransferState::Done) {
        facts.proof = facts.own ? Card::tr("Saved and checked by %1").arg(other_given_name)
                                : Card::tr("Saved and checked");
        facts.open_path = local_path(row);
    }
    return facts;
}

CardFacts facts_of(const control::AttachmentRow& row, bool own, const QString& time) {
    using control::AttachmentState;
    CardFacts facts;
    facts.own = own;
    facts.title = safe_line(row.name.value_or(std::string()));
    if (facts.title.isEmpty()) facts.title = Card::tr("File");
    facts.kind = file_look(facts.title, false);
    const QString size = row.size ? Wording::size(*row.size) : QString();
    facts.line.words = {size};
    facts.time = time;
    switch (row.state) {
        case AttachmentState::Offered:
            facts.line.words = {Card::tr("%1 · not fetched yet").arg(size), size};
            facts.buttons = {spot(Act::Fetch, Card::tr("Fetch"), u"download"_s)};
            break;
        case AttachmentState::Coming:
            facts.line.icon = u"clock"_s;
            facts.line.words = {Card::tr("%1 · on its way").arg(size), size};
            break;
        case AttachmentState::Here: {
            const QString path = QString::fromStdString(row.path.value_or(std::string()));
            if (path.isEmpty()) break;
            Spot save = spot(Act::SaveCopy, Card::tr("Save a copy"), u"download"_s);
            save.target = path;
            facts.buttons = {save};
            break;
        }
        case AttachmentState::Gone:
            facts.dim = true;
            facts.line.words = {Card::tr("Nobody has this file any more"), Card::tr("Gone")};
            break;
        case AttachmentState::Unknown: break;
    }
    return facts;
}

std::vector<Spot> offer_buttons(double left, double top, double right) {
    std::vector<Spot> buttons{spot(Act::Accept, Card::tr("Accept")), spot(Act::Decline, Card::tr("Decline"))};
    double x = left;
    double y = top;
    const double tall = theme().px(kSmallButton);
    for (Spot& button : buttons) {
        const double wide = small_button_width(button.tip);
        if (x > left && x + wide > right) {
            x = left;
            y += tall + kOfferGap;
        }
        button.box = QRectF(x, y, wide, tall);
        x += wide + kOfferGap;
    }
    return buttons;
}

bool answers_offer(const Spot& button) {
    return button.act == Act::Accept || button.act == Act::Decline;
}

void paint_offer_button(QPainter& painter, const Spot& button, bool hot) {
    const bool primary = button.act == Act::Accept;
    painter.setPen(primary ? Qt::NoPen : QPen(theme().color(Token::Line), 1));
    const Token fill =
        primary ? (hot ? Token::AccentHover : Token::Accent) : (hot ? Token::Hover : Token::Surface);
    painter.setBrush(theme().color(fill));
    const double inset = primary ? 0 : 0.5;
    painter.drawRoundedRect(button.box.adjusted(inset, inset, -inset, -inset), kButtonRadius, kButtonRadius);
    const double width = text_width(button.tip, Type::Small);
    paint_line(painter, button.box.center().x() - width / 2,
               button.box.center().y() - theme().line_height(Type::Small) / 2.0, width + 1, button.tip,
               Type::Small, theme().color(primary ? Token::OnAccent : Token::Ink));
}

void paint_spot_button(QPainter& painter, const Spot& button, bool hot, bool pressed, const QColor& hover) {
    if (hot || pressed) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(hover);
        painter.drawRoundedRect(button.box, kButtonRadius, kButtonRadius);
    }
    const double side = theme().px(kButtonIcon);
    const QRectF box(button.box.center().x() - side / 2, button.box.center().y() - side / 2, side, side);
    paint_icon(painter, box, button.icon, theme().color(hot ? Token::Ink : Token::Ink2));
}

void paint_tile(QPainter& painter, const QRectF& box, const FileLook& kind) {
    const double radius = box.width() >= 36 ? kTileRadius : 8;
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().hue_fill(kind.hue));
    painter.drawRoundedRect(box, radius, radius);
    const double side = std::round(box.width() * kTileIcon / kTile);
    paint_icon(painter, QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side),
               kind.icon, theme().hue_text(kind.hue));
}

double paint_state_line(QPainter& painter, double left, double top, double width, const StateLine& line,
                        Token usual) {
    const QColor color = theme().color(line.color == Token::Ink2 ? usual : line.color);
    double x = left;
    if (!line.icon.isEmpty()) {
        const double side = theme().px(kStateIcon);
        paint_icon(painter, QRectF(x, top + (theme().line_height(Type::Meta) - side) / 2, side, side),
                   line.icon, color);
        x += side + theme().px(5);
    }
    QString words = line.words.isEmpty() ? QString() : line.words.last();
    for (const QString& form : line.words) {
        if (x + text_width(form, Type::Meta) <= left + width) {
            words = form;
            break;
        }
    }
    return x - left + paint_line(painter, x, top, left + width - x, words, Type::Meta, color);
}

double FileCard::width(double room) {
    return std::min<double>(theme().px(kCardWidth), room);
}

double FileCard::measure(const CardFacts& facts, double width, std::vector<Spot>& spots,
                         std::vector<QRectF>& texts) {
    const bool narrow = is_narrow(width);
    const double head = head_height(facts, width);
    const double pad = theme().px(kPadding);
    const double side = theme().px(kButton);
    const double words_left = narrow ? pad : pad + theme().px(kTile) + theme().px(kTileGap);
    const double words_top = narrow ? pad : pad + (head - words_height(facts)) / 2;
    const double right = width - pad;
    const double first = right - side * static_cast<double>(facts.buttons.size());
    const double buttons_top = narrow ? pad + words_height(facts) : words_top + (pair_height() - side) / 2;
    for (std::size_t i = 0; i < facts.buttons.size(); ++i) {
        Spot button = facts.buttons[i];
        button.box = QRectF(first + side * static_cast<double>(i), buttons_top, side, side);
        spots.push_back(button);
    }
    const double words_right = facts.buttons.empty() || narrow ? right : first - theme().px(kTextGap);
    const double strong = theme().line_height(Type::Strong);
    texts.emplace_back(words_left, words_top, words_right - words_left, strong);
    texts.emplace_back(words_left, words_top + strong, words_right - words_left,
                       theme().line_height(Type::Meta));
    // Of an offer this leads to the question which of it is wanted, and where.
    if (facts.offer || !facts.open_path.isEmpty()) {
        Spot open = spot(Act::OpenFile, facts.offer ? Card::tr("Choose…") : Card::tr("Open"));
        open.target = facts.open_path;
        open.box = QRectF(0, 0, words_right, narrow ? pad + words_height(facts) : pad + head + pad / 2);
        spots.push_back(open);
    }
    double height = pad + head + pad;
    if (facts.offer) {
        for (Spot& button : offer_buttons(pad, pad + head + theme().px(kBelowGap), right)) {
            texts.push_back(button.box);
            height = button.box.bottom() + pad;
            spots.push_back(std::move(button));
        }
    } else if (!facts.proof.isEmpty()) {
        const double line = theme().line_height(Type::Meta);
        const double before = theme().px(kBelowGap) + 1 + theme().px(kProofGap);
        texts.emplace_back(pad, pad + head + before, width - 2 * pad, line);
        height += before + line;
    }
    return std::ceil(height);
}

void FileCard::paint(QPainter& painter, const CardFacts& facts, const QRectF& body,
                     const std::vector<Spot>& spots, const BubbleState& state) {
    const bool narrow = is_narrow(body.width());
    const double pad = theme().px(kPadding);
    const double head = head_height(facts, body.width());
    const double tile = theme().px(kTile);
    if (!narrow) {
        paint_tile(painter, QRectF(body.left() + pad, body.top() + pad + (head - tile) / 2, tile, tile),
                   facts.kind);
    }
    double words_right = body.right() - pad;
    const QColor hover = theme().color(facts.own ? Token::OwnLine : Token::Pressed);
    for (const Spot& button : spots) {
        if (button.icon.isEmpty()) continue;
        if (!narrow) words_right = std::min(words_right, button.box.left() - theme().px(kTextGap));
        const bool hot = state.hot == &button;
        paint_spot_button(painter, button, hot, hot && state.pressed, hover);
    }
    const double left = body.left() + pad + (narrow ? 0 : tile + theme().px(kTileGap));
    double y = body.top() + pad + (narrow ? 0 : (head - words_height(facts)) / 2);
    paint_line(painter, left, y, words_right - left, facts.title, Type::Strong,
               theme().color(facts.dim ? Token::Ink2 : Token::Ink), Qt::ElideMiddle);
    y += theme().line_height(Type::Strong);
    paint_state_line(painter, left, y, words_right - left, facts.line, Token::Ink2);
    if (facts.bar) {
        y += theme().line_height(Type::Meta) + theme().px(kBarGap);
        paint_bar(painter, QRectF(left, y, body.right() - pad - left, kBar), facts.progress, facts.bar_fill,
                  facts.moving, bar_track(facts.own));
    }
    const double below = std::round(body.top() + pad + head + theme().px(kBelowGap));
    if (facts.offer) {
        paint_offer(painter, facts, body, below, spots, state);
    } else if (!facts.proof.isEmpty()) {
        paint_proof(painter, facts, body, below);
    }
}

}  // namespace culver::desktop
