// SPDX-License-Identifier: Apache-2.0
// Groups as faces see them. Pure.
#pragma once
#include "app/message_rows.h"
#include "chat/group_service.h"
#include "control/rows.h"

namespace culver::app {

[[nodiscard]] control::GroupRow group_row(const chat::GroupView& group, std::uint64_t unread,
                                          const NameOf& name_of);

// What only the group knows about a message of it: who has it, who has read it, who has not confirmed it.
void fill_readers(control::MessageRow& row, const chat::MessageReaders& readers,
                  const std::optional<chat::GroupView>& group);

}  // namespace culver::app
