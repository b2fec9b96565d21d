// SPDX-License-Identifier: Apache-2.0
#include "discovery/mdns/threaded_responder.h"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace culver::discovery::mdns {
namespace {

using namespace std::chrono_literals;

// Answers each order with a report; start() blocks until it is interrupted.
class Stubborn final : public Responder {
public:
    Stubborn(Reporter report, std::shared_future<void> release, std::atomic<bool>& is_gone)
        : report_(std::move(report)), release_(std::move(release)), is_gone_(is_gone) {}
    ~Stubborn() override { is_gone_ = true; }
    void start() override { release_.wait(); }
    void use(const std::vector<Interface>&) override {}
    void publish(const std::optional<Publication>&) override { report_(PublishedReport{Published::Done}); }
    void browse(bool) override {}
    void resolve(const std::string& instance, const Place& place) override {
        report_(ResolvedReport{.instance = instance, .place = place});
    }
    void forget(const std::string&, const Place&) override {}

private:
    Reporter report_;
    std::shared_future<void> release_;
    std::atomic<bool>& is_gone_;
};

struct Scene {
    boost::asio::io_context home{1};
    std::promise<void> release;
    std::shared_future<void> released = release.get_future().share();
    std::atomic<bool> is_gone = false;
    std::atomic<bool> was_interrupted = false;
    std::vector<Report> reports;

    std::unique_ptr<ThreadedResponder> make() {
        auto inner = [this](const auto&, Reporter report) {
            return ThreadedResponder::Inner{
                .responder = std::make_unique<Stubborn>(std::move(report), released, is_gone),
                .parts = nullptr,
                .interrupt = [this] {
                    if (!was_interrupted.exchange(true)) release.set_value();
                }};
        };
        auto note = [this](Report report) { reports.push_back(std::move(report)); };
        return std::make_unique<ThreadedResponder>(home.get_executor(), std::move(inner), std::move(note));
    }
};

TEST(ThreadedResponder, OrdersGoThereAndReportsComeHome) {
    Scene scene;
    auto responder = scene.make();
    responder->publish(std::nullopt);
    responder->resolve("ada", {.interface = 2});
    const auto work = boost::asio::make_work_guard(scene.home);
    while (scene.reports.size() < 2) scene.home.run_one_for(5s);
    EXPECT_EQ(std::get<ResolvedReport>(scene.reports[1]).instance, "ada");
    responder.reset();
    EXPECT_TRUE(scene.is_gone);
    EXPECT_FALSE(scene.was_interrupted);
}

TEST(ThreadedResponder, ACallThatNeverReturnsBlocksNeitherTheNodeNorItsEnd) {
    Scene scene;
    auto responder = scene.make();
    responder->start();  // blocks there
    responder->publish(std::nullopt);
    scene.home.run_for(10ms);
    EXPECT_TRUE(scene.reports.empty());
    responder.reset();
    EXPECT_TRUE(scene.was_interrupted);
    EXPECT_TRUE(scene.is_gone);
}

TEST(ThreadedResponder, NothingIsReportedAfterItsEnd) {
    Scene scene;
    auto responder = scene.make();
    responder->publish(std::nullopt);
    responder.reset();
    scene.home.run();
    EXPECT_TRUE(scene.reports.empty());
}

}  // namespace
}  // namespace culver::discovery::mdns
