// SPDX-License-Identifier: Apache-2.0
// Two processes talk to each other over Unix sockets, each with the real service and a real database. One or
// the other is killed at random moments and started again. Whatever a process said was queued must be on the
// other side's disk in the end, once and in order.
#include "base/random.h"
#include "base/task_scope.h"
#include "chat/chat_service.h"
#include "net/session_hub.h"
#include "store/database.h"
#include "store/query.h"
#include "tests/chat/unix_network.h"
#include "tests/support/memory_network.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>
#include <set>

namespace culver::chat {
namespace {

using namespace std::chrono_literals;

enum class Who : std::uint8_t { Alice = 1, Bob = 2 };
enum class Mood { Talking, Listening };

PeerId id_of(Who who) {
    PeerId id;
    id.bytes.fill(static_cast<std::uint8_t>(who));
    return id;
}
Who other_than(Who who) {
    return who == Who::Alice ? Who::Bob : Who::Alice;
}
std::string name_of(Who who) {
    return who == Who::Alice ? "alice" : "bob";
}

// The child process: a node that says numbered texts until it is killed, and reports each through the pipe
// when it is queued, with its number, and with 0 when nothing waits any longer.
class Speaker {
public:
    Speaker(const std::filesystem::path& folder, Who who, int pipe)
        : folder_(folder), who_(who), pipe_(pipe) {}

    [[noreturn]] void run(std::uint32_t first, Mood mood) {
        boost::asio::co_spawn(loop_, live(first, mood), [](std::exception_ptr failure) {
            if (failure) ::_exit(3);
        });
        loop_.run();
        ::_exit(2);
    }

private:
    Task<> live(std::uint32_t first, Mood mood) {
        auto database = store::Database::open(folder_ / (name_of(who_) + ".db"), loop_.get_executor());
        if (!database) ::_exit(4);
        UnixTransport transport(folder_, id_of(other_than(who_)));
        net::SessionOptions options;
        options.self = id_of(who_);
        options.timings = test::quick_timings();
        auto sessions = net::make_sessions(loop_.get_executor(), transport, options, session_mediator());
        ChatOptions chat;
        chat.self = id_of(who_);
        chat.incarnation.bytes.fill(static_cast<std::uint8_t>(who_));
        chat.timings.resend_first = 300ms;
        ChatService service(loop_.get_executor(), *sessions, **database, real_clock(), chat, chat_mediator());
        service_ = &service;
        if (!co_await service.start()) ::_exit(5);
        TaskScope scope(loop_.get_executor());
        scope.spawn("accept", transport.run_accepting(port_of(who_), *sessions));
        for (auto number = first; mood == Mood::Talking; ++number) {
            auto said = co_await service.say(PeerKey(id_of(other_than(who_))),
                                             name_of(who_) + std::to_string(number));
            if (!said) ::_exit(6);
            report(number);
            co_await sleep_for(std::chrono::microseconds(random_u64() % 4000));
        }
        for (;;) {
            co_await sleep_for(20ms);
            auto waiting = co_await (*database)->read([](SQLite::Database& raw) {
                return raw.execAndGet("SELECT count(*) FROM messages WHERE direction = 1 AND state < 2")
                    .getInt();
            });
            if (waiting && *waiting == 0) report(0);
        }
    }
    static std::uint16_t port_of(Who who) { return static_cast<std::uint16_t>(who); }
    net::Sessions::Mediator session_mediator() {
        net::Sessions::Mediator mediator;
        mediator.addresses = [this](const PeerId&) {
            return std::vector{
                Endpoint{boost::asio::ip::make_address("127.0.0.1"), port_of(other_than(who_))}};
        };
        mediator.opened = [this](const PeerId& peer, const Endpoint&) { service_->peer_opened(peer); };
        mediator.closed = [this](const PeerId& peer, const Error&) { service_->peer_closed(peer); };
        return mediator;
    }
    ChatService::Mediator chat_mediator() {
        return {.standing = [](const PeerId&) { return net::Standing::Known; },
                .on_event = [](const ChatEvent&) {},
                .talked = [](const PeerId&) {}};
    }
    void report(std::uint32_t number) { (void)!::write(pipe_, &number, sizeof number); }

    std::filesystem::path folder_;
    Who who_;
    int pipe_;
    boost::asio::io_context loop_{1};
    ChatService* service_ = nullptr;
};

// A speaker's process as its killer sees it.
class Child {
public:
    Child(const std::filesystem::path& folder, Who who) : folder_(folder), who_(who) {}
    ~Child() { kill(); }

    void start(Mood mood) {
        int ends[2];
        if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
        ++starts_;
        process_ = ::fork();
        if (process_ == 0) {
            ::close(ends[0]);
            Speaker(folder_, who_, ends[1]).run(starts_ * kNumbersPerStart + 1, mood);
        }
        ::close(ends[1]);
        pipe_ = ends[0];
    }
    void kill() {
        if (process_ <= 0) return;
        ::kill(process_, SIGKILL);
        std::uint32_t number = 0;
        while (::read(pipe_, &number, sizeof number) == sizeof number) note(number);
        ::close(pipe_);
        int status = 0;
        ::waitpid(process_, &status, 0);
        EXPECT_TRUE(WIFSIGNALED(status)) << name_of(who_) << " ended by itself with " << WEXITSTATUS(status);
        process_ = -1;
    }
    // Waits until nothing waits in its outbox any longer; false after a while or when it ended.
    bool waits_until_quiet() {
        std::uint32_t number = 1;
        ::alarm(60);
        while (::read(pipe_, &number, sizeof number) == sizeof number && number != 0) note(number);
        ::alarm(0);
        return number == 0;
    }
    [[nodiscard]] const std::vector<std::uint32_t>& queued() const { return queued_; }

private:
    static constexpr std::uint32_t kNumbersPerStart = 100'000;  // a number is never said twice
    void note(std::uint32_t number) {
        if (number != 0) queued_.push_back(number);
    }

    std::filesystem::path folder_;
    Who who_;
    pid_t process_ = -1;
    int pipe_ = -1;
    std::uint32_t starts_ = 0;
    std::vector<std::uint32_t> queued_;  // the numbers the processes acknowledged
};

// The texts of one direction in the order in which the service gives them.
std::vector<std::string> texts_in(const std::filesystem::path& folder, Who whose, int direction) {
    SQLite::Database database((folder / (name_of(whose) + ".db")).string(), SQLite::OPEN_READONLY);
    store::Query query(database, "SELECT text FROM messages WHERE direction = ? ORDER BY row");
    query.with(direction);
    std::vector<std::string> texts;
    while (query.next()) texts.push_back(query.text(0));
    return texts;
}

void expect_complete(const std::filesystem::path& folder, Who author,
                     const std::vector<std::uint32_t>& queued) {
    const auto said = texts_in(folder, author, 1);
    const auto heard = texts_in(folder, other_than(author), 0);
    EXPECT_EQ(heard, said) << "everything that is in the author's log, once and in order";
    const std::set<std::string> all(heard.begin(), heard.end());
    EXPECT_EQ(all.size(), heard.size());
    for (const auto number : queued) {
        EXPECT_TRUE(all.contains(name_of(author) + std::to_string(number))) << number;
    }
    EXPECT_FALSE(queued.empty());
}

// Who died while it made its database left a rollback journal, which only a writer may play back; the next
// start of the node is to do that, not this look.
bool has(SQLite::Database& database, const std::string& what) try {
    database.setBusyTimeout(1'000);
    return database.tableExists("messages") &&
           store::Query(database, "SELECT 1 FROM messages WHERE " + what + " LIMIT 1").next();
} catch (const SQLite::Exception& refusal) {
    if (refusal.getErrorCode() != SQLITE_READONLY) throw;
    return false;
}

// Where the oldest message that was not delivered stood when one of the two had just died.
std::string moment_of(const std::filesystem::path& folder, Who author) {
    const auto open = [&](Who whose) {
        return SQLite::Database((folder / (name_of(whose) + ".db")).string(), SQLite::OPEN_READONLY);
    };
    for (const auto who : {Who::Alice, Who::Bob}) {
        if (!std::filesystem::exists(folder / (name_of(who) + ".db"))) return "nothing said";
    }
    auto own = open(author);
    if (!has(own, "direction = 1")) return "nothing said";
    store::Query waiting(own,
                         "SELECT text FROM messages WHERE direction = 1 AND state < 2 ORDER BY row LIMIT 1");
    if (!waiting.next()) return "all delivered";
    auto others = open(other_than(author));
    const bool is_there = has(others, "direction = 0 AND text = '" + waiting.text(0) + "'");
    return is_there ? "on the other disk" : "on its way";
}

// How often each of the two roles died in which moment; tests/full/message_seeds.py adds them up.
void print_moments(const std::map<std::string, int>& moments) {
    for (const auto& [moment, count] : moments) std::cout << "moment: " << moment << ": " << count << '\n';
}

TEST(KilledService, EveryAcknowledgedMessageArrivesOnceAndInOrder) {
    const char* wished = std::getenv("CULVER_SEED");
    const auto seed = wished != nullptr ? std::strtoul(wished, nullptr, 10) : random_u64() % 1'000'000;
    SCOPED_TRACE("CULVER_SEED=" + std::to_string(seed));
    std::mt19937_64 random(seed);
    const test::TempDir folder;
    Child alice(folder.path(), Who::Alice);
    Child bob(folder.path(), Who::Bob);
    std::map<std::string, int> moments;
    alice.start(Mood::Talking);
    bob.start(Mood::Talking);
    for (int kills = 0; kills < 40; ++kills) {
        ::usleep(static_cast<useconds_t>(random() % 250'000));
        auto& victim = random() % 2 == 0 ? alice : bob;
        victim.kill();
        const Who dead = &victim == &alice ? Who::Alice : Who::Bob;
        ++moments["sender, " + moment_of(folder.path(), dead)];
        ++moments["receiver, " + moment_of(folder.path(), other_than(dead))];
        victim.start(Mood::Talking);
    }
    print_moments(moments);
    alice.kill();
    bob.kill();
    alice.start(Mood::Listening);
    bob.start(Mood::Listening);
    ASSERT_TRUE(alice.waits_until_quiet());
    ASSERT_TRUE(bob.waits_until_quiet());
    alice.kill();
    bob.kill();
    expect_complete(folder.path(), Who::Alice, alice.queued());
    expect_complete(folder.path(), Who::Bob, bob.queued());
}

}  // namespace
}  // namespace culver::chat
