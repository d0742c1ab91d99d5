"""From a delivery to a complaint: accept (durable, fast), process (the pipeline), quarantine (nothing vanishes)."""
