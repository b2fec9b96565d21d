// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/sound/pulse.h"

#include "ui/desktop/sound/voice_file.h"

#include <pulse/simple.h>

#include <QLibrary>

namespace culver::desktop {
namespace {

constexpr int kLibraryVersion = 0;
// So much is asked for and kept ahead: short enough that a stop is felt at once.
constexpr std::uint32_t kPieceMs = 20, kAheadMs = 100;

struct Library {
    decltype(&pa_simple_new) make = nullptr;
    decltype(&pa_simple_free) free = nullptr;
    decltype(&pa_simple_read) read = nullptr;
    decltype(&pa_simple_write) write = nullptr;
    decltype(&pa_simple_drain) drain = nullptr;
    decltype(&pa_simple_flush) flush = nullptr;

    Library() {
        QLibrary file(QStringLiteral("pulse-simple"), kLibraryVersion);
        if (!file.load()) return;
        const auto find = [&](auto& function, const char* name) {
            function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(file.resolve(name));
            return function != nullptr;
        };
        whole = find(make, "pa_simple_new") && find(free, "pa_simple_free") && find(read, "pa_simple_read") &&
                find(write, "pa_simple_write") && find(drain, "pa_simple_drain") &&
                find(flush, "pa_simple_flush");
    }
    bool whole = false;
};

const Library& library() {
    static const Library loaded;
    return loaded;
}

std::uint32_t bytes_of(std::uint32_t milliseconds) {
    return kVoiceRate / 1000 * milliseconds * static_cast<std::uint32_t>(sizeof(std::int16_t));
}

pa_simple* simple_of(void* simple) {
    return static_cast<pa_simple*>(simple);
}

}  // namespace

std::unique_ptr<PulseStream> PulseStream::open(Way way) {
    if (!library().whole) return nullptr;
    const pa_sample_spec spec{PA_SAMPLE_S16NE, kVoiceRate, 1};
    constexpr auto kAny = static_cast<std::uint32_t>(-1);
    pa_buffer_attr buffer{kAny, kAny, kAny, kAny, kAny};
    if (way == Way::Record) buffer.fragsize = bytes_of(kPieceMs);
    if (way == Way::Play) buffer.tlength = bytes_of(kAheadMs);
    int error = 0;
    pa_simple* made =
        library().make(nullptr, "Culver", way == Way::Record ? PA_STREAM_RECORD : PA_STREAM_PLAYBACK, nullptr,
                       "Voice message", &spec, nullptr, &buffer, &error);
    if (made == nullptr) return nullptr;
    return std::unique_ptr<PulseStream>(new PulseStream(made));
}

PulseStream::~PulseStream() {
    library().free(simple_of(simple_));
}

bool PulseStream::read(std::span<std::int16_t> samples) {
    int error = 0;
    return library().read(simple_of(simple_), samples.data(), samples.size_bytes(), &error) >= 0;
}

bool PulseStream::write(std::span<const std::int16_t> samples) {
    int error = 0;
    return library().write(simple_of(simple_), samples.data(), samples.size_bytes(), &error) >= 0;
}

void PulseStream::drain() {
    int error = 0;
    library().drain(simple_of(simple_), &error);
}

void PulseStream::flush() {
    int error = 0;
    library().flush(simple_of(simple_), &error);
}

}  // namespace culver::desktop
