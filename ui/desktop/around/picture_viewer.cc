// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/picture_viewer.h"

#include "ui/desktop/view/received_file.h"

#include <QApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QStandardPaths>
#include <QWheelEvent>

namespace culver::desktop {
using namespace Qt::StringLiterals;

namespace {

constexpr int kBar = 60;
constexpr double kMostZoom = 16;
constexpr int kDotsAfterMs = 300;  // most pictures are there before
constexpr int kDot = 6, kDotGap = 6;

}  // namespace

PictureViewer::PictureViewer(QWidget* window, std::vector<LoadedPicture> pictures, int index)
    : QWidget(window),
      pictures_(std::move(pictures)),
      index_(std::clamp(index, 0, std::max(0, static_cast<int>(pictures_.size()) - 1))) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    before_ = QApplication::focusWidget();
    name_ = new Words({}, Type::Head, Token::Ink, this);
    name_->set_one_line(Words::Cut::May);
    name_->set_middle(true);
    previous_ = new IconButton(u"left"_s, {}, this);
    next_ = new IconButton(u"right"_s, {}, this);
    save_ = new IconButton(u"download"_s, {}, this);
    close_ = new IconButton(u"close"_s, {}, this);
    connect(previous_, &QAbstractButton::clicked, this, [this] { step(-1); });
    connect(next_, &QAbstractButton::clicked, this, [this] { step(1); });
    connect(save_, &QAbstractButton::clicked, this, &PictureViewer::save);
    connect(close_, &QAbstractButton::clicked, this, [this] {
        hide();
        reading_.end();
        if (before_) before_->setFocus();
        deleteLater();
    });
    worded(this, [this] {
        previous_->set_name(tr("Previous picture"));
        next_->set_name(tr("Next picture"));
        save_->set_name(tr("Save a copy"));
        close_->set_name(tr("Close"));
        setAccessibleName(tr("Picture %1").arg(file_name_));
    });
    dots_ = new Dots(kDot, kDotGap, this);
    dots_->hide();
    dots_after_.setSingleShot(true);
    connect(&dots_after_, &QTimer::timeout, dots_, &QWidget::show);
    keep_keyboard(this);
    window->installEventFilter(this);
    setGeometry(window->rect());
    load();
    show();
    raise();
    setFocus();
}

void PictureViewer::load() {
    const LoadedPicture now =
        pictures_.empty() ? LoadedPicture() : pictures_.at(static_cast<std::size_t>(index_));
    path_ = now.path;
    // A name from the network: of a path in it only the end counts.
    file_name_ = QFileInfo(now.name).fileName();
    picture_ = {};
    reading_.begin(path_, [this](QImage picture) { take(std::move(picture)); });
    dots_after_.start(kDotsAfterMs);
    dots_->hide();
    name_->setText(file_name_);
    setAccessibleName(tr("Picture %1").arg(file_name_));
    previous_->setVisible(pictures_.size() > 1);
    next_->setVisible(pictures_.size() > 1);
    previous_->setEnabled(index_ > 0);
    next_->setEnabled(index_ + 1 < static_cast<int>(pictures_.size()));
    save_->setEnabled(false);
    fitted_ = true;
    place();
}

void PictureViewer::take(QImage picture) {
    picture_ = std::move(picture);
    dots_after_.stop();
    dots_->hide();
    save_->setEnabled(!picture_.isNull());
    place();
}

void PictureViewer::step(int by) {
    const int to = index_ + by;
    if (to < 0 || to >= static_cast<int>(pictures_.size())) return;
    index_ = to;
    load();
}

QRectF PictureViewer::room() const {
    return {16, kBar, width() - 32.0, height() - kBar - 16.0};
}

double PictureViewer::fitting() const {
    if (picture_.isNull()) return 1;
    return std::min({1.0, room().width() / picture_.width(), room().height() / picture_.height()});
}

void PictureViewer::place() {
    if (fitted_) {
        zoom_ = fitting();
        middle_ = room().center();
    }
    int right = width() - 12;
    for (IconButton* button : {close_, save_}) {
        button->adjustSize();
        right -= button->width();
        button->move(right, (kBar - button->height()) / 2);
        right -= 4;
    }
    name_->setGeometry(20, 0, std::max(0, right - 28), kBar);
    for (IconButton* button : {previous_, next_}) button->adjustSize();
    previous_->move(12, (height() + kBar - previous_->height()) / 2);
    next_->move(width() - 12 - next_->width(), (height() + kBar - next_->height()) / 2);
    dots_->adjustSize();
    dots_->move(room().center().toPoint() - dots_->rect().center());
    update();
}

void PictureViewer::zoom_by(double factor, const QPointF& about) {
    const double before = zoom_;
    zoom_ = std::clamp(zoom_ * factor, fitting(), kMostZoom);
    fitted_ = zoom_ <= fitting() * 1.001;
    middle_ = about + (middle_ - about) * (zoom_ / before);
    place();
}

void PictureViewer::save() {
    const QString start =
        QStandardPaths::writableLocation(QStandardPaths::PicturesLocation) + u'/' + file_name_;
    const QString to = QFileDialog::getSaveFileName(window(), tr("Save a copy"), start);
    if (to.isEmpty()) return;
    // The dialog has asked before it names a file that is there.
    if (!copy_file(path_, to))
        name_->setText(tr("The copy could not be written. Is there room, and may you write there?"));
}

void PictureViewer::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    QColor ground = theme().color(Token::Canvas);
    ground.setAlphaF(0.97F);
    painter.fillRect(rect(), ground);
    if (reading_.runs()) return;
    if (picture_.isNull()) {
        painter.setFont(theme().font(Type::Body));
        painter.setPen(theme().color(Token::Ink2));
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, tr("This picture cannot be shown"));
        return;
    }
    painter.setRenderHint(QPainter::SmoothPixmapTransform, zoom_ < 4);
    const QSizeF size(picture_.width() * zoom_, picture_.height() * zoom_);
    painter.setClipRect(QRectF(0, kBar, width(), height() - kBar));
    painter.drawImage(QRectF(middle_ - QPointF(size.width() / 2, size.height() / 2), size), picture_);
}

void PictureViewer::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Escape: close_->click(); break;
        case Qt::Key_Left: step(-1); break;
        case Qt::Key_Right: step(1); break;
        case Qt::Key_Plus:
        case Qt::Key_Equal: zoom_by(1.25, room().center()); break;
        case Qt::Key_Minus: zoom_by(0.8, room().center()); break;
        case Qt::Key_0:
            fitted_ = true;
            place();
            break;
        default: event->accept();
    }
}

bool PictureViewer::focusNextPrevChild(bool next) {
    return focus_next_in(this, next);
}

void PictureViewer::mousePressEvent(QMouseEvent* event) {
    held_ = event->position();
}

void PictureViewer::mouseMoveEvent(QMouseEvent* event) {
    if (!event->buttons().testFlag(Qt::LeftButton) || fitted_) return;
    middle_ += event->position() - held_;
    held_ = event->position();
    update();
}

void PictureViewer::mouseDoubleClickEvent(QMouseEvent* event) {
    if (fitted_ && fitting() < 1) return zoom_by(1 / zoom_, event->position());
    fitted_ = true;
    place();
}

void PictureViewer::wheelEvent(QWheelEvent* event) {
    zoom_by(std::pow(1.0015, event->angleDelta().y()), event->position());
}

void PictureViewer::resizeEvent(QResizeEvent* event) {
    place();
    QWidget::resizeEvent(event);
}

bool PictureViewer::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize) setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(watched, event);
}

}  // namespace culver::desktop
