// SPDX-License-Identifier: Apache-2.0
// Fed: the bytes of a manifest page as any peer may send them. Reached: Protocol Buffers, ManifestBuilder
// with every limit, the rules for names, slices and pages of what is accepted, and the kept form on disk.
#include "transfer/kept_manifest.h"
#include "transfer/manifest.h"
#include "transfer/names.h"
#include "transfer/resume.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

using namespace culver;
using namespace culver::transfer;

void expect(bool holds) {
    if (!holds) std::abort();
}

void try_page(ByteView page) {
    ManifestBuilder builder;
    if (!builder.add_page(page)) return;
    const auto manifest = builder.finish();
    if (!manifest) return;
    std::uint64_t covered = 0;
    const auto blocks = manifest->block_count() < 1000 ? manifest->block_count() : 1000;
    for (std::uint32_t block = 0; block < blocks; ++block)
        for (const auto& slice : manifest->slices(block)) covered += slice.length;
    if (blocks == manifest->block_count()) expect(covered == manifest->total_bytes());
    ManifestBuilder again(manifest->shape());
    for (const auto& part : manifest->encode_pages()) expect(again.add_page(part).has_value());
    expect(again.finish().has_value());
    for (std::uint32_t index = 0; index < manifest->entry_count(); ++index) {
        expect(!check_path(manifest->entry(index).path));
        expect(manifest->find(manifest->entry(index).path) == index);
    }
    if (blocks == manifest->block_count())
        expect(blocks_of(*manifest, EntrySet::all(manifest->entry_count())).is_full());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const ByteView input(bytes, size);
    try_page(input);
    std::ignore = decode_kept(input);
    expect(!check_component(decode_source_name("x" + std::string(as_text(input)))) ||
           as_text(input).find('/') != std::string_view::npos ||
           as_text(input).find('\0') != std::string_view::npos);
    return 0;
}
