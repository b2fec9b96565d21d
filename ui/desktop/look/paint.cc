// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/look/paint.h"

#include "ui/desktop/look/faces.h"

#include <QFontMetricsF>
#include <QGuiApplication>
#include <QHash>
#include <QLocale>
#include <cmath>

namespace culver::desktop {

using namespace Qt::StringLiterals;

namespace {

constexpr double kGlyph = 10;     // presence
constexpr double kGlyphRing = 2;  // of the ground's colour around it
constexpr double kGroupRounding = 0.30;
constexpr double kInitials = 0.36;  // of the avatar's size
constexpr double kInitialsCjk = 0.33;
constexpr double kOneLetterBelow = 22;  // avatars smaller than this show one character
constexpr double kAvatarGlyph = 20.0 / 36;
constexpr double kGonePicture = 0.5;  // opacity
constexpr float kPictureEdge = 0.1F;  // of the ink: a white picture still ends somewhere
constexpr double kBadge = 18;
constexpr int kBadgePad = 5;
constexpr int kMostCounted = 99;
constexpr double kChip = 16;
constexpr double kChipPadding = 6;
constexpr double kChipRadius = 5;
constexpr double kFocusWidth = 2;
constexpr double kFocusOffset = 2;

bool is_cjk(uint code) {
    return (code >= 0x2E80 && code <= 0x9FFF) || (code >= 0xAC00 && code <= 0xD7AF) ||
           (code >= 0xF900 && code <= 0xFAFF) || (code >= 0x20000 && code <= 0x3FFFF);
}

// Saves and restores around a function that paints.
class Restored {
public:
    explicit Restored(QPainter& painter) : painter_(painter) {
        painter_.save();
        painter_.setRenderHint(QPainter::Antialiasing);
    }
    ~Restored() { painter_.restore(); }
    Restored(const Restored&) = delete;
    Restored& operator=(const Restored&) = delete;

private:
    QPainter& painter_;
};

QFont sized(Type type, double pixels) {
    QFont font = theme().font(type);
    font.setPixelSize(std::max(1, static_cast<int>(std::lround(pixels))));
    return font;
}

// Centred by the capitals' height: what the eye takes for the middle of a word without descenders.
void paint_centered(QPainter& painter, const QRectF& box, const QString& text, const QFont& font, bool cjk) {
    const QFontMetricsF metrics(font);
    const double width = metrics.horizontalAdvance(text);
    const double height = cjk ? font.pixelSize() * 0.76 : metrics.capHeight();
    painter.setFont(font);
    painter.drawText(QPointF(box.center().x() - width / 2, box.center().y() + height / 2), text);
}

void paint_presence_glyph(QPainter& painter, const QRectF& glyph, control::Presence presence,
                          const QColor& ground) {
    const auto color = [](Token token) { return theme().color(token); };
    const double unit = glyph.width() / kGlyph;
    painter.setPen(Qt::NoPen);
    switch (presence) {
        case control::Presence::Available:
            painter.setBrush(color(Token::Here));
            painter.drawEllipse(glyph);
            return;
        case control::Presence::Away: {
            QPainterPath moon;
            moon.addEllipse(glyph);
            QPainterPath bite;
            bite.addEllipse(QPointF(glyph.left() + 8.1 * unit, glyph.top() + 2.1 * unit), 4.2 * unit,
                            4.2 * unit);
            painter.setBrush(color(Token::Away));
            painter.drawPath(moon.subtracted(bite));
            return;
        }
        case control::Presence::Busy:
            painter.setBrush(color(Token::Busy));
            painter.drawRoundedRect(glyph, 2.6 * unit, 2.6 * unit);
            return;
        case control::Presence::Dnd:
            painter.setBrush(color(Token::Busy));
            painter.drawEllipse(glyph);
            painter.setBrush(ground);
            painter.drawRoundedRect(
                QRectF(glyph.left() + 2.2 * unit, glyph.top() + 4.15 * unit, 5.6 * unit, 1.7 * unit),
                0.85 * unit, 0.85 * unit);
            return;
        case control::Presence::Offline:
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(color(Token::Off), 1.6 * unit));
            painter.drawEllipse(glyph.adjusted(0.9 * unit, 0.9 * unit, -0.9 * unit, -0.9 * unit));
            return;
        case control::Presence::Unknown: return;
    }
}

// The nine-patch of a level and radius: a blurred box, drawn once by three passes of a box filter.
QPixmap shadow_patch(double radius, int blur, const QColor& color, double ratio) {
    const int margin = blur;
    const int side = static_cast<int>(std::ceil((2 * margin + 2 * radius + 8) * ratio));
    QImage image(side, side, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    {
        QPainter painter(&image);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.scale(ratio, ratio);
        painter.setPen(Qt::NoPen);
        painter.setBrush(Qt::black);
        const double inner = side / ratio - 2 * margin;
        painter.drawRoundedRect(QRectF(margin, margin, inner, inner), radius, radius);
    }
    image = image.convertToFormat(QImage::Format_Alpha8);
    const int reach = std::max(1, static_cast<int>(blur * ratio / 3.0 / 2));
    std::vector<int> line(static_cast<std::size_t>(side));
    const auto soften = [&](auto&& at) {
        int sum = 0;
        for (int i = -reach; i <= reach; ++i) sum += i >= 0 && i < side ? at(i) : 0;
        for (int i = 0; i < side; ++i) {
            line[static_cast<std::size_t>(i)] = sum / (2 * reach + 1);
            sum += (i + reach + 1 < side ? at(i + reach + 1) : 0) - (i - reach >= 0 ? at(i - reach) : 0);
        }
        for (int i = 0; i < side; ++i) at(i) = static_cast<uchar>(line[static_cast<std::size_t>(i)]);
    };
    for (int pass = 0; pass < 3; ++pass) {
        for (int y = 0; y < side; ++y) {
            uchar* row = image.scanLine(y);
            soften([row](int x) -> uchar& { return row[x]; });
        }
        for (int x = 0; x < side; ++x) {
            uchar* first = image.bits() + x;
            const auto stride = image.bytesPerLine();
            soften([first, stride](int y) -> uchar& { return first[y * stride]; });
        }
    }
    QImage tinted(side, side, QImage::Format_ARGB32_Premultiplied);
    tinted.fill(color);
    QPainter painter(&tinted);
    painter.setCompositionMode(QPainter::CompositionMode_DestinationIn);
    painter.drawImage(0, 0, image);
    painter.end();
    QPixmap patch = QPixmap::fromImage(tinted);
    return patch;
}

// Draws a square patch stretched in its middle.
void paint_nine(QPainter& painter, const QRectF& box, const QPixmap& patch, double corner, double ratio) {
    const double side = patch.width();
    const double c = corner * ratio;
    const double xs[] = {box.left(), box.left() + corner, box.right() - corner, box.right()};
    const double ys[] = {box.top(), box.top() + corner, box.bottom() - corner, box.bottom()};
    const double from[] = {0, c, side - c, side};
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    for (int i = 0; i < 3; ++i) {
        for (int j = 0; j < 3; ++j) {
            painter.drawPixmap(QRectF(QPointF(xs[i], ys[j]), QPointF(xs[i + 1], ys[j + 1])), patch,
                               QRectF(QPointF(from[i], from[j]), QPointF(from[i + 1], from[j + 1])));
        }
    }
}

}  // namespace

QString initials_of(const QString& name, Bearer kind) {
    const QString trimmed = name.simplified();
    if (trimmed.isEmpty()) return {};
    QList<uint> cjk;
    for (const uint code : trimmed.toUcs4()) {
        if (!is_cjk(code)) break;
        cjk.append(code);
    }
    if (!cjk.isEmpty()) {
        const auto from = kind == Bearer::Group ? 0 : std::max<qsizetype>(0, cjk.size() - 2);
        const auto two = cjk.mid(from, 2);
        return QString::fromUcs4(reinterpret_cast<const char32_t*>(two.constData()), two.size());
    }
    const auto first_of = [](const QString& word) {
        const auto codes = word.toUcs4();
        const auto letter = static_cast<char32_t>(codes.first());
        return QString::fromUcs4(&letter, 1).toUpper();
    };
    QStringList words = trimmed.split(u' ', Qt::SkipEmptyParts);
    words.removeIf([](const QString& word) { return !word[0].isLetterOrNumber() && word.size() == 1; });
    if (words.isEmpty()) return first_of(trimmed);
    // A number says more than a letter: "Harbour Street 14" is H14.
    const QString& last = words.last();
    bool number = false;
    last.toUInt(&number);
    if (words.size() > 1 && number && last.size() <= 2) return first_of(words.first()) + last;
    if (words.size() == 1) {
        const auto codes = words.first().toUcs4().mid(0, 2);
        return QString::fromUcs4(reinterpret_cast<const char32_t*>(codes.constData()), codes.size())
            .toUpper();
    }
    return first_of(words.first()) + first_of(words.last());
}

namespace {

// As a brush, since what is clipped has a ragged edge.
void paint_picture(QPainter& painter, const QRectF& box, const QPixmap& picture, bool gone) {
    const Restored restored(painter);
    if (gone) painter.setOpacity(kGonePicture);
    QBrush brush(picture);
    QTransform place = QTransform::fromTranslate(box.left(), box.top());
    place.scale(box.width() / picture.width(), box.height() / picture.height());
    brush.setTransform(place);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.setPen(Qt::NoPen);
    if (picture.hasAlphaChannel()) {
        painter.setBrush(theme().color(Token::Line));
        painter.drawEllipse(box);
    }
    painter.setBrush(brush);
    painter.drawEllipse(box);
    QColor edge = theme().color(Token::Ink);
    edge.setAlphaF(kPictureEdge);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(edge, 1));
    painter.drawEllipse(box.adjusted(0.5, 0.5, -0.5, -0.5));
}

}  // namespace

void paint_avatar(QPainter& painter, const QRectF& box, const AvatarLook& look) {
    const Restored restored(painter);
    const double rounding = look.shape == AvatarShape::Group ? box.width() * kGroupRounding : box.width() / 2;
    const QPainterPath shape = rounded(box, rounding, rounding, rounding, rounding);
    // Of somebody who is not who was verified nothing is shown but the shield.
    if (look.shape == AvatarShape::Person) {
        const double side = box.width() * painter.device()->devicePixelRatioF();
        const QPixmap picture = faces().get(look.id, static_cast<int>(std::ceil(side)));
        if (!picture.isNull()) return paint_picture(painter, box, picture, look.gone);
    }
    const Hue hue = theme().hue_of(look.id);
    QColor fill = theme().hue_fill(hue);
    QColor text = theme().hue_text(hue);
    if (look.gone) {
        fill = theme().color(Token::Line);
        text = theme().color(Token::Ink3);
    } else if (look.shape == AvatarShape::Notes) {
        fill = theme().color(Token::AccentSoft);
        text = theme().color(Token::AccentHover);
    } else if (look.shape == AvatarShape::Shield) {
        fill = theme().color(Token::DangerSoft);
        text = theme().color(Token::Danger);
    }
    painter.fillPath(shape, fill);
    painter.setPen(text);
    const Bearer kind = look.shape == AvatarShape::Group ? Bearer::Group : Bearer::Person;
    QString letters = initials_of(look.name, kind);
    if (look.shape == AvatarShape::Shield || look.shape == AvatarShape::Notes || letters.isEmpty()) {
        const double side = box.width() * kAvatarGlyph;
        const QRectF glyph(box.center().x() - side / 2, box.center().y() - side / 2, side, side);
        const QString name = look.shape == AvatarShape::Shield  ? u"alert"_s
                             : look.shape == AvatarShape::Notes ? u"edit"_s
                             : look.shape == AvatarShape::Group ? u"people"_s
                                                                : u"person"_s;
        paint_icon(painter, glyph, name, text);
        return;
    }
    const bool cjk = is_cjk(letters.toUcs4().first());
    if (box.width() < kOneLetterBelow) {
        const bool last = cjk && kind == Bearer::Person;
        const auto code = static_cast<char32_t>(last ? letters.toUcs4().last() : letters.toUcs4().first());
        letters = QString::fromUcs4(&code, 1);
    }
    double share = cjk ? kInitialsCjk : kInitials;
    if (box.width() < kOneLetterBelow) share = 0.45;
    if (letters.size() > 2 && !cjk) share -= 0.02;
    QFont font = sized(Type::MetaHeavy, box.width() * share);
    font.setWeight(cjk ? QFont::Bold : QFont::DemiBold);
    font.setLetterSpacing(QFont::AbsoluteSpacing, cjk ? 0 : 0.2);
    paint_centered(painter, box, letters, font, cjk);
}

void paint_presence(QPainter& painter, const QRectF& avatar, control::Presence presence,
                    const QColor& ground) {
    if (presence == control::Presence::Unknown) return;
    const Restored restored(painter);
    // Grows with large avatars: 14 in a ring of 3 at 64.
    const double glyph_side =
        avatar.width() >= 56 ? 14 : kGlyph * std::min(1.6, std::max(1.0, avatar.width() / 44));
    const double ring = avatar.width() >= 56 ? 3 : kGlyphRing;
    const QRectF outer(avatar.right() + 2 - glyph_side - 2 * ring,
                       avatar.bottom() + 2 - glyph_side - 2 * ring, glyph_side + 2 * ring,
                       glyph_side + 2 * ring);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ground);
    painter.drawEllipse(outer);
    paint_presence_glyph(painter, outer.adjusted(ring, ring, -ring, -ring), presence, ground);
}

QString badge_words(int count) {
    return count > kMostCounted ? u"99+"_s : QLocale().toString(count);
}

double badge_width(const QString& text) {
    return std::max<double>(theme().px(kBadge),
                            text_width(text, Type::MicroHeavy) + 2 * theme().px(kBadgePad));
}

double paint_badge(QPainter& painter, double right, double y, const QString& text, Token fill) {
    const Restored restored(painter);
    const double height = theme().px(kBadge);
    const double width = badge_width(text);
    const QRectF box(right - width, y - height / 2, width, height);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().color(fill));
    painter.drawRoundedRect(box, height / 2, height / 2);
    // On the dark theme's light fills only dark letters can be read.
    const bool accent = fill == Token::Accent;
    painter.setPen(accent           ? theme().color(Token::OnAccent)
                   : theme().dark() ? theme().color(Token::Sunken)
                                    : QColor(Qt::white));
    paint_centered(painter, box, text, theme().font(Type::MicroHeavy), false);
    return width;
}

double chip_width(const QString& text) {
    return text_width(text, Type::Micro) + 2 * theme().px(kChipPadding);
}

double paint_chip(QPainter& painter, double left, double y, const QString& text) {
    return paint_chip(painter, left, y, text, theme().dark() ? Token::Surface : Token::Sunken, Token::Ink2);
}

double paint_chip(QPainter& painter, double left, double y, const QString& text, Token ground, Token ink) {
    const Restored restored(painter);
    const double height = theme().px(kChip);
    const double width = chip_width(text);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().color(ground));
    painter.drawRoundedRect(QRectF(left, y - height / 2, width, height), kChipRadius, kChipRadius);
    paint_line(painter, left + theme().px(kChipPadding), y - theme().line_height(Type::Micro) / 2.0,
               width + 1, text, Type::Micro, theme().color(ink));
    return width;
}

void paint_bar(QPainter& painter, const QRectF& box, double progress, Token fill, bool sheen) {
    paint_bar(painter, box, progress, fill, sheen, theme().color(Token::Sunken));
}

void paint_bar(QPainter& painter, const QRectF& box, double progress, Token fill, bool sheen,
               const QColor& track) {
    const Restored restored(painter);
    const double radius = box.height() / 2;
    painter.setPen(Qt::NoPen);
    painter.setBrush(track);
    painter.drawRoundedRect(box, radius, radius);
    const double width = box.width() * std::clamp(progress, 0.0, 1.0);
    if (width <= 0) return;
    const QRectF done(box.left(), box.top(), std::max(width, box.height()), box.height());
    painter.setBrush(sheen ? QBrush(theme().sheen(done)) : QBrush(theme().color(fill)));
    painter.drawRoundedRect(done, radius, radius);
}

QPainterPath rounded(const QRectF& box, double tl, double tr, double br, double bl) {
    QPainterPath path;
    path.moveTo(box.left() + tl, box.top());
    path.lineTo(box.right() - tr, box.top());
    if (tr > 0) path.arcTo(box.right() - 2 * tr, box.top(), 2 * tr, 2 * tr, 90, -90);
    path.lineTo(box.right(), box.bottom() - br);
    if (br > 0) path.arcTo(box.right() - 2 * br, box.bottom() - 2 * br, 2 * br, 2 * br, 0, -90);
    path.lineTo(box.left() + bl, box.bottom());
    if (bl > 0) path.arcTo(box.left(), box.bottom() - 2 * bl, 2 * bl, 2 * bl, 270, -90);
    path.lineTo(box.left(), box.top() + tl);
    if (tl > 0) path.arcTo(box.left(), box.top(), 2 * tl, 2 * tl, 180, -90);
    path.closeSubpath();
    return path;
}

QPainterPath bird_path() {
    QPainterPath wing;
    wing.moveTo(8, 10);
    wing.lineTo(24, 10);
    wing.cubicTo(35.046, 10, 44, 18.954, 44, 30);
    wing.lineTo(44, 31);
    wing.lineTo(28, 31);
    wing.cubicTo(16.954, 31, 8, 21.598, 8, 10);
    wing.closeSubpath();
    QPainterPath body;
    body.moveTo(4, 47);
    body.lineTo(21, 36);
    body.lineTo(41.2, 36);
    body.cubicTo(41.2, 31.25, 44.85, 27.4, 49.6, 27.4);
    body.cubicTo(53.4, 27.4, 56.6, 29.6, 57.8, 33);
    body.lineTo(62, 36.2);
    body.lineTo(57, 37.8);
    body.cubicTo(55.6, 46.2, 47.4, 52.5, 38, 52.5);
    body.lineTo(24, 52.5);
    body.closeSubpath();
    wing.addPath(body);
    return wing;
}

void paint_focus_ring(QPainter& painter, const QRectF& box, double radius) {
    const Restored restored(painter);
    const double out = kFocusOffset + kFocusWidth / 2;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme().color(Token::Focus), kFocusWidth));
    painter.drawRoundedRect(box.adjusted(-out, -out, out, out), radius + kFocusOffset, radius + kFocusOffset);
}

void paint_elevation(QPainter& painter, const QRectF& box, double radius, int level) {
    const Restored restored(painter);
    const bool dialog = level >= 3;
    const int blur = dialog ? 40 : level == 2 ? 24 : 3;
    const double down = dialog ? 16 : level == 2 ? 8 : 1;
    const double share = theme().dark() && level > 1 ? 0.5 : dialog ? 0.22 : level == 2 ? 0.16 : 0.10;
    QColor color(10, 16, 28);
    color.setAlphaF(static_cast<float>(share));
    const double ratio = painter.device() != nullptr ? painter.device()->devicePixelRatioF() : 1;
    static QHash<QString, QPixmap> patches;
    static const bool cleared = [] {
        qAddPostRoutine([] { patches.clear(); });
        return true;
    }();
    Q_UNUSED(cleared);
    const QString key = u"%1/%2/%3/%4"_s.arg(radius).arg(blur).arg(ratio).arg(color.rgba());
    auto& patch = patches[key];
    if (patch.isNull()) patch = shadow_patch(radius, blur, color, ratio);
    const double margin = blur;
    paint_nine(painter, box.adjusted(-margin, -margin + down, margin, margin + down), patch,
               margin + radius + 2, ratio);
}

double text_width(const QString& text, Type type) {
    return QFontMetricsF(theme().font(type)).horizontalAdvance(text);
}

double baseline_in_line(Type type) {
    const QFontMetricsF metrics(theme().font(type));
    const double line = theme().line_height(type);
    return std::round((line - (metrics.ascent() + metrics.descent())) / 2 + metrics.ascent());
}

double paint_line(QPainter& painter, double left, double top, double width, const QString& text, Type type,
                  const QColor& color, Qt::TextElideMode elide) {
    if (text.isEmpty() || width <= 0) return 0;
    const QFont font = theme().font(type);
    const QFontMetricsF metrics(font);
    const QString shown = metrics.elidedText(text, elide, width + 0.5);
    painter.setFont(font);
    painter.setPen(color);
    painter.drawText(QPointF(left, top + baseline_in_line(type)), shown);
    return metrics.horizontalAdvance(shown);
}

double paint_line_right(QPainter& painter, double right, double top, const QString& text, Type type,
                        const QColor& color) {
    const double width = text_width(text, type);
    return paint_line(painter, right - width, top, width + 1, text, type, color, Qt::ElideNone);
}

QColor mixed(const QColor& over, const QColor& ground, double share) {
    const auto mix = [share](float a, float b) { return static_cast<float>(a * share + b * (1 - share)); };
    return QColor::fromRgbF(mix(over.redF(), ground.redF()), mix(over.greenF(), ground.greenF()),
                            mix(over.blueF(), ground.blueF()));
}

void paint_icon(QPainter& painter, const QRectF& box, const QString& name, const QColor& color) {
    const double ratio = painter.device() != nullptr ? painter.device()->devicePixelRatioF() : 1;
    const int side = static_cast<int>(std::lround(box.width()));
    const QPixmap drawn = theme().icon(name, color, side, ratio);
    painter.drawPixmap(QPointF(std::round(box.left() * ratio) / ratio, std::round(box.top() * ratio) / ratio),
                       drawn);
}

}  // namespace culver::desktop
