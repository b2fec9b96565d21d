// SPDX-License-Identifier: Apache-2.0
// The pointer and the keys of ConversationView.
#include "ui/desktop/look/paint.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/view/bubble_measures.h"
#include "ui/desktop/view/conversation_aloud.h"
#include "ui/desktop/view/conversation_parts.h"
#include "ui/desktop/view/conversation_view.h"
#include "ui/desktop/view/received_file.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QTextBoundaryFinder>
#include <QToolTip>
#include <algorithm>

namespace culver::desktop {

using namespace Qt::StringLiterals;

namespace {

bool is_bubble(const ConversationItem& item) {
    return item.kind == ConversationItem::Kind::Message || item.kind == ConversationItem::Kind::File;
}

bool is_voice(const ConversationItem* item) {
    return item != nullptr && item->message && item->message->attachment &&
           item->message->attachment->kind == control::AttachmentKind::Voice;
}

bool may_be_answered(const ConversationItem& item) {
    return item.message && item.message->state != control::MessageState::Recalled;
}

}  // namespace

ConversationView::Under ConversationView::under(const QPointF& position) const {
    const double y = position.y() + verticalScrollBar()->value() - content_shift();
    const int row = heights_.row_at(y);
    if (row < 0 || y < 0 || y >= heights_.total()) return {};
    return {row, QPointF(position.x() - column_left(), y - heights_.top(row))};
}

const Spot* ConversationView::spot_at(const Under& under) const {
    const auto found = bubbles_.find(under.row);
    if (found == bubbles_.end()) return nullptr;
    for (const Spot& spot : found->second.spots()) {
        if (spot.box.contains(under.point)) return &spot;
    }
    return nullptr;
}

QString ConversationView::link_at(const Under& under) const {
    const auto found = bubbles_.find(under.row);
    if (found == bubbles_.end() || found->second.words() == nullptr) return {};
    return found->second.words()->link_at(under.point - found->second.words_at());
}

void ConversationView::hover(const QPointF& position) {
    const Under at = under(position);
    const Spot* spot = spot_at(at);
    int index = -1;
    if (spot != nullptr) index = static_cast<int>(spot - bubbles_.at(at.row).spots().data());
    const bool link = spot == nullptr && !link_at(at).isEmpty();
    const auto found = bubbles_.find(at.row);
    const bool words = found != bubbles_.end() && found->second.words() != nullptr &&
                       !found->second.words()->empty() && found->second.body().contains(at.point);
    viewport()->setCursor(spot != nullptr || link ? Qt::PointingHandCursor
                          : words                 ? Qt::IBeamCursor
                                                  : Qt::ArrowCursor);
    if (at.row == hovered_ && index == hot_spot_) return;
    hovered_ = at.row;
    hot_spot_ = index;
    place_hover_bar();
    viewport()->update();
}

void ConversationView::place_hover_bar() {
    const ConversationItem* one = item(hovered_);
    const bool shown =
        one != nullptr && may_be_answered(*one) && bubbles_.contains(hovered_) && !selecting_ && underMouse();
    hover_bar_->setVisible(shown);
    if (!shown) return;
    hover_bar_->adjustSize();
    const QRectF body = bubbles_.at(hovered_).body().translated(column_origin(hovered_));
    // Beside the bubble where there is room, else over its upper edge.
    const int wide = hover_bar_->width();
    double x = one->own ? body.left() - wide - 8 : body.right() + 8;
    double y = body.top() + (std::min(body.height(), 48.0) - hover_bar_->height()) / 2;
    const double left = column_left() + 8;
    const double right = column_left() + column() - wide - 8;
    if (x < left || x > right) {
        x = one->own ? body.left() + 8 : body.right() - wide - 8;
        y = body.top() - hover_bar_->height() / 2.0 - 2;
    }
    hover_bar_->move(static_cast<int>(std::clamp(x, left, std::max(left, right))),
                     static_cast<int>(std::max(2.0, y)));
}

// In the message where the pointer went down, also when it is elsewhere by now.
void ConversationView::seek(const QPointF& position, bool held) {
    const auto row = std::ranges::find_if(bubbles_, [this](const auto& one) {
        const ConversationItem* here = item(one.first);
        return here != nullptr && here->key == sought_;
    });
    if (!held) sought_.clear();
    if (row == bubbles_.end()) {
        if (!held) Q_EMIT seek_wanted(-1, 0, false);
        return;
    }
    for (const Spot& spot : row->second.spots()) {
        if (spot.act != Act::SeekVoice) continue;
        const double x = position.x() - column_left() - spot.box.left();
        const double share = std::clamp(x / std::max(1.0, spot.box.width()), 0.0, 1.0);
        return Q_EMIT seek_wanted(row->first, share, held);
    }
}

void ConversationView::mouseMoveEvent(QMouseEvent* event) {
    if (!sought_.isEmpty()) return seek(event->position(), true);
    if (selecting_ && selected_row_ >= 0 && bubbles_.contains(selected_row_)) {
        const Bubble& one = bubbles_.at(selected_row_);
        if (one.words() == nullptr) return;  // the row has become another meanwhile
        const QPointF point = event->position() - column_origin(selected_row_) - one.words_at();
        select_to_ = one.words()->position_at(point);
        viewport()->update();
        return;
    }
    hover(event->position());
}

void ConversationView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    hover(event->position());
    current_ = -1;
    selected_row_ = -1;
    const Under at = under(event->position());
    const Spot* spot = spot_at(at);
    if (const ConversationItem* one = item(at.row);
        one != nullptr && spot != nullptr && spot->act == Act::SeekVoice) {
        sought_ = one->key;
        return seek(event->position(), true);
    }
    pressed_ = spot != nullptr || !link_at(at).isEmpty();
    const ConversationItem* pressed_on = item(at.row);
    pressed_key_ = pressed_on != nullptr ? pressed_on->key : QString();
    const auto found = bubbles_.find(at.row);
    if (!pressed_ && found != bubbles_.end() && found->second.words() != nullptr &&
        found->second.body().contains(at.point)) {
        selected_row_ = at.row;
        select_from_ = select_to_ = found->second.words()->position_at(at.point - found->second.words_at());
        selecting_ = true;
        hover_bar_->hide();
    }
    viewport()->update();
}

void ConversationView::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    if (!sought_.isEmpty()) return seek(event->position(), false);
    selecting_ = false;
    if (selected_row_ >= 0 && select_from_ == select_to_) selected_row_ = -1;
    if (selected_row_ >= 0 && QApplication::clipboard()->supportsSelection()) {
        QApplication::clipboard()->setText(selected_text(), QClipboard::Selection);
    }
    const bool pressed = std::exchange(pressed_, false);
    const Under at = under(event->position());
    viewport()->update();
    const ConversationItem* let_go_on = item(at.row);
    if (!pressed || let_go_on == nullptr || let_go_on->key != pressed_key_) return;
    if (const Spot* spot = spot_at(at)) {
        const Act act = spot->act;
        const QString target = spot->target;  // the bubble may go while it is acted upon
        Q_EMIT acted(act, at.row, target);
    } else if (const QString link = link_at(at); !link.isEmpty()) {
        Q_EMIT acted(Act::OpenLink, at.row, link);
    }
}

void ConversationView::mouseDoubleClickEvent(QMouseEvent* event) {
    const Under at = under(event->position());
    const auto found = bubbles_.find(at.row);
    if (found == bubbles_.end() || found->second.words() == nullptr) return;
    if (found->second.body().contains(at.point)) {
        select_word(at);
    } else if (const ConversationItem* one = item(at.row); one != nullptr && may_be_answered(*one)) {
        Q_EMIT reply_wanted(at.row);
    }
}

void ConversationView::select_word(const Under& under) {
    const Bubble& one = bubbles_.at(under.row);
    const int at = one.words()->position_at(under.point - one.words_at());
    QTextBoundaryFinder words(QTextBoundaryFinder::Word, one.words()->plain());
    words.setPosition(at);
    const auto start = words.isAtBoundary() ? at : words.toPreviousBoundary();
    const auto end = words.toNextBoundary();
    selected_row_ = under.row;
    select_from_ = static_cast<int>(std::max<qsizetype>(0, start));
    select_to_ = static_cast<int>(end < 0 ? one.words()->plain().size() : end);
    viewport()->update();
}

QString ConversationView::selected_text() const {
    const auto found = bubbles_.find(selected_row_);
    if (found == bubbles_.end() || found->second.words() == nullptr) return {};
    return found->second.words()->plain().mid(std::min(select_from_, select_to_),
                                              std::abs(select_to_ - select_from_));
}

void ConversationView::leaveEvent(QEvent*) {
    hovered_ = hot_spot_ = -1;
    hover_bar_->hide();
    viewport()->update();
}

void ConversationView::wheelEvent(QWheelEvent* event) {
    // Touchpads say pixels; the bar alone would turn them into lines.
    if (!event->pixelDelta().isNull()) {
        verticalScrollBar()->setValue(verticalScrollBar()->value() - event->pixelDelta().y());
        event->accept();
        return;
    }
    QAbstractScrollArea::wheelEvent(event);
}

bool ConversationView::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const Under at = under(help->pos());
        const Spot* spot = spot_at(at);
        const QString link = spot == nullptr ? link_at(at) : QString();
        const ConversationItem* one = item(at.row);
        const bool names_it = spot == nullptr || spot->act == Act::OpenFile || spot->act == Act::Unfold;
        const QString names = names_it && one != nullptr && one->transfer && bubbles_.contains(at.row) &&
                                      bubbles_.at(at.row).body().contains(at.point)
                                  ? names_tip(*one->transfer)
                                  : QString();
        if (!names.isEmpty()) {
            QToolTip::showText(help->globalPos(), safe_tip(names), this);
        } else if (spot != nullptr && !spot->tip.isEmpty()) {
            QToolTip::showText(help->globalPos(), safe_tip(spot->tip), this);
        } else if (!link.isEmpty()) {
            QToolTip::showText(help->globalPos(), safe_tip(link), this);
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void ConversationView::set_current(int row) {
    current_ = row;
    if (row >= 0 && row < heights_.count()) {
        const QRect box = row_rect(row);
        QScrollBar* bar = verticalScrollBar();
        if (box.top() < 0) bar->setValue(bar->value() + box.top() - 8);
        if (box.bottom() > viewport()->height())
            bar->setValue(bar->value() + box.bottom() - viewport()->height() + 8);
    }
    viewport()->update();
    tell_focus(*this);
}

void ConversationView::step(int direction) {
    int row = current_ < 0 ? heights_.count() : current_;
    do {
        row += direction;
    } while (row >= 0 && row < heights_.count() && !is_bubble(feed_.item(row)));
    if (row >= 0 && row < heights_.count()) set_current(row);
}

void ConversationView::keyPressEvent(QKeyEvent* event) {
    QScrollBar* bar = verticalScrollBar();
    if (event->matches(QKeySequence::Copy)) {
        QString text = selected_text();
        const ConversationItem* one = item(current_);
        if (text.isEmpty() && one != nullptr) text = one->text;
        if (!text.isEmpty()) QApplication::clipboard()->setText(text);
        return;
    }
    switch (event->key()) {
        case Qt::Key_Space:
            if (current_ >= 0 && unfold(current_, !unfolded(current_))) return;
            if (current_ < 0 || !is_voice(item(current_))) break;
            for (const Spot& spot : bubble(current_).spots()) {
                if (spot.act == Act::PlayVoice) return Q_EMIT acted(spot.act, current_, QString(spot.target));
            }
            break;
        case Qt::Key_Left:
        case Qt::Key_Right:
            if (current_ >= 0 && unfold(current_, event->key() == Qt::Key_Right)) return;
            if (current_ < 0 || !is_voice(item(current_))) break;
            return Q_EMIT seek_stepped(current_, event->key() == Qt::Key_Right ? 1 : -1);
        case Qt::Key_Up: return step(-1);
        case Qt::Key_Down: return step(1);
        case Qt::Key_PageUp: return bar->triggerAction(QAbstractSlider::SliderPageStepSub);
        case Qt::Key_PageDown: return bar->triggerAction(QAbstractSlider::SliderPageStepAdd);
        case Qt::Key_Home: return bar->setValue(0);
        case Qt::Key_End: scroll_to_end(); return Q_EMIT latest_wanted();
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Menu:
            if (current_ >= 0) {
                const QRectF body = bubble(current_).body().translated(column_origin(current_));
                Q_EMIT menu_wanted(current_, viewport()->mapToGlobal(body.center().toPoint()), {});
            }
            return;
        case Qt::Key_Escape:
            if (selected_row_ >= 0 || current_ >= 0) {
                selected_row_ = current_ = -1;
                viewport()->update();
                return;
            }
            break;
        default: break;
    }
    const QString text = event->text();
    const auto with = event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier);
    if (with == Qt::NoModifier && !text.isEmpty() && text[0].isPrint()) {
        Q_EMIT typed(text);
        return;
    }
    event->ignore();
}

void ConversationView::contextMenuEvent(QContextMenuEvent* event) {
    if (event->reason() == QContextMenuEvent::Keyboard) {
        if (current_ < 0) return;
        const QRectF body = bubble(current_).body().translated(column_origin(current_));
        Q_EMIT menu_wanted(current_, viewport()->mapToGlobal(body.center().toPoint()), {});
        return;
    }
    const Under at = under(event->pos());
    const ConversationItem* one = item(at.row);
    if (one != nullptr && is_bubble(*one)) Q_EMIT menu_wanted(at.row, event->globalPos(), link_at(at));
}

}  // namespace culver::desktop
