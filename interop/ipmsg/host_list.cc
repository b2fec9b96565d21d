// SPDX-License-Identifier: Apache-2.0
#include "interop/ipmsg/host_list.h"

#include "interop/ipmsg/packet.h"

#include <algorithm>
#include <array>

namespace culver::interop::ipmsg {
namespace {

class Words {
public:
    explicit Words(std::string_view text) : rest_(text) {}
    std::optional<std::string_view> next() {
        const auto end = rest_.find('\a');
        if (end == std::string_view::npos) return std::nullopt;
        const auto word = rest_.substr(0, end);
        rest_.remove_prefix(end + 1);
        return word;
    }

private:
    std::string_view rest_;
};

std::optional<std::uint64_t> padded_number(std::optional<std::string_view> word) {
    if (!word) return std::nullopt;
    const auto begin = std::min(word->find_first_not_of(' '), word->size());
    return parse_number(word->substr(begin), 10);
}

// The port stands with its bytes exchanged, as a little-endian machine holds it.
std::uint16_t exchanged(std::uint64_t port) {
    return static_cast<std::uint16_t>((port & 0xFF) << 8 | (port >> 8 & 0xFF));
}

}  // namespace

std::optional<HostList> parse_host_list(std::string_view body) {
    Words words(body);
    const auto next = padded_number(words.next());
    const auto count = padded_number(words.next());
    if (!next || *next > 0xFFFF'FFFF || !count) return std::nullopt;
    HostList list{.next = static_cast<std::uint32_t>(*next), .hosts = {}};
    constexpr std::size_t kStatus = 2;
    constexpr std::size_t kAddress = 3;
    constexpr std::size_t kPortPlace = 4;
    for (;;) {
        std::array<std::string_view, 7> fields;
        for (auto& field : fields) {
            const auto word = words.next();
            if (!word) return list;
            field = *word;
        }
        const auto status = parse_number(fields[kStatus], 10);
        const auto port = parse_number(fields[kPortPlace], 10);
        boost::system::error_code failure;
        const auto address = boost::asio::ip::make_address_v4(fields[kAddress], failure);
        const bool is_gone = !status || *status == 0 || (*status & 0xFF) == 2;
        if (is_gone || failure || !port || list.hosts.size() >= kMaxListed) continue;
        list.hosts.push_back({address, exchanged(*port)});
    }
}

}  // namespace culver::interop::ipmsg
