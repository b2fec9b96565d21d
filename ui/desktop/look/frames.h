// SPDX-License-Identifier: Apache-2.0
// What holds controls together: boxes with hairlines, rows of settings, tiles, banners, scrolled pages and
// sheets (look.md "Dialog"). See controls.h.
#pragma once
#include "ui/desktop/look/controls.h"

#include <QPointer>
#include <QScrollArea>
#include <vector>

QT_BEGIN_NAMESPACE
class QVBoxLayout;
class QBoxLayout;
class QHBoxLayout;
QT_END_NAMESPACE

namespace culver::desktop {

// A card of radius 12 with an outline and a hairline between its rows.
class Box : public QWidget {
    Q_OBJECT
public:
    explicit Box(QWidget* parent = nullptr);
    void set_ground(Token token);  // a quiet fill instead of the outline
    void add(QWidget* row);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QVBoxLayout* column_;
    bool filled_ = false;
    Token ground_ = Token::Window;
};

// What a setting is called, a line about it, and its control at the right; 52 high, 60 with the line. In a
// narrow page a wide control goes below.
class SettingRow : public QWidget {
    Q_OBJECT
public:
    SettingRow(QWidget* control, QWidget* parent = nullptr);
    void set_words(const QString& title, const QString& hint = {});

protected:
    void resizeEvent(QResizeEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;  // a click on the row presses a switch

private:
    Words* title_;
    Words* hint_;
    QWidget* control_;
};

// What kind of thing a file is, by its name: icon and hue (look.md "File card").
struct FileLook {
    QString icon;
    Hue hue = Hue::Slate;
};
[[nodiscard]] FileLook file_look(const QString& name, bool folder);

class FileTile : public QWidget {
    Q_OBJECT
public:
    explicit FileTile(int side, QWidget* parent = nullptr);
    void set_file(const QString& name, bool folder);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int side_;
    FileLook look_;
};

// A full-width message in a soft colour: icon, title, words, choices below, which stand below each other
// where they do not fit beside each other.
class Banner : public QWidget {
    Q_OBJECT
public:
    Banner(const QString& icon, Token ink, Token ground, QWidget* parent = nullptr);
    void set_words(const QString& title, const QString& words);
    Button* add_button(const QString& text, Button::Kind kind);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange();

    Token ground_;
    Words* title_;
    Words* words_;
    QBoxLayout* choices_;
};

// Three dots whose opacity goes round while one waits: somebody types, a network is examined. Still when
// motion is reduced.
class Dots : public QWidget {
    Q_OBJECT
public:
    Dots(int side, int gap, QWidget* parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void timerEvent(QTimerEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    int side_, gap_;
    int timer_ = 0, phase_ = 0;
};

// A column that scrolls up and down, never sideways, on no ground of its own.
class Page : public QScrollArea {
    Q_OBJECT
public:
    explicit Page(QWidget* parent = nullptr);
    [[nodiscard]] QVBoxLayout& column() { return *column_; }
    [[nodiscard]] int height_for(int width) const;  // of all that is in it

private:
    QWidget* inside_;
    QVBoxLayout* column_;
};

// For a child that covers its whole window (sheets, the first start, pictures in large): while it is seen and
// no other covers it, the window's shortcuts rest, and focus that is put below it comes back.
void keep_keyboard(QWidget* cover);
// One of these lies over the window.
[[nodiscard]] bool is_covered(const QWidget* window);
// What Tab does in a cover (its focusNextPrevChild): round and round inside.
bool focus_next_in(QWidget* cover, bool next);

// A dialog as a sheet inside its window, over a scrim: title, content (scrolls when the window is low),
// buttons at the right, the main one last. Esc is the harmless choice (reject). Holds the focus until it is
// answered, gives it back then and deletes itself.
class Sheet : public QWidget {
    Q_OBJECT
public:
    Sheet(QWidget* window, const QString& title, int width);
    void set_title(const QString& title);
    void set_widget_title(QWidget* title);  // stands where the title does
    [[nodiscard]] QVBoxLayout& content() { return page_->column(); }
    // Added left to right at the right side; an escape route (text button) stands at the left.
    Button* add_button(const QString& text, Button::Kind kind);
    Button* add_escape(const QString& text, Button::Kind kind = Button::Kind::Text);
    // A cross in the corner; does what Esc does. It is asked for its name again when the language changes.
    void add_close(std::function<QString()> name);
    void set_full(bool full);  // as high as the window allows, for lists
    void open(QWidget* focus = nullptr);
    void close_with(bool accepted);
    void arrange();  // again, when the content grew or shrank

Q_SIGNALS:
    void closed(bool accepted);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    bool focusNextPrevChild(bool next) override;

private:
    class Panel;
    Panel* panel_;
    QHBoxLayout* head_;
    Words* title_;
    Page* page_;
    QHBoxLayout* buttons_;
    int escapes_ = 0;
    int width_;
    bool full_ = false, answered_ = false, pending_ = false;
    double shown_ = 0;
    QPointer<QWidget> before_;  // had the focus
};

}  // namespace culver::desktop
