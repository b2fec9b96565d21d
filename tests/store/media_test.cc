// SPDX-License-Identifier: Apache-2.0
#include "store/media.h"

#include <gtest/gtest.h>

namespace culver::store {
namespace {

using namespace std::string_literals;

Media media_in(const std::string& content) {
    return media_of(as_bytes(content));
}

std::string png(const std::string& size = "\x00\x00\x05\x00\x00\x00\x02\xd0"s) {
    return "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"s + size + "\x08\x02\x00\x00\x00"s;
}

// Application data and tables stand before the frame header, as cameras write it.
std::string jpeg() {
    return "\xff\xd8\xff\xe1\x00\x08"s + "Exif\0\0"s + "\xff\xdb\x00\x04\x00\x01"s +
           "\xff\xff\xc2\x00\x11\x08\x04\xb0\x06\x40\x03"s;
}

std::string ogg_page(const std::string& samples, const std::string& content) {
    return "OggS\x00\x02"s + samples + std::string(12, '\0') + "\x01"s + static_cast<char>(content.size()) +
           content;
}

std::string opus() {
    const auto head = "OpusHead\x01\x01\x38\x01\x80\xbb\x00\x00\x00\x00\x00"s;  // 312 samples are skipped
    return ogg_page(std::string(8, '\0'), head) + ogg_page("\x80\xbb\x00\x00\x00\x00\x00\x00"s, "sound") +
           ogg_page("\x38\x78\x01\x00\x00\x00\x00\x00"s, "more");
}

TEST(Media, PicturesAreKnownByTheirFirstBytesAndHaveASize) {
    EXPECT_EQ(media_in(png()), (Media{MediaKind::Picture, "image/png", 1280, 720, 0}));
    EXPECT_EQ(media_in(jpeg()), (Media{MediaKind::Picture, "image/jpeg", 1600, 1200, 0}));
    EXPECT_EQ(media_in("GIF89a\x40\x01\xf0\x00"s), (Media{MediaKind::Picture, "image/gif", 320, 240, 0}));
    EXPECT_EQ(media_in("RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x3f\x01\0\xef\0\0"s),
              (Media{MediaKind::Picture, "image/webp", 320, 240, 0}));
    EXPECT_EQ(media_in("RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x3f\xc1\x3b\0"s),
              (Media{MediaKind::Picture, "image/webp", 320, 240, 0}));
    EXPECT_EQ(media_in("RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x40\x01\xf0\0"s),
              (Media{MediaKind::Picture, "image/webp", 320, 240, 0}));
}

// Readers of pictures skip a marker without a length; whoever took one for a segment found another frame
// header behind it than they do.
TEST(Media, AJpegHasNoOtherSizeForItsReaders) {
    const auto frame = [](const std::string& size) {
        return "\xff\xc0\x00\x11\x08"s + size + "\x03\x01\x11\x00\x02\x11\x00\x03\x11\x00"s;
    };
    const auto large = frame("\xff\x00\xff\x00"s);
    for (const char marker : {'\x00', '\x01', '\xd0', '\xd7', '\xd8', '\xd9', '\xda'}) {
        // Its "length" would be 0xffc0; to a reader what stands there is the large header.
        const auto content = "\xff\xd8\xff"s + marker + large + std::string(0xffc0 - large.size(), '\0') +
                             frame("\x00\x08\x00\x08"s);
        EXPECT_EQ(media_in(content), Media{}) << static_cast<int>(static_cast<unsigned char>(marker));
    }
}

TEST(Media, OpusInOggHasTheLengthOfItsLastPage) {
    EXPECT_EQ(media_in(opus()), (Media{MediaKind::Voice, "audio/ogg", 0, 0, 2000}));
}

TEST(Media, EverythingElseIsAFileWhateverItResembles) {
    const Media file;
    for (const auto& content :
         {""s, "<html><script>alert(1)</script>"s, "GIF89a<html>"s.substr(0, 7), "%PDF-1.7"s,
          "\x7f"
          "ELF"s,
          "\xff\xd8\xff\xe0"s, "\x89PNG\r\n\x1a\n<svg onload=1>"s, "OggS but no sound"s,
          "<svg xmlns='http'>"s}) {
        EXPECT_EQ(media_in(content), file) << content;
    }
}

// A picture of a few bytes may say that it fills the memory of whoever unpacks it.
TEST(Media, APictureOfTooManyPixelsIsAFile) {
    EXPECT_EQ(media_in(png("\x00\x00\xff\xff\x00\x00\xff\xff"s)), Media{});
    EXPECT_EQ(media_in(png("\x00\x00\x00\x00\x00\x00\x00\x10"s)), Media{});
}

TEST(Media, NoBeginningOfAnyIsReadBeyondItsEnd) {
    for (const auto& whole : {png(), jpeg(), opus()}) {
        for (std::size_t length = 0; length < whole.size(); ++length) {
            const std::vector<std::uint8_t> exact(whole.begin(),
                                                  whole.begin() + static_cast<std::ptrdiff_t>(length));
            (void)media_of(exact);
        }
    }
}

TEST(Media, OnlyWhatIsShownHasAnEndThatAProgramOpens) {
    EXPECT_EQ(suffix_of("image/png"), ".png");
    EXPECT_EQ(suffix_of("audio/ogg"), ".opus");
    EXPECT_EQ(suffix_of("text/html"), ".bin");
    EXPECT_EQ(suffix_of("application/octet-stream"), ".bin");
}

}  // namespace
}  // namespace culver::store
