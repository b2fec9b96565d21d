// SPDX-License-Identifier: Apache-2.0
// A disk that loses its power. While it records, SQLite's files lie on it: they are written and read as ever,
// and each write, cut, sync and removal is noted. Afterwards it tells what a real disk might hold had the
// power failed at any moment of that time: all that was synced, and of the rest any sectors, in any order,
// torn ones among them, and zeros or rubbish where a file grew. Thread: any; the log has a lock of its own.
//
//     LosingDisk disk;
//     …open a database, write; disk.now() when something was promised…
//     disk.stop();
//     disk.write_image(moment, Loss::Power, luck, folder, elsewhere);
#pragma once
#include <cstddef>
#include <filesystem>
#include <memory>
#include <random>

namespace culver::test {

enum class Loss {
    Power,   // the machine: what was not synced is a matter of luck
    Process  // a kill: the system still has all that was written
};

class LosingDisk {
public:
    using Moment = std::size_t;  // how many things had happened to files

    LosingDisk();  // from here on SQLite opens its files on it
    LosingDisk(const LosingDisk&) = delete;
    LosingDisk& operator=(const LosingDisk&) = delete;
    ~LosingDisk();  // requires: what was opened on it is closed

    void stop();  // what happens from here on is forgotten; the real disk stays spared of syncs
    [[nodiscard]] Moment now() const;

    // Writes into an empty folder what is found of the files of another one. Fast when moments only rise.
    void write_image(Moment moment, Loss loss, std::mt19937_64& luck, const std::filesystem::path& of,
                     const std::filesystem::path& into);

private:
    class Replay;
    std::unique_ptr<Replay> replay_;
};

}  // namespace culver::test
