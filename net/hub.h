// SPDX-License-Identifier: Apache-2.0
// The one implementation of Sessions: greets links, keeps one session per peer, hands frames to whom they
// belong.
#pragma once
#include "base/task_scope.h"
#include "net/dialler.h"
#include "net/lane_desk.h"
#include "net/link_census.h"
#include "net/session.h"
#include "net/session_hub.h"
#include "net/sessions.h"
#include "net/signal.h"

#include <cstdint>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace culver::net {

class Hub final : public Sessions {
public:
    Hub(boost::asio::any_io_executor executor, Transport& transport, SessionOptions options,
        Mediator mediator);

    void handle(KindRange kinds, FrameHandler handler) override;
    void handle_lanes(LaneHandler handler) override;
    void start() override;
    bool is_open(const PeerId& peer) const override;
    std::vector<PeerId> open_peers() const override;
    std::optional<Endpoint> local(const PeerId& peer) const override;
    std::optional<Direction> direction(const PeerId& peer) const override;
    std::uint32_t capabilities(const PeerId& peer) const override;
    Result<> send(const PeerId& peer, std::uint16_t kind, ByteView body) override;
    Task<Result<>> send_when_room(PeerId peer, std::uint16_t kind, Bytes body) override;
    void want(const PeerId& peer) override;
    void release(const PeerId& peer) override;
    void nudge(const PeerId& peer) override;
    void check(const PeerId& peer) override;
    Task<Result<>> connect(PeerId peer, std::chrono::milliseconds limit) override;
    Task<Result<PeerId>> connect_to(Endpoint where, std::chrono::milliseconds limit) override;
    Task<Result<std::unique_ptr<LaneStream>>> open_lane(PeerId peer, TransferId transfer) override;
    Bytes exporter(const PeerId& peer, std::string_view label) override;
    void drop(const PeerId& peer, std::string reason) override;
    void adopt(std::unique_ptr<Link> link) override;
    Task<> close() override;

private:
    using SessionPtr = std::shared_ptr<Session>;
    [[nodiscard]] SessionPtr find(const PeerId& peer) const;  // the one that takes frames
    [[nodiscard]] Standing standing(const PeerId& peer) const;
    [[nodiscard]] Hello hello(std::optional<LanePurpose> lane) const;
    [[nodiscard]] LinkCensus::Place enter(const PeerId& peer);
    [[nodiscard]] Dialler::Mediator dialler_questions();
    [[nodiscard]] LaneDesk::Mediator lane_questions();

    // Greeting
    Task<> welcome(std::unique_ptr<Link> link);
    Task<> welcome_accepted(std::unique_ptr<Link> link);
    Task<> turn_away(std::unique_ptr<Link> link, Error why);
    Task<> meet_own_id(std::unique_ptr<Link> link, Hello theirs);
    Task<Result<PeerId>> establish(std::unique_ptr<Link> link);
    Task<Result<PeerId>> dial_anybody(Endpoint where);

    // Sessions
    void install(std::unique_ptr<Link> link, Hello theirs, LinkCensus::Place place);
    [[nodiscard]] bool yields_to(Session& former, Session& newcomer);
    Task<> run_session(SessionPtr session, LinkCensus::Place place);
    void retire(const PeerId& peer, const Error& why);
    Task<> dispatch(PeerId peer, Frame frame);

    // Room
    Task<> tidy_loop();
    [[nodiscard]] bool close_idle_sessions();  // true when more have to go later
    void close_excess_stranger();
    void bound_what_strangers_hold();
    [[nodiscard]] std::vector<SessionPtr> strangers_sessions() const;  // those that go on

    boost::asio::any_io_executor executor_;
    Transport& transport_;
    SessionOptions options_;
    Mediator mediator_;
    std::vector<std::pair<KindRange, FrameHandler>> handlers_;
    std::map<PeerId, SessionPtr> current_;
    std::uint64_t skipped_frames_ = 0;
    LinkCensus census_;
    Signal changed_;  // sessions came, went or lost their purpose
    Dialler dialler_;
    LaneDesk lanes_;
    TaskScope scope_;
};

}  // namespace culver::net
