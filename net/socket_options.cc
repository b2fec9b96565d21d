// SPDX-License-Identifier: Apache-2.0
#include "net/socket_options.h"

#include "net/link.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <chrono>

namespace culver::net {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kSessionUserTimeout{10'000};      // the time within which a dead peer is noticed
constexpr milliseconds kLaneUserTimeout = kLaneSilence;  // a full disk may close the window for a while
constexpr int kInteractivePriority = 6;                  // TC_PRIO_INTERACTIVE: the first band of pfifo_fast
constexpr int kBestEffortPriority = 0;
constexpr int kLowLatencyClass = 0x48;  // DSCP AF21, low-latency; Wi-Fi maps it to best effort or better
constexpr int kDefaultClass = 0;
constexpr int kUnsentBytes = 256 * 1024;  // what the kernel may hold unsent of a lane: 20 ms at 100 Mbit/s

void set(int descriptor, int level, int option, int value) {
    (void)setsockopt(descriptor, level, option, &value, sizeof value);
}

void set_class(int descriptor, int traffic_class, int priority) {
    // The one of the other family is refused by the kernel. The class sets a priority, so that comes last.
    set(descriptor, IPPROTO_IP, IP_TOS, traffic_class);
    set(descriptor, IPPROTO_IPV6, IPV6_TCLASS, traffic_class);
    set(descriptor, SOL_SOCKET, SO_PRIORITY, priority);
}

}  // namespace

void tune_for_session(int descriptor) {
    set(descriptor, IPPROTO_TCP, TCP_NODELAY, 1);
    set(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, static_cast<int>(kSessionUserTimeout.count()));
    set_class(descriptor, kLowLatencyClass, kInteractivePriority);
}

void tune_for_lane(int descriptor) {
    set(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, static_cast<int>(kLaneUserTimeout.count()));
    set(descriptor, IPPROTO_TCP, TCP_NOTSENT_LOWAT, kUnsentBytes);
    set_class(descriptor, kDefaultClass, kBestEffortPriority);
}

void close_on_exec(int descriptor) {
    (void)fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

}  // namespace culver::net
