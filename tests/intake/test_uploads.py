"""Files of a form: only by our own token, only what their bytes are, and kept before anything is accepted."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Final

import pytest

from chalicelib.channels.form.payload import FormFile
from chalicelib.intake.uploads import LARGEST, TOKEN_LIFE, FileProblem, FilesRefused, Uploads
from chalicelib.model.errors import InvalidInput, LostRace, Upstream
from chalicelib.model.message import Attachment
from tests.support.world import SHOP, World

PNG: Final = b"\x89PNG\r\n\x1a\n" + b"." * 100


@pytest.fixture
def uploads(world: World) -> Uploads:
    return world.runtime.uploads


def announced(world: World, data: bytes | None = PNG, *, name: str = "杯子.png", shop: str = SHOP) -> FormFile:
    """A file that has been announced and, with ``data``, has arrived."""
    found = world.runtime.uploads.announce(shop, name=name, size=100)
    if data is not None:
        world.objects.kept[found.form.fields["key"]] = data
    return FormFile(upload=found.token)


def kept(world: World, *files: FormFile, delivery: str = "d1") -> tuple[Attachment, ...]:
    uploads = world.runtime.uploads
    return uploads.keep(SHOP, uploads.check(SHOP, files), delivery=delivery)


def problems(world: World, *files: FormFile) -> dict[int, FileProblem]:
    before = dict(world.objects.kept)
    with pytest.raises(FilesRefused) as raised:
        world.runtime.uploads.check(SHOP, files)
    assert world.objects.kept == before
    assert list(raised.value.fields) == [f"attachments.{place}" for place in raised.value.problems]
    return dict(raised.value.problems)


def enclosed(data: bytes, *, name: str = "a.png") -> FormFile:
    return FormFile(name=name, content_type="text/html", content=base64.b64encode(data).decode())


def test_an_uploaded_file_is_kept_as_what_it_is(world: World) -> None:
    [one] = kept(world, announced(world, name="杯子.html"))
    assert (one.name, one.content_type, one.size) == ("杯子.html.png", "image/png", len(PNG))
    assert one.object == "files/demo/d1/0"
    assert world.objects.kept[one.object] == PNG


def test_an_enclosed_file_is_kept_the_same_way(world: World) -> None:
    [one] = kept(world, enclosed(PNG))
    assert (one.content_type, world.objects.kept[one.object or ""]) == ("image/png", PNG)


def test_a_file_that_came_through_us_is_an_upload_like_any_other(world: World, uploads: Uploads) -> None:
    file = uploads.stash(SHOP, name="a.png", data=PNG)
    assert uploads.name_of(SHOP, file.upload or "") == "a.png"
    assert len(kept(world, file)) == 1


def test_the_same_delivery_keeps_under_the_same_keys(world: World) -> None:
    files = announced(world), enclosed(PNG)
    assert kept(world, *files) == kept(world, *files)


def test_what_is_only_named_is_no_file_to_keep(world: World) -> None:
    assert kept(world, FormFile(name="b.pdf")) == ()


def test_an_upload_goes_where_only_its_shop_can_name_it(world: World, uploads: Uploads) -> None:
    found = uploads.announce(SHOP, name="a.png", size=1)
    assert found.form.fields["key"].startswith(f"uploads/{SHOP}/")
    assert found.expires_at == world.clock() + TOKEN_LIFE


@pytest.mark.parametrize("size", [-1, 0, LARGEST + 1])
def test_a_size_that_will_not_be_taken_is_said_at_once(uploads: Uploads, size: int) -> None:
    with pytest.raises(InvalidInput):
        uploads.announce(SHOP, name="a.png", size=size)


def test_every_file_that_is_not_taken_is_named_with_its_reason(world: World) -> None:
    files = (
        announced(world),
        announced(world, b"MZ\x90\x00"),
        announced(world, None),
        announced(world, b""),
        announced(world, b"\xff\xd8\xff" + b"." * LARGEST),
        announced(world, shop="other"),
        FormFile(upload="x.y"),
        FormFile(upload=world.runtime.signer.sign("receipt", SHOP, "u1", "a", world.clock().isoformat())),
        enclosed(b"\x7fELF"),
        FormFile(content="no base64!"),
        enclosed(b""),
    )
    assert problems(world, *files) == {
        1: FileProblem.TYPE,
        2: FileProblem.GONE,
        3: FileProblem.SIZE,
        4: FileProblem.SIZE,
        5: FileProblem.GONE,
        6: FileProblem.GONE,
        7: FileProblem.GONE,
        8: FileProblem.TYPE,
        9: FileProblem.SIZE,
        10: FileProblem.SIZE,
    }


def test_a_token_ends(world: World) -> None:
    file = announced(world)
    world.clock.advance(TOKEN_LIFE - timedelta(seconds=1))
    assert len(kept(world, file)) == 1
    world.clock.advance(timedelta(seconds=1))
    assert problems(world, file) == {0: FileProblem.GONE}


def test_bytes_that_change_after_the_look_are_not_kept(world: World, uploads: Uploads) -> None:
    found = uploads.announce(SHOP, name="a.png", size=1)
    key = found.form.fields["key"]
    world.objects.kept[key] = PNG
    checked = uploads.check(SHOP, [FormFile(upload=found.token)])
    world.objects.kept[key] = b"MZ"
    with pytest.raises(LostRace):
        uploads.keep(SHOP, checked, delivery="d1")
    assert "files/demo/d1/0" not in world.objects.kept


def test_an_outage_of_the_store_is_not_the_customers_mistake(world: World) -> None:
    file = announced(world)
    world.objects.failure = Upstream("the object store did not answer")
    with pytest.raises(Upstream):
        kept(world, file)


@pytest.mark.parametrize("name", ["a\x1fb.png", "\u202egnp.exe", "", "x" * 255, "../../x"])
def test_any_name_can_be_announced(world: World, name: str) -> None:
    [one] = kept(world, announced(world, name=name))
    assert one.name.endswith(".png")
