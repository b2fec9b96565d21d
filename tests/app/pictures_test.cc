// SPDX-License-Identifier: Apache-2.0
// Two people who show a picture, and somebody who does not keep to the rules, over links in memory.
#include "app/pictures.h"

#include "base/random.h"
#include "base/signature.h"
#include "store/errors.h"
#include "tests/support/memory_network.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <fstream>

namespace culver::app {
namespace {

using namespace std::chrono_literals;

// The head of a PNG of that size, and some bytes of which nobody asks what they show.
std::string png(std::uint32_t side, std::size_t bytes = 500) {
    std::string text("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
    for (int twice = 0; twice < 2; ++twice) {
        for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>(side >> shift & 0xff);
    }
    text += std::string("\x08\x06\0\0\0", 5);
    for (std::size_t at = text.size(); at < bytes; ++at) text += static_cast<char>(at * 7);
    return text;
}

AttachmentDigest digest_of(const std::string& content) {
    return AttachmentDigest{sha256(as_bytes(content))};
}

class PicturesTest : public testing::Test {
protected:
    struct Desk {
        Desk(boost::asio::io_context& loop, test::MemoryNetwork& network)
            : node(network.add_node(random_id<PeerId>())), sessions(network.make_sessions(node)) {
            Pictures::Mediator mediator;
            mediator.may_see = [this](const PeerId&) { return sees; };
            mediator.own = [this] { return own; };
            mediator.arrived = [this](const PeerId&) { ++arrivals; };
            pictures = std::make_unique<Pictures>(loop.get_executor(), *sessions,
                                                  store::AttachmentFolder(folder / "pictures"), mediator);
        }
        test::TempDir folder;
        test::MemoryNetwork::Node& node;
        std::unique_ptr<net::Sessions> sessions;
        std::unique_ptr<Pictures> pictures;
        AttachmentDigest own;
        bool sees = true;
        int arrivals = 0;
    };

    PicturesTest() {
        auto begin = [&]() -> Task<> {
            for (auto* desk : {&alice_, &bob_}) EXPECT_TRUE(co_await desk->pictures->start({}));
            EXPECT_TRUE(co_await alice_.sessions->connect(bob_.node.id(), 5'000ms));
        };
        test::run(loop_, begin());
    }
    ~PicturesTest() override {
        auto end = [&]() -> Task<> {
            for (auto* desk : {&alice_, &bob_}) {
                co_await desk->sessions->close();
                co_await desk->pictures->close();
            }
        };
        test::run(loop_, end());
    }
    Result<AttachmentDigest> keep(Desk& desk, const std::string& content) {
        const auto file = desk.folder / "mine";
        std::ofstream(file, std::ios::binary) << content;
        Result<AttachmentDigest> kept;
        auto work = [&]() -> Task<> { kept = co_await desk.pictures->keep(file); };
        test::run(loop_, work());
        return kept;
    }
    bool until(const std::function<bool()>& holds) {
        loop_.restart();
        for (int turn = 0; turn < 1000 && !holds(); ++turn) {
            loop_.run_for(5ms);
            if (loop_.stopped()) loop_.restart();
        }
        return holds();
    }
    void pass_time() {
        loop_.restart();
        loop_.run_for(200ms);
    }

    boost::asio::io_context loop_{1};
    test::MemoryNetwork network_{loop_.get_executor()};
    Desk alice_{loop_, network_};
    Desk bob_{loop_, network_};
};

TEST_F(PicturesTest, ComesToWhoSeesTheCardAndGoesWithIt) {
    alice_.own = *keep(alice_, png(256));
    bob_.pictures->named(alice_.node.id(), alice_.own);
    ASSERT_TRUE(until([&] { return bob_.arrivals == 1; }));
    const auto path = bob_.pictures->path_of(alice_.own);
    ASSERT_TRUE(path);
    std::ifstream file(*path, std::ios::binary);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), png(256));
    EXPECT_TRUE(path->ends_with(".png"));
    bob_.pictures->named(alice_.node.id(), AttachmentDigest{});
    EXPECT_TRUE(until([&] { return !std::filesystem::exists(*path); }));
    EXPECT_FALSE(bob_.pictures->path_of(alice_.own));
}

TEST_F(PicturesTest, WhatIsNoSmallPictureIsNotKept) {
    EXPECT_EQ(keep(alice_, "a page, <html>").error().code, store::StoreErrc::NotAFile);
    EXPECT_EQ(keep(alice_, png(1'025)).error().code, store::StoreErrc::NotAFile);
    EXPECT_EQ(keep(alice_, png(256, 64 * 1024 + 1)).error().code, store::StoreErrc::AttachmentTooLarge);
    EXPECT_EQ(keep(alice_, "").error().code, store::StoreErrc::AttachmentEmpty);
    EXPECT_TRUE(keep(alice_, png(1'024, 64 * 1024)));
}

TEST_F(PicturesTest, IsNotGivenToWhomItIsNotShownAndNothingElseIsGiven) {
    const auto other = *keep(alice_, png(100));
    alice_.own = *keep(alice_, png(256));
    bob_.pictures->named(alice_.node.id(), other);
    pass_time();
    EXPECT_EQ(bob_.arrivals, 0) << "not her present picture";
    alice_.sees = false;
    bob_.pictures->named(alice_.node.id(), alice_.own);
    pass_time();
    EXPECT_EQ(bob_.arrivals, 0) << "he may not see it";
}

// Who has no say in it sends bytes unasked, others than were asked for, and what is no picture.
TEST_F(PicturesTest, TakesNothingButWhatWasAskedFor) {
    const auto send = [&](const AttachmentDigest& digest, const std::string& content) {
        Bytes body(digest.view().begin(), digest.view().end());
        body.insert(body.end(), content.begin(), content.end());
        EXPECT_TRUE(alice_.sessions->send(bob_.node.id(), kPictureKinds.last, body));
        pass_time();
    };
    send(digest_of(png(64)), png(64));
    alice_.sees = false;  // her node stays silent; what follows is forged
    bob_.pictures->named(alice_.node.id(), digest_of(png(65)));
    send(digest_of(png(65)), png(66));
    bob_.pictures->named(alice_.node.id(), digest_of("a page"));
    send(digest_of("a page"), "a page");
    send(AttachmentDigest{}, "");
    EXPECT_EQ(bob_.arrivals, 0);
    EXPECT_TRUE(std::filesystem::is_empty(bob_.folder / "pictures"));
}

}  // namespace
}  // namespace culver::app
