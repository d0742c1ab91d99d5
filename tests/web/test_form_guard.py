"""The form page against machines: time to fill it in, a captcha, a limit; with files; in a frame."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

import pytest

from chalicelib.channels.form.payload import ATTACHMENTS
from chalicelib.model.errors import Upstream
from chalicelib.model.ports import HttpAnswer
from tests.support.world import World

from .accounts import change_account
from .api import Answer, Api, covers
from .scenes import TEXT

PNG: Final = b"\x89PNG\r\n\x1a\n" + b"." * 100
BOUNDARY: Final = "----form"
MULTIPART: Final = f"multipart/form-data; boundary={BOUNDARY}"


def hidden(page: Answer, name: str) -> str:
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', page.text)
    assert found
    return found[1]


def ticket(api: Api, world: World, *, after: float = 10) -> str:
    given = hidden(api.get("/form"), "submission_id")
    world.clock.advance(timedelta(seconds=after))
    return given


def submitted(
    api: Api, values: dict[str, str], *files: tuple[str, bytes], path: str = "/form", uploads: tuple[str, ...] = ()
) -> Answer:
    """As a browser without a script sends a form with files."""
    fields = [(name, value.encode(), "") for name, value in values.items()]
    fields += [("upload", token.encode(), "") for token in uploads]
    fields += [
        ("files", data, f'; filename="{name}"\r\nContent-Type: image/png') for name, data in files or [("", b"")]
    ]
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + value + b"\r\n"
        for name, value, more in fields
    ]
    return api.call("POST", path, b"".join(parts) + f"--{BOUNDARY}--\r\n".encode(), Content_Type=MULTIPART)


def kept_uploads(page: Answer) -> tuple[str, ...]:
    return tuple(re.findall(r'name="upload" type="checkbox" value="([^"]+)" checked', page.text))


@covers("post_form")
def test_a_form_filled_in_too_fast_is_shown_again_and_loses_nothing(api: Api, world: World) -> None:
    values = {"text": TEXT, "email": "lin@customer.example", "submission_id": ticket(api, world, after=1)}
    again = submitted(api, values, ("cup.png", PNG))
    assert again.status == 422
    assert "Nothing has been sent yet" in again.text
    assert 'value="lin@customer.example"' in again.text
    assert world.intake.take() == []
    world.clock.advance(timedelta(seconds=5))
    once_more = {**values, "submission_id": hidden(again, "submission_id")}
    assert submitted(api, once_more, uploads=kept_uploads(again)).status == 200
    [outcome] = world.process_queue()
    assert [file.name for file in world.complaint(outcome.complaint).messages[0].attachments] == ["cup.png"]


@covers("post_form")
@pytest.mark.parametrize("given", ["", "forged", None])
def test_a_form_that_we_did_not_give_out_today_gets_a_new_ticket(api: Api, world: World, given: str | None) -> None:
    old = ticket(api, world, after=25 * 3600) if given is None else given
    again = api.submit("/form", {"text": TEXT, "submission_id": old})
    assert again.status == 422
    world.clock.advance(timedelta(seconds=5))
    assert api.submit("/form", {"text": TEXT, "submission_id": hidden(again, "submission_id")}).status == 200


@covers("post_form")
def test_files_come_without_a_script(api: Api, world: World) -> None:
    files = (("杯子.png", PNG), ("聊天记录.txt", "杯子碎了".encode()))
    page = submitted(api, {"text": TEXT, "submission_id": ticket(api, world)}, *files)
    assert page.status == 200
    [outcome] = world.process_queue()
    attachments = world.complaint(outcome.complaint).messages[0].attachments
    assert [(one.name, one.content_type) for one in attachments] == [
        ("杯子.png", "image/png"),
        ("聊天记录.txt", "text/plain"),
    ]
    assert world.objects.kept[attachments[0].object or ""] == PNG


@covers("post_form")
def test_a_file_that_cannot_be_taken_is_named_and_the_others_stay(api: Api, world: World) -> None:
    values = {"text": TEXT, "submission_id": ticket(api, world)}
    page = submitted(api, values, ("cup.png", PNG), ("setup.exe", b"MZ\x90\x00"))
    assert page.status == 422
    assert "setup.exe" in page.text
    assert "We cannot take this kind of file" in page.text
    assert len(kept_uploads(page)) == 1
    assert world.intake.take() == []
    assert submitted(api, values, uploads=kept_uploads(page)).status == 200
    assert len(world.process_queue()) == 1


@covers("post_form")
def test_a_wrong_field_does_not_lose_the_files(api: Api, world: World) -> None:
    values = {"text": "", "submission_id": ticket(api, world)}
    page = submitted(api, values, ("cup.png", PNG))
    assert page.status == 422
    assert len(kept_uploads(page)) == 1
    assert "cup.png" in page.text


@covers("post_form")
def test_too_many_files_are_said_kindly(api: Api, world: World) -> None:
    files = [(f"{number}.png", PNG) for number in range(ATTACHMENTS)]
    values = {"text": TEXT, "submission_id": ticket(api, world)}
    one = world.runtime.uploads.stash("demo", name="more.png", data=PNG).upload
    page = submitted(api, values, *files, uploads=(one or "",))
    assert page.status == 422
    assert f"At most {ATTACHMENTS} files" in page.text
    assert len(kept_uploads(page)) == ATTACHMENTS


@covers("post_form")
def test_a_machine_leaves_no_files(api: Api, world: World) -> None:
    values = {"text": TEXT, "submission_id": ticket(api, world), "website": "https://spam.example"}
    assert submitted(api, values, ("cup.png", PNG)).status == 200
    assert world.objects.kept == {}


@covers("post_form")
def test_an_outage_of_the_object_store_is_a_page(api: Api, world: World) -> None:
    world.objects.failure = Upstream("the object store did not take the object")
    values = {"text": TEXT, "submission_id": ticket(api, world)}
    assert submitted(api, values, ("cup.png", PNG)).status == 503
    assert world.intake.take() == []


@covers("post_form")
def test_who_comes_too_often_is_told_when_to_come_again(api: Api, world: World) -> None:
    change_account(world, form_per_hour="1")
    values = {"text": TEXT, "submission_id": ticket(api, world)}
    assert api.submit("/form", values).status == 200
    page = api.submit("/form", values)
    assert (page.status, page.media_type) == (429, "text/html")
    assert 0 < int(page.headers["retry-after"]) <= 3600
    assert len(world.intake.take()) == 1


@covers("get_form", "post_form")
@pytest.mark.parametrize("name", ["turnstile", "hcaptcha"])
def test_a_captcha_is_asked_for_and_its_no_is_kind(api: Api, world: World, name: str) -> None:
    change_account(world, "s", captcha=name, captcha_site_key="site-1")
    page = api.get("/form")
    assert 'data-sitekey="site-1"' in page.text
    policy = page.headers["content-security-policy"]
    assert "frame-src https://" in policy
    assert "unsafe" not in policy
    field = {"turnstile": "cf-turnstile-response", "hcaptcha": "h-captcha-response"}[name]
    values = {"text": TEXT, "submission_id": ticket(api, world), field: "token"}
    world.http.answer = lambda *_: HttpAnswer(200, b'{"success": false, "error-codes": ["timeout-or-duplicate"]}')
    refused = api.submit("/form", values)
    assert refused.status == 422
    assert "Please complete the check" in refused.text
    assert world.intake.take() == []
    world.http.answer = lambda *_: HttpAnswer(200, b'{"success": true}')
    assert api.submit("/form", values).status == 200
    assert b"token" not in world.intake.take()[0].encode()


@covers("post_form")
def test_while_a_captcha_cannot_be_checked_complaints_come_in_unverified(api: Api, world: World) -> None:
    change_account(world, "s", captcha="turnstile", captcha_site_key="k")
    world.http.answer = lambda *_: HttpAnswer(500, b"")
    values = {"text": TEXT, "email": "a@b.example", "submission_id": ticket(api, world), "cf-turnstile-response": "t"}
    assert api.submit("/form", values).status == 200
    [outcome] = world.process_queue()
    complaint = world.complaint(outcome.complaint)
    assert not complaint.is_trusted
    assert any("captcha" in note for note in complaint.messages[0].notes)
    assert world.runtime.store.dossier("demo", complaint.id).effects == ()


@covers("get_form")
@pytest.mark.parametrize(
    "settings", [{"captcha": "turnstile", "captcha_site_key": "k"}, {"embed_origins": "shop.example"}]
)
def test_a_form_half_set_up_is_closed_and_loud(
    api: Api, world: World, caplog: pytest.LogCaptureFixture, settings: dict[str, str]
) -> None:
    change_account(world, **settings)
    page = api.get("/form")
    assert (page.status, page.media_type) == (503, "text/html")
    assert [record.levelname for record in caplog.records] == ["CRITICAL"]


@covers("get_form", "post_form")
def test_only_the_sites_of_the_account_may_frame_the_form_and_all_that_follows(api: Api, world: World) -> None:
    change_account(world, embed_origins="https://shop.example https://*.shop.example:8443 self", form_per_hour="2")
    ancestors = "frame-ancestors https://shop.example https://*.shop.example:8443 'self'"
    path = "/form?embedded=1&lang=zh-Hant"
    page = api.get(path)
    assert 'href="?lang=en&amp;shop=demo&amp;embedded=1"' in page.text
    world.clock.advance(timedelta(seconds=5))
    sent = api.submit(path, {"text": TEXT, "submission_id": hidden(page, "submission_id")})
    assert 'target="_blank" rel="noopener"' in sent.text
    wrong, often = api.submit(path, {"text": ""}), api.submit(path, {"text": ""})
    assert [one.status for one in (page, sent, wrong, often)] == [200, 200, 422, 429]
    for one in (page, sent, wrong, often):
        assert one.headers["content-security-policy"].split("; ").count(ancestors) == 1
    status = re.search(r'href="https://huiyin.example(/status/[^"]+)"', sent.text)
    assert status
    assert "frame-ancestors 'none'" in api.get(status[1]).headers["content-security-policy"]


@covers("get_form")
def test_a_form_of_no_shop_is_a_page(api: Api) -> None:
    assert (api.get("/form?shop=nowhere").status, api.get("/form?shop=nowhere").media_type) == (422, "text/html")


@covers("get_widget", "get_form_script")
def test_the_scripts_are_small_and_free_of_what_a_strict_policy_refuses(api: Api) -> None:
    for path in ("/widget.js", "/form.js"):
        script = api.get(path)
        assert script.media_type == "text/javascript"
        assert script.headers["x-content-type-options"] == "nosniff"
        assert script.headers["cross-origin-resource-policy"] == "cross-origin"
        assert len(script.body) <= 5_000
        for word in ("innerHTML", "eval(", "new Function", "document.cookie", "localStorage", 'setAttribute("style'):
            assert word not in script.text
