"""The API reference as a page, read from the OpenAPI 3.1 document and rendered on our side."""

from .page import docs_page

__all__ = ["docs_page"]
