// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/region_grab.h"

#include "ui/desktop/look/kit.h"

#include <QDBusConnection>
#include <QDBusInterface>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScreen>
#include <QStandardPaths>
#include <QTimer>
#include <QUrl>
#include <QWindow>
#include <cmath>

namespace culver::desktop {
using namespace Qt::StringLiterals;

namespace {

constexpr int kHidden = 250;  // ms until the window is gone from the screen
constexpr int kSmallest = 8;  // a click is no region
constexpr double kPen = 3;
const QColor kInk(0xE0, 0x36, 0x36);

void paint_arrow(QPainter& painter, const QPointF& from, const QPointF& to) {
    painter.drawLine(from, to);
    const double angle = std::atan2(to.y() - from.y(), to.x() - from.x());
    for (const double side : {-0.45, 0.45}) {
        painter.drawLine(to, to - QPointF(std::cos(angle + side), std::sin(angle + side)) * 14);
    }
}

}  // namespace

// --- MarkUp

MarkUp::MarkUp(QImage screen, const QRect& on)
    : QWidget(nullptr, Qt::FramelessWindowHint | Qt::WindowStaysOnTopHint),
      screen_(std::move(screen)),
      bar_(new QWidget(this)) {
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Cut out"));
    setCursor(Qt::CrossCursor);
    setGeometry(on);
    auto* line = new QHBoxLayout(bar_);
    line->setContentsMargins(8, 6, 8, 6);
    line->setSpacing(4);
    bar_->setCursor(Qt::ArrowCursor);
    bar_->setAutoFillBackground(true);
    themed(bar_, [this] {
        QPalette palette = bar_->palette();
        palette.setColor(QPalette::Window, theme().color(Token::Surface));
        bar_->setPalette(palette);
    });
    struct Listed {
        Tool tool;
        QString icon, name;
    };
    for (const Listed& one :
         {Listed{Tool::Arrow, u"right"_s, tr("Arrow")}, Listed{Tool::Pen, u"edit"_s, tr("Pen")},
          Listed{Tool::Box, u"crop"_s, tr("Box")}, Listed{Tool::Hide, u"block"_s, tr("Black out")}}) {
        auto* button = new IconButton(one.icon, one.name, bar_);
        button->setCheckable(true);
        button->setAutoExclusive(true);
        button->setChecked(one.tool == tool_);
        line->addWidget(button);
        tools_.push_back(button);
        connect(button, &QAbstractButton::clicked, this, [this, tool = one.tool] { tool_ = tool; });
    }
    auto* undo = new IconButton(u"recall"_s, tr("Take back"), bar_);
    line->addWidget(undo);
    connect(undo, &QAbstractButton::clicked, this, [this] {
        if (!strokes_.empty()) strokes_.pop_back();
        update();
    });
    line->addSpacing(8);
    auto* cancel = new Button(tr("Cancel"), Button::Kind::Second, bar_);
    auto* use = new Button(tr("Use"), Button::Kind::Primary, bar_);
    cancel->set_small(true);
    use->set_small(true);
    line->addWidget(cancel);
    line->addWidget(use);
    connect(cancel, &QAbstractButton::clicked, this, [this] { finish(false); });
    connect(use, &QAbstractButton::clicked, this, [this] { finish(true); });
    bar_->hide();
}

void MarkUp::set_tool(Tool tool) {
    tool_ = tool;
}

void MarkUp::paint_strokes(QPainter& painter) const {
    painter.setRenderHint(QPainter::Antialiasing);
    for (const Stroke& stroke : strokes_) {
        painter.setPen(QPen(kInk, kPen, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.setBrush(Qt::NoBrush);
        const QRectF span = QRectF(stroke.points.front(), stroke.points.back()).normalized();
        switch (stroke.tool) {
            case Tool::Pen:
                painter.drawPolyline(stroke.points.data(), static_cast<int>(stroke.points.size()));
                break;
            case Tool::Arrow: paint_arrow(painter, stroke.points.front(), stroke.points.back()); break;
            case Tool::Box: painter.drawRoundedRect(span, 4, 4); break;
            case Tool::Hide: painter.fillRect(span, Qt::black); break;
        }
    }
}

QImage MarkUp::result() const {
    if (part_.width() < kSmallest || part_.height() < kSmallest) return {};
    const double ratio = double(screen_.width()) / std::max(1, width());
    const QRect pixels =
        QRectF(part_.topLeft() * ratio, part_.size() * ratio).toAlignedRect().intersected(screen_.rect());
    QImage picture = screen_.copy(pixels).convertToFormat(QImage::Format_RGB32);
    picture.setDevicePixelRatio(1);
    QPainter painter(&picture);
    painter.translate(-QPointF(pixels.topLeft()));
    painter.scale(ratio, ratio);
    paint_strokes(painter);
    return picture;
}

void MarkUp::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(QRectF(rect()), screen_);
    QPainterPath dim;
    dim.addRect(QRectF(rect()));
    if (!part_.isEmpty()) dim.addRect(part_);
    painter.fillPath(dim, QColor(10, 14, 22, 130));
    painter.save();
    painter.setClipRect(part_);
    paint_strokes(painter);
    painter.restore();
    if (!part_.isEmpty()) {
        painter.setPen(QPen(theme().color(Token::Accent), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(part_);
        return;
    }
    painter.setPen(Qt::white);
    painter.setFont(theme().font(Type::Heading));
    painter.drawText(rect(), Qt::AlignCenter, tr("Drag over what you want to show. Esc gives up."));
}

void MarkUp::mousePressEvent(QMouseEvent* event) {
    from_ = event->position();
    if (bar_->isVisible() && part_.contains(from_)) {
        drawing_ = true;
        strokes_.push_back({tool_, {from_, from_}});
        return;
    }
    cutting_ = true;
    strokes_.clear();
    bar_->hide();
    part_ = {};
    update();
}

void MarkUp::mouseMoveEvent(QMouseEvent* event) {
    if (cutting_) part_ = QRectF(from_, event->position()).normalized().intersected(QRectF(rect()));
    if (drawing_) {
        auto& points = strokes_.back().points;
        if (strokes_.back().tool == Tool::Pen)
            points.push_back(event->position());
        else
            points.back() = event->position();
    }
    update();
}

void MarkUp::mouseReleaseEvent(QMouseEvent* /*event*/) {
    drawing_ = false;
    if (!cutting_) return;
    cutting_ = false;
    if (part_.width() < kSmallest || part_.height() < kSmallest)
        part_ = {};
    else
        place_bar();
    update();
}

void MarkUp::place_bar() {
    bar_->adjustSize();
    double top = part_.bottom() + 8;
    if (top + bar_->height() > height()) top = std::max(0.0, part_.top() - 8 - bar_->height());
    bar_->move(static_cast<int>(std::clamp(part_.right() - bar_->width(), 0.0,
                                           std::max(0.0, double(width()) - bar_->width()))),
               static_cast<int>(top));
    bar_->show();
}

void MarkUp::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return finish(false);
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) return finish(true);
    if (event->matches(QKeySequence::Undo) && !strokes_.empty()) {
        strokes_.pop_back();
        update();
    }
}

void MarkUp::finish(bool keep) {
    if (told_) return;
    told_ = true;
    Q_EMIT done(keep ? result() : QImage());
    close();
}

void MarkUp::closeEvent(QCloseEvent* event) {
    if (!told_) {
        told_ = true;
        Q_EMIT done({});
    }
    QWidget::closeEvent(event);
}

// --- RegionGrab

RegionGrab::RegionGrab(QWidget* window, std::function<void(const QString&)> done)
    : QObject(window), window_(window), done_(std::move(done)) {}

void RegionGrab::start() {
    if (QGuiApplication::platformName().startsWith(u"wayland"_s)) return ask_portal();
    hidden_ = window_->window()->isVisible();
    if (hidden_) window_->window()->setWindowOpacity(0);
    QTimer::singleShot(kHidden, this, &RegionGrab::grab_x11);
}

void RegionGrab::ask_portal() {
    QDBusConnection bus = QDBusConnection::sessionBus();
    const QString token = u"culver%1"_s.arg(QDateTime::currentMSecsSinceEpoch());
    // The answer comes as a signal of an object whose path is known beforehand.
    const QString sender = bus.baseService().mid(1).replace(u'.', u'_');
    const QString path = u"/org/freedesktop/portal/desktop/request/%1/%2"_s.arg(sender, token);
    bus.connect(u"org.freedesktop.portal.Desktop"_s, path, u"org.freedesktop.portal.Request"_s, u"Response"_s,
                this, SLOT(portal_answered(uint, QVariantMap)));
    QDBusMessage ask = QDBusMessage::createMethodCall(
        u"org.freedesktop.portal.Desktop"_s, u"/org/freedesktop/portal/desktop"_s,
        u"org.freedesktop.portal.Screenshot"_s, u"Screenshot"_s);
    ask << QString()
        << QVariantMap{{u"handle_token"_s, token}, {u"interactive"_s, false}, {u"modal"_s, true}};
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(ask), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher* call) {
        call->deleteLater();
        if (call->isError()) finish({});
    });
}

void RegionGrab::portal_answered(uint response, const QVariantMap& results) {
    const QString path = QUrl(results.value(u"uri"_s).toString()).toLocalFile();
    if (response != 0 || path.isEmpty()) return finish({});
    const QImage screen(path);
    QFile::remove(path);  // the portal leaves it among the person's pictures
    if (screen.isNull()) return finish({});
    mark_up(screen);
}

void RegionGrab::grab_x11() {
    QScreen* screen = window_->screen();
    const QImage picture = screen->grabWindow(0).toImage();
    if (hidden_) window_->window()->setWindowOpacity(1);
    if (picture.isNull()) return finish({});
    mark_up(picture);
}

void RegionGrab::mark_up(const QImage& screen) {
    auto* cut = new MarkUp(screen, window_->screen()->geometry());
    connect(cut, &MarkUp::done, this, &RegionGrab::finish);
    cut->showFullScreen();
    cut->activateWindow();
}

void RegionGrab::finish(const QImage& picture) {
    QString path;
    if (!picture.isNull()) {
        const QString folder = QStandardPaths::writableLocation(QStandardPaths::CacheLocation);
        QDir().mkpath(folder);
        path =
            folder + u"/screen-%1.png"_s.arg(QDateTime::currentDateTime().toString(u"yyyyMMdd-HHmmss-zzz"_s));
        if (!picture.save(path, "PNG")) path.clear();
    }
    if (done_) done_(path);
    done_ = nullptr;
    deleteLater();
}

}  // namespace culver::desktop
