"""A visit of the complaint form's page: blank, sent, sent again with what was wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from chalice.app import Response

from chalicelib.channels.form.captcha import Captcha, CaptchaRefused, captcha_of
from chalicelib.channels.form.embedding import frame_ancestors
from chalicelib.channels.form.payload import ATTACHMENTS, ComplaintForm
from chalicelib.intake.guarding import Door
from chalicelib.intake.uploads import FilesRefused
from chalicelib.model.errors import IdempotencyMismatch, InvalidInput, MalformedPayload
from chalicelib.model.ports import ChannelAccount

from . import customer_shapes, pages
from .form_intake import accept_form, accepted, form_account, set_up
from .http import body_of, source_address
from .operations import Call
from .page_answers import MOST_FIELDS, answered, html, language_of
from .pages import EntryError, Language

UPLOAD: Final = "upload"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """What somebody typed and chose. ``uploads`` are the tokens of files that have arrived."""

    values: Mapping[str, str] = field(default_factory=dict)
    files: tuple[tuple[str, bytes], ...] = ()
    uploads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormVisit:
    """One visit of the page: whose it is, in which language, under which policy."""

    call: Call[Any]
    account: ChannelAccount
    captcha: Captcha | None
    allowed: pages.Allowed

    @classmethod
    def of(cls, call: Call[Any]) -> FormVisit:
        """Raises ``InvalidInput`` for a shop without a form and ``Upstream`` for one that is not set up whole."""
        account = form_account(call.runtime, call.query.get("shop"))
        with set_up(account):
            captcha, framed_by = captcha_of(account), frame_ancestors(account)
        sources = captcha.provider.sources if captcha else ()
        sends_to = call.runtime.objects.upload_origin
        allowed = pages.Allowed(framed_by=framed_by, sends_to=sends_to, captcha=sources)
        return cls(call=call, account=account, captcha=captcha, allowed=allowed)

    def blank(self) -> Response:
        return html(self._page(language_of(self.call), ticket=self._new_ticket()), allowed=self.allowed)

    def sent(self) -> Response:
        return answered(self.call, self._sent, allowed=self.allowed)

    def _sent(self) -> Response:
        runtime, source = self.call.runtime, source_address(self.call.request)
        with set_up(self.account):
            runtime.guard.count(self.account, Door.PAGE, address=source)
            entry = _entry(self.call)
            language = language_of(self.call, preferred=entry.values.get("language"))
            if entry.values.get(pages.HONEYPOT):
                # A machine filled in the field that nobody sees: it hears what a person would, and nothing is kept.
                return self._thanks(language, accepted(runtime, self.account.shop, runtime.ids.new("d")))
            entry, ticket = self._stashed(entry), entry.values.get("submission_id") or ""
            submission = runtime.guard.submission(self.account, ticket)
            errors = dict(pages.form_errors(entry.values))
            if len(entry.uploads) > ATTACHMENTS:
                errors["files"] = EntryError.FILES_MANY
            if errors:
                return self._again(language, entry, errors=errors, ticket=ticket)
            if submission is None:
                kept = ticket if runtime.guard.is_ours(self.account, ticket) else self._new_ticket()
                return self._again(language, entry, ticket=kept, notice="again")
            return self._tried(language, entry, submission=submission, ticket=ticket)

    def _tried(self, language: Language, entry: _Entry, *, submission: str, ticket: str) -> Response:
        try:
            return self._thanks(language, self._accepted(language, entry, submission=submission))
        except FilesRefused as error:
            refused = {entry.uploads[place] for place in error.problems}
            left = replace(entry, uploads=tuple(one for one in entry.uploads if one not in refused))
            errors = {"files": EntryError(next(iter(error.problems.values())))}
            return self._again(language, left, errors=errors, ticket=ticket, refused=self._names(refused))
        except CaptchaRefused:
            return self._again(language, entry, errors={"captcha": EntryError.PERSON}, ticket=ticket)
        except InvalidInput as error:
            return self._again(language, entry, errors=_page_errors(error), ticket=ticket)

    def _accepted(self, language: Language, entry: _Entry, *, submission: str) -> customer_shapes.AcceptedShape:
        form = ComplaintForm.from_page(
            entry.values,
            uploads=entry.uploads,
            captcha=entry.values.get(self.captcha.provider.field) if self.captcha else None,
            shop=self.account.shop,
            language=language.value,
        )
        source = source_address(self.call.request)
        try:
            return accept_form(self.call.runtime, form, self.account, key=submission, source=source)
        except IdempotencyMismatch:
            # They went back, changed the text and sent it again: that is another thing they say, not a double click.
            return accept_form(self.call.runtime, form, self.account, key=None, source=source)

    def _stashed(self, entry: _Entry) -> _Entry:
        """Files that came with the form are kept like uploads, so that no mistake elsewhere loses them."""
        uploads = self.call.runtime.uploads
        stashed = [uploads.stash(self.account.shop, name=name, data=data) for name, data in entry.files[:ATTACHMENTS]]
        return replace(entry, files=(), uploads=(*entry.uploads, *(one.upload for one in stashed if one.upload)))

    def _again(
        self,
        language: Language,
        entry: _Entry,
        *,
        ticket: str,
        errors: Mapping[str, EntryError] | None = None,
        notice: str | None = None,
        refused: tuple[str, ...] = (),
    ) -> Response:
        uploads, shop = self.call.runtime.uploads, self.account.shop
        kept = tuple((one, name) for one in entry.uploads if (name := uploads.name_of(shop, one)))
        files = pages.FormFiles(kept=kept[:ATTACHMENTS], refused=refused)
        page = self._page(language, ticket=ticket, values=entry.values, errors=errors, notice=notice, files=files)
        return html(page, status=422, allowed=self.allowed)

    def _page(
        self,
        language: Language,
        *,
        ticket: str,
        values: Mapping[str, str] | None = None,
        errors: Mapping[str, EntryError] | None = None,
        notice: str | None = None,
        files: pages.FormFiles | None = None,
    ) -> str:
        view = pages.FormView(
            shop_name=self.account.shop,
            submission_id=ticket,
            files=files or pages.FormFiles(),
            captcha=self.captcha,
            notice=notice,
            is_embedded=self._is_embedded,
        )
        return pages.form_page(language=language, view=view, values=values, errors=errors)

    def _thanks(self, language: Language, accepted: customer_shapes.AcceptedShape) -> Response:
        page = pages.form_received_page(
            language=language,
            shop_name=self.account.shop,
            receipt=accepted.receipt,
            status_url=accepted.status_url,
            is_embedded=self._is_embedded,
        )
        return html(page, allowed=self.allowed)

    def _names(self, uploads: set[str]) -> tuple[str, ...]:
        shop, known = self.account.shop, self.call.runtime.uploads
        return tuple(sorted(name for one in uploads if (name := known.name_of(shop, one))))

    def _new_ticket(self) -> str:
        return self.call.runtime.guard.ticket(self.account, self.call.runtime.ids.new("f"))

    @property
    def _is_embedded(self) -> bool:
        return self.call.query.get("embedded") == "1"


def _entry(call: Call[Any]) -> _Entry:
    """Bytes that are not UTF-8 become replacement characters. Raises ``InvalidInput`` and ``TooLarge``."""
    from chalicelib.channels.forms import read_form  # only who posts a form needs it

    most = MOST_FIELDS + ATTACHMENTS
    try:
        form = read_form(body_of(call.request), call.headers.get("content-type", ""))
    except MalformedPayload as error:
        raise InvalidInput(error.detail, fields={"body": f"at most {most} fields"}) from None
    if len(form.fields) > most:
        raise InvalidInput("the form has too many fields", fields={"body": f"at most {most} fields"})
    typed = [each for each in form.fields if each.file_name is None]
    return _Entry(
        values={each.name: each.value.decode("utf-8", "replace") for each in typed if each.name != UPLOAD},
        files=tuple((each.file_name or "", each.value) for each in form.files if each.value),
        uploads=tuple(each.value.decode("utf-8", "replace") for each in typed if each.name == UPLOAD),
    )


def _page_errors(error: InvalidInput) -> dict[str, EntryError]:
    """Fields of the JSON body as fields of the page."""
    known = {"email": EntryError.EMAIL, "phone": EntryError.PHONE, "text": EntryError.TOO_LONG}
    fields = {name.rpartition(".")[2] for name in error.fields}
    found = {field: known[field] for field in fields if field in known}
    if not found:
        raise error
    return found
