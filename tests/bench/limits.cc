// SPDX-License-Identifier: Apache-2.0
// What a machine can do at best, for comparison. RAW: files over plain TCP. REF: the same with TLS 1.3
// (OpenSSL directly, 16 KiB records) and an XXH3-128 check of each piece. One thread a side, pieces of
// 256 KiB, file to file, nothing else: no names that clash, no resume, no journal, no trust. Never a way to
// send files to anybody.
//
//     bench_limits receive raw|ref PORT FOLDER
//     bench_limits send raw|ref ADDRESS PORT PATH
//
// On the wire, for each file: u32 length of the path (0 ends), the path, u64 size, u32 mode, then its pieces,
// each followed by 16 bytes of check under REF. The receiver says one byte when everything is in place.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPiece = 256 * 1024;
constexpr std::size_t kCheck = sizeof(XXH128_hash_t);
constexpr std::size_t kLongestPath = 4096;

[[noreturn]] void stop(const std::string& what) {
    throw std::runtime_error(what + ": " + std::strerror(errno));
}

// A connected socket, with TLS over it or without.
class Wire {
public:
    Wire(int socket, bool is_sender, bool has_tls) : socket_(socket) {
        const int yes = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        if (has_tls) secure(is_sender);
    }

    void write(const void* from, std::size_t length) {
        const auto* at = static_cast<const std::uint8_t*>(from);
        while (length > 0) {
            const auto count = ssl_ != nullptr ? SSL_write(ssl_, at, static_cast<int>(length))
                                               : ::send(socket_, at, length, MSG_NOSIGNAL);
            if (count <= 0) stop("writing to the other side");
            at += count;
            length -= static_cast<std::size_t>(count);
        }
    }

    void read(void* into, std::size_t length) {
        auto* at = static_cast<std::uint8_t*>(into);
        while (length > 0) {
            const auto count = ssl_ != nullptr ? SSL_read(ssl_, at, static_cast<int>(length))
                                               : ::recv(socket_, at, length, 0);
            if (count <= 0) stop("reading from the other side");
            at += count;
            length -= static_cast<std::size_t>(count);
        }
    }
    [[nodiscard]] bool is_checked() const { return ssl_ != nullptr; }

private:
    void secure(bool is_sender) {
        SSL_CTX* context = SSL_CTX_new(TLS_method());
        SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
        SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256");
        SSL_CTX_set_read_ahead(context, 1);
        SSL_CTX_set_default_read_buffer_len(context, kPiece);
        if (!is_sender) {
            EVP_PKEY* key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
            X509* certificate = X509_new();
            X509_set_pubkey(certificate, key);
            X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
            X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
            X509_sign(certificate, key, nullptr);
            SSL_CTX_use_certificate(context, certificate);
            SSL_CTX_use_PrivateKey(context, key);
        }
        ssl_ = SSL_new(context);
        SSL_set_fd(ssl_, socket_);
        if ((is_sender ? SSL_connect(ssl_) : SSL_accept(ssl_)) != 1) throw std::runtime_error("no handshake");
    }

    int socket_;
    SSL* ssl_ = nullptr;  // ends with the process, as the socket does
};

sockaddr_in address_of(const char* host, const char* port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(port)));
    if (::inet_pton(AF_INET, host, &address.sin_addr) != 1) throw std::runtime_error("no IPv4 address");
    return address;
}

int dial(const sockaddr_in& address) {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        stop("connecting");
    return socket;
}

int accept_one(const sockaddr_in& address) {
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    const int yes = 1;
    ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) stop("binding");
    ::listen(listener, 1);
    const int socket = ::accept(listener, nullptr, nullptr);
    if (socket < 0) stop("accepting");
    return socket;
}

template <class T>
void put(Wire& wire, T value) {
    wire.write(&value, sizeof value);
}

template <class T>
T get(Wire& wire) {
    T value{};
    wire.read(&value, sizeof value);
    return value;
}

void send_content(Wire& wire, int file, std::uint64_t size, std::vector<std::uint8_t>& buffer) {
    while (size > 0) {
        const std::size_t length = std::min<std::uint64_t>(size, kPiece);
        if (::read(file, buffer.data(), length) != static_cast<ssize_t>(length)) stop("reading a file");
        std::size_t sent = length;
        if (wire.is_checked()) {
            const XXH128_hash_t check = XXH3_128bits(buffer.data(), length);
            std::memcpy(buffer.data() + length, &check, kCheck);
            sent += kCheck;
        }
        wire.write(buffer.data(), sent);
        size -= length;
    }
}

void send_file(Wire& wire, const fs::path& path, const fs::path& name, std::vector<std::uint8_t>& buffer) {
    const int file = ::open(path.c_str(), O_RDONLY);
    struct stat found{};
    if (file < 0 || ::fstat(file, &found) != 0) stop("opening " + path.string());
    const std::string text = name.string();
    put(wire, static_cast<std::uint32_t>(text.size()));
    wire.write(text.data(), text.size());
    put(wire, static_cast<std::uint64_t>(found.st_size));
    put(wire, static_cast<std::uint32_t>(found.st_mode & 0777));
    send_content(wire, file, static_cast<std::uint64_t>(found.st_size), buffer);
    ::close(file);
}

void send_all(Wire& wire, const fs::path& path) {
    std::vector<std::uint8_t> buffer(kPiece + kCheck);
    if (fs::is_directory(path)) {
        for (const auto& entry : fs::recursive_directory_iterator(path))
            if (entry.is_regular_file())
                send_file(wire, entry.path(), path.filename() / fs::relative(entry.path(), path), buffer);
    } else {
        send_file(wire, path, path.filename(), buffer);
    }
    put(wire, std::uint32_t{0});
    (void)get<std::uint8_t>(wire);
}

void receive_content(Wire& wire, int file, std::uint64_t size, std::vector<std::uint8_t>& buffer) {
    while (size > 0) {
        const std::size_t length = std::min<std::uint64_t>(size, kPiece);
        wire.read(buffer.data(), length + (wire.is_checked() ? kCheck : 0));
        if (wire.is_checked()) {
            const XXH128_hash_t check = XXH3_128bits(buffer.data(), length);
            if (std::memcmp(buffer.data() + length, &check, kCheck) != 0) throw std::runtime_error("damaged");
        }
        if (::write(file, buffer.data(), length) != static_cast<ssize_t>(length)) stop("writing a file");
        size -= length;
    }
}

void receive_all(Wire& wire, const fs::path& folder) {
    std::vector<std::uint8_t> buffer(kPiece + kCheck);
    fs::path made;
    while (const auto length = get<std::uint32_t>(wire)) {
        if (length > kLongestPath) throw std::runtime_error("a path is too long");
        std::string name(length, '\0');
        wire.read(name.data(), length);
        const auto size = get<std::uint64_t>(wire);
        const auto mode = get<std::uint32_t>(wire);
        const fs::path path = folder / name;
        if (path.parent_path() != made) fs::create_directories(made = path.parent_path());
        const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL, mode);
        if (file < 0) stop("making " + path.string());
        receive_content(wire, file, size, buffer);
        ::close(file);
    }
    put(wire, std::uint8_t{1});
}

int run(int count, char** words) {
    const std::string_view role = count > 2 ? words[1] : "";
    const bool has_tls = count > 2 && std::string_view(words[2]) == "ref";
    if (role == "receive" && count == 5) {
        Wire wire(accept_one(address_of("0.0.0.0", words[3])), false, has_tls);
        receive_all(wire, words[4]);
        return 0;
    }
    if (role == "send" && count == 6) {
        Wire wire(dial(address_of(words[3], words[4])), true, has_tls);
        send_all(wire, words[5]);
        return 0;
    }
    std::fprintf(stderr,
                 "bench_limits receive raw|ref PORT FOLDER\nbench_limits send raw|ref ADDRESS PORT PATH\n");
    return 2;
}

}  // namespace

int main(int count, char** words) {
    try {
        return run(count, words);
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "bench_limits: %s\n", failure.what());
        return 1;
    }
}
