// SPDX-License-Identifier: Apache-2.0
// Pictures, voice messages and small files in conversations.
#include "app/api.h"
#include "app/chat_refusal.h"

#include <algorithm>

namespace culver::app {

using control::Outcome;
namespace method = control::method;

namespace {

std::optional<store::MediaKind> media_kind(control::AttachmentKind kind) {
    switch (kind) {
        case control::AttachmentKind::Picture: return store::MediaKind::Picture;
        case control::AttachmentKind::Voice: return store::MediaKind::Voice;
        case control::AttachmentKind::File: return store::MediaKind::File;
        case control::AttachmentKind::Unknown: break;
    }
    return std::nullopt;
}

}  // namespace

control::Answered<method::ChatAttach> Api::answer(method::ChatAttach request) {
    if (!request.path || !request.path->starts_with('/'))
        co_return control::refuse(Outcome::Usage, "The parameter path is the absolute path of a file.");
    const bool is_drawn =
        request.waveform.size() <= chat::kMaxWaveform &&
        std::ranges::all_of(request.waveform, [](auto height) { return height <= chat::kMaxHeight; });
    if (!is_drawn)
        co_return control::refuse(Outcome::BadValue, "A waveform has at most 128 heights from 0 to 100.");
    if (request.name && request.name->size() > chat::kMaxAttachmentNameBytes)
        co_return control::refuse(Outcome::BadValue, "The name of an attachment has at most 255 bytes.");
    auto to = co_await where_all(std::move(request.peers), request.accept_new);
    if (!to) co_return std::unexpected(std::move(to.error()));
    chat::Attachments::Wish wish;
    if (request.kind) wish.kind = media_kind(*request.kind);
    wish.name = std::move(request.name);
    for (const auto height : request.waveform) wish.waveform.push_back(static_cast<std::uint8_t>(height));
    auto kept = co_await parts_.attachments.keep(*request.path, std::move(wish));
    if (!kept && kept.error().code.category() == boost::system::system_category())
        co_return control::refuse(Outcome::Disk, kept.error());
    if (!kept) co_return refuse_chat(kept.error());
    chat::Draft draft;
    draft.kind = chat::OperationKind::Attachment;
    draft.text = std::move(request.text);
    draft.attachment = kept->label;
    co_return co_await say_to_all(std::move(*to), std::move(request.reply_to), std::move(draft));
}

control::Answered<method::ChatFetch> Api::answer(method::ChatFetch request) {
    auto conversation = co_await where(std::move(request.peer), false);
    if (!conversation) co_return std::unexpected(std::move(conversation.error()));
    const auto id = MessageId::parse(request.id);
    if (!id) co_return control::refuse(Outcome::NoSuchMessage, "There is no message with this id.");
    auto message = co_await parts_.attachments.fetch(*conversation, *id);
    if (message) co_return row_of(*message);
    if (message.error().code == chat::ChatErrc::WrongKind)
        co_return control::refuse(Outcome::WrongState, "This message carries nothing that could be fetched.");
    co_return refuse_chat(message.error());
}

}  // namespace culver::app
