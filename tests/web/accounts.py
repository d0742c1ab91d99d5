"""Settings of the world's form account."""

from __future__ import annotations

from dataclasses import replace

from tests.support.world import SHOP, World


def change_account(world: World, *captcha: str, **settings: str) -> None:
    """``captcha``: its secrets."""
    account = world.accounts.get("form", SHOP)
    changed = replace(account, settings={**account.settings, **settings}, secrets={"captcha": captcha})
    world.accounts.add(changed)
