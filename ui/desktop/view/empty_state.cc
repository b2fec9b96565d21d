// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/view/empty_state.h"

#include "ui/desktop/look/paint.h"

#include <QBoxLayout>
#include <QPainter>

namespace culver::desktop {

namespace {

constexpr int kWidth = 160;
constexpr int kHeight = 120;
constexpr int kWidestLine = 320;

void paint_bird(QPainter& painter, double x, double y, double scale) {
    painter.save();
    painter.translate(x, y);
    painter.scale(scale, scale);
    painter.translate(32, 32);
    painter.rotate(-12);
    painter.translate(-32, -32);
    painter.fillPath(bird_path(), theme().plumage(QRectF(4, 10, 58, 42.5)));
    painter.restore();
}

}  // namespace

class EmptyState::Drawing : public QWidget {
public:
    Drawing(Picture picture, QWidget* parent) : QWidget(parent), picture_(picture) {
        setFixedSize(kWidth, kHeight);
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme().color(Token::Window));
        painter.drawEllipse(QPointF(80, 60), 78, 56);
        const QColor strong = theme().color(Token::LineStrong);
        const QColor line = theme().color(Token::Line);
        switch (picture_) {
            case Picture::Bird: paint_bird(painter, 44, 24, 1.1); return;
            case Picture::Alone: {
                paint_bird(painter, 26, 34, 0.86);
                QPen dots(strong, 2, Qt::CustomDashLine, Qt::RoundCap);
                dots.setDashPattern({0.5, 3.5});
                painter.setPen(dots);
                painter.setBrush(Qt::NoBrush);
                painter.drawEllipse(QPointF(110, 42), 12, 12);
                painter.drawEllipse(QPointF(128, 78), 9, 9);
                painter.drawEllipse(QPointF(92, 92), 7, 7);
                return;
            }
            case Picture::Page:
                painter.setPen(QPen(line, 1.5));
                painter.setBrush(theme().color(Token::Surface));
                painter.drawRoundedRect(QRectF(50, 26, 60, 72), 9, 9);
                painter.setPen(QPen(line, 4, Qt::SolidLine, Qt::RoundCap));
                painter.drawLine(QPointF(62, 78), QPointF(98, 78));
                painter.drawLine(QPointF(62, 86), QPointF(84, 86));
                paint_bird(painter, 60, 34, 0.6);
                return;
            case Picture::Glass:
                painter.setPen(QPen(strong, 3));
                painter.setBrush(theme().color(Token::Surface));
                painter.drawEllipse(QPointF(72, 54), 26, 26);
                painter.setPen(QPen(strong, 5, Qt::SolidLine, Qt::RoundCap));
                painter.drawLine(QPointF(92, 74), QPointF(110, 92));
                paint_bird(painter, 56, 37, 0.5);
                return;
        }
    }

private:
    Picture picture_;
};

EmptyState::EmptyState(Picture picture, QWidget* parent)
    : QWidget(parent),
      heading_(new Words({}, Type::Heading, Token::Ink, this)),
      line_(new Words({}, Type::Body, Token::Ink2, this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 24);
    column->setSpacing(0);
    column->addStretch(1);
    column->addWidget(new Drawing(picture, this), 0, Qt::AlignHCenter);
    column->addSpacing(12);
    for (Words* words : {heading_, line_}) {
        words->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
        auto* row = new QHBoxLayout;
        row->addStretch(1);
        row->addWidget(words, 100);
        row->addStretch(1);
        column->addLayout(row);
        column->addSpacing(4);
        themed(words, [words] { words->setMaximumWidth(theme().px(kWidestLine)); });
    }
    column->addSpacing(12);
    buttons_ = new QHBoxLayout;
    buttons_->setSpacing(8);
    buttons_->addStretch(1);
    buttons_->addStretch(1);
    column->addLayout(buttons_);
    column->addStretch(1);
    themed(this, [this] { update(); });
}

void EmptyState::set_words(const QString& heading, const QString& line) {
    heading_->setText(heading);
    line_->setText(line);
}

Button* EmptyState::add_button(const QString& text, Button::Kind kind) {
    auto* button = new Button(text, kind, this);
    buttons_->insertWidget(buttons_->count() - 1, button);
    return button;
}

void EmptyState::paintEvent(QPaintEvent*) {
    QPainter(this).fillRect(rect(), theme().color(ground_));
}

}  // namespace culver::desktop
