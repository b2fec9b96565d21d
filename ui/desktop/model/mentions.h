// SPDX-License-Identifier: Apache-2.0
// Who is called in words: "@" and a name, both at the edge of a word. Pure.
#pragma once
#include <QList>
#include <QString>
#include <QStringList>

namespace culver::desktop {

struct Call {
    qsizetype at;  // of the "@"
    QString name;
};
// In their order in the text. Of names that begin alike the longest counts.
// Scripts that write without spaces have an edge at each sign: "@李伟你好" calls 李伟.
[[nodiscard]] QList<Call> calls_in(const QString& text, const QStringList& names);

// Whether an "@" at this place can call somebody: it is not inside an address or a word.
[[nodiscard]] bool begins_call(const QString& text, qsizetype at);

// Those of the names that the text calls, in their order here.
[[nodiscard]] QStringList names_called(const QString& text, const QStringList& names);

}  // namespace culver::desktop
