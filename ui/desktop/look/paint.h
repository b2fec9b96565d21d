// SPDX-License-Identifier: Apache-2.0
// The small painted things that lists and widgets share (look.md §4): avatars, presence, badges, chips, bars,
// marks, single lines of text. All paint inside the rectangle given, antialiased, and leave the painter as it
// was.
#pragma once
#include "control/enumerators.h"
#include "ui/desktop/look/theme.h"

#include <QPainter>
#include <QPainterPath>
#include <QRectF>
#include <cstdint>

namespace culver::desktop {

enum class AvatarShape { Person, Group, Shield, Notes };
struct AvatarLook {
    QString id;    // gives the hue
    QString name;  // gives the initials: two; of Chinese names the last two characters
    AvatarShape shape = AvatarShape::Person;
    bool gone = false;
};
// Two letters of the first words; of a Chinese name the last two characters, of a group's the first two; of
// "Harbour Street 14" also the number.
enum class Bearer : std::uint8_t { Person, Group };
[[nodiscard]] QString initials_of(const QString& name, Bearer kind = Bearer::Person);
void paint_avatar(QPainter& painter, const QRectF& box, const AvatarLook& look);
// The glyph of 10 in a ring of 2 of the ground's colour, over the lower right corner of an avatar's box.
void paint_presence(QPainter& painter, const QRectF& avatar, control::Presence presence,
                    const QColor& ground);
// "3", and "99+" from a hundred on: what a badge says of so many.
[[nodiscard]] QString badge_words(int count);
[[nodiscard]] double badge_width(const QString& text);
// Returns the width that was painted; right-aligned at right, centred on y.
double paint_badge(QPainter& painter, double right, double y, const QString& text, Token fill);
double paint_chip(QPainter& painter, double left, double y, const QString& text);
double paint_chip(QPainter& painter, double left, double y, const QString& text, Token ground, Token ink);
[[nodiscard]] double chip_width(const QString& text);
// A bar of progress; sheen when moving. The track takes its colour from what lies below.
void paint_bar(QPainter& painter, const QRectF& box, double progress, Token fill, bool sheen);
void paint_bar(QPainter& painter, const QRectF& box, double progress, Token fill, bool sheen,
               const QColor& track);
// A rounded rectangle with a radius for each corner: top left, top right, bottom right, bottom left.
[[nodiscard]] QPainterPath rounded(const QRectF& box, double tl, double tr, double br, double bl);
// The bird of the icon, in a square of 64 (resources/app/culver-mark.svg).
[[nodiscard]] QPainterPath bird_path();
void paint_focus_ring(QPainter& painter, const QRectF& box, double radius);
// Soft shadow of level 1, 2 or 3 around a rounded box, from a cached nine-patch.
void paint_elevation(QPainter& painter, const QRectF& box, double radius, int level);

// One line of text, its line box (look.md's line height) beginning at top. The baseline depends on the type
// alone, so that lines with emoji or Chinese in them stand like their neighbours. Elided at the width; the
// name of a file in the middle. Returns the width painted.
double paint_line(QPainter& painter, double left, double top, double width, const QString& text, Type type,
                  const QColor& color, Qt::TextElideMode elide = Qt::ElideRight);
// The same, ending at right; never elided.
double paint_line_right(QPainter& painter, double right, double top, const QString& text, Type type,
                        const QColor& color);
[[nodiscard]] double text_width(const QString& text, Type type);
[[nodiscard]] double baseline_in_line(Type type);  // from the top of the line box
[[nodiscard]] QColor mixed(const QColor& over, const QColor& ground, double share);
// An icon in the device ratio of the painter's device, its box given.
void paint_icon(QPainter& painter, const QRectF& box, const QString& name, const QColor& color);

}  // namespace culver::desktop
