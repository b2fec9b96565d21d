// SPDX-License-Identifier: Apache-2.0
// The words of a message laid out for a width: plain text in which links, mentions and code are recognised
// here, never by what the sender marked up. Lines have look.md's height; the baseline is the same in every
// line, emoji or not.
#pragma once
#include "ui/desktop/look/theme.h"

#include <QPointF>
#include <QRectF>
#include <QString>
#include <QStringList>
#include <QTextLayout>
#include <memory>
#include <vector>

QT_BEGIN_NAMESPACE
class QPainter;
QT_END_NAMESPACE

namespace culver::desktop {

struct TextRange {
    int start = 0;
    int length = 0;
};

// Links to web pages and mail addresses; only these schemes are ever opened.
[[nodiscard]] std::vector<TextRange> links_in(const QString& text);

class MessageText {
public:
    // mentions: what may stand behind an @ (names of the mentioned).
    MessageText(const QString& text, const QStringList& mentions, double max_width);
    MessageText(MessageText&&) noexcept;
    MessageText& operator=(MessageText&&) noexcept;
    ~MessageText();

    [[nodiscard]] double width() const { return width_; }  // of the widest line
    [[nodiscard]] double height() const { return height_; }
    // Of the last line; the whole width when code ends the message, so that nothing is put beside it.
    [[nodiscard]] double last_line_width() const { return last_width_; }
    [[nodiscard]] const QString& plain() const { return plain_; }  // fences of code taken away
    [[nodiscard]] bool empty() const { return plain_.isEmpty(); }

    void paint(QPainter& painter, const QPointF& at, TextRange selected, const QColor& ink) const;
    // The link at a point (its address), else empty.
    [[nodiscard]] QString link_at(const QPointF& point) const;
    // The cursor position in plain() nearest to a point.
    [[nodiscard]] int position_at(const QPointF& point) const;
    // Boxes that paint text, for the test that nothing lies on anything else.
    [[nodiscard]] std::vector<QRectF> line_boxes() const;

private:
    struct Block;
    void add_prose(const QString& text, const QStringList& mentions, double max_width);
    void add_code(const QString& text, double max_width);
    std::vector<std::unique_ptr<Block>> blocks_;
    QString plain_;
    double width_ = 0;
    double height_ = 0;
    double last_width_ = 0;
};

}  // namespace culver::desktop
