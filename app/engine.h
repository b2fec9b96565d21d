// SPDX-License-Identifier: Apache-2.0
// One running node: makes the rooms, connects them, starts and stops them in the right order. It decides
// nothing.
//
// Start: profile → settings → database → what is remembered → chat and transfers → listener → sessions →
// control socket → discovery, whose first hello goes out last: whoever hears it can be answered.
// Stop: discovery (goodbye) → control socket → listener → transfers and sessions → chat → database.
// Thread: the network thread.
#pragma once
#include "app/api.h"
#include "app/card_book.h"
#include "app/config.h"
#include "app/control_server.h"
#include "app/event_bus.h"
#include "app/hooks.h"
#include "app/introductions.h"
#include "app/name_alarm.h"
#include "app/peer_book.h"
#include "app/peer_limit.h"
#include "app/pictures.h"
#include "app/reach.h"
#include "app/standing_warnings.h"
#include "app/verifications.h"
#include "base/task_scope.h"
#include "control/event.h"
#include "discovery/static_hosts.h"
#include "net/listener.h"
#include "net/session_hub.h"
#include "store/profile.h"
#include "store/reserved_numbers.h"

#include <boost/asio/any_io_executor.hpp>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace culver::app {

struct EngineOptions {
    std::filesystem::path profile;  // absolute
    // Hold for this run and go before the settings.
    std::optional<std::string> name;
    std::optional<std::string> department;
    std::optional<std::filesystem::path> receive_dir;
    std::optional<std::uint16_t> port;
    // The node's end of start_hook_helper(), taken over by the engine; -1: hooks are not run.
    int hook_helper = -1;
    // Instead of sessions over TCP, a listener and discovery: several nodes in one process.
    std::function<std::unique_ptr<net::Sessions>(net::Sessions::Mediator, net::SessionOptions)> sessions;
};

class Foreign;

class Engine {
public:
    Engine(boost::asio::any_io_executor executor, EngineOptions options);
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;
    ~Engine();  // requires: close() has returned, if start() was called

    // Fails with a sentence for the person; close() must be awaited all the same.
    Task<Result<>> start();

    // Says goodbye everywhere and ends all tasks.
    Task<> close();

    [[nodiscard]] const PeerId& id() const { return id_; }
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] EventBus& events() { return *events_; }  // after start()
    // Of the event `ready`; warnings about the start may have followed it.
    [[nodiscard]] std::uint64_t ready_number() const { return ready_number_; }
    [[nodiscard]] control::Node& api() { return *api_; }  // after start()
    [[nodiscard]] net::Sessions& sessions() { return *sessions_; }

    // A face asked the node to stop.
    void on_stop_asked(std::function<void()> stop) { stop_asked_ = std::move(stop); }

private:
    Result<> open_profile();
    Task<Result<>> open_store();
    Task<Result<>> open_history();
    void make_sessions();
    Task<Result<>> start_features();
    Result<> start_listener();
    Result<> start_control();
    Result<> start_discovery();
    void make_discovery();
    void make_api();
    void make_foreign();
    void heed_foreign();

    net::Sessions::Mediator session_mediator();
    discovery::Events discovery_events();
    void session_opened(const PeerId& peer, const Endpoint& where);
    void session_closed(const PeerId& peer, const Error& why);
    void learned(const PeerId& peer, const Card& card);
    void roster_changed(const discovery::Change& change);
    void show_roster_change(const discovery::Change& change);
    void chat_event(const chat::ChatEvent& event);
    void transfer_event(const transfer::TransferRow& row, transfer::TransferService::Event event);
    void make_groups(const chat::ChatOptions& options);
    void make_attachments();
    Task<> tell_group(GroupId id);
    void talked(const PeerId& peer);
    void became_known(const PeerKey& peer);
    void make_verifications();
    void make_pictures();
    Task<Result<>> start_pictures();
    void trust_changed(const PeerKey& peer);
    void stop_transfers_with(const PeerKey& peer);
    Task<> keep_paused(PeerKey peer, std::string ids);
    Task<> resume_transfers_with(PeerKey peer);
    void watch_name(const PeerKey& peer);
    [[nodiscard]] bool is_welcome(const PeerKey& peer);
    void tell_of_refused(const PeerKey& peer);
    [[nodiscard]] net::Standing link_standing(const PeerId& peer) const;
    void hiding_changed();
    void leave_strangers();
    [[nodiscard]] bool is_hiding() const;
    void visit_known(const PeerId& peer);
    Task<Result<>> set_own_card(Card card);
    void warn(std::string code, std::string sentence);
    void publish(control::EventBody body);
    void tell(control::EventBody body);
    void tell_ready();
    Result<SettingView> change_setting(std::string_view key, std::string_view value);
    void settings_changed();
    void apply_transfer_settings();
    [[nodiscard]] HookSettings hook_settings() const;
    void make_reach();
    void make_doctor();
    Task<Result<>> dial_once(Endpoint where, std::optional<PeerId> peer);
    [[nodiscard]] OwnFacts own_facts() const;

    [[nodiscard]] std::string name() const;
    [[nodiscard]] std::string department() const;
    [[nodiscard]] std::filesystem::path receive_dir() const;
    [[nodiscard]] control::NodeStatus status() const;
    Task<std::string> dispatch(ControlServer::Client& client, std::string line);
    Task<> stream_events(ControlServer::Client& client, std::uint64_t from);

    boost::asio::any_io_executor executor_;
    EngineOptions options_;
    const Clock& clock_ = real_clock();
    SteadyTime started_ = clock_.steady();
    std::function<void()> stop_asked_;
    PeerId id_;
    std::uint16_t port_ = 0;
    Config config_;
    std::unique_ptr<store::Profile> profile_;
    std::unique_ptr<store::ReservedNumbers> event_numbers_;
    std::optional<std::string> recovery_;  // a sentence, when the database was damaged
    bool begins_anew_ = false;  // no database was there: attachments may belong to one put back later
    std::unique_ptr<store::Database> database_;
    struct Rows;
    std::unique_ptr<Rows> rows_;
    std::unique_ptr<EventBus> events_;
    std::uint64_t ready_number_ = 0;          // 0 as long as the node starts
    std::vector<control::EventBody> untold_;  // published while it starts: told behind `ready`
    StandingWarnings warnings_;
    std::unique_ptr<PeerBook> book_;
    std::unique_ptr<CardBook> cards_;
    struct Network;
    std::unique_ptr<Network> network_;
    std::unique_ptr<net::Sessions> sessions_;
    std::unique_ptr<Introductions> introductions_;
    std::unique_ptr<Verifications> verifications_;
    std::unique_ptr<Pictures> pictures_;
    NameAlarm name_alarm_;
    NameAlarm refused_alarm_;
    PeerLimit refusals_told_{kRefusalGap, kStrangersRefusalsPerMinute / 60, kStrangersRefusalBurst,
                             clock_.steady()};
    std::map<PeerId, SteadyTime> visited_;  // known peers dialled because nothing may be sent to them
    TaskScope visits_;
    std::unique_ptr<discovery::Discovery> discovery_;
    discovery::StaticHosts* static_hosts_ = nullptr;  // discovery's
    std::unique_ptr<Reach> reach_;
    std::unique_ptr<Doctor> doctor_;
    std::unique_ptr<chat::ChatService> chat_;
    std::unique_ptr<chat::GroupService> groups_;
    std::unique_ptr<chat::Attachments> attachments_;
    std::unique_ptr<transfer::TransferService> transfers_;
    std::unique_ptr<Foreign> foreign_;
    std::unique_ptr<Hooks> hooks_;
    std::unique_ptr<Api> api_;
    std::unique_ptr<ControlServer> control_;
    TaskScope tasks_;
};

}  // namespace culver::app
