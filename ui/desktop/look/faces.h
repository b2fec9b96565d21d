// SPDX-License-Identifier: Apache-2.0
// The pictures that people show of themselves, as avatars. They come from peers, so nothing they claim is
// believed: a file is one of the four kinds by its first bytes, small in bytes before it is read and in
// pixels before it is decoded, and that is done by a worker. What cannot be shown is shown as initials.
#pragma once
#include <QCache>
#include <QImage>
#include <QObject>
#include <QPixmap>
#include <QSet>
#include <QString>
#include <functional>

class QWidget;

namespace culver::desktop {

// As the node takes them (docs/control-api.md, profile.set).
inline constexpr qint64 kMaxFaceBytes = 64 * 1024;
inline constexpr int kMaxFaceSide = 1'024;  // pixels: 4 MB while it is decoded

// The square in the middle, so many pixels wide; null for what is no PNG, JPEG, GIF or WebP within these
// limits. Of a moving picture the first one. Any thread.
[[nodiscard]] QImage read_face(const QByteArray& content, int side);

// Of a picture somebody chose for themselves, any kind and size that a camera makes: the square in the middle
// as a file within the limits. Empty when it cannot be read. Any thread; takes a moment.
[[nodiscard]] QByteArray make_face(const QString& path);

class Faces : public QObject {
    Q_OBJECT
public:
    // Where the picture of a person lies: empty when there is none, or it is not known yet. Asked whenever an
    // avatar is painted; nobody has one when the owner is gone.
    void set_source(QObject* owner, std::function<QString(const QString& id)> path_of);
    // Square, side in device pixels; null for initials: then changed() comes if there is a picture after all.
    [[nodiscard]] QPixmap get(const QString& id, int side);

Q_SIGNALS:
    void changed();  // avatars may look different: one was read, or whoever knows the paths says so

private:
    Faces();
    friend Faces& faces();
    void read(const QString& path, const QString& key, int side);
    QObject* owner_ = nullptr;
    std::function<QString(const QString& id)> path_of_;
    QCache<QString, QPixmap> kept_;  // null pixmaps for what cannot be shown: not tried at every painting
    QSet<QString> asked_;
};
[[nodiscard]] Faces& faces();  // the only one

// Paints the widget anew when avatars change.
void faced(QWidget* widget);

}  // namespace culver::desktop
