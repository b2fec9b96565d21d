// SPDX-License-Identifier: Apache-2.0
// Voice messages in ConversationPane: what is spoken goes to the conversation it was begun in, and waits
// there when it could not be sent.
#include "ui/desktop/model/conversation_model.h"
#include "ui/desktop/view/conversation_pane.h"

#include <algorithm>
#include <utility>

namespace culver::desktop {

namespace {

constexpr int kStepMs = 5000;
constexpr int kLeastRest = 100;  // at the very end nothing is left to be heard

int last_place(int length) {
    return std::max(0, length - kLeastRest);
}

}  // namespace

void ConversationPane::wire_voice() {
    connect(composer_, &Composer::voice_begun, this, [this] {
        voice_for_ = id_;
        if (!player_.path().isEmpty()) player_.stop();  // the microphone would hear it
    });
    connect(composer_, &Composer::voice_recorded, this, &ConversationPane::take_voice);
    connect(composer_, &Composer::voice_failed, this, [this] {
        shell_.toast(
            tr("Nothing was recorded"),
            tr("No microphone answers. Connect one, or look at the sound settings of this computer."));
    });
    connect(composer_, &Composer::voice_cut_off, this, [this] {
        shell_.toast(tr("The recording was cut off"),
                     tr("The microphone no longer answers. What was recorded waits to be sent."));
    });
    connect(view_, &ConversationView::seek_wanted, this, &ConversationPane::seek_voice);
    connect(view_, &ConversationView::seek_stepped, this, [this](int row, int direction) {
        const auto [path, length] = heard_at(row);
        if (path.isEmpty()) return;
        const bool goes_on = player_.playing() && player_.path() == path;
        const int from = player_.path() == path ? player_.milliseconds() : 0;
        player_.place(path, std::clamp(from + direction * kStepMs, 0, last_place(length)));
        if (goes_on) player_.toggle(path);
    });
    connect(&player_, &Player::moved, view_->viewport(), qOverload<>(&QWidget::update));
    connect(&player_, &Player::failed, this, [this] {
        shell_.toast(tr("This cannot be heard"),
                     tr("No loudspeaker answers, or the voice message is damaged."));
    });
}

// The file of a voice message, and its length; empty for what is none, or is not here.
std::pair<QString, int> ConversationPane::heard_at(int row) const {
    const ConversationItem* item = view_->item(row);
    if (item == nullptr || !item->message || !item->message->attachment) return {};
    const auto& file = *item->message->attachment;
    if (file.kind != control::AttachmentKind::Voice || !file.path) return {};
    return {QString::fromStdString(*file.path),
            static_cast<int>(std::min<std::uint64_t>(file.duration_ms.value_or(0), Recorder::kLongestMs))};
}

void ConversationPane::seek_voice(int row, double share, bool held) {
    const auto [path, length] = heard_at(row);
    if (path.isEmpty()) {  // gone while it was held
        if (!held) seek_plays_.reset();
        return;
    }
    // What was paused stays so; what was not heard begins there.
    if (!seek_plays_) seek_plays_ = player_.playing() || player_.path() != path;
    player_.place(path, std::min(static_cast<int>(share * length), last_place(length)));
    if (held) return;
    if (*std::exchange(seek_plays_, std::nullopt)) player_.toggle(path);
}

void ConversationPane::take_voice(const QString& path, const std::vector<int>& waveform, bool send) {
    voices_[path] = waveform;
    Composer::Written voice;
    voice.paths = {path};
    if (!send || desk_.lock_of(voice_for_) != QString()) return give_back(voice_for_, voice);
    QString answered;
    if (voice_for_ == id_) {
        answered = composer_->standing().reply_to;
        composer_->take_reply();
        view_->scroll_to_end();
    }
    voice.reply_to = answered;
    desk_.attach_voice({voice_for_}, path, waveform, answered, sent_or_back(std::move(voice), voice_for_));
}

QStringList ConversationPane::say_voices(Composer::Written& written) {
    if (!takes_attachments()) return written.paths;
    QStringList rest;
    for (const QString& path : written.paths) {
        const auto found = voices_.find(path);
        if (found == voices_.end()) {
            rest.append(path);
            continue;
        }
        const Composer::Written voice = written.take({path});
        desk_.attach_voice({id_}, path, found->second, voice.reply_to, sent_or_back(voice));
    }
    return rest;
}

std::optional<VoicePlace> ConversationPane::voice_at(const QString& path) const {
    if (path != player_.path()) return std::nullopt;
    return VoicePlace{player_.milliseconds(), player_.playing()};
}

}  // namespace culver::desktop
