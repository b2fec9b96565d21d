// SPDX-License-Identifier: Apache-2.0
#include "ui/cli/transfer_view.h"

#include "base/text.h"
#include "ui/cli/progress.h"

#include <algorithm>

namespace culver::cli {

using control::TransferRow;
using std::chrono::steady_clock;

namespace {

constexpr std::chrono::milliseconds kPace{250};
constexpr std::ptrdiff_t kMaxBars =
    20;  // what fits every terminal: a bar that scrolled away cannot be redrawn

// The line of `send --wait`: the keys of its first lines, then how far it is.
Json send_line(const Json& row) {
    Json line{{"transfer_id", row.value("id", "")}};
    for (const char* key : {"peer", "peer_name", "state", "files", "bytes_total", "bytes_done",
                            "bytes_on_wire", "bytes_resent", "bytes_reused", "rate", "error"}) {
        line[key] = row.value(key, Json(nullptr));
    }
    if (row.contains("left_out")) line["left_out"] = row["left_out"];
    return line;
}

// The rate trembles all the time; it alone makes no new line.
std::string without_rate(Json line) {
    line.erase("rate");
    return control::json_text(line);
}

bool ends_a_transfer(const Json& event) {
    if (event.value("event", "") != control::event::TransferChanged::kName) return false;
    const auto row = decode<TransferRow>(event);
    return row && is_final(row->state);
}

std::string state_line(const TransferRow& row) {
    std::string line = text(phrase::kTransferNow, {shown_name(row.peer_name, row.peer), contents_text(row),
                                                   control::to_word(row.state)});
    if (row.error) line += " " + printable(row.error->message);
    if (row.left_out) line += " " + printable(row.left_out->message);
    if (const std::string reused = reused_text(row);
        row.state == control::TransferState::Done && !reused.empty())
        line += text(phrase::kNextSentence, {reused});
    return line;
}

}  // namespace

void TransferView::set_shown(const Json& row) {
    shown_[row.value("transfer_id", "")] = row.value("state", "");
    live_.insert(row.value("transfer_id", ""));
}

Reply<std::vector<TransferRow>> TransferView::follow(const std::vector<std::string>& ids,
                                                     control::Client::Deadline deadline) {
    if (auto subscribed = client_.call(control::method::EventsSubscribe{}); !subscribed) {
        return std::unexpected(subscribed.error());
    }
    for (;;) {
        const auto asked = steady_clock::now();
        printed_ = 0;
        auto rows = ask(ids);
        if (!rows) return rows;
        const bool all_ended =
            std::ranges::all_of(*rows, [](const TransferRow& row) { return is_final(row.state); });
        if (all_ended && !ids.empty()) return rows;
        const auto next = asked + kPace * static_cast<int>(std::max<std::size_t>(printed_, 1));
        if (auto waited = wait(next, deadline); !waited) return std::unexpected(waited.error());
    }
}

Reply<std::vector<TransferRow>> TransferView::ask(const std::vector<std::string>& ids) {
    const auto answer =
        client_.call(control::method::TransferQuery::kName, encode(control::method::TransferQuery{ids}));
    if (!answer) return std::unexpected(answer.error());
    std::vector<TransferRow> rows;
    for (const auto& json : answer->at("transfers")) {
        auto row = decode<TransferRow>(json);
        if (!row) continue;
        if (!is_final(row->state)) live_.insert(row->id);
        if (ids.empty() && !live_.contains(row->id)) continue;
        if (caller_.json()) show_json(json, *row);
        rows.push_back(std::move(*row));
    }
    if (!caller_.json()) Caller::is_terminal() ? draw(rows) : show_lines(rows);
    return rows;
}

// Until it is time to ask again; the end of a transfer is not waited for.
Reply<void> TransferView::wait(control::Client::Deadline next, control::Client::Deadline deadline) {
    for (;;) {
        if (deadline && steady_clock::now() >= *deadline) {
            return control::refuse(Outcome::TimedOut, "The time is up.");
        }
        auto event = client_.next_event(deadline ? std::min(*next, *deadline) : *next);
        if (!event) return std::unexpected(event.error());
        if (*event && ends_a_transfer(**event)) return {};
        if (!*event && steady_clock::now() >= *next) return {};
    }
}

void TransferView::show_json(const Json& row, const TransferRow& transfer) {
    const Json line = keys_ == LineKeys::OfSend ? send_line(row) : row;
    std::string content = without_rate(line);
    std::string& shown = shown_[transfer.id];
    const bool same_state = shown == control::to_word(transfer.state) && transfer.bytes_done.value_or(0) == 0;
    if (shown == content || same_state) return;
    shown = std::move(content);
    ++printed_;
    caller_.print_row(line);
}

void TransferView::show_lines(const std::vector<TransferRow>& rows) {
    for (const auto& row : rows) {
        std::string& shown = shown_[row.id];
        if (shown == control::to_word(row.state)) continue;
        shown = control::to_word(row.state);
        caller_.print(state_line(row));
    }
}

// Draws the bars over those of the last time.
void TransferView::draw(const std::vector<TransferRow>& rows) {
    std::string screen;
    if (drawn_lines_ > 0) screen += "\x1b[" + std::to_string(drawn_lines_) + "A";
    const auto count = std::min(kMaxBars, std::ssize(rows));
    for (auto row = rows.end() - count; row != rows.end(); ++row) {
        screen += "\r" + progress_line(*row, Caller::columns() - 1) + "\x1b[K\n";
    }
    drawn_lines_ = static_cast<std::size_t>(count);
    if (!screen.empty()) caller_.print(screen);
}

}  // namespace culver::cli
