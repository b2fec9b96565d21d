// SPDX-License-Identifier: Apache-2.0
// The small painted things that lists and widgets share (look.md §4): avatars, presence, badges, chips, bars,
// marks. All paint inside the rectangle given, antialiased, and leave the painter as it was.
#pragma once
#include "control/enumerators.h"
#include "ui/desktop/look/theme.h"

#include <QPainter>
#include <QRectF>

namespace culver::desktop {

enum class AvatarShape { Person, Group, Shield };
struct AvatarLook {
    QString id;    // gives the hue
    QString name;  // gives the initials: two; of Chinese names the last two characters
    AvatarShape shape = AvatarShape::Person;
    bool gone = false;
    QPixmap picture;  // instead of initials
};
[[nodiscard]] QString initials_of(const QString& name);
void paint_avatar(QPainter& painter, const QRectF& box, const AvatarLook& look);
// The glyph of 10 in a ring of 2 of the ground's colour, over the lower right corner of an avatar's box.
void paint_presence(QPainter& painter, const QRectF& avatar, control::Presence presence,
                    const QColor& ground);
// Returns the width that was painted; right-aligned at right, centred on y.
double paint_badge(QPainter& painter, double right, double y, const QString& text, Token fill);
double paint_chip(QPainter& painter, double left, double y, const QString& text);
// A bar of progress; sheen when moving.
void paint_bar(QPainter& painter, const QRectF& box, double progress, Token fill, bool sheen);
// A rounded rectangle with a radius for each corner: top left, top right, bottom right, bottom left.
[[nodiscard]] QPainterPath rounded(const QRectF& box, double tl, double tr, double br, double bl);
void paint_focus_ring(QPainter& painter, const QRectF& box, double radius);
// Soft shadow of level 2 or 3 around a rounded box, from a cached nine-patch.
void paint_elevation(QPainter& painter, const QRectF& box, double radius, int level);

}  // namespace culver::desktop
