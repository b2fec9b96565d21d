// SPDX-License-Identifier: Apache-2.0
// The controls of the look (look.md §4): buttons, icon buttons, fields, switches, segments, sheets. Plain
// QWidgets that paint themselves from theme() and follow its changes; accessible names and keyboard focus are
// built in.
#pragma once
#include "ui/desktop/look/theme.h"

#include <QAbstractButton>
#include <QLabel>
#include <QLineEdit>
#include <QWidget>

QT_BEGIN_NAMESPACE
class QVBoxLayout;
class QHBoxLayout;
QT_END_NAMESPACE

namespace culver::desktop {

// Main 36 high, or small 28. Grows with its text, never elides.
class Button : public QAbstractButton {
    Q_OBJECT
public:
    enum class Kind { Primary, Second, Text, Destructive };
    Button(const QString& text, Kind kind, QWidget* parent = nullptr);
    void set_small(bool small);
    void set_icon(const QString& name);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Kind kind_;
    bool small_ = false;
    QString icon_;
};

// 32 × 32 with an icon of 20; name is what it is called (tooltip and accessible name).
class IconButton : public QAbstractButton {
    Q_OBJECT
public:
    IconButton(const QString& icon, const QString& name, QWidget* parent = nullptr);
    void set_icon(const QString& icon);
    void set_name(const QString& name);
    void set_token(Token token);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString icon_;
    Token token_ = Token::Ink2;
};

class Switch : public QAbstractButton {
    Q_OBJECT
public:
    explicit Switch(const QString& accessible_name, QWidget* parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
};

// Two to four words in a sunken track.
class Segment : public QWidget {
    Q_OBJECT
public:
    explicit Segment(const QStringList& words, QWidget* parent = nullptr);
    void set_words(const QStringList& words);
    [[nodiscard]] int current() const;
    void set_current(int index);
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void chosen(int index);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QStringList words_;
    int current_ = 0;
};

// A text field of 40 with its label above, an error sentence below, and an optional icon inside.
class Field : public QWidget {
    Q_OBJECT
public:
    explicit Field(const QString& label, QWidget* parent = nullptr);
    [[nodiscard]] QLineEdit& edit() { return *edit_; }
    [[nodiscard]] QString text() const { return edit_->text(); }
    void set_text(const QString& text) { edit_->setText(text); }
    void set_error(const QString& sentence);  // empty: none
    void set_hint(const QString& sentence);

private:
    QLabel* label_;
    QLineEdit* edit_;
    QLabel* below_;
};

// A label in a row of the type table and a colour, wrapping; never rich text.
class Words : public QLabel {
    Q_OBJECT
public:
    Words(const QString& text, Type type, Token token, QWidget* parent = nullptr);
    void set_look(Type type, Token token);

private:
    void follow_theme();
    Type type_;
    Token token_;
};

// An avatar as a widget.
class Avatar : public QWidget {
    Q_OBJECT
public:
    explicit Avatar(int size, QWidget* parent = nullptr);
    void set_person(const QString& id, const QString& name, bool group, bool gone);
    [[nodiscard]] QSize sizeHint() const override { return {size_, size_}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int size_;
    QString id_, name_;
    bool group_ = false, gone_ = false;
};

// A dialog as a sheet inside its window, over a scrim, 400 to 560 wide: title, content, buttons at the right,
// the main one last. Esc is the harmless choice (reject). Deletes itself when it was answered.
class Sheet : public QWidget {
    Q_OBJECT
public:
    Sheet(QWidget* window, const QString& title, int width);
    [[nodiscard]] QVBoxLayout& content() { return *content_; }
    // Added left to right at the right side; an escape route (text button) stands at the left.
    Button* add_button(const QString& text, Button::Kind kind);
    Button* add_escape(const QString& text);
    void open(QWidget* focus = nullptr);
    void close_with(bool accepted);

Q_SIGNALS:
    void closed(bool accepted);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* panel_;
    QVBoxLayout* content_;
    QHBoxLayout* buttons_;
    int width_;
};

}  // namespace culver::desktop
