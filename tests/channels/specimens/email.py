"""A small mail."""

from __future__ import annotations

from typing import Final

from chalicelib.model.ports import ChannelAccount
from tests.channels.specimen import Example, Specimen

EMAIL: Final = Specimen(
    account=ChannelAccount(
        channel="email",
        account="support@shop.example",
        shop="demo",
        secrets={"token_key": ("specimen-token-key",)},
        settings={"from": "support@shop.example", "domain": "shop.example"},
    ),
    examples=(
        Example(
            body=(
                "From: Lin <lin@example.com>\r\n"
                "To: support@shop.example\r\n"
                "Subject: =?utf-8?B?5p2v5a2Q56KO5LqG?=\r\n"
                "Date: Wed, 11 Nov 2026 20:00:00 +0000\r\n"
                "Message-ID: <specimen-1@example.com>\r\n"
                "MIME-Version: 1.0\r\n"
                "Content-Type: text/plain; charset=utf-8\r\n"
                "Content-Transfer-Encoding: 8bit\r\n"
                "\r\n"
                "收到的杯子碎了，要求退款\r\n"
            ).encode(),
            text="收到的杯子碎了，要求退款",
            subject="杯子碎了",
            external_id="specimen-1@example.com",
        ),
    ),
    malformed=(),
)
