// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/view/pictures.h"

#include "ui/desktop/look/picture_file.h"

#include <QCoreApplication>
#include <QImageReader>
#include <QPointer>
#include <QThreadPool>

namespace culver::desktop {

using namespace Qt::StringLiterals;

namespace {

constexpr int kKeptKilobytes = 24 * 1024;  // of scaled pictures: some dozens
constexpr int kMaxSide = 16384;            // more is a trap for the memory, no picture
// As many as the node takes for a picture; while one is read each may take ten bytes.
constexpr qint64 kMaxShownPixels = 64'000'000;
constexpr int kReadAtOnce = 2;

// Of their own: pictures that take long keep neither faces nor the picture waiting that a person opened.
QThreadPool& workers() {
    static QPointer<QThreadPool> pool;
    if (!pool) {
        pool = new QThreadPool(QCoreApplication::instance());
        pool->setMaxThreadCount(kReadAtOnce);
    }
    return *pool;
}

QImage read_scaled(const QString& path, const QSize& box, const std::atomic<bool>& ended) {
    PictureFile file(path, ended);
    if (!file.open_to_read()) return {};
    QImageReader reader(&file);
    reader.setAutoTransform(true);
    const QSize whole = reader.size();
    if (whole.width() > kMaxSide || whole.height() > kMaxSide) return {};
    if (qint64{whole.width()} * whole.height() > kMaxShownPixels) return {};
    if (whole.isValid() && whole.width() > 2 * box.width() && whole.height() > 2 * box.height()) {
        // Some readers (JPEG) decode straight to a smaller size.
        reader.setScaledSize(whole.scaled(box * 2, Qt::KeepAspectRatioByExpanding));
    }
    QImage image = reader.read();
    if (image.isNull() || file.is_cut()) return {};
    image = image.scaled(box, Qt::KeepAspectRatioByExpanding, Qt::SmoothTransformation);
    return image.copy((image.width() - box.width()) / 2, (image.height() - box.height()) / 2, box.width(),
                      box.height());
}

}  // namespace

Pictures::Pictures(QObject* parent) : QObject(parent), kept_(kKeptKilobytes) {}
Pictures::~Pictures() {
    *ended_ = true;
}

bool Pictures::wait_for_all(int milliseconds) {
    return workers().waitForDone(milliseconds);
}

QPixmap Pictures::get(const QString& path, const QSize& box) {
    const QString key = u"%1@%2x%3"_s.arg(path).arg(box.width()).arg(box.height());
    if (const QPixmap* known = kept_.object(key)) return *known;
    if (asked_.contains(key)) return {};
    asked_.insert(key);
    const QPointer<Pictures> self(this);
    workers().start([self, path, key, box, ended = ended_] {
        QImage image = read_scaled(path, box, *ended);
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, path, key, image = std::move(image)] {
                // One that cannot be read stays asked for, so that it is not tried at every painting.
                if (!self || image.isNull()) return;
                self->asked_.remove(key);
                const auto kilobytes = static_cast<int>(image.sizeInBytes() / 1024);
                self->kept_.insert(key, new QPixmap(QPixmap::fromImage(image)), std::max(1, kilobytes));
                Q_EMIT self->loaded(path);
            },
            Qt::QueuedConnection);
    });
    return {};
}

}  // namespace culver::desktop
