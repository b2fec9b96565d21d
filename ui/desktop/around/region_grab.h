// SPDX-License-Identifier: Apache-2.0
// A picture of a part of the screen: asked of the desktop's screenshot portal where the compositor allows
// nothing else, grabbed where it does; then one cuts it out and draws on it (pen, arrow, box, black-out).
#pragma once
#include <QColor>
#include <QImage>
#include <QObject>
#include <QPainterPath>
#include <QWidget>
#include <functional>
#include <vector>

QT_BEGIN_NAMESPACE
class QDBusMessage;
QT_END_NAMESPACE

namespace culver::desktop {

class IconButton;
class Button;

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

class RegionGrab : public QObject {
    Q_OBJECT
public:
    // done gets the path of a PNG in the cache folder, or nothing; once.
    RegionGrab(QWidget* window, std::function<void(const QString&)> done);
    void start();

private Q_SLOTS:
    void portal_answered(uint response, const QVariantMap& results);

private:
    void ask_portal();
    void grab_x11();
    void mark_up(const QImage& screen);
    void finish(const QImage& picture);
    QWidget* window_;
    std::function<void(const QString&)> done_;
    bool hidden_ = false;
};

}  // namespace culver::desktop
