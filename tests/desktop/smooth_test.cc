// SPDX-License-Identifier: Apache-2.0
// Nothing blocks: the whole window over a node that holds 5,000 people (some with names of 10,000 characters)
// and 100,000 messages, and that tells of changes without end while one scrolls, searches and writes. What is
// measured is the processor time that the window's thread takes between two looks at its events, so that a
// machine that does other work fails no test; the node of paper has a thread of its own.
#include "tests/desktop/model/support.h"
#include "ui/desktop/around/surroundings.h"
#include "ui/desktop/look/theme.h"
#include "ui/desktop/model/conversation_model.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/view/composer.h"
#include "ui/desktop/view/conversation_pane.h"
#include "ui/desktop/view/conversation_view.h"
#include "ui/desktop/view/main_window.h"

#include <gtest/gtest.h>
#include <time.h>

#include <QAbstractEventDispatcher>
#include <QLineEdit>
#include <QScrollBar>
#include <QThread>
#include <atomic>
#include <cstdio>

namespace culver::desktop::test {
namespace {

using namespace Qt::StringLiterals;

constexpr int kPeople = 5000;
constexpr int kMessages = 100'000;
// Of processor time in one go; a person feels a tenth of a second. What happens once, at a change of theme or
// language, may take longer. Sanitizers and slow machines say how much patience they need (docs/desktop.md).
constexpr double kLongestMs = 200, kLongestChangeMs = 600;

[[nodiscard]] double patience() {
    return std::max(1.0, qEnvironmentVariable("CULVER_PATIENCE").toDouble());
}

[[nodiscard]] double thread_ms() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

// The longest piece of work between two waits for events.
class Blocked {
public:
    Blocked() {
        auto* loop = QAbstractEventDispatcher::instance();
        // Awake between two rounds, each of posted events, then of sockets and timers. Waiting takes no
        // processor time.
        end_ = QObject::connect(loop, &QAbstractEventDispatcher::awake, [this] { look(); });
    }
    ~Blocked() { QObject::disconnect(end_); }
    // What a person did in a row counts as one go too.
    void look() {
        longest_ = std::max(longest_, thread_ms() - begun_);
        begun_ = thread_ms();
    }
    [[nodiscard]] double take() {
        look();
        return std::exchange(longest_, 0.0);
    }

private:
    QMetaObject::Connection end_;
    double begun_ = thread_ms(), longest_ = 0;
};

[[nodiscard]] std::string id_number(int number) {
    PeerId made;
    made.bytes[0] = static_cast<std::uint8_t>(number >> 8);
    made.bytes[1] = static_cast<std::uint8_t>(number);
    return made.text();
}

struct SmoothTest : testing::Test {
    culver::test::TempDir folder;
    QThread thread;
    PaperNode* node = nullptr;
    std::atomic<bool> flooding{false};
    std::unique_ptr<Desk> desk;
    std::unique_ptr<MainWindow> window;
    std::unique_ptr<Surroundings> around;

    QObject there;  // in that thread
    void in_node(const std::function<void()>& work) {
        QMetaObject::invokeMethod(&there, work, Qt::BlockingQueuedConnection);
    }
    void found_node() {
        node = new PaperNode(folder.path());
        for (int i = 0; i < kPeople; ++i) {
            const std::string name =
                i % 50 == 0 ? std::string(10'000, 'W') + "\u202E" : "person " + std::to_string(i);
            node->peers.push_back(peer_row(id_number(i), name, "Floor " + std::to_string(i % 40),
                                           i % 2 ? "available" : "offline", "verified"));
        }
        node->history.reserve(kMessages);
        for (int i = 0; i < kMessages; ++i) {
            node->history.push_back(message_row(
                i, id_number(1), id_number(1), i % 3 == 0,
                "message " + std::to_string(i) + std::string(static_cast<std::size_t>(i % 9) * 40, 'm'),
                double(i - kMessages) / 3));
        }
    }
    void SetUp() override {
        theme().set_reduced_motion(true);
        there.moveToThread(&thread);
        thread.start();
        in_node([this] { found_node(); });
        desk = std::make_unique<Desk>(folder.path());
        desk->settings().set_first_run_done(true);
        desk->settings().set_language(u"en"_s);
        window = std::make_unique<MainWindow>(*desk);
        around = std::make_unique<Surroundings>(*desk, *window);
        window->set_around(around.get());
        window->resize(1200, 780);
    }
    void TearDown() override {
        flooding = false;
        around.reset();
        window.reset();
        desk.reset();
        in_node([this] { delete node; });
        thread.quit();
        thread.wait();
    }
    // Changes of people and new messages, some hundred a second, until it is told to stop.
    void flood(int number = 0) {
        if (!flooding) return;
        for (int i = 0; i < 20; ++i, ++number) {
            Json row = node->peers[static_cast<std::size_t>(number * 7 % kPeople)];
            row["presence"] = number % 3 ? "busy" : "offline";
            node->tell(event_of("peer_changed", row));
        }
        node->tell(event_of("message_arrived", message_row(kMessages + number, id_number(2 + number % 40),
                                                           id_number(2 + number % 40), false,
                                                           "news " + std::to_string(number), 1)));
        node->tell(event_of("message_arrived", message_row(2 * kMessages + number, id_number(1), id_number(1),
                                                           false, "here " + std::to_string(number), 2)));
        QTimer::singleShot(30, node, [this, number] { flood(number); });
    }
    void expect(const char* what, Blocked& blocked, double longest_ms = kLongestMs) {
        const double longest = blocked.take();
        std::printf("  %-34s %6.1f ms\n", what, longest);
        RecordProperty(std::string("blocked_ms ") + what, std::to_string(longest));
        EXPECT_LT(longest, longest_ms * patience()) << what;
    }
};

TEST_F(SmoothTest, ScrollingSearchingAndWritingUnderAFlood) {
    Blocked blocked;
    desk->start();
    window->show();
    ASSERT_TRUE(comes([&] { return desk->lists_known(); }, 60000));
    QTest::qWait(300);
    expect("5,000 people appear", blocked);
    window->open_conversation(text_of(id_number(1)));
    auto* view = window->findChild<ConversationView*>();
    ASSERT_NE(view, nullptr);
    auto* talk = desk->conversation(text_of(id_number(1)));
    ASSERT_TRUE(comes([&] { return talk->rowCount() > 20; }, 20000));
    QTest::qWait(300);
    expect("a conversation opens", blocked);
    flooding = true;
    in_node([this] { flood(); });
    QTest::qWait(1500);
    expect("a flood of events", blocked);
    for (int step = 0; step < 120; ++step) {
        auto* bar = view->verticalScrollBar();
        bar->setValue(bar->value() - 400);
        QTest::qWait(5);
    }
    expect("scrolling up through pages", blocked);
    auto* search = window->findChild<QLineEdit*>();
    ASSERT_NE(search, nullptr);
    for (const QChar sign : u"person 4999"_s) {
        QTest::keyClicks(search, QString(sign));
        QTest::qWait(20);
    }
    expect("a search is typed", blocked);
    search->clear();
    QTest::qWait(200);
    expect("and emptied", blocked);
    QTest::keyClicks(&window->talk().composer().editor(), u"Lunch at one, in the yard?"_s, {}, 5);
    expect("a message is written", blocked);
    for (const QSize size : {QSize(900, 700), QSize(420, 700), QSize(1400, 900)}) {
        window->resize(size);
        QTest::qWait(50);
    }
    expect("the window changes its size", blocked);
    desk->settings().set_theme(DeskSettings::Theme::Dark);
    QTest::qWait(100);
    desk->settings().set_theme(DeskSettings::Theme::Light);
    QTest::qWait(100);
    expect("the theme changes", blocked, kLongestChangeMs);
    for (const char* word : {"zh_CN", "en"}) {
        desk->settings().set_language(QString::fromLatin1(word));
        QTest::qWait(100);
    }
    expect("the language changes", blocked, kLongestChangeMs);
}

}  // namespace
}  // namespace culver::desktop::test
