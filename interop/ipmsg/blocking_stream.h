// SPDX-License-Identifier: Apache-2.0
// A TCP connection used on a worker thread: every wait has a limit, and every call ends with
// operation_canceled once a stop is asked for, also while bytes come or go faster than anybody waits.
#pragma once
#include "base/bytes.h"
#include "base/endpoint.h"
#include "base/files.h"
#include "base/result.h"

#include <chrono>
#include <functional>
#include <span>
#include <stop_token>
#include <string_view>

namespace culver::interop::ipmsg {

inline constexpr std::chrono::seconds kConnectLimit{10};
inline constexpr std::chrono::seconds kSilenceLimit{60};  // a sleeping disk on the other side takes ten

class BlockingStream {
public:
    BlockingStream(FileHandle socket, std::stop_token stop)
        : socket_(std::move(socket)), stop_(std::move(stop)) {}
    [[nodiscard]] static Result<BlockingStream> connect(const Endpoint& to, std::stop_token stop);

    // At least one byte; 0 at the end.
    [[nodiscard]] Result<std::size_t> read_some(std::span<char> into);
    [[nodiscard]] Result<> write(std::string_view bytes);
    // So many bytes of a file from an offset; fails with SourceChanged when it is shorter.
    [[nodiscard]] Result<> write_file(const FileHandle& file, std::uint64_t offset, std::uint64_t count,
                                      const std::function<void(std::uint64_t)>& sent);
    void shut_writing();
    // Until the other side closes, at most so long.
    void wait_for_close(std::chrono::seconds limit);

private:
    [[nodiscard]] Result<> go_on() const;
    [[nodiscard]] Result<> wait(short events, std::chrono::milliseconds limit);
    FileHandle socket_;
    std::stop_token stop_;
};

}  // namespace culver::interop::ipmsg
