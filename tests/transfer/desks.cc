// SPDX-License-Identifier: Apache-2.0
#include "tests/transfer/desks.h"

#include "tests/support/run.h"
#include "tests/transfer/trees.h"

namespace culver::transfer::test {

Desk::Desk(Office& office, std::string name) : office_(office), node_(&office.network.add_node(id_)) {
    (void)name;
    std::filesystem::create_directories(files());
    start();
}

void Desk::start() {
    database_ = must(store::Database::open(database(), office_.loop.get_executor()));
    transfers_ = std::make_unique<store::Transfers>(*database_);
    rules_ = std::make_unique<store::Rules>(*database_);
    net::Sessions::Mediator mediator;
    mediator.standing = [](const PeerId&) { return net::Standing::Known; };
    mediator.opened = [this](const PeerId& peer, const Endpoint&) { service_->peer_opened(peer); };
    mediator.closed = [this](const PeerId& peer, const Error&) { service_->peer_closed(peer); };
    sessions_ = office_.network.make_sessions(*node_, std::move(mediator));
    TransferService::Parts parts{office_.loop.get_executor(), *sessions_, *transfers_, *rules_, clock, key_};
    TransferService::Options options{.state_folder = lists(), .receive_folder = received().string()};
    options.stranger_returns = stranger_returns;
    options.tidy_interval = tidy_interval;
    options.offer_again = offer_again;
    TransferService::Mediator knows{.is_known = [this](const PeerId&) { return knows_everybody_; }};
    knows.shares_group = [this](const PeerId&, const GroupId& group) { return shared_group == group; };
    auto on_event = [this](const TransferRow&, TransferService::Event) { ++progress_events; };
    service_ =
        std::make_unique<TransferService>(std::move(parts), std::move(options), std::move(knows), on_event);
    auto begin = [this]() -> Task<> { must(co_await service_->start()); };
    culver::test::run(office_.loop, begin());
}

Task<> Desk::stop() {
    co_await service_->close();
    co_await sessions_->close();
    service_.reset();
    sessions_.reset();
    database_->close();
}

bool Desk::has(const TransferId& transfer, State state) const {
    const auto found = service_->find(transfer);
    return found && found->state == state;
}

TransferRow Desk::row(const TransferId& transfer) const {
    return service_->find(transfer).value_or(TransferRow{});
}

Office::~Office() {
    for (auto& desk : desks_) culver::test::run(loop, desk->stop());
}

Desk& Office::desk(std::string name) {
    desks_.push_back(std::make_unique<Desk>(*this, std::move(name)));
    return *desks_.back();
}

void Office::restart(Desk& desk, const std::function<void()>& meanwhile) {
    culver::test::run(loop, desk.stop());
    if (meanwhile) meanwhile();
    desk.start();
}

TransferId Office::send(Desk& from, Desk& to, std::vector<std::filesystem::path> paths) {
    TransferId id;
    auto work = [&]() -> Task<> { id = must(co_await from.service().send(to.id(), paths)); };
    culver::test::run(loop, work());
    return id;
}

void Office::accept(Desk& desk, const TransferId& transfer, std::vector<std::string> only) {
    auto work = [&]() -> Task<> { must(co_await desk.service().accept(transfer, std::nullopt, only)); };
    culver::test::run(loop, work());
}

bool Office::until(const std::function<bool()>& holds, std::chrono::milliseconds limit) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > end) return false;
        loop.restart();
        loop.run_one_for(std::chrono::milliseconds(20));
    }
    return true;
}

void Office::turn(std::chrono::milliseconds time) {
    (void)until([] { return false; }, time);
}

}  // namespace culver::transfer::test
