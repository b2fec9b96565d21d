// SPDX-License-Identifier: Apache-2.0
// A second line behind folder.h: a thread that writes a transfer tells the kernel (Landlock) that it will
// never again change anything outside one folder. Even a mistake in our own checks then fails to escape.
#pragma once
#include "transfer/errors.h"
#include "transfer/folder.h"

#include <cstdint>
#include <future>
#include <system_error>
#include <type_traits>

namespace culver::transfer {

enum class Confinement : std::uint8_t {
    Confined,
    NotSupported,  // the kernel has no Landlock, or one that would forbid moving a tree to its final name
};

// For the calling thread and for good; others are not touched, handles that are open go on working, reading
// and sockets stay free. Call it only on a thread that ends with its transfer.
[[nodiscard]] Confinement confine_this_thread(const Folder& folder);

// The same for threads that go on where the kernel cannot: that is told once, in the log.
void confine_or_tell(const Folder& folder);

// Runs work() on a thread that lives no longer and is confined first; the caller waits. For what changes a
// receive folder outside a lane: workers are shared and must stay free. place: with confine_thread(). Fails
// as work does, or with the system's error when there may be no further thread.
template <class Place, class Work>
auto on_confined_thread(const Place& place, Work work) -> decltype(work()) {
    auto confined = [&] {
        place.confine_thread();
        return work();
    };
    std::future<decltype(work())> running;
    try {
        running = std::async(std::launch::async, confined);
    } catch (const std::system_error& refused) {
        if constexpr (std::is_constructible_v<decltype(work()), std::unexpected<Error>>)
            return fail(boost::system::error_code(refused.code()), "starting a thread");
        else
            throw;
    }
    return running.get();
}

}  // namespace culver::transfer
