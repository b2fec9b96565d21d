// SPDX-License-Identifier: Apache-2.0
// Pictures of conversations, read and scaled by a worker, at most so many kept. What a file claims to be is
// never believed: the reader's own limits bound what is decoded, and what cannot be read stays a file card.
#pragma once
#include <QCache>
#include <QHash>
#include <QObject>
#include <QPixmap>
#include <QSet>
#include <QString>

namespace culver::desktop {

class Pictures : public QObject {
    Q_OBJECT
public:
    explicit Pictures(QObject* parent = nullptr);
    ~Pictures() override;
    // The size that a picture's file names, read once; invalid when it is none, or too large to be shown.
    [[nodiscard]] QSize size_of(const QString& path);
    // Cropped at its centre to fill box (device pixels); null while it is read, then loaded(path) comes.
    [[nodiscard]] QPixmap get(const QString& path, const QSize& box);

Q_SIGNALS:
    void loaded(const QString& path);

private:
    QHash<QString, QSize> sizes_;
    QCache<QString, QPixmap> kept_;
    QSet<QString> asked_;
};

}  // namespace culver::desktop
