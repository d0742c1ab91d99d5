"""``scaffold channel NAME``: folder, specimen, vectors, replay and page of a new channel, and its lines in the lists.

What it writes passes the conformance suite at once, as an experimental channel of an invented platform; from there
every step replaces one invented thing by a true one (``docs/adding-a-channel.md``).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from string import Template
from typing import Final

from chalicelib.channels.signing import hmac_hex

ROOT: Final = Path(__file__).parents[2]
TEMPLATES: Final = Path(__file__).parent / "templates"
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*", re.ASCII)
_LONGEST_NAME: Final = 30
_FILES: Final = {
    "chalicelib/channels/{name}/channel.py": "channel.py.txt",
    "chalicelib/channels/{name}/messages.py": "messages.py.txt",
    "tests/channels/specimens/{name}.py": "specimen.py.txt",
    "tools/vectors/{name}.py": "replay.py.txt",
    "docs/channels/{name}.md": "page.md.txt",
}
_VECTOR_BODY: Final = '{"type": "message", "id": "m-1", "sender": "u-1", "text": "杯子碎了"}'
_VECTOR_SECRET: Final = "vector-secret"  # noqa: S105 - invented


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="scaffold", description="Writes the skeleton of a new channel.")
    parser.add_argument("kind", choices=["channel"])
    parser.add_argument("name", help="in small letters, for example telegraph or red_shop")
    parser.add_argument("--into", type=Path, default=ROOT, metavar="DIR", help="the project (default: this one)")
    arguments = parser.parse_args(argv)
    try:
        written = scaffold(arguments.name, into=arguments.into)
    except (ValueError, FileExistsError) as error:
        print(f"scaffold: {error}", file=sys.stderr)
        return 2
    print("\n".join(str(path.relative_to(arguments.into)) for path in written))
    print("\nNext: python -m tools.feature_matrix; pytest tests/channels -k", arguments.name)
    return 0


def scaffold(name: str, *, into: Path) -> list[Path]:
    """Every file written or changed. Raises ``ValueError`` for a bad name, ``FileExistsError`` for a known channel."""
    if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
        raise ValueError(f"'{name}' is no name: small letters, digits and single underscores, at most {_LONGEST_NAME}")
    if (into / "chalicelib/channels" / name).exists():
        raise FileExistsError(f"there is a channel '{name}' already")
    files = {into / path.format(name=name): _filled(template, name) for path, template in _FILES.items()}
    files[into / f"chalicelib/channels/{name}/__init__.py"] = f'"""{_title(name)}."""\n'
    files[into / f"tests/channels/vectors/{name}.json"] = _vectors(name)
    files |= _lists(name, into=into)
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return sorted(files)


def _filled(template: str, name: str) -> str:
    text = Template((TEMPLATES / template).read_text("utf-8"))
    header = name.replace("_", "-")
    return text.substitute(name=name, NAME=name.upper(), header=header, Title=_title(name), Class=_class(name))


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _class(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _vectors(name: str) -> str:
    signature = hmac_hex(_VECTOR_SECRET, _VECTOR_BODY.encode())
    call = {
        "secret": _VECTOR_SECRET,
        "body": _VECTOR_BODY,
        "source": "computed by the scaffold; replace by the platform's",
    }
    header = f"x-{name.replace('_', '-')}-signature"
    vectors = [
        {"name": "computed", **call, "headers": {header: signature}, "expect": {"valid": True, "dedupe_key": "m-1"}},
        {"name": "forged", **call, "headers": {header: "0" * 64}, "expect": {"valid": False}},
    ]
    document = {"format": "channel-vectors/1", "platform": _title(name), "vectors": vectors}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _lists(name: str, *, into: Path) -> dict[Path, str]:
    """The lines that make a channel known, each in its place by the alphabet."""
    registry = into / "chalicelib/channels/registry.py"
    specimens = into / "tests/channels/specimens/__init__.py"
    replays = into / "tools/check_vectors.py"
    registered = f'    "{name}": "chalicelib.channels.{name}.channel:{_class(name)}Channel",'
    known = _inserted(
        specimens.read_text("utf-8"), f"from .{name} import {name.upper()}", like=r"from \.\w+ import \w+"
    )
    return {
        registry: _inserted(registry.read_text("utf-8"), registered, like=r'    "\w+": "chalicelib\.[\w.:]+",'),
        specimens: _inserted(known, f"        {name.upper()},", like=r"        [A-Z0-9_]+,"),
        replays: _inserted(
            replays.read_text("utf-8"),
            f'    "{name}": "tools.vectors.{name}:replay",',
            like=r'    "[\w-]+": "tools\.[\w.:]+",',
        ),
    }


def _inserted(text: str, line: str, *, like: str) -> str:
    """``line`` among the first run of lines of its form, before the first that is greater."""
    lines = text.split("\n")
    shape = re.compile(like)
    start = next(number for number, each in enumerate(lines) if shape.fullmatch(each))
    end = next(number for number in range(start, len(lines)) if not shape.fullmatch(lines[number]))
    place = next((number for number in range(start, end) if lines[number] > line), end)
    return "\n".join([*lines[:place], line, *lines[place:]])
