from __future__ import annotations

import json
from pathlib import Path

from tools.characters import main


def test_the_table_tells_the_scripts_apart(tmp_path: Path) -> None:
    (tmp_path / "TSCharacters.txt").write_text("# OpenCC\n\n後\t后\n乾\t干 乾\n", encoding="utf-8")
    (tmp_path / "STCharacters.txt").write_text("后\t後 后\n干\t幹 乾 干\n体\t體\n", encoding="utf-8")
    assert main([str(tmp_path), "--to", str(tmp_path / "table.json")]) == 0
    table = json.loads((tmp_path / "table.json").read_text(encoding="utf-8"))
    assert (table["traditional"], table["simplified"]) == ("乾後", "干后")
    assert (table["only_traditional"], table["only_simplified"]) == ("後", "体")
