// SPDX-License-Identifier: Apache-2.0
#include "app/api.h"

namespace culver::app {

namespace method = control::method;

namespace {

std::unexpected<control::Refusal> not_available() {
    return control::refuse(control::Outcome::Unsupported,
                           "This node cannot do that yet; a later version of Culver can.");
}

}  // namespace

control::Answered<method::ChatBroadcast> Api::answer(method::ChatBroadcast) {
    co_return not_available();
}

control::Answered<method::ChatConversations> Api::answer(method::ChatConversations) {
    co_return not_available();
}

control::Answered<method::ChatMessage> Api::answer(method::ChatMessage) {
    co_return not_available();
}

control::Answered<method::ChatEdit> Api::answer(method::ChatEdit) {
    co_return not_available();
}

control::Answered<method::ChatRecall> Api::answer(method::ChatRecall) {
    co_return not_available();
}

control::Answered<method::ChatReact> Api::answer(method::ChatReact) {
    co_return not_available();
}

control::Answered<method::ChatConfirm> Api::answer(method::ChatConfirm) {
    co_return not_available();
}

control::Answered<method::ChatTyping> Api::answer(method::ChatTyping) {
    co_return not_available();
}

control::Answered<method::ChatBuzz> Api::answer(method::ChatBuzz) {
    co_return not_available();
}

control::Answered<method::ChatExport> Api::answer(method::ChatExport) {
    co_return not_available();
}

control::Answered<method::ChatImport> Api::answer(method::ChatImport) {
    co_return not_available();
}

control::Answered<method::PresenceGet> Api::answer(method::PresenceGet) {
    co_return not_available();
}

control::Answered<method::PresenceSet> Api::answer(method::PresenceSet) {
    co_return not_available();
}

control::Answered<method::ProfileGet> Api::answer(method::ProfileGet) {
    co_return not_available();
}

control::Answered<method::ProfileSet> Api::answer(method::ProfileSet) {
    co_return not_available();
}

control::Answered<method::GroupCreate> Api::answer(method::GroupCreate) {
    co_return not_available();
}

control::Answered<method::GroupQuery> Api::answer(method::GroupQuery) {
    co_return not_available();
}

control::Answered<method::GroupShow> Api::answer(method::GroupShow) {
    co_return not_available();
}

control::Answered<method::GroupAdd> Api::answer(method::GroupAdd) {
    co_return not_available();
}

control::Answered<method::GroupRemove> Api::answer(method::GroupRemove) {
    co_return not_available();
}

control::Answered<method::GroupAppoint> Api::answer(method::GroupAppoint) {
    co_return not_available();
}

control::Answered<method::GroupJoin> Api::answer(method::GroupJoin) {
    co_return not_available();
}

control::Answered<method::GroupLeave> Api::answer(method::GroupLeave) {
    co_return not_available();
}

control::Answered<method::GroupRename> Api::answer(method::GroupRename) {
    co_return not_available();
}

}  // namespace culver::app
