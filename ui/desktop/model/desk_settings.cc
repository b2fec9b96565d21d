// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/model/desk_settings.h"

#include <QFile>
#include <QSettings>
#include <algorithm>

namespace culver::desktop {
namespace {

constexpr auto kLanguage = "look/language";
constexpr qsizetype kRecentEmoji = 32;
// A draft is what fits a message; more than this was pasted by mistake and would bloat the file.
constexpr qsizetype kDraftLimit = 65536;

QString key(const char* group, const QString& name) {
    return QLatin1String(group) + QLatin1Char('/') + name;
}

}  // namespace

class DeskSettings::File {
public:
    File(DeskSettings& desk_settings, const QString& path) : settings(desk_settings) {
        ini = std::make_unique<QSettings>(path, QSettings::IniFormat);
        if (ini->status() != QSettings::NoError) {
            ini.reset();
            aside = path + QLatin1String(".unreadable");
            QFile::remove(aside);
            if (!QFile::rename(path, aside)) aside = path;
            ini = std::make_unique<QSettings>(path, QSettings::IniFormat);
        }
    }

    [[nodiscard]] bool flag(const char* name, bool standard) const {
        const QVariant value = ini->value(QLatin1String(name), standard);
        return value.canConvert<bool>() ? value.toBool() : standard;
    }
    void set(const char* name, const QVariant& value) {
        if (ini->value(QLatin1String(name)) == value) return;
        ini->setValue(QLatin1String(name), value);
        Q_EMIT settings.changed();
    }
    // Keeps only what differs from the standard, so that the file stays small.
    bool mark(const QString& name, bool on) {
        if (ini->contains(name) == on) return false;
        if (on) {
            ini->setValue(name, true);
        } else {
            ini->remove(name);
        }
        return true;
    }

    DeskSettings& settings;
    std::unique_ptr<QSettings> ini;
    QString aside;
};

DeskSettings::DeskSettings(const QString& file, QObject* parent)
    : QObject(parent), file_(std::make_unique<File>(*this, file)) {}

DeskSettings::~DeskSettings() = default;

const QString& DeskSettings::put_aside() const {
    return file_->aside;
}

QString DeskSettings::file_of(const std::filesystem::path& profile) {
    return QFile::decodeName(QByteArray::fromStdString((profile / "desktop.ini").string()));
}

QString DeskSettings::language_in(const QString& file) {
    return QSettings(file, QSettings::IniFormat).value(QLatin1String(kLanguage)).toString();
}

QString DeskSettings::language() const {
    return file_->ini->value(QLatin1String(kLanguage)).toString();
}
void DeskSettings::set_language(const QString& language) {
    file_->set(kLanguage, language);
}

DeskSettings::Theme DeskSettings::theme() const {
    const QString word = file_->ini->value(QLatin1String("look/theme")).toString();
    if (word == QLatin1String("light")) return Theme::Light;
    return word == QLatin1String("dark") ? Theme::Dark : Theme::System;
}
void DeskSettings::set_theme(Theme theme) {
    const char* word = theme == Theme::Light ? "light" : theme == Theme::Dark ? "dark" : "system";
    file_->set("look/theme", QLatin1String(word));
}

int DeskSettings::text_percent() const {
    bool is_number = false;
    const int percent = file_->ini->value(QLatin1String("look/text_percent"), 100).toInt(&is_number);
    return is_number ? std::clamp(percent, kSmallestText, kLargestText) : 100;
}
void DeskSettings::set_text_percent(int percent) {
    file_->set("look/text_percent", std::clamp(percent, kSmallestText, kLargestText));
}

bool DeskSettings::enter_sends() const {
    return file_->flag("writing/enter_sends", true);
}
void DeskSettings::set_enter_sends(bool on) {
    file_->set("writing/enter_sends", on);
}
bool DeskSettings::reduced_motion() const {
    return file_->flag("look/reduced_motion", false);
}
void DeskSettings::set_reduced_motion(bool on) {
    file_->set("look/reduced_motion", on);
}
bool DeskSettings::compact() const {
    return file_->flag("look/compact", false);
}
void DeskSettings::set_compact(bool on) {
    file_->set("look/compact", on);
}
bool DeskSettings::notifications() const {
    return file_->flag("notices/shown", true);
}
void DeskSettings::set_notifications(bool on) {
    file_->set("notices/shown", on);
}
bool DeskSettings::sounds() const {
    return file_->flag("notices/sounds", true);
}
void DeskSettings::set_sounds(bool on) {
    file_->set("notices/sounds", on);
}
bool DeskSettings::away_when_locked() const {
    return file_->flag("presence/away_when_locked", true);
}
void DeskSettings::set_away_when_locked(bool on) {
    file_->set("presence/away_when_locked", on);
}
bool DeskSettings::keep_in_tray() const {
    return file_->flag("window/keep_in_tray", true);
}
void DeskSettings::set_keep_in_tray(bool on) {
    file_->set("window/keep_in_tray", on);
}
bool DeskSettings::stop_node_on_quit() const {
    return file_->flag("window/stop_node_on_quit", true);
}
void DeskSettings::set_stop_node_on_quit(bool on) {
    file_->set("window/stop_node_on_quit", on);
}
bool DeskSettings::first_run_done() const {
    return file_->flag("window/first_run_done", false);
}
void DeskSettings::set_first_run_done(bool done) {
    file_->set("window/first_run_done", done);
}

qint64 DeskSettings::warned_until() const {
    return file_->ini->value(QLatin1String("notices/warned_until"), 0).toLongLong();
}
void DeskSettings::set_warned_until(qint64 milliseconds) {
    file_->set("notices/warned_until", milliseconds);
}

QString DeskSettings::draft(const QString& conversation) const {
    return file_->ini->value(key("drafts", conversation)).toString();
}
void DeskSettings::set_draft(const QString& conversation, const QString& text) {
    const QString kept = text.trimmed().isEmpty() ? QString() : text.left(kDraftLimit);
    if (kept == draft(conversation)) return;
    if (kept.isEmpty()) {
        file_->ini->remove(key("drafts", conversation));
    } else {
        file_->ini->setValue(key("drafts", conversation), kept);
    }
    Q_EMIT draft_changed(conversation);
}

void DeskSettings::add_to_draft(const QString& conversation, const QString& text) {
    const QString before = draft(conversation);
    set_draft(conversation, before.isEmpty() ? text : before + QLatin1Char('\n') + text);
    Q_EMIT draft_added(conversation, text);
}

QStringList DeskSettings::pinned() const {
    return file_->ini->value(QLatin1String("roster/pinned")).toStringList();
}
void DeskSettings::set_pinned(const QString& conversation, bool pinned_here) {
    QStringList ids = pinned();
    if (ids.contains(conversation) == pinned_here) return;
    if (pinned_here) {
        ids.append(conversation);
    } else {
        ids.removeAll(conversation);
    }
    file_->ini->setValue(QLatin1String("roster/pinned"), ids);
    Q_EMIT marks_changed();
}

bool DeskSettings::muted(const QString& conversation) const {
    return file_->ini->contains(key("muted", conversation));
}
void DeskSettings::set_muted(const QString& conversation, bool muted) {
    if (file_->mark(key("muted", conversation), muted)) Q_EMIT marks_changed();
}

// A section is named by its path, which may hold the slashes that part groups of settings.
bool DeskSettings::folded(const QString& section) const {
    return file_->ini->value(QLatin1String("roster/folded")).toStringList().contains(section);
}
void DeskSettings::set_folded(const QString& section, bool folded_now) {
    QStringList paths = file_->ini->value(QLatin1String("roster/folded")).toStringList();
    if (paths.contains(section) == folded_now) return;
    if (folded_now) {
        paths.append(section);
    } else {
        paths.removeAll(section);
    }
    file_->ini->setValue(QLatin1String("roster/folded"), paths);
    Q_EMIT marks_changed();
}

QStringList DeskSettings::recent_emoji() const {
    return file_->ini->value(QLatin1String("writing/recent_emoji")).toStringList().mid(0, kRecentEmoji);
}
void DeskSettings::note_emoji(const QString& emoji) {
    QStringList recent = recent_emoji();
    recent.removeAll(emoji);
    recent.prepend(emoji);
    file_->ini->setValue(QLatin1String("writing/recent_emoji"), recent.mid(0, kRecentEmoji));
}

QByteArray DeskSettings::blob(const QString& name) const {
    return file_->ini->value(key("kept", name)).toByteArray();
}
void DeskSettings::set_blob(const QString& name, const QByteArray& bytes) {
    if (blob(name) != bytes) file_->ini->setValue(key("kept", name), bytes);
}

}  // namespace culver::desktop
