// SPDX-License-Identifier: Apache-2.0
// Messages as a file and back.
#include "base/clock.h"
#include "ui/cli/arguments.h"
#include "ui/cli/commands.h"

#include <memory>

namespace culver::cli {
namespace {

struct ExportArguments {
    std::string file;
    std::string format = "json";
    std::string in;
    std::string since;
    std::string until;
};

int run_export(Caller& caller, const ExportArguments& arguments) {
    control::method::ChatExport request;
    request.path = absolute_path(arguments.file);
    const auto format = control::from_word<control::ExportFormat>(arguments.format);
    if (!format) return caller.fail({Outcome::Usage, "The format is text, html or json.", {}});
    request.format = *format;
    if (!arguments.in.empty()) request.peer = arguments.in;
    const auto since = parse_moment(arguments.since, real_clock().wall());
    if (!since) return caller.fail(since.error());
    const auto until = parse_moment(arguments.until, real_clock().wall());
    if (!until) return caller.fail(until.error());
    request.since = *since;
    request.until = *until;
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    const auto row = client->call(request);
    if (!row) return caller.fail(row.error());
    if (caller.json())
        caller.print_row(encode(*row));
    else
        caller.print(text(phrase::kExported, {std::to_string(row->messages), arguments.file}));
    return 0;
}

int run_import(Caller& caller, const ExportArguments& arguments) {
    auto client = caller.connect();
    if (!client) return caller.fail(client.error());
    control::method::ChatImport request;
    request.path = absolute_path(arguments.file);
    const auto row = client->call(request);
    if (!row) return caller.fail(row.error());
    if (caller.json())
        caller.print_row(encode(*row));
    else
        caller.print(text(phrase::kImported, {std::to_string(row->messages), std::to_string(row->repeated)}));
    return 0;
}

}  // namespace

void add_archive(CLI::App& root, Run& chosen) {
    auto arguments = std::make_shared<ExportArguments>();
    auto* save = root.add_subcommand("export", "Write messages into a file");
    add_argument(*save, "FILE", arguments->file, "A file that is not there yet")->required();
    add_text(*save, "--format", arguments->format, "text, html, or json, which can be imported (json)")
        ->option_text("FORMAT");
    add_text(*save, "--in", arguments->in, "Only the conversation with this peer or group")
        ->option_text("PEER|GROUP");
    add_text(*save, "--since", arguments->since, "Only from this time on: 2026-11-22 or 3d")
        ->option_text("TIME");
    add_text(*save, "--until", arguments->until, "Only up to this time")->option_text("TIME");
    save->footer("Examples:\n  culver export all.json\n  culver export bob.html --format html --in bob\n");
    save->callback([arguments, &chosen] {
        chosen = [arguments](Caller& caller) { return run_export(caller, *arguments); };
    });
    auto* load = root.add_subcommand("import", "Take over the messages of an export");
    add_argument(*load, "FILE", arguments->file, "What 'culver export --format json' wrote")->required();
    load->footer("Example:\n  culver import all.json\n");
    load->callback([arguments, &chosen] {
        chosen = [arguments](Caller& caller) { return run_import(caller, *arguments); };
    });
}

}  // namespace culver::cli
