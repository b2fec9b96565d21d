// SPDX-License-Identifier: Apache-2.0
// What the desktop itself remembers, in <profile>/desktop.ini: language, theme, text size, how to send,
// drafts, pins, folded sections, geometry. A file that cannot be read is put aside and the standards are
// used. The node's own settings (config.toml) are asked for through the control API, never here.
#pragma once
#include <QByteArray>
#include <QObject>
#include <QString>
#include <QStringList>
#include <filesystem>
#include <memory>

namespace culver::desktop {

class DeskSettings : public QObject {
    Q_OBJECT
public:
    enum class Theme { System, Light, Dark };
    explicit DeskSettings(const QString& file, QObject* parent = nullptr);
    ~DeskSettings() override;

    // Where those of a profile are.
    [[nodiscard]] static QString file_of(const std::filesystem::path& profile);
    // What language() will say, without a desk and without mending anything.
    [[nodiscard]] static QString language_in(const QString& file);

    // Where the file lies now that could not be read; empty: it could.
    [[nodiscard]] const QString& put_aside() const;

    [[nodiscard]] QString language() const;  // "en", "zh_CN"; empty: the system's
    void set_language(const QString& language);
    [[nodiscard]] Theme theme() const;
    void set_theme(Theme theme);
    static constexpr int kSmallestText = 85, kLargestText = 200;
    [[nodiscard]] int text_percent() const;
    void set_text_percent(int percent);
    [[nodiscard]] bool enter_sends() const;  // else Ctrl+Enter
    void set_enter_sends(bool on);
    [[nodiscard]] bool reduced_motion() const;
    void set_reduced_motion(bool on);
    [[nodiscard]] bool compact() const;
    void set_compact(bool on);
    [[nodiscard]] bool notifications() const;
    void set_notifications(bool on);
    [[nodiscard]] bool sounds() const;
    void set_sounds(bool on);
    [[nodiscard]] bool away_when_locked() const;  // the screen (around/lock_watch.h)
    void set_away_when_locked(bool on);
    [[nodiscard]] bool keep_in_tray() const;  // closing the window ends nothing (around/parting.h)
    void set_keep_in_tray(bool on);
    [[nodiscard]] bool stop_node_on_quit() const;  // only a node that this desktop started
    void set_stop_node_on_quit(bool on);
    [[nodiscard]] bool first_run_done() const;
    void set_first_run_done(bool done);

    [[nodiscard]] QString draft(const QString& conversation) const;
    void set_draft(const QString& conversation, const QString& text);  // draft_changed
    // Below what is written there already: words that could not be sent. draft_changed, then draft_added.
    void add_to_draft(const QString& conversation, const QString& text);
    [[nodiscard]] QStringList pinned() const;
    void set_pinned(const QString& conversation, bool pinned);
    [[nodiscard]] bool muted(const QString& conversation) const;
    void set_muted(const QString& conversation, bool muted);
    [[nodiscard]] bool folded(const QString& section) const;
    void set_folded(const QString& section, bool folded);
    [[nodiscard]] QStringList recent_emoji() const;
    void note_emoji(const QString& emoji);
    // Warnings up to this time were told, milliseconds since 1970.
    [[nodiscard]] qint64 warned_until() const;
    void set_warned_until(qint64 milliseconds);
    // Window geometry and the like, by name.
    [[nodiscard]] QByteArray blob(const QString& name) const;
    void set_blob(const QString& name, const QByteArray& bytes);

Q_SIGNALS:
    void changed();  // anything about how the desktop looks or behaves
    void draft_changed(const QString& conversation);
    void draft_added(const QString& conversation, const QString& text);  // an open composer takes it in
    void marks_changed();                                                // pins, mutes, folds

private:
    class File;
    std::unique_ptr<File> file_;
};

}  // namespace culver::desktop
