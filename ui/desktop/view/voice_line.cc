// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/view/voice_line.h"

#include "ui/desktop/look/paint.h"
#include "ui/desktop/model/wording.h"
#include "ui/desktop/view/bubble_measures.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>

namespace culver::desktop {

using namespace Qt::StringLiterals;

namespace {

constexpr int kInset = 6;
constexpr int kButton = 36;
constexpr std::size_t kKept = 512;  // levels; more than fit any screen
constexpr double kDot = 8;
constexpr double kTall = 22;
constexpr double kLeast = 0.12;

}  // namespace

VoiceLine::VoiceLine(QWidget* parent) : QWidget(parent), recorder_(this) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(kInset, kInset, kInset, kInset);
    row->setSpacing(8);
    drop_ = new IconButton(u"trash"_s, {}, this);
    time_ = new Words(Wording::length(0), Type::Body, Token::Ink, this);
    time_->set_one_line(Words::Cut::Never);
    wave_ = new QWidget(this);
    send_ = new IconButton(u"send"_s, {}, this);
    send_->set_token(Token::Accent);
    for (IconButton* button : {drop_, send_}) button->set_side(kButton);
    row->addWidget(drop_);
    row->addSpacing(18);  // the dot
    row->addWidget(time_);
    row->addWidget(wave_, 1);
    row->addWidget(send_);
    connect(drop_, &QAbstractButton::clicked, this, &VoiceLine::drop);
    connect(send_, &QAbstractButton::clicked, this, &VoiceLine::send);
    connect(&recorder_, &Recorder::heard, this, &VoiceLine::take);
    connect(&recorder_, &Recorder::failed, this, [this] {
        Q_EMIT ended();
        Q_EMIT failed();
    });
    connect(&recorder_, &Recorder::finished, this,
            [this](const QString& path, const std::vector<int>& waveform, bool was_cut_off) {
                const bool sends = sends_;
                Q_EMIT ended();
                Q_EMIT recorded(path, waveform, sends);
                if (was_cut_off && !sends) Q_EMIT cut_off();
            });
    worded(this, [this] {
        setAccessibleName(tr("Voice message"));
        drop_->set_name(tr("Throw away"));
        send_->set_name(tr("Send"));
    });
}

void VoiceLine::begin() {
    levels_.clear();
    take(0, 0);
    sends_ = false;
    if (!folder_) folder_ = std::make_unique<QTemporaryDir>();
    recorder_.start(folder_->filePath(tr("Voice message") + u" %1.ogg"_s.arg(++number_)));
    send_->setFocus(Qt::OtherFocusReason);
}

void VoiceLine::send() {
    sends_ = true;
    recorder_.stop();
}

void VoiceLine::keep() {
    recorder_.stop();
}

void VoiceLine::drop() {
    recorder_.drop();
    Q_EMIT ended();
}

void VoiceLine::take(int milliseconds, int level) {
    milliseconds_ = milliseconds;
    levels_.push_back(level);
    if (levels_.size() > kKept) levels_.erase(levels_.begin(), levels_.begin() + kKept / 2);
    time_->setText(Wording::length(static_cast<quint64>(milliseconds)));
    update();
}

void VoiceLine::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Escape: return drop();
        case Qt::Key_Return:
        case Qt::Key_Enter: return send();
        default: QWidget::keyPressEvent(event);
    }
}

void VoiceLine::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    // The dot says that it listens; the words "0:07" beside it count on.
    painter.setBrush(theme().color(Token::Danger));
    const double middle = height() / 2.0;
    painter.drawEllipse(QPointF(time_->x() - 8 - kDot / 2, middle), kDot / 2, kDot / 2);
    painter.setBrush(theme().color(Token::Accent));
    const QRectF box = wave_->geometry();
    const auto bars = static_cast<std::size_t>(std::max(0.0, box.width() / measure::kWaveStep));
    const std::size_t shown = std::min(bars, levels_.size());
    for (std::size_t i = 0; i < shown; ++i) {
        const double share = std::max(kLeast, levels_[levels_.size() - shown + i] / 100.0);
        const double tall = theme().px(kTall) * share;
        const double x = box.left() + static_cast<double>(bars - shown + i) * measure::kWaveStep;
        painter.drawRoundedRect(QRectF(x, middle - tall / 2, measure::kWaveBar, tall), measure::kWaveBar / 2,
                                measure::kWaveBar / 2);
    }
}

}  // namespace culver::desktop
