"""A recorded call, signed now, through the real hook: it becomes a complaint."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from chalicelib.model.ports import ChannelAccount, HttpAnswer
from tests.channels.specimen import Specimen
from tests.channels.specimens import SPECIMENS
from tests.support.fixtures import world
from tests.support.world import SHOP, World
from tests.web.api import Api, covers
from tools.replay_fixture import Outside, Unusable, main, signed_now

__all__ = ["world"]


@dataclass
class Wire:
    """Carries a call to the app as it stands in ``app.py``."""

    api: Api

    def request(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> HttpAnswer:
        place = urlsplit(url)
        answer = self.api.call(method, f"{place.path}?{place.query}", body, by=None, **headers or {})
        return HttpAnswer(answer.status, answer.body)


def written(folder: Path, account: ChannelAccount) -> Path:
    """The account's JSON as it stands in the parameter store."""
    path = folder / "account.json"
    connected = {"shop": account.shop, "secrets": dict(account.secrets), "settings": dict(account.settings)}
    path.write_text(json.dumps(connected), "utf-8")
    return path


@covers("post_hook")
@pytest.mark.parametrize("name", ["line", "relay"])
def test_a_recorded_call_becomes_a_complaint(
    world: World, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    world.clock.advance(timedelta(days=30))
    specimen = SPECIMENS[name]
    account = ChannelAccount(channel=name, account="mine", shop=SHOP, secrets=specimen.account.secrets)
    world.accounts.add(account)
    outside = Outside(Wire(Api(world)), world.clock)
    path = str(written(tmp_path, account))
    assert main([name, "mine", "--secrets", path], outside=outside) == 0
    assert capsys.readouterr().out.startswith("20")
    [outcome] = world.process_queue()
    assert world.complaint(outcome.complaint).messages[-1].text == specimen.examples[0].text


def test_a_wrong_secret_is_told(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    account = ChannelAccount(channel="line", account="mine", shop=SHOP, secrets=SPECIMENS["line"].account.secrets)
    world.accounts.add(account)
    wrong = ChannelAccount(channel="line", account="mine", shop=SHOP, secrets={"channel_secret": ("wrong",)})
    outside = Outside(Wire(Api(world)), world.clock)
    assert main(["line", "mine", "--secrets", str(written(tmp_path, wrong))], outside=outside) == 1
    assert capsys.readouterr().out.startswith("401")


@pytest.mark.parametrize("specimen", [each for each in SPECIMENS.values() if each.hook], ids=lambda each: each.name)
def test_every_hook_is_signed_for_the_present_or_says_why_not(specimen: Specimen, world: World) -> None:
    assert specimen.hook is not None
    moment = world.clock() + timedelta(days=400)
    body = specimen.examples[0].body
    if specimen.hook.by_public_key:
        with pytest.raises(Unusable, match="private key"):
            signed_now(specimen, body, account=specimen.account, now=moment)
        return
    request = signed_now(specimen, body, account=specimen.account, now=moment)
    specimen.channel.verify(request, specimen.account, now=moment)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing", "x"], "no channel is called"),
        (["email", "x"], "takes no webhooks"),
        (["line", "x", "--example", "99"], "examples 1 to"),
        (["line", "x", "--secrets", "nowhere.json"], "cannot be read"),
        (["line", "x", "--data", "nowhere"], "is not there"),
    ],
)
def test_what_cannot_be_sent_says_why(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if len(arguments) == 2 or "--example" in arguments:
        arguments = [*arguments, "--secrets", str(written(tmp_path, SPECIMENS["line"].account))]
    assert main(arguments) == 2
    assert said in capsys.readouterr().err
