"""What complaints are about, as people call it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from chalicelib.model.assessment import Category
from chalicelib.model.rise import Subject

from .language import Language


def _in(simplified: str, traditional: str, english: str) -> Mapping[Language, str]:
    return {Language.SIMPLIFIED: simplified, Language.TRADITIONAL: traditional, Language.ENGLISH: english}


DIMENSIONS: Final = {
    "batch": _in("批次", "批次", "batch"),
    "product": _in("商品", "商品", "product"),
    "courier": _in("快递", "快遞", "courier"),
    "category": _in("类别", "類別", "category"),
    "shop": _in("全店", "全店", "whole shop"),
}
CATEGORIES: Final = {
    Category.QUALITY: _in("商品质量", "商品品質", "product quality"),
    Category.LOGISTICS: _in("物流", "物流", "delivery"),
    Category.POLICY: _in("售后政策", "售後政策", "return policy"),
    Category.ATTITUDE: _in("服务态度", "服務態度", "service attitude"),
    Category.NONE: _in("未投诉具体问题", "未申訴具體問題", "nothing complained of"),
}


def named(subject: Subject, language: Language) -> str:
    """``商品 P1``; a category by its name."""
    value = subject.value
    if subject.dimension == "category" and value in CATEGORIES:
        value = CATEGORIES[Category(value)][language]
    return f"{DIMENSIONS[subject.dimension][language]} {value}".strip()
