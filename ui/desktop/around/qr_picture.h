// SPDX-License-Identifier: Apache-2.0
// A text as a QR picture: dark on white in every theme, as phones expect it.
#pragma once
#include <QWidget>

namespace culver::desktop {

class QrPicture : public QWidget {
    Q_OBJECT
public:
    explicit QrPicture(int side, QWidget* parent = nullptr);
    void set_text(const QString& text);  // empty, or too long for a code: a quiet field
    [[nodiscard]] QSize sizeHint() const override { return {side_, side_}; }
    [[nodiscard]] int modules() const { return modules_; }  // 0: there is none
    [[nodiscard]] bool dark(int x, int y) const { return cells_.at(y * modules_ + x) != 0; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int side_;
    int modules_ = 0;
    QByteArray cells_;
};

}  // namespace culver::desktop
