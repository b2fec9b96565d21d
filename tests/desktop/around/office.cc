// SPDX-License-Identifier: Apache-2.0
#include "tests/desktop/around/office.h"

namespace culver::desktop::test {

const QString Office::kMei = text_of(id_of('m'));
const QString Office::kTom = text_of(id_of('t'));
const QString Office::kOther = text_of(id_of('x'));
const QString Office::kOwn = text_of(id_of('a'));

Office::Office() {
    theme().set_reduced_motion(true);
    node.answer("node.status", [this](const Json&) {
        return Json{{"id", id_of('a')},
                    {"name", "Nora Blake"},
                    {"department", "Studio"},
                    {"version", "0.1.0"},
                    {"receive_dir", (folder.path() / "Downloads").string()}};
    });
    node.peers.push_back(peer_row(id_of('m'), "Mei Tanaka", "Studio", "available", "verified"));
    node.peers.push_back(peer_row(id_of('t'), "Tom Okafor", "Workshop", "busy", "verified"));
    node.peers.push_back(peer_row(id_of('l'), "Lin Wei", "Workshop", "dnd", "new"));
    node.peers.push_back(peer_row(id_of('x'), "Mei Tanaka", "", "available", "changed"));
    Json row = transfer_row(7, id_of('t'), false, "offered", 0, 2'411'600'000);
    row["peer_name"] = "Tom Okafor";
    row["files"] = 4;
    row["paths"] = Json::array(
        {"Survey scan 14.e57", "Sign bracket, rev C.pdf", "Corner, north side.jpg", "awning-model.dxf"});
    node.transfers.push_back(row);
    offer = row["id"].get<std::string>();
    node.answer("config.get", [](const Json&) {
        const auto entry = [](const char* key, Json value) {
            return Json{{"key", key}, {"value", value}, {"default", value}};
        };
        return Json{{"entries", Json::array({entry("announce", "everywhere"), entry("read_marks", true),
                                             entry("compress", true), entry("hidden", false),
                                             entry("strangers", "anyone"), entry("rate_limit", 5'000'000),
                                             entry("receive_dir", "")})}};
    });
    node.answer("config.set", [](const Json& params) {
        return Json{{"key", params.at("key")}, {"value", params.at("value") == "true"}, {"default", true}};
    });
    node.answer("profile.get", [](const Json&) {
        return Json{{"id", id_of('a')}, {"name", "Nora Blake"}, {"department", "Studio"}};
    });
    node.answer("profile.set", [](const Json& params) {
        return Json{{"id", id_of('a')}, {"name", params.value("name", "")}};
    });
    node.answer("networks.list", [](const Json&) {
        return Json{{"networks", Json::array({Json{{"network", "aa:bb:cc:dd:ee:ff"},
                                                   {"interface", "eth0"},
                                                   {"gateway", "192.168.7.1"},
                                                   {"known", true},
                                                   {"quiet", false}}})}};
    });
    node.answer("peer.verify", [](const Json&) {
        return Json{{"peer", id_of('l')},
                    {"peer_name", "Lin Wei"},
                    {"code", "48 07 93 21 65 30"},
                    {"state", "shown"}};
    });
    node.answer("peer.trust", [](const Json&) {
        return Json{{"peer", id_of('l')}, {"peer_name", "Lin Wei"}, {"trust", "verified"}};
    });
    node.answer("peer.block", [](const Json&) {
        return Json{{"peer", id_of('l')}, {"peer_name", "Lin Wei"}, {"trust", "blocked"}};
    });
    node.answer("transfer.accept", [this](const Json&) { return node.transfers.at(0); });
    node.answer("transfer.decline", [this](const Json&) { return node.transfers.at(0); });
    node.answer("auto_accept.get",
                [](const Json&) { return Json{{"peer", id_of('t')}, {"enabled", false}}; });
    node.answer("auto_accept.set", [](const Json&) { return Json{{"peer", id_of('t')}, {"enabled", true}}; });
    node.answer("doctor.examine", [](const Json&) {
        return Json{
            {"findings",
             Json::array({Json{{"code", "multicast_in_filtered"},
                               {"severity", "problem"},
                               {"message", "This computer does not hear the others."},
                               {"advice", "Allow UDP port 24254 in the firewall: sudo ufw allow 24254/udp"}},
                          Json{{"code", "mdns"},
                               {"severity", "note"},
                               {"message", "The mDNS service is not running."},
                               {"advice", nullptr}}})}};
    });
    node.answer("chat.search", [](const Json&) {
        Json one = message_row(1, id_of('m'), id_of('m'), false, "The samples from the mill are here.", 5);
        one["snippet"] = "The samples from the mill are here.";
        return Json{{"messages", Json::array({one})}, {"earlier", nullptr}, {"later", nullptr}};
    });
    node.answer("group.create", [](const Json& params) {
        return Json{{"id", id_of('g')}, {"name", params.at("name")}, {"state", "member"}, {"unread", 0}};
    });
}

bool Office::open() {
    desk = std::make_unique<Desk>(folder.path());
    desk->start();
    shell.window()->show();
    return comes([&] { return desk->lists_known() && desk->transfers().rowCount() == 1; });
}

QString Office::offered(int number, const std::vector<std::string>& names, int files, std::uint64_t bytes) {
    Json row = transfer_row(number, id_of('t'), false, "offered", 0, bytes);
    row["files"] = files;
    row["paths"] = names;
    node.tell(event_of("transfer_changed", row));
    const QString id = text_of(row["id"].get<std::string>());
    return comes([&] { return desk->transfers().find(id) != nullptr; }) ? id : QString();
}

void Office::tells_files(const std::vector<std::pair<std::string, std::uint64_t>>& files) {
    Json listed = Json::array();
    for (auto [path, size] : files) {
        const bool is_folder = path.ends_with('/');
        if (is_folder) path.pop_back();
        listed.push_back({{"path", path}, {"folder", is_folder}, {"size", size}});
    }
    node.answer("transfer.files", [listed](const Json&) {
        return Json{{"files", listed}, {"next", nullptr}, {"entries", listed.size()}};
    });
}

bool Office::open_in_english() {
    if (!open()) return false;
    desk->settings().set_language(QStringLiteral("en"));
    language = std::make_unique<Language>(*desk);
    return true;
}

}  // namespace culver::desktop::test
