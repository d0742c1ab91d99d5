"""Expressions: whatever is put together is said in DynamoDB's order, by placeholders, and without what is empty."""

from chalicelib.store.expressions import Expression


def test_one_row_says_everything_it_does_in_one_update() -> None:
    row = Expression()
    row.remove("offer")
    row.add("load", 2)
    row.set("seen", {"S": "now"})
    row.ask(f"{row.name('load')} = {row.value({'N': '1'})}")
    row.ask(f"attribute_not_exists({row.name('offer')})")

    assert row.parameters == {
        "UpdateExpression": "SET #n2 = :v1 ADD #n1 :v0 REMOVE #n0",
        "ConditionExpression": "#n1 = :v2 AND attribute_not_exists(#n0)",
        "ExpressionAttributeNames": {"#n0": "offer", "#n1": "load", "#n2": "seen"},
        "ExpressionAttributeValues": {":v0": {"N": "2"}, ":v1": {"S": "now"}, ":v2": {"N": "1"}},
    }


def test_what_is_only_asked_updates_nothing() -> None:
    row = Expression()
    row.ask(f"attribute_exists({row.name('doc')})")

    assert row.update == ""
    assert row.parameters == {
        "ConditionExpression": "attribute_exists(#n0)",
        "ExpressionAttributeNames": {"#n0": "doc"},
    }


def test_what_is_only_removed_asks_nothing() -> None:
    row = Expression()
    row.remove("doc")

    assert row.condition == ""
    assert row.parameters == {"UpdateExpression": "REMOVE #n0", "ExpressionAttributeNames": {"#n0": "doc"}}
