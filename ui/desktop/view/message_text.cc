// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/view/message_text.h"

#include "ui/desktop/look/paint.h"
#include "ui/desktop/model/mentions.h"

#include <QFontDatabase>
#include <QFontMetricsF>
#include <QPainter>
#include <QRegularExpression>
#include <cmath>

namespace culver::desktop {

using namespace Qt::StringLiterals;

namespace {

constexpr double kMentionPadding = 3;
constexpr double kMentionRadius = 4;
constexpr double kCodePadding = 8;
constexpr double kCodeRadius = 8;
constexpr double kCodeGap = 4;  // between prose and a block of code

QFont code_font() {
    QFont font = theme().font(Type::Small);
    QStringList families{u"JetBrains Mono"_s, u"DejaVu Sans Mono"_s,
                         QFontDatabase::systemFont(QFontDatabase::FixedFont).family()};
    families += font.families();
    font.setFamilies(families);
    font.setFixedPitch(true);
    return font;
}

const QRegularExpression& link_pattern() {
    static const QRegularExpression pattern(
        // Chinese follows an address without a blank. It is part of one that begins with Chinese, and where
        // it names a part of a path or of a question: directly behind what parts those.
        uR"((?:https?://|www\.)(?:\p{Han}[^\s<>"“”‘’，。！？；：、（）【】《》「」]*)"
        uR"(|(?:[^\s\p{Han}<>"“”‘’，。！？；：、（）【】《》「」]++|(?:(?<=[/=?&#_-])|(?<=_\())\p{Han}++)++))"
        uR"(|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"_s,
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    return pattern;
}

// What ends a sentence or a bracket is not part of the address.
int trimmed_length(QStringView link) {
    auto length = link.size();
    while (length > 0) {
        const QChar last = link[length - 1];
        const bool bracket = last == u')' && link.left(length).count(u')') > link.left(length).count(u'(');
        if (!bracket && !u".,;:!?'\"*_"_s.contains(last)) break;
        --length;
    }
    return static_cast<int>(length);
}

// The ground of a name and of code stands out a little: the blanks beside it grow by so much.
void keep_blanks(const QString& text, TextRange range, QList<QTextLayout::FormatRange>& formats) {
    for (const int at : {range.start - 1, range.start + range.length}) {
        if (at < 0 || at >= text.size() || text[at] != u' ') continue;
        QTextLayout::FormatRange wide;
        wide.start = at;
        wide.length = 1;
        wide.format.setFontLetterSpacingType(QFont::AbsoluteSpacing);
        wide.format.setFontLetterSpacing(kMentionPadding);
        formats.append(wide);
    }
}

}  // namespace

struct MessageText::Block {
    enum class Mark { Link, Mention, Code };
    struct Run {
        TextRange range;  // in plain
        Mark mark;
        QString target;
    };
    QTextLayout layout;
    QPointF at;     // of the layout, inside the message
    int start = 0;  // of its first character in plain()
    bool code = false;
    QRectF ground;  // of a block of code
    std::vector<Run> runs;

    // Puts as much into a line as the width takes. An address is one word to the eye, though its slashes are
    // places to break: it goes to the next line as a whole, and only one that is longer than a line is
    // broken, where the line ends.
    void fill(QTextLine& line, double width) {
        line.setLineWidth(width);
        const int end = line.textStart() + line.textLength();
        for (const Run& run : runs) {
            const int until = word_end(run.range);
            if (run.mark != Mark::Link || end <= run.range.start || end >= until) continue;
            if (line.textStart() < run.range.start) {
                line.setNumColumns(run.range.start - line.textStart(), width);
                return;
            }
            const QTextOption whole = layout.textOption();
            QTextOption anywhere = whole;
            anywhere.setWrapMode(QTextOption::WrapAnywhere);
            layout.setTextOption(anywhere);
            line.setLineWidth(width);
            layout.setTextOption(whole);
            return;
        }
    }

    // The full stop behind an address does not begin a line.
    [[nodiscard]] int word_end(TextRange range) const {
        const QString text = layout.text();
        int end = range.start + range.length;
        while (end < text.size() && text[end].isPunct()) ++end;
        return end;
    }

    [[nodiscard]] std::vector<QRectF> boxes_of(TextRange range) const {
        std::vector<QRectF> boxes;
        for (int i = 0; i < layout.lineCount(); ++i) {
            const QTextLine line = layout.lineAt(i);
            const int from = std::max(range.start, line.textStart());
            const int until = std::min(range.start + range.length, line.textStart() + line.textLength());
            if (from >= until) continue;
            const double left = line.cursorToX(from);
            const double right = line.cursorToX(until);
            boxes.emplace_back(std::min(left, right), line.y(), std::abs(right - left), line.height());
        }
        return boxes;
    }
};

MessageText::MessageText(MessageText&&) noexcept = default;
MessageText& MessageText::operator=(MessageText&&) noexcept = default;
MessageText::~MessageText() = default;

std::vector<TextRange> links_in(const QString& text) {
    std::vector<TextRange> found;
    auto matches = link_pattern().globalMatch(text);
    while (matches.hasNext()) {
        const auto match = matches.next();
        const int length = trimmed_length(match.capturedView());
        if (length > 4) found.push_back({static_cast<int>(match.capturedStart()), length});
    }
    return found;
}

MessageText::MessageText(const QString& text, const QStringList& mentions, double max_width) {
    // Odd pieces between fences are code; a fence that is never closed is words.
    QStringList pieces = text.split(u"```"_s);
    if (pieces.size() % 2 == 0) {
        const QString last = pieces.takeLast();
        pieces.last() += u"```"_s + last;
    }
    for (qsizetype i = 0; i < pieces.size(); ++i) {
        QString piece = pieces[i];
        const bool code = i % 2 == 1;
        if (pieces.size() > 1) {
            while (piece.startsWith(u'\n')) piece.remove(0, 1);
            while (piece.endsWith(u'\n')) piece.chop(1);
        }
        if (piece.isEmpty()) continue;
        if (!plain_.isEmpty()) plain_ += u'\n';
        if (code) {
            add_code(piece, max_width);
        } else {
            add_prose(piece, mentions, max_width);
        }
        plain_ += blocks_.back()->layout.text().replace(QChar::LineSeparator, u'\n');
    }
}

void MessageText::add_prose(const QString& text, const QStringList& mentions, double max_width) {
    auto block = std::make_unique<Block>();
    block->start = static_cast<int>(plain_.size());
    QString shown = text;
    QList<QTextLayout::FormatRange> formats;
    const auto add = [&](TextRange range, Block::Mark mark, const QString& target) {
        QTextLayout::FormatRange format;
        format.start = range.start;
        format.length = range.length;
        if (mark != Block::Mark::Link) keep_blanks(shown, range, formats);
        if (mark == Block::Mark::Link) {
            format.format.setForeground(theme().color(Token::Accent));
            format.format.setFontUnderline(true);
        } else if (mark == Block::Mark::Mention) {
            format.format.setForeground(theme().color(Token::Iris));
            format.format.setFontWeight(theme().chinese() ? QFont::Bold : QFont::DemiBold);
        } else {
            format.format.setFont(code_font());
        }
        formats.append(format);
        block->runs.push_back({range, mark, target});
    };
    static const QRegularExpression inline_code(u"`([^`\n]+)`"_s);
    for (auto match = inline_code.match(shown); match.hasMatch();
         match = inline_code.match(shown, match.capturedEnd(1) - 1)) {
        const QString words = match.captured(1);
        const int start = static_cast<int>(match.capturedStart());
        shown.replace(start, match.capturedLength(), words);
        add({start, static_cast<int>(words.size())}, Block::Mark::Code, {});
    }
    for (const TextRange& link : links_in(shown))
        add(link, Block::Mark::Link, shown.mid(link.start, link.length));
    for (const Call& call : calls_in(shown, mentions)) {
        const qsizetype length = call.name.size() + 1;
        const auto overlaps = [&](const Block::Run& run) {
            return run.range.start < call.at + length && call.at < run.range.start + run.range.length;
        };
        if (std::ranges::any_of(block->runs, overlaps)) continue;
        add({static_cast<int>(call.at), static_cast<int>(length)}, Block::Mark::Mention, call.name);
    }
    shown.replace(u'\n', QChar::LineSeparator);
    block->layout.setText(shown);
    block->layout.setFont(theme().font(Type::Body));
    block->layout.setFormats(formats);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    block->layout.setTextOption(option);

    const double line_height = theme().line_height(Type::Body);
    const double baseline = baseline_in_line(Type::Body);
    if (!blocks_.empty()) height_ += kCodeGap;
    // Twice: right-to-left lines stand at the end of the width that the first time finds.
    double width = max_width;
    for (int pass = 0; pass < 2; ++pass) {
        double widest = 0;
        double y = 0;
        block->layout.beginLayout();
        for (QTextLine line = block->layout.createLine(); line.isValid(); line = block->layout.createLine()) {
            block->fill(line, width);
            line.setPosition(QPointF(0, y + baseline - line.ascent()));
            widest = std::max(widest, line.naturalTextWidth());
            last_width_ = shown.isRightToLeft() ? width : line.naturalTextWidth();
            y += line_height;
        }
        block->layout.endLayout();
        if (pass == 1 || !shown.isRightToLeft()) {
            block->at = QPointF(0, height_);
            height_ += y;
            width_ = std::max(width_, std::min(widest, max_width));
            break;
        }
        width = std::min(max_width, std::ceil(widest) + 1);
    }
    blocks_.push_back(std::move(block));
}

void MessageText::add_code(const QString& text, double max_width) {
    auto block = std::make_unique<Block>();
    block->start = static_cast<int>(plain_.size());
    block->code = true;
    QString shown = text;
    shown.replace(u'\n', QChar::LineSeparator);
    shown.replace(u'\t', u"    "_s);
    block->layout.setText(shown);
    block->layout.setFont(code_font());
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    block->layout.setTextOption(option);
    const double line_height = theme().line_height(Type::Small);
    double widest = 0;
    double y = 0;
    block->layout.beginLayout();
    for (QTextLine line = block->layout.createLine(); line.isValid(); line = block->layout.createLine()) {
        line.setLineWidth(std::max(1.0, max_width - 2 * kCodePadding));
        line.setPosition(QPointF(0, y + (line_height - line.height()) / 2));
        widest = std::max(widest, line.naturalTextWidth());
        y += line_height;
    }
    block->layout.endLayout();
    if (!blocks_.empty()) height_ += kCodeGap;
    const double width = std::min(max_width, widest + 2 * kCodePadding);
    block->ground = QRectF(0, height_, width, y + 2 * kCodePadding);
    block->at = QPointF(kCodePadding, height_ + kCodePadding);
    height_ += block->ground.height();
    width_ = std::max(width_, width);
    last_width_ = max_width;
    blocks_.push_back(std::move(block));
}

void MessageText::paint(QPainter& painter, const QPointF& at, TextRange selected, const QColor& ink) const {
    for (const auto& block : blocks_) {
        const QPointF origin = at + block->at;
        painter.setPen(Qt::NoPen);
        if (block->code) {
            QColor ground = theme().color(Token::Ink);
            ground.setAlphaF(theme().dark() ? 0.10F : 0.06F);
            painter.setBrush(ground);
            QRectF box = block->ground.translated(at);
            box.setWidth(std::max(box.width(), width_));
            painter.drawRoundedRect(box, kCodeRadius, kCodeRadius);
        }
        for (const Block::Run& run : block->runs) {
            if (run.mark == Block::Mark::Link) continue;
            QColor ground = theme().color(Token::IrisSoft);
            if (run.mark == Block::Mark::Code) {
                ground = theme().color(Token::Ink);
                ground.setAlphaF(theme().dark() ? 0.10F : 0.07F);
            }
            painter.setBrush(ground);
            for (QRectF box : block->boxes_of(run.range)) {
                box = box.translated(origin).adjusted(-kMentionPadding, 0, kMentionPadding, 0);
                const double line = theme().line_height(Type::Body) - 1;
                painter.drawRoundedRect(
                    QRectF(box.left(), box.center().y() - line / 2 + 0.5, box.width(), line), kMentionRadius,
                    kMentionRadius);
            }
        }
        QList<QTextLayout::FormatRange> marked;
        const int from = std::max(0, selected.start - block->start);
        const int until = std::min(static_cast<int>(block->layout.text().size()),
                                   selected.start + selected.length - block->start);
        if (from < until) {
            QTextLayout::FormatRange range;
            range.start = from;
            range.length = until - from;
            range.format.setBackground(theme().color(Token::Accent));
            range.format.setForeground(theme().color(Token::OnAccent));
            marked.append(range);
        }
        painter.setPen(ink);
        block->layout.draw(&painter, origin, marked);
    }
}

QString MessageText::link_at(const QPointF& point) const {
    for (const auto& block : blocks_) {
        for (const Block::Run& run : block->runs) {
            if (run.mark != Block::Mark::Link) continue;
            for (const QRectF& box : block->boxes_of(run.range)) {
                if (box.translated(block->at).contains(point)) return run.target;
            }
        }
    }
    return {};
}

int MessageText::position_at(const QPointF& point) const {
    int position = 0;
    for (const auto& block : blocks_) {
        if (point.y() < block->at.y()) break;
        position = block->start + static_cast<int>(block->layout.text().size());
        for (int i = 0; i < block->layout.lineCount(); ++i) {
            const QTextLine line = block->layout.lineAt(i);
            const double bottom = block->at.y() + line.y() + line.height();
            if (point.y() <= bottom || i + 1 == block->layout.lineCount()) {
                position = block->start + line.xToCursor(point.x() - block->at.x());
                if (point.y() <= bottom) return position;
            }
        }
    }
    return position;
}

std::vector<QRectF> MessageText::line_boxes() const {
    std::vector<QRectF> boxes;
    for (const auto& block : blocks_) {
        for (int i = 0; i < block->layout.lineCount(); ++i) {
            const QTextLine line = block->layout.lineAt(i);
            const double height = theme().line_height(block->code ? Type::Small : Type::Body);
            boxes.emplace_back(block->at.x() + line.x(), block->at.y() + i * height, line.naturalTextWidth(),
                               height);
        }
    }
    return boxes;
}

}  // namespace culver::desktop
