"""The runtime in AWS says what is missing, all at once, and starts with nothing unfit."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from moto import mock_aws

from chalicelib import runtime
from chalicelib.model.errors import ConfigurationError
from chalicelib.model.tokens import Signer
from chalicelib.runtime import Runtime, aws
from chalicelib.runtime.aws import from_environment

KEY = "a signing key, long enough"
VARIABLES = {
    "STAGE": "test",
    "TABLE_NAME": "huiyin-test",
    "INTAKE_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/intake",
    "DUE_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/due",
    "OBJECTS_BUCKET": "huiyin-objects",
    "PARAMETER_PREFIX": "/huiyin/test",
    "OIDC_ISSUER": "https://id.example",
    "OIDC_AUDIENCE": "huiyin-desk",
}
Put = Callable[[str, str], None]


@pytest.fixture(scope="module")
def in_aws() -> Iterator[None]:
    with mock_aws():
        yield


@pytest.fixture
def put(in_aws: None) -> Iterator[Put]:
    """Keeps a parameter until the end of the test; clients are made anew."""
    aws.client.cache_clear()
    ssm, names = aws.client("ssm"), []

    def keep(name: str, value: str) -> None:
        ssm.put_parameter(Name=f"/huiyin/test/{name}", Value=value, Type="SecureString")
        names.append(f"/huiyin/test/{name}")

    yield keep
    for name in names:
        ssm.delete_parameter(Name=name)
    aws.client.cache_clear()


def refusal(variables: dict[str, str]) -> str:
    with pytest.raises(ConfigurationError) as refused:
        from_environment(variables)
    return str(refused.value)


def test_every_missing_variable_is_named_at_once() -> None:
    assert refusal({}) == f"environment variables missing or wrong: {', '.join(VARIABLES)}"


@pytest.mark.parametrize("name", VARIABLES)
def test_each_variable_is_needed(name: str) -> None:
    assert refusal({key: VARIABLES[key] for key in VARIABLES if key != name}) == (
        f"environment variables missing or wrong: {name}"
    )


def test_an_empty_variable_is_a_missing_one() -> None:
    assert refusal({**VARIABLES, "TABLE_NAME": ""}) == "environment variables missing or wrong: TABLE_NAME"


def test_a_wrong_variable_is_named_and_not_quoted() -> None:
    said = refusal({**VARIABLES, "SURVEY_DELAY_SECONDS": "hunter2"})
    assert said == "environment variables missing or wrong: SURVEY_DELAY_SECONDS"


def test_without_a_signing_key_nothing_starts(put: Put) -> None:
    assert refusal(VARIABLES) == "the parameter /huiyin/test/signing-key is missing: it signs links and receipts"


@pytest.mark.parametrize("key", ["hunter2", " \n ", f"{KEY}\nhunter2"])
def test_an_unfit_signing_key_is_named_and_not_quoted(put: Put, key: str) -> None:
    put("signing-key", key)
    said = refusal(VARIABLES)
    assert said.startswith("the parameter /huiyin/test/signing-key is unfit: ")
    assert "hunter2" not in said


def test_a_complete_environment_is_a_runtime(put: Put) -> None:
    put("signing-key", KEY)
    chosen = {"DEFAULT_SHOP": "tea", "SURVEY_DELAY_SECONDS": "60", "PUBLIC_URL": "https://huiyin.example/"}
    made = from_environment({**VARIABLES, **chosen, "PATH": "/bin"})
    assert (made.stage, made.table.name) == ("test", "huiyin-test")
    assert (made.settings.default_shop, made.settings.survey_delay_seconds) == ("tea", 60)
    assert made.status_url("demo", "c1").startswith("https://huiyin.example/status/")


def test_older_keys_still_open_old_links(put: Put) -> None:
    old = "the key of last year, long enough"
    put("signing-key", f"{KEY}\n  {old}  \n")
    signer = from_environment(VARIABLES).signer
    assert signer.read("status", Signer((old.encode(),)).sign("status", "demo")) == ("demo",)
    assert Signer((KEY.encode(),)).read("status", signer.sign("status", "demo")) == ("demo",)


def test_the_signing_key_may_have_another_name(put: Put) -> None:
    put("links", KEY)
    assert from_environment({**VARIABLES, "SIGNING_KEY_PARAMETER": "links"}).signer


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "_installed", [])


def test_what_is_installed_is_current(nothing_installed: None, put: Put) -> None:
    put("signing-key", KEY)
    made: Runtime = from_environment(VARIABLES)
    runtime.install(made)
    assert runtime.current() is made


def test_the_environment_is_read_when_nothing_is_installed_and_kept(
    nothing_installed: None, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("signing-key", KEY)
    monkeypatch.setattr(aws.from_environment, "__defaults__", (VARIABLES,))
    first = runtime.current()
    assert first.stage == "test"
    assert runtime.current() is first


def test_an_incomplete_environment_is_loud_each_time(nothing_installed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aws.from_environment, "__defaults__", ({},))
    for _ in range(2):
        with pytest.raises(ConfigurationError):
            runtime.current()


def test_without_a_search_key_nothing_is_written_and_the_parameter_is_named(put: Put) -> None:
    put("signing-key", KEY)
    table = from_environment(VARIABLES).table
    with pytest.raises(ConfigurationError, match="/huiyin/test/search-key"):
        assert table.secret


def test_a_short_search_key_is_named_and_not_quoted(put: Put) -> None:
    put("signing-key", KEY)
    put("search-key", "too short")
    with pytest.raises(ConfigurationError) as refused:
        assert from_environment(VARIABLES).table.secret
    assert "too short" not in str(refused.value)
