// SPDX-License-Identifier: Apache-2.0
// Whole transfer rooms in one process, each with its own disk, store and key, joined by a memory network.
//
//     Office office;
//     Desk& alice = office.desk("alice");
//     Desk& bob = office.desk("bob");
//     const TransferId id = office.send(alice, bob, {path});
//     office.until([&] { return bob.has(id, State::Offered); });
#pragma once
#include "base/clock.h"
#include "base/signature.h"
#include "store/database.h"
#include "store/rules.h"
#include "store/transfers.h"
#include "tests/support/memory_network.h"
#include "tests/support/temp_dir.h"
#include "transfer/transfer_service.h"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace culver::transfer::test {

class Office;

// The machine's clock, moved by days where a test needs that.
class MovedClock final : public Clock {
public:
    [[nodiscard]] SteadyTime steady() const override { return real_clock().steady(); }
    [[nodiscard]] WallTime wall() const override { return real_clock().wall() + ahead; }
    [[nodiscard]] std::chrono::nanoseconds since_boot() const override { return real_clock().since_boot(); }
    std::chrono::hours ahead{0};
};

class Desk {
public:
    Desk(Office& office, std::string name);
    void start();  // opens the store, the sessions and the service
    Task<> stop();

    [[nodiscard]] const PeerId& id() const { return id_; }
    [[nodiscard]] culver::test::MemoryNetwork::Node& node() { return *node_; }
    [[nodiscard]] net::Sessions& sessions() { return *sessions_; }
    [[nodiscard]] TransferService& service() { return *service_; }
    [[nodiscard]] const SigningKey& key() const { return key_; }
    [[nodiscard]] std::filesystem::path received() const { return folder_ / "received"; }
    [[nodiscard]] std::filesystem::path files() const { return folder_ / "files"; }
    [[nodiscard]] std::filesystem::path lists() const {
        return folder_ / "transfers";
    }  // of files being sent
    [[nodiscard]] std::filesystem::path database() const { return folder_ / "history.db"; }

    [[nodiscard]] bool has(const TransferId& transfer, State state) const;
    [[nodiscard]] TransferRow row(const TransferId& transfer) const;  // a default one when there is none
    [[nodiscard]] bool knows_everybody() const { return knows_everybody_; }
    void treat_all_as_strangers() { knows_everybody_ = false; }
    std::optional<GroupId> shared_group;  // that this desk knows everybody to be in, itself too

    // As the service has them; others hold from the next start on.
    Duration stranger_returns = kStrangerReturns;
    Duration tidy_interval = kTidyInterval;
    Duration offer_again = kOfferAgain;

    int progress_events = 0;
    MovedClock clock;

private:
    Office& office_;
    culver::test::TempDir folder_;
    SigningKey key_ = SigningKey::generate();
    PeerId id_ = key_.peer_id();
    culver::test::MemoryNetwork::Node* node_;
    bool knows_everybody_ = true;
    std::unique_ptr<store::Database> database_;
    std::unique_ptr<store::Transfers> transfers_;
    std::unique_ptr<store::Rules> rules_;
    std::unique_ptr<net::Sessions> sessions_;
    std::unique_ptr<TransferService> service_;
};

class Office {
public:
    Office() : network(loop.get_executor()) {}
    ~Office();
    Desk& desk(std::string name);
    void restart(Desk& desk, const std::function<void()>& meanwhile = {});

    [[nodiscard]] TransferId send(Desk& from, Desk& to, std::vector<std::filesystem::path> paths);
    void accept(Desk& desk, const TransferId& transfer, std::vector<std::string> only = {});

    // Turns the loop until it holds; false after the limit.
    [[nodiscard]] bool until(const std::function<bool()>& holds,
                             std::chrono::milliseconds limit = std::chrono::seconds(30));
    void turn(std::chrono::milliseconds time);

    boost::asio::io_context loop;
    culver::test::MemoryNetwork network;

private:
    std::vector<std::unique_ptr<Desk>> desks_;
};

}  // namespace culver::transfer::test
