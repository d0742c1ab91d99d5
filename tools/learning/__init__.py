"""From corrections at the desk to a released model: export, priors, comparison, release and roll-back."""
