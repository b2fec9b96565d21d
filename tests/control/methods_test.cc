// SPDX-License-Identifier: Apache-2.0
// docs/control-api.md is held to the code: every method, key, event, word and error, and none that does not
// exist.
#include "control/methods.h"

#include "control/event.h"
#include "control/method_fields.h"
#include "control/outcome.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace culver::control {
namespace {

using Keys = std::vector<std::string>;

// The visitor that lists.
struct Lister {
    Keys keys;
    void operator()(const char* key, const auto&) { keys.emplace_back(key); }
    void required(const char* key, const auto&) { keys.emplace_back(key); }
    void when_set(const char* key, const auto&) { keys.emplace_back(key); }
    void path(const char* key, const auto&) { keys.emplace_back(key); }
};

template <class Row>
Keys keys_of() {
    Lister lister;
    const Row row{};
    fields(lister, row);
    return lister.keys;
}

// The document by heading (without marks): the cells of its tables' rows, without the header and the rule
// below it.
class Document {
public:
    Document() {
        std::ifstream file(CULVER_SOURCE_DIR "/docs/control-api.md");
        EXPECT_TRUE(file.is_open());
        std::string heading;
        bool in_body = false;
        for (std::string line; std::getline(file, line);) {
            if (line.starts_with("#")) heading = without_marks(line.substr(line.find(' ') + 1));
            if (line.starts_with("#")) tables_[heading];
            if (!line.starts_with("|"))
                in_body = false;
            else if (line.starts_with("|---"))
                in_body = true;
            else if (in_body)
                tables_[heading].push_back(cells_of(line));
        }
    }

    [[nodiscard]] bool has(const std::string& heading) const { return tables_.contains(heading); }
    [[nodiscard]] const std::vector<Keys>& table(const std::string& heading) const {
        static const std::vector<Keys> kNone;
        const auto found = tables_.find(heading);
        return found != tables_.end() ? found->second : kNone;
    }
    [[nodiscard]] Keys first_column(const std::string& heading) const {
        Keys column;
        for (const auto& row : table(heading)) column.push_back(without_marks(row.at(0)));
        return column;
    }
    // The headings that were written in code marks below "Methods" hold a dot.
    [[nodiscard]] std::set<std::string> methods() const {
        std::set<std::string> names;
        for (const auto& [heading, rows] : tables_) {
            if (heading.find('.') != std::string::npos) names.insert(heading);
        }
        return names;
    }

    static std::string without_marks(std::string text) {
        std::erase(text, '`');
        return text;
    }

private:
    static Keys cells_of(const std::string& line) {
        Keys cells;
        std::istringstream parts(line.substr(1));
        for (std::string cell; std::getline(parts, cell, '|');) {
            const auto begin = cell.find_first_not_of(' ');
            const auto end = cell.find_last_not_of(' ');
            cells.push_back(begin == std::string::npos ? "" : cell.substr(begin, end - begin + 1));
        }
        return cells;
    }

    std::map<std::string, std::vector<Keys>> tables_;
};

const Document& document() {
    static const Document read;
    return read;
}

// Answers that are a row are described in the row's own section.
template <class Answer>
constexpr bool kIsRow =
    std::same_as<Answer, NodeStatus> || std::same_as<Answer, PeerRow> || std::same_as<Answer, TransferRow> ||
    std::same_as<Answer, AutoAcceptRule> || std::same_as<Answer, ConfigEntry> ||
    std::same_as<Answer, IdentityRow> || std::same_as<Answer, MessageRow> || std::same_as<Answer, GroupRow> ||
    std::same_as<Answer, PresenceRow> || std::same_as<Answer, ProfileRow> ||
    std::same_as<Answer, NetworkRow> || std::same_as<Answer, VerificationRow> ||
    std::same_as<Answer, TrustRow> || std::same_as<Answer, ExportRow> || std::same_as<Answer, ImportRow> ||
    std::same_as<Answer, BuzzRow>;

template <class Method>
void expect_documented() {
    const std::string name(Method::kName);
    EXPECT_TRUE(document().has(name)) << name;
    Keys expected = keys_of<Method>();
    if constexpr (!kIsRow<typename Method::Answer>) {
        const Keys answer = keys_of<typename Method::Answer>();
        expected.insert(expected.end(), answer.begin(), answer.end());
    }
    EXPECT_EQ(document().first_column(name), expected) << name;
}

template <class... Method>
std::set<std::string> expect_all_documented(std::type_identity<std::tuple<Method...>>) {
    (expect_documented<Method>(), ...);
    return {std::string(Method::kName)...};
}

template <class... OneEvent>
Keys event_names(std::type_identity<std::variant<OneEvent...>>) {
    return {std::string(OneEvent::kName)...};
}

template <class Enumeration>
std::string words_of() {
    std::string words;
    for (const auto& word : kWords<Enumeration>) words += (words.empty() ? "" : " ") + std::string(word.text);
    return words;
}

TEST(Methods, AllAndNoOthersAreDocumented) {
    EXPECT_EQ(document().methods(), expect_all_documented(std::type_identity<Methods>{}));
}

TEST(Methods, TheKeysOfRowsAreDocumented) {
    EXPECT_EQ(document().first_column("Status row"), keys_of<NodeStatus>());
    EXPECT_EQ(document().first_column("Way row"), keys_of<WayState>());
    EXPECT_EQ(document().first_column("Warning row"), keys_of<WarningRow>());
    EXPECT_EQ(document().first_column("Peer row"), keys_of<PeerRow>());
    EXPECT_EQ(document().first_column("Message row"), keys_of<MessageRow>());
    EXPECT_EQ(document().first_column("Said row"), keys_of<SaidRow>());
    EXPECT_EQ(document().first_column("Transfer row"), keys_of<TransferRow>());
    EXPECT_EQ(document().first_column("Offered file row"), keys_of<OfferedFile>());
    EXPECT_EQ(document().first_column("Error row"), keys_of<TransferError>());
    EXPECT_EQ(document().first_column("Sent row"), keys_of<SentRow>());
    EXPECT_EQ(document().first_column("Rule row"), keys_of<AutoAcceptRule>());
    EXPECT_EQ(document().first_column("Setting row"), keys_of<ConfigEntry>());
    EXPECT_EQ(document().first_column("Identity row"), keys_of<IdentityRow>());
    EXPECT_EQ(document().first_column("Finding row"), keys_of<Finding>());
    EXPECT_EQ(document().first_column("Group row"), keys_of<GroupRow>());
    EXPECT_EQ(document().first_column("Reaction row"), keys_of<ReactionRow>());
    EXPECT_EQ(document().first_column("Attachment row"), keys_of<AttachmentRow>());
    EXPECT_EQ(document().first_column("Conversation row"), keys_of<ConversationRow>());
    EXPECT_EQ(document().first_column("Member row"), keys_of<MemberRow>());
    EXPECT_EQ(document().first_column("Presence row"), keys_of<PresenceRow>());
    EXPECT_EQ(document().first_column("Profile row"), keys_of<ProfileRow>());
    EXPECT_EQ(document().first_column("Typing row"), keys_of<TypingRow>());
    EXPECT_EQ(document().first_column("Buzz row"), keys_of<BuzzRow>());
    EXPECT_EQ(document().first_column("Export row"), keys_of<ExportRow>());
    EXPECT_EQ(document().first_column("Import row"), keys_of<ImportRow>());
    EXPECT_EQ(document().first_column("Verification row"), keys_of<VerificationRow>());
    EXPECT_EQ(document().first_column("Trust row"), keys_of<TrustRow>());
}

TEST(Methods, TheEventsAreDocumented) {
    EXPECT_EQ(document().first_column("Events"), event_names(std::type_identity<EventBody>{}));
}

TEST(Methods, TheWordsAreDocumented) {
    std::map<std::string, std::string> words;
    for (const auto& row : document().table("Words")) words[row.at(0)] = Document::without_marks(row.at(1));
    EXPECT_EQ(words["presence"], words_of<Presence>());
    EXPECT_EQ(words["trust"], words_of<Trust>());
    EXPECT_EQ(words["protocol"], words_of<Protocol>());
    EXPECT_EQ(words["via"], words_of<Via>());
    EXPECT_EQ(words["state of a message"], words_of<MessageState>());
    EXPECT_EQ(words["kind of a message"], words_of<MessageKind>());
    EXPECT_EQ(words["kind of an attachment"], words_of<AttachmentKind>());
    EXPECT_EQ(words["state of an attachment"], words_of<AttachmentState>());
    EXPECT_EQ(words["direction"], words_of<Direction>());
    EXPECT_EQ(words["state of a transfer"], words_of<TransferState>());
    EXPECT_EQ(words["state of a way"], words_of<WayHealth>());
    EXPECT_EQ(words["severity"], words_of<Severity>());
    EXPECT_EQ(words["kind of a conversation"], words_of<ConversationKind>());
    EXPECT_EQ(words["state of a group"], words_of<GroupState>());
    EXPECT_EQ(words["role in a group"], words_of<GroupRole>());
    EXPECT_EQ(words["format of an export"], words_of<ExportFormat>());
    EXPECT_EQ(words.size(), 16u);
}

TEST(Methods, TheErrorsAreDocumented) {
    const auto& rows = document().table("Errors");
    ASSERT_EQ(rows.size(), outcome_table().size());
    for (std::size_t at = 0; at < rows.size(); ++at) {
        const auto& entry = outcome_table()[at];
        EXPECT_EQ(Document::without_marks(rows[at].at(0)), entry.word);
        EXPECT_EQ(rows[at].at(1), std::to_string(entry.rpc_code)) << entry.word;
        EXPECT_EQ(rows[at].at(2), std::to_string(entry.exit_code)) << entry.word;
    }
}

}  // namespace
}  // namespace culver::control
