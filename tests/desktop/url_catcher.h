// SPDX-License-Identifier: Apache-2.0
// Keeps what QDesktopServices would open, as long as it lives; nothing is opened.
#pragma once
#include <QDesktopServices>
#include <QStringList>
#include <QUrl>

namespace culver::desktop {

class UrlCatcher : public QObject {
    Q_OBJECT
public:
    explicit UrlCatcher(QString scheme = QStringLiteral("file")) : scheme_(std::move(scheme)) {
        QDesktopServices::setUrlHandler(scheme_, this, "take");
    }
    ~UrlCatcher() override { QDesktopServices::unsetUrlHandler(scheme_); }
    QStringList opened;  // paths
    QList<QUrl> urls;

public Q_SLOTS:
    void take(const QUrl& url) {
        opened.append(url.toLocalFile());
        urls.append(url);
    }

private:
    QString scheme_;
};

}  // namespace culver::desktop
