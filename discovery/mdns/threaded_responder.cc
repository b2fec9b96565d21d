// SPDX-License-Identifier: Apache-2.0
#include "discovery/mdns/threaded_responder.h"

#include <boost/asio/post.hpp>
#include <pthread.h>

#include <chrono>
#include <csignal>

namespace culver::discovery::mdns {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 200ms;  // an answer of the daemon takes a millisecond

// Signals are for the node's own thread.
class SignalsBlocked {
public:
    SignalsBlocked() {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;
    ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

private:
    sigset_t before_{};
};

}  // namespace

// The way home. The owner's end is cut on the home thread, and looked at only there.
struct ThreadedResponder::Home {
    boost::asio::any_io_executor executor;
    Reporter report;  // empty once the owner is gone
};

ThreadedResponder::ThreadedResponder(boost::asio::any_io_executor home, Make make, Reporter report)
    : home_(std::make_shared<Home>(std::move(home), std::move(report))), work_(there_.get_executor()) {
    auto report_home = [owner = home_](Report what) {
        boost::asio::post(owner->executor, [owner, what = std::move(what)]() mutable {
            if (owner->report) owner->report(std::move(what));
        });
    };
    inner_ = make(there_.get_executor(), std::move(report_home));
    const SignalsBlocked blocked;
    thread_ = std::thread([this] { there_.run(); });
}

ThreadedResponder::~ThreadedResponder() {
    home_->report = nullptr;
    boost::asio::post(there_, [this] {
        inner_.responder.reset();
        gone_.set_value();
    });
    const auto gone = gone_.get_future();
    while (gone.wait_for(kPatience) != std::future_status::ready) {
        if (inner_.interrupt) inner_.interrupt();
    }
    work_.reset();
    there_.stop();
    thread_.join();
}

void ThreadedResponder::tell(std::function<void(Responder&)> order) {
    boost::asio::post(there_, [this, order = std::move(order)] {
        if (inner_.responder) order(*inner_.responder);
    });
}

void ThreadedResponder::start() {
    tell([](Responder& inner) { inner.start(); });
}

void ThreadedResponder::use(const std::vector<Interface>& interfaces) {
    tell([interfaces](Responder& inner) { inner.use(interfaces); });
}

void ThreadedResponder::publish(const std::optional<Publication>& publication) {
    tell([publication](Responder& inner) { inner.publish(publication); });
}

void ThreadedResponder::browse(bool is_on) {
    tell([is_on](Responder& inner) { inner.browse(is_on); });
}

void ThreadedResponder::resolve(const std::string& instance, const Place& place) {
    tell([instance, place](Responder& inner) { inner.resolve(instance, place); });
}

void ThreadedResponder::forget(const std::string& instance, const Place& place) {
    tell([instance, place](Responder& inner) { inner.forget(instance, place); });
}

}  // namespace culver::discovery::mdns
