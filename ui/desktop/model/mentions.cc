// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/model/mentions.h"

#include <QSet>
#include <algorithm>

namespace culver::desktop {

namespace {

// Part of a word that only a blank, a mark of punctuation or a picture ends.
bool joins(QChar sign) {
    if (sign == QLatin1Char('_') || sign.isMark()) return true;
    switch (sign.script()) {
        case QChar::Script_Han:
        case QChar::Script_Hiragana:
        case QChar::Script_Katakana:
        case QChar::Script_Thai:
        case QChar::Script_Lao:
        case QChar::Script_Khmer:
        case QChar::Script_Myanmar: return false;
        default: return sign.isLetterOrNumber();
    }
}

bool ends(const QString& text, qsizetype end) {
    if (end >= text.size()) return true;
    const QChar next = text[end];
    if (next.isMark()) return false;
    // "Anne" is not called by "@Anne-Marie".
    if (next == QLatin1Char('-') && end + 1 < text.size() && joins(text[end + 1])) return false;
    return !joins(next) || !joins(text[end - 1]);
}

}  // namespace

// What comes before the "@" of an address: also its dots and dashes.
bool begins_call(const QString& text, qsizetype at) {
    if (at == 0) return true;
    const QChar before = text[at - 1];
    return !joins(before) && !QStringView(u".-+%@").contains(before);
}

QList<Call> calls_in(const QString& text, const QStringList& names) {
    QStringList longest = names;
    longest.removeAll(QString());
    std::ranges::sort(longest, std::greater<>{}, &QString::size);
    QList<Call> calls;
    for (qsizetype at = text.indexOf(u'@'); at >= 0; at = text.indexOf(u'@', at + 1)) {
        if (!begins_call(text, at)) continue;
        const QStringView rest = QStringView(text).mid(at + 1);
        const auto found = std::ranges::find_if(longest, [&](const QString& name) {
            return rest.startsWith(name) && ends(text, at + 1 + name.size());
        });
        if (found != longest.end()) calls.append({at, *found});
    }
    return calls;
}

QStringList names_called(const QString& text, const QStringList& names) {
    QSet<QString> called;
    for (const Call& call : calls_in(text, names)) called.insert(call.name);
    QStringList all;
    for (const QString& name : names) {
        if (called.contains(name)) all.append(name);
    }
    return all;
}

}  // namespace culver::desktop
