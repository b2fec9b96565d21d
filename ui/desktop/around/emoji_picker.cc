// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/emoji_picker.h"

#include "ui/desktop/look/on_screen.h"
#include "ui/desktop/look/paint.h"
#include "ui/desktop/model/desk_settings.h"

#include <QFile>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

namespace culver::desktop {
using namespace Qt::StringLiterals;

namespace {

constexpr int kCell = 36, kColumns = 9, kRows = 6, kShadow = 20, kCorner = 12;

QRectF box_of(const QRect& window) {
    return QRectF(window).adjusted(kShadow, kShadow, -kShadow, -kShadow);
}

struct Tab {
    const char* category;
    const char* sign;
    const char* name;
};
constexpr Tab kTabs[] = {
    {"recent", "clock", QT_TRANSLATE_NOOP("culver::desktop::EmojiPicker", "Recent")},
    {"smileys", "smile", QT_TRANSLATE_NOOP("culver::desktop::EmojiPicker", "Smileys")},
    {"people", "person", QT_TRANSLATE_NOOP("culver::desktop::EmojiPicker", "People and hands")},
    {"nature", "sun", QT_TRANSLATE_NOOP("culver::desktop::EmojiPicker", "Nature")},
    {"food", "bell", QT_TRANSLATE_NOOP("culver::desktop::EmojiPicker", "Food and drink")},
    {"activity", "play", QT_TRANSLATE_NOOP("culver::desktop::EmojiPicker", "Activity")},
    {"travel", "globe", QT_TRANSLATE_NOOP("culver::desktop::EmojiPicker", "Travel")},
    {"objects", "archive", QT_TRANSLATE_NOOP("culver::desktop::EmojiPicker", "Objects")},
    {"symbols", "at", QT_TRANSLATE_NOOP("culver::desktop::EmojiPicker", "Signs")},
};

[[nodiscard]] QFont emoji_font(int pixels) {
    QFont font;
    font.setFamilies({u"Noto Color Emoji"_s, u"Apple Color Emoji"_s, u"Segoe UI Emoji"_s});
    font.setPixelSize(pixels);
    return font;
}

// A category is shown by an emoji of its own; the recent ones by the clock.
[[nodiscard]] QString face_of(const QString& category) {
    static const QHash<QString, QString> kFaces{
        {u"smileys"_s, u"😀"_s},  {u"people"_s, u"👍"_s}, {u"nature"_s, u"🌿"_s},  {u"food"_s, u"🍎"_s},
        {u"activity"_s, u"⚽"_s}, {u"travel"_s, u"🚗"_s}, {u"objects"_s, u"💡"_s}, {u"symbols"_s, u"❤️"_s}};
    return kFaces.value(category);
}

class TabButton : public IconButton {
public:
    TabButton(const QString& category, const QString& icon, QWidget* parent)
        : IconButton(icon, {}, parent), sign_(face_of(category)) {
        setCheckable(true);
        setAutoExclusive(true);
    }

protected:
    void paintEvent(QPaintEvent* event) override {
        if (sign_.isEmpty()) return IconButton::paintEvent(event);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        if (isChecked() || underMouse()) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme().color(isChecked() ? Token::AccentSoft : Token::Hover));
            painter.drawRoundedRect(QRectF(rect()), 8, 8);
        }
        painter.setPen(theme().color(Token::Ink));
        painter.setFont(emoji_font(theme().px(17)));
        painter.drawText(rect(), Qt::AlignCenter, sign_);
    }

private:
    QString sign_;
};

}  // namespace

const std::vector<Emoji>& all_emoji() {
    static const std::vector<Emoji> all = [] {
        std::vector<Emoji> list;
        QFile file(u":/emoji/emoji.txt"_s);
        if (!file.open(QIODevice::ReadOnly)) return list;
        for (const QString& line : QString::fromUtf8(file.readAll()).split(u'\n')) {
            const QStringList parts = line.split(u'\t');
            if (parts.size() == 3 && !line.startsWith(u'#')) list.push_back({parts[0], parts[1], parts[2]});
        }
        return list;
    }();
    return all;
}

QStringList emoji_for(const QString& words) {
    const QStringList wanted = words.toCaseFolded().split(u' ', Qt::SkipEmptyParts);
    QStringList found;
    for (const Emoji& emoji : all_emoji()) {
        const bool fits = std::ranges::all_of(
            wanted, [&](const QString& word) { return emoji.words.contains(word) || emoji.sign == word; });
        if (fits && !found.contains(emoji.sign)) found.append(emoji.sign);
    }
    return found;
}

class EmojiPicker::Grid : public QWidget {
public:
    explicit Grid(EmojiPicker* picker) : picker_(picker) {
        setFocusPolicy(Qt::StrongFocus);
        setMouseTracking(true);
    }
    void set_signs(const QStringList& signs) {
        signs_ = signs;
        current_ = signs.isEmpty() ? -1 : 0;
        setFixedSize(kColumns * side(),
                     std::max(1, (static_cast<int>(signs.size()) + kColumns - 1) / kColumns) * side());
        say();
        update();
    }
    [[nodiscard]] QString current() const { return current_ < 0 ? QString() : signs_.value(current_); }
    void move(int by) {
        if (signs_.isEmpty()) return;
        current_ = std::clamp(current_ + by, 0, static_cast<int>(signs_.size()) - 1);
        picker_->scroll_->ensureVisible(0, (current_ / kColumns) * side() + side() / 2, 0, side());
        say();
        update();
    }
    [[nodiscard]] static int side() { return theme().px(kCell); }

protected:
    void paintEvent(QPaintEvent* event) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setFont(emoji_font(theme().px(22)));
        for (int index = 0; index < signs_.size(); ++index) {
            const QRect cell((index % kColumns) * side(), (index / kColumns) * side(), side(), side());
            if (!cell.intersects(event->rect())) continue;
            if (index == current_) {
                painter.setPen(Qt::NoPen);
                painter.setBrush(theme().color(Token::Hover));
                painter.drawRoundedRect(QRectF(cell).adjusted(1, 1, -1, -1), 8, 8);
                paint_focus_ring(painter, QRectF(cell).adjusted(4, 4, -4, -4), 5);
                painter.setPen(theme().color(Token::Ink));
            }
            painter.drawText(cell, Qt::AlignCenter, signs_[index]);
        }
    }
    void mouseMoveEvent(QMouseEvent* event) override { point(event->position().toPoint()); }
    void mouseReleaseEvent(QMouseEvent* event) override {
        point(event->position().toPoint());
        if (rect().contains(event->position().toPoint()) && !current().isEmpty()) picker_->take(current());
    }
    void keyPressEvent(QKeyEvent* event) override {
        switch (event->key()) {
            case Qt::Key_Left: move(-1); break;
            case Qt::Key_Right: move(1); break;
            case Qt::Key_Up: move(-kColumns); break;
            case Qt::Key_Down: move(kColumns); break;
            case Qt::Key_Return:
            case Qt::Key_Enter:
            case Qt::Key_Space:
                if (!current().isEmpty()) picker_->take(current());
                break;
            default: QWidget::keyPressEvent(event);
        }
    }

private:
    void point(const QPoint& at) {
        const int index = at.x() / side() + at.y() / side() * kColumns;
        if (at.x() >= 0 && at.x() < kColumns * side() && index < signs_.size() && index != current_) {
            current_ = index;
            update();
        }
    }
    void say() {
        const QString sign = current();
        for (const Emoji& emoji : all_emoji()) {
            if (emoji.sign == sign) return setAccessibleName(sign + u' ' + emoji.words);
        }
        setAccessibleName(sign);
    }
    EmojiPicker* picker_;
    QStringList signs_;
    int current_ = -1;
};

EmojiPicker::EmojiPicker(QWidget* near, DeskSettings& settings)
    : QWidget(near, Qt::Popup | Qt::FramelessWindowHint | Qt::NoDropShadowWindowHint), settings_(settings) {
    setAttribute(Qt::WA_TranslucentBackground, see_through());
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Emoji"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kShadow + 10, kShadow + 10, kShadow + 10, kShadow + 10);
    column->setSpacing(8);
    search_ = new LineEdit;
    search_->set_icon(u"search"_s);
    search_->set_soft(true);
    search_->set_height(36);
    search_->setPlaceholderText(tr("Search"));
    search_->setAccessibleName(tr("Search emoji"));
    column->addWidget(search_);
    auto* line = new QHBoxLayout;
    line->setSpacing(4);
    for (const Tab& tab : kTabs) {
        auto* button = new TabButton(QString::fromLatin1(tab.category), QString::fromLatin1(tab.sign), this);
        button->set_name(tr(tab.name));
        line->addWidget(button);
        tabs_.push_back(button);
        connect(button, &QAbstractButton::clicked, this,
                [this, category = QString::fromLatin1(tab.category)] {
                    search_->clear();
                    show_category(category);
                });
    }
    line->addStretch(1);
    column->addLayout(line);
    heading_ = new Words({}, Type::MetaHeavy, Token::Ink2);
    column->addWidget(heading_);
    scroll_ = new QScrollArea;
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll_->viewport()->setAutoFillBackground(false);
    grid_ = new Grid(this);
    scroll_->setWidget(grid_);
    grid_->setAutoFillBackground(false);
    scroll_->setFixedSize(kColumns * Grid::side() + 12, kRows * Grid::side());
    column->addWidget(scroll_);
    connect(search_, &QLineEdit::textChanged, this, [this](const QString& words) {
        if (words.trimmed().isEmpty()) return show_category(category_);
        show_signs(tr("Found"), emoji_for(words));
    });
    search_->installEventFilter(this);
    show_category(settings_.recent_emoji().isEmpty() ? u"smileys"_s : u"recent"_s);
    adjustSize();
    if (!testAttribute(Qt::WA_TranslucentBackground)) {  // no shadow then, and no black where it would be
        QPainterPath box;
        box.addRoundedRect(box_of(rect()), kCorner, kCorner);
        setMask(box.toFillPolygon().toPolygon());
    }
    // Above the button, its right edges in line; inside the screen in any case.
    const QRect screen = near->screen()->availableGeometry();
    QPoint at =
        near->mapToGlobal(QPoint(near->width() + kShadow, 0)) - QPoint(width(), height() - kShadow + 8);
    if (at.y() < screen.top()) at.setY(near->mapToGlobal(QPoint(0, near->height())).y() - kShadow + 8);
    at.setX(std::clamp(at.x(), screen.left() - kShadow,
                       std::max(screen.left(), screen.right() - width() + kShadow)));
    move(at);
    search_->setFocus();
}

void EmojiPicker::show_category(const QString& category) {
    category_ = category;
    for (std::size_t index = 0; index < tabs_.size(); ++index) {
        if (QString::fromLatin1(kTabs[index].category) != category) continue;
        tabs_[index]->setChecked(true);
        QStringList signs;
        if (category == u"recent"_s) signs = settings_.recent_emoji();
        for (const Emoji& emoji : all_emoji()) {
            if (emoji.category == category) signs.append(emoji.sign);
        }
        show_signs(tr(kTabs[index].name), signs);
    }
}

void EmojiPicker::show_signs(const QString& heading, const QStringList& signs) {
    heading_->setText(signs.isEmpty() ? tr("Nothing found") : heading);
    grid_->set_signs(signs);
    scroll_->verticalScrollBar()->setValue(0);
}

void EmojiPicker::take(const QString& sign) {
    settings_.note_emoji(sign);
    Q_EMIT chosen(sign);
    close();
}

void EmojiPicker::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = box_of(rect());
    paint_elevation(painter, box, kCorner, 2);
    painter.setPen(QPen(theme().color(Token::Line), 1));
    painter.setBrush(theme().color(Token::Surface));
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), kCorner, kCorner);
}

void EmojiPicker::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        close();
        return;
    }
    QWidget::keyPressEvent(event);
}

bool EmojiPicker::eventFilter(QObject* watched, QEvent* event) {
    if (watched == search_ && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            if (!grid_->current().isEmpty()) take(grid_->current());
            return true;
        }
        if (key == Qt::Key_Down) {
            grid_->setFocus(Qt::TabFocusReason);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace culver::desktop
