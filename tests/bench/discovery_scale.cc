// SPDX-License-Identifier: Apache-2.0
// How discovery bears many nodes: the real core and roster of each, on a simulated switch with a virtual
// clock.
//
//     discovery_scale [--nodes N] [--write FILE]    N: 1000
//
// The nodes are switched on within a minute; then two minutes of ordinary life are watched; then one of them
// dies without a word. Prints a table and, with --write, puts it into the section of FILE between its
// markers. Exit code 1 when a bound is broken: every node sees every other, the datagrams are within the
// budget.
#include "base/files.h"
#include "discovery/beacon.h"
#include "tests/discovery/simulated_lan.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

namespace {

using namespace culver;
using namespace culver::discovery;
using namespace std::chrono_literals;
using test::SimulatedLan;
using test::SimulatedNode;

constexpr Duration kSwitchedOnWithin = 60s;
constexpr Duration kWatched = 120s;
constexpr Duration kStep = 1s;
constexpr Duration kPatience = 300s;
constexpr double kBudget = 1.05 * kDatagramsPerSecond;  // 120 s are a sample
constexpr std::string_view kBegin = "<!-- discovery_scale: begin -->";
constexpr std::string_view kEnd = "<!-- discovery_scale: end -->";
constexpr std::size_t kMaxPaperBytes = 1u << 20;

double processor_seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

double seconds(Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

std::string number(double value, int digits) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.*f", digits, value);
    return text.data();
}

// What passes the switch, as the production decoder reads it.
struct Wire {
    std::array<std::uint64_t, kKinds> to_all{};
    std::array<std::uint64_t, kKinds> to_one{};
    std::uint64_t bytes = 0;
    std::uint64_t unreadable = 0;
    std::size_t largest = 0;

    void see(const Outgoing& datagram) {
        const auto opened = open(datagram.bytes);
        if (!opened) {
            ++unreadable;
            return;
        }
        const auto kind = static_cast<std::size_t>(opened->beacon.kind);
        std::uint64_t copies = datagram.to ? 1 : 0;
        for (const Way way : kAllWays) copies += datagram.ways.contains(way) ? 1 : 0;
        (datagram.to ? to_one : to_all)[kind] += copies;
        bytes += copies * datagram.bytes.size();
        largest = std::max(largest, datagram.bytes.size());
    }
    [[nodiscard]] static double sum(const std::array<std::uint64_t, kKinds>& counts) {
        double total = 0;
        for (const auto count : counts) total += static_cast<double>(count);
        return total;
    }
};

struct Line {
    std::string what;
    std::string value;
    std::string bound;
    bool holds = true;
};

class Run {
public:
    explicit Run(std::size_t nodes) : count_(nodes) {
        lan_.on_wire([this](const SimulatedNode&, const Outgoing& datagram) { wire_.see(datagram); });
    }

    std::vector<Line> measure() {
        switch_on();
        converge();
        watch();
        lose_one();
        return rows_;
    }

private:
    void switch_on() {
        for (std::size_t i = 0; i < count_; ++i) {
            lan_.start(lan_.add("desk " + std::to_string(i)));
            lan_.run_for(kSwitchedOnWithin / count_);
        }
        const double all = Wire::sum(wire_.to_all) + Wire::sum(wire_.to_one);
        rows_.push_back({"datagrams while all are switched on within 60 s, for each node",
                         number(all / static_cast<double>(count_), 0), ""});
    }

    void converge() {
        const SteadyTime last = lan_.now();
        while (!lan_.all_see_all() && lan_.now() - last < kPatience) lan_.run_for(kStep);
        rows_.push_back({"everybody sees everybody, seconds after the last was switched on",
                         number(seconds(lan_.now() - last), 0), "≤ 60",
                         lan_.all_see_all() && lan_.now() - last <= 60s});
    }

    void watch() {
        lan_.run_for(interval_for(count_) * 3);  // what the start caused is over
        wire_ = {};
        const double before = processor_seconds();
        lan_.run_for(kWatched);
        const double used = processor_seconds() - before;
        const double to_all = Wire::sum(wire_.to_all) / seconds(kWatched);
        const double to_one = Wire::sum(wire_.to_one) / seconds(kWatched);
        rows_.push_back({"datagrams to everybody a second, all nodes together", number(to_all, 1),
                         "≤ " + number(kBudget, 0), to_all <= kBudget});
        rows_.push_back(
            {"datagrams to one node a second, all nodes together", number(to_one, 1), "≤ 4", to_one <= 4});
        rows_.push_back({"bytes a second that reach each node",
                         number(static_cast<double>(wire_.bytes) / seconds(kWatched), 0), ""});
        rows_.push_back({"largest datagram, bytes", std::to_string(wire_.largest), "≤ 512",
                         wire_.largest <= kMaxDatagramBytes});
        rows_.push_back({"datagrams that the decoder refuses", std::to_string(wire_.unreadable), "0",
                         wire_.unreadable == 0});
        const double share = used / seconds(kWatched) / static_cast<double>(count_) * 100;
        rows_.push_back({"processor of one node, per cent of a core", number(share, 3), "≤ 1", share <= 1});
        rows_.push_back(
            {"everybody still sees everybody", lan_.all_see_all() ? "yes" : "no", "yes", lan_.all_see_all()});
    }

    void lose_one() {
        SimulatedNode& lost = *lan_.nodes().front();
        lan_.stop(lost);
        const SteadyTime died = lan_.now();
        const auto limit = std::chrono::duration_cast<Duration>(interval_for(count_) * 3);
        while (!lan_.all_see_all() && lan_.now() - died < 2 * limit) lan_.run_for(kStep);
        const auto passed = lan_.now() - died;
        rows_.push_back({"one dies without a word: seconds until nobody lists it", number(seconds(passed), 0),
                         "≤ " + number(seconds(limit), 0), lan_.all_see_all() && passed <= limit});
    }

    std::size_t count_;
    SimulatedLan lan_{7};
    Wire wire_;
    std::vector<Line> rows_;
};

std::string table(std::size_t nodes, const std::vector<Line>& rows) {
    std::string text =
        "| discovery of " + std::to_string(nodes) + " nodes, simulated | measured | bound |\n|---|---|---|\n";
    for (const Line& row : rows)
        text += "| " + row.what + " | " + row.value + (row.holds ? "" : " **broken**") + " | " + row.bound +
                " |\n";
    return text;
}

bool write_section(const std::string& path, const std::string& section) {
    const auto paper = read_file(path, kMaxPaperBytes);
    if (!paper) return false;
    const auto begin = paper->find(kBegin);
    const auto end = paper->find(kEnd);
    if (begin == std::string::npos || end == std::string::npos || end < begin) return false;
    const std::string text = paper->substr(0, begin + kBegin.size()) + "\n" + section + paper->substr(end);
    return replace_file(path, text).has_value();
}

}  // namespace

int main(int count, char** words) {
    std::size_t nodes = 1'000;
    std::string paper;
    for (int i = 1; i + 1 < count; i += 2) {
        if (std::string_view(words[i]) == "--nodes") nodes = std::stoul(words[i + 1]);
        if (std::string_view(words[i]) == "--write") paper = words[i + 1];
    }
    const auto rows = Run(nodes).measure();
    const std::string text = table(nodes, rows);
    std::fputs(text.c_str(), stdout);
    if (!paper.empty() && !write_section(paper, text)) {
        std::fprintf(stderr, "%s has no section for this table\n", paper.c_str());
        return 1;
    }
    return std::ranges::all_of(rows, &Line::holds) ? 0 : 1;
}
