// SPDX-License-Identifier: Apache-2.0
#include "app/engine.h"

#include "app/engine_parts.h"
#include "app/errors.h"
#include "app/folders.h"
#include "app/foreign.h"
#include "app/hiding.h"
#include "app/node_status.h"
#include "base/log.h"
#include "base/offload.h"
#include "control/dispatch.h"
#include "net/process_limits.h"
#include "store/history_file.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <utility>

namespace culver::app {
namespace {

constexpr std::string_view kHostName = "@host";
constexpr std::size_t kIdCharactersInName = 4;

std::string host_name() {
    std::array<char, HOST_NAME_MAX + 1> name{};
    return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

discovery::WaySet ways_of(const Config& config) {
    discovery::WaySet ways;
    if (config.multicast4) ways.insert(discovery::Way::Multicast4);
    if (config.multicast6) ways.insert(discovery::Way::Multicast6);
    if (config.broadcast) ways.insert(discovery::Way::Broadcast);
    if (config.mdns) ways.insert(discovery::Way::Mdns);
    return ways;
}

}  // namespace

Engine::Engine(boost::asio::any_io_executor executor, EngineOptions options)
    : executor_(executor),
      options_(std::move(options)),
      network_(std::make_unique<Network>()),
      visits_(executor),
      tasks_(executor) {}

Engine::~Engine() = default;

Task<Result<>> Engine::start() {
    if (auto opened = open_profile(); !opened) co_return opened;
    if (auto opened = co_await open_store(); !opened) co_return opened;
    hooks_ = std::make_unique<Hooks>(executor_, FileHandle(std::exchange(options_.hook_helper, -1)),
                                     [this](std::string sentence) { warn("hook", std::move(sentence)); });
    make_discovery();
    make_sessions();
    if (auto started = co_await start_features(); !started) co_return started;
    if (!options_.sessions) {
        if (auto started = start_listener(); !started) co_return started;
    }
    sessions_->start();
    settings_changed();
    if (auto started = start_control(); !started) co_return started;
    if (!options_.sessions) {
        if (auto started = start_discovery(); !started) co_return started;
        if (auto started = co_await foreign_->start(config_); !started) co_return started;
    }
    tell_ready();
    heed_foreign();
    if (const auto& warning = database_->warning()) warn("profile", *warning);
    if (recovery_) warn("history_recovered", *recovery_);
    co_return Result<>{};
}

Result<> Engine::open_profile() {
    auto profile = store::Profile::open(options_.profile);
    if (!profile) return fail_as(profile);
    profile_ = std::make_unique<store::Profile>(std::move(*profile));
    id_ = profile_->key().peer_id();
    auto config = load_config(profile_->config_path());
    if (!config) return fail_as(config);
    config_ = std::move(*config);
    (void)log::set_level(config_.log_level);
    auto numbers = store::ReservedNumbers::open(profile_->event_numbers_path());
    if (!numbers) return fail_as(numbers);
    event_numbers_ = std::make_unique<store::ReservedNumbers>(std::move(*numbers));
    return {};
}

Task<Result<>> Engine::open_store() {
    if (auto opened = co_await open_history(); !opened) co_return opened;
    rows_ = std::make_unique<Rows>(*database_);
    // Without room on the disk numbers may repeat after a restart, which is better than a face that is told
    // nothing about the full disk.
    auto next_number = [this] { return event_numbers_->next_regardless(); };
    events_ = std::make_unique<EventBus>(executor_, std::move(next_number));
    book_ = std::make_unique<PeerBook>(executor_, rows_->peers, rows_->names, clock_);
    book_->on_known([this](const PeerKey& peer) { became_known(peer); });
    book_->ask_presence(
        [this](const PeerKey& peer) { return discovery_ && discovery_->row(peer).has_value(); });
    cards_ = std::make_unique<CardBook>(executor_, rows_->meta, rows_->cards);
    if (auto loaded = co_await cards_->load(); !loaded) co_return loaded;
    co_return co_await book_->load();
}

// On a thread of its own: checking or recovering a big file takes its time, and a signal is heard meanwhile.
Task<Result<>> Engine::open_history() {
    boost::asio::thread_pool opener(1);
    auto work = [profile = profile_.get(), home = executor_] { return store::open_history(*profile, home); };
    auto opened = co_await offload(opener, std::move(work));
    if (!opened) co_return fail_as(opened);
    database_ = std::move(opened->database);
    begins_anew_ = opened->begins_anew;
    if (const auto& recovered = opened->recovered) {
        recovery_ = "The history was damaged. " + std::to_string(recovered->messages) +
                    " messages were recovered; the damaged file is kept as " + recovered->aside.string() +
                    ".";
    }
    co_return Result<>{};
}

void Engine::make_discovery() {
    const auto epoch = profile_->next_epoch();
    if (!epoch) log::warn("the profile cannot be written: {}", epoch.error().sentence());
    discovery::Options options;
    options.label = {.name = name(),
                     .department = department(),
                     .presence = static_cast<discovery::Presence>(cards_->own().presence)};
    options.epoch = epoch.value_or(1);
    options.beacon_port = static_cast<std::uint16_t>(config_.beacon_port);
    options.interfaces = {.only = config_.interfaces, .skip = config_.skip_interfaces};
    options.is_hidden = config_.hidden;
    options.announce = announce_policy(config_);
    options.known_networks = {config_.known_networks.begin(), config_.known_networks.end()};
    options.ways = ways_of(config_);
    discovery_ = std::make_unique<discovery::Discovery>(executor_, clock_, profile_->key(),
                                                        std::move(options), discovery_events());
    for (const auto& [peer, stored] : book_->all()) {
        if (book_->is_known(peer)) discovery_->mark_known(peer);
        if (stored.trust == store::Trust::Blocked) discovery_->set_blocked(peer.id, true);
    }
    auto hosts = std::make_unique<discovery::StaticHosts>(executor_);
    static_hosts_ = hosts.get();
    discovery_->add(std::move(hosts));
}

void Engine::make_sessions() {
    net::SessionOptions options;
    options.self = id_;
    options.waits_for_start = true;
    if (options_.sessions) {
        sessions_ = options_.sessions(session_mediator(), std::move(options));
    } else {
        network_->identity = std::make_unique<net::Identity>(profile_->key());
        network_->transport = std::make_unique<net::TcpTransport>(executor_, *network_->identity);
        sessions_ =
            net::make_sessions(executor_, *network_->transport, std::move(options), session_mediator());
    }
    Introductions::Mediator mediator;
    mediator.may_see_status = [this](const PeerId& peer) { return book_->is_known(PeerKey(peer)); };
    mediator.learned = [this](const PeerId& peer, const Card& card) { learned(peer, card); };
    introductions_ = std::make_unique<Introductions>(*sessions_, std::move(mediator));
    make_verifications();
    make_pictures();
    make_reach();
}

void Engine::make_reach() {
    Reach::Mediator mediator;
    mediator.is_blocked = [this](const PeerId& peer) {
        return book_->standing(peer) == net::Standing::Blocked;
    };
    mediator.connected_at = [this](const PeerId& peer) -> std::optional<Endpoint> {
        const auto open = network_->open_at.find(peer);
        return open == network_->open_at.end() ? std::nullopt : std::optional(open->second);
    };
    mediator.other = [this](PeerId from, std::uint16_t kind, Bytes body) {
        doctor_->on_frame(from, kind, body);
    };
    mediator.is_known = [this](const PeerId& peer) { return book_->is_known(PeerKey(peer)); };
    mediator.is_reached_by = [this](PeerId peer) { return doctor_->is_reached_by(peer); };
    reach_ = std::make_unique<Reach>(executor_, *sessions_, *discovery_, clock_, std::move(mediator));
    make_doctor();
}

Task<Result<>> Engine::start_features() {
    chat::ChatOptions chat_options;
    chat_options.self = id_;
    chat_options.incarnation = profile_->incarnation();
    chat_options.read_marks = config_.read_marks ? chat::ReadMarks::Send : chat::ReadMarks::Keep;
    chat_options.history_life = std::chrono::days(config_.history_days);
    make_groups(chat_options);
    chat::ChatService::Mediator chat_mediator;
    chat_mediator.standing = [this](const PeerId& peer) { return book_->standing(peer); };
    chat_mediator.is_welcome = [this](const PeerId& peer) { return is_welcome(PeerKey(peer)); };
    chat_mediator.on_event = [this](const chat::ChatEvent& event) { chat_event(event); };
    chat_mediator.talked = [this](const PeerId& peer) { talked(peer); };
    make_attachments();
    chat_mediator.other_frame = [this](const PeerId& from, std::uint16_t kind, ByteView body) {
        attachments_->on_frame(from, kind, body);
    };
    chat_ = std::make_unique<chat::ChatService>(executor_, *sessions_, *database_, clock_,
                                                std::move(chat_options), std::move(chat_mediator));
    transfer::TransferService::Parts parts{.home = executor_,
                                           .sessions = *sessions_,
                                           .transfers = rows_->transfers,
                                           .rules = rows_->rules,
                                           .clock = clock_,
                                           .key = profile_->key()};
    transfer::TransferService::Options transfer_options;
    transfer_options.state_folder = profile_->transfers_path();
    transfer_options.receive_folder = receive_dir().string();
    transfer::TransferService::Mediator transfer_mediator;
    transfer_mediator.is_known = [this](const PeerId& peer) { return book_->is_known(PeerKey(peer)); };
    transfer_mediator.is_welcome = [this](const PeerId& peer) { return is_welcome(PeerKey(peer)); };
    transfer_mediator.shares_group = [this](const PeerId& peer, const GroupId& group) {
        const auto known = groups_->find(group);
        return known && known->part == chat::GroupPart::Member &&
               std::ranges::find(known->people, peer, &chat::GroupView::Person::id) != known->people.end();
    };
    auto on_transfer = [this](const transfer::TransferRow& row, transfer::TransferService::Event event) {
        transfer_event(row, event);
    };
    transfers_ = std::make_unique<transfer::TransferService>(
        parts, std::move(transfer_options), std::move(transfer_mediator), std::move(on_transfer));
    apply_transfer_settings();
    make_foreign();
    make_api();
    auto chat_started = co_await chat_->start();
    if (!chat_started) co_return chat_started;
    auto groups_started = co_await groups_->start();
    if (!groups_started) co_return groups_started;
    auto attachments_started = co_await attachments_->start(
        recovery_ || begins_anew_ ? chat::StartKind::AfterRecovery : chat::StartKind::Ordinary);
    if (!attachments_started) co_return attachments_started;
    if (auto pictures = co_await start_pictures(); !pictures) co_return pictures;
    co_return co_await transfers_->start();
}

void Engine::make_api() {
    ApiHooks hooks;
    hooks.status = [this] { return status(); };
    hooks.own_name = [this] { return name(); };
    hooks.stop = [this] {
        if (stop_asked_) stop_asked_();
    };
    hooks.next_event = [this] { return std::max(events_->last_number() + 1, event_numbers_->upcoming()); };
    hooks.change_setting = [this](std::string_view key, std::string_view value) {
        return change_setting(key, value);
    };
    hooks.trust_changed = [this](const PeerKey& peer) { trust_changed(peer); };
    hooks.set_own_card = [this](Card card) { return set_own_card(std::move(card)); };
    hooks.publish = [this](control::EventBody body) { publish(std::move(body)); };
    hooks.self = id_;
    api_ = std::make_unique<Api>(ApiParts{*book_, *cards_, *discovery_, *sessions_, *chat_, *groups_,
                                          *attachments_, *database_, *transfers_, rows_->rules, config_,
                                          clock_, *verifications_, *doctor_, *pictures_, *foreign_},
                                 std::move(hooks));
}

Result<> Engine::start_listener() {
    net::raise_descriptor_limit();
    net::ListenerOptions options;
    if (options_.port)
        options.port = options_.port;
    else if (config_.port != 0)
        options.port = static_cast<std::uint16_t>(config_.port);
    options.is_known = [this](const PeerId& peer) { return book_->standing(peer) == net::Standing::Known; };
    auto listener =
        net::Listener::open(executor_, *network_->identity, std::move(options),
                            [this](std::unique_ptr<net::Link> link) { sessions_->adopt(std::move(link)); });
    if (!listener) return fail_as(listener);
    network_->listener = std::move(*listener);
    port_ = network_->listener->port();
    discovery_->set_tcp_port(port_);
    return {};
}

Result<> Engine::start_control() {
    auto dispatcher = [this](ControlServer::Client& client, std::string line) {
        return dispatch(client, std::move(line));
    };
    auto greeting = [] { return control::hello_line(control::Hello{.version = CULVER_VERSION}); };
    control_ = std::make_unique<ControlServer>(executor_, std::move(dispatcher), std::move(greeting));
    return control_->start(profile_->folder(), config_.control_group);
}

Result<> Engine::start_discovery() {
    auto started = discovery_->start();
    reach_->start();
    // A machine without a network now may have one later: the node runs, and status says what is wrong.
    if (!started) warn("discovery", "Nobody can be found: " + started.error().sentence() + ".");
    return {};
}

Task<> Engine::close() {
    if (discovery_) co_await discovery_->close();
    if (foreign_) co_await foreign_->close();
    co_await visits_.close();
    if (control_) co_await control_->close();
    if (network_->listener) co_await network_->listener->close();
    if (transfers_) co_await transfers_->close();
    if (doctor_) co_await doctor_->close();
    if (reach_) co_await reach_->close();
    if (sessions_) co_await sessions_->close();
    if (verifications_) co_await verifications_->close();
    co_await tasks_.close();
    if (attachments_) co_await attachments_->close();
    if (pictures_) co_await pictures_->close();
    if (groups_) co_await groups_->close();
    if (chat_) co_await chat_->close();
    if (hooks_) co_await hooks_->close();
    if (book_) co_await book_->close();
    if (cards_) co_await cards_->close();
    if (database_) database_->close();
}

Result<SettingView> Engine::change_setting(std::string_view key, std::string_view value) {
    auto changed = app::change_setting(profile_->config_path(), config_, key, value);
    if (changed) settings_changed();
    return changed;
}

void Engine::settings_changed() {
    (void)log::set_level(config_.log_level);
    hooks_->set(hook_settings());
    auto card = cards_->own();
    card.name = name();
    card.department = department();
    card.port = port_;
    discovery_->set_label({.name = card.name,
                           .department = card.department,
                           .presence = static_cast<discovery::Presence>(card.presence)});
    introductions_->set_own(std::move(card));
    std::vector<Endpoint> hosts;
    for (const auto& host : config_.hosts) {
        const auto port = static_cast<std::uint16_t>(config_.beacon_port);
        if (const auto endpoint = discovery::parse_host(host, port)) hosts.push_back(*endpoint);
    }
    static_hosts_->set_hosts(hosts);
    reach_->set_hosts(std::move(hosts));
    chat_->set_read_marks(config_.read_marks ? chat::ReadMarks::Send : chat::ReadMarks::Keep);
    chat_->set_history_life(std::chrono::days(config_.history_days));
    apply_transfer_settings();
    if (config_.hidden) heed_foreign();  // says goodbye while that may still be said
    hiding_changed();
    heed_foreign();
}

void Engine::apply_transfer_settings() {
    transfers_->set_receive_folder(receive_dir().string());
    transfers_->set_compression(config_.compress);
    transfers_->set_node_limit(config_.rate_limit);
}

HookSettings Engine::hook_settings() const {
    return {.file_received = config_.hook_file_received,
            .message_received = config_.hook_message_received,
            .limit = std::chrono::seconds(config_.hook_limit)};
}

std::string Engine::name() const {
    const std::string chosen = options_.name.value_or(config_.name);
    if (chosen == kHostName) return host_name();
    return chosen.empty() ? "pigeon-" + id_.text().substr(0, kIdCharactersInName) : chosen;
}

std::string Engine::department() const {
    return options_.department.value_or(config_.department);
}

std::filesystem::path Engine::receive_dir() const {
    return options_.receive_dir ? *options_.receive_dir
                                : receive_folder(config_.receive_dir, profile_->folder());
}

control::NodeStatus Engine::status() const {
    const auto uptime = std::chrono::duration_cast<std::chrono::seconds>(clock_.steady() - started_);
    control::NodeStatus status = process_status();
    status.id = id_.text();
    status.name = name();
    if (!department().empty()) status.department = department();
    status.port = port_;
    status.beacon_port = config_.beacon_port;
    status.addresses = own_addresses({.only = config_.interfaces, .skip = config_.skip_interfaces}, port_);
    status.discovery = way_states(*discovery_);
    status.peers = discovery_->rows().size();
    status.uptime_s = static_cast<std::uint64_t>(uptime.count());
    status.receive_dir = receive_dir().string();
    status.profile = profile_->folder().string();
    status.hidden = config_.hidden;
    status.warnings = warnings_.list(clock_.steady());
    return status;
}

}  // namespace culver::app
