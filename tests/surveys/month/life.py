"""People complain, agents resolve, customers answer or do not, everything comes twice, and workers die in between.

Chance decides, the same every time. What becomes true is seen as everybody else sees it: in the table's stream.
"""

from __future__ import annotations

import gc
import json
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import Final
from zlib import crc32

from chalicelib.background import sweep
from chalicelib.desk.desk import Action
from chalicelib.desk.visiting import tell_visit
from chalicelib.intake.survey_answers import take_answer, take_opt_out
from chalicelib.model.assessment import Category
from chalicelib.model.delivery import Delivery
from chalicelib.model.errors import HuiyinError
from chalicelib.model.survey import Solved, SurveyAnswer
from chalicelib.model.visit import VisitOutcome
from chalicelib.store import Due
from chalicelib.workers.changes import publish_changes
from chalicelib.workers.outbox import act
from tests.support.arrivals import MAILER_DAEMON, answered, mailed, wechat
from tests.support.faults import Crash, CrashingObjects
from tests.support.memory import MemoryClient, Record
from tests.support.orders import order
from tests.support.understanding import understood
from tests.support.world import AGENT, OTHER_AGENT, SHOP, SUPERVISOR, World

from .outside import BOUNCING, GONE, TEXTING, Arrival, Kills, Mailboxes, Platform

BEGINS: Final = datetime(2026, 10, 4, 23, 0, tzinfo=UTC)
"""In the week off of the National Day; a month later the plan for Double 11 holds."""
MONTH: Final = timedelta(days=30)
AFTERMATH: Final = timedelta(days=19)
"""Until every survey is over: a day, the longest wait for a good hour, two weeks."""
HOURS: Final = (2, 3, 4, 5)
"""Between two looks at everything."""
AT_WORK: Final = range(0, 14)
"""Hours in UTC in which agents work: from eight in the morning in Shanghai on."""
TEXTS: Final = (
    *("手机屏幕坏了，质量太差", "充电器用了两天就坏，质量问题", "快递三天没动，物流太慢", "物流显示签收但没收到"),
    *("客服态度差，问了三次没人理", "不给退货，政策写的是七天", "价格保护不认，政策骗人", "少了一个配件"),
)
RARE: Final = ("充电器起火", "我已经向12315投诉了", "我的个人信息被泄露了")
OUTCOMES: Final = ("solved", "refunded", "exchanged", "repaired", "declined")
WORDS: Final = ("5", "4分，太慢", "满意", "一般", "2", "没解决", "非常满意，谢谢", "1分，屏幕又坏了")
PUBLISHED_ONE_IN: Final = 5
AGENTS: Final = (AGENT, OTHER_AGENT)


@dataclass(order=True)
class _Later:
    at: datetime
    turn: int
    do: Callable[[], object] = field(compare=False)


class Month:
    """``done`` counts what people and chance did, ``complaints`` are the names of all that came."""

    def __init__(self, world: World, *, complaints: int) -> None:
        self.world, self.wanted, self.random = world, complaints, Random(20261101)
        self.kills = Kills(random=Random(7))
        self.done: Counter[str] = Counter()
        self.seconds = 0.0
        """What it took of the processor."""
        self.complaints: dict[str, int] = {}
        """Complaint → who complains."""
        self._open: dict[str, None] = {}
        self._latest: dict[int, str] = {}
        self._asked: set[str] = set()
        self._visited: set[str] = set()
        self._later: list[_Later] = []
        self._turns, self._words = count(), count()
        self.mailboxes, self.platform = self._outside()

    def _outside(self) -> tuple[Mailboxes, Platform]:
        world, kills = self.world, self.kills
        world.clock.now = BEGINS
        world.mailer = mailboxes = Mailboxes(world=world, kills=kills)
        world.runtime.mailer = mailboxes
        platform = Platform(world=world, kills=kills)
        world.http.answer = platform.answer
        world.accounts.add(TEXTING)
        form = world.accounts.get("form", SHOP)
        world.accounts.add(replace(form, settings={**form.settings, "sms_account": "aliyun_sms/texting"}))
        objects = CrashingObjects(kept=world.objects.kept, points=kills)
        world.runtime.processing = replace(world.runtime.processing, objects=objects)
        firing = world.runtime.firing
        world.runtime.firing = replace(firing, surveying=replace(firing.surveying, assess=understood))
        for moment in ("before-parameter-build.dynamodb", "after-call.dynamodb"):
            world.client.meta.events.register(moment, kills.reach)
        return mailboxes, platform

    def run(self) -> None:
        for number in range(self.wanted // 50):
            self.world.runtime.orders.put(SHOP, [_order(number)])
        while self.world.clock() < BEGINS + MONTH + AFTERMATH:
            self.world.clock.advance(timedelta(hours=self.random.choice(HOURS), minutes=self.random.randrange(60)))
            self._customers_complain()
            self._agents_work()
            self._what_is_due_later()
            self._machines_work()
            gc.freeze()  # what is kept is kept to the end: nobody has to look through it again and again

    def _surely(self, flow: Callable[[], object]) -> None:
        """A worker that dies is started again with the same record, because nobody took it from the queue."""
        while not self._perhaps(flow):
            pass

    def _perhaps(self, flow: Callable[[], object]) -> bool:
        """Whether it came to an end; what the present state does not allow is refused, and that is one."""
        with self.kills.armed(), suppress(HuiyinError):
            try:
                flow()
            except Crash:
                return False
        return True

    def _happens(self, of_a_thousand: int, what: str) -> bool:
        happens = self.random.randrange(1000) < of_a_thousand
        self.done[what] += happens
        return happens

    def _after(self, hours: tuple[float, float], do: Callable[[], object]) -> None:
        at = self.world.clock() + timedelta(hours=self.random.uniform(*hours))
        heappush(self._later, _Later(at, next(self._turns), do))

    # Customers

    def _customers_complain(self) -> None:
        """At an even pace, each from a person of whom some come again."""
        gone = min(1.0, (self.world.clock() - BEGINS) / MONTH)
        while len(self.complaints) < self.wanted * gone:
            person = self.random.randrange(self.wanted * 2 // 3 + 1)
            earlier = self._latest.get(person)
            self._deliver(person, self._first_words(person))
            newest = self._latest[person]
            if earlier and earlier != newest and self._happens(150, "merges tried"):
                self._merge(earlier, into=newest)

    def _deliver(self, person: int, delivery: Delivery) -> None:
        """Some come twice, and are one; in a conversation that is open they are a further message."""

        def process() -> None:
            for outcome in self.world.runtime.processing.process(delivery):
                self.complaints.setdefault(outcome.complaint, person)
                self._latest[person] = outcome.complaint

        self._surely(process)
        while self._happens(150, "deliveries repeated"):
            self._surely(process)

    def _first_words(self, person: int) -> Delivery:
        number, chance = next(self._words), self.random
        text = f"{chance.choice(RARE if chance.random() < 0.04 else TEXTS)} {number}"
        about = {"order": {"number": _number_of(chance.randrange(self.wanted // 50))}} if number % 9 == 0 else {}
        names = {"email": _mailbox(person), "phone": _phone(person)}
        return (
            lambda: self.world.form(text, customer=names, **about),
            lambda: self.world.form(text, customer={"phone": _phone(person)}, **about),
            lambda: wechat(self.world, text, message=f"w{number}", openid=_openid(person)),
            lambda: mailed(self.world, text, sender=_mailbox(person), subject=text),
        )[number % 4]()

    def _merge(self, one: str, *, into: str) -> None:
        matters, action = self.world.runtime.matters, Action(by=SUPERVISOR)
        self._perhaps(lambda: matters.merge(one, action, into=into, why="同一件事"))
        if self._happens(300, "merges undone"):
            self._after((1, 60), lambda: matters.unmerge(one, action, why="不是同一件事"))

    def _is_asked(self, complaint: str, survey: str) -> None:
        """What somebody does who has got a survey: mostly nothing."""
        chance = self.random.randrange(1000)
        for until, hours, what, do in (
            (200, (1, 200), "answered by page", lambda: self._answer(complaint, survey)),
            (260, (1, 120), "answered in words", lambda: self._say(complaint, self.random.choice(WORDS))),
            (280, (1, 240), "opted out", lambda: take_opt_out(self._store, (SHOP, complaint), clock=self.world.clock)),
            (290, (1, 90), "opted out in words", lambda: self._say(complaint, "TD")),
            (305, (337, 400), "answered late", lambda: self._answer(complaint, survey)),
            (330, (1, 100), "wrote again", lambda: self._say(complaint, "又坏了，质量问题")),
            (335, (1, 100), "went to the regulator", lambda: self._say(complaint, "我已经向12315投诉了")),
        ):
            if chance < until:
                self.done[what] += 1
                self._after(hours, do)
                return

    def _answer(self, complaint: str, survey: str) -> None:
        chance, clock = self.random, self.world.clock
        text = chance.choice(("", "", "太慢了", "很好", "充电器起火")) if chance.random() < 0.5 else ""
        solved = chance.choices(list(Solved), weights=(7, 2, 1))[0]
        given = SurveyAnswer(
            score=chance.choices(range(1, 6), weights=(1, 1, 2, 5, 8))[0],
            solved=solved,
            effort=chance.choice((None, 3, 6, 7)),
            recommend=chance.choice((None, 5, 8, 10)),
            text=text,
            at=clock(),
        )
        self._surely(lambda: take_answer(self._store, (SHOP, complaint, survey), given, clock=clock))
        if self._happens(200, "answered twice"):
            self._surely(lambda: take_answer(self._store, (SHOP, complaint, survey), given, clock=clock))

    def _say(self, complaint: str, words: str) -> None:
        """By mail where there is an address, else in the conversation."""
        person = self.complaints[complaint]
        if self.world.complaint(complaint).channel == "wechat_oa":
            name = f"said-{next(self._turns)}"
            self._deliver(person, wechat(self.world, words, message=name, openid=_openid(person)))
        else:
            self._deliver(person, answered(self.world, complaint, words, sender=_mailbox(person)))

    @property
    def _store(self):  # type: ignore[no-untyped-def]
        return self.world.runtime.store

    # Agents

    def _agents_work(self) -> None:
        if self.world.clock().hour not in AT_WORK:
            return
        for complaint in [one for one in self._open if self.random.random() < 0.45]:
            self._perhaps(partial(self._handle, complaint))

    def _handle(self, complaint: str) -> None:
        desk, action = self.world.runtime.desk, Action(by=self.random.choice(AGENTS))
        if self._happens(30, "transferred"):
            desk.transfer(complaint, Action(by=SUPERVISOR), queue="policy", why="政策问题")
            return
        if self._happens(20, "reclassified"):
            labels = (Category.LOGISTICS,)
            desk.reclassify(complaint, Action(by=SUPERVISOR), primary=labels[0], labels=labels, why="看过")
        desk.claim(complaint, action)
        if self._happens(100, "replied first"):
            desk.reply(complaint, action, text="我们在查，今天给您答复。")
        done_at = self.world.clock() + timedelta(days=1) if self._happens(50, "done a day later") else None
        desk.resolve(complaint, action, outcome=self.random.choice(OUTCOMES), text="", done_at=done_at)
        if self._happens(20, "reopened by agents"):
            again = Action(by=OTHER_AGENT)
            self._after((2, 200), lambda: desk.reopen(complaint, again, why="又坏了"))

    def _visit(self, complaint: str, visit: str) -> None:
        outcome = self.random.choice(list(VisitOutcome))
        tell_visit(
            self.world.runtime.desk, complaint, Action(by=AGENT), visit=visit, outcome=outcome, note="电话里说的"
        )

    def _what_is_due_later(self) -> None:
        while self._later and self._later[0].at <= self.world.clock():
            self._perhaps(heappop(self._later).do)

    # Machines

    def _machines_work(self) -> None:
        """Streams and queues deliver at least once, queues in any order. What a dead worker held comes again later."""
        for _ in range(3):
            self._read_stream()
            self._perhaps(self.world.runtime.sweeping.sweep)
            bodies = self.world.due.take()
            bodies += self.random.sample(bodies, len(bodies) // 5)
            self.done["references"] += len(bodies)
            self.random.shuffle(bodies)
            for due in map(sweep.read, bodies):
                self._perhaps(partial(act, self.world.runtime, due))
        self._mails_come_back()

    def _read_stream(self) -> None:
        client: MemoryClient = self.world.client
        records, client.stream = client.stream or [], []
        self.done["records"] += len(records)
        for record in records:
            self._see(record)
            if (do := self._caused_by(record)) is None:
                continue
            self._surely(do)
            if self._happens(100, "records repeated"):
                self._surely(do)

    def _caused_by(self, record: Record) -> Callable[[], None] | None:
        """What leaves at once, and what a new fact means to others: of some complaints, because it is long."""
        partition, sort = record.item["PK"]["S"], record.item["SK"]["S"]
        row, _, name = sort.partition("#")
        if record.name != "INSERT" or not partition.startswith("C#"):
            return None
        complaint = partition.split("#")[2]
        if row == "effect":
            due = Due(kind="effect", shop=SHOP, complaint=complaint, name=name, at="")
            return lambda: act(self.world.runtime, due)
        is_published = row == "commit" and crc32(complaint.encode()) % PUBLISHED_ONE_IN == 0
        return (lambda: _publish(record)) if is_published else None

    def _see(self, record: Record) -> None:
        """Agents see their queue, customers their survey, callers whom to call."""
        partition, sort = record.item["PK"]["S"], record.item["SK"]["S"]
        if partition.startswith("C#") and sort == "complaint":
            name, place = partition.split("#")[2], record.item.get("queue_key", {"S": ""})["S"]
            is_open = bool(place) and "#resolved" not in place
            self._open.update({name: None}) if is_open else self._open.pop(name, None)
        elif partition.startswith("V#"):
            said = json.loads(record.item["doc"]["S"])
            if said["state"] == "sent" and said.get("delivered_at") and sort not in self._asked:
                self._asked.add(sort)
                self._is_asked(record.item["complaint"]["S"], sort)
        elif partition.startswith("Y#"):
            self._see_visit(record)

    def _see_visit(self, record: Record) -> None:
        said = json.loads(record.item["doc"]["S"])
        call = f"{said['id']} {len(said.get('tries', ()))}"
        if said["state"] == "planned" and said.get("is_due") and call not in self._visited:
            self._visited.add(call)
            if self._happens(800, "visits called for"):
                self._after((1, 20), lambda: self._visit(record.item["complaint"]["S"], said["id"]))

    def _mails_come_back(self) -> None:
        returned, self.mailboxes.returned = self.mailboxes.returned, []
        for mail in returned:
            self.done["mails returned"] += 1
            self._after((1, 30), partial(self._comes_back, mail))

    def _comes_back(self, mail: Arrival) -> None:
        told = (f"In-Reply-To: <{mail.said}@mail.test>", "Auto-Submitted: auto-replied")
        person = int(mail.recipient.partition("@")[0].removeprefix(BOUNCING))
        subject = "Undelivered Mail Returned to Sender"
        report = mailed(self.world, "550 no such user", sender=MAILER_DAEMON, subject=subject, headers=told)
        self._deliver(person, report)


def _publish(record: Record) -> None:
    keys = {"PK": record.item["PK"], "SK": record.item["SK"]}
    about = {"Keys": keys, "NewImage": record.item, "SequenceNumber": "1"}
    event = {"eventName": record.name, "eventID": "1", "eventSource": "aws:dynamodb", "dynamodb": about}
    if publish_changes({"Records": [event]})["batchItemFailures"]:
        raise Crash("the record failed, and comes again")


def _mailbox(person: int) -> str:
    kind = GONE if person % 17 == 0 else BOUNCING if person % 23 == 0 else "person"
    return f"{kind}{person}@customer.example"


def _phone(person: int) -> str:
    return f"+1212555{person:04}" if person % 29 == 0 else f"138{person:08}"


def _openid(person: int) -> str:
    return f"openid-{person}"


def _number_of(number: int) -> str:
    return f"9876{number:08}"


def _order(number: int):  # type: ignore[no-untyped-def]
    item = order().items[0].model_copy(update={"sku": f"SKU-{number % 7}"})
    return order(number=_number_of(number)).model_copy(update={"items": (item,)})
