"""淘宝 and 天猫: messages of the open platform, asked for."""
