// SPDX-License-Identifier: Apache-2.0
#include "tests/transfer/trees.h"

#include "transfer/manifest.pb.h"

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <random>
#include <stdexcept>

namespace culver::transfer::test {
namespace {

std::string content_of(const std::filesystem::path& path) {
    std::string content(std::filesystem::file_size(path), '\0');
    std::ifstream(path, std::ios::binary).read(content.data(), static_cast<std::streamsize>(content.size()));
    return content;
}

}  // namespace

InMemory::InMemory() {
    if (std::filesystem::is_directory("/dev/shm")) ::setenv("TMPDIR", "/dev/shm", 1);
}
InMemory::~InMemory() {
    ::unsetenv("TMPDIR");
}

void put_file(const std::filesystem::path& path, std::string_view content) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream file(path, std::ios::binary);
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
    if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

std::string noise(std::size_t length, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::string bytes;
    bytes.reserve(length + 8);
    while (bytes.size() < length) {
        const auto word = random();
        bytes.append(reinterpret_cast<const char*>(&word), sizeof word);
    }
    bytes.resize(length);
    return bytes;
}

std::map<std::string, std::string> picture(const std::filesystem::path& folder, Partials partials) {
    std::map<std::string, std::string> found;
    for (auto at = std::filesystem::recursive_directory_iterator(folder); at != end(at); ++at) {
        const auto name = at->path().lexically_relative(folder).string();
        if (partials == Partials::LeaveOut && name.starts_with(".culver-partial-")) {
            at.disable_recursion_pending();
            continue;
        }
        struct stat status{};
        if (::lstat(at->path().c_str(), &status) != 0) throw std::runtime_error("cannot look at " + name);
        auto line = std::to_string(status.st_mode) + " " + std::to_string(status.st_mtim.tv_sec) + "." +
                    std::to_string(status.st_mtim.tv_nsec) + " ";
        if (S_ISREG(status.st_mode)) line += content_of(at->path());
        if (S_ISLNK(status.st_mode)) line += std::filesystem::read_symlink(at->path()).string();
        found[name] = std::move(line);
    }
    return found;
}

SourceTree listed(const std::vector<std::filesystem::path>& paths) {
    return must(SourceTree::scan(paths));
}

SourceTree with_other_disk_numbers(const SourceTree& tree) {
    proto::SourceRecord record;
    const Bytes bytes = tree.encode();
    if (!record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        throw std::runtime_error("no list of files");
    for (auto& device : *record.mutable_device()) device += 1;
    return must(SourceTree::decode(to_bytes(record.SerializeAsString())));
}

std::uint32_t receive_missing(const SourceTree& tree, PartialFolder& partial) {
    SourceReader reader(tree);
    std::uint32_t stored = 0;
    Bytes buffer(tree.manifest().block_bytes());
    const auto missing = partial.missing();
    for (auto block = missing.next(0); block; block = missing.next(*block + 1)) {
        const auto read = reader.read(*block, buffer);
        for (const auto& broken : read.broken) must(partial.mark_broken(broken.entry));
        if (read.is_zero)
            must(partial.store_zeros(*block, read.check));
        else
            must(partial.store(*block, ByteView(buffer).first(read.length), read.check));
        ++stored;
    }
    return stored;
}

Finished copy_all(const SourceTree& tree, ReceiveRoot& root, const TransferId& transfer) {
    auto partial = must(root.begin(transfer, tree.manifest(), EntrySet::all(tree.manifest().entry_count())));
    receive_missing(tree, partial);
    auto finished = must(partial.finish());
    must(partial.discard());
    return finished;
}

Manifest made_manifest(const std::vector<Entry>& entries, std::uint32_t block_bytes) {
    ManifestBuilder builder(block_bytes);
    for (const auto& entry : entries) must(builder.add(entry));
    return must(builder.finish());
}

}  // namespace culver::transfer::test
