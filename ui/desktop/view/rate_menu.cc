// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/view/rate_menu.h"

#include "ui/desktop/model/wording.h"

#include <QActionGroup>
#include <QCoreApplication>
#include <QMenu>
#include <algorithm>
#include <vector>

namespace culver::desktop {

void add_rates(QMenu& menu, quint64 now, const std::function<void(quint64)>& chosen) {
    constexpr quint64 kMegabyte = 1'000'000;
    std::vector<quint64> rates{0, kMegabyte, 5 * kMegabyte, 20 * kMegabyte, 50 * kMegabyte};
    if (std::ranges::find(rates, now) == rates.end()) rates.push_back(now);
    std::ranges::sort(rates);
    auto* group = new QActionGroup(&menu);
    for (const quint64 rate : rates) {
        QAction* action = menu.addAction(
            rate == 0 ? QCoreApplication::translate("Rates", "As fast as it goes") : Wording::rate(rate));
        action->setCheckable(true);
        action->setChecked(rate == now);
        group->addAction(action);
        QObject::connect(action, &QAction::triggered, &menu, [chosen, rate] { chosen(rate); });
    }
}

}  // namespace culver::desktop
