"""抖音 (Douyin): direct messages that people send a brand's account."""
