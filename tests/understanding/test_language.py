from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.understanding.language import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("杯子收到就裂了，联系不上卖家", "zh-Hans"),
        ("客服態度很差，一直不處理", "zh-Hant"),
        ("垃圾", "zh-Hans"),
        ("包裹係咪寄失咗？等咗兩個禮拜都未到", "zh-Hant"),
        ("The lamp arrived broken and nobody answers", "en"),
        ("broken zipper", "en"),
        ("My order 订单 never arrived", "en"),
        ("iPhone 15 Pro Max 屏幕碎了", "zh-Hans"),
        ("太の赞了", "zh-Hans"),
        ("届いた商品が壊れていました", "ja"),
        ("배송이 너무 늦어요", "ko"),
        ("Товар пришёл сломанным", "ru"),
        ("Товар прийшов зламаний, поверніть гроші, їх немає", "und"),
        ("สินค้าเสียหาย", "th"),
        ("El paquete llegó roto y no me responden", "es"),
        ("Le colis est arrivé cassé et on ne me rembourse pas", "fr"),
        ("Die Lieferung ist zu spät und nicht vollständig", "de"),
        ("Barangnya rusak, saya sangat kecewa", "id"),
        ("Barang rosak, penghantaran lambat dan penjual tak balas", "ms"),
        ("xqzw brlk", "und"),
        ("12345 !!! 😡", "und"),
        ("", "und"),
    ],
)
def test_languages(text: str, language: str) -> None:
    assert detect(text) == language


@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_has_an_answer(text: str) -> None:
    assert detect(text)
