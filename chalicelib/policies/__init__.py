"""What this customer is entitled to, until when, at whose cost, and which rule says so. Pure; ``docs/policies.md``.

``entitle(facts)`` in ``engine`` is the way in; its answer is ``entitlements.Entitlements``.
"""
