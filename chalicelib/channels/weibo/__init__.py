"""微博粉丝服务 (Weibo fans service): private messages and mentions of a verified account."""
