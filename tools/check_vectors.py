"""``check-vectors DIR``: plays protocol vectors (``DIR/*.json`` or ``DIR/vectors/*.json``) against the channels."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from chalicelib.model.errors import ConfigurationError, HuiyinError

from .vectors.replay import Replay, Vector

REPLAYS: Final = {
    "alipay": "tools.vectors.alipay:replay",
    "aliyun_sms": "tools.vectors.aliyun_sms:replay",
    "aws-sns": "tools.vectors.aws_sns:replay",
    "captcha": "tools.vectors.captcha:replay",
    "dingtalk": "tools.vectors.dingtalk:replay",
    "doudian": "tools.vectors.doudian:replay",
    "douyin": "tools.vectors.douyin:replay",
    "ebay": "tools.vectors.ebay:replay",
    "jd_jos": "tools.vectors.jd_jos:replay",
    "kuaishou_shop": "tools.vectors.kuaishou_shop:replay",
    "lark": "tools.vectors.lark:replay",
    "lazada": "tools.vectors.app_push:replay_lazada",
    "line": "tools.vectors.line:replay",
    "mailgun": "tools.vectors.mailgun:replay",
    "meta": "tools.vectors.meta:replay",
    "pinduoduo": "tools.vectors.pinduoduo:replay",
    "relay": "tools.vectors.relay:replay",
    "sendgrid": "tools.vectors.sendgrid:replay",
    "shopee": "tools.vectors.shopee:replay",
    "shopify": "tools.vectors.shopify:replay",
    "slack": "tools.vectors.slack:replay",
    "standard-webhooks": "tools.vectors.standard_webhooks:replay",
    "taobao_top": "tools.vectors.taobao_top:replay",
    "telegram": "tools.vectors.telegram:replay",
    "tencent_sms": "tools.vectors.tencent_sms:replay",
    "tiktok-shop": "tools.vectors.app_push:replay_tiktok_shop",
    "wechat_oa": "tools.vectors.wechat_oa:replay",
    "wechatpay_complaint": "tools.vectors.wechatpay_complaint:replay",
    "wecom_kf": "tools.vectors.wecom_kf:replay",
    "weibo": "tools.vectors.weibo:replay",
    "woocommerce": "tools.vectors.woocommerce:replay",
    "x-twitter": "tools.vectors.x:replay",
    "xiaohongshu": "tools.vectors.xiaohongshu:replay",
}


@dataclass(frozen=True, slots=True)
class Score:
    passed: int = 0
    failed: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.passed + other.passed, self.failed + other.failed)


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="check-vectors", description="Plays protocol vectors against the channels.")
    parser.add_argument("directory", type=Path, metavar="DIR")
    try:
        paths = _vector_files(parser.parse_args(argv).directory)
        total = sum((_check(path) for path in paths), start=Score())
    except ValueError as error:
        print(f"check-vectors: {error}", file=sys.stderr)
        return 2
    print(f"{total.passed} passed, {total.failed} failed")
    return 1 if total.failed else 0


def _vector_files(directory: Path) -> Sequence[Path]:
    inner = directory / "vectors"
    paths = sorted((inner if inner.is_dir() else directory).glob("*.json"))
    if not paths:
        raise ValueError(f"there are no vector files in {directory}")
    return paths


def _vectors(path: Path) -> Sequence[Vector]:
    """Raises ``ValueError`` for what is no vector file; JSON and UTF-8 errors are ``ValueError`` too."""
    document: Any = json.loads(path.read_text("utf-8"))
    vectors = document.get("vectors") if isinstance(document, dict) else None
    if not isinstance(vectors, list) or not all(isinstance(each, dict) and "name" in each for each in vectors):
        raise ValueError(f"{path.name} has no list of named vectors")
    return [_with_shared(vector, document) for vector in vectors]


def _with_shared(vector: Vector, document: Vector) -> Vector:
    """``x_ref`` in a vector names what the file holds once for all of them; the vector gets it as ``x``."""
    references = {name: place for name, place in vector.items() if name.endswith("_ref") and place in document}
    return {**vector, **{name.removesuffix("_ref"): document[place] for name, place in references.items()}}


def _check(path: Path) -> Score:
    name = path.stem
    if name not in REPLAYS:
        print(f"{name}: not a shipped channel")
        return Score()
    replay, vectors = _replay(name), _vectors(path)
    failures = [(vector["name"], differing) for vector in vectors if (differing := _play(replay, vector))]
    print(f"{name}: {len(vectors) - len(failures)} passed, {len(failures)} failed")
    for vector, differing in failures:
        print(f"  {vector}: {'; '.join(differing)}")
    return Score(len(vectors) - len(failures), len(failures))


def _play(replay: Replay, vector: Vector) -> Sequence[str]:
    """What differs. A vector that cannot be played at all has failed, and the others are played all the same."""
    try:
        return replay(vector)
    except KeyError as error:
        return (f"the vector lacks {error}",)
    except (HuiyinError, ConfigurationError) as error:
        return (f"{type(error).__name__}: {error}",)
    except (ValueError, TypeError, AttributeError, IndexError, OverflowError) as error:
        return (f"cannot be played ({type(error).__name__}: {error})",)


def _replay(name: str) -> Replay:
    module, _, attribute = REPLAYS[name].partition(":")
    replay: Replay = getattr(import_module(module), attribute)
    return replay


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
