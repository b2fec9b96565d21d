// SPDX-License-Identifier: Apache-2.0
#include "transfer/received_file.h"

#include "transfer/folder.h"
#include "transfer/source_scan.h"

#include <sys/stat.h>

#include <utility>

namespace culver::transfer {

std::optional<ReceivedFile> received_file(const Folder& root, std::string path, std::string disk_path) {
    const auto found = root.status(disk_path);
    if (!found || !S_ISREG(found->st_mode)) return std::nullopt;
    return ReceivedFile{.path = std::move(path),
                        .disk_path = std::move(disk_path),
                        .bytes = static_cast<std::uint64_t>(found->st_size),
                        .mtime_ns = nanoseconds(found->st_mtim)};
}

}  // namespace culver::transfer
