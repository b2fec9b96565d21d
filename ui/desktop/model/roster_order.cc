// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/model/roster_order.h"

#include "ui/desktop/model/wording.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace culver::desktop {
namespace {

using Kind = RosterRow::Kind;
using Entries = std::vector<const RosterEntry*>;

constexpr qsizetype kDeepest = 8;

bool is_here(const RosterRow& row) {
    return row.presence != control::Presence::Offline && row.presence != control::Presence::Unknown;
}

bool by_name(const RosterEntry* a, const RosterEntry* b) {
    if (a->sort_key && b->sort_key) {
        if (const int order = a->sort_key->compare(*b->sort_key); order != 0) return order < 0;
    }
    return a->row.id < b->row.id;
}

bool here_first(const RosterEntry* a, const RosterEntry* b) {
    const bool a_here = is_here(a->row), b_here = is_here(b->row);
    return a_here != b_here ? a_here : by_name(a, b);
}

bool newest_first(const RosterEntry* a, const RosterEntry* b) {
    return a->last_ms != b->last_ms ? a->last_ms > b->last_ms : here_first(a, b);
}

// A department with those who name it and the departments below it, ordered by name.
struct Department {
    Entries people;
    struct Before {
        bool operator()(const QString& a, const QString& b) const {
            const int order = a.localeAwareCompare(b);
            return order != 0 ? order < 0 : a < b;
        }
    };
    std::map<QString, Department, Before> below;

    void add(const RosterEntry* entry, qsizetype level = 0) {
        if (level == entry->department.size()) {
            people.push_back(entry);
        } else {
            below[entry->department[level]].add(entry, level + 1);
        }
    }
    void count(int& present, int& total) const {
        for (const auto* entry : people) present += is_here(entry->row) ? 1 : 0;
        total += static_cast<int>(people.size());
        for (const auto& [name, department] : below) department.count(present, total);
    }
};

class Arranger {
public:
    Arranger(const std::vector<RosterEntry>& entries, const RosterWish& wish)
        : wish_(wish), words_(folded_text(wish.filter).split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        for (const auto& entry : entries) {
            if (fits(entry) && !is_unused(entry)) all_.push_back(&entry);
        }
    }

    std::vector<RosterRow> recent() {
        // A search is over everybody; without one only what was talked about stands here.
        if (words_.isEmpty()) {
            std::erase_if(all_, [](const auto* entry) { return entry->last_ms == 0 && !entry->row.draft; });
        }
        std::sort(all_.begin(), all_.end(), newest_first);
        for (const auto* entry : all_) rows_.push_back(entry->row);
        return std::move(rows_);
    }

    std::vector<RosterRow> people() {
        const Entries notes =
            take([](const RosterEntry& one) { return one.row.kind == Kind::Notes && !one.row.pinned; });
        list(notes);
        flat(QStringLiteral("pinned"), Wording::pinned(), take_pinned());
        const Entries strangers =
            sorted(here_first, take([](const RosterEntry& one) {
                       return one.row.key_changed || (one.row.fresh && one.department.isEmpty());
                   }));
        if (!strangers.empty() && header(QStringLiteral("new"), Wording::new_people(), 0, -1,
                                         static_cast<int>(strangers.size()), strangers))
            list(strangers);
        flat(QStringLiteral("groups"), Wording::groups(),
             sorted(by_name, take([](const RosterEntry& one) { return one.row.kind == Kind::Group; })));
        const Entries blocked = take([](const RosterEntry& one) { return one.row.blocked; });
        const Entries others = take([](const RosterEntry& one) { return one.department.isEmpty(); });
        Department top;
        for (const auto* entry : all_) top.add(entry);
        const bool has_departments = !top.below.empty();
        for (const auto& [name, department] : top.below)
            tree(QStringLiteral("department:") + name, name, department, 0);
        counted(QStringLiteral("others"), has_departments ? Wording::others() : Wording::everybody(),
                sorted(here_first, others));
        flat(QStringLiteral("blocked"), Wording::blocked(), sorted(by_name, blocked));
        return std::move(rows_);
    }

private:
    // Notes that nobody has written yet are there to be found, and take no room.
    [[nodiscard]] bool is_unused(const RosterEntry& entry) const {
        return entry.row.kind == Kind::Notes && words_.isEmpty() && entry.last_ms == 0 && !entry.row.draft &&
               !entry.row.pinned;
    }
    [[nodiscard]] bool fits(const RosterEntry& entry) const {
        return std::all_of(words_.begin(), words_.end(),
                           [&](const QString& word) { return entry.found_by.contains(word); });
    }
    template <class Fits>
    Entries take(Fits fits_here) {
        Entries taken, rest;
        for (const auto* entry : all_) (fits_here(*entry) ? taken : rest).push_back(entry);
        all_ = std::move(rest);
        return taken;
    }
    Entries take_pinned() {
        Entries pinned = take([](const RosterEntry& one) { return one.row.pinned && !one.row.key_changed; });
        std::sort(pinned.begin(), pinned.end(), [this](const auto* a, const auto* b) {
            return wish_.pinned.indexOf(a->row.id) < wish_.pinned.indexOf(b->row.id);
        });
        return pinned;
    }
    template <class Before>
    static Entries sorted(Before before, Entries entries) {
        std::sort(entries.begin(), entries.end(), before);
        return entries;
    }
    // What waits in a section, for its header while it is folded.
    struct Waiting {
        int unread = 0, offers = 0;
        bool mentioned = false;
        void add(const Entries& entries) {
            for (const auto* entry : entries) {
                mentioned = mentioned || entry->row.mentioned;  // it is shown of muted ones too
                if (entry->row.muted) continue;
                unread += entry->row.unread;
                offers += entry->row.offers;
            }
        }
        void add(const Department& department) {
            add(department.people);
            for (const auto& [name, below] : department.below) add(below);
        }
    };
    // True when what stands below is shown.
    template <class Content>
    bool header(const QString& path, const QString& name, int depth, int present, int total,
                const Content& content) {
        RosterRow row;
        row.kind = Kind::Section;
        row.id = path;
        row.name = name;
        row.depth = depth;
        row.present = present;
        row.total = total;
        row.folded = words_.isEmpty() && wish_.folded(path);
        if (row.folded) {
            Waiting waiting;
            waiting.add(content);
            row.unread = waiting.unread;
            row.offers = waiting.offers;
            row.mentioned = waiting.mentioned;
        }
        row.accessible = Wording::section(row);
        rows_.push_back(row);
        return !row.folded;
    }
    void flat(const QString& path, const QString& name, const Entries& entries) {
        if (!entries.empty() && header(path, name, 0, 0, 0, entries)) list(entries);
    }
    void counted(const QString& path, const QString& name, const Entries& entries) {
        if (entries.empty()) return;
        const auto present =
            std::count_if(entries.begin(), entries.end(), [](const auto* e) { return is_here(e->row); });
        if (header(path, name, 0, static_cast<int>(present), static_cast<int>(entries.size()), entries))
            list(entries);
    }
    void tree(const QString& path, const QString& name, const Department& department, int depth) {
        int present = 0, total = 0;
        department.count(present, total);
        if (!header(path, name, depth, present, total, department)) return;
        list(sorted(here_first, department.people));
        for (const auto& [word, below] : department.below)
            tree(path + QLatin1Char('/') + word, word, below, depth + 1);
    }
    void list(const Entries& entries) {
        for (const auto* entry : entries) rows_.push_back(entry->row);
    }

    const RosterWish& wish_;
    QStringList words_;
    Entries all_;
    std::vector<RosterRow> rows_;
};

}  // namespace

std::vector<RosterRow> arrange(const std::vector<RosterEntry>& entries, const RosterWish& wish) {
    Arranger arranger(entries, wish);
    return wish.order == RosterModel::Order::Recent ? arranger.recent() : arranger.people();
}

QStringList levels_of(const QString& department) {
    QStringList levels;
    for (const auto& part : department.split(QLatin1Char('/'))) {
        const QString level = part.simplified();
        if (!level.isEmpty() && levels.size() < kDeepest) levels.append(level);
    }
    return levels;
}

QString folded_text(const QString& text) {
    return text.normalized(QString::NormalizationForm_KC).toCaseFolded();
}

}  // namespace culver::desktop
