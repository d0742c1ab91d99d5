"""`make package`: the Lambda zip and the merged template in ``build/package``, small, compiled, repeatable, checked."""

from .build import Package, ensure

__all__ = ["Package", "ensure"]
