"""An operation: a route with what OpenAPI says of it. Declared once, where the view is; the document follows."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar
from urllib.parse import unquote

from chalice.app import Blueprint, Request, Response
from pydantic import BaseModel, ValidationError

from chalicelib.desk.permissions import require_role
from chalicelib.model.errors import HuiyinError, InvalidInput, Unauthenticated
from chalicelib.model.identity import Principal, Role
from chalicelib.runtime import Runtime, current

from .errors import problem
from .http import body_of, from_path, headers_of, json_body, query_of

B = TypeVar("B", bound=BaseModel)
View = Callable[..., Response]
ANY_TYPE: Final = ["*/*"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    name: str
    description: str
    place: str = "query"
    required: bool = False
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """``answers`` maps status → model, media types (``, `` between them), or ``None`` for an empty body. ``roles``
    empty means public.

    ``body``     the model of a JSON body, which the view gets read and checked
    ``reads``    media type → model of a body that the view reads itself
    ``faults``   statuses of problems that this operation has beside the usual ones
    ``is_page``  answers people with a page and programs with JSON, errors included
    ``besides``  media type in which a success is given besides, to who asks for it
    """

    method: str
    path: str
    name: str
    summary: str
    tag: str
    answers: Mapping[int, type[BaseModel] | str | None]
    body: type[BaseModel] | None = None
    parameters: tuple[Parameter, ...] = ()
    reads: Mapping[str, type[BaseModel]] = field(default_factory=dict)
    faults: tuple[int, ...] = ()
    is_page: bool = False
    besides: str | None = None
    roles: frozenset[Role] = frozenset()
    description: str = ""


OPERATIONS: Final[list[Operation]] = []
"""Every operation, in the order declared; ``openapi.document`` renders them, a test compares them with the routes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Generic[B]):
    """One request, read and checked: who calls, what they sent, and the runtime to serve them."""

    request: Request
    runtime: Runtime
    query: Mapping[str, str]
    headers: Mapping[str, str]
    by: Principal | None
    body: B | None

    @property
    def principal(self) -> Principal:
        if self.by is None:
            raise Unauthenticated("sign in: this needs a bearer token")
        return self.by

    @property
    def content(self) -> B:
        if self.body is None:
            raise TypeError("this operation declares no body")
        return self.body


class Operations(Blueprint):
    """A blueprint whose views get a ``Call``, and whose errors all become problems."""

    def operation(
        self,
        method: str,
        path: str,
        *,
        summary: str,
        tag: str,
        answers: Mapping[int, type[BaseModel] | str | None],
        body: type[BaseModel] | None = None,
        parameters: tuple[Parameter, ...] = (),
        reads: Mapping[str, type[BaseModel]] | None = None,
        faults: tuple[int, ...] = (),
        is_page: bool = False,
        besides: str | None = None,
        roles: frozenset[Role] = frozenset(),
    ) -> Callable[[View], View]:
        """The view's docstring becomes the description."""

        def declare(view: View) -> View:
            declared = Operation(
                method=method,
                path=path,
                name=view.__name__,
                summary=summary,
                tag=tag,
                answers=answers,
                body=body,
                parameters=parameters,
                reads=reads or {},
                faults=faults,
                is_page=is_page,
                besides=besides,
                roles=roles,
                description=(view.__doc__ or "").strip(),
            )
            OPERATIONS.append(declared)
            self.route(path, methods=[method], content_types=ANY_TYPE, name=view.__name__)(
                self._serving(view, declared)
            )
            return view

        return declare

    def _serving(self, view: View, declared: Operation) -> View:
        # A page's token proves itself by its signature, and a wrong one gets a page as well.
        read_name = unquote if declared.is_page else from_path

        @functools.wraps(view)
        def serve(**path: str) -> Response:
            request = self.current_request
            try:
                call = _call(request, declared)
                return view(call, **{name: read_name(value) for name, value in path.items()})
            except HuiyinError as error:
                return problem(error, path=request.context.get("path", request.path))

        return serve


def _call(request: Request, declared: Operation) -> Call[Any]:
    runtime, headers = current(), headers_of(request)
    by = _principal(runtime, headers, declared.roles) if declared.roles else None
    return Call(
        request=request,
        runtime=runtime,
        query=query_of(request),
        headers=headers,
        by=by,
        body=_content(request, declared.body) if declared.body else None,
    )


def _principal(runtime: Runtime, headers: Mapping[str, str], roles: frozenset[Role]) -> Principal:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("sign in: this needs a bearer token")
    principal = runtime.doorkeeper.principal(token.strip())
    require_role(principal, one_of=roles)
    return principal


def _content(request: Request, shape: type[BaseModel]) -> BaseModel:
    return checked(json_body(body_of(request)), shape)


def checked(sent: Any, shape: type[B], *, within: str = "") -> B:
    """Raises ``InvalidInput`` naming each wrong field; ``within`` is the field that held it all."""
    try:
        return shape.model_validate(sent)
    except ValidationError as error:
        wrong = {within + _place(one["loc"], sent) or "body": one["msg"] for one in error.errors(include_url=False)}
        raise InvalidInput("some fields are not as they should be", fields=wrong) from None


def _place(steps: Sequence[int | str], sent: Any) -> str:
    """Where in what was sent. A step on the way that leads nowhere there is only our name for a kind of content."""
    place: list[int | str] = []
    for step in steps[:-1]:
        match sent, step:
            case (dict(), _) if step in sent:
                sent = sent[step]
            case (list(), int()):
                sent = sent[step]
            case _:
                continue
        place.append(step)
    return ".".join(map(str, [*place, *steps[-1:]]))
