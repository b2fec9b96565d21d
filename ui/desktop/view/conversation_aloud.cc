// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/view/conversation_aloud.h"

#include "ui/desktop/view/conversation_view.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QHash>
#include <QScrollBar>

namespace culver::desktop {

namespace {

// Rows that were asked for and are not loaded any more are let go when so many have gathered.
constexpr qsizetype kMostGone = 256;

int row_of(const ConversationView& view, const QString& key) {
    for (int row = view.count() - 1; row >= 0; --row) {
        if (view.item(row)->key == key) return row;
    }
    return -1;
}

// A row, known by its key: it stays the same when rows come above it.
class RowAloud : public QAccessibleInterface, public QAccessibleActionInterface {
public:
    RowAloud(ConversationView& view, QString key, int row)
        : view_(&view), key_(std::move(key)), last_row_(row) {}

    [[nodiscard]] int row() const {
        if (view_ == nullptr) return -1;
        const ConversationItem* there = view_->item(last_row_);
        if (there == nullptr || there->key != key_) last_row_ = row_of(*view_, key_);
        return last_row_;
    }
    [[nodiscard]] bool isValid() const override { return row() >= 0; }
    [[nodiscard]] QObject* object() const override { return nullptr; }
    [[nodiscard]] QWindow* window() const override {
        QAccessibleInterface* list = parent();
        return list != nullptr ? list->window() : nullptr;
    }
    [[nodiscard]] QAccessibleInterface* parent() const override {
        return QAccessible::queryAccessibleInterface(view_.data());
    }
    [[nodiscard]] QAccessibleInterface* child(int) const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    [[nodiscard]] int childCount() const override { return 0; }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    [[nodiscard]] QAccessible::Role role() const override { return QAccessible::ListItem; }

    [[nodiscard]] QString text(QAccessible::Text what) const override {
        const int at = row();
        if (at < 0 || what != QAccessible::Name) return {};
        const ConversationItem& item = *view_->item(at);
        return item.accessible.isEmpty() ? item.text : item.accessible;
    }
    void setText(QAccessible::Text, const QString&) override {}

    [[nodiscard]] QRect rect() const override {
        const int at = row();
        if (at < 0) return {};
        const QRect box = view_->row_rect(at);
        return {view_->viewport()->mapToGlobal(box.topLeft()), box.size()};
    }

    [[nodiscard]] QAccessible::State state() const override {
        QAccessible::State made;
        const int at = row();
        made.invalid = at < 0;
        made.invisible = at < 0 || !view_->isVisible();
        made.offscreen = at >= 0 && !view_->viewport()->rect().intersects(view_->row_rect(at));
        made.focusable = true;
        made.readOnly = true;
        made.focused = at >= 0 && at == view_->current() && view_->hasFocus();
        return made;
    }

    [[nodiscard]] void* interface_cast(QAccessible::InterfaceType type) override {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this)
                                                    : nullptr;
    }
    [[nodiscard]] QStringList actionNames() const override { return {setFocusAction(), showMenuAction()}; }
    [[nodiscard]] QStringList keyBindingsForAction(const QString&) const override { return {}; }
    void doAction(const QString& name) override {
        const int at = row();
        if (at < 0) return;
        view_->setFocus(Qt::OtherFocusReason);
        view_->set_current(at);
        if (name == showMenuAction()) Q_EMIT view_->menu_wanted(at, rect().center(), {});
    }

private:
    QPointer<ConversationView> view_;
    QString key_;
    mutable int last_row_;
};

// The rows first, then what floats over them (the hover bar, the way back to the end).
class ListAloud : public QAccessibleWidget {
public:
    explicit ListAloud(ConversationView& view) : QAccessibleWidget(&view, QAccessible::List), view_(view) {}
    ~ListAloud() override {
        for (const QAccessible::Id id : rows_) QAccessible::deleteAccessibleInterface(id);
    }
    ListAloud(const ListAloud&) = delete;
    ListAloud& operator=(const ListAloud&) = delete;

    [[nodiscard]] int childCount() const override { return view_.count() + QAccessibleWidget::childCount(); }
    [[nodiscard]] QAccessibleInterface* child(int index) const override {
        return index < view_.count() ? row(index) : QAccessibleWidget::child(index - view_.count());
    }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface* child) const override {
        if (const auto* one = dynamic_cast<const RowAloud*>(child)) return one->row();
        const int at = QAccessibleWidget::indexOfChild(child);
        return at < 0 ? at : view_.count() + at;
    }
    [[nodiscard]] QAccessibleInterface* childAt(int x, int y) const override {
        const QPoint at = view_.viewport()->mapFromGlobal(QPoint(x, y));
        const int under = view_.viewport()->rect().contains(at) ? view_.row_at(at) : -1;
        return under >= 0 ? row(under) : QAccessibleWidget::childAt(x, y);
    }
    [[nodiscard]] QAccessibleInterface* focusChild() const override {
        return view_.hasFocus() && view_.current() >= 0 ? row(view_.current())
                                                        : QAccessibleWidget::focusChild();
    }

private:
    [[nodiscard]] QAccessibleInterface* row(int index) const {
        const ConversationItem* item = view_.item(index);
        if (item == nullptr) return nullptr;
        if (const auto known = rows_.constFind(item->key); known != rows_.constEnd()) {
            if (QAccessibleInterface* one = QAccessible::accessibleInterface(*known)) return one;
        }
        if (rows_.size() > view_.count() + kMostGone) let_go();
        auto* made = new RowAloud(view_, item->key, index);
        rows_.insert(item->key, QAccessible::registerAccessibleInterface(made));
        return made;
    }
    void let_go() const {
        rows_.removeIf([](const auto& one) {
            const QAccessibleInterface* row = QAccessible::accessibleInterface(one.value());
            if (row != nullptr && row->isValid()) return false;
            QAccessible::deleteAccessibleInterface(one.value());
            return true;
        });
    }

    ConversationView& view_;
    mutable QHash<QString, QAccessible::Id> rows_;  // by key; Qt keeps them until they are deleted here
};

QAccessibleInterface* aloud(const QString& /*key*/, QObject* object) {
    auto* view = qobject_cast<ConversationView*>(object);
    return view != nullptr ? new ListAloud(*view) : nullptr;
}

}  // namespace

void teach_aloud() {
    static const bool known = [] {
        QAccessible::installFactory(aloud);
        return true;
    }();
    (void)known;
}

void (*tell_readers)(QAccessibleEvent* event) = &QAccessible::updateAccessibility;

void tell_focus(ConversationView& view) {
    if (view.current() < 0) return;
    QAccessibleEvent event(&view, QAccessible::Focus);
    event.setChild(view.current());
    tell_readers(&event);
}

void tell_arrival(ConversationView& view, int row) {
    if (row < 0 || row >= view.count()) return;
    QAccessibleEvent event(&view, QAccessible::Alert);
    event.setChild(row);
    tell_readers(&event);
}

}  // namespace culver::desktop
