"""The survey: one page, three questions, nothing chosen beforehand."""

from __future__ import annotations

from collections.abc import Mapping

from chalicelib.model.survey import Solved

from .entries import LONGEST_SURVEY_TEXT, OPTIONAL, SCORES, EntryError, choices
from .language import Language
from .moments import Moments
from .rendering import render
from .views import SurveyView
from .wording import wording


def survey_page(
    *,
    language: Language,
    view: SurveyView,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, EntryError] | None = None,
) -> str:
    return render(
        "survey.html",
        language=language,
        shop_name=view.shop_name,
        view=view,
        moments=Moments(say=wording(language), zone=view.zone, now=view.now),
        values=values or {},
        errors=errors or {},
        scores=SCORES,
        solved=Solved,
        optional=[(each, choices(each)) for each in OPTIONAL if each in view.asks],
        longest=LONGEST_SURVEY_TEXT,
    )


def survey_thanks_page(*, language: Language, shop_name: str) -> str:
    return _closing_page("survey.thanks", language=language, shop_name=shop_name)


def survey_already_answered_page(*, language: Language, shop_name: str) -> str:
    return _closing_page("survey.answered", language=language, shop_name=shop_name)


def opt_out_page(*, language: Language, shop_name: str) -> str:
    """Asks once more, because programs that scan mails follow links and press nothing."""
    return render("opt_out.html", language=language, shop_name=shop_name)


def opted_out_page(*, language: Language, shop_name: str) -> str:
    return _closing_page("opt_out.done", language=language, shop_name=shop_name)


def survey_expired_page(*, language: Language, shop_name: str) -> str:
    return _closing_page("survey.expired", language=language, shop_name=shop_name)


def _closing_page(key: str, *, language: Language, shop_name: str) -> str:
    return render("notice.html", language=language, shop_name=shop_name, key=key, way_out=None, reference=None)
