"""Every Lambda entry point, and nothing else. Event handlers live here because Chalice bypasses its middleware for
handlers declared on a blueprint. Workers are imported when called, so that the API function never loads them.
"""

from typing import Any

from chalice.app import Chalice, CloudWatchEvent, DynamoDBEvent, Rate, SQSEvent

from chalicelib.runtime.logs import fail_masked, mask_logs
from chalicelib.web import BLUEPRINTS
from chalicelib.web.errors import always_a_problem

app = Chalice(app_name="huiyin", configure_logs=False)
app.api.binary_types.append("multipart/form-data")
for blueprint in BLUEPRINTS:
    app.register_blueprint(blueprint)
app.register_middleware(always_a_problem, event_type="http")
app.register_middleware(fail_masked, event_type="all")
mask_logs()


@app.on_sqs_message(queue_arn="arn:aws:sqs:us-east-1:000000000000:intake", batch_size=10)
def process_intake(event: SQSEvent) -> dict[str, Any]:
    from chalicelib.workers import intake

    return intake.process_intake(event.to_dict())


@app.on_sqs_message(queue_arn="arn:aws:sqs:us-east-1:000000000000:amazon", batch_size=10)
def accept_amazon(event: SQSEvent) -> dict[str, Any]:
    from chalicelib.workers import amazon

    return amazon.accept_amazon(event.to_dict())


@app.on_sqs_message(queue_arn="arn:aws:sqs:us-east-1:000000000000:due", batch_size=3)
def process_due(event: SQSEvent) -> dict[str, Any]:
    from chalicelib.workers import outbox

    return outbox.process_due(event.to_dict())


@app.on_sqs_message(queue_arn="arn:aws:sqs:us-east-1:000000000000:intake-dead", batch_size=10)
def park_dead_letters(event: SQSEvent) -> dict[str, Any]:
    from chalicelib.workers import intake

    return intake.park_dead_letters(event.to_dict())


@app.on_dynamodb_record(stream_arn="arn:aws:dynamodb:us-east-1:000000000000:table/huiyin/stream/0", batch_size=3)
def deliver_effects(event: DynamoDBEvent) -> dict[str, Any]:
    from chalicelib.workers import outbox

    return outbox.deliver_effects(event.to_dict())


@app.on_dynamodb_record(stream_arn="arn:aws:dynamodb:us-east-1:000000000000:table/huiyin/stream/0", batch_size=10)
def publish_changes(event: DynamoDBEvent) -> dict[str, Any]:
    from chalicelib.workers import changes

    return changes.publish_changes(event.to_dict())


@app.schedule(Rate(1, unit=Rate.MINUTES))
def run_timers(_event: CloudWatchEvent) -> dict[str, Any]:
    from chalicelib.workers import outbox

    return outbox.run_timers()


@app.schedule(Rate(1, unit=Rate.MINUTES))
def poll_channels(_event: CloudWatchEvent) -> dict[str, Any]:
    from chalicelib.workers import polling

    return polling.poll_channels()
