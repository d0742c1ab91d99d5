"""What SES says through SNS and SQS."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.channels.email.ses import delivery_source

RECEIVED = {
    "notificationType": "Received",
    "receipt": {
        "timestamp": "2015-09-11T20:32:33.936Z",
        "recipients": ["support@shop.example"],
        "spamVerdict": {"status": "PASS"},
        "virusVerdict": {"status": "FAIL"},
        "spfVerdict": {"status": "PASS"},
        "dkimVerdict": {"status": "GRAY"},
        "dmarcVerdict": {"status": "PASS"},
        "action": {"type": "S3", "topicArn": "arn:x", "bucketName": "mails", "objectKey": "in/o3vrnil0e2ic28tr"},
    },
    "mail": {"source": "a@example.com", "messageId": "o3vrnil0e2ic28tr", "destination": ["x@y"]},
}


def _wrapped(message: str) -> str:
    return json.dumps({"Type": "Notification", "MessageId": "m", "TopicArn": "arn:x", "Message": message})


@pytest.mark.parametrize("body", [json.dumps(RECEIVED), _wrapped(json.dumps(RECEIVED))])
def test_a_notice_is_read(body: str) -> None:
    notice = delivery_source(body)
    assert notice is not None
    assert (notice.bucket, notice.key, notice.message_id) == ("mails", "in/o3vrnil0e2ic28tr", "o3vrnil0e2ic28tr")
    assert (notice.sender, notice.recipients) == ("a@example.com", ("support@shop.example",))
    assert (notice.has_virus, notice.is_spam, notice.is_authentic) == (True, False, True)
    assert notice.verdicts["dkim"] == "GRAY"


def test_setup_mails_are_ignored() -> None:
    setup = json.loads(json.dumps(RECEIVED))
    setup["mail"]["messageId"] = "AMAZON_SES_SETUP_NOTIFICATION"
    assert delivery_source(_wrapped(json.dumps(setup))) is None


@pytest.mark.parametrize(
    "body",
    [
        "",
        "Successfully validated SNS topic for Amazon SES event publishing.",
        _wrapped("Successfully validated SNS topic for Amazon SES event publishing."),
        "[]",
        "[" * 100_000,
        json.dumps({**RECEIVED, "notificationType": "Bounce"}),
        json.dumps({**RECEIVED, "receipt": {"action": {"type": "SNS"}}}),
        json.dumps({"notificationType": "Received", "receipt": [], "mail": None}),
        _wrapped(_wrapped(_wrapped(_wrapped(json.dumps(RECEIVED))))),
    ],
)
def test_anything_else_is_none(body: str) -> None:
    assert delivery_source(body) is None


@given(st.text() | st.recursive(st.none() | st.text(), lambda inner: st.lists(inner), max_leaves=5).map(json.dumps))
def test_nothing_crashes(body: str) -> None:
    assert delivery_source(body) is None
