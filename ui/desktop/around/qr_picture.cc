// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/qr_picture.h"

#include "ui/desktop/look/theme.h"

#include <qrencode.h>

#include <QPainter>
#include <memory>

namespace culver::desktop {

namespace {
constexpr int kQuiet = 2;  // modules around the code
}

QrPicture::QrPicture(int side, QWidget* parent) : QWidget(parent), side_(side) {
    setFixedSize(side, side);
}

void QrPicture::set_text(const QString& text) {
    modules_ = 0;
    const QByteArray bytes = text.toUtf8();
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
        bytes.isEmpty() ? nullptr : QRcode_encodeString8bit(bytes.constData(), 0, QR_ECLEVEL_M),
        &QRcode_free);
    if (code) {
        modules_ = code->width;
        cells_.resize(static_cast<qsizetype>(modules_) * modules_);
        for (qsizetype index = 0; index < cells_.size(); ++index)
            cells_[index] = static_cast<char>(code->data[index] & 1);
    }
    update();
}

void QrPicture::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme().color(Token::Line), 1));
    painter.setBrush(Qt::white);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 11.5, 11.5);
    if (modules_ == 0) return;
    // Whole device pixels for each module, else scanners see ragged edges.
    const double ratio = devicePixelRatioF();
    const int across = modules_ + 2 * kQuiet;
    const double module = std::max(1.0, std::floor((side_ - 4) * ratio / across)) / ratio;
    const double left = (side_ - module * modules_) / 2;
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.translate(left, left);
    const QColor ink(0x12, 0x1B, 0x2A);
    for (int y = 0; y < modules_; ++y) {
        for (int x = 0; x < modules_; ++x) {
            if (dark(x, y)) painter.fillRect(QRectF(x * module, y * module, module, module), ink);
        }
    }
}

}  // namespace culver::desktop
