"""微信支付 消费者投诉2.0: complaints that payers make to WeChat Pay about a merchant."""
