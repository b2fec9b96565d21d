// SPDX-License-Identifier: Apache-2.0
// The small controls of the look (look.md §4): buttons, icon buttons, fields, switches, segments, words.
// Plain QWidgets that paint themselves from theme() and follow its changes; accessible names and keyboard
// focus are built in. Texts are plain everywhere.
#pragma once
#include "ui/desktop/look/paint.h"

#include <QAbstractButton>
#include <QLabel>
#include <QLineEdit>
#include <QWidget>
#include <functional>
#include <optional>
#include <vector>

QT_BEGIN_NAMESPACE
class QHBoxLayout;
class QVariantAnimation;
QT_END_NAMESPACE

namespace culver::desktop {

// Does say at once and whenever the language changes: what a widget says is written in one place.
void worded(QWidget* widget, std::function<void()> say);
// Does measure at once and whenever the theme, the text size or the language's type changes.
void themed(QWidget* widget, std::function<void()> measure);
// Lets the ring of keyboard focus appear round a widget, 2 outside, for as long as the keyboard leads.
// Controls of the kit have it.
void ringed(QWidget* widget, double radius);

// What can be pressed; fades between rest and hover.
class Pressable : public QAbstractButton {
    Q_OBJECT
public:
    explicit Pressable(QWidget* parent = nullptr);
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    [[nodiscard]] double hover() const { return hover_; }  // 0…1
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void fade_to(double value);
    double hover_ = 0;
    QVariantAnimation* fade_;
};

// Main 36 high, or small 28. Grows with its text, never elides.
class Button : public Pressable {
    Q_OBJECT
public:
    enum class Kind { Primary, Second, Text, Destructive, TextDanger };
    Button(const QString& text, Kind kind, QWidget* parent = nullptr);
    void set_small(bool small);
    void set_icon(const QString& name);
    void set_strong(bool strong);  // a second button on a coloured ground: a firmer outline
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QFont face() const;
    Kind kind_;
    bool small_ = false, strong_ = false;
    QString icon_;
};

// 32 × 32 with an icon of 20; name is what it is called (tooltip and accessible name).
class IconButton : public Pressable {
    Q_OBJECT
public:
    IconButton(const QString& icon, const QString& name, QWidget* parent = nullptr);
    void set_icon(const QString& icon);
    void set_name(const QString& name);
    void set_token(Token token);
    void set_side(int side);  // hit area; the composer's are 36
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString icon_;
    Token token_ = Token::Ink2;
    int side_ = 32;
};

class Switch : public QAbstractButton {
    Q_OBJECT
public:
    explicit Switch(const QString& accessible_name, QWidget* parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double at_ = 0;  // 0 off … 1 on
};

// Two to four words in a sunken track; each is a radio button.
class Segment : public QWidget {
    Q_OBJECT
public:
    explicit Segment(const QStringList& words, QWidget* parent = nullptr);
    void set_words(const QStringList& words);
    [[nodiscard]] int current() const;
    void set_current(int index);

Q_SIGNALS:
    void chosen(int index);  // by the person

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    class Part;
    QHBoxLayout* row_;
    std::vector<Part*> parts_;
};

// A one-line text in a frame of 40.
class LineEdit : public QLineEdit {
    Q_OBJECT
public:
    explicit LineEdit(QWidget* parent = nullptr);
    void set_wrong(bool wrong);
    void set_icon(const QString& icon);
    void set_height(int height);  // 40 when never called
    void set_soft(bool soft);     // outline `line`, for what is rather shown than typed
    void set_room(int right);     // kept free of text at the right
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void measure();
    bool wrong_ = false, soft_ = false;
    QString icon_;
    int height_ = 40, room_ = 0;
};

class Words;

// A LineEdit with its label above and a hint or an error sentence below.
class Field : public QWidget {
    Q_OBJECT
public:
    explicit Field(const QString& label, QWidget* parent = nullptr);
    [[nodiscard]] LineEdit& edit() { return *edit_; }
    [[nodiscard]] QString text() const { return edit_->text(); }
    void set_text(const QString& text) { edit_->setText(text); }
    void set_label(const QString& label);
    void set_error(const QString& sentence);  // empty: none, the hint is back
    [[nodiscard]] const QString& error() const { return error_; }
    void set_hint(const QString& sentence);
    void set_trailing(QWidget* widget);  // stands inside at the right, such as a text button

private:
    void below();
    Words* label_;
    LineEdit* edit_;
    QWidget* sign_;
    Words* below_;
    QString hint_, error_;
};

// A label in a row of the type table and a colour, with that row's line height; never rich text. Wraps; or,
// when a limit of lines is set, elides at the end (set_middle: in the middle) and shows all in a tooltip.
class Words : public QLabel {
    Q_OBJECT
public:
    Words(const QString& text, Type type, Token token, QWidget* parent = nullptr);
    void set_look(Type type, Token token);
    void set_medium(bool medium);   // weight 500 where the language has it
    enum class Cut { May, Never };  // names from the network may be cut; else the width is claimed
    void set_one_line(Cut cut);
    void set_middle(bool middle);  // elides in the middle, for file names
    void set_token(Token token);
    void set_fixed_color(const QColor& color);  // on a ground that no theme changes
    void set_hint(bool hint);                   // sheets in low windows hide hints
    [[nodiscard]] bool is_hint() const { return hint_; }
    [[nodiscard]] bool cut() const;  // something is not shown, though it should be
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return !one_line_; }
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QFont face() const;
    [[nodiscard]] QSize laid_out(int width, QPainter* painter) const;
    Type type_;
    Token token_;
    QColor fixed_;
    bool medium_ = false, one_line_ = false, elides_ = false, middle_ = false, hint_ = false;
};

// An icon as a widget.
class Glyph : public QWidget {
    Q_OBJECT
public:
    Glyph(const QString& icon, Token token, int size, QWidget* parent = nullptr);
    void set_icon(const QString& icon, Token token);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString icon_;
    Token token_;
    int size_;
};

// An avatar as a widget, with somebody's presence over its corner where that is set. Margins of its contents
// leave room for what reaches over the edge.
class Avatar : public QWidget {
    Q_OBJECT
public:
    explicit Avatar(int size, QWidget* parent = nullptr);
    void set_look(const AvatarLook& look, std::optional<control::Presence> presence = {},
                  Token ground = Token::Canvas);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int size_;
    AvatarLook look_;
    std::optional<control::Presence> presence_;
    Token ground_ = Token::Canvas;  // below it
};

}  // namespace culver::desktop
