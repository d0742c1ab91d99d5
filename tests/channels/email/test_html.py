"""HTML to text."""

from __future__ import annotations

import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.channels.email.htmltext import html_to_text
from chalicelib.channels.email.htmltokens import Tag, tokens
from chalicelib.channels.email.quoting import cut_quote
from chalicelib.channels.email.repairs import Repairs


def _text(html: str) -> str:
    return html_to_text(html, Repairs())


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>杯子<b>碎了</b></p><p>退款</p>", "杯子碎了\n\n退款"),
        ("<div>a</div><div><br></div><div>b</div>", "a\n\nb"),
        ("a&nbsp;&lt;b&gt; &#36864;&#x6b3e; &amp;", "a\xa0<b> 退款 &"),
        ("<style>p{}</style><script>x<y</script><title>t</title>a<!-- c -->b", "ab"),
        ("<!--[if gte mso 9]><xml>x</xml><![endif]-->a<![if !mso]>b<![endif]>", "ab"),
        ('<div style="display:none">hidden<div>more</div></div>shown', "shown"),
        ('<div style="display:none">all there is</div>', "all there is"),
        ("<table><tr><td>订单</td><td>8812</td></tr></table>", "订单\t8812"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("a<blockquote>b<br>c</blockquote>", "a\n\n> b\n> c"),
        ("3 < 5 and <b", "3 < 5 and <b"),
        ("<a href='x>y'>link</a>", "link"),
        ("<!-- never closed > kept", "kept"),
        ("&#99999999999999999999;", "\ufffd"),
    ],
)
def test_visible_text(html: str, text: str) -> None:
    assert _text(html) == text


@pytest.mark.parametrize(
    "html",
    [
        '<div>要求退款</div><div class="gmail_quote"><div class="gmail_attr">On Mon, Jan 1, 2024 at 10:32 AM S &lt;'
        "<a>s@example.com</a>&gt; wrote:<br></div><blockquote>Hi</blockquote></div>",
        "<div>要求退款</div><div>------------------ 原始邮件 ------------------</div><div>"
        "<div><b>发件人:</b> s</div><div><b>主题:</b> x</div></div><div>您好</div>",
        "<p>要求退款</p><div style='border-top:solid #E1E1E1 1.0pt'><p><b>From:</b> S &lt;s@example.com&gt;<br>"
        "<b>Sent:</b> Monday<br><b>To:</b> B<br><b>Subject:</b> x</p></div><p>Hi</p>",
        '<div>要求退款</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>发件人:</b> s<br>'
        "<b>发送时间:</b> 2024年1月1日<br><b>收件人:</b> b<br><b>主题:</b> x</div><div>您好</div>",
        '<div>要求退款</div><pre><br>At 2024-01-01 10:32:05, "S" &lt;s@example.com&gt; wrote:</pre>'
        '<blockquote id="isReplyContent">您好</blockquote>',
        "<table><tr><td>要求退款</td></tr></table><div>---- 回复的原邮件 ----</div><table>"
        "<tr><td>发件人</td><td>s</td></tr><tr><td>日期</td><td>x</td></tr><tr><td>主题</td><td>y</td></tr></table>",
    ],
    ids=["gmail", "qq", "outlook", "outlook-web", "163", "163-mobile"],
)
def test_quotes_of_mail_programs_are_cut(html: str) -> None:
    assert cut_quote(_text(html)).new == "要求退款"


class _Reference(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.seen = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.seen += data


_PIECES = st.sampled_from(
    ["<p>", "</p>", '<a href="x">', "</a>", "<br/>", "退款", "&lt;", " ", "<b class='y' id=z>", "1 "]
)


@given(st.lists(_PIECES, max_size=30).map("".join))
def test_ordinary_markup_is_read_like_the_standard_library_does(html: str) -> None:
    reference = _Reference()
    reference.feed(html)
    reference.close()
    read = list(tokens(html))
    assert [token.name for token in read if isinstance(token, Tag) and not token.closing] == reference.tags
    assert "".join(token for token in read if isinstance(token, str)) == reference.seen


@pytest.mark.parametrize(
    "bait", ["<", "<!--", "<a ", '<a b="', "<![", "<div>", "<?", "</", "&#", "<blockquote>", "<style>"]
)
def test_time_grows_with_length_only(bait: str) -> None:
    started = time.process_time()
    _text(bait * (300_000 // len(bait)))
    assert time.process_time() - started < 10
