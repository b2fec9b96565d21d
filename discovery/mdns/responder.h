// SPDX-License-Identifier: Apache-2.0
// What speaks mDNS for this node: the machine's avahi-daemon, an avahi-core inside this process, or whatever
// is behind dns_sd.h. A responder carries out and reports; which one works, who is resolved and when is
// browsed is decided above it.
#pragma once
#include "base/endpoint.h"
#include "discovery/interfaces.h"
#include "discovery/mdns/service.h"

#include <compare>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace culver::discovery::mdns {

// mDNS is spoken for each interface and IP version by itself: where an instance was seen.
struct Place {
    unsigned interface = 0;
    bool is_ipv6 = false;
    auto operator<=>(const Place&) const = default;
};

enum class Standing : std::uint8_t {
    Starting,  // also again; all that was found before is void
    Ready,
    Absent,  // what it speaks through does not run; it waits for that
    Failed,  // for good: destroy it, and try another one later
};

// Where to browse: on each interface by IPv4, by IPv6 where it has no IPv4. Nothing is missed by asking once:
// a node that speaks IPv6 alone finds those that speak both, and asks them.
[[nodiscard]] std::vector<Place> browsed_places(const std::vector<Interface>& interfaces);

// Of what publish() asked for.
enum class Published : std::uint8_t {
    Waiting,
    Done,
    Collision,  // another node holds that name: nothing is published until publish() is called again
    Failed,
};

struct Resolution {
    Endpoint dial;  // link-local addresses carry their scope
    Bytes txt{};
};

struct StandingReport {
    Standing standing = Standing::Starting;
    std::string why{};  // for the person, with Failed
};
struct PublishedReport {
    Published state = Published::Waiting;
    std::string why{};
};
struct FoundReport {
    std::string instance;
    Place place;
};
struct LostReport {
    std::string instance;
    Place place;
};
struct ResolvedReport {
    std::string instance;
    Place place;
    std::optional<Resolution> resolution{};  // nothing: it could not be resolved
};
using Report = std::variant<StandingReport, PublishedReport, FoundReport, LostReport, ResolvedReport>;

// Called from within a responder's own calls too: it must only take note.
using Reporter = std::function<void(Report)>;

class Responder {
public:
    Responder() = default;
    Responder(const Responder&) = delete;
    Responder& operator=(const Responder&) = delete;
    virtual ~Responder() = default;  // withdraws what it published

    // Begins; called once, after use(). What was asked before Ready is done then.
    virtual void start() = 0;

    // The interfaces to be used, whenever they or their addresses changed: publishes what that needs, browses
    // anew.
    virtual void use(const std::vector<Interface>& interfaces) = 0;

    // Replaces what is published; nothing withdraws it.
    virtual void publish(const std::optional<Publication>& publication) = 0;

    // Reports what is found and lost from then on. Off: found ones are not reported as lost.
    virtual void browse(bool is_on) = 0;

    // Ends with a ResolvedReport, unless forget() comes first.
    virtual void resolve(const std::string& instance, const Place& place) = 0;
    virtual void forget(const std::string& instance, const Place& place) = 0;
};

using MakeResponder = std::function<std::unique_ptr<Responder>(Reporter)>;

// What this build can use. Either may be empty.
struct Responders {
    std::function<bool()> daemon_may_run;  // cheap, may be wrong: is it worth asking for the daemon?
    MakeResponder daemon;
    std::string daemon_name;  // "avahi-daemon"
    MakeResponder embedded;
};

}  // namespace culver::discovery::mdns
