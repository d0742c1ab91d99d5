"""企业微信: callbacks of an app, and the conversations of 微信客服."""
