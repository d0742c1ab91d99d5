"""Starting, stopping, starting again: orderly, private, and plain about what is wrong."""

from __future__ import annotations

import json
import shutil
import socket
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from chalicelib.model.identity import Role

from .client import Client, until
from .conftest import MakeRunner
from .runner import STOP_SECONDS, Runner

STORIES = 10


def refused(runner: Runner) -> str:
    """What a machine says that must not start."""
    process = runner.launch()
    assert process.wait(timeout=STOP_SECONDS) == 1
    assert "Traceback" not in runner.output, runner.output
    return runner.output


def everything(runner: Runner) -> list[str]:
    with runner.client("agent") as agent:
        return sorted(one["id"] for one in agent.everything_waiting())


def test_the_shop_is_filled_once_and_everything_is_found_again(
    make_runner: MakeRunner, measured: Callable[[str, object], None]
) -> None:
    runner = make_runner("演示 data", demo=True)
    runner.start()
    first, first_start = everything(runner), runner.started_in
    assert len(first) == STORIES
    tokens = json.loads((runner.data / "tokens.json").read_bytes())
    with runner.client() as customer:
        receipt = customer.complain("充电器第二天就不能用了")
        link = customer.get(f"/v1/receipts/{receipt}").status
        assert link == 200
    assert runner.stop() == 0
    assert "Traceback" not in runner.output

    runner.start()
    assert runner.output.count("filling the demo shop") == 1
    with Client(runner.url, token=tokens["agent"]) as agent:
        new = agent.processed(receipt)
        assert agent.complaint(new)["messages"][0]["text"] == "充电器第二天就不能用了"
    assert everything(runner) == sorted([*first, new])
    assert runner.stop() == 0
    measured("first start, demo shop filled", f"{first_start:.1f} s")
    measured("second start", f"{runner.started_in:.1f} s")


def test_an_empty_start_is_empty_and_private(machine: Runner, make_runner: MakeRunner) -> None:
    runner = make_runner()
    runner.start()
    assert everything(runner) == []
    found = [path for path in runner.data.rglob("*") if path.is_file()]
    assert found
    open_to_others = [path.name for path in found if stat.S_IMODE(path.stat().st_mode) & 0o077]
    assert open_to_others == []
    assert stat.S_IMODE(runner.data.stat().st_mode) == 0o700


def test_stopping_lets_requests_in_hand_be_answered(make_runner: MakeRunner) -> None:
    runner = make_runner()
    runner.start()
    body = json.dumps({"text": "最后一刻的投诉，快递没到"}).encode()
    head = f"POST /v1/complaints HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", runner.port), timeout=STOP_SECONDS) as slow:
        slow.sendall(head.encode())
        assert slow.recv(1024) == b"HTTP/1.1 100 Continue\r\n\r\n"
        process = runner.terminate()
        until(lambda: "stopping" in runner.output, what="the machine to be stopping")
        slow.sendall(body)
        assert slow.recv(1024).startswith(b"HTTP/1.1 202")
    assert process.wait(timeout=STOP_SECONDS) == 0
    assert "Traceback" not in runner.output


def test_a_taken_port_is_named(make_runner: MakeRunner) -> None:
    runner = make_runner()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        for name in ("port", "smtp_port"):
            free = getattr(runner, name)
            setattr(runner, name, taken.getsockname()[1])
            said = refused(runner)
            assert f"cannot listen on {runner.port} (web) and {runner.smtp_port} (mail)" in said
            assert "make run PORT=" in said
            setattr(runner, name, free)


def test_two_machines_do_not_share_a_folder(make_runner: MakeRunner) -> None:
    first, second = make_runner(), make_runner()
    first.start()
    holder = first.process.pid if first.process else None
    assert f"is in use by another machine (process {holder})" in refused(second)
    assert everything(first) == []
    first.kill()
    second.start()
    assert everything(second) == []


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("issuer.pem", b"", "holds no key of ours"),
        ("signing-key", b"short", "too short to sign links"),
        ("search-key", b"short", "too short to hash what is searched for"),
        ("seal-key", b"short", "too short to seal what is kept"),
        ("accounts.json", b'{"email": {', "is not JSON"),
        ("table.sqlite", b"not a database, only text" * 100, "is damaged"),
    ],
)
def test_a_damaged_folder_is_refused_in_plain_words(
    make_runner: MakeRunner, name: str, content: bytes, said: str
) -> None:
    runner = make_runner()
    runner.data.mkdir()
    (runner.data / name).write_bytes(content)
    assert said in refused(runner)


def test_a_folder_that_cannot_be_one_is_refused(make_runner: MakeRunner, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "cannot be used" in refused(make_runner("file"))


def test_a_wrong_number_is_named(make_runner: MakeRunner) -> None:
    runner = make_runner()
    runner.port = 70_000
    assert "PORT is a whole number from 1 to 65535, not '70000'" in refused(runner)


def test_a_half_written_folder_goes_on(make_runner: MakeRunner) -> None:
    """Whatever can be made again is made again."""
    runner = make_runner(demo=True)
    runner.start()
    before = everything(runner)
    assert runner.stop() == 0
    (runner.data / "stream-place").write_text("何")
    for name in ("tokens.json", "demo-filled"):
        (runner.data / name).unlink()
    shutil.rmtree(runner.data / "mail")
    runner.start()
    assert everything(runner) == before
    with runner.client("agent") as agent:
        address = "again@customer.example"
        agent.complain("快递还没有到", customer={"email": address})
        until(lambda: [mail for mail in agent.mails() if address in mail], what="the acknowledgement")


@pytest.mark.parametrize("written", ["lock", "accounts.json", "demo-filled"])
def test_a_first_start_that_was_killed_is_finished_by_the_next(make_runner: MakeRunner, written: str) -> None:
    runner = make_runner(demo=True)
    runner.launch()
    until((runner.data / written).exists, what=f"the first start to write {written}")
    runner.kill()
    runner.start()
    until(lambda: len(everything(runner)) >= STORIES, what="the demo shop")
    assert runner.stop() == 0
    runner.start()
    assert len(everything(runner)) == STORIES


def test_one_more_person_gets_a_token(machine: Runner) -> None:
    given = machine.command("token", "--role", "auditor", "--subject", "auditor-zheng", "--name", "郑一")
    assert given.returncode == 0, given.stderr
    with Client(machine.url, token=given.stdout.strip()) as auditor:
        me = auditor.get("/v1/agents/me").json
    assert (me["id"], me["name"], me["roles"]) == ("auditor-zheng", "郑一", [Role.AUDITOR])


def test_a_token_is_good_where_the_machine_runs_whatever_port_is_said(machine: Runner) -> None:
    given = machine.command("token", "--role", "agent", "--subject", "agent-he", PORT="8000")
    with Client(machine.url, token=given.stdout.strip()) as agent:
        assert agent.get("/v1/agents/me").json["id"] == "agent-he"


def test_there_are_no_tokens_without_a_machine(make_runner: MakeRunner) -> None:
    given = make_runner().command("token", "--role", "agent", "--subject", "agent-he")
    assert given.returncode == 1
    assert "start it once with make run" in given.stderr
