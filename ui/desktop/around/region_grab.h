// SPDX-License-Identifier: Apache-2.0
// A picture of a part of the screen: asked of the desktop's screenshot portal where the compositor allows
// nothing else, grabbed where it does; then one cuts it out and draws on it (pen, arrow, box, black-out).
#pragma once
#include <QColor>
#include <QDBusConnection>
#include <QElapsedTimer>
#include <QImage>
#include <QObject>
#include <QPainterPath>
#include <QPointer>
#include <QWidget>
#include <functional>
#include <utility>
#include <vector>

namespace culver::desktop {

class IconButton;
class Button;

// What a picture shows of one screen. Portals give all monitors in one picture, and some give only one: its
// shape tells which. screen and all (every screen's geometry together) are in the same measure.
[[nodiscard]] QImage picture_of_screen(const QImage& picture, const QRect& screen, const QRect& all);

// Shows a picture of the whole screen; the person drags out a part, then draws on it.
class MarkUp : public QWidget {
    Q_OBJECT
public:
    enum class Tool { Pen, Arrow, Box, Hide };
    MarkUp(QImage screen, const QRect& on);
    void set_tool(Tool tool);
    [[nodiscard]] QImage result() const;  // the part with what was drawn, in the pixels of the screen

Q_SIGNALS:
    void done(const QImage& picture);  // null: given up

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void closeEvent(QCloseEvent* event) override;

private:
    struct Stroke {
        Tool tool = Tool::Pen;
        std::vector<QPointF> points;
    };
    void paint_strokes(QPainter& painter) const;
    void place_bar();
    void finish(bool keep);
    QImage screen_;
    QRectF part_;
    QPointF from_;
    bool cutting_ = false, drawing_ = false, told_ = false;
    Tool tool_ = Tool::Arrow;
    std::vector<Stroke> strokes_;
    QWidget* bar_;
    std::vector<IconButton*> tools_;
};

// The windows of this program are out of the picture: they are hidden before it is taken, and back when the
// person is done or gave up.
class RegionGrab : public QObject {
    Q_OBJECT
public:
    enum class Way { Grab, Ask };  // take the pixels of the screen, or ask the portal for them
    struct Answer {
        QString path;     // of a PNG in the cache folder; empty when given up or failed
        QString problem;  // one sentence when it failed
    };
    // done is told once, unless window goes away before. bus: where the portal is.
    RegionGrab(QWidget* window, std::function<void(const Answer&)> done,
               const QDBusConnection& bus = QDBusConnection::sessionBus());
    ~RegionGrab() override;
    void start(Way way = way_here());
    [[nodiscard]] static Way way_here();

private Q_SLOTS:
    void portal_answered(uint response, const QVariantMap& results);

private:
    void hide_windows();
    void show_windows();
    void look_again();  // whether the screen stands still: others paint what was covered
    void ask_portal();
    void hear(const QString& request);
    void forget_request();
    void mark_up(const QImage& screen);
    void finish(const QImage& picture);
    void fail(const QString& problem);
    void answer(const Answer& answer);
    QWidget* window_;
    std::function<void(const Answer&)> done_;
    QDBusConnection bus_;
    QString request_;  // the portal's, while it is open
    std::vector<std::pair<QPointer<QWidget>, QPoint>> hidden_;
    QPointer<MarkUp> cut_;
    QImage before_;
    QElapsedTimer since_;
    int still_ = 0;
};

}  // namespace culver::desktop
