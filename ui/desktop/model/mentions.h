// SPDX-License-Identifier: Apache-2.0
// Who is called in words: "@" and a name, both at the edge of a word. Pure.
#pragma once
#include <QString>
#include <QStringList>

namespace culver::desktop {

// Those of the names that the text calls, in their order here. Of names that begin alike the longest counts.
// Scripts that write without spaces have an edge at each sign: "@李伟你好" calls 李伟.
[[nodiscard]] QStringList names_called(const QString& text, const QStringList& names);

}  // namespace culver::desktop
