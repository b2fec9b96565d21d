// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "ui/cli/arguments.h"
#include "ui/cli/commands.h"
#include "ui/cli/progress.h"
#include "ui/cli/table.h"
#include "ui/cli/transfer_view.h"

#include <cstdio>
#include <memory>

namespace culver::cli {

using control::TransferRow;

namespace {

constexpr std::size_t kShortIdCharacters = 8;

struct TransfersArguments {
    std::string id;
    bool watch = false;
    bool files = false;
};

std::string size_text(const control::Number& bytes) {
    return bytes ? human_bytes(*bytes) : "";
}

std::string state_text(const TransferRow& row) {
    std::string line(control::to_word(row.state));
    if (row.error) line += ": " + row.error->message;
    if (row.left_out) line += ": " + row.left_out->message;
    if (const std::string reused = reused_text(row);
        row.state == control::TransferState::Done && !reused.empty())
        line += ": " + reused;
    return line;
}

void print_table(const Caller& caller, const std::vector<TransferRow>& rows) {
    if (rows.empty()) return caller.print(text(phrase::kNoTransfers));
    Table table({text(phrase::kId), text(phrase::kDirection), text(phrase::kPeer), text(phrase::kWhat),
                 text(phrase::kDone), text(phrase::kSize), text(phrase::kRate), text(phrase::kState)});
    for (const auto& row : rows) {
        const auto percent = percent_done(row);
        table.add(
            {row.id.substr(0, kShortIdCharacters), row.direction == control::Direction::In ? "<-" : "->",
             shown_name(row.peer_name, row.peer), contents_text(row),
             percent ? std::to_string(*percent) + " %" : "", size_text(row.bytes_total),
             row.state == control::TransferState::Active && row.rate ? human_bytes(*row.rate) + "/s" : "",
             state_text(row)});
    }
    caller.print(table.text());
}

int watch(Caller& caller, control::Client& client, const std::vector<std::string>& ids) {
    const auto rows = TransferView(caller, client, LineKeys::OfRow).follow(ids, std::nullopt);
    if (rows) return 0;
    if (rows.error().outcome == Outcome::Interrupted) return exit_code_of(Outcome::Interrupted);
    return caller.fail(rows.error());
}

// As far as the node tells them. A line each, uncut: the names are what accept --only takes, but for those
// with control characters, which --json tells exactly.
int list_files(Caller& caller, control::Client& client, const std::string& id) {
    constexpr std::uint64_t kAtOnce = 1000;  // all that a node tells (transfer/listing.h)
    constexpr std::size_t kSizeColumns = 9;
    control::method::TransferFiles request{.id = id, .limit = kAtOnce};
    std::uint64_t shown = 0, in_all = 0;
    for (control::Number next = 0; next;) {
        request.first = *next;
        const auto answer = client.call(control::method::TransferFiles::kName, encode(request));
        if (!answer) return caller.fail(answer.error());
        const auto page = decode<control::FileList>(*answer);
        if (!page)
            return caller.fail({Outcome::Failed, "The answer makes no sense: " + page.error() + ".", {}});
        if (caller.json()) {
            for (const auto& row : answer->at("files")) caller.print_row(row);
        }
        for (const auto& file : page->files) {
            if (caller.json()) break;
            const std::string size = file.folder ? "" : human_bytes(file.size);
            caller.print(pad(size, kSizeColumns) + "  " + printable(file.path) + (file.folder ? "/" : ""));
        }
        shown += page->files.size();
        in_all = page->entries;
        next = page->next;
    }
    if (shown >= in_all) return 0;
    const std::string more = text(phrase::kMoreFiles, {std::to_string(in_all - shown)});
    if (caller.json()) {
        std::fprintf(stderr, "%s\n", more.c_str());
    } else {
        caller.print(more);
    }
    return 0;
}

int run_transfers(Caller& caller, const TransfersArguments& arguments) {
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    if (arguments.files) return list_files(caller, *client, arguments.id);
    std::vector<std::string> ids;
    if (!arguments.id.empty()) ids.push_back(arguments.id);
    if (arguments.watch) return watch(caller, *client, ids);
    const auto answer =
        client->call(control::method::TransferQuery::kName, encode(control::method::TransferQuery{ids}));
    if (!answer) return caller.fail(answer.error());
    if (caller.json()) {
        for (const auto& row : answer->at("transfers")) caller.print_row(row);
    } else if (const auto list = decode<control::TransferList>(*answer)) {
        print_table(caller, list->transfers);
    }
    return 0;
}

}  // namespace

void add_transfers(CLI::App& root, Run& chosen) {
    auto arguments = std::make_shared<TransfersArguments>();
    auto* command =
        root.add_subcommand("transfers", "List transfers: unfinished ones and those of the last 30 days");
    auto* id =
        add_argument(*command, "ID", arguments->id, "Only this one; the beginning of its id is enough");
    auto* watch = command->add_flag("--watch", arguments->watch,
                                    "Show the progress live; with an ID until it has ended");
    command->add_flag("--files", arguments->files, "What is in an offer that waits for your answer")
        ->needs(id)
        ->excludes(watch);
    command->footer(
        "Examples:\n"
        "  culver transfers --watch\n"
        "  culver transfers x4qk --files\n"
        "  culver transfers --json | jq -r 'select(.state==\"offered\").id'\n");
    command->callback([arguments, &chosen] {
        chosen = [arguments](Caller& caller) { return run_transfers(caller, *arguments); };
    });
}

}  // namespace culver::cli
