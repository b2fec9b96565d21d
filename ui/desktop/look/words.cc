// SPDX-License-Identifier: Apache-2.0
// Everything of the controls that lays out text: labels, segments, fields.
#include "ui/desktop/look/controls.h"
#include "ui/desktop/look/paint.h"
#include "ui/desktop/model/safe_text.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPainterPath>
#include <QTextLayout>
#include <QVBoxLayout>
#include <cmath>

namespace culver::desktop {
using namespace Qt::StringLiterals;

// --- Words

Words::Words(const QString& text, Type type, Token token, QWidget* parent)
    : QLabel(parent), type_(type), token_(token) {
    setTextFormat(Qt::PlainText);
    setText(text);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    themed(this, [this] {
        setFont(face());
        updateGeometry();
        update();
    });
}

void Words::set_look(Type type, Token token) {
    type_ = type;
    token_ = token;
    setFont(face());
    updateGeometry();
    update();
}

void Words::set_medium(bool medium) {
    medium_ = medium;
    setFont(face());
    updateGeometry();
}

void Words::set_one_line(Cut cut) {
    one_line_ = true;
    elides_ = cut == Cut::May;
    setSizePolicy(elides_ ? QSizePolicy::Preferred : QSizePolicy::Fixed, QSizePolicy::Fixed);
    updateGeometry();
}

void Words::set_middle(bool middle) {
    middle_ = middle;
    update();
}

void Words::set_token(Token token) {
    token_ = token;
    update();
}

void Words::set_fixed_color(const QColor& color) {
    fixed_ = color;
    update();
}

void Words::set_hint(bool hint) {
    hint_ = hint;
}

QFont Words::face() const {
    QFont font = theme().font(type_);
    if (medium_ && !theme().chinese()) font.setWeight(QFont::Medium);
    return font;
}

QSize Words::laid_out(int width, QPainter* painter) const {
    const QFont font = face();
    const QFontMetricsF metrics(font);
    const int line_height = theme().line_height(type_);
    const double baseline = (line_height - metrics.ascent() - metrics.descent()) / 2;
    if (one_line_) {
        const double natural = metrics.horizontalAdvance(text());
        if (painter != nullptr) {
            const QString shown =
                elides_ ? metrics.elidedText(text(), middle_ ? Qt::ElideMiddle : Qt::ElideRight, width)
                        : text();
            double left = 0;
            if (alignment().testFlag(Qt::AlignRight)) left = width - metrics.horizontalAdvance(shown);
            if (alignment().testFlag(Qt::AlignHCenter)) left = (width - metrics.horizontalAdvance(shown)) / 2;
            const double top = alignment().testFlag(Qt::AlignTop) ? 0 : (height() - line_height) / 2.0;
            painter->drawText(QPointF(left, top + baseline + metrics.ascent()), shown);
        }
        return {static_cast<int>(std::ceil(natural)), line_height};
    }
    // Each paragraph on its own, as QTextLayout knows no line breaks but U+2028.
    QString lines = text();
    lines.replace(u'\n', QChar::LineSeparator);
    QTextLayout layout(lines, font);
    QTextOption option(alignment() & Qt::AlignHorizontal_Mask);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    layout.beginLayout();
    double widest = 0;
    int count = 0;
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        line.setPosition({0, count * line_height + baseline + metrics.ascent() - line.ascent()});
        widest = std::max(widest, line.naturalTextWidth());
        ++count;
    }
    layout.endLayout();
    const int total = std::max(count, 1) * line_height;
    if (painter != nullptr) {
        // Like every label: in the middle of the height that it was given.
        const double top = alignment().testFlag(Qt::AlignTop) ? 0 : std::max(0, (height() - total) / 2);
        layout.draw(painter, {0, top});
    }
    return {static_cast<int>(std::ceil(widest)), total};
}

QSize Words::sizeHint() const {
    // A text that wraps would rather be one long line; layouts give it what they have.
    constexpr int kWidest = 100'000;
    return laid_out(one_line_ ? 0 : kWidest, nullptr);
}

QSize Words::minimumSizeHint() const {
    const QSize all = sizeHint();
    if (one_line_ && !elides_) return all;
    return {std::min(all.width(), theme().px(48)), theme().line_height(type_)};
}

int Words::heightForWidth(int width) const {
    return laid_out(std::min(width, maximumWidth()), nullptr).height();
}

bool Words::cut() const {
    if (one_line_) return !elides_ && width() < sizeHint().width();
    return height() < heightForWidth(width());
}

void Words::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::TextAntialiasing);
    painter.setFont(face());
    painter.setPen(fixed_.isValid() ? fixed_ : theme().color(isEnabled() ? token_ : Token::Disabled));
    (void)laid_out(width(), &painter);
    if (one_line_ && elides_) {
        const bool all = sizeHint().width() <= width();
        if (toolTip().isEmpty() != all) setToolTip(all ? QString() : safe_tip(text()));
    }
}

// --- Segment

class Segment::Part : public QAbstractButton {
public:
    explicit Part(QWidget* parent) : QAbstractButton(parent) {
        setCheckable(true);
        setAutoExclusive(true);
        setFocusPolicy(Qt::StrongFocus);
        setCursor(Qt::PointingHandCursor);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
        ringed(this, 7);
    }
    [[nodiscard]] QFont face() const {
        QFont font = theme().font(Type::Small);
        if (!theme().chinese()) font.setWeight(QFont::Medium);
        return font;
    }
    [[nodiscard]] QSize sizeHint() const override {
        return {static_cast<int>(std::ceil(QFontMetricsF(face()).horizontalAdvance(text()))) + theme().px(24),
                theme().px(28)};
    }
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint() - QSize(theme().px(12), 0); }

protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        if (isChecked()) {
            painter.setPen(Qt::NoPen);
            QColor shadow = theme().color(Token::Ink);
            shadow.setAlphaF(theme().dark() ? 0.0F : 0.10F);
            painter.setBrush(shadow);
            painter.drawRoundedRect(QRectF(rect()).adjusted(0, 1, 0, 1), 7, 7);
            painter.setBrush(theme().color(theme().dark() ? Token::Pressed : Token::Surface));
            painter.drawRoundedRect(QRectF(rect()), 7, 7);
        }
        painter.setFont(face());
        painter.setPen(theme().color(isChecked() || underMouse() ? Token::Ink : Token::Ink2));
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextSingleLine, text());
    }
};

Segment::Segment(const QStringList& words, QWidget* parent) : QWidget(parent), row_(new QHBoxLayout(this)) {
    row_->setContentsMargins(2, 2, 2, 2);
    row_->setSpacing(0);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    set_words(words);
    themed(this, [this] {
        for (Part* part : parts_) part->updateGeometry();
        update();
    });
}

void Segment::set_words(const QStringList& words) {
    while (parts_.size() > static_cast<std::size_t>(words.size())) {
        delete parts_.back();
        parts_.pop_back();
    }
    while (parts_.size() < static_cast<std::size_t>(words.size())) {
        auto* part = new Part(this);
        const int index = static_cast<int>(parts_.size());
        row_->addWidget(part, 1);
        connect(part, &QAbstractButton::clicked, this, [this, index] { Q_EMIT chosen(index); });
        parts_.push_back(part);
    }
    for (qsizetype index = 0; index < words.size(); ++index) {
        parts_[static_cast<std::size_t>(index)]->setText(words[index]);
        parts_[static_cast<std::size_t>(index)]->updateGeometry();
    }
    if (!parts_.empty() && current() < 0) parts_.front()->setChecked(true);
}

int Segment::current() const {
    for (std::size_t index = 0; index < parts_.size(); ++index) {
        if (parts_[index]->isChecked()) return static_cast<int>(index);
    }
    return -1;
}

void Segment::set_current(int index) {
    if (index >= 0 && static_cast<std::size_t>(index) < parts_.size()) {
        parts_[static_cast<std::size_t>(index)]->setChecked(true);
    }
}

void Segment::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().color(Token::Sunken));
    painter.drawRoundedRect(QRectF(rect()), 9, 9);
}

// --- LineEdit

LineEdit::LineEdit(QWidget* parent) : QLineEdit(parent) {
    setFrame(false);
    setAttribute(Qt::WA_MacShowFocusRect, false);
    setStyleSheet(u"QLineEdit{background:transparent;border:none;padding:0}"_s);
    themed(this, [this] { measure(); });
}

void LineEdit::measure() {
    setFont(theme().font(Type::Body));
    const int side = theme().px(12) - 2;
    setTextMargins(side + (icon_.isEmpty() ? 0 : theme().px(26)), 0, side + room_, 0);
    QPalette colours = palette();
    colours.setColor(QPalette::Text, theme().color(Token::Ink));
    colours.setColor(QPalette::PlaceholderText, theme().color(Token::Ink3));
    setPalette(colours);
    updateGeometry();
    update();
}

void LineEdit::set_wrong(bool wrong) {
    wrong_ = wrong;
    update();
}

void LineEdit::set_icon(const QString& icon) {
    icon_ = icon;
    measure();
}

void LineEdit::set_height(int height) {
    height_ = height;
    updateGeometry();
}

void LineEdit::set_room(int right) {
    room_ = right;
    measure();
}

void LineEdit::set_soft(bool soft) {
    soft_ = soft;
    update();
}

QSize LineEdit::sizeHint() const {
    return {theme().px(200), theme().px(height_)};
}
QSize LineEdit::minimumSizeHint() const {
    return {theme().px(64), theme().px(height_)};
}

void LineEdit::paintEvent(QPaintEvent* event) {
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const bool thick = wrong_ || (hasFocus() && !isReadOnly());
        const Token outline = wrong_  ? Token::Danger
                              : thick ? Token::Accent
                              : soft_ ? Token::Line
                                      : Token::LineStrong;
        const double inset = thick ? 1 : 0.5;
        painter.setPen(QPen(theme().color(isEnabled() ? outline : Token::Line), thick ? 2 : 1));
        painter.setBrush(theme().color(isEnabled() ? Token::Surface : Token::Sunken));
        painter.drawRoundedRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset), 10 - inset,
                                10 - inset);
        if (!icon_.isEmpty()) {
            const int size = theme().px(18);
            painter.drawPixmap(QPointF(theme().px(12), (height() - size) / 2),
                               theme().icon(icon_, Token::Ink2, size));
        }
    }
    QLineEdit::paintEvent(event);
}

// --- Field

Field::Field(const QString& label, QWidget* parent)
    : QWidget(parent),
      label_(new Words(label, Type::Small, Token::Ink, this)),
      edit_(new LineEdit(this)),
      sign_(new Glyph(u"warning"_s, Token::Danger, 14, this)),
      below_(new Words({}, Type::Meta, Token::Ink2, this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    label_->set_medium(true);
    label_->setBuddy(edit_);
    column->addWidget(label_);
    column->addWidget(edit_);
    auto* line = new QHBoxLayout;
    line->setSpacing(6);
    line->addWidget(sign_, 0, Qt::AlignTop);
    line->addWidget(below_, 1);
    column->addLayout(line);
    edit_->setAccessibleName(label);
    label_->setVisible(!label.isEmpty());
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    below();
}

void Field::set_label(const QString& label) {
    label_->setText(label);
    label_->setVisible(!label.isEmpty());
    edit_->setAccessibleName(label);
}

void Field::set_error(const QString& sentence) {
    error_ = sentence;
    below();
}

void Field::set_hint(const QString& sentence) {
    hint_ = sentence;
    below();
}

void Field::set_trailing(QWidget* widget) {
    auto* row = new QHBoxLayout(edit_);
    row->setContentsMargins(0, 0, 6, 0);
    row->addStretch(1);
    row->addWidget(widget);
    edit_->set_room(widget->sizeHint().width());
}

void Field::below() {
    const bool wrong = !error_.isEmpty();
    edit_->set_wrong(wrong);
    sign_->setVisible(wrong);
    below_->setText(wrong ? error_ : hint_);
    below_->set_token(wrong ? Token::Danger : Token::Ink2);
    below_->set_hint(!wrong);
    below_->setVisible(wrong || !hint_.isEmpty());
    edit_->setAccessibleDescription(below_->text());
    updateGeometry();
}

}  // namespace culver::desktop
