"""What must hold of the packaged template, as pure functions from the template to the problems in it."""

from .report import problems

__all__ = ["problems"]
