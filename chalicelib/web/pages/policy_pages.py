"""The page of a shop's rules: what the law gives its customers, and what is promised beyond it."""

from __future__ import annotations

from urllib.parse import urlencode

from .language import Language
from .rendering import render
from .views import PoliciesView


def policies_page(*, language: Language, view: PoliciesView) -> str:
    shop = {"shop": view.shop_name}
    return render(
        "policies.html",
        language=language,
        shop_name=view.shop_name,
        view=view,
        kept_query="&" + urlencode(shop),
        form_url="form?" + urlencode(shop | {"lang": language}),
    )


def policies_link(shop: str, *, language: Language) -> str:
    """Relative to a page at the root, because a deployment may live under a path."""
    return "policies?" + urlencode({"shop": shop, "lang": language})
