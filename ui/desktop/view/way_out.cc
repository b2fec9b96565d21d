// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/view/way_out.h"

#include <QCoreApplication>

namespace culver::desktop {

using namespace Qt::StringLiterals;

namespace {

struct Spoken {
    Q_DECLARE_TR_FUNCTIONS(WayOut)
};

}  // namespace

std::optional<WayOut> way_out_of(Desk& desk, Around* around, const QString& id, Told told) {
    if (id == desk.own_id()) return {};
    if (const auto* group = desk.group(id)) {
        const bool in =
            group->state == control::GroupState::Member || group->state == control::GroupState::Invited;
        if (around == nullptr || !in) return {};
        const bool is_invited = group->state == control::GroupState::Invited;
        return WayOut{is_invited ? Spoken::tr("Decline the invitation") : Spoken::tr("Leave the group"),
                      u"close"_s, false, [around, id] { around->open_leave(id); }};
    }
    const auto* peer = desk.peer(id);
    if (peer == nullptr) return {};
    if (peer->trust == control::Trust::Blocked) {
        return WayOut{Spoken::tr("Unblock"), u"block"_s, true,
                      [&desk, id, told = std::move(told)] { desk.unblock(id, told); }};
    }
    if (around == nullptr) return {};
    return WayOut{Spoken::tr("Block this person"), u"block"_s, false,
                  [around, id] { around->open_block(id); }};
}

}  // namespace culver::desktop
