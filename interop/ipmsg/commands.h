// SPDX-License-Identifier: Apache-2.0
// The numbers of the IP Messenger protocol: a command in the low 8 bits of a word, options in the others.
#pragma once
#include <cstdint>

namespace culver::interop::ipmsg {

inline constexpr std::uint16_t kPort = 2425;  // UDP and TCP

enum class Command : std::uint8_t {
    Nothing = 0x00,
    Entry = 0x01,
    Exit = 0x02,
    AnswerEntry = 0x03,
    Absence = 0x04,  // nickname, group or absence changed
    AskLists = 0x18,
    OfferList = 0x11,
    GetList = 0x12,
    HostList = 0x13,
    Message = 0x20,
    Receipt = 0x21,
    Opened = 0x30,  // a sealed message was opened
    OpenedSeen = 0x32,
    AskVersion = 0x40,
    Version = 0x41,
    AskAbsence = 0x50,
    AbsenceText = 0x51,
    GetFile = 0x60,
    ReleaseFiles = 0x61,
    GetFolder = 0x62,
    AskKey = 0x72,
    Key = 0x73,
    FeiqShake = 0xD1,
    FeiqShaken = 0xD2,
    IptuxMessage = 0xFB,
};

namespace option {
// Of entries: what a host can do.
inline constexpr std::uint32_t kAbsent = 0x100;
inline constexpr std::uint32_t kDialUp = 0x10000;  // hears no broadcast
inline constexpr std::uint32_t kCanUtf8 = 0x1000000;
// Of messages.
inline constexpr std::uint32_t kWantsReceipt = 0x100;
inline constexpr std::uint32_t kSealed = 0x200;
inline constexpr std::uint32_t kBroadcast = 0x400;
inline constexpr std::uint32_t kMulticast = 0x800;
inline constexpr std::uint32_t kAutomatic = 0x2000;  // must not be answered automatically
inline constexpr std::uint32_t kNoAddList = 0x80000;
inline constexpr std::uint32_t kConfirmOpening = 0x100000;
// Of both.
inline constexpr std::uint32_t kFiles = 0x200000;
inline constexpr std::uint32_t kEncrypted = 0x400000;
inline constexpr std::uint32_t kUtf8 = 0x800000;
inline constexpr std::uint32_t kListsInside = 0x4000000;  // of an encrypted text
inline constexpr std::uint32_t kClipboard = 0x8000000;
}  // namespace option

}  // namespace culver::interop::ipmsg
