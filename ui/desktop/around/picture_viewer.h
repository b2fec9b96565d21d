// SPDX-License-Identifier: Apache-2.0
// Pictures in large, over the whole window: zoom with the wheel or + and −, drag, next and previous of the
// same conversation, save a copy. Esc closes. Pictures are read beside the window's thread, very large ones
// at less than their size.
#pragma once
#include "ui/desktop/around/picture_reading.h"
#include "ui/desktop/look/kit.h"
#include "ui/desktop/model/conversation_model.h"

#include <QImage>
#include <QTimer>

namespace culver::desktop {

class PictureViewer : public QWidget {
    Q_OBJECT
public:
    PictureViewer(QWidget* window, std::vector<LoadedPicture> pictures, int index);
    [[nodiscard]] const QString& path() const { return path_; }
    [[nodiscard]] double zoom() const { return zoom_; }
    [[nodiscard]] const QImage& picture() const { return picture_; }
    void step(int by);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    bool focusNextPrevChild(bool next) override;

private:
    void load();
    void take(QImage picture);
    void zoom_by(double factor, const QPointF& about);
    void place();
    void save();
    [[nodiscard]] double fitting() const;  // the zoom at which all is seen, at most 1
    [[nodiscard]] QRectF room() const;

    std::vector<LoadedPicture> pictures_;
    int index_;
    QString path_, file_name_;
    QImage picture_;  // null until it is read, and when it cannot be
    PictureReading reading_;
    QTimer dots_after_;
    double zoom_ = 1;
    bool fitted_ = true;
    QPointF middle_;  // of the picture, in the window
    QPointF held_;
    Words* name_;
    IconButton* previous_;
    IconButton* next_;
    IconButton* save_;
    IconButton* close_;
    Dots* dots_;
    QPointer<QWidget> before_;
};

}  // namespace culver::desktop
