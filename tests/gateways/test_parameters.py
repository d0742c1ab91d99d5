"""Accounts and secrets from the parameter store: cached for a while, closed when wrong, never quoted."""

from __future__ import annotations

import traceback
from itertools import count
from typing import Any

import pytest

from chalicelib.gateways.parameters import CACHED_SECONDS, ParameterAccounts, Parameters
from chalicelib.model.errors import ConfigurationError, NotFound, Upstream
from tests.gateways.aws import OUTAGES, client, failing

NUMBERS = count()
ACCOUNT = '{"shop": "demo", "secrets": {"signing": ["new", "old"]}, "settings": {"reply_url": "https://r.example"}}'


class ParameterStore:
    """A prefix of one's own in the parameter store, a time, and how often it was asked."""

    def __init__(self) -> None:
        self.ssm: Any = client("ssm")
        self.prefix = f"/huiyin/test-{next(NUMBERS)}"
        self.now = 0.0
        self.asked: list[str] = []
        self.ssm.meta.events.register("before-parameter-build.ssm.GetParameter", self._ask)
        self.parameters = Parameters(lambda: self.ssm, self.prefix + "/", monotonic=lambda: self.now)
        self.accounts = ParameterAccounts(self.parameters)

    def put(self, name: str, value: str) -> None:
        self.ssm.put_parameter(Name=f"{self.prefix}/{name}", Value=value, Type="SecureString", Overwrite=True)

    def _ask(self, params: dict[str, Any], **_: Any) -> None:
        self.asked.append(params["Name"].removeprefix(self.prefix + "/"))


@pytest.fixture
def kept(aws: None) -> ParameterStore:
    return ParameterStore()


def test_a_secret_is_decrypted(kept: ParameterStore) -> None:
    kept.put("signing-key", "a secret")
    assert kept.parameters.get("signing-key") == "a secret"


def test_one_that_is_missing_is_none_and_remembered(kept: ParameterStore) -> None:
    assert kept.parameters.get("signing-key") is None
    assert kept.parameters.get("signing-key") is None
    assert kept.asked == ["signing-key"]


def test_what_strangers_ask_for_is_not_remembered_without_end(
    kept: ParameterStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.gateways.parameters.CACHED_NAMES", 2)
    for name in ("one", "two", "three", "three", "one"):
        kept.parameters.get(name)
    assert kept.asked == ["one", "two", "three", "one"]


def test_a_rotated_secret_is_in_use_after_five_minutes(kept: ParameterStore) -> None:
    kept.put("signing-key", "old")
    kept.parameters.get("signing-key")
    kept.put("signing-key", "new")
    kept.now = CACHED_SECONDS - 0.001
    assert kept.parameters.get("signing-key") == "old"
    kept.now = CACHED_SECONDS
    assert kept.parameters.get("signing-key") == "new"
    assert len(kept.asked) == 2


@pytest.mark.parametrize("outage", OUTAGES, ids=repr)
def test_an_outage_may_pass_and_is_not_remembered(kept: ParameterStore, outage: Exception) -> None:
    well, kept.ssm = kept.ssm, failing("ssm", outage)
    with pytest.raises(Upstream):
        kept.parameters.get("signing-key")
    kept.ssm = well
    kept.put("signing-key", "a secret")
    assert kept.parameters.get("signing-key") == "a secret"


def test_an_account_with_its_secrets_and_settings(kept: ParameterStore) -> None:
    kept.put("channels/relay/demo", ACCOUNT)
    account = kept.accounts.get("relay", "demo")
    assert (account.channel, account.account, account.shop) == ("relay", "demo", "demo")
    assert account.secret("signing") == ("new", "old")
    assert account.settings == {"reply_url": "https://r.example"}
    assert "new" not in repr(account)


def test_an_address_is_an_account_too(kept: ParameterStore) -> None:
    kept.put("channels/email/support_at_demo.example", '{"shop": "demo"}')
    account = kept.accounts.get("email", "support@demo.example")
    assert (account.account, account.secrets, account.settings) == ("support@demo.example", {}, {})


def test_a_secret_the_account_lacks_keeps_the_channel_closed(kept: ParameterStore) -> None:
    kept.put("channels/relay/demo", '{"shop": "demo", "secrets": {"signing": ["", ""]}}')
    account = kept.accounts.get("relay", "demo")
    for name in ("signing", "token"):
        with pytest.raises(ConfigurationError, match=name):
            account.secret(name)


def test_an_account_nobody_connected_is_not_found(kept: ParameterStore) -> None:
    with pytest.raises(NotFound):
        kept.accounts.get("relay", "demo")


@pytest.mark.parametrize(
    "account", ["", "/", "a/b", "../signing-key", "a/../b", "中文", "a b", "a\x00", "a" * 400, "a\n"]
)
def test_no_name_leads_anywhere_else_or_costs_a_call(kept: ParameterStore, account: str) -> None:
    with pytest.raises(NotFound):
        kept.accounts.get("relay", account)
    assert kept.asked == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("hunter2", "JSON"),
        ('["hunter2"]', "JSON"),
        ("{}", "shop"),
        ('{"shop": ""}', "shop"),
        ('{"shop": 5}', "shop"),
        ('{"shop": "demo", "secrets": "hunter2"}', "secrets"),
        ('{"shop": "demo", "secrets": ["hunter2"]}', "secrets"),
        ('{"shop": "demo", "secrets": {"signing": "hunter2"}}', "secrets.signing"),
        ('{"shop": "demo", "secrets": {"signing": [2]}}', "secrets.signing.0"),
        ('{"shop": "demo", "secrets": {"signing": null}}', "secrets.signing"),
        ('{"shop": "demo", "settings": {"reply_url": {"hunter2": 1}}}', "settings.reply_url"),
    ],
)
def test_what_is_malformed_is_named_and_never_quoted(kept: ParameterStore, text: str, wrong: str) -> None:
    kept.put("channels/relay/demo", text)
    with pytest.raises(ConfigurationError) as refused:
        kept.accounts.get("relay", "demo")
    said = str(refused.value)
    assert said.startswith("the parameter of channel account relay/demo ")
    assert said.endswith(f": {wrong}")
    assert "hunter2" not in "".join(traceback.format_exception(refused.value))


def test_the_accounts_of_a_channel_are_found_by_name(kept: ParameterStore) -> None:
    names = [f"account-{number:02d}" for number in range(12)]
    for name in names:
        kept.put(f"channels/taobao/{name}", ACCOUNT)
    kept.put("channels/taobao_other/one", ACCOUNT)
    kept.put("channels/taobao/deeper/one", ACCOUNT)
    assert kept.accounts.names("taobao") == tuple(names)
    assert kept.accounts.names("jd") == ()
    assert kept.accounts.get("taobao", names[0]).shop == "demo"


@pytest.mark.parametrize("error", OUTAGES)
def test_names_that_cannot_be_had_are_an_outage(error: Exception) -> None:
    accounts = ParameterAccounts(Parameters(lambda: failing("ssm", error), "/huiyin/test"))
    with pytest.raises(Upstream):
        accounts.names("taobao")
