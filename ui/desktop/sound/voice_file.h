// SPDX-License-Identifier: Apache-2.0
// Voice messages as files: Opus in Ogg, one channel at 48 kHz, by libopusenc and libopusfile. Knows no sound
// device and no Qt, so that tests write and read whatever they like. Not for several threads at once.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace culver::desktop {

inline constexpr int kVoiceRate = 48000;  // samples a second, everywhere in sound/

// The picture of a voice message: how loud each of its parts is, from 0 to 100. Made while one speaks, whose
// end is not known, so halves its resolution whenever it is full.
class Waveform {
public:
    static constexpr std::size_t kMost = 128;  // docs/control-api.md, chat.attach
    void add(std::span<const std::int16_t> samples);
    [[nodiscard]] std::vector<int> heights() const;
    [[nodiscard]] int level() const { return level_; }  // of what was added last, 0…100

private:
    std::vector<int> peaks_;
    std::size_t samples_each_ = 480, filled_ = 0;
    int peak_ = 0, level_ = 0;
};

class VoiceWriter {
public:
    VoiceWriter();
    ~VoiceWriter();
    VoiceWriter(const VoiceWriter&) = delete;
    VoiceWriter& operator=(const VoiceWriter&) = delete;
    // False when the file cannot be written; all that follows is then ignored.
    [[nodiscard]] bool open(const std::string& path);
    [[nodiscard]] bool write(std::span<const std::int16_t> samples);
    [[nodiscard]] bool finish();  // what was written is whole from here on

private:
    struct Encoder;
    std::unique_ptr<Encoder> encoder_;
};

class VoiceReader {
public:
    VoiceReader();
    ~VoiceReader();
    VoiceReader(const VoiceReader&) = delete;
    VoiceReader& operator=(const VoiceReader&) = delete;
    [[nodiscard]] bool open(const std::string& path);
    // Samples of one channel, as many as one packet holds; empty at the end and where the file is damaged.
    [[nodiscard]] std::span<const std::int16_t> read();
    [[nodiscard]] bool seek(std::int64_t sample);

private:
    struct Decoder;
    std::unique_ptr<Decoder> decoder_;
};

}  // namespace culver::desktop
