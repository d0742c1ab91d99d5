"""What an endpoint may not be, as far as reading tells."""

from __future__ import annotations

import pytest

from chalicelib.model.errors import InvalidInput
from chalicelib.webhooks.addresses import LONGEST, require_public


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.merchant.example/huiyin",
        "https://hooks.merchant.example:443/a?b=c",
        "https://xn--fiqs8s.example/",
        "https://203.0.112.1/hook",
        "https://[2606:4700::1111]/hook",
    ],
)
def test_the_public_internet_is_fine(url: str) -> None:
    require_public(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://hooks.merchant.example/",
        "ftp://hooks.merchant.example/",
        "https://",
        "https://localhost/",
        "https://machine/",
        "https://db.internal/",
        "https://printer.local./",
        "https://hooks.merchant.example:8443/",
        "https://hooks.merchant.example:x/",
        "https://user:word@hooks.merchant.example/",
        "https://hooks.merchant.example/#part",
        "https://hooks.merchant.example/ blank",
        "https://hooks.merchant.example/\r\nHost: other",
        "https://中国.example/",
        "https://127.0.0.1/",
        "https://10.0.0.8/",
        "https://172.16.0.1/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://100.64.0.1/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "https://255.255.255.255/",
        "https://2130706433/",
        "https://127.1/",
        "https://0x7f.1/",
        "https://[::1]/",
        "https://[::]/",
        "https://[fe80::1]/",
        "https://[fd00:ec2::254]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:169.254.169.254]/",
        "https://[64:ff9b::a9fe:a9fe]/",
        "https://[2002:7f00:1::]/",
        "https://[::1",
        "https://hooks.merchant.example/" + "x" * LONGEST,
    ],
)
def test_everything_else_is_refused_with_what_would_be_right(url: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        require_public(url)
    assert refused.value.fields["url"]
