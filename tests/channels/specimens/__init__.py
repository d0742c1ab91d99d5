"""One specimen for every channel of the registry."""

from __future__ import annotations

from typing import Final

from .aws_sns import AWS_SNS
from .email import EMAIL
from .form import FORM
from .mailgun import MAILGUN
from .postmark import POSTMARK
from .relay import RELAY
from .sendgrid import SENDGRID
from .wechat_oa import WECHAT_OA

SPECIMENS: Final = {each.name: each for each in (AWS_SNS, EMAIL, FORM, MAILGUN, POSTMARK, RELAY, SENDGRID, WECHAT_OA)}
