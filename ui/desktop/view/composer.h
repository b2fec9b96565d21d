// SPDX-License-Identifier: Apache-2.0
// Where one writes: an editor that grows to eight lines, what is attached, what is answered or changed, and
// the bird that sends. It decides nothing about sending: it says what was written.
#pragma once
#include "ui/desktop/look/kit.h"

#include <QListWidget>
#include <QPointer>
#include <QStringList>
#include <QTextEdit>
#include <QWidget>
#include <memory>

QT_BEGIN_NAMESPACE

class QTemporaryDir;
QT_END_NAMESPACE

namespace culver::desktop {

// Plain text only; keys that mean something here are told before the editor sees them.
class ComposerEdit : public QTextEdit {
    Q_OBJECT
public:
    explicit ComposerEdit(QWidget* parent);
    [[nodiscard]] int line_count() const;
    // At the right is room for the scroll bar, which lies over the text.
    void set_margin(int top) { setViewportMargins(0, top, 12, top); }

Q_SIGNALS:
    void pasted_files(const QStringList& paths);
    void pasted_picture(const QImage& picture);
    void pasted_long_text(const QString& text);  // more than a message holds

protected:
    [[nodiscard]] bool canInsertFromMimeData(const QMimeData* source) const override;
    void insertFromMimeData(const QMimeData* source) override;
};

class VoiceLine;

class Composer : public QWidget {
    Q_OBJECT
public:
    struct Member {
        QString id, name;
    };
    struct Written {
        QString text;
        QStringList mentions;  // ids, or "all"
        QStringList paths;     // files that go with it
        QString reply_to;      // of a message, else empty
        QString edited;        // the message whose words these are, else empty
        // What is shown above: who wrote the message that is answered, its words, those of edited.
        QString answered_name, answered_words, edited_words;
        QString draft;  // of a change: what stood there before it and stands there again
        // Some of the files, to be sent by themselves. Where there are no words, what is answered goes along
        // with the first that are taken.
        [[nodiscard]] Written take(const QStringList& some);
    };
    explicit Composer(QWidget* parent = nullptr);
    ~Composer() override;

    void set_enter_sends(bool on) { enter_sends_ = on; }
    void set_members(std::vector<Member> members) { members_ = std::move(members); }
    [[nodiscard]] QString text() const;
    void set_text(const QString& text);  // with the cursor behind it; a draft that is laid back
    // What stays when one goes away: the text, but while a message is changed what stood there before.
    [[nodiscard]] QString draft() const { return edited_.isEmpty() ? text() : before_edit_; }
    [[nodiscard]] Written standing() const;  // all that stands in it
    // Lays back what could not be sent, or what stood here. Nothing that was written since is lost: words go
    // before it, a change is taken up again only when nothing else was written.
    void give_back(const Written& written);
    void add_to_draft(const QString& text);  // below it; the words of a change stay as they are
    void drop(const QString& text, const QStringList& paths);  // these were sent in another way
    void insert(const QString& text);
    void reply_to(const QString& id, const QString& author, const QString& words);
    void edit(const QString& id, const QString& words);
    void clear();
    void attach(const QStringList& paths);
    // Nothing can be written, and why; action is what helps (empty: none). Empty words: unlocked.
    void lock(const QString& words, const QString& action);
    [[nodiscard]] bool locked() const;
    [[nodiscard]] ComposerEdit& editor() { return *edit_; }
    void keep_voice();  // what is being recorded ends, and waits
    void take_reply();  // it went with something else than words
    bool step_back();   // Esc: leaves the reply, the change or the list; false when there was nothing

Q_SIGNALS:
    void sent(const culver::desktop::Composer::Written& written);
    void changed();  // the text, by the person
    void edit_last_wanted();
    void emoji_wanted(QWidget* near);
    void region_wanted();
    void several_wanted(const QString& text, const QStringList& paths);
    void unlock_wanted();
    void paste_failed();  // what was pasted could not be kept
    void voice_begun();
    // send: else it was ended by something else, and waits.
    void voice_recorded(const QString& path, const std::vector<int>& waveform, bool send);
    void voice_failed();
    void voice_cut_off();  // after voice_recorded(): the microphone went away meanwhile

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void build();
    void begin_voice();
    void show_line();
    void send();
    void leave_edit();
    void set_draft(const QString& text);
    void grow();
    void show_strip();
    void choose_files(bool folder);
    void attach_menu();
    [[nodiscard]] bool key(QKeyEvent& event);
    void offer_names();
    void take_name();
    void place_names();
    [[nodiscard]] QString word_before_cursor() const;
    [[nodiscard]] QString pasted_path(const QString& name, const QString& ending);
    void paste_picture(const QImage& picture);
    void paste_long(const QString& text);

    QWidget* strip_;
    Glyph* strip_icon_;
    Words* strip_title_;
    Words* strip_words_;
    QWidget* line_;
    ComposerEdit* edit_;
    IconButton* attach_;
    IconButton* region_;
    IconButton* emoji_;
    IconButton* voice_;
    VoiceLine* recording_ = nullptr;  // made when somebody first speaks
    QAbstractButton* send_;
    QWidget* locked_;
    Words* locked_words_;
    Button* unlock_;
    QPointer<QListWidget> names_;  // belongs to the window, which may end it first
    std::vector<Member> members_;
    QStringList paths_;
    QString reply_to_, edited_, before_edit_;
    QString answered_name_, answered_words_, edited_words_;
    std::unique_ptr<QTemporaryDir> pasted_;
    bool enter_sends_ = true;
};

}  // namespace culver::desktop
