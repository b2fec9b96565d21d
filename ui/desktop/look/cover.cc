// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/look/frames.h"

#include <QApplication>
#include <QKeyEvent>
#include <QScrollArea>
#include <QWindow>

namespace culver::desktop {

namespace {

constexpr const char* kCover = "keeps_keyboard";

// Shortcuts are looked for in the whole window and focus goes wherever it is put, whatever lies on top: both
// are stopped at the application, the only place that sees every key first.
class KeyboardKeeper : public QObject {
public:
    explicit KeyboardKeeper(QWidget* cover) : QObject(cover), cover_(cover) {
        cover->setProperty(kCover, true);
        qApp->installEventFilter(this);
        connect(qApp, &QApplication::focusChanged, this, &KeyboardKeeper::keep);
    }

    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() != QEvent::ShortcutOverride || !is_on_top() || !is_below(watched)) return false;
        event->accept();  // a key for whoever has the focus, no shortcut
        return true;
    }

private:
    void keep(QWidget* old, QWidget* now) {
        if (now == nullptr || now->window() != cover_->window() || holds(now) || !is_on_top()) return;
        const bool stays = old != nullptr && holds(old) && old->isVisible() && old->isEnabled();
        (stays ? old : cover_)->setFocus(Qt::OtherFocusReason);
    }

    [[nodiscard]] bool holds(const QWidget* widget) const {
        return widget == cover_ || cover_->isAncestorOf(widget);
    }

    // Of several covers the last raised one has the keyboard.
    [[nodiscard]] bool is_on_top() const {
        if (!cover_->isVisible()) return false;
        const QObjectList& all = cover_->parentWidget()->children();
        for (auto at = all.rbegin(); at != all.rend(); ++at) {
            const auto* one = qobject_cast<QWidget*>(*at);
            if (one != nullptr && !one->isHidden() && one->property(kCover).toBool()) return one == cover_;
        }
        return false;
    }

    // In the window of the cover, or in a menu or list that popped up from it.
    [[nodiscard]] bool is_below(QObject* watched) const {
        const QWidget* window = cover_->window();
        if (watched == window->windowHandle()) return true;
        const auto* widget = qobject_cast<QWidget*>(watched);
        for (; widget != nullptr; widget = widget->parentWidget()) {
            if (widget == window) return true;
            if (widget->isWindow() && widget->windowType() != Qt::Popup) return false;
        }
        return false;
    }

    QWidget* cover_;
};

// Scrolls what is in a page that is in a page: the inner one first, since the outer sees it where it then is.
void show_within(const QWidget* cover, QWidget* shown) {
    constexpr int kAround = 16;
    for (QWidget* up = shown->parentWidget(); up != nullptr && up != cover; up = up->parentWidget()) {
        if (auto* area = qobject_cast<QScrollArea*>(up)) area->ensureWidgetVisible(shown, 0, kAround);
    }
}

}  // namespace

void keep_keyboard(QWidget* cover) {
    new KeyboardKeeper(cover);
}

bool is_covered(const QWidget* window) {
    for (const auto* one : window->findChildren<QWidget*>(Qt::FindDirectChildrenOnly)) {
        if (!one->isHidden() && one->property(kCover).toBool()) return true;
    }
    return false;
}

bool focus_next_in(QWidget* cover, bool next) {
    QWidget* from = QApplication::focusWidget();
    if (from == nullptr || !cover->isAncestorOf(from)) from = cover;
    QWidget* to = from;
    do {
        to = next ? to->nextInFocusChain() : to->previousInFocusChain();
        const bool can = cover->isAncestorOf(to) && to->isVisible() && to->isEnabled() &&
                         (to->focusPolicy() & Qt::TabFocus) == Qt::TabFocus;
        if (can) {
            to->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
            show_within(cover, to);
            return true;
        }
    } while (to != from);
    return true;
}

}  // namespace culver::desktop
