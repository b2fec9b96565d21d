// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/model/transfer_title.h"

#include "ui/desktop/model/safe_text.h"
#include "ui/desktop/model/wording.h"

#include <QCoreApplication>
#include <string>

namespace culver::desktop {
namespace {

struct Spoken {
    Q_DECLARE_TR_FUNCTIONS(Files)
};

constexpr std::size_t kNamesTold = 20;  // by an offer (transfer/wire.h)

QString last_part(const std::string& path) {
    const auto end = path.find_last_not_of('/');
    if (end == std::string::npos) return safe_line(path);
    const auto slash = path.find_last_of('/', end);
    const auto begin = slash == std::string::npos ? 0 : slash + 1;
    return safe_line(path.substr(begin, end - begin + 1));
}

QString two_and_more(const QString& first, const QString& second, int more) {
    if (more == 0) return Spoken::tr("%1 and %2").arg(first, second);
    return Spoken::tr("%1, %2 and %n more", nullptr, more).arg(first, second);
}

}  // namespace

QStringList titles_of(const control::TransferRow& row) {
    const std::size_t told = row.paths.size();
    if (told == 0) return {Wording::files(row.files.value_or(0))};
    const QString first = last_part(row.paths[0]);
    if (told == 1) return {first};
    const int others = static_cast<int>(told) - 1 + unnamed_in(row);
    return {two_and_more(first, last_part(row.paths[1]), others - 1),
            Spoken::tr("%1 and %n more", nullptr, others).arg(first)};
}

int unnamed_in(const control::TransferRow& row) {
    const std::uint64_t told = row.paths.size(), all = row.files.value_or(0);
    const bool may_be = row.direction == control::Direction::In &&
                        row.state != control::TransferState::Done && told >= kNamesTold && all > told;
    return may_be ? static_cast<int>(all - told) : 0;
}

}  // namespace culver::desktop
