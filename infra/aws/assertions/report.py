"""All rules together."""

from __future__ import annotations

from typing import Final

from . import data, functions
from .reading import Template

RULES: Final = (
    functions.handlers_live_in_app,
    functions.the_api_answers_in_time,
    functions.the_api_is_regional,
    functions.functions_have_memory,
    functions.functions_keep_their_logs,
    functions.every_function_has_its_own_role,
    functions.roles_may_read_their_sources,
    functions.no_role_may_everything,
    functions.no_secret_is_in_the_environment,
    data.one_bad_item_stops_no_other,
    data.work_queues_have_dead_letter_queues,
    data.messages_stay_hidden_while_worked_on,
    data.streams_give_up_into_a_queue,
    data.queues_are_encrypted,
    data.buckets_are_private,
    data.tables_can_be_restored,
    data.dead_letters_raise_an_alarm,
)


def problems(template: Template) -> list[str]:
    """What is wrong with the template, one line each; empty when all is well."""
    return sorted(problem for rule in RULES for problem in rule(template))
