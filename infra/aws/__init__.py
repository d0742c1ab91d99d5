"""The deployment as data (``resources/*.yaml``) and what must hold of it (``assertions``)."""
