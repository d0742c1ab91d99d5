"""Who hangs together, and what a link says in every history."""

from __future__ import annotations

import pytest

from chalicelib.matters.linking import APART, link, open_suggestions, unlink
from chalicelib.matters.together import MOST_MEMBERS, ClusterFull, Together
from chalicelib.model import event as facts
from chalicelib.model.complaint import Complaint
from chalicelib.model.errors import IllegalTransition
from chalicelib.model.matter import Suggestion
from tests.support.fakes import START

from .cases import complaint, together

SUGGESTED = Suggestion(complaint="c2", score=0.7, reasons=("order",), since=START)


def linked(made: Together, one: str, other: str) -> None:
    link(made, one, other, by="agent-1", why="")


def clusters(made: Together, *names: str) -> list[tuple[str, ...]]:
    return [made[name].now.cluster for name in names]


def suggested(name: str = "c1", other: str = "c2") -> Complaint:
    one = SUGGESTED.model_copy(update={"complaint": other})
    return complaint(name).model_copy(update={"suggestions": (one,)})


def test_a_link_stands_in_both_and_both_know_who_belongs_together() -> None:
    made = together(complaint("c2"), complaint("c1"))
    link(made, "c2", "c1", by="agent-1", why="同一件事")
    first, second = made.changes(first="c2")
    assert (first.after.id, second.after.id) == ("c2", "c1")
    for change, other in ((first, "c1"), (second, "c2")):
        [found] = change.after.links
        assert (found.complaint, found.by, found.why, found.since) == (other, "agent-1", "同一件事", START)
        assert change.after.cluster == ("c1", "c2")
        assert [event.body.type for event in change.events] == ["linked", "cluster_changed"]


def test_links_make_one_cluster_over_several_steps() -> None:
    made = together(*map(complaint, ("c1", "c2", "c3", "c4")))
    linked(made, "c1", "c2")
    linked(made, "c4", "c3")
    assert clusters(made, "c1", "c3") == [("c1", "c2"), ("c3", "c4")]
    linked(made, "c2", "c3")
    assert set(clusters(made, "c1", "c2", "c3", "c4")) == {("c1", "c2", "c3", "c4")}


def test_unlinking_leaves_whoever_still_hangs_together() -> None:
    made = together(*map(complaint, ("c1", "c2", "c3")))
    linked(made, "c1", "c2")
    linked(made, "c2", "c3")
    unlink(made, "c3", "c2", why="")
    assert clusters(made, "c1", "c2", "c3") == [("c1", "c2"), ("c1", "c2"), ()]


def test_in_a_ring_one_link_less_changes_nobody_elses_history() -> None:
    made = together(*map(complaint, ("c1", "c2", "c3")))
    for one, other in (("c1", "c2"), ("c2", "c3"), ("c1", "c3")):
        linked(made, one, other)
    again = together(*(made[name].now for name in ("c1", "c2", "c3")))
    unlink(again, "c1", "c3", why="")
    assert [change.after.id for change in again.changes(first="c1")] == ["c1", "c3"]


def test_a_link_undone_leaves_no_trace_but_the_history() -> None:
    made = together(suggested(), complaint("c2"))
    linked(made, "c1", "c2")
    assert (made["c1"].now.links[0].score, made["c1"].now.links[0].reasons) == (0.7, ("order",))
    assert open_suggestions(made["c1"].now) == []
    unlink(made, "c1", "c2", why="")
    for name in ("c1", "c2"):
        before = made[name].before
        after = made[name].now.model_copy(update={"version": before.version, "updated_at": before.updated_at})
        assert after == before


def test_a_suggestion_is_dismissed_in_both() -> None:
    made = together(suggested(), suggested("c2", "c1"))
    [apart] = unlink(made, "c1", "c2", why="不是一件事")
    assert made["c1"].now.suggestions == made["c2"].now.suggestions == ()
    assert (apart.kind, apart.key) == (APART, "c1|c2")
    assert [event.body for event in made.changes(first="c2")[0].events] == [
        facts.SuggestionDismissed(complaint="c1", why="不是一件事")
    ]


def test_open_suggestions_are_told_the_likeliest_first() -> None:
    less = SUGGESTED.model_copy(update={"complaint": "c3", "score": 0.5})
    one = complaint("c1").model_copy(update={"suggestions": (less, SUGGESTED)})
    assert [each.complaint for each in open_suggestions(one)] == ["c2", "c3"]


def test_what_is_linked_cannot_be_linked_and_what_is_not_cannot_be_unlinked() -> None:
    made = together(complaint("c1"), complaint("c2"))
    with pytest.raises(IllegalTransition):
        unlink(made, "c1", "c2", why="")
    linked(made, "c1", "c2")
    with pytest.raises(IllegalTransition):
        linked(made, "c2", "c1")


def test_one_matter_has_only_so_many_complaints() -> None:
    names = [f"c{number:02d}" for number in range(MOST_MEMBERS + 1)]
    made = together(*map(complaint, names))
    for name in names[1:-1]:
        linked(made, names[0], name)
    with pytest.raises(ClusterFull):
        linked(made, names[0], names[-1])
