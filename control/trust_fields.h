// SPDX-License-Identifier: Apache-2.0
// The parameters of trust_methods.h by key; fields.h explains the visitor.
#pragma once
#include "control/fields.h"

namespace culver::control {

void fields(auto& visit, Like<method::PeerVerify> auto& request) {
    visit.required("peer", request.peer);
    visit("accept_new", request.accept_new);
    visit("timeout_ms", request.timeout_ms);
}

void fields(auto& visit, Like<method::PeerTrust> auto& request) {
    visit.required("peer", request.peer);
    visit("accept_new", request.accept_new);
    visit("code", request.code);
    visit("replaces", request.replaces);
    visit("undo", request.undo);
}

void fields(auto& visit, Like<method::PeerBlock> auto& request) {
    visit.required("peer", request.peer);
    visit("accept_new", request.accept_new);
}

void fields(auto&, Like<method::NetworksList> auto&) {}
void fields(auto& visit, Like<method::NetworksTrust> auto& request) {
    visit("network", request.network);
}
void fields(auto& visit, Like<method::NetworksForget> auto& request) {
    visit("network", request.network);
}

}  // namespace culver::control
