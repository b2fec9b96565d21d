// SPDX-License-Identifier: Apache-2.0
// Voice messages in ConversationPane: what is spoken goes to the conversation it was begun in, and waits
// there when it could not be sent.
#include "ui/desktop/model/conversation_model.h"
#include "ui/desktop/view/conversation_pane.h"

namespace culver::desktop {

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
    connect(&player_, &Player::moved, view_->viewport(), qOverload<>(&QWidget::update));
    connect(&player_, &Player::failed, this, [this] {
        shell_.toast(tr("This cannot be heard"),
                     tr("No loudspeaker answers, or the voice message is damaged."));
    });
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

QStringList ConversationPane::say_voices(const Composer::Written& written) {
    QStringList rest;
    for (const QString& path : written.paths) {
        const auto found = voices_.find(path);
        if (found == voices_.end()) {
            rest.append(path);
            continue;
        }
        Composer::Written voice;
        voice.paths = {path};
        desk_.attach_voice({id_}, path, found->second, {}, sent_or_back(std::move(voice)));
    }
    return rest;
}

std::optional<VoicePlace> ConversationPane::voice_at(const QString& path) const {
    if (path != player_.path()) return std::nullopt;
    return VoicePlace{player_.milliseconds(), player_.playing()};
}

}  // namespace culver::desktop
