// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/sound/voice_file.h"

#include <opusenc.h>
#include <opusfile.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace culver::desktop {
namespace {

constexpr opus_int32 kBitRate = 24000;  // speech at this rate is hard to tell from what was said
constexpr int kLoudest = 32768;
// A packet of Opus lasts at most 120 ms.
constexpr std::size_t kPacketSamples = kVoiceRate / 1000 * 120;

// Loudness as it is heard: a quiet voice shows, a loud one does not fill everything.
int height_of(int peak) {
    return static_cast<int>(std::lround(std::sqrt(static_cast<double>(peak) / kLoudest) * 100));
}

}  // namespace

void Waveform::add(std::span<const std::int16_t> samples) {
    int loudest = 0;
    for (const std::int16_t sample : samples) {
        const int height = std::abs(static_cast<int>(sample));
        loudest = std::max(loudest, height);
        peak_ = std::max(peak_, height);
        if (++filled_ < samples_each_) continue;
        peaks_.push_back(peak_);
        peak_ = 0;
        filled_ = 0;
        if (peaks_.size() < 2 * kMost) continue;
        for (std::size_t i = 0; i < kMost; ++i) peaks_[i] = std::max(peaks_[2 * i], peaks_[2 * i + 1]);
        peaks_.resize(kMost);
        samples_each_ *= 2;
    }
    level_ = height_of(loudest);
}

std::vector<int> Waveform::heights() const {
    std::vector<int> all = peaks_;
    if (filled_ > 0) all.push_back(peak_);
    const std::size_t count = std::min(all.size(), kMost);
    std::vector<int> shown(count, 0);
    for (std::size_t i = 0; i < all.size(); ++i) {
        int& place = shown[i * count / all.size()];
        place = std::max(place, height_of(all[i]));
    }
    return shown;
}

struct VoiceWriter::Encoder {
    OggOpusComments* comments = ope_comments_create();
    OggOpusEnc* to = nullptr;
    Encoder() = default;
    Encoder(const Encoder&) = delete;
    Encoder& operator=(const Encoder&) = delete;
    ~Encoder() {
        if (to != nullptr) ope_encoder_destroy(to);
        ope_comments_destroy(comments);
    }
};

VoiceWriter::VoiceWriter() : encoder_(std::make_unique<Encoder>()) {}
VoiceWriter::~VoiceWriter() = default;

bool VoiceWriter::open(const std::string& path) {
    constexpr int kMonoOrStereo = 0;
    int error = 0;
    encoder_->to =
        ope_encoder_create_file(path.c_str(), encoder_->comments, kVoiceRate, 1, kMonoOrStereo, &error);
    if (encoder_->to == nullptr) return false;
    return ope_encoder_ctl(encoder_->to, OPUS_SET_BITRATE(kBitRate)) == OPE_OK &&
           ope_encoder_ctl(encoder_->to, OPUS_SET_SIGNAL(OPUS_SIGNAL_VOICE)) == OPE_OK;
}

bool VoiceWriter::write(std::span<const std::int16_t> samples) {
    if (encoder_->to == nullptr || samples.empty()) return encoder_->to != nullptr;
    return ope_encoder_write(encoder_->to, samples.data(), static_cast<int>(samples.size())) == OPE_OK;
}

bool VoiceWriter::finish() {
    if (encoder_->to == nullptr) return false;
    const bool whole = ope_encoder_drain(encoder_->to) == OPE_OK;
    ope_encoder_destroy(encoder_->to);
    encoder_->to = nullptr;
    return whole;
}

struct VoiceReader::Decoder {
    OggOpusFile* from = nullptr;
    std::array<opus_int16, 2 * kPacketSamples> stereo{};
    std::vector<std::int16_t> mono;
    Decoder() = default;
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;
    ~Decoder() {
        if (from != nullptr) op_free(from);
    }
};

VoiceReader::VoiceReader() : decoder_(std::make_unique<Decoder>()) {}
VoiceReader::~VoiceReader() = default;

bool VoiceReader::open(const std::string& path) {
    int error = 0;
    decoder_->from = op_open_file(path.c_str(), &error);
    return decoder_->from != nullptr;
}

std::span<const std::int16_t> VoiceReader::read() {
    if (decoder_->from == nullptr) return {};
    int count = 0;
    do {  // however many channels there are, two come; a hole in the file is passed over
        count = op_read_stereo(decoder_->from, decoder_->stereo.data(),
                               static_cast<int>(decoder_->stereo.size()));
    } while (count == OP_HOLE);
    if (count <= 0) return {};
    decoder_->mono.resize(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < decoder_->mono.size(); ++i) {
        const int sum = decoder_->stereo[2 * i] + decoder_->stereo[2 * i + 1];
        decoder_->mono[i] = static_cast<std::int16_t>(sum / 2);
    }
    return decoder_->mono;
}

bool VoiceReader::seek(std::int64_t sample) {
    return decoder_->from != nullptr && op_pcm_seek(decoder_->from, sample) == 0;
}

}  // namespace culver::desktop
