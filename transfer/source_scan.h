// SPDX-License-Identifier: Apache-2.0
// Lists a person's files for SourceTree: depth first, names in the manifest's order, devices, and links
// unless they are to be followed, left out and said so. What a link leads to is a root of its own.
#pragma once
#include "base/files.h"
#include "base/result.h"
#include "transfer/manifest.h"
#include "transfer/source_tree.h"

#include <sys/stat.h>

#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace culver::transfer {

// The time of a file as a manifest can hold it.
[[nodiscard]] std::int64_t manifest_time(const timespec& time);
[[nodiscard]] std::int64_t nanoseconds(const timespec& time);

class SourceScan {
public:
    SourceScan(std::stop_token stop, Links links) : stop_(std::move(stop)), links_(links) {}
    [[nodiscard]] Result<SourceTree> run(const std::vector<std::filesystem::path>& paths);

private:
    struct Root;
    struct Child;  // one name of a folder
    struct Place {
        std::uint32_t root = 0;
        std::string disk;  // below the root
        std::string wire;
        int depth = 1;
    };
    [[nodiscard]] Result<std::vector<Root>> roots_of(const std::vector<std::filesystem::path>& paths);
    [[nodiscard]] Result<> add_root(std::uint32_t index, const Root& root);
    [[nodiscard]] Result<> add_folder(const Place& place, int handle, const struct stat& found);
    [[nodiscard]] Result<> add_child(const Place& place, int folder, const Child& child);
    [[nodiscard]] Result<> add_link(const Place& parent, Place place, const std::string& name);
    [[nodiscard]] Result<> add_content(const Place& place, int handle);
    [[nodiscard]] Result<> add_file(const Place& place, int folder, const std::string& name,
                                    const struct stat& found);
    [[nodiscard]] Result<> add_entry(const Place& place, const Entry& entry, const struct stat& found);
    void skip(const Place& place, Skipped::Why why);

    std::stop_token stop_;
    Links links_;
    std::vector<std::pair<dev_t, ino_t>> around_;  // the folders that are being listed, outermost first
    ManifestBuilder builder_;
    std::uint64_t total_bytes_ = 0;
    std::vector<std::string> roots_;
    std::vector<std::uint32_t> root_of_;
    std::vector<SourceIdentity> identities_;
    std::map<std::uint32_t, std::string> odd_paths_;
    std::vector<Skipped> skipped_;
    std::uint32_t skipped_in_all_ = 0;
};

}  // namespace culver::transfer
