// SPDX-License-Identifier: Apache-2.0
// libavahi-client, loaded when a daemon seems to run: with D-Bus and what that needs it is 2 MB of libraries,
// which a machine without a daemon need neither install nor carry in memory.
#pragma once
#include "base/result.h"

#include <avahi-client/client.h>
#include <avahi-client/lookup.h>
#include <avahi-client/publish.h>

namespace culver::discovery::mdns {

struct AvahiClientLibrary {
    decltype(&avahi_client_new) client_new = nullptr;
    decltype(&avahi_client_free) client_free = nullptr;
    decltype(&avahi_client_errno) client_errno = nullptr;
    decltype(&avahi_entry_group_new) group_new = nullptr;
    decltype(&avahi_entry_group_free) group_free = nullptr;
    decltype(&avahi_entry_group_reset) group_reset = nullptr;
    decltype(&avahi_entry_group_commit) group_commit = nullptr;
    decltype(&avahi_entry_group_add_service_strlst) group_add_service = nullptr;
    decltype(&avahi_service_browser_new) browser_new = nullptr;
    decltype(&avahi_service_browser_free) browser_free = nullptr;
    decltype(&avahi_service_resolver_new) resolver_new = nullptr;
    decltype(&avahi_service_resolver_free) resolver_free = nullptr;

    // The one of this process, loaded at the first call and never unloaded (D-Bus leaves threads' data
    // behind). Fails with a sentence when it is not installed or lacks something.
    [[nodiscard]] static Result<const AvahiClientLibrary*> load();
};

}  // namespace culver::discovery::mdns
