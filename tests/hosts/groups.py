#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Groups without a server: five real nodes, islands, absent authors, removals."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
from lab import require, run_cases, wait_for  # noqa: E402

NAMES = ["alice", "bob", "carol", "dora", "emil"]


def rows(node, group):
    return node.cli("group", "history", group, "--limit", 1000).lines


def texts(node, group):
    return [row["text"] for row in rows(node, group)]


def group_of(node, group):
    return node.cli("group", "show", group).one


def wait_members(nodes, group, count, seconds=20):
    def all_see():
        return all(any(row["id"] == group and len(row["members"]) == count for row in node.cli("group", "list").lines)
                   for node in nodes)
    wait_for(seconds, all_see, lambda: f"{count} members everywhere: {[node.cli('group', 'list').out for node in nodes]}")


def wait_same(nodes, group, count, seconds=40):
    """All have so many messages, in one order."""
    def agree():
        seen = [[row["id"] for row in rows(node, group)] for node in nodes]
        return len(seen[0]) == count and all(one == seen[0] for one in seen)
    wait_for(seconds, agree, lambda: f"{count} messages in one order: {[texts(node, group) for node in nodes]}")


def acquainted(nodes):
    """Everybody has talked with everybody: nobody's invitation has to be accepted."""
    for node in nodes:
        others = [other.id for other in nodes if other is not node]
        node.cli("say", others[0], "hello", *[word for other in others[1:] for word in ("--also", other)], "--wait")


def office(lab, count=5):
    nodes = lab.up(*NAMES[:count])
    acquainted(nodes)
    group = nodes[0].cli("group", "create", "office", *[node.id for node in nodes[1:]]).one["id"]
    wait_members(nodes, group, count)
    return nodes, group


def case_two_islands_join_again(lab):
    nodes, group = office(lab)
    alice, bob, carol, dora, emil = nodes
    for node in nodes:
        node.cli("group", "say", group, f"{node} before")
    wait_same(nodes, group, 5)
    # Emil's cable is out, then Dora's too: three islands in all, each writing on.
    for node in (dora, emil):
        node.host.unplug()
    for number in range(4):
        for node in nodes:
            node.cli("group", "say", group, f"{node} apart {number}")
    alice.cli("group", "rename", group, "the office")
    wait_same([alice, bob, carol], group, 5 + 12)
    for node in (dora, emil):
        node.host.plug()
    wait_same(nodes, group, 5 + 20)
    wait_for(20, lambda: all(group_of(node, group)["name"] == "the office" for node in nodes), "the name came everywhere")
    wait_for(20, lambda: all(row["state"] in ("delivered", "read") for row in rows(emil, group) if row["direction"] == "out"),
             "the receipts came")


def case_words_of_an_absent_author_come_through_others(lab):
    nodes, group = office(lab, 3)
    alice, bob, carol = nodes
    carol.stop()
    alice.cli("group", "say", group, "while carol is away")
    wait_for(20, lambda: texts(bob, group) == ["while carol is away"], "bob has it")
    alice.stop()
    carol.up()
    wait_for(40, lambda: texts(carol, group) == ["while carol is away"], lambda: f"through bob: {texts(carol, group)}")
    row = rows(carol, group)[0]
    require(row["author"] == alice.id, f"written by alice: {row}")


def case_everything_about_a_message_in_a_group(lab):
    nodes, group = office(lab, 3)
    alice, bob, carol = nodes
    said = alice.cli("say", "office", "lunch at twelfe", "--mention", "all").one
    require(said["peer"] == group, f"{said}")
    wait_same(nodes, group, 1)
    require(rows(bob, group)[0]["mentions_me"], f"{rows(bob, group)}")
    alice.cli("edit", "office", "last", "lunch at twelve")
    bob.cli("react", "group:office", "last", "👍")
    bob.cli("reply", "office", "last", "yes")
    wait_for(20, lambda: rows(carol, group)[0]["text"] == "lunch at twelve" and rows(carol, group)[0]["reactions"], "edit and reaction")
    wait_same(nodes, group, 2)
    require(rows(carol, group)[1]["reply_to"] == said["message_id"], f"{rows(carol, group)}")
    wait_for(20, lambda: set(rows(alice, group)[0]["delivered_to"]) == {bob.id, carol.id}, "delivered by whom")
    carol.cli("group", "history", group, "--mark-read")
    wait_for(20, lambda: rows(alice, group)[0]["read_by"] == [carol.id], lambda: f"read by whom: {rows(alice, group)[0]}")
    alice.cli("recall", "office", said["message_id"])
    wait_for(20, lambda: rows(bob, group)[0]["state"] == "recalled" and rows(bob, group)[0]["text"] is None, "recalled")


def case_files_of_a_group_stand_in_it(lab):
    nodes, group = office(lab, 3)
    alice, bob, carol = nodes
    path = alice.home / "plan.pdf"
    path.write_bytes(b"plan" * 50_000)
    sent = alice.cli("group", "send", "office", path).lines
    require({row["peer"] for row in sent} == {bob.id, carol.id}, f"one for each of the others: {sent}")
    require(all(row["group"] == group for row in alice.cli("transfers").lines), f"{alice.cli('transfers').lines}")

    def offers(node):
        return [row for row in node.cli("transfers").lines if row["state"] == "offered"]
    for node in (bob, carol):
        wait_for(20, lambda: offers(node), f"{node} is asked")
        require(offers(node)[0]["group"] == group, f"{offers(node)}")
    bob.cli("accept", offers(bob)[0]["id"])
    wait_for(20, lambda: bob.cli("transfers").lines[0]["state"] == "done", "bob has it")
    alice.cli("send", "bob", path)
    wait_for(20, lambda: offers(bob), "bob is asked again")
    require(offers(bob)[0]["group"] is None, f"to bob alone: {offers(bob)}")
    for words in (("send", "bob", path, "--also", "office"), ("group", "send", "office", path, "--also", "bob")):
        rows = alice.cli(*words).lines
        require(sorted(row["peer"] for row in rows) == sorted([bob.id, carol.id]), f"who is named twice gets it once: {rows}")
    alice.cli("group", "leave", group)
    refused = alice.cli("group", "send", group, path, code=None)
    require(refused.code == 1 and "no member" in refused.err, f"{refused}")


def case_a_removed_member_is_heard_no_more(lab):  # T25
    nodes, group = office(lab, 3)
    alice, bob, carol = nodes
    alice.cli("group", "remove", group, "carol")
    wait_members([alice, bob], group, 2)
    wait_for(20, lambda: group_of(carol, group)["state"] == "removed", "carol learns it")
    require(carol.cli("group", "say", group, "still here", code=None).code == 1, "carol cannot write")
    bob.cli("group", "say", group, "without carol")
    wait_same([alice, bob], group, 1)
    require(texts(carol, group) == [], f"{texts(carol, group)}")


if __name__ == "__main__":
    run_cases(globals())
