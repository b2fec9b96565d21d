// SPDX-License-Identifier: Apache-2.0
#include "discovery/mdns/avahi_client_library.h"

#include <dlfcn.h>

namespace culver::discovery::mdns {
namespace {

constexpr const char* kFile = "libavahi-client.so.3";

template <class Function>
bool find(void* library, const char* name, Function& function) {
    function = reinterpret_cast<Function>(::dlsym(library, name));
    return function != nullptr;
}

bool find_all(void* library, AvahiClientLibrary& into) {
    return find(library, "avahi_client_new", into.client_new) &&
           find(library, "avahi_client_free", into.client_free) &&
           find(library, "avahi_client_errno", into.client_errno) &&
           find(library, "avahi_entry_group_new", into.group_new) &&
           find(library, "avahi_entry_group_free", into.group_free) &&
           find(library, "avahi_entry_group_reset", into.group_reset) &&
           find(library, "avahi_entry_group_commit", into.group_commit) &&
           find(library, "avahi_entry_group_add_service_strlst", into.group_add_service) &&
           find(library, "avahi_service_browser_new", into.browser_new) &&
           find(library, "avahi_service_browser_free", into.browser_free) &&
           find(library, "avahi_service_resolver_new", into.resolver_new) &&
           find(library, "avahi_service_resolver_free", into.resolver_free);
}

}  // namespace

Result<const AvahiClientLibrary*> AvahiClientLibrary::load() {
    static AvahiClientLibrary loaded;
    if (loaded.resolver_free != nullptr) return &loaded;
    void* library = ::dlopen(kFile, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr || !find_all(library, loaded)) {
        loaded = {};
        return fail(boost::system::errc::make_error_code(boost::system::errc::no_such_file_or_directory),
                    std::string("loading ") + kFile + " (package libavahi-client3)");
    }
    return &loaded;
}

}  // namespace culver::discovery::mdns
