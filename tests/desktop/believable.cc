// SPDX-License-Identifier: Apache-2.0
#include "believable.h"

namespace culver::desktop {

using namespace Qt::StringLiterals;

namespace {

// Ids whose first byte gives the hue that look.md's drawings show.
const QString kMei = u"aimei"_s;      // rose
const QString kTom = u"amtom"_s;      // coral
const QString kNora = u"aenora"_s;    // violet
const QString kPriya = u"aupriya"_s;  // green

QString name_of(const QString& id) {
    if (id == kMei) return u"Mei Tanaka"_s;
    if (id == kTom) return u"Tom Okafor"_s;
    if (id == kNora) return u"Nora Blake"_s;
    if (id == kPriya) return u"Priya Shah"_s;
    return id;
}

ConversationItem line(ConversationItem::Kind kind, const QString& text) {
    ConversationItem made;
    made.kind = kind;
    made.key = text;
    made.text = text;
    return made;
}

ConversationItem file(const QString& author, const QString& path, control::TransferState state, int minute,
                      bool own) {
    ConversationItem made;
    made.kind = ConversationItem::Kind::File;
    made.key = path;
    made.author = author;
    made.author_name = name_of(author);
    made.own = own;
    made.when = QDateTime(QDate(2026, 11, 27), QTime(10, minute));
    control::TransferRow row;
    row.id = path.toStdString();
    row.direction = own ? control::Direction::Out : control::Direction::In;
    row.peer = author.toStdString();
    row.peer_name = name_of(author).toStdString();
    row.state = state;
    row.files = 1;
    row.paths = {path.toStdString()};
    row.bytes_total = 2'400'000'000;
    row.bytes_done = 1'512'000'000;
    row.rate = 94'000'000;
    row.dir = "/home/nora/Downloads";
    made.progress = 0.63;
    made.seconds_left = 9;
    made.transfer = row;
    return made;
}

struct Script {
    QString awning, sign, bracket, scan, drawing, today, recalled;
};

Script script(Tongue tongue) {
    switch (tongue) {
        case Tongue::Chinese:
            return {u"展台效果图出来了，你看看灯光够不够亮？"_s,
                    u"很好看！招牌能不能再低 20 厘米？这样不会挡住射灯。"_s,
                    u"没问题，支架可以调 15 到 30 厘米 👌 @Nora 扫描数据在这里"_s,
                    u"展厅扫描数据_第14版.zip"_s,
                    u"/home/nora/招牌支架图纸（C 版）.pdf"_s,
                    u"今天"_s,
                    u"下午三点的自然光"_s};
        case Tongue::German:
            return {
                u"Donaudampfschifffahrtsgesellschaftskapitänskajütenschlüsselverwaltung bitte bis Freitag bestätigen."_s,
                u"Könnte das Leuchtreklamebefestigungsschild zwanzig Zentimeter tiefer hängen, damit die Lampe frei bleibt?"_s,
                u"Die Halterung lässt sich 15 bis 30 cm verstellen 👌 @Nora hier ist der Scan"_s,
                u"Projektabrechnungszusammenstellung Kalenderwoche 47 endgültig.xlsx"_s,
                u"/home/nora/Baustellendokumentation Kalenderwoche 47 Hafenstraße endgültig überarbeitet.pdf"_s,
                u"Heute"_s,
                u"Verstanden"_s};
        case Tongue::English: break;
    }
    return {u"The client said yes to the awning 🎉"_s,
            u"Love it. Could the sign drop 20 cm, to clear the lamp?"_s,
            u"The bracket takes 15 to 30 👌 @Nora here is the scan"_s,
            u"Survey scan 14.e57"_s,
            u"/home/nora/Sign bracket, rev C.pdf"_s,
            u"Today"_s,
            u"See you at the site at nine."_s};
}

}  // namespace

ConversationItem said(const QString& author, const QString& text, int minute, bool own) {
    ConversationItem made;
    made.key = u"%1/%2/%3"_s.arg(author, text).arg(minute);
    made.author = author;
    made.author_name = name_of(author);
    made.own = own;
    made.text = text;
    made.when = QDateTime(QDate(2026, 11, 27), QTime(9, 0)).addSecs(60LL * minute);
    control::MessageRow row;
    row.id = made.key.toStdString();
    row.author = author.toStdString();
    row.kind = control::MessageKind::Text;
    row.state = own ? control::MessageState::Read : control::MessageState::Delivered;
    made.message = row;
    return made;
}

std::vector<ConversationItem> believable_conversation(Tongue tongue, bool group) {
    const Script words = script(tongue);
    std::vector<ConversationItem> items;
    items.push_back(line(ConversationItem::Kind::Day, words.today));

    ConversationItem first = said(kMei, words.awning, 86);
    first.message->reactions = {{"👍", {"a", "b", "c"}}, {"😍", {"aenora", "b"}}};
    items.push_back(first);

    ConversationItem answer = said(kNora, words.sign, 91, true);
    answer.quoted_id = first.key;
    answer.quoted_author = first.author_name;
    answer.quoted_text = first.text;
    items.push_back(answer);

    ConversationItem bracket = said(kTom, words.bracket, 92);
    bracket.message->mentions = {kNora.toStdString()};
    bracket.last_of_group = false;
    items.push_back(bracket);

    ConversationItem scan = file(kTom, words.scan, control::TransferState::Active, 36, false);
    scan.first_of_group = false;
    items.push_back(scan);

    ConversationItem drawing = file(kNora, words.drawing, control::TransferState::Done, 40, true);
    drawing.transfer->bytes_total = 4'200'000;
    drawing.transfer->peer_name = "Mei Tanaka";
    items.push_back(drawing);

    ConversationItem edited = said(kNora, words.recalled, 100, true);
    edited.message->edited = edited.message->time = WallTime{};
    edited.message->state = control::MessageState::Queued;
    edited.last_of_group = false;
    items.push_back(edited);
    ConversationItem read = said(kNora, u"https://culver.example/plan?a=1 · `git pull`"_s, 101, true);
    read.first_of_group = false;
    read.newest_read = true;
    if (group) read.read_by = {kMei, kTom, kPriya};
    items.push_back(read);
    items.push_back(line(ConversationItem::Kind::New, u"3 new messages"_s));
    ConversationItem recalled =
        said(kMei, tongue == Tongue::Chinese ? u"晓琳撤回了一条消息"_s : u"Mei recalled a message"_s, 102);
    recalled.message->state = control::MessageState::Recalled;
    items.push_back(recalled);
    items.push_back(line(ConversationItem::Kind::System, u"Somebody new. Links and files are held back."_s));
    items.push_back(said(kMei, u"```\nfor (auto& bird : birds) {\n    bird.fly();\n}\n```\nOK?"_s, 104));
    return items;
}

std::vector<ConversationItem> believable_cards(Tongue tongue) {
    using control::TransferState;
    const Script words = script(tongue);
    std::vector<ConversationItem> items;
    for (const bool own : {false, true}) {
        for (const auto state : {TransferState::Offered, TransferState::Waiting, TransferState::Active,
                                 TransferState::Paused, TransferState::Interrupted, TransferState::Done,
                                 TransferState::Declined, TransferState::Cancelled, TransferState::Failed}) {
            ConversationItem one = file(own ? kNora : kMei, own ? words.drawing : words.scan, state, 10, own);
            one.key += QString::number(static_cast<int>(state));
            if (state == TransferState::Failed) one.transfer->error = {"disk_full", "The disk is full"};
            items.push_back(one);
        }
    }
    return items;
}

BubbleSetting believable_setting(double width, bool group) {
    BubbleSetting setting;
    setting.width = width;
    setting.group = group;
    setting.own_id = kNora;
    if (!group) setting.other_name = u"Mei Tanaka"_s;
    setting.name_of = name_of;
    return setting;
}

ListOfItems::ListOfItems(std::vector<ConversationItem> items) : items_(std::move(items)) {}

int ListOfItems::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(items_.size());
}

QVariant ListOfItems::data(const QModelIndex& index, int role) const {
    return role == Qt::DisplayRole ? QVariant(item(index.row()).text) : QVariant();
}

void ListOfItems::add(const ConversationItem& item) {
    const int row = rowCount();
    beginInsertRows({}, row, row);
    items_.push_back(item);
    endInsertRows();
}

void ListOfItems::move(int from, int to) {
    Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
    ConversationItem one = std::move(items_[static_cast<std::size_t>(from)]);
    items_.erase(items_.begin() + from);
    items_.insert(items_.begin() + to, std::move(one));
    Q_EMIT layoutChanged({}, VerticalSortHint);
}

void ListOfItems::add_before(std::vector<ConversationItem> items) {
    beginInsertRows({}, 0, static_cast<int>(items.size()) - 1);
    items_.insert(items_.begin(), items.begin(), items.end());
    endInsertRows();
}

}  // namespace culver::desktop
