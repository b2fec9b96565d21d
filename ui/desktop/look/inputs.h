// SPDX-License-Identifier: Apache-2.0
// Choices and longer texts in the look: checkbox, radio, choice of many, slider, text area. See controls.h.
#pragma once
#include "ui/desktop/look/controls.h"

#include <QCheckBox>
#include <QComboBox>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QSlider>

namespace culver::desktop {

// 18 with a radius of 5; with a dash for "some" (Qt::PartiallyChecked). Its text wraps.
class Check : public QCheckBox {
    Q_OBJECT
public:
    explicit Check(const QString& text, QWidget* parent = nullptr);
    void set_look(Type type, Token token);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return !text().isEmpty(); }
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool hitButton(const QPoint& position) const override { return rect().contains(position); }
    void nextCheckState() override;  // "some" becomes all

private:
    Type type_ = Type::Body;
    Token token_ = Token::Ink;
};

class Radio : public QRadioButton {
    Q_OBJECT
public:
    explicit Radio(const QString& text, QWidget* parent = nullptr);
    void set_hint(const QString& hint);  // a second line below
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool hitButton(const QPoint& position) const override { return rect().contains(position); }

private:
    QString hint_;
};

// One of several, in a frame of 34 with a chevron. quiet: without a frame, small, in `ink2`.
class Choice : public QComboBox {
    Q_OBJECT
public:
    explicit Choice(const QString& accessible_name, QWidget* parent = nullptr);
    void set_quiet(const QString& icon);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }
    void showPopup() override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;  // a page that scrolls must not change settings

private:
    [[nodiscard]] int around() const;

    QString icon_;
    bool quiet_ = false;
};

class Slider : public QSlider {
    Q_OBJECT
public:
    explicit Slider(const QString& accessible_name, QWidget* parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    void follow(double x);
};

// Several lines of plain text, so many high at least.
class TextArea : public QPlainTextEdit {
    Q_OBJECT
public:
    TextArea(const QString& accessible_name, int lines, QWidget* parent = nullptr);

protected:
    bool event(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    int lines_;
};

}  // namespace culver::desktop
