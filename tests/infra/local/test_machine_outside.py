"""What stands in for the outside world is honest about it; what is chosen from outside is checked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chalicelib.alerts.robots import ROBOTS
from chalicelib.model.errors import ConfigurationError, NotFound, Upstream
from chalicelib.model.ports import ChannelAccount
from infra.local.accounts import MAIL_ADDRESS, SHOP, LocalAccounts
from infra.local.choices import BadChoice, Choices
from infra.local.folder import FolderLock, Unusable
from infra.local.mailbox import Mailbox
from infra.local.platforms import SimulatedPlatforms
from tests.alerts.test_robots import ADDRESSES
from tests.support.fakes import START

SEND = "https://api.weixin.qq.com/cgi-bin/message/custom/send?access_token=simulated"
MESSAGE = json.dumps({"touser": "oFollower", "msgtype": "text", "text": {"content": "您好"}}).encode()


@pytest.fixture
def mailbox(tmp_path: Path) -> Mailbox:
    return Mailbox(tmp_path / "mail")


def test_every_message_to_wechat_is_seen_in_the_mailbox(mailbox: Mailbox) -> None:
    platforms = SimulatedPlatforms(mailbox)
    for _ in range(2):
        assert json.loads(platforms.request("POST", SEND, body=MESSAGE).body) == {"errcode": 0, "errmsg": "ok"}
    first, second = mailbox.list()
    assert mailbox.envelope(first).recipients == mailbox.envelope(second).recipients == ("oFollower",)


@pytest.mark.parametrize("name", ADDRESSES)
def test_what_a_robot_says_is_seen_in_the_mailbox(mailbox: Mailbox, name: str) -> None:
    robot = ChannelAccount(channel=name, account="demo", shop="demo", secrets={"url": (ADDRESSES[name],)})
    ROBOTS[name].tell("已超时 1", robot, http=SimulatedPlatforms(mailbox), now=START)
    [letter] = mailbox.list()
    assert mailbox.envelope(letter).recipients == ("supervisors",)


@pytest.mark.parametrize("path", ["token", "stable_token"])
def test_wechat_gives_a_token(mailbox: Mailbox, path: str) -> None:
    answer = SimulatedPlatforms(mailbox).request("GET", f"https://api.weixin.qq.com/cgi-bin/{path}?appid=x")
    assert json.loads(answer.body)["access_token"]
    assert mailbox.list() == []


@pytest.mark.parametrize("url", ["https://hooks.example/x", "https://api.weixin.qq.com/cgi-bin/user/info"])
def test_what_is_not_simulated_is_not_there(mailbox: Mailbox, url: str) -> None:
    with pytest.raises(Upstream, match="on its own"):
        SimulatedPlatforms(mailbox).request("POST", url, body=MESSAGE)
    assert mailbox.list() == []


def test_mail_to_any_address_is_taken(tmp_path: Path) -> None:
    accounts = LocalAccounts(tmp_path / "accounts.json")
    assert accounts.get("email", "anybody@elsewhere.example").account == MAIL_ADDRESS
    with pytest.raises(NotFound):
        accounts.get("form", "elsewhere")


def test_secrets_are_never_the_same_twice(tmp_path: Path) -> None:
    first, second = (LocalAccounts(tmp_path / name).get("relay", SHOP) for name in ("one.json", "two.json"))
    assert first.secret("signing") != second.secret("signing")


def test_the_accounts_that_have_to_be_asked_are_found_by_name(tmp_path: Path) -> None:
    path = tmp_path / "accounts.json"
    accounts = LocalAccounts(path)
    assert accounts.names("taobao") == ()
    path.write_text('{"taobao": {"two": {"shop": "demo"}, "one": {"shop": "demo"}}}')
    assert accounts.names("taobao") == ("one", "two")
    assert accounts.get("taobao", "two").shop == "demo"


@pytest.mark.parametrize("content", ["", "[]", '{"email": 1}'])
def test_accounts_that_cannot_be_read_are_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "accounts.json"
    accounts = LocalAccounts(path)
    path.write_text(content)
    with pytest.raises(ConfigurationError, match=r"accounts\.json is not"):
        accounts.get("form", SHOP)


def test_choices_have_defaults_and_take_what_is_given() -> None:
    assert Choices.of({}) == Choices.of({"PORT": "", "DATA": ""}) == Choices(data=Path("var").absolute())
    given = {"PORT": "81", "SMTP_PORT": "25", "DATA": "/数据 a", "DEMO": "0", "SURVEY_DELAY_SECONDS": "0"}
    assert Choices.of(given) == Choices(port=81, smtp_port=25, data=Path("/数据 a"), demo=False, survey_delay_seconds=0)


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "x"), ("PORT", "0"), ("SMTP_PORT", "65536"), ("SURVEY_DELAY_SECONDS", "-1"), ("PORT", "８０００")],
)
def test_a_wrong_choice_is_named(name: str, value: str) -> None:
    with pytest.raises(BadChoice, match=f"{name} is a whole number"):
        Choices.of({name: value})


def test_a_folder_has_one_machine_at_a_time(tmp_path: Path) -> None:
    first = FolderLock(tmp_path)
    with pytest.raises(Unusable, match="in use by another machine"):
        FolderLock(tmp_path)
    first.release()
    FolderLock(tmp_path).release()
