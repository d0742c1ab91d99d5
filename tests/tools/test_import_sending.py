"""``import``: each row arrives once, whatever happens on the way."""

from __future__ import annotations

import csv
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from chalicelib.channels.relay import standard_webhooks
from infra.local.accounts import LocalAccounts
from tools.importing.command import main
from tools.importing.options import SECRET_VARIABLE
from tools.importing.sending import PAUSES, Outside

from .importing import NOW, SECRET, Relay, Run

FIVE = ("投诉编号,内容", *(f"T{number},坏了{number}" for number in range(1, 6)))
IDS = [f"T{number}" for number in range(1, 6)]


class Crash(Exception):
    """The process dies here."""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(tmp_path)


def ids(run: Run) -> list[str]:
    return [one["external_id"] for one in run.relay.data]


def test_a_second_run_sends_nothing(run: Run, capsys: Any) -> None:
    path = run.csv(*FIVE)
    assert (run(path), run(path)) == (0, 0)
    assert ids(run) == IDS
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("5 sent, 0 acknowledged before, 0 rejected, of 5 rows in")
    assert second.startswith("0 sent, 5 acknowledged before, 0 rejected, of 5 rows in")


def crash_when(count: int, at: int) -> None:
    if count == at:
        raise Crash


@pytest.mark.parametrize("at", range(1, 6))
def test_after_a_crash_the_rest_is_sent_and_a_repetition_is_recognisable(run: Run, at: int) -> None:
    """It dies when the server has taken a row and before the journal knows: the worst moment there is."""
    path = run.csv(*FIVE)
    run.relay.on_taken = lambda count: crash_when(count, at)
    with pytest.raises(Crash):
        run(path)
    run.relay.on_taken = lambda count: None
    assert run(path) == 0
    assert ids(run) == [*IDS[:at], IDS[at - 1], *IDS[at:]]
    deliveries = [identifier for identifier, _ in run.relay.taken]
    assert deliveries[at - 1] == deliveries[at]
    assert len(set(deliveries)) == 5


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_journal_cut_off_by_a_crash_is_mended(run: Run, cut: int) -> None:
    path = run.csv(*FIVE)
    run(path)
    journal = run.folder / "complaints.csv.import.jsonl"
    journal.write_bytes(journal.read_bytes()[:-cut])
    assert run(path) == 0
    sent_again = ids(run)[5:]
    assert sent_again == ([] if cut == 1 else ["T5"])
    assert run(path) == 0
    assert ids(run)[5:] == sent_again


def test_another_server_has_a_journal_of_its_own(run: Run) -> None:
    path = run.csv(*FIVE)
    assert run(path) == 0
    assert run(path, "--url", "https://huiyin.example/hooks/relay/shop") == 0
    assert ids(run) == IDS * 2


def test_a_changed_row_is_another_delivery_about_the_same_case(run: Run) -> None:
    run(run.csv(*FIVE))
    assert run(run.csv(*FIVE[:-1], "T5,还是没人管")) == 0
    assert ids(run) == [*IDS, "T5"]
    assert len({identifier for identifier, _ in run.relay.taken}) == 6


def test_without_an_id_the_row_itself_is_the_name(run: Run) -> None:
    rows = ("内容,品牌,姓名", "坏了,甲,林", "坏了,乙,林", "坏了,甲,林")
    assert run(run.csv(*rows)) == 0
    first, second = ids(run)
    assert first.startswith("row-")
    assert first != second
    assert run(run.csv(*rows, "丢了,甲,林", name="next month.csv")) == 0
    assert ids(run)[2:4] == [first, second]


@pytest.mark.parametrize("status", [500, 502, 503, 429, 408, None])
def test_a_busy_server_is_waited_for(run: Run, capsys: Any, status: int | None) -> None:
    run.relay.statuses = [200, status, status, status]
    assert run(run.csv(*FIVE)) == 0
    assert ids(run) == IDS
    assert run.slept == [1, 2, 4]
    assert "trying again in 4 s" in capsys.readouterr().err


def test_a_server_that_stays_away_ends_the_run_and_the_next_goes_on(run: Run, capsys: Any) -> None:
    path = run.csv(*FIVE)
    run.relay.statuses = [200, 200, *[None] * (len(PAUSES) + 1)]
    assert run(path) == 1
    told = capsys.readouterr().err
    assert "the same command sends the rest" in told
    assert "2 sent, 0 acknowledged before, 0 rejected, 3 left, of 5 rows" in told
    assert run(path) == 0
    assert ids(run) == IDS


def test_an_interruption_loses_nothing(run: Run, capsys: Any) -> None:
    def interrupt(count: int) -> None:
        if count == 3:
            raise KeyboardInterrupt

    path = run.csv(*FIVE)
    run.relay.on_taken = interrupt
    assert run(path) == 1
    told = capsys.readouterr().err
    assert "interrupted" in told
    assert "3 left, of 5 rows" in told
    run.relay.on_taken = lambda count: None
    assert run(path) == 0
    assert set(ids(run)) == set(IDS)


@pytest.mark.parametrize(
    ("status", "said"), [(401, "secret is not that account's"), (404, "relay's hook"), (302, "hook")]
)
def test_a_refusal_of_everything_stops_at_once(run: Run, capsys: Any, status: int, said: str) -> None:
    run.relay.statuses = [status]
    assert run(run.csv(*FIVE)) == 2
    told = capsys.readouterr().err
    assert said in told
    assert "whsec_" not in told
    assert (run.relay.calls, run.slept) == (1, [])


def test_rows_that_cannot_be_used_are_listed_and_kept(run: Run, capsys: Any) -> None:
    run.relay.statuses = [200, 413]
    rows = (
        "投诉编号,内容,品牌", "1,坏了,a", '2," ",=cmd()', "3,无,", "4,坏了,", "5,坏了,甲,没有引号",
        f"{'6' * 300},坏了,", f"7,{'坏' * 100_001},", "8,坏了,",
    )  # fmt: skip
    path = run.csv(*rows)
    assert run(path) == 1
    assert ids(run) == ["1", "8"]
    told = capsys.readouterr().err.splitlines()
    assert told[:6] == [
        "line 3: no text in '内容'",
        "line 4: no text in '内容'",
        "line 5: the server refused it with 413",
        "line 6: more cells than the header has; is a quotation mark missing?",
        "line 7: not a relayed complaint: external_id",
        "line 8: the text is longer than 100000 characters",
    ]
    assert told[6].endswith("complaints.csv.rejected.csv")
    assert told[7].startswith("2 sent, 0 acknowledged before, 6 rejected, of 8 rows")
    kept = run.folder / "complaints.csv.rejected.csv"
    assert kept.read_bytes().startswith(b"\xef\xbb\xbf")
    with kept.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [line["line"] for line in lines] == ["3", "4", "5", "6", "7", "8"]
    assert lines[0]["品牌"] == "'=cmd()"


def test_the_kept_rows_can_be_mended_and_imported_and_then_are_gone(run: Run) -> None:
    path = run.csv("投诉编号,内容,品牌", "1,,=甲")
    assert run(path) == 1
    kept = run.folder / "complaints.csv.rejected.csv"
    mended = kept.read_text("utf-8-sig").replace(",1,,", ",1,坏了,")
    assert run(run.csv(mended, name="mended.csv")) == 0
    assert run.relay.data == [{"external_id": "1", "text": "坏了", "meta": {"品牌": "=甲"}}]
    assert run(run.csv("投诉编号,内容,品牌", "1,坏了,=甲")) == 0
    assert not kept.exists()


def test_what_a_spreadsheet_would_run_comes_back_as_it_was(run: Run) -> None:
    baits = ["＝1+1", "\u200b@x", "+86", "'tis said", "=甲"]
    assert run(run.csv("投诉编号,内容,品牌", *(f"{number},,{bait}" for number, bait in enumerate(baits)))) == 1
    kept = (run.folder / "complaints.csv.rejected.csv").read_text("utf-8-sig")
    assert all(f",'{bait}" in kept for bait in baits if bait != "'tis said")
    assert run(run.csv(kept.replace(",,", ",坏了,"), name="mended.csv")) == 0
    assert [one["meta"]["品牌"] for one in run.relay.data] == baits


def test_only_the_first_of_many_rejected_rows_are_told(run: Run, capsys: Any) -> None:
    assert run(run.csv("投诉编号,内容", *["1,"] * 50)) == 1
    told = capsys.readouterr().err.splitlines()
    assert (len(told), told[20]) == (23, "and 30 more")


def call(path: Path, *arguments: str) -> tuple[int, Relay]:
    relay = Relay()
    return main([str(path), *arguments], outside=Outside(http=relay, clock=lambda: NOW)), relay


def test_the_secret_may_come_from_the_environment(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECRET_VARIABLE, SECRET)
    assert call(run.csv(*FIVE))[0] == 0


def test_the_secret_may_come_from_the_one_machine(run: Run) -> None:
    LocalAccounts(run.folder / "accounts.json")
    accounts = json.loads((run.folder / "accounts.json").read_bytes())
    accounts["relay"]["demo"]["secrets"]["signing"] = [SECRET]
    (run.folder / "accounts.json").write_text(json.dumps(accounts))
    assert call(run.csv(*FIVE), "--data", str(run.folder))[0] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "no signing secret"),
        (["--data", "nowhere"], "is not there"),
        (["--data", "FOLDER", "--account", "other"], "connects no relay account 'other'"),
        (["--secret-file", "FOLDER/short"], "shorter than 24 bytes"),
        (["--secret-file", "FOLDER/none"], "No such file"),
        (["--secret-file", "FOLDER/short", "--url", "localhost:8000"], "wants an address"),
    ],
)
def test_without_a_usable_secret_nothing_is_sent(
    run: Run, capsys: Any, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.delenv(SECRET_VARIABLE, raising=False)
    LocalAccounts(run.folder / "accounts.json")
    (run.folder / "short").write_text("whsec_c2hvcnQ=")
    path = run.csv(*FIVE)
    status, relay = call(path, *(argument.replace("FOLDER", str(run.folder)) for argument in arguments))
    assert (status, relay.calls) == (2, 0)
    assert said in capsys.readouterr().err


@contextmanager
def listening(status: int = 200) -> Iterator[tuple[str, list[str]]]:
    """A server on this machine that checks signatures."""
    seen: list[str] = []

    class Hook(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            standard_webhooks.verify(headers, body, keys=[SECRET], now=Outside().clock())
            seen.append(json.loads(body)["data"]["external_id"])
            self.send_response(status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Hook) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/hooks/relay/demo", seen
        server.shutdown()
        thread.join()


def test_over_real_http(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECRET_VARIABLE, SECRET)
    with listening() as (url, seen):
        assert main([str(run.csv(*FIVE)), "--url", url]) == 0
    assert seen == IDS


def test_nobody_listens(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECRET_VARIABLE, SECRET)
    slept: list[float] = []
    with listening() as (url, _):
        pass
    assert main([str(run.csv(*FIVE)), "--url", url], outside=Outside(sleep=slept.append)) == 1
    assert slept == list(PAUSES)
