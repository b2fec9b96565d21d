// SPDX-License-Identifier: Apache-2.0
// Runs a responder whose calls may block on a thread of its own: a daemon that hangs must not hang the node.
// Orders go there, reports come home, both by value.
#pragma once
#include "discovery/mdns/responder.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <future>
#include <thread>

namespace culver::discovery::mdns {

class ThreadedResponder final : public Responder {
public:
    // What lives on the thread: made there, used there, destroyed there.
    struct Inner {
        std::unique_ptr<Responder> responder;
        std::shared_ptr<void> parts;      // what the responder stands on; destroyed after it
        std::function<void()> interrupt;  // any thread: makes a blocked call return; lives as long as parts
    };
    using Make = std::function<Inner(const boost::asio::any_io_executor& there, Reporter report)>;

    ThreadedResponder(boost::asio::any_io_executor home, Make make, Reporter report);

    // Waits until the inner one is gone; interrupts it when that takes long.
    ~ThreadedResponder() override;

    void start() override;
    void use(const std::vector<Interface>& interfaces) override;
    void publish(const std::optional<Publication>& publication) override;
    void browse(bool is_on) override;
    void resolve(const std::string& instance, const Place& place) override;
    void forget(const std::string& instance, const Place& place) override;

private:
    struct Home;
    void tell(std::function<void(Responder&)> order);

    std::shared_ptr<Home> home_;
    boost::asio::io_context there_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    Inner inner_;  // made before the thread begins; then touched by the thread alone, but for interrupt
    std::promise<void> gone_;
    std::thread thread_;
};

}  // namespace culver::discovery::mdns
