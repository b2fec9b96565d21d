// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/view/file_card.h"

#include "ui/desktop/look/paint.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/wording.h"

#include <QCoreApplication>
#include <QPainter>
#include <algorithm>
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
constexpr double kFileRow = 32;
constexpr double kChevron = 14;
constexpr double kChevronGap = 4;
constexpr double kFileIcon = 16;
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

// Where the parts of a listed file stand in its row.
struct FileRowPlaces {
    QRectF icon, name, size, button;
};

FileRowPlaces places_in(const ListedFile& file, const QRectF& row) {
    const double pad = theme().px(kPadding);
    const double side = theme().px(kFileIcon);
    const double button = file.path.isEmpty() ? 0 : theme().px(kFileRow);
    const double small = theme().line_height(Type::Small), meta = theme().line_height(Type::Meta);
    FileRowPlaces at;
    at.button = QRectF(row.right() - pad - button, row.center().y() - button / 2, button, button);
    at.icon = QRectF(row.left() + pad, row.center().y() - side / 2, side, side);
    const double left = at.icon.right() + kTextGap;
    const double right = at.button.left() - (button > 0 ? kTextGap : 0);
    // A size gives way to the name where there is no room for both.
    const double wanted = std::ceil(text_width(file.line, Type::Meta)) + 1;
    const double wide = file.line.isEmpty() || wanted > (right - left) / 2 ? 0 : wanted;
    at.size = QRectF(right - wide, row.center().y() - meta / 2, wide, meta);
    at.name = QRectF(left, row.center().y() - small / 2,
                     std::max(0.0, right - left - (wide > 0 ? wide + kTextGap : 0)), small);
    return at;
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
    facts.titles = titles_of(row);
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
    QString name = safe_line(row.name.value_or(std::string()));
    if (name.isEmpty()) name = Card::tr("File");
    facts.kind = file_look(name, false);
    facts.titles = {name};
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

QString fitting(const QStringList& forms, double width, Type type) {
    for (const QString& form : forms) {
        if (text_width(form, type) <= width) return form;
    }
    return forms.value(forms.size() - 1);
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
    const QString words = fitting(line.words, left + width - x, Type::Meta);
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
    const QRectF head_box(0, 0, words_right, narrow ? pad + words_height(facts) : pad + head + pad / 2);
    if (facts.files > 1) {
        Spot unfold =
            spot(Act::Unfold, facts.unfolded ? Card::tr("Hide the files") : Card::tr("Show the files"));
        unfold.box = head_box;
        spots.push_back(unfold);
    } else if (facts.offer || !facts.open_path.isEmpty()) {
        // Of an offer this leads to the question which of it is wanted, and where.
        Spot open = spot(Act::OpenFile, facts.offer ? Card::tr("Choose…") : Card::tr("Open"));
        open.target = facts.open_path;
        open.box = head_box;
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

double FileCard::measure_files(const std::vector<ListedFile>& files, int all, double height, double width,
                               std::vector<Spot>& spots, std::vector<QRectF>& texts) {
    const double pad = theme().px(kPadding);
    const double tall = std::max<double>(theme().px(kFileRow), theme().line_height(Type::Small));
    const double line = theme().line_height(Type::Small);
    double y = height;
    for (const ListedFile& file : files) {
        const FileRowPlaces at = places_in(file, QRectF(0, y, width, tall));
        texts.push_back(at.name);
        if (at.size.width() > 0) texts.push_back(at.size);
        if (!file.path.isEmpty()) {
            Spot open = spot(Act::OpenOne, Card::tr("Open %1").arg(file.name));
            open.target = file.path;
            open.box = QRectF(0, y, at.button.left(), tall);
            spots.push_back(open);
            Spot folder = spot(Act::FolderOne, Card::tr("Show in folder"), u"folder"_s);
            folder.target = file.path;
            folder.box = at.button;
            spots.push_back(folder);
        }
        y += tall;
    }
    if (all > static_cast<int>(files.size())) {
        Spot rest = spot(Act::AllFiles, Card::tr("All %1", "files").arg(all));
        const double wide = std::min(width - 2 * pad, std::ceil(text_width(rest.tip, Type::Small)) + 1);
        rest.box = QRectF(pad, y + (tall - line) / 2, wide, line);
        texts.push_back(rest.box);
        spots.push_back(rest);
        y += tall;
    }
    return std::ceil(y + pad / 2);
}

void FileCard::paint_files(QPainter& painter, const std::vector<ListedFile>& files, const QRectF& body,
                           bool own, const std::vector<Spot>& spots, const BubbleState& state) {
    const QColor hover = theme().color(own ? Token::OwnLine : Token::Pressed);
    std::size_t next = 0;
    for (const Spot& one : spots) {
        const bool hot = state.hot == &one;
        if (one.act == Act::FolderOne) paint_spot_button(painter, one, hot, hot && state.pressed, hover);
        if (one.act != Act::AllFiles) continue;
        paint_line(painter, one.box.left(), one.box.top(), one.box.width(), one.tip, Type::Small,
                   theme().color(hot ? Token::AccentHover : Token::Accent));
    }
    const double tall = std::max<double>(theme().px(kFileRow), theme().line_height(Type::Small));
    const bool rest = std::ranges::any_of(spots, [](const Spot& one) { return one.act == Act::AllFiles; });
    const auto rows = static_cast<double>(files.size() + (rest ? 1 : 0));
    double y = body.bottom() - theme().px(kPadding) / 2 - rows * tall;
    for (const ListedFile& file : files) {
        const FileRowPlaces at = places_in(file, QRectF(body.left(), y, body.width(), tall));
        const bool here = !file.path.isEmpty();
        while (here && next < spots.size() && spots[next].act != Act::OpenOne) ++next;
        const bool hot = here && next < spots.size() && state.hot == &spots[next];
        if (here) ++next;
        paint_icon(painter, at.icon, file.kind.icon, theme().hue_text(file.kind.hue));
        paint_line(painter, at.name.left(), at.name.top(), at.name.width(), file.name, Type::Small,
                   theme().color(hot ? Token::AccentHover : Token::Ink), Qt::ElideMiddle);
        paint_line(painter, at.size.left(), at.size.top(), at.size.width(), file.line, Type::Meta,
                   theme().color(Token::Ink2));
        y += tall;
    }
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
        if (button.icon.isEmpty() || button.act == Act::FolderOne) continue;
        if (!narrow) words_right = std::min(words_right, button.box.left() - theme().px(kTextGap));
        const bool hot = state.hot == &button;
        paint_spot_button(painter, button, hot, hot && state.pressed, hover);
    }
    const double left = body.left() + pad + (narrow ? 0 : tile + theme().px(kTileGap));
    double y = body.top() + pad + (narrow ? 0 : (head - words_height(facts)) / 2);
    // Several files fold like the sections of the roster.
    const double chevron = facts.files > 1 ? theme().px(kChevron) : 0;
    const double gap = chevron > 0 ? theme().px(kChevronGap) : 0;
    const double room = words_right - left - chevron - gap;
    const QString title = fitting(facts.titles, room, Type::Strong);
    paint_line(painter, left, y, room, title, Type::Strong,
               theme().color(facts.dim ? Token::Ink2 : Token::Ink), Qt::ElideMiddle);
    if (chevron > 0) {
        const double at = left + std::min(room, text_width(title, Type::Strong)) + gap;
        const double middle = y + theme().line_height(Type::Strong) / 2.0;
        paint_icon(painter, QRectF(at, middle - chevron / 2, chevron, chevron),
                   facts.unfolded ? u"down"_s : u"right"_s, theme().color(Token::Ink2));
    }
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
