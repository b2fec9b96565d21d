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
    UrlCatcher() { QDesktopServices::setUrlHandler(QStringLiteral("file"), this, "take"); }
    ~UrlCatcher() override { QDesktopServices::unsetUrlHandler(QStringLiteral("file")); }
    QStringList opened;

public Q_SLOTS:
    void take(const QUrl& url) { opened.append(url.toLocalFile()); }
};

}  // namespace culver::desktop
