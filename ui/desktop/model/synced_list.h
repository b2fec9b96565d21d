// SPDX-License-Identifier: Apache-2.0
// The base of list models whose rows sync_rows() (list_sync.h) makes equal to a list that was worked out
// anew: how the views are told of it. Derive the keeper of the rows from News and give it key() and same().
#pragma once
#include <QAbstractListModel>
#include <vector>

namespace culver::desktop {

class SyncedList : public QAbstractListModel {
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;

    // The hooks of sync_rows(); nobody else calls them. The list outlives it.
    class News {
    public:
        explicit News(SyncedList& list) : list_(list) {}
        void begin_reset() { list_.beginResetModel(); }
        void end_reset() { list_.endResetModel(); }
        void begin_remove(int first, int last) { list_.beginRemoveRows({}, first, last); }
        void end_remove() { list_.endRemoveRows(); }
        void begin_insert(int first, int last) { list_.beginInsertRows({}, first, last); }
        void end_insert() { list_.endInsertRows(); }
        void begin_order() { Q_EMIT list_.layoutAboutToBeChanged({}, VerticalSortHint); }
        void end_order(const std::vector<int>& new_place) {
            const QModelIndexList before = list_.persistentIndexList();
            QModelIndexList after;
            for (const auto& index : before)
                after.append(list_.index(new_place[static_cast<std::size_t>(index.row())]));
            list_.changePersistentIndexList(before, after);
            Q_EMIT list_.layoutChanged({}, VerticalSortHint);
        }
        void changed(int first, int last) { Q_EMIT list_.dataChanged(list_.index(first), list_.index(last)); }

    private:
        SyncedList& list_;
    };
};

}  // namespace culver::desktop
