// SPDX-License-Identifier: Apache-2.0
#include "ui/cli/chat_completion.h"

#include "base/text.h"

#include <algorithm>
#include <filesystem>

namespace culver::cli {
namespace {

constexpr std::size_t kMaxChoices = 200;  // files of a large folder

// Those that begin so, whatever their case; printable ones only, since they stand on the screen.
std::vector<std::string> beginning_with(const std::vector<std::string>& words, std::string_view beginning) {
    std::vector<std::string> found;
    const std::string wanted = fold_name(beginning);
    for (const auto& word : words) {
        if (fold_name(word).starts_with(wanted) && printable(word) == word) found.push_back(word);
    }
    std::ranges::sort(found);
    const auto repeated = std::ranges::unique(found);
    found.erase(repeated.begin(), repeated.end());
    return found;
}

std::vector<std::string> files_beginning_with(std::string_view path) {
    const auto slash = path.rfind('/');
    const std::string folder(slash == std::string_view::npos ? "" : path.substr(0, slash + 1));
    const std::string_view name = path.substr(folder.size());
    std::vector<std::string> found;
    std::error_code failed;
    std::filesystem::directory_iterator all(folder.empty() ? "." : folder, failed);
    for (; !failed && all != std::filesystem::directory_iterator(); all.increment(failed)) {
        const auto entry = all->path().filename().string();
        if (!entry.starts_with(name) || (entry.starts_with('.') && name.empty())) continue;
        if (printable(entry) != entry || found.size() >= kMaxChoices) continue;
        std::error_code unknown;
        found.push_back(folder + entry + (all->is_directory(unknown) ? "/" : ""));
    }
    std::ranges::sort(found);
    return found;
}

}  // namespace

const std::vector<ChatCommand>& chat_commands() {
    static const std::vector<ChatCommand> commands{
        {"/help", "", {"These commands", "显示这些命令"}},
        {"/reply", "TEXT", {"Answer the last message of others", "回复对方的最后一条消息"}},
        {"/edit", "TEXT", {"Change the words of your last message", "修改自己的最后一条消息"}},
        {"/recall", "", {"Take your last message back", "撤回自己的最后一条消息"}},
        {"/react", "SIGN", {"Answer the last message of others with a sign", "用表情回应最后一条消息"}},
        {"/confirm", "", {"Confirm the last notice", "确认最后一条通知"}},
        {"/attach", "FILE", {"Attach a picture, a voice message or a small file", "附上图片、语音或小文件"}},
        {"/send", "FILE", {"Send a file or folder", "发送文件或文件夹"}},
        {"/fetch", "", {"Fetch the last attachment", "接收最后一个附件"}},
        {"/buzz", "", {"Ask for attention", "提醒对方"}},
        {"/presence", "STATE", {"available, away, busy or dnd", "available、away、busy 或 dnd"}},
        {"/to", "NAME", {"Go on with another peer or group", "切换到其他人或群组"}},
        {"/quit", "", {"End; as Ctrl-D", "结束，同 Ctrl-D"}}};
    return commands;
}

LineEditor::Completions complete_chat(std::string_view line, const ChatNames& names) {
    const auto blank = line.find(' ');
    if (line.starts_with('/') && blank == std::string_view::npos) {
        std::vector<std::string> words;
        for (const auto& command : chat_commands()) words.emplace_back(command.name);
        return {0, beginning_with(words, line)};
    }
    if (line.starts_with('/')) {
        const auto command = line.substr(0, blank);
        const auto argument = line.substr(blank + 1);
        if (command == "/attach" || command == "/send") return {blank + 1, files_beginning_with(argument)};
        if (command == "/to") return {blank + 1, beginning_with(names.peers, argument)};
        if (command == "/presence")
            return {blank + 1, beginning_with({"available", "away", "busy", "dnd"}, argument)};
    }
    const auto at = line.rfind('@');
    if (at == std::string_view::npos || (at > 0 && line[at - 1] != ' ')) return {line.size(), {}};
    return {at + 1, beginning_with(names.people, line.substr(at + 1))};
}

}  // namespace culver::cli
