// SPDX-License-Identifier: Apache-2.0
// The pages of the settings, each a column of headings and cards.
#include "control/methods.h"
#include "ui/desktop/around/autostart.h"
#include "ui/desktop/around/own_picture.h"
#include "ui/desktop/around/settings_window.h"
#include "ui/desktop/look/paint.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/places.h"
#include "ui/desktop/model/wording.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QPainter>
#include <QPainterPath>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <cmath>

namespace culver::desktop {
using namespace Qt::StringLiterals;

namespace {

constexpr qlonglong kMegabyte = 1'000'000;

[[nodiscard]] QString rate_words(qlonglong bytes) {
    return bytes == 0 ? SettingsWindow::tr("As fast as it goes")
                      : Wording::rate(static_cast<quint64>(std::max<qlonglong>(bytes, 0)));
}

constexpr QSize kCard(132, 84);

// A small drawing of the window in a theme, or of both.
void draw_theme(QPainter& painter, DeskSettings::Theme which) {
    constexpr QColor light_ground(0xFC, 0xFC, 0xFD), dark_ground(0x19, 0x1E, 0x27);
    constexpr QColor dark_own(0x1F, 0x52, 0x54);
    const bool dark = which == DeskSettings::Theme::Dark;
    const QRectF own(84, 58, 38, 12);
    // Cut by their paths: a clip would cut along whole pixels.
    QPainterPath card, list;
    card.addRoundedRect(QRectF(QPointF(), kCard), 12, 12);
    list.addRect(0, 0, 40, kCard.height());
    painter.save();
    painter.setPen(Qt::NoPen);
    painter.fillPath(card, dark ? dark_ground : light_ground);
    painter.fillPath(card.intersected(list), dark ? QColor(0x12, 0x16, 0x1D) : QColor(0xEF, 0xF1, 0xF5));
    painter.setBrush(dark ? QColor(0x2A, 0x33, 0x40) : QColor(0xE3, 0xE7, 0xEE));
    for (const int y : {14, 28, 42}) painter.drawRoundedRect(QRectF(8, y, 24, 6), 3, 3);
    painter.drawRoundedRect(QRectF(50, 16, 44, 12), 6, 6);
    painter.drawRoundedRect(QRectF(50, 32, 30, 12), 6, 6);
    painter.setBrush(dark ? dark_own : QColor(0xD9, 0xEF, 0xEB));
    painter.drawRoundedRect(own, 6, 6);
    if (which == DeskSettings::Theme::System) {
        // The half that is dark has no list of its own.
        QPainterPath half;
        half.moveTo(kCard.width(), 0);
        half.lineTo(kCard.width(), kCard.height());
        half.lineTo(40, kCard.height());
        half.closeSubpath();
        painter.fillPath(card.intersected(half), dark_ground);
        painter.setBrush(dark_own);
        painter.drawRoundedRect(own, 6, 6);
    }
    painter.restore();
}

}  // namespace

// A theme to choose: its picture above its word.
class SettingsWindow::ThemeChoice : public QAbstractButton {
public:
    ThemeChoice(DeskSettings::Theme which, QWidget* parent) : QAbstractButton(parent), which_(which) {
        setCheckable(true);
        setAutoExclusive(true);
        setCursor(Qt::PointingHandCursor);
        setFocusPolicy(Qt::StrongFocus);
        setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
        ringed(this, 12);
        themed(this, [this] {
            updateGeometry();
            update();
        });
    }
    [[nodiscard]] DeskSettings::Theme which() const { return which_; }
    [[nodiscard]] QSize sizeHint() const override { return {132, 84 + 8 + theme().line_height(Type::Small)}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {64, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Theme& look = theme();
        paint_card(painter);
        const double ring = look.px(16), gap = 6;
        QFont font = look.font(Type::Small);
        const double wide = QFontMetricsF(font).horizontalAdvance(text());
        const double left = (width() - ring - gap - wide) / 2,
                     middle = 92 + look.line_height(Type::Small) / 2.0;
        const double pen = isChecked() ? 5 : 1.5;
        painter.setPen(QPen(look.color(isChecked() ? Token::Accent : Token::LineStrong), pen));
        painter.setBrush(look.color(Token::Surface));
        painter.drawEllipse(QPointF(left + ring / 2, middle), (ring - pen) / 2, (ring - pen) / 2);
        painter.setFont(font);
        painter.setPen(look.color(Token::Ink));
        painter.drawText(QRectF(left + ring + gap, 92, wide + 2, look.line_height(Type::Small)),
                         Qt::AlignVCenter | Qt::AlignLeft, text());
    }

private:
    // In a narrow page the pictures are smaller, their words are not. The chosen one makes room for its ring,
    // so that all stand below the edge of the heading.
    void paint_card(QPainter& painter) const {
        painter.save();
        const double scale = std::min(1.0, width() / static_cast<double>(kCard.width()));
        painter.translate((width() - kCard.width() * scale) / 2, 0);
        painter.scale(scale, scale);
        painter.setBrush(Qt::NoBrush);
        if (isChecked()) {
            painter.setPen(QPen(theme().color(Token::Accent), 2));
            painter.drawRoundedRect(QRectF(1, 1, kCard.width() - 2, kCard.height() - 2), 14, 14);
            painter.translate(kRing, kRing);
            painter.scale(1 - 2 * kRing / kCard.width(), 1 - 2 * kRing / kCard.height());
        }
        draw_theme(painter, which_);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme().color(Token::Line), 1));
        painter.drawRoundedRect(QRectF(0.5, 0.5, kCard.width() - 1, kCard.height() - 1), 11.5, 11.5);
        painter.restore();
    }

    static constexpr double kRing = 4;  // a line of two and a gap of two
    DeskSettings::Theme which_;
};

Page* SettingsWindow::add_page(const QString& name, const char* title) {
    auto* page = new Page;
    page->column().setContentsMargins(32, 20, 32, 24);
    page->setObjectName(u"page"_s);
    auto* words = new Words({}, Type::Title, Token::Ink);
    worded(words, [words, title] { words->setText(tr(title)); });
    page->column().addWidget(words);
    index_.insert(name, pages_->addWidget(page));
    return page;
}

void SettingsWindow::heading(Page* page, const char* text) {
    auto* words = new Words({}, Type::SmallHeavy, Token::Ink2);
    worded(words, [words, text] { words->setText(tr(text)); });
    page->column().addSpacing(page->column().count() == 1 ? 16 : 22);
    page->column().addWidget(words);
    page->column().addSpacing(8);
}

SettingRow* SettingsWindow::row(Box* box, QWidget* control, const char* title, const char* hint) {
    auto* line = new SettingRow(control);
    worded(line, [line, title, hint] { line->set_words(tr(title), hint == nullptr ? QString() : tr(hint)); });
    box->add(line);
    return line;
}

Switch* SettingsWindow::desk_switch(Box* box, const char* title, const char* hint, bool (*get)(Desk&),
                                    void (*set)(Desk&, bool)) {
    auto* control = new Switch({});
    row(box, control, title, hint);
    const auto follow = [this, control, get] { control->setChecked(get(desk_)); };
    follow();
    connect(&desk_.settings(), &DeskSettings::changed, control, follow);
    connect(control, &QAbstractButton::clicked, this, [this, set](bool on) { set(desk_, on); });
    return control;
}

Switch* SettingsWindow::node_switch(Box* box, const char* key, const char* title, const char* hint) {
    auto* control = new Switch({});
    control->setObjectName(QString::fromLatin1(key));
    row(box, control, title, hint);
    const QString name = QString::fromLatin1(key);
    wait_for_node(control);
    takers_.insert(name, [control](const control::ConfigEntry& entry) {
        if (const auto* on = std::get_if<bool>(&entry.value)) control->setChecked(*on);
    });
    connect(control, &QAbstractButton::clicked, this,
            [this, name](bool on) { set_node(name, on ? u"true"_s : u"false"_s); });
    return control;
}

void SettingsWindow::build_general() {
    Page* page = add_page(u"general"_s, QT_TR_NOOP("General"));
    heading(page, QT_TR_NOOP("Starting and closing"));
    auto* box = new Box;
    page->column().addWidget(box);
    auto* with_computer = new Switch({});
    with_computer->setChecked(autostarts(desk_.client().profile()));
    row(box, with_computer, QT_TR_NOOP("Start with the computer"),
        QT_TR_NOOP("In the tray, without a window"));
    connect(with_computer, &QAbstractButton::clicked, this, [this, with_computer](bool on) {
        const auto& profile = desk_.client().profile();
        if (!set_autostart(profile, on)) with_computer->setChecked(autostarts(profile));
    });
    desk_switch(
        box, QT_TR_NOOP("Stay when the window is closed"),
        QT_TR_NOOP("In the tray, or without one; notices come as before"),
        [](Desk& desk) { return desk.settings().keep_in_tray(); },
        [](Desk& desk, bool on) { desk.settings().set_keep_in_tray(on); });
    desk_switch(
        box, QT_TR_NOOP("Go offline on quitting"),
        QT_TR_NOOP("Closing the window never does; messages and files keep coming"),
        [](Desk& desk) { return desk.settings().stop_node_on_quit(); },
        [](Desk& desk, bool on) { desk.settings().set_stop_node_on_quit(on); });
    desk_switch(
        box, QT_TR_NOOP("Away while the screen is locked"), QT_TR_NOOP("And here again when you are back"),
        [](Desk& desk) { return desk.settings().away_when_locked(); },
        [](Desk& desk, bool on) { desk.settings().set_away_when_locked(on); });
    heading(page, QT_TR_NOOP("Writing"));
    auto* writing = new Box;
    page->column().addWidget(writing);
    desk_switch(
        writing, QT_TR_NOOP("Enter sends"), QT_TR_NOOP("When off, Enter begins a line and Ctrl+Enter sends"),
        [](Desk& desk) { return desk.settings().enter_sends(); },
        [](Desk& desk, bool on) { desk.settings().set_enter_sends(on); });
    page->column().addStretch(1);
}

void SettingsWindow::build_you() {
    Page* page = add_page(u"you"_s, QT_TR_NOOP("You"));
    struct Listed {
        const char* key;
        const char* label;
        int limit;
    };
    static constexpr Listed kFields[] = {
        {"name", QT_TR_NOOP("Name"), 64},     {"department", QT_TR_NOOP("Department"), 64},
        {"room", QT_TR_NOOP("Room"), 64},     {"phone", QT_TR_NOOP("Phone"), 64},
        {"email", QT_TR_NOOP("E-mail"), 128}, {"note", QT_TR_NOOP("About you"), 256},
    };
    page->column().addSpacing(16);
    page->column().addWidget(new OwnPicture(desk_));
    for (const Listed& one : kFields) {
        auto* field = new Field({});
        field->edit().setMaxLength(one.limit);
        worded(field, [field, label = one.label, key = QString::fromLatin1(one.key)] {
            field->set_label(tr(label));
            if (key == u"department"_s) field->set_hint(tr("Levels are parted by a slash: Works/Timber"));
        });
        page->column().addSpacing(16);
        page->column().addWidget(field);
        profile_.insert(QString::fromLatin1(one.key), field);
        connect(&field->edit(), &QLineEdit::editingFinished, this, [this, field] {
            if (field->edit().isModified()) save_profile();
            field->edit().setModified(false);
        });
        connect(&field->edit(), &QLineEdit::textChanged, field, [field] { field->set_error({}); });
    }
    auto* who = new Words({}, Type::Meta, Token::Ink2);
    worded(who, [who] {
        who->setText(
            tr("Name and department are seen by everybody around, the rest by people you talk with."));
    });
    page->column().addSpacing(16);
    page->column().addWidget(who);
    page->column().addStretch(1);
}

void SettingsWindow::build_appearance() {
    Page* page = add_page(u"appearance"_s, QT_TR_NOOP("Appearance"));
    heading(page, QT_TR_NOOP("Theme"));
    static constexpr const char* kThemes[] = {QT_TR_NOOP("System"), QT_TR_NOOP("Light"), QT_TR_NOOP("Dark")};
    auto* holder = new QWidget;
    auto* inside = new QHBoxLayout(holder);
    inside->setContentsMargins(0, 0, 0, 0);
    inside->setSpacing(16);
    for (int index = 0; index < 3; ++index) {
        auto* choice = new ThemeChoice(static_cast<DeskSettings::Theme>(index), holder);
        choice->setObjectName(u"theme-%1"_s.arg(index));
        worded(choice, [choice, index] { choice->setText(tr(kThemes[index])); });
        choice->setChecked(desk_.settings().theme() == choice->which());
        connect(choice, &QAbstractButton::clicked, this,
                [this, choice] { desk_.settings().set_theme(choice->which()); });
        inside->addWidget(choice);
    }
    inside->addStretch(0);
    page->column().addWidget(holder);
    heading(page, QT_TR_NOOP("Text"));
    auto* box = new Box;
    page->column().addWidget(box);
    auto* language = new Choice({});
    language->addItem({}, QString());
    language->addItem(u"English"_s, u"en"_s);
    language->addItem(u"简体中文"_s, u"zh_CN"_s);
    worded(language, [language] {
        language->setItemText(0, tr("As the system"));
        language->updateGeometry();
    });
    language->setObjectName(u"language"_s);
    language->setCurrentIndex(std::max(0, language->findData(desk_.settings().language())));
    connect(language, &QComboBox::activated, this, [this, language](int index) {
        desk_.settings().set_language(language->itemData(index).toString());
    });
    row(box, language, QT_TR_NOOP("Language"));
    auto* size = new QWidget;
    auto* line = new QHBoxLayout(size);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(10);
    auto* small = new Words(u"A"_s, Type::Meta, Token::Ink);
    auto* large = new Words(u"A"_s, Type::Title, Token::Ink);
    small->set_one_line(Words::Cut::Never);
    large->set_one_line(Words::Cut::Never);
    auto* slider = new Slider({});
    slider->setRange(DeskSettings::kSmallestText, DeskSettings::kLargestText);
    slider->setSingleStep(5);
    slider->setPageStep(10);
    slider->setValue(desk_.settings().text_percent());
    worded(slider, [slider] { slider->setAccessibleName(tr("Text size")); });
    slider->setTracking(false);  // a larger text makes it larger too, which would run away from the pointer
    connect(slider, &QSlider::valueChanged, this,
            [this](int value) { desk_.settings().set_text_percent(value); });
    line->addWidget(small);
    line->addWidget(slider);
    line->addWidget(large);
    auto* percent = new Words({}, Type::Meta, Token::Ink2);
    percent->set_one_line(Words::Cut::Never);
    percent->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    const auto say = [percent](int value) {
        percent->setText(tr("%1 %", "text size").arg(value));
        percent->setMinimumWidth(static_cast<int>(
            std::ceil(text_width(tr("%1 %", "text size").arg(DeskSettings::kLargestText), Type::Meta))));
    };
    worded(percent, [say, slider] { say(slider->value()); });
    connect(slider, &QSlider::valueChanged, percent, say);
    connect(slider, &QSlider::sliderMoved, percent, say);
    line->addWidget(percent);
    row(box, size, QT_TR_NOOP("Text size"), QT_TR_NOOP("Changes lists and conversations together"));
    heading(page, QT_TR_NOOP("Lists and conversations"));
    auto* lists = new Box;
    page->column().addWidget(lists);
    desk_switch(
        lists, QT_TR_NOOP("Compact list"), QT_TR_NOOP("One line for each person"),
        [](Desk& desk) { return desk.settings().compact(); },
        [](Desk& desk, bool on) { desk.settings().set_compact(on); });
    desk_switch(
        lists, QT_TR_NOOP("Less motion"), QT_TR_NOOP("Follows the system; can be turned on here"),
        [](Desk& desk) { return desk.settings().reduced_motion(); },
        [](Desk& desk, bool on) { desk.settings().set_reduced_motion(on); });
    page->column().addStretch(1);
}

void SettingsWindow::build_notifications() {
    Page* page = add_page(u"notifications"_s, QT_TR_NOOP("Notifications"));
    heading(page, QT_TR_NOOP("When something arrives"));
    auto* box = new Box;
    page->column().addWidget(box);
    desk_switch(
        box, QT_TR_NOOP("Show notifications"),
        QT_TR_NOOP("Messages and files, while the window is not in front"),
        [](Desk& desk) { return desk.settings().notifications(); },
        [](Desk& desk, bool on) { desk.settings().set_notifications(on); });
    desk_switch(
        box, QT_TR_NOOP("Sounds"), QT_TR_NOOP("Those of the desktop, if it has any"),
        [](Desk& desk) { return desk.settings().sounds(); },
        [](Desk& desk, bool on) { desk.settings().set_sounds(on); });
    auto* quiet = new Switch({});
    row(box, quiet, QT_TR_NOOP("Do not disturb"),
        QT_TR_NOOP("Nothing rings unless you are mentioned; colleagues see Quiet"));
    const auto follow = [this, quiet] {
        quiet->setChecked(desk_.presence().presence == control::Presence::Dnd);
    };
    follow();
    connect(&desk_, &Desk::node_changed, quiet, follow);
    connect(quiet, &QAbstractButton::clicked, this, [this](bool on) {
        desk_.set_presence(on ? control::Presence::Dnd : control::Presence::Available,
                           safe_line(desk_.presence().status_text.value_or("")),
                           [this](const QString& sentence) { problem(sentence); });
    });
    page->column().addStretch(1);
}

void SettingsWindow::build_files() {
    Page* page = add_page(u"files"_s, QT_TR_NOOP("Files"));
    heading(page, QT_TR_NOOP("Receiving"));
    auto* box = new Box;
    page->column().addWidget(box);
    auto* change = new Button({}, Button::Kind::Second);
    change->set_small(true);
    auto* folder = new SettingRow(change);
    worded(folder, [this, folder, change] {
        folder->set_words(tr("Keep received files in"), shown_folder(receive_folder(desk_)));
        change->setText(tr("Change"));
    });
    box->add(folder);
    connect(change, &QAbstractButton::clicked, this, [this] {
        const QString picked =
            QFileDialog::getExistingDirectory(this, tr("Keep received files in"), receive_folder(desk_));
        if (!picked.isEmpty()) set_node(u"receive_dir"_s, picked);
    });
    takers_.insert(u"receive_dir"_s, [this, folder](const control::ConfigEntry& entry) {
        const QString set = text_of(entry);
        folder->set_words(tr("Keep received files in"),
                          shown_folder(set.isEmpty() ? receive_folder(desk_) : set));
    });
    heading(page, QT_TR_NOOP("Sending and receiving"));
    auto* ways = new Box;
    page->column().addWidget(ways);
    node_switch(ways, "compress", QT_TR_NOOP("Compress on the way"),
                QT_TR_NOOP("Faster where the network is slow"));
    auto* rate = new Choice({});
    rate->setObjectName(u"rate"_s);
    for (const qlonglong megabytes : {0, 1, 5, 10, 50}) rate->addItem({}, megabytes * kMegabyte);
    worded(rate, [rate] {
        for (int index = 0; index < rate->count(); ++index)
            rate->setItemText(index, rate_words(rate->itemData(index).toLongLong()));
        rate->updateGeometry();
    });
    wait_for_node(rate);
    row(ways, rate, QT_TR_NOOP("Speed limit"), QT_TR_NOOP("For each direction, all transfers together"));
    takers_.insert(u"rate_limit"_s, [rate](const control::ConfigEntry& entry) {
        const auto* bytes = std::get_if<std::int64_t>(&entry.value);
        if (bytes == nullptr) return;
        int index = rate->findData(static_cast<qlonglong>(*bytes));
        // Somebody wrote another number into config.toml: it is shown, not changed.
        if (index < 0) {
            rate->addItem(rate_words(*bytes), static_cast<qlonglong>(*bytes));
            index = rate->count() - 1;
            rate->updateGeometry();
        }
        rate->setCurrentIndex(index);
    });
    connect(rate, &QComboBox::activated, this, [this, rate](int index) {
        set_node(u"rate_limit"_s, QString::number(rate->itemData(index).toLongLong()));
    });
    page->column().addStretch(1);
}

void SettingsWindow::build_security() {
    Page* page = add_page(u"security"_s, QT_TR_NOOP("Security"));
    heading(page, QT_TR_NOOP("What others learn"));
    auto* box = new Box;
    page->column().addWidget(box);
    node_switch(box, "read_marks", QT_TR_NOOP("Read marks and typing"),
                QT_TR_NOOP("People you talk with see what you have read"));
    heading(page, QT_TR_NOOP("New people"));
    auto* people = new Box;
    page->column().addWidget(people);
    auto* strangers = new Switch({});
    strangers->setObjectName(u"strangers"_s);
    row(people, strangers, QT_TR_NOOP("Only verified people may write"),
        QT_TR_NOOP("Messages and files of all others are refused"));
    wait_for_node(strangers);
    takers_.insert(u"strangers"_s, [strangers](const control::ConfigEntry& entry) {
        strangers->setChecked(text_of(entry) == u"verified"_s);
    });
    connect(strangers, &QAbstractButton::clicked, this,
            [this](bool on) { set_node(u"strangers"_s, on ? u"verified"_s : u"anyone"_s); });
    auto* words = new Words({}, Type::Meta, Token::Ink2);
    worded(words, [words] {
        words->setText(
            tr("Messages and files are encrypted on their way. To be sure who is at the other end, open a "
               "person's details and choose Verify."));
    });
    page->column().addSpacing(12);
    page->column().addWidget(words);
    page->column().addStretch(1);
}

void SettingsWindow::build_shortcuts() {
    Page* page = add_page(u"shortcuts"_s, QT_TR_NOOP("Shortcuts"));
    struct Key {
        const char* keys;
        const char* what;
    };
    static constexpr Key kKeys[] = {
        {"Ctrl+K", QT_TR_NOOP("Search people and groups")},
        {"Ctrl+F", QT_TR_NOOP("Search in messages")},
        {"Ctrl+1  2  3", QT_TR_NOOP("People, conversation, details")},
        {"F6", QT_TR_NOOP("Next part of the window")},
        {"Ctrl+Shift+T", QT_TR_NOOP("Transfers")},
        {"Alt+Up  Down", QT_TR_NOOP("Next unread conversation")},
        {"Up", QT_TR_NOOP("Edit the last message")},
        {"Esc", QT_TR_NOOP("One step back")},
        {"Ctrl+N", QT_TR_NOOP("New group")},
        {"Ctrl+Shift+S", QT_TR_NOOP("Send a part of the screen")},
        {"Ctrl+,", QT_TR_NOOP("Settings")},
        {"Ctrl+Q", QT_TR_NOOP("Quit")},
    };
    page->column().addSpacing(16);
    auto* box = new Box;
    page->column().addWidget(box);
    for (const Key& key : kKeys) {
        auto* keys = new Words(QString::fromLatin1(key.keys), Type::SmallHeavy, Token::Ink2);
        keys->set_one_line(Words::Cut::Never);
        row(box, keys, key.what);
        keys->setAccessibleName(keys->text());
    }
    page->column().addStretch(1);
}

void SettingsWindow::build_about() {
    Page* page = add_page(u"about"_s, QT_TR_NOOP("About"));
    page->column().addSpacing(16);
    auto* line = new QHBoxLayout;
    line->setSpacing(16);
    auto* mark = new QLabel;
    mark->setPixmap(QIcon(u":/app/culver.svg"_s).pixmap(64, 64));
    line->addWidget(mark);
    auto* column = new QVBoxLayout;
    column->setSpacing(2);
    auto* name = new Words({}, Type::Heading, Token::Ink);
    about_ = new Words({}, Type::Body, Token::Ink2);
    column->addStretch(1);
    column->addWidget(name);
    column->addWidget(about_);
    column->addStretch(1);
    line->addLayout(column, 1);
    page->column().addLayout(line);
    auto* words = new Words({}, Type::Body, Token::Ink);
    page->column().addSpacing(16);
    page->column().addWidget(words);
    auto* id = new Words({}, Type::Meta, Token::Ink2);
    id->setTextInteractionFlags(Qt::NoTextInteraction);
    page->column().addSpacing(16);
    page->column().addWidget(id);
    const auto say = [this, name, words, id] {
        name->setText(tr("Culver"));
        const QString node = QString::fromStdString(desk_.client().hello().version);
        const QString own = QStringLiteral(CULVER_VERSION);
        about_->setText(node.isEmpty() || node == own
                            ? tr("Version %1").arg(own)
                            : tr("Window %1, background service %2").arg(own, node));
        words->setText(
            tr("Messages and files for the people in your network, without a server. Free software under the "
               "Apache License 2.0."));
        id->setText(tr("Your number in the network: %1").arg(desk_.own_id()));
        id->setVisible(!desk_.own_id().isEmpty());
    };
    worded(page, say);
    connect(&desk_, &Desk::node_changed, page, say);
    page->column().addStretch(1);
}

}  // namespace culver::desktop
