"""快手电商 (Kuaishou shop): after-sales that buyers open."""
