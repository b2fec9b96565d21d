// SPDX-License-Identifier: Apache-2.0
// The small widgets of the details: a tile with a word, a row of a person, a row of a file, thumbnails.
#pragma once
#include "ui/desktop/look/frames.h"
#include "ui/desktop/view/flight_strip.h"
#include "ui/desktop/view/pictures.h"

#include <QAbstractButton>

namespace culver::desktop {

// Icon above word in a quiet tile of 56.
class ActTile : public Pressable {
    Q_OBJECT
public:
    ActTile(const QString& icon, const QString& word, QWidget* parent);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {theme().px(56), sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString icon_;
};

// Avatar of 32, name, shield, a word at the right; 44 high.
class MemberRow : public Pressable {
    Q_OBJECT
public:
    MemberRow(const PersonHead::Look& look, const QString& word, QWidget* parent);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {0, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    PersonHead::Look look_;
    QString word_;
};

// A word and what it is of somebody: "Room  2.04"; pressed it is copied.
class FactRow : public Pressable {
    Q_OBJECT
public:
    FactRow(const QString& name, const QString& words, QWidget* parent);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {0, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString name_, words_;
};

// Tile of 32, name elided in the middle, a line; 48 high.
class SharedFile : public Pressable {
    Q_OBJECT
public:
    SharedFile(const QString& name, const FileLook& kind, const QString& line, QWidget* parent);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {0, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString name_, line_;
    FileLook kind_;
};

class Thumbnail : public Pressable {
    Q_OBJECT
public:
    Thumbnail(Pictures& pictures, const QString& path, const QString& name, QWidget* parent);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {40, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Pictures& pictures_;
    QString path_;
};

}  // namespace culver::desktop
