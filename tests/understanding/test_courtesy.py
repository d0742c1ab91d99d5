from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.understanding.courtesy import LONGEST, is_thanks_alone


@pytest.mark.parametrize(
    "text",
    [
        "谢谢",
        "谢谢！！🙏",
        "好的，谢谢你们",
        "收到，非常感谢您的帮助。",
        "问题解决了，谢谢客服小姐姐～",
        "謝謝您，辛苦了",
        "多謝晒".replace("晒", "了"),
        "唔該",
        "ＴＨＡＮＫＳ",
        "Thank you so much!",
        "Great, thanks for your help.",
        "ok thx 👍",
    ],
)
def test_thanks(text: str) -> None:
    assert is_thanks_alone(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "好的",
        "👍",
        "谢谢？",
        "谢谢，但是还没有收到退款",
        "麻烦尽快处理，谢谢",
        "处理，谢谢",
        "解决问题，谢谢",
        "没解决，谢谢",
        "不满意，谢谢",
        "谢谢，订单12345还没发货",
        "谢谢你全家",
        "呵呵，谢谢",
        "請回覆，謝謝",
        "Thanks for nothing",
        "Thanks, but it broke again",
        "Help, thanks",
        "Reply, thanks",
        "no thanks",
        "谢" * LONGEST + "谢",
    ],
)
def test_what_wants_to_be_read(text: str) -> None:
    assert not is_thanks_alone(text)


@given(st.text(max_size=200))
def test_any_text_is_told_quickly_and_without_an_error(text: str) -> None:
    is_thanks_alone(text)
