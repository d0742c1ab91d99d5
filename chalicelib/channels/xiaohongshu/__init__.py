"""小红书 (Xiaohongshu) shops: after-sales that buyers open. Experimental."""
