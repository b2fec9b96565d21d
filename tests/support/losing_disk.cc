// SPDX-License-Identifier: Apache-2.0
// Two parts: a file system for SQLite that hands everything to the ordinary one and notes it, and the replay
// that decides what of it reached the platters.
#include "tests/support/losing_disk.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <deque>
#include <fstream>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

namespace culver::test {
namespace {

using Content = std::vector<std::uint8_t>;

constexpr std::size_t kSector = 512;  // what a disk writes whole or not at all; a torn one is rarer

struct Happening {
    enum class Kind { Open, Write, Cut, Sync, Remove };
    Kind kind = Kind::Write;
    std::string path;
    std::size_t at = 0;       // of a write; the new size of a cut
    Content bytes;            // of a write; of a file that was there before
    bool is_durable = false;  // a removal whose folder was synced
};

struct Log {
    std::mutex lock;
    std::deque<Happening> all;  // its members stay where they are
    bool is_noting = false;

    void note(Happening happening) {
        const std::lock_guard held(lock);
        if (is_noting) all.push_back(std::move(happening));
    }
};

// SQLite speaks to a file system through tables of functions, and knows no closures.
Log& the_log() {
    static Log log;
    return log;
}
sqlite3_vfs* ordinary() {
    static auto* const found = sqlite3_vfs_find("unix");
    return found;
}

struct NotedFile {
    sqlite3_file base;
    sqlite3_file* inner;      // lies behind this struct
    const std::string* path;  // null for files without a name
};
NotedFile& noted(sqlite3_file* file) {
    return *reinterpret_cast<NotedFile*>(file);
}
sqlite3_file* inner(sqlite3_file* file) {
    return noted(file).inner;
}

int close_file(sqlite3_file* file) {
    const int result = inner(file)->pMethods->xClose(inner(file));
    delete noted(file).path;
    return result;
}
int write_file(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 at) {
    const int result = inner(file)->pMethods->xWrite(inner(file), bytes, count, at);
    const auto* begin = static_cast<const std::uint8_t*>(bytes);
    if (result == SQLITE_OK && noted(file).path != nullptr)
        the_log().note({Happening::Kind::Write, *noted(file).path, static_cast<std::size_t>(at),
                        Content(begin, begin + count)});
    return result;
}
int cut_file(sqlite3_file* file, sqlite3_int64 size) {
    const int result = inner(file)->pMethods->xTruncate(inner(file), size);
    if (result == SQLITE_OK && noted(file).path != nullptr)
        the_log().note({Happening::Kind::Cut, *noted(file).path, static_cast<std::size_t>(size), {}});
    return result;
}
// The real disk is spared: what would have been on it is in the log.
int sync_file(sqlite3_file* file, int) {
    if (noted(file).path != nullptr) the_log().note({Happening::Kind::Sync, *noted(file).path, 0, {}});
    return SQLITE_OK;
}

const sqlite3_io_methods& methods() {
    static const sqlite3_io_methods table = [] {
        sqlite3_io_methods made{};
        made.iVersion = 2;  // without memory-mapped reading
        made.xClose = close_file;
        made.xRead = [](sqlite3_file* file, void* into, int count, sqlite3_int64 at) {
            return inner(file)->pMethods->xRead(inner(file), into, count, at);
        };
        made.xWrite = write_file;
        made.xTruncate = cut_file;
        made.xSync = sync_file;
        made.xFileSize = [](sqlite3_file* file, sqlite3_int64* size) {
            return inner(file)->pMethods->xFileSize(inner(file), size);
        };
        made.xLock = [](sqlite3_file* file, int kind) {
            return inner(file)->pMethods->xLock(inner(file), kind);
        };
        made.xUnlock = [](sqlite3_file* file, int kind) {
            return inner(file)->pMethods->xUnlock(inner(file), kind);
        };
        made.xCheckReservedLock = [](sqlite3_file* file, int* result) {
            return inner(file)->pMethods->xCheckReservedLock(inner(file), result);
        };
        made.xFileControl = [](sqlite3_file* file, int what, void* argument) {
            return inner(file)->pMethods->xFileControl(inner(file), what, argument);
        };
        made.xSectorSize = [](sqlite3_file* file) { return inner(file)->pMethods->xSectorSize(inner(file)); };
        made.xDeviceCharacteristics = [](sqlite3_file* file) {
            return inner(file)->pMethods->xDeviceCharacteristics(inner(file));
        };
        made.xShmMap = [](sqlite3_file* file, int page, int size, int extend, void volatile** into) {
            return inner(file)->pMethods->xShmMap(inner(file), page, size, extend, into);
        };
        made.xShmLock = [](sqlite3_file* file, int offset, int count, int flags) {
            return inner(file)->pMethods->xShmLock(inner(file), offset, count, flags);
        };
        made.xShmBarrier = [](sqlite3_file* file) { inner(file)->pMethods->xShmBarrier(inner(file)); };
        made.xShmUnmap = [](sqlite3_file* file, int remove) {
            return inner(file)->pMethods->xShmUnmap(inner(file), remove);
        };
        return made;
    }();
    return table;
}

Content content_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* got) {
    auto& made = noted(file);
    made.base.pMethods = nullptr;
    made.inner = reinterpret_cast<sqlite3_file*>(&made + 1);
    made.path = nullptr;
    const int result = ordinary()->xOpen(ordinary(), name, made.inner, flags, got);
    if (result != SQLITE_OK) return result;
    if (name != nullptr) {
        made.path = new std::string(name);
        the_log().note({Happening::Kind::Open, *made.path, 0, content_of(name)});
    }
    made.base.pMethods = &methods();
    return SQLITE_OK;
}
int remove_file(sqlite3_vfs*, const char* name, int sync_folder) {
    const int result = ordinary()->xDelete(ordinary(), name, 0);
    if (result == SQLITE_OK) the_log().note({Happening::Kind::Remove, name, 0, {}, sync_folder != 0});
    return result;
}

sqlite3_vfs* file_system() {
    static sqlite3_vfs made = [] {
        sqlite3_vfs copy = *ordinary();  // what is not about files it does as ever
        copy.zName = "culver-losing-disk";
        copy.pNext = nullptr;
        copy.szOsFile = static_cast<int>(sizeof(NotedFile)) + ordinary()->szOsFile;
        copy.xOpen = open_file;
        copy.xDelete = remove_file;
        return copy;
    }();
    return &made;
}

void put(Content& content, std::size_t at, const std::uint8_t* bytes, std::size_t count) {
    if (content.size() < at + count) content.resize(at + count);
    std::memcpy(content.data() + at, bytes, count);
}

// One life of a file under its name.
struct File {
    Content synced;
    bool is_found_for_sure = false;  // its name is on the disk
    bool is_removed = false;
    std::vector<const Happening*> pending;

    void sync() {
        for (const auto* happening : pending) {
            if (happening->kind == Happening::Kind::Cut)
                synced.resize(happening->at);
            else
                put(synced, happening->at, happening->bytes.data(), happening->bytes.size());
        }
        pending.clear();
        is_found_for_sure = true;
    }
};

// How lucky one failure is: from nothing of what was not synced to nearly all of it.
class Failure {
public:
    explicit Failure(std::mt19937_64& luck) : luck_(luck) {
        constexpr std::array<double, 5> kShares{0, 0.1, 0.5, 0.9, 1};
        share_ = kShares[luck_() % kShares.size()];
    }
    bool keeps() { return chance(share_); }

    [[nodiscard]] Content content(const File& file) {
        Content content = file.synced;
        for (const auto* happening : file.pending) {
            if (happening->kind == Happening::Kind::Cut) {
                if (keeps()) content.resize(happening->at);
            } else {
                write(content, *happening);
            }
        }
        return content;
    }

private:
    bool chance(double share) { return std::uniform_real_distribution<double>(0, 1)(luck_) < share; }

    void write(Content& content, const Happening& happening) {
        for (std::size_t done = 0; done < happening.bytes.size();) {
            const std::size_t at = happening.at + done;
            const std::size_t count = std::min(kSector - at % kSector, happening.bytes.size() - done);
            if (keeps())
                put(content, at, happening.bytes.data() + done, chance(kTorn) ? luck_() % count : count);
            else if (content.size() < at + count && keeps())
                grow(content, at, count);
            done += count;
        }
    }
    void grow(Content& content, std::size_t at, std::size_t count) {
        content.resize(at + count);
        if (!chance(0.5)) return;
        for (std::size_t place = at; place < at + count; ++place)
            content[place] = static_cast<std::uint8_t>(luck_());
    }

    static constexpr double kTorn = 0.02;
    std::mt19937_64& luck_;
    double share_ = 0;
};

}  // namespace

class LosingDisk::Replay {
public:
    void go_to(Moment moment) {
        if (moment < reached_) {
            files_.clear();
            reached_ = 0;
        }
        for (; reached_ < moment; ++reached_) take(the_log().all.at(reached_));
    }

    void write(Loss loss, std::mt19937_64& luck, const std::filesystem::path& of,
               const std::filesystem::path& into) {
        Failure failure(luck);
        for (const auto& [path, lives] : files_) {
            if (std::filesystem::path(path).parent_path() != of) continue;
            const File* found = loss == Loss::Process ? last_there(lives) : any_of(lives, failure);
            if (found == nullptr) continue;
            File whole = *found;
            if (loss == Loss::Process) whole.sync();
            const Content content = loss == Loss::Process ? whole.synced : failure.content(*found);
            std::ofstream file(into / std::filesystem::path(path).filename(), std::ios::binary);
            file.write(reinterpret_cast<const char*>(content.data()),
                       static_cast<std::streamsize>(content.size()));
        }
    }

private:
    using Lives = std::vector<File>;  // under one name, the last one at the end

    void take(const Happening& happening) {
        auto& lives = files_[happening.path];
        if (happening.kind == Happening::Kind::Open) {
            if (!lives.empty() && !lives.back().is_removed) return;
            File begun;
            begun.synced = happening.bytes;
            begun.is_found_for_sure = !begun.synced.empty();  // it was there before
            lives.push_back(std::move(begun));
            return;
        }
        if (lives.empty()) throw std::logic_error("a file that was never opened: " + happening.path);
        if (happening.kind == Happening::Kind::Remove) {
            lives.back().is_removed = true;
            if (happening.is_durable) lives.clear();
        } else if (happening.kind == Happening::Kind::Sync) {
            if (!lives.back().is_found_for_sure)
                sync_folder(std::filesystem::path(happening.path).parent_path());
            lives.back().sync();
            lives.erase(lives.begin(), lives.end() - 1);
        } else {
            lives.back().pending.push_back(&happening);
        }
    }

    // SQLite syncs the folder with the first sync of a journal or a log: removals are final then.
    void sync_folder(const std::filesystem::path& folder) {
        for (auto& [path, lives] : files_) {
            if (std::filesystem::path(path).parent_path() == folder)
                std::erase_if(lives, [](const File& life) { return life.is_removed; });
        }
    }

    static const File* last_there(const Lives& lives) {
        return lives.empty() || lives.back().is_removed ? nullptr : &lives.back();
    }
    // A removal, and a life that was never synced, may have been lost.
    static const File* any_of(const Lives& lives, Failure& failure) {
        for (auto life = lives.rbegin(); life != lives.rend(); ++life) {
            const bool is_kept = life->is_removed ? !failure.keeps() : failure.keeps();
            if (is_kept || (life->is_found_for_sure && !life->is_removed)) return &*life;
        }
        return nullptr;
    }

    std::map<std::string, Lives> files_;
    Moment reached_ = 0;
};

LosingDisk::LosingDisk() : replay_(std::make_unique<Replay>()) {
    the_log().all.clear();
    the_log().is_noting = true;
    sqlite3_vfs_register(file_system(), 1);
}

LosingDisk::~LosingDisk() {
    stop();
    sqlite3_vfs_register(ordinary(), 1);
}

void LosingDisk::stop() {
    const std::lock_guard held(the_log().lock);
    the_log().is_noting = false;
}

LosingDisk::Moment LosingDisk::now() const {
    const std::lock_guard held(the_log().lock);
    return the_log().all.size();
}

void LosingDisk::write_image(Moment moment, Loss loss, std::mt19937_64& luck, const std::filesystem::path& of,
                             const std::filesystem::path& into) {
    replay_->go_to(moment);
    replay_->write(loss, luck, of, into);
}

}  // namespace culver::test
