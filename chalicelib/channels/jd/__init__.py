"""京东: after-sales, asked for. Experimental."""
