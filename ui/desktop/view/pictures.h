// SPDX-License-Identifier: Apache-2.0
// Pictures of conversations, read and scaled by a worker, at most so many kept. What a file claims to be is
// never believed: the reader's own limits bound what is decoded, and what cannot be read stays a file card.
#pragma once
#include <QCache>
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
    // Cropped at its centre to fill box (device pixels); null while it is read, then loaded(path) comes;
    // it stays null for what cannot be read and for what is larger than any picture people send.
    [[nodiscard]] QPixmap get(const QString& path, const QSize& box);

Q_SIGNALS:
    void loaded(const QString& path);

private:
    QCache<QString, QPixmap> kept_;
    QSet<QString> asked_;
};

}  // namespace culver::desktop
