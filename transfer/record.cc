// SPDX-License-Identifier: Apache-2.0
#include "transfer/record.h"

#include "transfer/errors.h"

#include "transfer/record.pb.h"

#include <algorithm>

namespace culver::transfer {
namespace {

std::string raw(ByteView bytes) {
    return std::string(as_text(bytes));
}

template <class Repeated>
std::vector<std::string> strings(const Repeated& field) {
    return {field.begin(), field.end()};
}

void fill(proto::ManifestShape& into, const ManifestShape& shape) {
    into.set_entry_count(shape.entry_count);
    into.set_total_bytes(shape.total_bytes);
    into.set_block_bytes(shape.block_bytes);
    into.set_check_algorithm(static_cast<std::uint32_t>(shape.check));
    into.set_digest(raw(shape.digest));
}

ManifestShape shape_of(const proto::ManifestShape& message) {
    ManifestShape shape{.entry_count = message.entry_count(),
                        .total_bytes = message.total_bytes(),
                        .block_bytes = message.block_bytes(),
                        .check = static_cast<CheckAlgorithm>(message.check_algorithm()),
                        .digest = {}};
    std::copy_n(message.digest().begin(), std::min(message.digest().size(), shape.digest.size()),
                shape.digest.begin());
    return shape;
}

void fill(proto::ReceivedFile& into, const ReceivedFile& file) {
    into.set_path(file.path);
    into.set_disk_path(file.disk_path);
    into.set_bytes(file.bytes);
    into.set_mtime_ns(file.mtime_ns);
}

proto::TransferRecord message_of(const TransferRecord& record) {
    proto::TransferRecord message;
    message.set_state(static_cast<std::uint32_t>(record.state));
    if (record.shape) fill(*message.mutable_shape(), *record.shape);
    message.set_files(record.files);
    for (const std::string& path : record.paths) message.add_paths(path);
    for (const std::string& name : record.names) message.add_names(name);
    message.set_names_in_all(record.names_in_all);
    message.set_accepted(record.is_accepted);
    message.set_folder(record.folder);
    for (const std::string& path : record.only) message.add_only(path);
    message.set_some_only(record.some_only);
    message.set_wanted_bytes(record.wanted_bytes);
    message.set_wish_turn(record.wish ? record.wish->turn : 0);
    message.set_wish_pause(record.wish && record.wish->pause);
    message.set_wish_by_receiver(record.wish && record.wish->by_receiver);
    message.set_held(record.is_held);
    message.set_error_code(record.error.code);
    message.set_error_message(record.error.message);
    message.set_bytes_done(record.bytes_done);
    message.set_bytes_on_wire(record.bytes_on_wire);
    message.set_bytes_resent(record.bytes_resent);
    message.set_bytes_saved(record.bytes_saved);
    message.set_receipt(raw(record.receipt));
    message.set_told(record.is_told);
    message.set_has_files(record.has_files);
    message.set_device(record.device);
    message.set_rate_limit(record.rate_limit);
    message.set_follow_links(record.follow_links);
    message.set_bytes_reused(record.bytes_reused);
    message.set_reuse_settled(record.is_reuse_settled);
    message.set_left_out(record.left_out.count);
    message.set_left_out_message(record.left_out.message);
    message.set_starts_over(record.starts_over);
    for (const FormerFolder& former : record.former_folders) {
        auto& folder = *message.add_former_folders();
        folder.set_folder(former.folder);
        folder.set_device(former.device);
    }
    if (record.group) message.set_group(raw(record.group->view()));
    for (const ReceivedFile& file : record.received) fill(*message.add_received(), file);
    return message;
}

void fill(TransferRecord& record, const proto::TransferRecord& message) {
    record.state = static_cast<State>(message.state());
    if (message.has_shape()) record.shape = shape_of(message.shape());
    record.files = message.files();
    record.paths = strings(message.paths());
    record.names = strings(message.names());
    record.names_in_all = message.names_in_all();
    record.is_accepted = message.accepted();
    record.folder = message.folder();
    record.only = strings(message.only());
    record.some_only = message.some_only();
    record.wanted_bytes = message.wanted_bytes();
    if (message.wish_turn() != 0) {
        record.wish =
            wire::Wish{record.id, message.wish_turn(), message.wish_pause(), message.wish_by_receiver()};
    }
    record.is_held = message.held();
    record.error = {message.error_code(), message.error_message()};
    record.bytes_done = message.bytes_done();
    record.bytes_on_wire = message.bytes_on_wire();
    record.bytes_resent = message.bytes_resent();
    record.bytes_saved = message.bytes_saved();
    record.receipt = to_bytes(message.receipt());
    record.is_told = message.told();
    record.has_files = message.has_files();
    record.device = message.device();
    record.rate_limit = message.rate_limit();
    record.starts_over = message.starts_over();
    for (const auto& former : message.former_folders())
        record.former_folders.push_back({former.folder(), former.device()});
    record.left_out = {message.left_out(), message.left_out_message()};
    record.follow_links = message.follow_links();
    record.bytes_reused = message.bytes_reused();
    record.is_reuse_settled = message.reuse_settled();
    record.group = GroupId::from_bytes(as_bytes(message.group()));
    for (const proto::ReceivedFile& file : message.received())
        record.received.push_back({file.path(), file.disk_path(), file.bytes(), file.mtime_ns()});
}

}  // namespace

std::string_view to_string(Direction direction) {
    return direction == Direction::In ? "in" : "out";
}

std::string_view to_string(State state) {
    switch (state) {
        case State::Offered: return "offered";
        case State::Waiting: return "waiting";
        case State::Active: return "active";
        case State::Paused: return "paused";
        case State::Interrupted: return "interrupted";
        case State::Done: return "done";
        case State::Declined: return "declined";
        case State::Cancelled: return "cancelled";
        case State::Failed: return "failed";
    }
    return "failed";
}

store::StoredTransfer to_stored(const TransferRecord& record) {
    return {.id = record.id,
            .peer = record.peer,
            .direction = record.direction == Direction::In ? store::TransferDirection::In
                                                           : store::TransferDirection::Out,
            .created = record.created,
            .updated = record.updated,
            .finished = record.is_settled(),
            .record = to_bytes(message_of(record).SerializeAsString())};
}

Result<TransferRecord> from_stored(const store::StoredTransfer& stored) {
    proto::TransferRecord message;
    const bool is_parsed =
        message.ParseFromArray(stored.record.data(), static_cast<int>(stored.record.size()));
    if (!is_parsed || message.state() > static_cast<std::uint32_t>(State::Failed)) {
        return fail(TransferErrc::JournalBroken, "reading the record of a transfer");
    }
    TransferRecord record;
    record.id = stored.id;
    record.peer = stored.peer;
    record.direction = stored.direction == store::TransferDirection::In ? Direction::In : Direction::Out;
    record.created = stored.created;
    record.updated = stored.updated;
    fill(record, message);
    return record;
}

TransferRow row_of(const TransferRecord& record) {
    TransferRow row;
    row.id = record.id;
    row.direction = record.direction;
    row.peer = record.peer;
    row.state = record.state;
    row.is_listed = record.shape.has_value();
    row.files = record.files;
    row.bytes_total = record.bytes_total();
    row.bytes_done = std::min(record.bytes_done, row.bytes_total);
    row.bytes_on_wire = record.bytes_on_wire;
    row.bytes_resent = record.bytes_resent;
    row.bytes_saved = record.bytes_saved;
    row.bytes_reused = record.bytes_reused;
    row.rate_limit = record.rate_limit;
    row.paths = record.paths.empty() ? record.names : record.paths;
    row.folder = record.folder;
    row.group = record.group;
    row.error = record.error;
    row.follow_links = record.follow_links;
    row.left_out = record.left_out;
    row.created = record.created;
    row.updated = record.updated;
    row.paused_by_peer = record.wish && record.wish->by_receiver == (record.direction == Direction::Out);
    return row;
}

}  // namespace culver::transfer
