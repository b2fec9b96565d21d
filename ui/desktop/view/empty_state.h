// SPDX-License-Identifier: Apache-2.0
// What an empty view says (look.md "Empty state"): a picture with the bird, a heading, a line or two, at most
// two buttons, in the middle.
#pragma once
#include "ui/desktop/look/kit.h"

#include <QWidget>

namespace culver::desktop {

class EmptyState : public QWidget {
    Q_OBJECT
public:
    enum class Picture { Bird, Alone, Page, Glass };
    explicit EmptyState(Picture picture, QWidget* parent = nullptr);
    void set_words(const QString& heading, const QString& line);
    Button* add_button(const QString& text, Button::Kind kind);
    void set_ground(Token ground) { ground_ = ground; }  // canvas when never called

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    class Drawing;
    Words* heading_;
    Words* line_;
    QHBoxLayout* buttons_;
    Token ground_ = Token::Canvas;
};

}  // namespace culver::desktop
