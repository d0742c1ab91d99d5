"""What the queues, the stream and the schedule call: each takes an AWS event and hands its records to a use case.

One bad record never stops its neighbours: the answer names those that failed, and only they come again.
"""
