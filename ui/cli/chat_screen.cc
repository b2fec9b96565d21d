// SPDX-License-Identifier: Apache-2.0
#include "ui/cli/chat_screen.h"

#include "base/text.h"
#include "ui/cli/arguments.h"
#include "ui/cli/table.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>

namespace culver::cli {

using control::Direction;
using control::MessageRow;
using control::MessageState;
namespace method = control::method;

namespace {

constexpr std::uint64_t kPage = 50;
constexpr std::string_view kPrompt = "> ";
constexpr std::size_t kFrame = 2;  // lines beneath the conversation: the bar and the line to write in
constexpr int kLookAgain = 1'000;  // milliseconds; typing ends by itself
constexpr std::chrono::seconds kTypingLasts{6};
constexpr std::chrono::seconds kTypingToldAgain{3};

ChatView::Size view_size(ChatView::Size whole) {
    return {whole.columns, whole.rows - kFrame};
}

std::string absolute(const std::string& path) {
    std::string whole = path;
    if (path.starts_with("~/")) {
        const char* home = std::getenv("HOME");  // NOLINT(concurrency-mt-unsafe): one thread
        if (home != nullptr) whole = home + path.substr(1);
    }
    return absolute_path(whole);
}

std::string without_blanks_at_end(std::string text) {
    while (!text.empty() && text.back() == ' ') text.pop_back();
    return text;
}

}  // namespace

Reply<ChatPartner> find_partner(control::Client& client, const std::string& word, bool accept_new) {
    const std::string id = word.starts_with("id:") ? word.substr(3) : word;
    const auto group = client.call(method::GroupShow{id});
    if (!group && group.error().outcome != Outcome::NoSuchGroup) return std::unexpected(group.error());
    const auto partner_of = [](const control::GroupRow& row) {
        return ChatPartner{row.id, "group:" + row.id, printable(row.name), true, row.people};
    };
    if (word.starts_with("group:") || (group && group->id == id))
        return group ? Reply<ChatPartner>(partner_of(*group)) : std::unexpected(group.error());
    const auto peer = client.call(method::PeerResolve{word, accept_new});
    // Several groups are called so: the node named them all.
    const bool is_one_of_several =
        !group && std::ranges::find(group.error().candidates, word, &control::Candidate::name) !=
                      group.error().candidates.end();
    if (is_one_of_several && (!peer || peer->name == word)) return std::unexpected(group.error());
    const bool is_groups_name = group && group->name == word;
    if (!peer && (peer.error().outcome != Outcome::NoSuchPeer || !is_groups_name))
        return std::unexpected(peer.error());
    if (!peer) return partner_of(*group);
    if (is_groups_name && peer->name == word) {
        return control::refuse(
            Outcome::AmbiguousPeer,
            "A peer and a group are called '" + printable(word) + "'; use name: or group: before it.",
            {{peer->id, word}, {group->id, word}});
    }
    return ChatPartner{peer->id, "id:" + peer->id, shown_name(peer->name, peer->id), false,
                       {},       peer->presence};
}

ChatScreen::ChatScreen(control::Client& client, ChatPartner partner)
    : client_(client),
      partner_(std::move(partner)),
      view_(Terminal::colours(), view_size(terminal_.size())),
      editor_([this](std::string_view line) { return complete_chat(line, names_); }) {}

Reply<int> ChatScreen::run() {
    if (auto subscribed = client_.call(method::EventsSubscribe{}); !subscribed)
        return std::unexpected(subscribed.error());
    if (auto opened = open(partner_); !opened) return std::unexpected(opened.error());
    for (;;) {
        draw();
        const auto next = client_.has_more() ? go_on(take_event()) : wait();
        if (!next && next.error().outcome == Outcome::Interrupted) return exit_code_of(Outcome::Interrupted);
        if (!next) return std::unexpected(next.error());
        if (*next == Next::End) return 0;
        if (*next == Next::Interrupted) return exit_code_of(Outcome::Interrupted);
    }
}

Reply<void> ChatScreen::open(ChatPartner partner) {
    partner_ = std::move(partner);
    typing_.clear();
    if (auto loaded = load_latest(); !loaded) return loaded;
    view_.note(text(phrase::kChatKeys, {partner_.name}));
    return load_names();
}

Reply<void> ChatScreen::load_latest() {
    view_.clear();
    earlier_.reset();
    method::ChatHistory request;
    request.peer = partner_.word;
    request.limit = kPage;
    const auto page = client_.call(request);
    if (!page) return std::unexpected(page.error());
    view_.add_earlier(page->messages);
    earlier_ = page->earlier;
    if (!page->messages.empty())
        (void)client_.call(method::ChatMarkRead{partner_.word, page->messages.back().id}).has_value();
    return {};
}

// Events were lost: what they told is asked for.
Reply<void> ChatScreen::look_again() {
    auto partner = find_partner(client_, partner_.word, false);
    if (!partner) return note_refusal(partner.error());
    partner_ = std::move(*partner);
    if (auto loaded = load_latest(); !loaded) return note_refusal(loaded.error());
    return load_names();
}

Reply<void> ChatScreen::load_earlier() {
    if (!earlier_) return {};
    method::ChatHistory request;
    request.peer = partner_.word;
    request.limit = kPage;
    request.before = earlier_;
    const auto page = client_.call(request);
    if (!page) return note_refusal(page.error());
    earlier_ = page->earlier;
    view_.add_earlier(page->messages);
    return {};
}

Reply<void> ChatScreen::load_names() {
    names_ = {};
    const auto peers = client_.call(method::PeersList{});
    if (!peers) return note_refusal(peers.error());
    for (const auto& row : peers->peers) {
        if (row.name) names_.peers.push_back(*row.name);
    }
    const auto groups = client_.call(method::GroupQuery{});
    if (!groups) return note_refusal(groups.error());
    for (const auto& row : groups->groups) names_.peers.push_back(row.name);
    for (const auto& person : partner_.people) {
        if (person.name) names_.people.push_back(*person.name);
    }
    if (partner_.is_group)
        names_.people.emplace_back("all");
    else
        names_.people.push_back(partner_.name);
    return {};
}

void ChatScreen::draw() {
    const auto whole = terminal_.size();
    view_.resize(view_size(whole));
    terminal_.draw(view_.window(), bar(), editor_.shown(whole.columns - kPrompt.size()), kPrompt);
}

std::string ChatScreen::bar() const {
    if (!editor_.choices().empty()) {
        std::string line;
        for (const auto& choice : editor_.choices()) line += " " + choice + " ";
        return line;
    }
    std::string line = " " + partner_.name;
    if (partner_.is_group)
        line += " (" + std::to_string(partner_.people.size()) + ")";
    else if (partner_.presence != control::Presence::Unknown)
        line += " · " + std::string(control::to_word(partner_.presence));
    if (!typing_.empty() && Clock::now() < typing_until_) line += " · " + text(phrase::kIsTyping, {typing_});
    if (view_.lines_below() > 0)
        line += " · " + text(phrase::kFurtherDown, {std::to_string(view_.lines_below())});
    return line;
}

Reply<ChatScreen::Next> ChatScreen::go_on(const Reply<void>& done) {
    if (!done) return std::unexpected(done.error());
    return Next::Go;
}

Reply<ChatScreen::Next> ChatScreen::wait() {
    std::array<pollfd, 3> watched{{{STDIN_FILENO, POLLIN, 0},
                                   {client_.descriptor(), POLLIN, 0},
                                   {client_.interrupt_descriptor(), POLLIN, 0}}};
    const int ready = ::poll(watched.data(), watched.size(), kLookAgain);
    if (ready <= 0) {
        if (ready == 0) keys_.settle();
        return Next::Go;
    }
    if (watched[2].revents != 0) return Next::Interrupted;
    if (watched[1].revents != 0) return go_on(take_event());
    return watched[0].revents != 0 ? take_keys() : Reply<Next>(Next::Go);
}

Reply<void> ChatScreen::take_event() {
    auto event = client_.next_event(Clock::now());
    if (!event) return std::unexpected(event.error());
    if (!*event) return {};
    const std::string name = (*event)->value("event", "");
    if (name == control::event::Lost::kName) return look_again();
    if (name.starts_with("message_")) take_row(**event, name);
    if (name == control::event::Typing::kName) take_typing(**event);
    if (name.starts_with("peer_")) take_peer(**event);
    if (name == control::event::GroupChanged::kName) return take_group(**event);
    if (name == control::event::Buzz::kName && (*event)->value("peer", "") == partner_.id) {
        view_.note(text(phrase::kBuzzesYou, {partner_.name}));
        terminal_.ring();
    }
    return {};
}

void ChatScreen::take_row(const Json& event, std::string_view name) {
    const auto row = decode<MessageRow>(event);
    if (!row || row->conversation != partner_.id) return;
    if (name != control::event::MessageArrived::kName) return view_.change(*row);
    view_.put(*row);
    typing_.clear();
    if (row->mentions_me) terminal_.ring();
    (void)client_.call(method::ChatMarkRead{partner_.word, row->id}).has_value();
}

void ChatScreen::take_typing(const Json& event) {
    const auto row = decode<control::TypingRow>(event);
    if (!row || row->conversation != partner_.id) return;
    typing_ = row->typing ? shown_name(row->peer_name, row->peer) : "";
    typing_until_ = Clock::now() + kTypingLasts;
}

void ChatScreen::take_peer(const Json& event) {
    const auto row = decode<control::PeerRow>(event);
    if (!row || row->id != partner_.id) return;
    partner_.presence = row->presence;
    if (row->name) partner_.name = printable(*row->name);
}

Reply<void> ChatScreen::take_group(const Json& event) {
    const auto row = decode<control::GroupRow>(event);
    if (row && row->id == partner_.id) {
        partner_.name = printable(row->name);
        partner_.people = row->people;
    }
    return load_names();
}

Reply<ChatScreen::Next> ChatScreen::take_keys() {
    std::array<char, 4096> piece{};
    const auto count = ::read(STDIN_FILENO, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) return Next::Go;
    if (count <= 0) return Next::End;  // the terminal is gone
    for (const auto& press : keys_.take({piece.data(), static_cast<std::size_t>(count)})) {
        auto next = take_key(press);
        if (!next || *next != Next::Go) return next;
    }
    tell_typing();
    return Next::Go;
}

Reply<ChatScreen::Next> ChatScreen::take_key(const KeyPress& press) {
    const auto page = static_cast<std::ptrdiff_t>(view_size(terminal_.size()).rows) - 1;
    if (press.key == Key::Interrupt) return Next::Interrupted;
    if (press.key == Key::EndOfFile && editor_.text().empty()) return Next::End;
    if (press.key == Key::PageUp) {
        if (view_.is_at_top()) {
            if (auto loaded = load_earlier(); !loaded) return std::unexpected(loaded.error());
        }
        view_.scroll(page);
        return Next::Go;
    }
    if (press.key == Key::PageDown) view_.scroll(-page);
    if (!editor_.press(press)) return Next::Go;
    view_.scroll_to_end();
    const std::string line = editor_.finish();
    told_typing_.reset();
    if (line.starts_with('/') && !line.starts_with("//")) return obey(without_blanks_at_end(line));
    return go_on(say(line.starts_with("//") ? line.substr(1) : line));
}

Reply<ChatScreen::Next> ChatScreen::obey(const std::string& line) {
    const auto blank = line.find(' ');
    const std::string command = line.substr(0, blank);
    const std::string argument = blank == std::string::npos ? "" : line.substr(blank + 1);
    if (command == "/quit") return Next::End;
    if (command == "/to") {
        auto partner = find_partner(client_, without_blanks_at_end(argument), false);
        return go_on(partner ? open(std::move(*partner)) : note_refusal(partner.error()));
    }
    if (command == "/help") {
        for (const auto& one : chat_commands())
            view_.note(pad(std::string(one.name) + " " + std::string(one.takes), 18) + text(one.help));
        return Next::Go;
    }
    const auto known = std::ranges::find(chat_commands(), command, &ChatCommand::name);
    if (known == chat_commands().end()) {
        view_.note(text(phrase::kNoChatCommand, {printable(command)}));
        return Next::Go;
    }
    const bool is_unknown_state = command == "/presence" && !control::from_word<control::Presence>(argument);
    if ((!known->takes.empty() && argument.empty() && command != "/react") || is_unknown_state) {
        view_.note(command + " " + std::string(known->takes) + ": " + text(known->help));
        return Next::Go;
    }
    return go_on(do_about(command, argument));
}

// What is said in a group to somebody with @ concerns them.
Reply<void> ChatScreen::say(const std::string& text) {
    method::ChatSay request;
    request.peers = {partner_.word};
    request.text = text;
    for (const auto& person : partner_.people) {
        if (person.name && text.find("@" + *person.name) != std::string::npos)
            request.mentions.push_back("id:" + person.id);
    }
    if (partner_.is_group && text.find("@all") != std::string::npos) request.mentions = {"all"};
    const auto said = client_.call(request);
    return said ? Reply<void>() : note_refusal(said.error());
}

Reply<void> ChatScreen::do_about(std::string_view command, const std::string& argument) {
    const auto& word = partner_.word;
    if (command == "/buzz") {
        const auto sent = client_.call(method::ChatBuzz{word});
        if (!sent) return note_refusal(sent.error());
        view_.note(text(phrase::kBuzzed, {partner_.name}));
        return {};
    }
    if (command == "/attach") {
        method::ChatAttach request;
        request.peers = {word};
        request.path = absolute(argument);
        return change(method::ChatAttach::kName, encode(request));
    }
    if (command == "/send") {
        method::TransferSend request;
        request.peers = {word};
        request.paths = {absolute(argument)};
        const auto sent = client_.call(request);
        if (!sent) return note_refusal(sent.error());
        for (const auto& row : sent->transfers) {
            view_.note(text(phrase::kTransferBegun,
                            {shown_name(row.peer_name, row.peer), row.transfer_id.substr(0, 8)}));
        }
        return {};
    }
    if (command == "/presence") {
        const auto presence = control::from_word<control::Presence>(argument);
        return change(method::PresenceSet::kName, encode(method::PresenceSet{presence, std::nullopt}));
    }
    const auto id = last_id(command);
    if (!id) {
        view_.note(text(phrase::kNoSuchLast));
        return {};
    }
    if (command == "/edit")
        return change(method::ChatEdit::kName, encode(method::ChatEdit{word, *id, argument}));
    if (command == "/recall") return change(method::ChatRecall::kName, encode(method::ChatRecall{word, *id}));
    if (command == "/react")
        return change(method::ChatReact::kName, encode(method::ChatReact{word, *id, argument}));
    if (command == "/confirm")
        return change(method::ChatConfirm::kName, encode(method::ChatConfirm{word, *id}));
    if (command == "/fetch") return change(method::ChatFetch::kName, encode(method::ChatFetch{word, *id}));
    method::ChatSay reply;
    reply.peers = {word};
    reply.text = argument;
    reply.reply_to = *id;
    return change(method::ChatSay::kName, encode(reply));
}

// The message that is meant: the last own one, or of others the last that can be.
std::optional<std::string> ChatScreen::last_id(std::string_view command) const {
    const bool is_own = command == "/edit" || command == "/recall";
    const auto fits = [&](const MessageRow& row) {
        if (row.state == MessageState::Recalled) return false;
        if (command == "/confirm" && row.kind != control::MessageKind::Notice) return false;
        if (command == "/fetch" && !row.attachment) return false;
        return row.direction == (is_own ? Direction::Out : Direction::In);
    };
    return view_.last(fits);
}

Reply<void> ChatScreen::change(std::string_view method, Json params) {
    const auto answer = client_.call(method, params);
    if (!answer) return note_refusal(answer.error());
    const auto row = decode<MessageRow>(*answer);
    if (row && row->conversation == partner_.id) view_.change(*row);
    return {};
}

Reply<void> ChatScreen::note_refusal(const Refusal& refusal) {
    if (refusal.outcome == Outcome::NotRunning || refusal.outcome == Outcome::Interrupted)
        return std::unexpected(refusal);
    view_.note("! " + refusal.message);
    return {};
}

void ChatScreen::tell_typing() {
    if (partner_.is_group || editor_.text().empty() || editor_.text().starts_with('/')) return;
    if (told_typing_ && Clock::now() - *told_typing_ < kTypingToldAgain) return;
    told_typing_ = Clock::now();
    (void)client_.call(method::ChatTyping{partner_.word, true}).has_value();
}

}  // namespace culver::cli
