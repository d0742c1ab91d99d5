"""``resources/*.yaml`` as the one merge template that Chalice wants.

The files use CloudFormation's short tags (``!Ref``, ``!Sub``, ``!GetAtt`` …) and YAML anchors; Chalice gets the long
form as JSON. Every resource is written in one file only.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

FOLDER: Final = Path(__file__).parent / "resources"

Template = dict[str, Any]


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short tags."""


def _intrinsic(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    if isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_scalar(node)  # type: ignore[arg-type] # refuses any other node itself
    if suffix == "Ref":
        return {"Ref": value}
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _intrinsic)


def read(path: Path) -> Template:
    loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a SafeLoader
    if not isinstance(loaded, dict):
        raise TypeError(f"{path} is not a template")
    return loaded


def joined(folder: Path = FOLDER) -> Template:
    """All files of the folder as one template. Raises ``ValueError`` for a name that two files use."""
    whole: Template = {}
    for path in sorted(folder.glob("*.yaml")):
        for section, content in read(path).items():
            if isinstance(content, dict):
                _add(whole.setdefault(section, {}), content, origin=f"{path.name} {section}")
            else:
                whole[section] = content
    return whole


def _add(section: dict[str, Any], content: dict[str, Any], *, origin: str) -> None:
    twice = section.keys() & content.keys()
    if twice:
        raise ValueError(f"{origin}: {', '.join(sorted(twice))} is in another file too")
    section.update(content)
