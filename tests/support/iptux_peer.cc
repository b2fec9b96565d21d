// SPDX-License-Identifier: Apache-2.0
// The engine of the real iptux without its window, for the host tests: orders come on stdin, what happens
// goes to stdout as one JSON line each.
//   text ADDRESS WORDS…   file ADDRESS PATH   folder ADDRESS PATH   get ADDRESS   quit
#include <arpa/inet.h>
#include <iptux-core/CoreThread.h>
#include <sys/stat.h>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <mutex>
#include <string>
#include <vector>

namespace {

std::mutex output;                    // iptux tells from threads of its own
std::vector<iptux::FileInfo> offers;  // under output

void print(const std::string& event, const std::vector<std::pair<std::string, std::string>>& fields) {
    Json::Value line;
    line["event"] = event;
    for (const auto& [name, value] : fields) line[name] = value;
    Json::StreamWriterBuilder builder;
    builder["indentation"] = "";
    builder["emitUTF8"] = true;
    const std::scoped_lock lock(output);
    std::cout << Json::writeString(builder, line) << std::endl;
}

std::string address_of(const in_addr& ipv4) {
    char text[INET_ADDRSTRLEN] = {};
    inet_ntop(AF_INET, &ipv4, text, sizeof text);
    return text;
}

void on_event(const std::shared_ptr<const iptux::Event>& event) {
    using iptux::EventType;
    if (event->getType() == EventType::NEW_PAL_ONLINE) {
        const auto pal = dynamic_cast<const iptux::NewPalOnlineEvent&>(*event).getPalInfo();
        print("online",
              {{"name", pal->getName()}, {"group", pal->getGroup()}, {"address", address_of(pal->ipv4)}});
    } else if (event->getType() == EventType::PAL_UPDATE) {
        const auto pal = dynamic_cast<const iptux::PalUpdateEvent&>(*event).getPalInfo();
        print("update", {{"name", pal->getName()}, {"group", pal->getGroup()}});
    } else if (event->getType() == EventType::PAL_OFFLINE) {
        print("offline",
              {{"address", dynamic_cast<const iptux::PalOfflineEvent&>(*event).GetPalKey().GetIpv4String()}});
    } else if (event->getType() == EventType::NEW_MESSAGE) {
        const auto& message = dynamic_cast<const iptux::NewMessageEvent&>(*event).getMsgPara();
        std::string text;
        for (const auto& part : message.dtlist) text += part.data;
        const bool is_error = message.stype == iptux::MessageSourceType::ERROR;
        print(is_error ? "error" : "message", {{"text", text}});
    } else if (event->getType() == EventType::NEW_SHARE_FILE_FROM_FRIEND) {
        const auto file = dynamic_cast<const iptux::NewShareFileFromFriendEvent&>(*event).GetFileInfo();
        {
            const std::scoped_lock lock(output);
            offers.push_back(file);
        }
        print("offer", {{"name", file.filepath == nullptr ? "" : file.filepath},
                        {"size", std::to_string(file.filesize)}});
    } else if (event->getType() == EventType::SEND_FILE_FINISHED) {
        print("sent", {});
    } else if (event->getType() == EventType::RECV_FILE_FINISHED) {
        print("received", {});
    }
}

void send_file(iptux::CoreThread& core, const std::string& address, const std::string& path,
               iptux::FileAttr kind) {
    static std::uint32_t next_id = 10'001;  // below are iptux's shared files
    const auto pal = core.GetPal(address);
    if (!pal) return print("error", {{"text", "no such pal"}});
    auto file = std::make_shared<iptux::FileInfo>();
    file->fileid = next_id++;
    file->packetn = 0;
    file->fileattr = kind;
    file->filepath = strdup(path.c_str());
    file->fileown = pal;
    file->filectime = file->filemtime = 1'700'000'000;
    file->filenum = 0;
    file->ensureFilesizeFilled();
    core.AddPrivateFile(file);
    std::vector<const iptux::PalInfo*> pals = {pal.get()};
    std::vector<iptux::FileInfo*> files = {file.get()};
    core.BcstFileInfoEntry(pals, files);
    static std::vector<std::shared_ptr<iptux::FileInfo>> kept;
    kept.push_back(file);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 4) return 2;  // folder, nickname, group
    std::signal(SIGPIPE, SIG_IGN);
    const std::string folder = argv[1];
    std::filesystem::create_directories(folder + "/received");
    auto config = std::make_shared<iptux::IptuxConfig>(folder + "/config.json");
    config->SetString("nick_name", argv[2]);
    config->SetString("belong_group", argv[3]);
    config->SetString("archive_path", folder + "/received");
    config->SetString("my_icon", "icon-qq.png");
    auto data = std::make_shared<iptux::ProgramData>(config);
    data->nickname = argv[2];
    data->mygroup = argv[3];
    data->path = folder + "/received";
    iptux::CoreThread core(data);
    core.signalEvent.connect([](std::shared_ptr<const iptux::Event> event) { on_event(event); });
    core.start();
    print("ready", {});
    for (std::string line; std::getline(std::cin, line);) {
        const auto first = line.find(' ');
        const std::string order = line.substr(0, first);
        const auto second = first == std::string::npos ? first : line.find(' ', first + 1);
        const std::string address =
            first == std::string::npos ? "" : line.substr(first + 1, second - first - 1);
        const std::string rest = second == std::string::npos ? "" : line.substr(second + 1);
        if (order == "quit") break;
        if (order == "text") {
            const auto pal = core.GetPal(address);
            if (pal) core.SendMessage(pal, rest);
        } else if (order == "file") {
            send_file(core, address, rest, iptux::FileAttr::REGULAR);
        } else if (order == "folder") {
            send_file(core, address, rest, iptux::FileAttr::DIRECTORY);
        } else if (order == "get") {
            static std::vector<std::unique_ptr<iptux::FileInfo>> wanted;
            const std::scoped_lock lock(output);
            for (const auto& offer : offers) {
                wanted.push_back(std::make_unique<iptux::FileInfo>(offer));
                const std::string name = std::filesystem::path(offer.filepath).filename();
                wanted.back()->filepath = strdup((folder + "/received/" + name).c_str());
                core.RecvFileAsync(wanted.back().get());
            }
            offers.clear();
        }
    }
    core.stop();
    print("stopped", {});
    std::_Exit(0);  // iptux's own threads do not all end
}
