// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/view/composer.h"

#include "ui/desktop/look/paint.h"
#include "ui/desktop/model/mentions.h"
#include "ui/desktop/model/wording.h"
#include "ui/desktop/view/voice_line.h"

#include <QAbstractTextDocumentLayout>
#include <QBoxLayout>
#include <QDateTime>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QImage>
#include <QKeyEvent>
#include <QListWidget>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTextBlock>

namespace culver::desktop {

using namespace Qt::StringLiterals;

namespace {

constexpr int kRadius = 16;
constexpr int kButton = 36;
constexpr int kSendRadius = 11;
constexpr int kSendIcon = 22;
constexpr int kInset = 6;
constexpr int kRegionFrom = 400;  // px: narrower ones show fewer buttons
constexpr int kEmojiFrom = 280;
constexpr int kMostLines = 8;
constexpr int kTextTop = 8;  // above and below the words
constexpr int kStrip = 40;
constexpr int kLocked = 48;
constexpr int kMostNames = 6;

// The bird; without words it stays in its place, asleep.
class SendButton : public Pressable {
public:
    explicit SendButton(QWidget* parent) : Pressable(parent) { ringed(this, kSendRadius); }
    [[nodiscard]] QSize sizeHint() const override { return {theme().px(kButton), theme().px(kButton)}; }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        const Token fill = !isEnabled()   ? Token::Sunken
                           : isDown()     ? Token::AccentPressed
                           : underMouse() ? Token::AccentHover
                                          : Token::Accent;
        painter.setBrush(theme().color(fill));
        painter.drawRoundedRect(QRectF(rect()), kSendRadius, kSendRadius);
        const double side = theme().px(kSendIcon);
        paint_icon(painter, QRectF((width() - side) / 2, (height() - side) / 2, side, side), u"send"_s,
                   theme().color(isEnabled() ? Token::OnAccent : Token::Disabled));
    }
};

}  // namespace

Composer::Written Composer::Written::take(const QStringList& some) {
    Written part;
    part.paths = some;
    if (!text.isEmpty()) return part;
    part.reply_to = std::exchange(reply_to, {});
    part.answered_name = answered_name;
    part.answered_words = answered_words;
    return part;
}

Composer::Composer(QWidget* parent) : QWidget(parent) {
    build();
    connect(edit_, &QTextEdit::textChanged, this, [this] {
        grow();
        offer_names();
        Q_EMIT changed();
    });
    connect(edit_, &QTextEdit::cursorPositionChanged, this, &Composer::offer_names);
    connect(edit_, &ComposerEdit::pasted_files, this, &Composer::attach);
    connect(edit_, &ComposerEdit::pasted_picture, this, &Composer::paste_picture);
    connect(edit_, &ComposerEdit::pasted_long_text, this, &Composer::paste_long);
    connect(send_, &QAbstractButton::clicked, this, &Composer::send);
    connect(attach_, &QAbstractButton::clicked, this, &Composer::attach_menu);
    connect(region_, &QAbstractButton::clicked, this, &Composer::region_wanted);
    connect(emoji_, &QAbstractButton::clicked, this, [this] { Q_EMIT emoji_wanted(emoji_); });
    connect(voice_, &QAbstractButton::clicked, this, &Composer::begin_voice);
    connect(unlock_, &QAbstractButton::clicked, this, &Composer::unlock_wanted);
    connect(names_, &QListWidget::itemClicked, this, &Composer::take_name);
    worded(this, [this] {
        edit_->setPlaceholderText(tr("Write a message"));
        edit_->setAccessibleName(tr("Message"));
        attach_->set_name(tr("Attach"));
        region_->set_name(tr("Part of the screen"));
        emoji_->set_name(tr("Emoji"));
        voice_->set_name(tr("Voice message"));
        send_->setAccessibleName(tr("Send"));
        send_->setToolTip(tr("Send"));
        show_strip();
    });
    themed(this, [this] { grow(); });
    lock({}, {});
}

Composer::~Composer() = default;

// Where something pasted is kept until it is sent; name has a place for the time. Empty: nowhere.
QString Composer::pasted_path(const QString& name, const QString& ending) {
    if (!pasted_ || !pasted_->isValid()) pasted_ = std::make_unique<QTemporaryDir>();
    if (!pasted_->isValid()) return {};
    const QString at = name.arg(QDateTime::currentDateTime().toString(u"yyyy-MM-dd HH.mm.ss"_s));
    QString path = pasted_->filePath(at + ending);
    for (int copy = 2; QFile::exists(path); ++copy)
        path = pasted_->filePath(at + u" (%1)"_s.arg(copy) + ending);
    return path;
}

void Composer::paste_picture(const QImage& picture) {
    const QString path = pasted_path(tr("Picture %1"), u".png"_s);
    if (path.isEmpty() || !picture.save(path)) return Q_EMIT paste_failed();
    attach({path});
}

// A change takes no files, and what cannot be written is not lost: the text stands in the field then.
void Composer::paste_long(const QString& text) {
    const QString path = edited_.isEmpty() ? pasted_path(tr("Text %1"), u".txt"_s) : QString();
    const QByteArray bytes = text.toUtf8();
    QFile file(path);
    if (path.isEmpty() || !file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() ||
        !file.flush()) {
        if (!path.isEmpty()) file.remove();
        return edit_->insertPlainText(text);
    }
    attach({path});
}

void Composer::build() {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    strip_ = new QWidget(this);
    auto* above = new QHBoxLayout(strip_);
    above->setContentsMargins(16, 6, 8, 0);
    above->setSpacing(8);
    strip_icon_ = new Glyph(u"reply"_s, Token::Accent, 18, strip_);
    strip_title_ = new Words({}, Type::MetaHeavy, Token::AccentHover, strip_);
    strip_words_ = new Words({}, Type::Small, Token::Ink2, strip_);
    strip_title_->set_one_line(Words::Cut::Never);
    strip_words_->set_one_line(Words::Cut::May);
    auto* close = new IconButton(u"close"_s, {}, strip_);
    worded(close, [close] { close->set_name(tr("Close")); });
    connect(close, &QAbstractButton::clicked, this, [this] { (void)step_back(); });
    above->addWidget(strip_icon_);
    above->addWidget(strip_title_);
    above->addWidget(strip_words_, 1);
    above->addWidget(close);
    column->addWidget(strip_);

    line_ = new QWidget(this);
    auto* row = new QHBoxLayout(line_);
    row->setContentsMargins(kInset, kInset, kInset, kInset);
    row->setSpacing(2);
    attach_ = new IconButton(u"attach"_s, tr("Attach"), line_);
    region_ = new IconButton(u"crop"_s, tr("Part of the screen"), line_);
    edit_ = new ComposerEdit(line_);
    emoji_ = new IconButton(u"smile"_s, tr("Emoji"), line_);
    send_ = new SendButton(line_);
    voice_ = new IconButton(u"mic"_s, tr("Voice message"), line_);
    for (IconButton* button : {attach_, region_, emoji_, voice_}) button->set_side(kButton);
    row->addWidget(attach_, 0, Qt::AlignBottom);
    row->addWidget(region_, 0, Qt::AlignBottom);
    row->addSpacing(4);
    row->addWidget(edit_, 1);
    row->addSpacing(4);
    row->addWidget(emoji_, 0, Qt::AlignBottom);
    row->addWidget(voice_, 0, Qt::AlignBottom);
    row->addSpacing(6);
    row->addWidget(send_, 0, Qt::AlignBottom);
    column->addWidget(line_);

    locked_ = new QWidget(this);
    auto* closed = new QHBoxLayout(locked_);
    closed->setContentsMargins(16, 0, 8, 0);
    closed->setSpacing(10);
    locked_words_ = new Words({}, Type::Body, Token::Ink2, locked_);
    unlock_ = new Button({}, Button::Kind::Second, locked_);
    unlock_->set_small(true);
    closed->addWidget(new Glyph(u"lock"_s, Token::Ink2, 18, locked_));
    closed->addWidget(locked_words_, 1);
    closed->addWidget(unlock_);
    column->addWidget(locked_);

    names_ = new QListWidget(this->window());
    names_->setFocusPolicy(Qt::NoFocus);
    names_->hide();
    edit_->installEventFilter(this);
    strip_->hide();
}

QString Composer::text() const {
    return edit_->toPlainText();
}

void Composer::set_text(const QString& text) {
    const QSignalBlocker quiet(edit_);
    edit_->setPlainText(text);
    edit_->moveCursor(QTextCursor::End);
    grow();
}

void Composer::insert(const QString& text) {
    edit_->setFocus();
    edit_->insertPlainText(text);
}

void Composer::reply_to(const QString& id, const QString& author, const QString& words) {
    if (!edited_.isEmpty()) (void)step_back();
    reply_to_ = id;
    answered_name_ = author;
    answered_words_ = words.simplified();
    show_strip();
    edit_->setFocus();
}

void Composer::edit(const QString& id, const QString& words) {
    if (edited_.isEmpty()) before_edit_ = text();
    edited_ = id;
    edited_words_ = words.simplified();
    set_text(words);
    show_strip();
    edit_->setFocus();
}

void Composer::clear() {
    reply_to_.clear();
    edited_.clear();
    edited_words_.clear();
    before_edit_.clear();
    paths_.clear();
    set_text({});
    show_strip();
}

bool Composer::step_back() {
    if (names_->isVisible()) {
        names_->hide();
        return true;
    }
    if (!edited_.isEmpty()) {
        leave_edit();
    } else if (!reply_to_.isEmpty()) {
        reply_to_.clear();
    } else if (!paths_.isEmpty()) {
        paths_.clear();
    } else {
        return false;
    }
    show_strip();
    return true;
}

void Composer::leave_edit() {
    edited_.clear();
    edited_words_.clear();
    set_text(std::exchange(before_edit_, {}));
    show_strip();
}

Composer::Written Composer::standing() const {
    Written written;
    written.text = text();
    written.paths = paths_;
    written.reply_to = reply_to_;
    written.answered_name = answered_name_;
    written.answered_words = answered_words_;
    written.edited = edited_;
    written.edited_words = edited_words_;
    written.draft = draft();
    return written;
}

void Composer::give_back(const Written& written) {
    for (const QString& path : written.paths) {
        if (!paths_.contains(path)) paths_ << path;
    }
    if (!written.reply_to.isEmpty() && reply_to_.isEmpty()) {
        reply_to_ = written.reply_to;
        answered_name_ = written.answered_name;
        answered_words_ = written.answered_words;
    }
    if (!written.edited.isEmpty() && edited_.isEmpty() && written.draft == text()) {
        before_edit_ = text();
        edited_ = written.edited;
        edited_words_ = written.edited_words;
        set_text(written.text);
    } else if (!written.text.isEmpty()) {
        const QString rest = draft();
        set_draft(rest.isEmpty() ? written.text : written.text + u'\n' + rest);
    }
    show_strip();
}

void Composer::set_draft(const QString& text) {
    if (edited_.isEmpty()) return set_text(text);
    before_edit_ = text;
}

void Composer::add_to_draft(const QString& text) {
    const QString above = draft();
    set_draft(above.isEmpty() ? text : above + u'\n' + text);
}

void Composer::drop(const QString& text, const QStringList& paths) {
    for (const QString& path : paths) paths_.removeAll(path);
    if (draft() == text) set_draft({});
    show_strip();
}

void Composer::attach(const QStringList& paths) {
    for (const QString& path : paths) {
        if (!path.isEmpty() && !paths_.contains(path)) paths_ << path;
    }
    show_strip();
    edit_->setFocus();
}

void Composer::show_strip() {
    if (!edited_.isEmpty()) {
        strip_icon_->set_icon(u"edit"_s, Token::Accent);
        strip_title_->setText(tr("Edit"));
        strip_words_->setText(edited_words_);
    } else if (!reply_to_.isEmpty()) {
        // Files that go along are told too.
        const QString files = tr("%n files", nullptr, static_cast<int>(paths_.size()));
        strip_icon_->set_icon(u"reply"_s, Token::Accent);
        strip_title_->setText(paths_.isEmpty() ? answered_name_ : answered_name_ + u" · "_s + files);
        strip_words_->setText(answered_words_);
    } else if (!paths_.isEmpty()) {
        strip_icon_->set_icon(u"attach"_s, Token::Accent);
        strip_title_->setText(tr("%n files", nullptr, static_cast<int>(paths_.size())));
        QStringList names;
        for (const QString& path : paths_) names << QFileInfo(path).fileName();
        strip_words_->setText(Wording::names(names));
    }
    strip_->setVisible(!locked() && (!edited_.isEmpty() || !reply_to_.isEmpty() || !paths_.isEmpty()));
    grow();
}

void Composer::lock(const QString& words, const QString& action) {
    locked_words_->setText(words);
    unlock_->setText(action);
    unlock_->setVisible(!action.isEmpty());
    locked_->setVisible(!words.isEmpty());
    if (!words.isEmpty()) keep_voice();
    show_line();
    show_strip();
}

void Composer::show_line() {
    const bool speaks = recording_ != nullptr && recording_->running();
    if (recording_ != nullptr) recording_->setVisible(speaks && !locked());
    line_->setVisible(!speaks && !locked());
}

void Composer::begin_voice() {
    if (recording_ == nullptr) {
        recording_ = new VoiceLine(this);
        static_cast<QVBoxLayout*>(layout())->addWidget(recording_);
        connect(recording_, &VoiceLine::ended, this, [this] {
            show_line();
            edit_->setFocus();
        });
        connect(recording_, &VoiceLine::recorded, this, &Composer::voice_recorded);
        connect(recording_, &VoiceLine::failed, this, &Composer::voice_failed);
        connect(recording_, &VoiceLine::cut_off, this, &Composer::voice_cut_off);
    }
    Q_EMIT voice_begun();
    recording_->begin();
    show_line();
    recording_->setFocus();
}

void Composer::keep_voice() {
    if (recording_ != nullptr && recording_->running()) recording_->keep();
}

void Composer::take_reply() {
    reply_to_.clear();
    show_strip();
}

bool Composer::locked() const {
    return !locked_words_->text().isEmpty();
}

void Composer::grow() {
    const int line = theme().line_height(Type::Body);
    const int lines = std::clamp(edit_->line_count(), 1, kMostLines);
    const double content = edit_->document()->documentLayout()->documentSize().height();
    const int words =
        lines == kMostLines ? kMostLines * line : static_cast<int>(std::max<double>(line, content));
    // Centred in the row of buttons when it is one line.
    const int tall = std::max(theme().px(kButton), words + 2 * kTextTop);
    edit_->setFixedHeight(tall);
    const int margin = std::max(0, (tall - words) / 2);
    edit_->set_margin(margin);
    locked_->setFixedHeight(theme().px(kLocked));
    strip_->setFixedHeight(theme().px(kStrip));
    send_->setEnabled(!text().trimmed().isEmpty() || (edited_.isEmpty() && !paths_.isEmpty()));
    updateGeometry();
    update();
}

void Composer::send() {
    Written written = standing();
    while (written.text.endsWith(u'\n') || written.text.endsWith(u' ')) written.text.chop(1);
    if (written.text.trimmed().isEmpty()) written.text.clear();
    const bool change = !written.edited.isEmpty();
    if (change) {  // files and what is answered wait for the message that was begun
        written.paths.clear();
        written.reply_to.clear();
    }
    if (written.text.isEmpty() && written.paths.isEmpty()) return;
    QStringList names;
    for (const Member& member : members_) names << member.name;
    const QStringList called = names_called(written.text, names);
    for (const Member& member : members_) {
        if (called.contains(member.name)) written.mentions << member.id;
    }
    names_->hide();
    if (change) {
        leave_edit();
    } else {
        clear();
    }
    Q_EMIT sent(written);
}

void Composer::attach_menu() {
    QMenu menu(this);
    menu.addAction(theme().icon(u"file"_s, Token::Ink2, 18), tr("Files…"), this,
                   [this] { choose_files(false); });
    menu.addAction(theme().icon(u"folder"_s, Token::Ink2, 18), tr("Folder…"), this,
                   [this] { choose_files(true); });
    if (!region_->isVisible())
        menu.addAction(theme().icon(u"crop"_s, Token::Ink2, 18), tr("Part of the screen"), this,
                       &Composer::region_wanted);
    menu.addSeparator();
    menu.addAction(theme().icon(u"people"_s, Token::Ink2, 18), tr("To several people…"), this,
                   [this] { Q_EMIT several_wanted(draft(), paths_); });
    menu.exec(attach_->mapToGlobal(QPoint(0, -menu.sizeHint().height() - 4)));
}

void Composer::choose_files(bool folder) {
    if (folder) {
        attach({QFileDialog::getExistingDirectory(window(), tr("Choose a folder"))});
    } else {
        attach(QFileDialog::getOpenFileNames(window(), tr("Choose files")));
    }
}

bool Composer::key(QKeyEvent& event) {
    const bool enter = event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter;
    if (names_->isVisible()) {
        const int row = names_->currentRow();
        if (event.key() == Qt::Key_Down || event.key() == Qt::Key_Up) {
            const int step = event.key() == Qt::Key_Down ? 1 : -1;
            names_->setCurrentRow((row + step + names_->count()) % names_->count());
            return true;
        }
        if (enter || event.key() == Qt::Key_Tab) {
            take_name();
            return true;
        }
    }
    if (enter) {
        const bool control = event.modifiers() & Qt::ControlModifier;
        const bool shift = event.modifiers() & Qt::ShiftModifier;
        if (control || (enter_sends_ && !shift)) {
            send();
        } else {
            edit_->insertPlainText(u"\n"_s);
        }
        return true;
    }
    if (event.key() == Qt::Key_Up && event.modifiers() == Qt::NoModifier && text().isEmpty() &&
        edited_.isEmpty()) {
        Q_EMIT edit_last_wanted();
        return true;
    }
    if (event.key() == Qt::Key_Escape) return step_back();
    return false;
}

QString Composer::word_before_cursor() const {
    const QTextCursor cursor = edit_->textCursor();
    const QString before = cursor.block().text().left(cursor.positionInBlock());
    const auto at = before.lastIndexOf(u'@');
    if (at < 0 || !begins_call(before, at)) return {};
    const QString word = before.mid(at);
    return word.size() > 40 ? QString() : word;
}

void Composer::offer_names() {
    const QString word = word_before_cursor();
    names_->clear();
    if (!word.isEmpty() && edit_->hasFocus()) {
        const QString sought = word.mid(1);
        for (const Member& member : members_) {
            if (names_->count() >= kMostNames) break;
            // At the beginning of any of its words; Chinese names have no spaces, so anywhere in them.
            const bool fits =
                sought.isEmpty() || member.name.startsWith(sought, Qt::CaseInsensitive) ||
                member.name.contains(u' ' + sought, Qt::CaseInsensitive) ||
                (!member.name.contains(u' ') && member.name.contains(sought, Qt::CaseInsensitive));
            if (fits && member.name.compare(sought, Qt::CaseInsensitive) != 0) names_->addItem(member.name);
        }
    }
    if (names_->count() == 0) return names_->hide();
    names_->setCurrentRow(0);
    place_names();
}

void Composer::place_names() {
    QWidget* top = window();
    if (names_->parentWidget() != top) names_->setParent(top);
    const int row = theme().px(36);
    for (int i = 0; i < names_->count(); ++i) names_->item(i)->setSizeHint(QSize(0, row));
    const int height = names_->count() * row + 10;
    const QPoint at = mapTo(top, QPoint(kInset + theme().px(2 * kButton), -height - 6));
    names_->setGeometry(at.x(), std::max(8, at.y()), theme().px(260), height);
    names_->setStyleSheet(
        u"QListWidget{background:%1;border:1px solid %2;border-radius:10px;padding:4px;color:%3;outline:0}"
        "QListWidget::item{border-radius:8px;padding-left:8px}"
        "QListWidget::item:selected{background:%4;color:%3}"_s.arg(
            theme().color(Token::Surface).name(), theme().color(Token::Line).name(),
            theme().color(Token::Ink).name(), theme().color(Token::Selected).name()));
    names_->show();
    names_->raise();
}

void Composer::take_name() {
    const QListWidgetItem* item = names_->currentItem();
    if (item == nullptr) return;
    const QString name = item->text();
    QTextCursor cursor = edit_->textCursor();
    cursor.movePosition(QTextCursor::Left, QTextCursor::KeepAnchor,
                        static_cast<int>(word_before_cursor().size()));
    cursor.insertText(u'@' + name + u' ');
    edit_->setTextCursor(cursor);
    names_->hide();
}

bool Composer::eventFilter(QObject* watched, QEvent* event) {
    if (watched == edit_) {
        if (event->type() == QEvent::KeyPress && key(*static_cast<QKeyEvent*>(event))) return true;
        if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) {
            if (event->type() == QEvent::FocusOut && names_ != nullptr) names_->hide();
            update();
        }
    }
    return QWidget::eventFilter(watched, event);
}

void Composer::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    // Words need the room more than buttons do; the menu of what is attached has this one too.
    region_->setVisible(width() >= theme().px(kRegionFrom));
    emoji_->setVisible(width() >= theme().px(kEmojiFrom));
    grow();
}

void Composer::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool focused = edit_->hasFocus() && !locked();
    const double pen = focused ? 1.5 : 1;
    painter.setPen(QPen(theme().color(focused ? Token::Accent : Token::Line), pen));
    painter.setBrush(theme().color(locked() ? Token::Window : Token::Surface));
    painter.drawRoundedRect(QRectF(rect()).adjusted(pen / 2, pen / 2, -pen / 2, -pen / 2), kRadius, kRadius);
}

}  // namespace culver::desktop
