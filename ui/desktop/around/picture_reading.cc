// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/picture_reading.h"

#include <QCoreApplication>
#include <QFile>
#include <QImageReader>
#include <QThreadPool>
#include <algorithm>

namespace culver::desktop {
namespace {

constexpr int kMostMegabytes = 512;  // decoded; a picture from the network must not eat the memory
constexpr int kMostSide = 8192;      // larger ones are read smaller

// No reader of pictures can be told to stop, but all stop where their file ends.
class EndingFile : public QFile {
public:
    EndingFile(const QString& path, const std::atomic<bool>& ended) : QFile(path), ended_(ended) {}

protected:
    qint64 readData(char* data, qint64 most) override { return ended_ ? -1 : QFile::readData(data, most); }

private:
    const std::atomic<bool>& ended_;
};

QImage read_whole(const QString& path, const std::atomic<bool>& ended) {
    EndingFile file(path, ended);
    if (ended || !file.open(QIODevice::ReadOnly)) return {};
    QImageReader reader(&file);
    reader.setAutoTransform(true);
    const QSize size = reader.size();
    if (size.isValid() && std::max(size.width(), size.height()) > kMostSide)
        reader.setScaledSize(size.scaled(QSize(kMostSide, kMostSide), Qt::KeepAspectRatio));
    return reader.read();
}

}  // namespace

void PictureReading::begin(const QString& path, Told told) {
    end();
    current_ = std::make_shared<Wish>();
    current_->told = std::move(told);
    QImageReader::setAllocationLimit(kMostMegabytes);
    QThreadPool::globalInstance()->start([this, wish = current_, path] {
        QImage picture = read_whole(path, wish->ended);
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [this, wish, picture = std::move(picture)]() mutable {
                if (wish->ended) return;  // this may be gone as well
                current_.reset();
                wish->told(std::move(picture));
            },
            Qt::QueuedConnection);
    });
}

void PictureReading::end() {
    if (current_) current_->ended = true;
    current_.reset();
}

}  // namespace culver::desktop
