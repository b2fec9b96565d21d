// SPDX-License-Identifier: Apache-2.0
// Fed: the whole story of a hostile peer, as steps: frames of every kind with any body, several links, cuts,
// lanes, bytes that are no frames, and what a person does meanwhile. Reached: a whole node with its sessions,
// chat, groups, transfers, gossip and comparisons, over links in memory. After each story the node still
// answers its person, and has made nothing but what it may make in its folder.
#include "app/engine.h"
#include "base/log.h"
#include "net/frame.h"
#include "net/hello.h"
#include "tests/fuzz/steps.h"
#include "tests/support/memory_network.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <set>

namespace {

using namespace culver;
using fuzz::require;
using fuzz::Steps;
using namespace std::chrono_literals;
namespace method = control::method;

// Every kind of frame, and two that nobody knows.
constexpr std::array<std::uint16_t, 45> kKinds = {1,   2,   3,   4,   5,   32,  40,  41,  42,  44,  45,  46,
                                                  47,  48,  49,  50,  51,  64,  65,  66,  67,  68,  69,  70,
                                                  71,  128, 129, 130, 131, 132, 133, 134, 135, 136, 137, 138,
                                                  139, 140, 192, 193, 194, 195, 60,  222, 64};
constexpr std::size_t kMostBytes = 24 * 1024;  // of a story: a stranger's frames are rationed
constexpr int kMostSteps = 64;                 // a longer one takes long and says little more
constexpr auto kQuiet = 3s;                    // a node that needs longer for so little hangs

class Table {
public:
    Table() : network_(loop_.get_executor()), victim_(network_.add_node(id_of_profile())) {
        PeerId hostile;
        hostile.bytes.fill(7);
        hostile_ = &network_.add_node(hostile);
    }

    void play(Steps story) {
        auto whole = [this, &story]() -> Task<> {
            co_await start();
            for (int steps = 0; steps < kMostSteps && !story.is_over(); ++steps) co_await step(story);
            co_await look();
            if (link_) link_->close();
            co_await engine_->close();
            engine_.reset();
        };
        test::run(loop_, whole());
    }

private:
    PeerId id_of_profile() { return store::Profile::open(folder_ / "profile")->key().peer_id(); }

    Task<> start() {
        app::EngineOptions options;
        options.profile = folder_ / "profile";
        options.name = "victim";
        options.receive_dir = folder_ / "received";
        options.sessions = [this](net::Sessions::Mediator mediator, net::SessionOptions session_options) {
            mediator.addresses = {};
            session_options.timings = test::quick_timings();
            return network_.make_sessions(victim_, std::move(mediator), std::move(session_options));
        };
        engine_ = std::make_unique<app::Engine>(loop_.get_executor(), std::move(options));
        const auto started = co_await engine_->start();
        require(started.has_value());
    }

    Task<> step(Steps& story) {
        const auto what = story.number() % 12;
        if (what < 7) {
            const auto kind = kKinds[story.number() % kKinds.size()];
            const auto body = story.piece();
            co_await send(net::encode_frame(kind, body));
        } else if (what == 7) {
            const auto piece = story.piece();
            co_await send(piece);
        } else if (what == 8) {
            network_.cut(victim_, *hostile_);
            link_.reset();
        } else if (what == 9) {
            co_await lane(story);
        } else {
            co_await act(story.number());
        }
    }

    Task<std::unique_ptr<net::Link>> dial(std::optional<net::LanePurpose> purpose) {
        auto dialled = co_await hostile_->transport().dial(victim_.endpoint(), victim_.id());
        require(dialled.has_value());
        net::Hello hello;
        hello.instance.bytes.fill(++lives_);
        hello.lane = purpose;
        hello.receive_limit = net::kMaxFrameBytes;
        const auto greeting =
            net::encode_frame(static_cast<std::uint16_t>(net::NetKind::Hello), net::encode(hello));
        (void)co_await (*dialled)->write_all(greeting);
        co_return std::move(*dialled);
    }

    // Writes, and waits until the node has done with it: it answers a Ping in its turn, or ends the link.
    Task<> send(Bytes bytes) {
        if (!link_) {
            link_ = co_await dial(std::nullopt);
            reader_ = net::FrameReader();
        }
        const auto ping =
            net::encode_frame(static_cast<std::uint16_t>(net::NetKind::Ping), net::encode_token(++token_));
        bytes.insert(bytes.end(), ping.begin(), ping.end());
        const auto written = co_await link_->write_all(bytes);
        if (!written || !co_await pong()) link_.reset();
    }
    Task<> send(ByteView bytes) { return send(Bytes(bytes.begin(), bytes.end())); }

    Task<bool> pong() {
        const auto until = std::chrono::steady_clock::now() + kQuiet;
        for (;;) {
            auto frame = reader_.next();
            if (!frame) co_return false;
            if (!*frame) {
                const auto room = reader_.prepare();
                const auto count = co_await link_->read_some(room);
                if (!count || *count == 0) co_return false;
                reader_.commit(*count);
                continue;
            }
            if ((*frame)->kind == static_cast<std::uint16_t>(net::NetKind::Pong)) {
                const auto token = net::decode_token((*frame)->body);
                if (token && *token == token_) co_return true;
            }
            // A frame that never ends, as a length that was bent makes one, leaves the ping unread: then the
            // node ends the link when it has waited long enough.
            require(std::chrono::steady_clock::now() < until);
        }
    }

    Task<> lane(Steps& story) {
        TransferId transfer;
        transfer.bytes.fill(story.number());
        const Bytes piece = [&story] {
            const auto view = story.piece();
            return Bytes(view.begin(), view.end());
        }();
        auto link = co_await dial(net::LanePurpose{transfer, story.number()});
        (void)co_await link->write_all(piece);
        link->close();
    }

    // What a person at the node does: with the hostile peer, and with whatever lies there.
    Task<> act(std::uint8_t choice) {
        auto& api = engine_->api();
        const auto peer = "id:" + hostile_->id().text();
        if (choice % 5 == 0) {
            method::ChatSay say;
            say.peers = {peer};
            say.text = "who are you?";
            (void)co_await api.answer(std::move(say));
        } else if (choice % 5 == 1) {
            method::TransferQuery query;
            const auto list = co_await api.answer(std::move(query));
            for (const auto& row : list ? list->transfers : std::vector<control::TransferRow>()) {
                method::TransferAccept accept;
                accept.id = row.id;
                (void)co_await api.answer(std::move(accept));
            }
        } else if (choice % 5 == 2) {
            method::GroupCreate create;
            create.name = "office";
            create.peers = {peer};
            (void)co_await api.answer(std::move(create));
        } else if (choice % 5 == 3) {
            method::ChatMarkRead read;
            read.peer = peer;
            (void)co_await api.answer(std::move(read));
        } else {
            method::ChatConversations all;
            (void)co_await api.answer(std::move(all));
        }
    }

    Task<> look() {
        method::NodeStatus ask;
        const auto status = co_await engine_->api().answer(std::move(ask));
        require(status.has_value());
        static const std::set<std::string> allowed{"profile", "received"};
        for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
            require(allowed.contains(entry.path().filename().string()));
    }

    test::TempDir folder_;
    boost::asio::io_context loop_{1};
    test::MemoryNetwork network_;
    test::MemoryNetwork::Node& victim_;
    test::MemoryNetwork::Node* hostile_ = nullptr;
    std::unique_ptr<app::Engine> engine_;
    std::unique_ptr<net::Link> link_;
    net::FrameReader reader_;
    std::uint64_t token_ = 0;
    std::uint8_t lives_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
    ::setenv("TMPDIR", "/dev/shm", 0);  // syncing costs nothing there
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size > kMostBytes) return -1;
    Table().play(Steps(ByteView(bytes, size)));
    return 0;
}
