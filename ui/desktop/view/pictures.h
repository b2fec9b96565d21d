// SPDX-License-Identifier: Apache-2.0
// Pictures of conversations, read and scaled by a worker, at most so many kept. What a file claims to be is
// never believed: the reader's own limits and kReadingLimit bound what is decoded, and what cannot be read
// stays a file card.
#pragma once
#include <QCache>
#include <QObject>
#include <QPixmap>
#include <QSet>
#include <QString>
#include <atomic>
#include <memory>

namespace culver::desktop {

class Pictures : public QObject {
    Q_OBJECT
public:
    explicit Pictures(QObject* parent = nullptr);
    ~Pictures() override;
    // Cropped at its centre to fill box (device pixels); null while it is read, then loaded(path) comes;
    // it stays null for what cannot be read and for what is larger than any picture people send.
    [[nodiscard]] QPixmap get(const QString& path, const QSize& box);
    // Until nothing is being read, by whomever it was asked for; false after so many milliseconds.
    [[nodiscard]] static bool wait_for_all(int milliseconds);

Q_SIGNALS:
    void loaded(const QString& path);

private:
    QCache<QString, QPixmap> kept_;
    QSet<QString> asked_;
    std::shared_ptr<std::atomic<bool>> ended_ = std::make_shared<std::atomic<bool>>(false);  // reads no more
};

}  // namespace culver::desktop
