// SPDX-License-Identifier: Apache-2.0
// One node that does nothing but find others, for experiments in network namespaces. Prints a JSON object per
// line: ready, appeared, changed, gone, network, epoch, twin, and on SIGUSR1 the list, the ways and the
// counters. SIGUSR2 changes the presence, SIGTERM says goodbye. Never run it outside a namespace of its own.
#include "base/files.h"
#include "base/log.h"
#include "discovery/discovery.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <string>

namespace {

using namespace culver;
using namespace culver::discovery;

std::string in_quotes(std::string_view text) {
    return '"' + std::string(text) + '"';
}

std::string row_text(const Row& row) {
    std::string text = R"("id":)" + in_quotes(short_text(row.peer.id)) + R"(,"name":)" +
                       in_quotes(row.label.name) + R"(,"presence":)" +
                       in_quotes(to_string(row.label.presence)) + R"(,"addresses":[)";
    for (const Endpoint& endpoint : row.addresses) {
        text += (text.back() == '[' ? "" : ",") + in_quotes(endpoint.text());
    }
    text += R"(],"via":[)";
    for (const Way way : row.ways) text += (text.back() == '[' ? "" : ",") + in_quotes(to_string(way));
    return text + "]";
}

void print(std::string_view event, const std::string& rest) {
    const auto now = to_milliseconds(real_clock().wall());
    std::printf(R"({"event":"%s","time":%lld%s%s})"
                "\n",
                std::string(event).c_str(), static_cast<long long>(now), rest.empty() ? "" : ",",
                rest.c_str());
    std::fflush(stdout);
}

void print_change(const Change& change) {
    static constexpr std::array kNames = {"appeared", "changed", "gone"};
    print(kNames.at(static_cast<std::size_t>(change.kind)), row_text(change.row));
}

void print_all(const Discovery& discovery) {
    for (const Row& row : discovery.rows()) print("row", row_text(row));
    for (const WayState& state : discovery.states()) {
        print("way", R"("way":)" + in_quotes(to_string(state.way)) + R"(,"state":)" +
                         in_quotes(to_string(state.health)) + R"(,"detail":)" + in_quotes(state.detail));
    }
    const Stats stats = discovery.stats();
    std::string text = R"("present":)" + std::to_string(stats.present) + R"(,"pending":)" +
                       std::to_string(stats.pending) + R"(,"sent_bytes":)" +
                       std::to_string(stats.wire.sent_bytes);
    for (const auto& [way, count] : stats.wire.sent)
        text += "," + in_quotes(way) + ":" + std::to_string(count);
    text += R"(,"bad_signature":)" + std::to_string(stats.core.bad_signature) + R"(,"limited":)" +
            std::to_string(stats.core.limited);
    print("stats", text);
}

struct Arguments {
    Options options;
    std::string key_file;
};

Arguments parse(int count, char** words) {
    Arguments arguments;
    arguments.options.tcp_port = 24254;
    for (int i = 1; i + 1 < count; i += 2) {
        const std::string option = words[i];
        const std::string value = words[i + 1];
        if (option == "--name")
            arguments.options.label.name = value;
        else if (option == "--port")
            arguments.options.tcp_port = static_cast<std::uint16_t>(std::stoul(value));
        else if (option == "--epoch")
            arguments.options.epoch = std::stoull(value);
        else if (option == "--key")
            arguments.key_file = value;
        else if (option == "--hidden")
            arguments.options.is_hidden = value == "yes";
        else if (option == "--without") {
            for (const Way way : kAllWays) {
                if (to_string(way) == value) arguments.options.ways.erase(way);
            }
        }
    }
    return arguments;
}

SigningKey load_key(const std::string& path) {
    if (path.empty()) return SigningKey::generate();
    constexpr std::size_t kLimit = 10'000;
    if (const auto pem = read_file(path, kLimit)) return SigningKey::from_pem(*pem).value();
    auto key = SigningKey::generate();
    create_file(path, key.to_pem()).value();
    return key;
}

Events make_events() {
    return {
        .changed = print_change,
        .heard_known = {},
        .doubted = {},
        .network_changed = [] { print("network", ""); },
        .epoch_raised = [](std::uint64_t epoch) { print("epoch", R"("epoch":)" + std::to_string(epoch)); },
        .twin_seen = [](const Endpoint& where) { print("twin", R"("at":)" + in_quotes(where.text())); },
        .state_changed = {}};
}

Task<> serve(Discovery& discovery, Label label) {
    boost::asio::signal_set signals(co_await boost::asio::this_coro::executor, SIGTERM, SIGUSR1, SIGUSR2);
    while (true) {
        const auto [failure, signal] = co_await signals.async_wait(no_throw);
        if (failure || signal == SIGTERM) break;
        if (signal == SIGUSR1) print_all(discovery);
        if (signal == SIGUSR2) {
            label.presence = label.presence == Presence::Away ? Presence::Available : Presence::Away;
            discovery.set_label(label);
        }
    }
    co_await discovery.close();
}

}  // namespace

int main(int count, char** words) {
    log::start();
    const Arguments arguments = parse(count, words);
    const SigningKey key = load_key(arguments.key_file);
    boost::asio::io_context loop(1);
    Discovery discovery(loop.get_executor(), real_clock(), key, arguments.options, make_events());
    if (const auto done = discovery.start(); !done) {
        std::fprintf(stderr, "%s\n", done.error().sentence().c_str());
        return 1;
    }
    print("ready", R"("id":)" + in_quotes(short_text(key.peer_id())));
    auto failed = [](std::exception_ptr failure) {
        if (failure) std::rethrow_exception(failure);
    };
    boost::asio::co_spawn(loop, serve(discovery, arguments.options.label), failed);
    loop.run();
    return 0;
}
