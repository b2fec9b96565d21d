// SPDX-License-Identifier: Apache-2.0
// The sound server of the desktop, PulseAudio or PipeWire in its place, through libpulse-simple. The library
// is loaded when a voice message is first recorded or played: it brings a dozen others that would slow every
// start, and where it is missing only voices are. Calls wait; they belong into a thread of their own.
#pragma once
#include <cstdint>
#include <memory>
#include <span>

namespace culver::desktop {

class PulseStream {
public:
    enum class Way { Record, Play };
    // Null when no sound server or no such device is there.
    [[nodiscard]] static std::unique_ptr<PulseStream> open(Way way);
    ~PulseStream();
    PulseStream(const PulseStream&) = delete;
    PulseStream& operator=(const PulseStream&) = delete;

    // One channel at kVoiceRate. False: the device is gone.
    [[nodiscard]] bool read(std::span<std::int16_t> samples);
    [[nodiscard]] bool write(std::span<const std::int16_t> samples);
    void drain();  // until the last sample was heard
    void flush();  // what was written and is not heard yet is dropped

private:
    explicit PulseStream(void* simple) : simple_(simple) {}
    void* simple_;
};

}  // namespace culver::desktop
