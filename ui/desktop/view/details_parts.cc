// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/view/details_parts.h"

#include "ui/desktop/look/faces.h"
#include "ui/desktop/look/paint.h"
#include "ui/desktop/model/safe_text.h"
#include "ui/desktop/model/wording.h"
#include "ui/desktop/view/file_card.h"

#include <QPainter>

namespace culver::desktop {

using namespace Qt::StringLiterals;

namespace {

constexpr double kTile = 56;
constexpr double kTileRadius = 12;
constexpr double kIcon = 20;
constexpr double kRow = 44;
constexpr double kAvatar = 32;
constexpr double kFileRow = 48;
constexpr double kMargin = 20;
constexpr double kGap = 10;
constexpr double kShield = 15;
constexpr double kFactName = 76;
constexpr double kFactIcon = 14;
constexpr double kThumbnail = 58;
constexpr double kThumbnailRadius = 8;

void paint_row_ground(QPainter& painter, const QAbstractButton& row) {
    if (!row.underMouse() && !row.isDown()) return;
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(row.isDown() ? Token::Pressed : Token::Window));
    painter.drawRoundedRect(QRectF(row.rect()).adjusted(12, 0, -12, 0), 8, 8);
}

}  // namespace

ActTile::ActTile(const QString& icon, const QString& word, QWidget* parent) : Pressable(parent), icon_(icon) {
    setText(word);
    setAccessibleName(word);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    ringed(this, kTileRadius);
}

QSize ActTile::sizeHint() const {
    return {static_cast<int>(text_width(text(), Type::Meta) + px(16)), static_cast<int>(px(kTile))};
}

void ActTile::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(isDown() ? Token::Pressed : underMouse() ? Token::Hover : Token::Window));
    painter.drawRoundedRect(QRectF(rect()), kTileRadius, kTileRadius);
    const double icon = px(kIcon);
    const double line = theme().line_height(Type::Meta);
    const double top = (height() - icon - 4 - line) / 2;
    paint_icon(painter, QRectF((width() - icon) / 2, top, icon, icon), icon_, color(Token::Accent));
    const double words = std::min<double>(text_width(text(), Type::Meta), width() - 8);
    paint_line(painter, (width() - words) / 2, top + icon + 4, words + 1, text(), Type::Meta,
               color(Token::Ink));
}

MemberRow::MemberRow(const PersonHead::Look& look, const QString& word, QWidget* parent)
    : Pressable(parent), look_(look), word_(word) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    faced(this);
    setAccessibleName(Wording::clauses({look.name, word}));
}

QSize MemberRow::sizeHint() const {
    return {static_cast<int>(px(200)), static_cast<int>(px(kRow))};
}

void MemberRow::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paint_row_ground(painter, *this);
    const double side = px(kAvatar);
    const QRectF box(kMargin, (height() - side) / 2, side, side);
    AvatarLook avatar;
    avatar.id = look_.id;
    avatar.name = look_.name;
    avatar.shape = look_.shield ? AvatarShape::Shield : AvatarShape::Person;
    avatar.gone = look_.presence == control::Presence::Offline;
    paint_avatar(painter, box, avatar);
    paint_presence(painter, box, look_.presence, color(underMouse() ? Token::Window : Token::Canvas));
    const double line = theme().line_height(Type::Body);
    const double top = (height() - line) / 2;
    const double meta = (height() - theme().line_height(Type::Meta)) / 2.0;
    const double right = width() - kMargin;
    paint_line_right(painter, right, meta, word_, Type::Meta, color(Token::Ink2));
    const double left = box.right() + kGap;
    const double room =
        right - text_width(word_, Type::Meta) - 8 - left - (look_.verified ? px(kShield) + 10 : 0);
    const double used = paint_line(painter, left, top, room, look_.name, Type::Body, color(Token::Ink));
    if (look_.verified) {
        const double shield = px(kShield);
        paint_icon(painter, QRectF(left + used + 10, (height() - shield) / 2, shield, shield), u"verified"_s,
                   color(Token::Ok));
    }
    if (hasFocus()) paint_focus_ring(painter, QRectF(rect()).adjusted(16, 4, -16, -4), 6);
}

FactRow::FactRow(const QString& name, const QString& words, QWidget* parent)
    : Pressable(parent), name_(name), words_(words) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(name + u": "_s + words);
    setToolTip(safe_tip(words));
}

QSize FactRow::sizeHint() const {
    return {static_cast<int>(px(200)), theme().line_height(Type::Small) + 10};
}

void FactRow::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paint_row_ground(painter, *this);
    const double name = px(kFactName);
    const double top = (height() - theme().line_height(Type::Small)) / 2.0;
    const double meta = top + baseline_in_line(Type::Small) - baseline_in_line(Type::Meta);
    paint_line(painter, kMargin, meta, name - 8, name_, Type::Meta, color(Token::Ink2));
    double room = width() - 2 * kMargin - name;
    if (underMouse() || hasFocus()) {
        const double side = px(kFactIcon);
        paint_icon(painter, QRectF(width() - kMargin - side, (height() - side) / 2, side, side), u"copy"_s,
                   color(Token::Ink3));
        room -= side + 8;
    }
    paint_line(painter, kMargin + name, top, room, words_, Type::Small, color(Token::Ink));
    if (hasFocus()) paint_focus_ring(painter, QRectF(rect()).adjusted(16, 3, -16, -3), 6);
}

SharedFile::SharedFile(const QString& name, const FileLook& kind, const QString& line, QWidget* parent)
    : Pressable(parent), name_(name), line_(line), kind_(kind) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(Wording::clauses({name, line}));
}

QSize SharedFile::sizeHint() const {
    return {static_cast<int>(px(200)), static_cast<int>(px(kFileRow))};
}

void SharedFile::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paint_row_ground(painter, *this);
    const double side = px(kAvatar);
    paint_tile(painter, QRectF(kMargin, (height() - side) / 2, side, side), kind_);
    const double left = kMargin + side + kGap;
    const double room = width() - kMargin - left;
    const double name = theme().line_height(Type::Small);
    const double top = (height() - name - theme().line_height(Type::Meta)) / 2;
    paint_line(painter, left, top, room, name_, Type::Small, color(Token::Ink), Qt::ElideMiddle);
    paint_line(painter, left, top + name, room, line_, Type::Meta, color(Token::Ink2));
    if (hasFocus()) paint_focus_ring(painter, QRectF(rect()).adjusted(16, 4, -16, -4), 6);
}

Thumbnail::Thumbnail(Pictures& pictures, const QString& path, const QString& name, QWidget* parent)
    : Pressable(parent), pictures_(pictures), path_(path) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(name);
    ringed(this, kThumbnailRadius);
    connect(&pictures_, &Pictures::loaded, this, qOverload<>(&QWidget::update));
}

QSize Thumbnail::sizeHint() const {
    return {static_cast<int>(px(78)), static_cast<int>(px(kThumbnail))};
}

void Thumbnail::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QPainterPath shape =
        rounded(rect(), kThumbnailRadius, kThumbnailRadius, kThumbnailRadius, kThumbnailRadius);
    painter.fillPath(shape, color(Token::Line));
    const QPixmap picture = pictures_.get(path_, (QSizeF(size()) * devicePixelRatioF()).toSize());
    if (picture.isNull()) return;
    painter.setClipPath(shape);
    painter.drawPixmap(QRectF(rect()), picture, QRectF(picture.rect()));
}

}  // namespace culver::desktop
