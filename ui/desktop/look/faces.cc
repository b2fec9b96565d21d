// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/look/faces.h"

#include "ui/desktop/look/picture_file.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFile>
#include <QImageReader>
#include <QThreadPool>
#include <QWidget>
#include <algorithm>

namespace culver::desktop {
using namespace Qt::StringLiterals;

namespace {

constexpr int kKeptKilobytes = 8 * 1024;  // 36 pixels wide: 1,500 of them
constexpr int kOwnSide = 256;             // four times the largest avatar: sharp on any screen
constexpr int kMaxOwnSide = 16'384;       // more pixels are a trap for the memory, no photograph
constexpr int kBestQuality = 90, kLeastQuality = 40;

// What it is by its head, as QImageReader calls it; null: nothing that is shown.
const char* format_of(const QByteArray& content) {
    if (content.startsWith(QByteArrayView("\x89PNG\r\n\x1a\n", 8))) return "png";
    if (content.startsWith(QByteArrayView("\xff\xd8\xff", 3))) return "jpeg";
    if (content.startsWith("GIF87a") || content.startsWith("GIF89a")) return "gif";
    if (content.startsWith("RIFF") && content.mid(8, 4) == "WEBP") return "webp";
    return nullptr;
}

QImage square_of(const QImage& image, int side) {
    const int least = std::min(image.width(), image.height());
    const QImage middle = image.copy((image.width() - least) / 2, (image.height() - least) / 2, least, least);
    return middle.scaled(side, side, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
}

QByteArray read_file(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return {};
    return file.read(kMaxFaceBytes + 1);
}

QByteArray written(const QImage& image, const char* format, int quality) {
    QByteArray content;
    QBuffer buffer(&content);
    if (!buffer.open(QIODevice::WriteOnly) || !image.save(&buffer, format, quality)) return {};
    return content;
}

}  // namespace

QImage read_face(const QByteArray& content, int side) {
    const char* format = content.size() <= kMaxFaceBytes ? format_of(content) : nullptr;
    if (format == nullptr || side <= 0) return {};
    QBuffer buffer;
    buffer.setData(content);
    if (!buffer.open(QIODevice::ReadOnly)) return {};
    QImageReader reader(&buffer, format);
    reader.setAutoDetectImageFormat(false);  // that reader and no other
    reader.setAutoTransform(true);
    const QSize size = reader.size();
    if (!size.isValid() || size.isEmpty() || size.width() > kMaxFaceSide || size.height() > kMaxFaceSide)
        return {};
    const QImage image = reader.read();
    // A reader may find another size inside than the head said.
    if (image.isNull() || image.width() > kMaxFaceSide || image.height() > kMaxFaceSide) return {};
    return square_of(image, side)
        .convertToFormat(image.hasAlphaChannel() ? QImage::Format_ARGB32_Premultiplied
                                                 : QImage::Format_RGB32);
}

QByteArray make_face(const QString& path) {
    const std::atomic<bool> goes_on = false;
    PictureFile file(path, goes_on);
    if (!file.open_to_read()) return {};
    QImageReader reader(&file);
    reader.setAutoTransform(true);
    const QSize size = reader.size();
    if (size.width() > kMaxOwnSide || size.height() > kMaxOwnSide) return {};
    const int least = std::min(size.width(), size.height());
    // Some readers (JPEG) decode straight to a smaller size.
    if (least > 2 * kOwnSide) reader.setScaledSize(size * (2.0 * kOwnSide / least));
    const QImage image = reader.read();
    if (image.isNull() || file.is_cut()) return {};
    const QImage square = square_of(image, std::min({kOwnSide, image.width(), image.height()}));
    if (square.hasAlphaChannel()) {
        const QByteArray content = written(square, "PNG", -1);
        if (!content.isEmpty() && content.size() <= kMaxFaceBytes) return content;
    }
    for (int quality = kBestQuality; quality >= kLeastQuality; quality -= 10) {
        const QByteArray content = written(square.convertToFormat(QImage::Format_RGB32), "JPEG", quality);
        if (!content.isEmpty() && content.size() <= kMaxFaceBytes) return content;
    }
    return {};
}

Faces::Faces() : kept_(kKeptKilobytes) {}

void Faces::set_source(QObject* owner, std::function<QString(const QString& id)> path_of) {
    owner_ = owner;
    path_of_ = std::move(path_of);
    connect(owner, &QObject::destroyed, this, [this](QObject* gone) {
        if (owner_ != gone) return;
        owner_ = nullptr;
        path_of_ = nullptr;
    });
    Q_EMIT changed();
}

QPixmap Faces::get(const QString& id, int side) {
    const QString path = path_of_ && side > 0 ? path_of_(id) : QString();
    if (path.isEmpty()) return {};
    // A path is that of one content for ever: the node names the files by their digests.
    const QString key = u"%1@%2"_s.arg(path).arg(side);
    if (const QPixmap* known = kept_.object(key)) return *known;
    if (!asked_.contains(key)) read(path, key, side);
    return {};
}

void Faces::read(const QString& path, const QString& key, int side) {
    asked_.insert(key);
    QThreadPool::globalInstance()->start([this, path, key, side] {
        QImage image = read_face(read_file(path), side);
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [this, key, image = std::move(image)] {
                asked_.remove(key);
                const auto kilobytes = static_cast<int>(image.sizeInBytes() / 1024);
                kept_.insert(key, new QPixmap(QPixmap::fromImage(image)), std::max(1, kilobytes));
                if (!image.isNull()) Q_EMIT changed();
            },
            Qt::QueuedConnection);
    });
}

// Lives as long as the program: workers may still be reading at its end.
Faces& faces() {
    static auto* const all = new Faces;
    return *all;
}

void faced(QWidget* widget) {
    QObject::connect(&faces(), &Faces::changed, widget, qOverload<>(&QWidget::update));
}

}  // namespace culver::desktop
