// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/region_grab.h"

#include "ui/desktop/look/kit.h"
#include "ui/desktop/look/on_screen.h"
#include "ui/desktop/model/places.h"

#include <QApplication>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDateTime>
#include <QFile>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScreen>
#include <QTimer>
#include <QUrl>
#include <cmath>
#include <utility>

namespace culver::desktop {
using namespace Qt::StringLiterals;

namespace {

constexpr int kHidden = 250;        // ms until the windows are gone from the screen
constexpr int kBetween = 60;        // ms between two looks at the screen
constexpr int kStill = 3;           // looks that show the same: nobody paints any more
constexpr int kRestless = 1500;     // ms after which a screen that never stands still is taken as it is
constexpr int kPatience = 120'000;  // ms for the portal, which may ask the person
const QString kPortal = QStringLiteral("org.freedesktop.portal.Desktop");
const QString kRequest = QStringLiteral("org.freedesktop.portal.Request");
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

QImage picture_of_screen(const QImage& picture, const QRect& screen, const QRect& all) {
    if (picture.isNull() || screen.isEmpty() || all.isEmpty() || screen == all) return picture;
    const auto misfit = [&](const QRect& part) {
        return std::abs(std::log(double(picture.width()) * part.height() / picture.height() / part.width()));
    };
    if (misfit(screen) <= misfit(all)) return picture;
    const double across = double(picture.width()) / all.width();
    const double down = double(picture.height()) / all.height();
    const QPoint at = screen.topLeft() - all.topLeft();
    return picture.copy(
        QRectF(at.x() * across, at.y() * down, screen.width() * across, screen.height() * down)
            .toRect()
            .intersected(picture.rect()));
}

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
    const double across = double(screen_.width()) / std::max(1, width());
    const double down = double(screen_.height()) / std::max(1, height());
    const QRect pixels =
        QRectF(part_.x() * across, part_.y() * down, part_.width() * across, part_.height() * down)
            .toAlignedRect()
            .intersected(screen_.rect());
    QImage picture = screen_.copy(pixels).convertToFormat(QImage::Format_RGB32);
    picture.setDevicePixelRatio(1);
    QPainter painter(&picture);
    painter.translate(-QPointF(pixels.topLeft()));
    painter.scale(across, down);
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

RegionGrab::RegionGrab(QWidget* window, std::function<void(const Answer&)> done, const QDBusConnection& bus)
    : QObject(window), window_(window), done_(std::move(done)), bus_(bus) {}

RegionGrab::~RegionGrab() {
    forget_request();
    if (!cut_) return;
    disconnect(cut_, nullptr, this, nullptr);
    cut_->close();
}

RegionGrab::Way RegionGrab::way_here() {
    return QGuiApplication::platformName().startsWith(u"wayland"_s) ? Way::Ask : Way::Grab;
}

void RegionGrab::start(Way way) {
    hide_windows();
    since_.start();
    if (way == Way::Ask)
        QTimer::singleShot(hidden_.empty() ? 0 : kHidden, this, &RegionGrab::ask_portal);
    else
        QTimer::singleShot(hidden_.empty() ? 0 : kHidden, this, &RegionGrab::look_again);
}

// Unmapped, not made transparent: without a compositor a window cannot be seen through.
void RegionGrab::hide_windows() {
    for (QWidget* top : QApplication::topLevelWidgets()) {
        if (!top->isVisible() || top->windowType() == Qt::ToolTip) continue;
        hidden_.emplace_back(top, top->pos());
        top->hide();
    }
}

void RegionGrab::show_windows() {
    for (const auto& [top, place] : hidden_) {
        if (!top) continue;
        show_again(*top);
        // Who places it elsewhere all the same is contradicted; what filled the screen does so again.
        if (!top->isMaximized() && !top->isFullScreen()) top->move(place);
    }
    const bool was_there = !hidden_.empty();
    hidden_.clear();
    if (!was_there) return;
    window_->window()->raise();
    window_->window()->activateWindow();
}

// That the window is gone does not mean that those below have painted themselves, or that a compositor has
// faded it out: the picture is taken when it is the same several times in a row.
void RegionGrab::look_again() {
    const QImage picture = window_->screen()->grabWindow(0).toImage();
    if (picture.isNull())
        return fail(
            tr("This desktop gives no picture of the screen. Take one with its own tool and paste it."));
    still_ = picture == before_ ? still_ + 1 : 0;
    before_ = picture;
    if (hidden_.empty() || still_ >= kStill || since_.elapsed() > kRestless) {
        before_ = {};
        return mark_up(picture);
    }
    QTimer::singleShot(kBetween, this, &RegionGrab::look_again);
}

void RegionGrab::ask_portal() {
    const QString token = u"culver%1"_s.arg(QDateTime::currentMSecsSinceEpoch());
    // The answer comes as a signal of an object whose path is known beforehand.
    const QString sender = bus_.baseService().mid(1).replace(u'.', u'_');
    hear(u"/org/freedesktop/portal/desktop/request/%1/%2"_s.arg(sender, token));
    QDBusMessage ask =
        QDBusMessage::createMethodCall(kPortal, u"/org/freedesktop/portal/desktop"_s,
                                       u"org.freedesktop.portal.Screenshot"_s, u"Screenshot"_s);
    ask << QString()
        << QVariantMap{{u"handle_token"_s, token}, {u"interactive"_s, false}, {u"modal"_s, true}};
    auto* watcher = new QDBusPendingCallWatcher(bus_.asyncCall(ask), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher* call) {
        call->deleteLater();
        const QDBusPendingReply<QDBusObjectPath> reply = *call;
        if (reply.isError()) {
            request_.clear();
            return fail(
                tr("This desktop gives no picture of the screen. Take one with its own tool and paste it."));
        }
        // Portals before 0.9 choose the path themselves.
        if (!request_.isEmpty() && reply.value().path() != request_) hear(reply.value().path());
    });
    // Who looks at the portal's question has time; who gets no answer at all wants the window back.
    QTimer::singleShot(kPatience, this, [this] {
        if (!request_.isEmpty())
            fail(tr("The desktop did not answer. Take a picture with its own tool and paste it."));
    });
}

void RegionGrab::hear(const QString& request) {
    if (!request_.isEmpty())
        bus_.disconnect(kPortal, request_, kRequest, u"Response"_s, this,
                        SLOT(portal_answered(uint, QVariantMap)));
    request_ = request;
    bus_.connect(kPortal, request_, kRequest, u"Response"_s, this, SLOT(portal_answered(uint, QVariantMap)));
}

// The portal may still show its question: nobody waits for the answer.
void RegionGrab::forget_request() {
    if (request_.isEmpty()) return;
    bus_.asyncCall(
        QDBusMessage::createMethodCall(kPortal, std::exchange(request_, QString()), kRequest, u"Close"_s));
}

void RegionGrab::portal_answered(uint response, const QVariantMap& results) {
    request_.clear();
    constexpr uint kTaken = 0, kGivenUp = 1;
    if (response == kGivenUp) return finish({});
    const QString path = QUrl(results.value(u"uri"_s).toString()).toLocalFile();
    const QImage screen(path);
    if (!path.isEmpty()) QFile::remove(path);  // the portal leaves it among the person's pictures
    if (response != kTaken || screen.isNull())
        return fail(tr("The desktop gave no picture. Take one with its own tool and paste it."));
    mark_up(screen);
}

void RegionGrab::mark_up(const QImage& screen) {
    const QScreen* here = window_->screen();
    cut_ = new MarkUp(picture_of_screen(screen, here->geometry(), here->virtualGeometry()), here->geometry());
    connect(cut_, &MarkUp::done, this, &RegionGrab::finish);
    cut_->showFullScreen();
    cut_->activateWindow();
}

void RegionGrab::finish(const QImage& picture) {
    Answer given;
    if (!picture.isNull()) {
        given.path = outgoing_folder() +
                     u"/screen-%1.png"_s.arg(QDateTime::currentDateTime().toString(u"yyyyMMdd-HHmmss-zzz"_s));
        if (!picture.save(given.path, "PNG"))
            given = {{}, tr("The picture could not be kept: check that the disk has room.")};
    }
    answer(given);
}

void RegionGrab::fail(const QString& problem) {
    answer({{}, problem});
}

void RegionGrab::answer(const Answer& answer) {
    forget_request();
    show_windows();
    if (done_) std::exchange(done_, nullptr)(answer);
    deleteLater();
}

}  // namespace culver::desktop
