"""Proposals for rules, each Monday beside the digest: what people did with the newest complaints is looked at.

Nothing is ever put to use here. What is proposed already is brought up to date; what was declined or taken back comes
back only on twice the evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Final

from chalicelib.matters.comparing import said
from chalicelib.model.assessment import Assessment, Category
from chalicelib.model.complaint import Complaint
from chalicelib.model.errors import LostRace
from chalicelib.model.identity import Clock
from chalicelib.model.lexicon import ShopLexicon
from chalicelib.model.proposal import Effect, Proposal, ProposalState
from chalicelib.reports import proposing
from chalicelib.reports.feedback import Finding, Seen, findings, seen_as
from chalicelib.store import Due, Lexicons, Likenesses, Proposals, ShopRules, Store, Watches

from .weekly import next_monday

WINDOW: Final = timedelta(days=30)
READ: Final = 100
"""Complaints of each category, the newest first."""
AT_ONCE: Final = 100
MOST: Final = 12
"""Proposals of one look."""
HEARD: Final = 30
"""Texts on which a term is tried."""
AGAIN: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposing:
    """``assess`` is the understanding port."""

    store: Store
    likenesses: Likenesses
    lexicons: Lexicons
    rules: ShopRules
    proposals: Proposals
    assess: Callable[..., Assessment]
    watches: Watches
    clock: Clock
    zone: str

    def look(self, due: Due) -> tuple[Proposal, ...]:
        """Those that are open now. Looking twice proposes nothing twice."""
        watch = self.watches.begun(due.shop, due.kind)
        made = self.found(due.shop)
        if watch:
            self.watches.ended(watch, again_at=next_monday(self.clock(), self.zone))
        return made

    def found(self, shop: str) -> tuple[Proposal, ...]:
        """Of what is found now."""
        seen = tuple(self._seen(shop))
        known = self.proposals.known(shop)
        made = islice(self._made(shop, seen, known=known), MOST)
        written = [self._write(known.get(one.id), one) for one in made]
        return tuple(one for one in written if one.state is ProposalState.OPEN)

    def _seen(self, shop: str) -> Iterator[Seen]:
        from chalicelib.understanding.keywords import terms

        now = self.clock()
        names = [("category", category.value) for category in Category]
        ids = self.likenesses.found(shop, names, since=now - WINDOW, now=now, most=READ)
        for start in range(0, len(ids), AT_ONCE):
            for complaint in self.store.complaints(shop, ids[start : start + AT_ONCE]):
                if not complaint.merged_into:
                    yield seen_as(complaint, terms(_text(complaint)))

    def _made(self, shop: str, seen: Sequence[Seen], *, known: Collection[str]) -> Iterator[Proposal]:
        lexicon, accepted = self.lexicons.newest(shop), self.rules.newest(shop)
        for finding in findings(seen, known=known):
            rule, term = proposing.rule_of(finding, shop=shop), proposing.term_of(finding)
            if term and any(one.text == term.text for one in lexicon.terms):
                continue
            if rule and accepted.named(rule.id):
                continue
            if rule:
                effect = proposing.rule_effect(finding, rule, seen, accepted=accepted, now=self.clock())
            else:
                effect = self._heard(finding, lexicon)
            if proposing.is_worth_it(effect):
                yield proposing.proposal(finding, shop=shop, effect=effect, rule=rule, term=term, now=self.clock())

    def _heard(self, finding: Finding, lexicon: ShopLexicon) -> Effect:
        """What the classifier would say with the term, of complaints that have the word."""
        term = proposing.term_of(finding)
        tried = lexicon.model_copy(
            update={"version": lexicon.version + 1, "terms": (*lexicon.terms, *((term,) if term else ()))}
        )
        having = [one.complaint for one in finding.base if finding.feature in one.features][:HEARD]
        changed = right = wrong = 0
        for complaint in having:
            before, after = (self._primary(complaint, each) for each in (lexicon, tried))
            if before is not after:
                changed += 1
                right += after is complaint.classification.primary
                wrong += before is complaint.classification.primary
        return Effect(tried=len(having), changed=changed, right=right, wrong=wrong)

    def _primary(self, complaint: Complaint, lexicon: ShopLexicon) -> Category:
        text = said(complaint)
        return self.assess(text, subject=complaint.subject, channel=complaint.channel, lexicon=lexicon).primary

    def _write(self, known: Proposal | None, found: Proposal) -> Proposal:
        if known and known.state is ProposalState.ACCEPTED:
            return known
        is_refused = known and known.state in (ProposalState.DECLINED, ProposalState.RETIRED)
        if known and is_refused and found.evidence.hits < AGAIN * known.evidence.hits:
            return known
        fresh = found.model_copy(update={"turn": known.turn, "made_at": known.made_at}) if known else found
        if known == fresh:
            return fresh
        try:
            return self.proposals.replace(known, fresh)
        except LostRace:
            return self.proposals.get(found.shop, found.id)  # a person has decided meanwhile


def _text(complaint: Complaint) -> str:
    return f"{complaint.subject or ''}\n{said(complaint)}"
