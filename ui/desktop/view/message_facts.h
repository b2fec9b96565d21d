// SPDX-License-Identifier: Apache-2.0
// Small questions about a row of a conversation, which its acts and its menus ask.
#pragma once
#include "ui/desktop/model/conversation_model.h"

#include <QString>
#include <QUrl>

namespace culver::desktop {

// Only what a browser or a mail program opens; anything else that a message holds is never followed.
[[nodiscard]] inline QUrl url_of(const QString& link) {
    if (link.startsWith(QLatin1StringView("http://"), Qt::CaseInsensitive) ||
        link.startsWith(QLatin1StringView("https://"), Qt::CaseInsensitive)) {
        return QUrl(link);
    }
    if (link.startsWith(QLatin1StringView("www."), Qt::CaseInsensitive))
        return QUrl(QStringLiteral("https://") + link);
    return link.contains(u'@') ? QUrl(QStringLiteral("mailto:") + link) : QUrl();
}

[[nodiscard]] inline QString message_id(const ConversationItem& item) {
    return item.message ? QString::fromStdString(item.message->id) : QString();
}

[[nodiscard]] inline bool is_recalled(const ConversationItem& item) {
    return item.message && item.message->state == control::MessageState::Recalled;
}

[[nodiscard]] inline bool is_text(const ConversationItem& item) {
    return item.message && item.message->kind == control::MessageKind::Text && !is_recalled(item);
}

}  // namespace culver::desktop
