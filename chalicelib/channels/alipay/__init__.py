"""支付宝 交易投诉: complaints that buyers make to Alipay about a payment."""
