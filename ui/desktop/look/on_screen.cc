// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/look/on_screen.h"

#include <QByteArray>
#include <QGuiApplication>
#include <QLibrary>
#include <QWidget>
#include <QWindow>
#include <cstdint>
#include <cstdlib>
#include <memory>

namespace culver::desktop {
namespace {

#if QT_CONFIG(xcb)

// libxcb as far as it is needed, of the library that Qt has loaded.
struct Cookie {
    unsigned sequence;
};
struct Reply {  // to both questions
    std::uint8_t type, unused;
    std::uint16_t sequence;
    std::uint32_t length;
    std::uint32_t value;  // the atom, the owner
};
using Connection = xcb_connection_t;
using AskAtom = Cookie (*)(Connection*, std::uint8_t only_if_exists, std::uint16_t length, const char* name);
using AskOwner = Cookie (*)(Connection*, std::uint32_t selection);
using Answer = Reply* (*)(Connection*, Cookie, void** error);

std::uint32_t value_of(Reply* reply) {
    const std::unique_ptr<Reply, decltype(&std::free)> kept(reply, &std::free);
    return kept ? kept->value : 0;
}

// A compositor owns a selection that bears the number of its screen; Qt knows one screen of that kind only.
bool has_compositor(Connection* connection) {
    constexpr int kLibraryVersion = 1;
    QLibrary library(QStringLiteral("xcb"), kLibraryVersion);
    const auto atom = reinterpret_cast<AskAtom>(library.resolve("xcb_intern_atom"));
    const auto atom_is = reinterpret_cast<Answer>(library.resolve("xcb_intern_atom_reply"));
    const auto owner = reinterpret_cast<AskOwner>(library.resolve("xcb_get_selection_owner"));
    const auto owner_is = reinterpret_cast<Answer>(library.resolve("xcb_get_selection_owner_reply"));
    if (atom == nullptr || atom_is == nullptr || owner == nullptr || owner_is == nullptr) return true;
    const QByteArray name("_NET_WM_CM_S0");
    const Cookie asked = atom(connection, 0, static_cast<std::uint16_t>(name.size()), name.constData());
    const std::uint32_t selection = value_of(atom_is(connection, asked, nullptr));
    if (selection == 0) return true;
    return value_of(owner_is(connection, owner(connection, selection), nullptr)) != 0;
}

#endif

}  // namespace

bool see_through() {
#if QT_CONFIG(xcb)
    const auto* x11 = qGuiApp->nativeInterface<QNativeInterface::QX11Application>();
    // The interface is there with other platforms too, and has no connection then.
    if (x11 != nullptr && x11->connection() != nullptr) return has_compositor(x11->connection());
#endif
    return true;
}

void show_again(QWidget& window) {
    QWindow* handle = window.windowHandle();
    // Setting it, though it stays the same, is what makes Qt ask for the place.
    if (handle != nullptr && !window.isVisible() && !window.isMaximized() && !window.isFullScreen())
        handle->setGeometry(handle->geometry());
    window.show();
}

}  // namespace culver::desktop
