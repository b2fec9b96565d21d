// SPDX-License-Identifier: Apache-2.0
// How fast one lane is, without sessions around it: one file through SourceTree, sender lane, TLS over TCP on
// the loopback, receiver lane, ReceiveRoot; beside it the same bytes by a bare loop (read, XXH3, TLS, XXH3,
// write) over the same streams, which is what the machine can do.
//
//     lane_bench FOLDER [MEBIBYTES] [random|text|file PATH] [ROUNDS]     # FOLDER on tmpfs; run it inside
//     unshare -n
//
// Prints a line per round: MB/s of the bare loop, of a lane without and with compression, and the processor
// seconds per GB of both ends together, which mean something on a busy machine too.
#include "base/log.h"
#include "base/random.h"
#include "net/identity.h"
#include "net/tls_lane.h"
#include "transfer/check.h"
#include "transfer/receive_root.h"
#include "transfer/receiver_lane.h"
#include "transfer/sender_lane.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <thread>

namespace {

namespace fs = std::filesystem;
using namespace culver;
using Stream = std::unique_ptr<net::LaneStream>;

struct Ends {
    Stream sender;
    Stream receiver;
};

template <class T>
T must(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().sentence());
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

std::pair<int, int> connected_sockets() {
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof(address);
    ::bind(listener, reinterpret_cast<sockaddr*>(&address), length);
    ::listen(listener, 1);
    ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length);
    const int one = ::socket(AF_INET, SOCK_STREAM, 0);
    if (::connect(one, reinterpret_cast<sockaddr*>(&address), length) != 0)
        throw std::runtime_error("no loopback");
    const int other = ::accept(listener, nullptr, nullptr);
    ::close(listener);
    for (const int socket : {one, other}) {
        const int yes = 1;
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
        ::fcntl(socket, F_SETFL, ::fcntl(socket, F_GETFL) | O_NONBLOCK);
    }
    return {one, other};
}

void shake_hands(SSL* ssl, int socket) {
    while (true) {
        const int result = SSL_do_handshake(ssl);
        if (result == 1) return;
        const int error = SSL_get_error(ssl, result);
        pollfd waiting{socket, static_cast<short>(error == SSL_ERROR_WANT_WRITE ? POLLOUT : POLLIN), 0};
        if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE)
            throw std::runtime_error("no handshake");
        ::poll(&waiting, 1, 1000);
    }
}

Ends make_lane() {
    const SigningKey key = SigningKey::generate();
    const net::Identity identity(key);
    const auto [one, other] = connected_sockets();
    net::Introduction first;
    net::Introduction second;
    net::SslPtr dialler = identity.begin(one, true, first);
    net::SslPtr accepter = identity.begin(other, false, second);
    std::thread peer([&] { shake_hands(accepter.get(), other); });
    shake_hands(dialler.get(), one);
    peer.join();
    if (!net::Identity::conclude(dialler) || !net::Identity::conclude(accepter))
        throw std::runtime_error("no ALPN");
    return {net::make_tls_lane(FileHandle(one), std::move(dialler)),
            net::make_tls_lane(FileHandle(other), std::move(accepter))};
}

constexpr std::size_t kPiece = 256 * 1024;

void bare_send(const fs::path& from, net::LaneStream& stream) {
    const int file = ::open(from.c_str(), O_RDONLY);
    std::vector<std::uint8_t> buffer(kPiece);
    std::uint8_t sum = 0;
    for (ssize_t count = 0; (count = ::read(file, buffer.data(), buffer.size())) > 0;) {
        const ByteView piece(buffer.data(), static_cast<std::size_t>(count));
        sum ^= transfer::check_of(piece).bytes[0];
        must(stream.write_all(piece));
    }
    ::close(file);
    stream.shutdown();
    if (sum == 1) std::cerr << ' ';
}

void bare_receive(const fs::path& to, net::LaneStream& stream, std::uint64_t total) {
    const int file = ::open(to.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    std::vector<std::uint8_t> buffer(kPiece);
    std::uint8_t sum = 0;
    while (total > 0) {
        std::size_t filled = 0;
        while (filled < buffer.size() && filled < total) {
            const std::size_t count = must(stream.read_some(std::span(buffer).subspan(filled)));
            if (count == 0) throw std::runtime_error("cut");
            filled += count;
        }
        sum ^= transfer::check_of({buffer.data(), filled}).bytes[0];
        if (::write(file, buffer.data(), filled) != static_cast<ssize_t>(filled))
            throw std::runtime_error("disk");
        total -= filled;
    }
    ::close(file);
    if (sum == 1) std::cerr << ' ';
}

struct Cost {
    double seconds = 0;
    double processor = 0;
};

double processor_seconds() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

Cost cost_of(const std::function<void()>& work) {
    const double processor = processor_seconds();
    const auto start = std::chrono::steady_clock::now();
    work();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return {seconds, processor_seconds() - processor};
}

Cost bare(const fs::path& from, const fs::path& to) {
    Ends ends = make_lane();
    const std::uint64_t total = fs::file_size(from);
    const Cost cost = cost_of([&] {
        std::thread receiver([&] { bare_receive(to, *ends.receiver, total); });
        bare_send(from, *ends.sender);
        receiver.join();
    });
    fs::remove(to);
    return cost;
}

Cost lane(const fs::path& from, const fs::path& folder, bool may_compress) {
    auto tree = std::make_shared<const transfer::SourceTree>(must(transfer::SourceTree::scan({from})));
    auto root = must(transfer::ReceiveRoot::open((folder / "received").string()));
    const auto id = random_id<TransferId>();
    const transfer::Manifest& manifest = tree->manifest();
    auto partial = std::make_unique<transfer::PartialFolder>(
        must(root.begin(id, manifest, transfer::EntrySet::all(manifest.entry_count()))));
    Ends ends = make_lane();
    transfer::LaneControl controls[2];
    transfer::LaneEnd end = transfer::LaneEnd::Broken;
    const transfer::ProgressReport silent = [](const transfer::LaneProgress&) {};
    const Cost cost = cost_of([&] {
        std::thread receiver([&] {
            auto outcome = transfer::receive_blocks(std::move(partial), *ends.receiver, controls[1], silent);
            end = outcome.end;
            if (end != transfer::LaneEnd::Complete) std::cerr << outcome.error.sentence() << '\n';
        });
        transfer::SenderJob job{.tree = tree,
                                .missing = transfer::BlockSet::all(manifest.block_count()),
                                .sent_log = folder / "sent",
                                .may_compress = may_compress};
        (void)transfer::send_blocks(std::move(job), *ends.sender, controls[0], silent);
        receiver.join();
    });
    fs::remove(folder / "sent");
    fs::remove_all(folder / "received");
    if (end != transfer::LaneEnd::Complete) throw std::runtime_error("the transfer did not end well");
    return cost;
}

void make_content(const fs::path& path, std::size_t mebibytes, const std::string& kind, const char* sample) {
    std::ofstream file(path, std::ios::binary);
    std::string piece(1 << 20, '\0');
    std::string text;
    if (sample != nullptr) text.assign(std::istreambuf_iterator<char>(std::ifstream(sample).rdbuf()), {});
    for (std::size_t number = 0; number < mebibytes; ++number) {
        if (kind == "random") {
            fill_random({reinterpret_cast<std::uint8_t*>(piece.data()), piece.size()});
        } else {
            for (std::size_t place = 0; place < piece.size(); ++place)
                piece[place] = text[(number * 7919 + place) % text.size()];
        }
        file << piece;
    }
}

}  // namespace

int main(int count, char** words) {
    if (count < 2)
        return std::fprintf(stderr, "lane_bench FOLDER [MEBIBYTES] [random|file PATH] [ROUNDS]\n"), 2;
    if (std::getenv("LANE_BENCH_VERBOSE") != nullptr) (void)log::set_level("debug");  // every change of level
    const fs::path folder = fs::path(words[1]) / ("lane_bench." + std::to_string(::getpid()));
    fs::create_directories(folder);
    const std::size_t mebibytes = count > 2 ? std::stoul(words[2]) : 1024;
    const std::string kind = count > 3 ? words[3] : "random";
    const char* sample = kind == "file" ? words[4] : nullptr;
    const int rounds = count > (sample != nullptr ? 5 : 4) ? std::stoi(words[sample != nullptr ? 5 : 4]) : 3;
    const fs::path from = folder / "content";
    make_content(from, mebibytes, kind, sample);
    const double megabytes = static_cast<double>(fs::file_size(from)) / 1e6;
    std::printf("%24s%27s\n%8s%8s%8s   %8s%8s%8s\n", "MB/s", "CPU s/GB", "bare", "stored", "auto", "bare",
                "stored", "auto");
    for (int round = 0; round < rounds; ++round) {
        const Cost costs[]{bare(from, folder / "copy"), lane(from, folder, false), lane(from, folder, true)};
        for (const Cost& cost : costs) std::printf("%8.0f", megabytes / cost.seconds);
        std::printf("   ");
        for (const Cost& cost : costs) std::printf("%8.2f", cost.processor / megabytes * 1e3);
        std::printf("\n");
    }
    fs::remove_all(folder);
    return 0;
}
