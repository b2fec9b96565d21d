// SPDX-License-Identifier: Apache-2.0
#include "interop/received_tree.h"

#include "base/text.h"
#include "transfer/errors.h"
#include "transfer/names.h"

#include <sys/stat.h>

#include <cerrno>

namespace culver::interop {
namespace {

using transfer::NameOf;
using transfer::TransferErrc;

constexpr std::uint32_t kFolderMode = 0755;
constexpr std::uint32_t kFileMode = 0644;
constexpr std::uint32_t kMostNumbers = 10'000;  // "a (9999).txt": then somebody plays with us

// False when the name was taken.
template <class Made>
Result<bool> unless_taken(const Result<Made>& made) {
    if (made) return true;
    if (made.error().code == boost::system::errc::make_error_code(boost::system::errc::file_exists))
        return false;
    return std::unexpected(made.error());
}

// The name, or "name (2)" and so on: the first at which attempt(name), a Result<bool>, finds nothing.
template <class Attempt>
Result<std::string> at_free_name(std::string_view name, NameOf what, Attempt attempt) {
    for (std::uint32_t number = 1; number < kMostNumbers; ++number) {
        auto chosen = number == 1 ? std::string(name) : transfer::numbered_name(name, number, what);
        const auto is_free = attempt(chosen);
        if (!is_free) return std::unexpected(is_free.error());
        if (*is_free) return chosen;
    }
    return fail(TransferErrc::NameNotPossible, printable(name));
}

}  // namespace

Result<ReceivedTree> ReceivedTree::begin(const std::string& receive_folder, const TransferId& id) {
    auto root = transfer::ReceiveRoot::open(receive_folder);
    if (!root) return fail_as(root);
    const auto name = transfer::partial_name(id);
    if (auto made = root->folder().make_folder(name, 0700); !made) return fail_as(made);
    if (auto made = root->folder().make_folder(name + "/files", 0700); !made) return fail_as(made);
    auto files = root->folder().folder(name + "/files");
    if (!files) return fail_as(files);
    return ReceivedTree(std::move(*root), id, std::move(*files));
}

Result<std::string> ReceivedTree::path_of(std::string_view name) {
    if (++entries_ > kMaxStreamEntries) return fail(TransferErrc::ManifestTooLarge);
    std::string path;
    for (const auto& part : way_) path += part + '/';
    path += name;
    auto fault = transfer::check_component(name);
    if (!fault) fault = transfer::check_path(path);
    if (!fault) return path;
    return fail(TransferErrc::BadName,
                "\"" + printable(path) + "\": " + std::string(transfer::to_string(*fault)));
}

Result<> ReceivedTree::enter(std::string_view name) {
    auto chosen = at_free_name(name, NameOf::Folder, [&](const std::string& free) -> Result<bool> {
        const auto path = path_of(free);
        if (!path) return std::unexpected(path.error());
        return unless_taken(files_.make_folder(*path, kFolderMode));
    });
    if (!chosen) return fail_as(chosen);
    if (way_.empty()) tops_.push_back({*chosen, true});
    way_.push_back(*chosen);
    return {};
}

Result<> ReceivedTree::leave(std::int64_t seconds) {
    if (way_.empty()) return fail(TransferErrc::BadManifest, "the folder ends more often than it began");
    std::string path;
    for (const auto& part : way_) path += (path.empty() ? "" : "/") + part;
    way_.pop_back();
    if (seconds <= 0) return {};
    if (auto folder = files_.folder(path)) {
        const timespec times[2] = {{.tv_sec = seconds, .tv_nsec = 0}, {.tv_sec = seconds, .tv_nsec = 0}};
        (void)::futimens(folder->handle(), times);
    }
    return {};
}

Result<FileHandle> ReceivedTree::make_file(std::string_view name) {
    FileHandle file;
    auto chosen = at_free_name(name, NameOf::File, [&](const std::string& free) -> Result<bool> {
        const auto path = path_of(free);
        if (!path) return std::unexpected(path.error());
        auto made = files_.make_file(*path, kFileMode);
        if (made) file = std::move(*made);
        return unless_taken(made);
    });
    if (!chosen) return fail_as(chosen);
    if (way_.empty()) tops_.push_back({*chosen, false});
    return file;
}

void ReceivedTree::settle(const FileHandle& file, std::int64_t seconds) {
    if (seconds <= 0) return;
    const timespec times[2] = {{.tv_sec = seconds, .tv_nsec = 0}, {.tv_sec = seconds, .tv_nsec = 0}};
    (void)::futimens(file.get(), times);
}

Result<std::vector<std::string>> ReceivedTree::finish() {
    if (auto synced = files_.sync_file_system(); !synced) return fail_as(synced);
    std::vector<std::string> paths;
    const std::string inside = transfer::partial_name(id_) + "/files/";
    for (const auto& top : tops_) {
        const auto what = top.is_folder ? NameOf::Folder : NameOf::File;
        auto chosen = at_free_name(top.name, what, [&](const std::string& free) {
            return root_.folder().move_without_replacing(inside + top.name, root_.folder(), free);
        });
        if (!chosen) return fail_as(chosen);
        paths.push_back(root_.path() + "/" + *chosen);
    }
    // Done is said of what a crash of the machine leaves where it is.
    if (auto synced = root_.folder().sync_file_system(); !synced) return fail_as(synced);
    abandon();
    return paths;
}

void ReceivedTree::abandon() {
    (void)root_.abandon(id_);
}

}  // namespace culver::interop
