// SPDX-License-Identifier: Apache-2.0
// A folder held by a handle, and the only place in this room where files are made, moved and removed. Every
// name is reached from the handle downwards, never through a link and never upwards: openat2 with
// RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS, or, on kernels without it, one component at a time with
// O_NOFOLLOW. What existed before is never changed: making is exclusive, moving never replaces.
#pragma once
#include "base/files.h"
#include "base/result.h"
#include "transfer/beneath.h"

#include <sys/stat.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace culver::transfer {

// Called before each step that changes the disk, with the step's name. Tests end the process in it.
using FaultPoint = std::function<void(std::string_view step)>;

// Thread: one at a time. All paths are relative, with '/' between components; a '..', an absolute path or a
// link on the way fails with NoPermission. Failures of the disk are the states of errors.h.
class Folder {
public:
    struct Options {
        Walk walk = Walk::ByKernel;  // falls back by itself
        FaultPoint fault;
    };
    // The folder itself may be reached through links: a person chose it. Fails with FolderGone when it is
    // none.
    [[nodiscard]] static Result<Folder> open(const std::string& path, Options options);
    [[nodiscard]] static Result<Folder> open(const std::string& path) { return open(path, Options{}); }

    // Makes the folder and its parents where missing, with mode 0755, then opens it.
    [[nodiscard]] static Result<Folder> open_or_make(const std::string& path, Options options);

    [[nodiscard]] Result<Folder> folder(std::string_view path) const;
    [[nodiscard]] Result<FileHandle> open_for_reading(std::string_view path) const;  // regular files only
    [[nodiscard]] Result<FileHandle> open_for_writing(std::string_view path) const;  // existing, reading too
    // Fails with errno's file_exists when the name is taken, by whatever.
    [[nodiscard]] Result<FileHandle> make_file(std::string_view path, std::uint32_t mode) const;
    [[nodiscard]] Result<> make_folder(std::string_view path, std::uint32_t mode) const;

    // Moves from (beneath this folder) to a name directly in target; false when the name is taken.
    [[nodiscard]] Result<bool> move_without_replacing(std::string_view from, const Folder& target,
                                                      std::string_view name) const;
    [[nodiscard]] Result<> remove_file(std::string_view path) const;

    // Removes a folder directly in this one with all that is in it; follows no link, leaves no file system.
    // Nothing to do when it is not there. Fails when it is deeper than any folder of ours.
    [[nodiscard]] Result<> remove_tree(std::string_view name) const;

    // What stands there, a link as itself; nothing when there is nothing.
    [[nodiscard]] std::optional<struct stat> status(std::string_view path) const;
    [[nodiscard]] Result<std::vector<std::string>> names() const;
    [[nodiscard]] Result<> sync_file_system() const;
    [[nodiscard]] Result<std::uint64_t> free_bytes() const;
    [[nodiscard]] std::uint64_t file_system_type()
        const;  // f_type of statfs(); 0 when it does not tell  // for this user
    [[nodiscard]] Result<Folder> duplicate() const;
    [[nodiscard]] int handle() const { return handle_.get(); }

    // Tells the fault point; called by those who write to files opened here.
    void step(std::string_view name) const;

private:
    Folder(FileHandle handle, std::shared_ptr<const Options> options)
        : handle_(std::move(handle)), options_(std::move(options)) {}
    [[nodiscard]] Result<FileHandle> open_beneath(std::string_view path, int flags, std::uint32_t mode) const;
    struct Place;
    [[nodiscard]] Result<Place> place_of(std::string_view path) const;

    FileHandle handle_;
    std::shared_ptr<const Options> options_;
};

}  // namespace culver::transfer
