"""A shop's words and accepted rules: one read for both, at most once a minute and process."""

from __future__ import annotations

import pytest

from chalicelib.model.errors import LostRace
from chalicelib.model.lexicon import ShopLexicon
from chalicelib.routing.accepted import AcceptedRules, RuleChange, RuleStep
from chalicelib.routing.rules import rule_book
from chalicelib.store import InForce, Lexicons, Proposals, ShopRules
from tests.routing.samples import accepted_rule
from tests.store.shelf import Shelf
from tests.support.proposals import proposal
from tests.support.world import SHOP


def put(shelf: Shelf, after: AcceptedRules, *, step: RuleStep = RuleStep.ACCEPTED, name: str = "first") -> None:
    """In the transaction of a proposal, as deciding does."""
    one = accepted_rule(name)
    change = RuleChange(version=after.version, step=step, rule=one.rule, proposal="p1", by=one.by, at=one.at)
    writes = ShopRules(shelf.table).writes(SHOP, after, change)
    Proposals(shelf.table).replace(None, proposal(f"p{after.version}-{name}"), *writes)


def words(version: int) -> ShopLexicon:
    return ShopLexicon(version=version, hot_words=(f"词{version}",))


def test_a_shop_that_has_set_nothing_goes_by_the_file(shelf: Shelf) -> None:
    fresh = InForce(shelf.table)
    assert (fresh.lexicon(SHOP), fresh.rules(SHOP)) == (ShopLexicon(), rule_book())


def test_both_are_the_newest_however_many_there_were(shelf: Shelf) -> None:
    accepted = AcceptedRules()
    for version in range(1, 13):
        Lexicons(shelf.table).write(SHOP, words(version))
        accepted = accepted.accepting(accepted_rule(f"r{version}"))
        put(shelf, accepted, name=f"r{version}")
    fresh = InForce(shelf.table)
    assert fresh.lexicon(SHOP).version == Lexicons(shelf.table).newest(SHOP).version == 12
    assert fresh.rules(SHOP).version == f"{rule_book().version}+12"
    assert ShopRules(shelf.table).newest(SHOP) == accepted


def test_rules_without_words_and_words_without_rules(shelf: Shelf) -> None:
    put(shelf, AcceptedRules().accepting(accepted_rule("first")))
    assert InForce(shelf.table).lexicon(SHOP) == ShopLexicon()
    assert "first" in {rule.id for rule in InForce(shelf.table).rules(SHOP).rules}
    Lexicons(shelf.table).write("other", words(1))
    assert (InForce(shelf.table).lexicon("other"), InForce(shelf.table).rules("other")) == (words(1), rule_book())


def test_what_changed_is_read_after_a_minute_and_not_before(shelf: Shelf) -> None:
    now = 0.0
    reading = InForce(shelf.table, monotonic=lambda: now)
    assert reading.lexicon(SHOP).version == 0
    Lexicons(shelf.table).write(SHOP, words(1))
    put(shelf, AcceptedRules().accepting(accepted_rule("first")))
    now = 59.0
    assert (reading.lexicon(SHOP).version, reading.rules(SHOP)) == (0, rule_book())
    now = 60.0
    assert (reading.lexicon(SHOP).version, reading.rules(SHOP).version) == (1, f"{rule_book().version}+1")


def test_a_version_of_the_rules_is_written_once_and_its_change_is_kept(shelf: Shelf) -> None:
    first = AcceptedRules().accepting(accepted_rule("first"))
    put(shelf, first)
    with pytest.raises(LostRace):
        put(shelf, AcceptedRules().accepting(accepted_rule("late")), name="late")
    assert ShopRules(shelf.table).newest(SHOP) == first
    put(shelf, first.retiring("first"), step=RuleStep.RETIRED)
    changes = ShopRules(shelf.table).changes(SHOP, limit=1)
    assert [(one.version, one.step) for one in changes.items] == [(2, RuleStep.RETIRED)]
    older = ShopRules(shelf.table).changes(SHOP, limit=1, cursor=changes.next)
    assert [(one.version, one.step, one.rule.id) for one in older.items] == [(1, RuleStep.ACCEPTED, "first")]
