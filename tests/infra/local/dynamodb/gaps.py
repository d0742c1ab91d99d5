"""What each engine is known to lack: (engine, check) -> reason. Each must fail, or it has to leave this list."""

from collections.abc import Mapping

GAPS: Mapping[tuple[str, str], str] = {
    ("embedded", "test_partiql_selects_one_item"): "PartiQL is left out on purpose; the refusal has its own test",
    ("moto", "test_index_key_of_the_wrong_type_is_refused"): "accepts an index key of the wrong type",
    ("moto", "test_item_over_400_kb_is_refused"): "its limit is 405,000 bytes, not 409,600",
    ("moto", "test_page_that_is_exactly_full_has_a_last_key"): "looks ahead and leaves LastEvaluatedKey out",
    ("moto", "test_repeated_token_applies_once"): "ignores ClientRequestToken and applies the writes twice",
    ("moto", "test_batch_write_takes_25_different_items"): "accepts more than 25 writes and duplicate keys",
    ("moto", "test_consumed_capacity_follows_the_size"): "always reports one unit",
    ("moto", "test_expired_item_is_deleted"): "never deletes expired items",
    ("dynamodb_local", "test_expired_item_is_deleted"): "sweeps by the wall clock, within minutes, not on request",
}

SOMETIMES: Mapping[tuple[str, str], str] = {
    ("moto", "test_concurrent_claims_have_one_winner"): "does not keep concurrent callers apart; two may win",
}
"""What fails only when threads happen to meet. Not run: a pass would prove nothing, a failure nothing about us."""
