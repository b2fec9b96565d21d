// SPDX-License-Identifier: Apache-2.0
// Fed: the bytes of an attachment. Reached: everything that is read of pictures and voice messages to tell
// their kind and size. What is called a picture can be shown: it has a size, and not too large a one.
#include "store/media.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace culver;
    const auto media = store::media_of(ByteView(bytes, size));
    const auto pixels = std::uint64_t{media.width} * media.height;
    const bool is_picture = media.kind == store::MediaKind::Picture;
    if (is_picture != (pixels > 0) || pixels > store::kMaxPixels) std::abort();
    if (media.kind != store::MediaKind::Voice && media.duration_ms != 0) std::abort();
    if (store::suffix_of(media.type).empty()) std::abort();
    return 0;
}
