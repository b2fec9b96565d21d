// SPDX-License-Identifier: Apache-2.0
// What one may do with a file that came from somebody else: look at it, never start it by a click; and keep a
// copy elsewhere.
#pragma once
#include "control/rows.h"

#include <QString>

QT_BEGIN_NAMESPACE
class QWidget;
QT_END_NAMESPACE

namespace culver::desktop {

class Shell;

// By its bits, its name and its first bytes: something that a click would start, or that would install
// something. Folders, documents and pictures are none.
[[nodiscard]] bool is_program(const QString& path);

// Opens a file or folder with what the desktop has for it. Of a program the folder is opened instead, and the
// answer is false; the second form says so in a toast.
bool open_received(const QString& path);
void open_received(const QString& path, Shell& shell);

// Opens the folder that it lies in, or says that it is gone.
void show_in_folder(const QString& path, Shell& shell);
// Of several files the names of the first, and what was left out of them, and why; else empty.
[[nodiscard]] QString names_tip(const control::TransferRow& row);

// Writes beside the target and takes its name only when all is there: what stood there before is lost to no
// full disk. Onto itself it does nothing. False when it could not be written; nothing has changed then.
[[nodiscard]] bool copy_file(const QString& from, const QString& to);

// Asks where to, and says when it could not be written there. name: as its sender called it.
void save_copy_of(const QString& path, const QString& name, QWidget* window, Shell& shell);

}  // namespace culver::desktop
