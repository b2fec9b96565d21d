// SPDX-License-Identifier: Apache-2.0
// The models over real nodes: two of them on the loopback of this process's own network.
#include "tests/desktop/model/real_nodes.h"
#include "ui/desktop/model/conversation_model.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/node_launcher.h"
#include "ui/desktop/model/single_instance.h"
#include "ui/desktop/sound/voice_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

#include <QElapsedTimer>
#include <QFile>
#include <QLocalServer>
#include <QLocalSocket>
#include <QSignalSpy>
#include <atomic>
#include <csignal>
#include <fstream>
#include <thread>

namespace culver::desktop::test {
namespace {

using namespace Qt::Literals::StringLiterals;
using control::TransferState;
namespace m = control::method;
using Kind = ConversationItem::Kind;

TEST_F(RealNodes, TalkIsSeenOnBothSidesWithItsMarks) {
    // Read marks go only to those one has talked with.
    say(*desk, mei.id(), u"hello"_s);
    ASSERT_TRUE(comes([&] { return other->summary(nora.id()) != nullptr; }, 20000));
    say(*other, nora.id(), u"hi"_s);
    ASSERT_TRUE(comes([&] { return desk->summary(mei.id())->last->text == "hi"; }, 20000));
    auto* here = desk->conversation(mei.id());
    auto* there = other->conversation(nora.id());
    ASSERT_TRUE(comes([&] { return texts(*here).size() == 2 && texts(*there).size() == 2; }));
    here->seen();
    there->seen();
    ASSERT_TRUE(comes([&] { return other->unread_total() == 0 && desk->unread_total() == 0; }));
    QSignalSpy came(other.get(), &Desk::message_came);
    say(*desk, mei.id(), u"Could the sign drop 20 cm?"_s);
    ASSERT_TRUE(comes([&] { return texts(*there).last() == u"Could the sign drop 20 cm?"; }, 20000));
    EXPECT_EQ(came.size(), 1);
    EXPECT_EQ(other->unread_total(), 1);
    ASSERT_TRUE(comes([&] { return texts(*here).size() == 3; }));
    const QString message = here->item(here->rowCount() - 1).key;
    const auto asked = [&]() -> const ConversationItem& { return here->item(here->row_of(message)); };
    there->seen();
    ASSERT_TRUE(
        comes([&] { return asked().message->state == control::MessageState::Read && asked().newest_read; }));
    EXPECT_TRUE(comes([&] { return other->unread_total() == 0; }));

    other->react(nora.id(), message, u"👍"_s, {});
    ASSERT_TRUE(comes([&] { return asked().message->reactions.size() == 1; }));
    desk->edit(mei.id(), message, u"Could it drop 30 cm?"_s, {});
    ASSERT_TRUE(comes([&] { return texts(*there).last() == u"Could it drop 30 cm?"; }));
    bool answered = false;
    other->say({nora.id()}, u"Yes"_s, message, {},
               [&](const QString& problem) { answered = problem.isEmpty(); });
    ASSERT_TRUE(comes([&] { return answered && texts(*here).contains(u"Yes"_s); }));
    EXPECT_EQ(here->item(here->rowCount() - 1).quoted_text, u"Could it drop 30 cm?");
    desk->recall(mei.id(), message, {});
    EXPECT_TRUE(comes([&] {
        return there->item(there->row_of(message)).message->state == control::MessageState::Recalled;
    }));
    desk->typing(mei.id());
    EXPECT_TRUE(comes([&] { return there->typing_line() == u"Nora is typing"; }));
}

TEST_F(RealNodes, NotesToOneselfAreKeptWithTheirFiles) {
    auto& roster = desk->roster();
    EXPECT_EQ(roster.row_of(desk->own_id()), -1) << "nothing is written there yet";
    say(*desk, desk->own_id(), u"bring the key"_s);
    ASSERT_TRUE(comes([&] { return roster.row_of(desk->own_id()) == 0; }));
    EXPECT_EQ(roster.row(0).name, u"Notes to yourself");
    EXPECT_EQ(roster.row(0).preview, u"bring the key");
    EXPECT_EQ(roster.row(0).unread, 0);
    const auto path = nora.home() / "list.csv";
    std::ofstream(path) << "a;b";
    QString problem = u"?"_s;
    desk->attach({desk->own_id()}, text_of(path.string()), {}, {},
                 [&](const QString& told) { problem = told; });
    auto* notes = desk->conversation(desk->own_id());
    ASSERT_TRUE(comes([&] {
        return notes->rowCount() > 2 && notes->item(notes->rowCount() - 1).message->attachment.has_value();
    }));
    EXPECT_EQ(problem, QString());
    EXPECT_EQ(notes->item(notes->rowCount() - 1).message->attachment->state, control::AttachmentState::Here);
}

TEST_F(RealNodes, AVoiceMessageArrivesWithItsLengthAndWaves) {
    say(*other, nora.id(), u"tell me"_s);  // so that what Nora sends is fetched by itself
    say(*desk, mei.id(), u"listen"_s);
    const std::string path = (nora.home() / "voice.ogg").string();
    VoiceWriter file;
    const std::vector<std::int16_t> second(kVoiceRate, 9000);
    ASSERT_TRUE(file.open(path) && file.write(second) && file.write(second) && file.finish());
    QString problem = u"?"_s;
    desk->attach_voice({mei.id()}, text_of(path), {1, 50, 100}, {},
                       [&](const QString& told) { problem = told; });
    auto* there = other->conversation(nora.id());
    const auto voice = [&]() -> const control::AttachmentRow* {
        if (there->rowCount() == 0) return nullptr;
        const auto& message = there->item(there->rowCount() - 1).message;
        return message && message->attachment ? &*message->attachment : nullptr;
    };
    ASSERT_TRUE(comes([&] { return voice() && voice()->state == control::AttachmentState::Here; }, 20000))
        << problem.toStdString();
    EXPECT_EQ(problem, QString());
    EXPECT_EQ(voice()->kind, control::AttachmentKind::Voice);
    EXPECT_EQ(voice()->duration_ms, 2000U);
    EXPECT_EQ(voice()->waveform, (std::vector<std::uint64_t>{1, 50, 100}));
    VoiceReader heard;
    EXPECT_TRUE(heard.open(*voice()->path));
}

TEST_F(RealNodes, AFileIsOfferedAcceptedAndDone) {
    say(*desk, mei.id(), u"here is the drawing"_s);
    const auto path = nora.home() / "Sign bracket, rev C.pdf";
    std::ofstream(path) << std::string(3'000'000, 'x');
    QSignalSpy offered(&other->transfers(), &TransferModel::offered),
        ended(&desk->transfers(), &TransferModel::ended);
    QString problem = u"?"_s;
    desk->send_files({mei.id()}, {text_of(path.string())}, [&](const QString& told) { problem = told; });
    ASSERT_TRUE(comes([&] { return offered.size() == 1; }, 20000));
    EXPECT_EQ(problem, QString());
    const QString transfer = offered[0][0].toString();
    EXPECT_EQ(other->transfers().find(transfer)->title, u"Sign bracket, rev C.pdf");
    EXPECT_EQ(desk->transfers().flight().waiting, 1);
    other->accept(transfer, {}, {});
    ASSERT_TRUE(comes([&] { return ended.size() == 1; }, 30000));
    EXPECT_EQ(desk->transfers().find(transfer)->row.state, TransferState::Done);
    EXPECT_TRUE(
        comes([&] { return QFile::exists(text_of((mei.received() / "Sign bracket, rev C.pdf").string())); }));
    auto* here = desk->conversation(mei.id());
    ASSERT_TRUE(comes([&] { return here->row_of(transfer) >= 0; }));
    const auto& card = here->item(here->row_of(transfer));
    EXPECT_TRUE(card.kind == Kind::File && card.own && card.progress == 1.0);
    EXPECT_GT(here->row_of(transfer), 1) << "below the words before it";
    EXPECT_EQ(desk->roster().row(desk->roster().row_of(mei.id())).preview, u"You: Sign bracket, rev C.pdf");
}

TEST_F(RealNodes, AKilledNodeComesBackAndNothingIsLostOrDoubled) {
    auto* here = desk->conversation(mei.id());
    say(*desk, mei.id(), u"one"_s);
    say(*other, nora.id(), u"two"_s);
    ASSERT_TRUE(comes([&] { return texts(*here) == (QStringList{u"one"_s, u"two"_s}); }, 20000));
    nora.kill();
    ASSERT_TRUE(comes([&] { return desk->client().state() == NodeClient::State::Lost; }));
    QString problem;
    desk->say({mei.id()}, u"lost?"_s, {}, {}, [&](const QString& told) { problem = told; });
    ASSERT_TRUE(comes([&] { return !problem.isEmpty(); }));
    say(*other, nora.id(), u"three"_s);  // while it is away: it waits in Mei's outbox
    ASSERT_TRUE(nora.up());
    ASSERT_TRUE(comes([&] { return desk->client().state() == NodeClient::State::Ready; }, 5000));
    say(*desk, mei.id(), u"four"_s);
    auto* there = other->conversation(nora.id());
    const auto sorted = [](QStringList list) {
        list.sort();
        return list;
    };
    const QStringList all = sorted({u"one"_s, u"two"_s, u"three"_s, u"four"_s});
    EXPECT_TRUE(comes([&] { return sorted(texts(*here)) == all; }, 40000))
        << texts(*here).join(u" | "_s).toStdString();
    EXPECT_TRUE(comes([&] { return sorted(texts(*there)) == all; }, 40000))
        << texts(*there).join(u" | "_s).toStdString();
}

TEST_F(RealNodes, AHundredThousandRealMessagesPageFast) {
    // What culver import takes: this node's own history of a hundred thousand lines.
    const auto raw = [](const QString& id) {
        const auto peer = PeerId::parse(id.toStdString()).value();
        std::string hex = "00";
        for (const auto byte : peer.bytes) hex += QString::asprintf("%02x", byte).toStdString();
        return hex;
    };
    const auto path = nora.home() / "before.json";
    {
        std::ofstream file(path);
        file << Json{{"culver_export", 1}, {"of", nora.id().toStdString()}}.dump() << "\n";
        const std::uint64_t start =
            static_cast<std::uint64_t>(QDateTime::currentMSecsSinceEpoch()) - 100'000ULL * 60'000;
        const std::string with = mei.id().toStdString(), conversation = raw(mei.id());
        for (std::uint64_t i = 0; i < 100'000; ++i) {
            const std::uint64_t moment = start + i * 60'000;
            MessageId id;
            for (std::size_t byte = 0; byte < 6; ++byte)
                id.bytes[byte] = static_cast<std::uint8_t>(moment >> (40 - 8 * byte));
            id.bytes[6] = 0x70;
            for (std::size_t byte = 12; byte < 16; ++byte)
                id.bytes[byte] = static_cast<std::uint8_t>(i >> (8 * (15 - byte)));
            const std::string text = "message " + std::to_string(i);
            Json row{{"id", id.text()}, {"conversation", with}, {"author", with}, {"direction", "in"},
                     {"kind", "text"},  {"text", text},         {"state", "read"}};
            row["stored"] = Json{{"conversation", conversation},
                                 {"author", conversation},
                                 {"incarnation", std::string(32, 'b')},
                                 {"sequence", i + 1},
                                 {"clock", moment << 16},
                                 {"position", moment << 16},
                                 {"kind", 1},
                                 {"operation", ""},
                                 {"text", text},
                                 {"time", moment},
                                 {"arrival", moment},
                                 {"state", 3},
                                 {"edited", 0},
                                 {"shown", true}};
            file << row.dump() << "\n";
        }
    }
    std::uint64_t added = 0;
    bool answered = false;
    desk->client().call(m::ChatImport{path.string()}, nullptr,
                        std::function([&](control::Reply<control::ImportRow> reply) {
                            answered = true;
                            EXPECT_TRUE(reply) << reply.error().message;
                            if (reply) added = reply->messages;
                        }));
    ASSERT_TRUE(comes([&] { return answered; }, 120000));
    ASSERT_EQ(added, 100'000U);
    auto* model = desk->conversation(mei.id());
    QElapsedTimer timer;
    timer.start();
    ASSERT_TRUE(comes([&] { return !model->loading() && model->rowCount() > 50; }));
    EXPECT_LT(timer.elapsed(), kFrozenMs) << "opening";
    qint64 longest = 0;
    for (int page = 0; page < 20; ++page) {
        const QString top = model->item(1).key;
        timer.start();
        model->fetch_earlier();
        ASSERT_TRUE(comes([&] { return !model->loading() && model->item(1).key != top; }));
        longest = std::max(longest, timer.elapsed());
    }
    EXPECT_LT(longest, kFrozenMs);
    QSignalSpy jumped(model, &ConversationModel::jumped);
    timer.start();
    model->jump_to_date(QDate::currentDate().addDays(-30));
    ASSERT_TRUE(comes([&] { return jumped.size() == 1; }));
    EXPECT_LT(timer.elapsed(), kFrozenMs) << "jumping a month back";
    EXPECT_EQ(model->item(jumped[0][0].toInt()).when.date(), QDate::currentDate().addDays(-30));
    RecordProperty("longest_page_ms", static_cast<int>(longest));
}

// --- the program around the models

struct Launcher : testing::Test {
    culver::test::TempDir folder;
    void SetUp() override {
        if (!is_private_network) GTEST_SKIP() << "no network of its own: run it under tools/isolated";
        const QByteArray path = QByteArray(CULVER_BINARY).left(QByteArray(CULVER_BINARY).lastIndexOf('/'));
        qputenv("PATH", path + ":" + qgetenv("PATH"));
        qputenv("HOME", QFile::encodeName(text_of(folder.path().string())));
    }
};

TEST_F(Launcher, StartsTheNodeThatOutlivesItAndStopsItWhenAsked) {
    const auto profile = folder / "profile";
    quint64 pid = 0;
    {
        Desk desk(profile);
        NodeLauncher launcher(desk.client(), desk.settings());
        desk.start();
        launcher.watch();
        ASSERT_TRUE(
            comes([&] { return desk.client().state() == NodeClient::State::Ready && desk.status().pid != 0; },
                  20000));
        pid = desk.status().pid;
        EXPECT_TRUE(launcher.is_ours(pid));
        EXPECT_FALSE(launcher.is_ours(static_cast<quint64>(::getpid())));
    }
    EXPECT_EQ(::kill(static_cast<pid_t>(pid), 0), 0) << "the node lives on";
    Desk desk(profile);
    NodeLauncher launcher(desk.client(), desk.settings());
    QSignalSpy starting(&launcher, &NodeLauncher::starting);
    desk.start();
    launcher.watch();
    ASSERT_TRUE(comes([&] { return desk.status().pid != 0; }, 20000));
    EXPECT_EQ(starting.size(), 0);
    EXPECT_TRUE(launcher.is_ours(desk.status().pid)) << "the one that an earlier window started";
    // Killed under the window: it is started again.
    ::kill(static_cast<pid_t>(pid), SIGKILL);
    ASSERT_TRUE(comes(
        [&] {
            return desk.client().state() == NodeClient::State::Ready && desk.status().pid != 0 &&
                   desk.status().pid != pid;
        },
        20000));
    pid = desk.status().pid;
    bool stopped = false;
    launcher.stop_node([&] { stopped = true; });
    ASSERT_TRUE(comes([&] { return stopped; }));
    EXPECT_TRUE(comes([&] { return ::kill(static_cast<pid_t>(pid), 0) != 0; }));
}

TEST_F(Launcher, SaysInOneSentenceWhyItCannot) {
    const auto profile = folder / "profile";
    std::filesystem::create_directories(profile);
    std::ofstream(profile / "config.toml") << "name = [broken\n";
    Desk desk(profile);
    NodeLauncher launcher(desk.client(), desk.settings());
    QSignalSpy failed(&launcher, &NodeLauncher::failed);
    desk.start();
    launcher.watch();
    ASSERT_TRUE(comes([&] { return !failed.isEmpty(); }, 20000));
    const QString sentence = failed[0][0].toString();
    EXPECT_TRUE(sentence.startsWith(u"Culver could not start: "_s)) << sentence.toStdString();
    EXPECT_TRUE(sentence.contains(u"config.toml"_s)) << sentence.toStdString();
}

TEST(SingleInstance, ASecondStartPassesItsWordsOn) {
    culver::test::TempDir folder;
    const auto profile = folder.path() / std::string(120, 'x');
    SingleInstance first(profile);
    ASSERT_EQ(first.claim({}), SingleInstance::Role::First);
    QSignalSpy asked(&first, &SingleInstance::asked);
    // In a process of its own it would wait for the first one, which needs this thread: here a plain socket
    // asks.
    QProcess second;
    second.start(u"python3"_s, {u"-c"_s,
                                uR"(import os, socket, sys
s = socket.socket(socket.AF_UNIX); f = os.open(sys.argv[1], os.O_PATH)
s.connect(f"/proc/self/fd/{f}/desktop.sock"); s.sendall(b'["culver:abc"]\n'); s.recv(1))"_s,
                                text_of(profile.string())});
    ASSERT_TRUE(comes([&] { return asked.size() == 1; }));
    EXPECT_EQ(asked[0][0].toStringList(), QStringList{u"culver:abc"_s});
    EXPECT_TRUE(comes([&] { return second.state() == QProcess::NotRunning; }));
}

// The second start's claim, as from another process: in a thread of its own.
struct SecondStart {
    SecondStart(const std::filesystem::path& profile, const QStringList& words)
        : thread([this, profile, words] {
              SingleInstance second(profile);
              role = second.claim(words);
              done = true;
          }) {}
    ~SecondStart() { thread.join(); }
    std::atomic<bool> done = false;
    std::atomic<SingleInstance::Role> role = SingleInstance::Role::First;
    std::thread thread;
};

TEST(SingleInstance, ThousandsOfPathsArrivesWholeAndInOrder) {
    culver::test::TempDir folder;
    SingleInstance first(folder.path());
    ASSERT_EQ(first.claim({}), SingleInstance::Role::First);
    QSignalSpy asked(&first, &SingleInstance::asked);
    QStringList words{u"--send"_s};
    for (int number = 0; number < 4000; ++number)
        words.append(u"/home/nora/%1/"_s.arg(number) + QString(180, u'x'));
    SecondStart second(folder.path(), words);
    ASSERT_TRUE(comes([&] { return second.done.load(); }));
    EXPECT_EQ(second.role, SingleInstance::Role::Passed);
    ASSERT_EQ(asked.size(), 1);
    EXPECT_EQ(asked[0][0].toStringList(), words);
}

TEST(SingleInstance, MoreThanIsTakenIsSaidAndNotHalfTaken) {
    culver::test::TempDir folder;
    SingleInstance first(folder.path());
    ASSERT_EQ(first.claim({}), SingleInstance::Role::First);
    QSignalSpy asked(&first, &SingleInstance::asked);
    const SecondStart second(folder.path(), {QString(SingleInstance::kWordsLimit, u'x')});
    ASSERT_TRUE(comes([&] { return second.done.load(); }));
    EXPECT_EQ(second.role, SingleInstance::Role::TooMuch);
    EXPECT_EQ(asked.size(), 0);
}

TEST(SingleInstance, AConnectionThatMerelyEndsHasTakenNothing) {
    culver::test::TempDir folder;
    const int lock = ::open((folder.path() / "desktop.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    ASSERT_EQ(::flock(lock, LOCK_EX | LOCK_NB), 0);
    QLocalServer other;
    ASSERT_TRUE(other.listen(text_of((folder.path() / "desktop.sock").string())));
    QObject::connect(&other, &QLocalServer::newConnection, &other, [&] {
        QLocalSocket* socket = other.nextPendingConnection();
        QObject::connect(socket, &QLocalSocket::readyRead, socket, [socket] { socket->abort(); });
    });
    {
        const SecondStart second(folder.path(), {u"culver:abc"_s});
        ASSERT_TRUE(comes([&] { return second.done.load(); }));
        EXPECT_EQ(second.role, SingleInstance::Role::Silent);
    }
    ::close(lock);
}

TEST(SingleInstance, ASilentHolderIsSaidAndADeadOneIsFollowed) {
    culver::test::TempDir folder;
    {
        SingleInstance first(folder.path());
        ASSERT_EQ(first.claim({}), SingleInstance::Role::First);
        SingleInstance second(folder.path());
        EXPECT_EQ(second.claim({u"x"_s}), SingleInstance::Role::Silent)
            << "nothing runs the first one's loop";
    }
    SingleInstance third(folder.path());
    EXPECT_EQ(third.claim({}), SingleInstance::Role::First);
}

}  // namespace
}  // namespace culver::desktop::test
