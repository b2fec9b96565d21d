// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/view/toast.h"

#include "ui/desktop/look/kit.h"
#include "ui/desktop/look/paint.h"

#include <QBoxLayout>
#include <QPainter>
#include <QTimer>

namespace culver::desktop {

namespace {
constexpr int kWidth = 348;
constexpr double kRadius = 14;
constexpr int kInside = 16;
constexpr int kShadow = 24;  // room around it
constexpr int kSeconds = 6;
constexpr int kMost = 3;
}  // namespace

class ToastStack::Toast : public QWidget {
public:
    Toast(const QString& title, const QString& text, QWidget* parent) : QWidget(parent) {
        auto* column = new QVBoxLayout(this);
        const int edge = kShadow + kInside;
        column->setContentsMargins(edge, kShadow + 12, edge, kShadow + 12);
        column->setSpacing(2);
        column->addWidget(new Words(title, Type::Unread, Token::Ink, this));
        column->addWidget(new Words(text, Type::Small, Token::Ink2, this));
        setAccessibleName(title + QStringLiteral(". ") + text);
        timer_.setSingleShot(true);
        connect(&timer_, &QTimer::timeout, this, &QWidget::close);
        setAttribute(Qt::WA_DeleteOnClose);
        timer_.start(kSeconds * 1000);
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF box = QRectF(rect()).adjusted(kShadow, kShadow, -kShadow, -kShadow);
        paint_elevation(painter, box, kRadius, 2);
        painter.setPen(QPen(theme().color(Token::Line), 1));
        painter.setBrush(theme().color(Token::Surface));
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);
    }
    void enterEvent(QEnterEvent*) override { timer_.stop(); }
    void leaveEvent(QEvent*) override { timer_.start(kSeconds * 1000); }
    void mouseReleaseEvent(QMouseEvent*) override { close(); }

private:
    QTimer timer_;
};

ToastStack::ToastStack(QWidget* window) : QWidget(window) {
    hide();
}

void ToastStack::add(const QString& title, const QString& text) {
    auto* toast = new Toast(title, text, parentWidget());
    shown_.append(toast);
    connect(toast, &QObject::destroyed, this, [this, toast] {
        shown_.removeOne(toast);
        place();
    });
    while (shown_.size() > kMost) delete shown_.first();
    toast->show();
    place();
}

void ToastStack::place() {
    const QWidget* window = parentWidget();
    int bottom = window->height() - kInside + kShadow;
    for (qsizetype i = shown_.size() - 1; i >= 0; --i) {
        Toast* toast = shown_[i];
        const int wide = std::min(theme().px(kWidth) + 2 * kShadow, window->width());
        const int tall = toast->layout()->hasHeightForWidth() ? toast->layout()->totalHeightForWidth(wide)
                                                              : toast->sizeHint().height();
        toast->setGeometry(window->width() - wide - kInside + kShadow, bottom - tall, wide, tall);
        toast->raise();
        bottom -= tall - kShadow;
    }
}

}  // namespace culver::desktop
