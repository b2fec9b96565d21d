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

bool is_taken(const Error& error) {
    return error.code == boost::system::errc::make_error_code(boost::system::errc::file_exists);
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
    for (std::uint32_t number = 1; number < kMostNumbers; ++number) {
        const auto chosen =
            number == 1 ? std::string(name) : transfer::numbered_name(name, number, NameOf::Folder);
        const auto path = path_of(chosen);
        if (!path) return std::unexpected(path.error());
        auto made = files_.make_folder(*path, kFolderMode);
        if (!made && is_taken(made.error())) continue;
        if (!made) return made;
        if (way_.empty()) tops_.push_back({chosen, true});
        way_.push_back(chosen);
        return {};
    }
    return fail(TransferErrc::BadManifest);
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
    for (std::uint32_t number = 1; number < kMostNumbers; ++number) {
        const auto chosen =
            number == 1 ? std::string(name) : transfer::numbered_name(name, number, NameOf::File);
        const auto path = path_of(chosen);
        if (!path) return std::unexpected(path.error());
        auto made = files_.make_file(*path, kFileMode);
        if (!made && is_taken(made.error())) continue;
        if (!made) return made;
        if (way_.empty()) tops_.push_back({chosen, false});
        return made;
    }
    return fail(TransferErrc::BadManifest);
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
        bool is_moved = false;
        for (std::uint32_t number = 1; !is_moved && number < kMostNumbers; ++number) {
            const auto name = number == 1 ? top.name : transfer::numbered_name(top.name, number, what);
            auto moved = root_.folder().move_without_replacing(inside + top.name, root_.folder(), name);
            if (!moved) return fail_as(moved);
            is_moved = *moved;
            if (is_moved) paths.push_back(root_.path() + "/" + name);
        }
        if (!is_moved) return fail(TransferErrc::NameNotPossible, top.name);
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
