#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`culver doctor` names the fault that was staged. One function is one test."""
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
from lab import BUILD, require, run_cases, shell, wait_for  # noqa: E402

NEW_LINKS = "tcp flags syn / fin,syn,rst,ack"
GROUP = "224.0.0.190"


def findings(node, *words):
    """By code; each has a sentence, and advice wherever something is wrong."""
    rows = node.cli("doctor", *words).lines
    for row in rows:
        require(list(row) == ["code", "severity", "message", "advice"], f"{row}")
        require(row["message"].endswith((".", "?")), f"no sentence: {row}")
        require(row["advice"] or row["severity"] in ("ok", "note"), f"no advice: {row}")
    return {row["code"]: row for row in rows}


def require_codes(node, words, *codes):
    found = findings(node, *words)
    wrong = set(found) ^ set(codes)
    require(not wrong, f"expected {sorted(codes)}, found: {list(found.values())}")
    return found


def case_nothing_wrong(lab):
    alice, bob = lab.up("alice", "bob")
    require_codes(alice, [], "ok")
    require_codes(alice, ["bob"], "ok")
    plain = subprocess.run(alice.command("doctor"), capture_output=True, text=True, env=alice.environment(), timeout=30)
    require(plain.returncode == 0 and plain.stdout.startswith("[ok] "), plain.stdout)
    require(alice.cli("doctor", "nobody", code=4).err, "a sentence")


def case_no_interface(lab):
    alice = lab.node("alice").up()
    alice.host.link_down()
    require_codes(alice, [], "no_interface")


def case_nobody_there(lab):
    require_codes(lab.node("alice").up(), [], "nothing_heard")


def case_multicast_one_way_and_both(lab):  # mostly waits
    alice, bob = lab.up("alice", "bob")
    alice.host.drop(f"ip daddr {GROUP}")
    wait_for(30, lambda: "multicast_in_filtered" in findings(alice), "alice hears no multicast")
    wait_for(30, lambda: "multicast_out_filtered" in findings(bob), "bob's multicast is not heard")
    bob.host.drop(f"ip daddr {GROUP}")
    wait_for(30, lambda: set(findings(alice)) == {"multicast_filtered"}, lambda: f"both ways: {findings(alice)}")


def case_links_dropped_and_refused(lab):
    alice, bob = lab.up("alice", "bob")
    bob.host.drop(NEW_LINKS)
    found = require_codes(alice, ["bob"], "tcp_dropped")["tcp_dropped"]
    require("bob" in found["message"] and "tcp dport 24254 accept" in found["advice"], f"{found}")
    # bob learns the same of himself, and alice is well.
    found = require_codes(bob, [], "own_tcp_blocked")["own_tcp_blocked"]
    require("alice" in found["message"] and "tcp dport 24254 accept" in found["advice"], f"{found}")
    require_codes(alice, [], "ok")
    bob.host.drop_nothing()
    bob.host.on("nft", "add table inet lab")
    bob.host.on("nft", "add chain inet lab input { type filter hook input priority 0; }")
    bob.host.on("nft", f"add rule inet lab input {NEW_LINKS} reject with tcp reset")
    require_codes(alice, ["bob"], "tcp_refused")


def case_links_dropped_both_ways(lab):
    alice, bob = lab.node("alice"), lab.node("bob")
    for node in (alice, bob):
        node.host.drop("tcp dport 24254-24283")
        node.up()
    lab.wait_all_see([alice, bob])
    require_codes(alice, ["bob"], "tcp_dropped")


def case_datagrams_dropped(lab):
    alice, bob = lab.up("alice", "bob")
    alice.cli("say", "bob", "hello", "--wait")
    alice.host.drop("meta l4proto udp")
    found = findings(alice)
    require("own_udp_blocked" in found and "udp dport 24254 accept" in found["own_udp_blocked"]["advice"], f"{found}")


def case_another_network(lab):
    lab.router()
    alice = lab.node("alice", lab.add_hosts(1)[0]).up()
    far = lab.add_hosts(1, network=1)[0]
    require_codes(alice, ["10.78.0.99"], "other_subnet")
    require_codes(alice, [far.address], "not_running")
    lab.node("bob", far).up()
    found = require_codes(alice, [far.address], "other_subnet", "ok")
    require(found["other_subnet"]["severity"] == "note", f"{found}")


def hold_port(lab, host, kind, port):
    """Another program that binds the port for itself."""
    code = (f"import socket,time; s=socket.socket(socket.AF_INET6, socket.{kind}); s.bind(('::', {port}));"
            f"s.listen() if socket.{kind} == socket.SOCK_STREAM else None; print('held', flush=True); time.sleep(600)")
    process = subprocess.Popen(host.command(sys.executable, "-c", code), stdout=subprocess.PIPE)
    lab.commands.append(process)
    require(process.stdout.readline() == b"held\n", "the port could not be taken")


def case_ports_taken(lab):
    alice, bob = lab.node("alice"), lab.node("bob")
    hold_port(lab, alice.host, "SOCK_DGRAM", 24254)
    hold_port(lab, alice.host, "SOCK_STREAM", 24254)
    bob.up()
    alice.up()
    wait_for(10, lambda: alice.sees(bob), "they see each other by answers")
    found = findings(alice)
    require({"port_taken", "port_moved"} <= set(found), f"{found}")


def case_two_nodes_with_one_id(lab):
    alice, bob = lab.node("alice"), lab.node("bob")
    alice.up()
    alice.stop()
    shutil.copytree(alice.profile, bob.profile)
    bob.cli("identity", "moved")  # overrules the lock against copied profiles
    alice.up()
    bob.up()
    wait_for(20, lambda: "twin" in findings(alice), lambda: f"alice's doctor tells: {findings(alice)}")


def case_clients_kept_apart(lab):
    lab.router()
    alice, bob = lab.up("alice", "bob")
    alice.cli("say", "bob", "hello", "--wait")
    for node in (alice, bob):
        shell("bridge", "link", "set", "dev", node.host.port, "isolated", "on")
        node.host.on("ip", "neigh", "flush", "all")
    require_codes(alice, ["bob"], "isolation")


def case_a_version_nobody_speaks(lab):
    alice = lab.node("alice").up()
    host = lab.add_hosts(1)[0]
    shell(*host.command(BUILD / "lying_peer", "--dial", f"{alice.host.address}:24254", "--version-floor"), check=False)
    found = findings(alice)
    require({"peer_too_old", "self_too_old"} & set(found), f"{found}")


def case_a_switched_off_peer(lab):
    alice, bob = lab.up("alice", "bob")
    alice.cli("say", "bob", "hello", "--wait")
    bob.stop()
    require_codes(alice, ["bob"], "not_running")
    bob.host.unplug()
    bob.host.on("ip", "link", "set", "eth0", "down")
    alice.host.on("ip", "neigh", "flush", "all")
    require_codes(alice, ["bob"], "peer_offline")


if __name__ == "__main__":
    run_cases(globals())
