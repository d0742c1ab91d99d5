"""From after-sale flows to what their customer may see of them."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.aftersales.flows import FlowDefinition, Titles, flow_book
from chalicelib.model.complaint import Complaint
from chalicelib.model.flow import FlowRun

from .views import FlowStepView, FlowView


def flow_views(complaint: Complaint) -> tuple[FlowView, ...]:
    """The oldest first. What may still come is shown as it usually goes."""
    return tuple(_view(run) for run in complaint.flows)


def _view(run: FlowRun) -> FlowView:
    definition = flow_book().flow(run.flow)
    steps = (*_reached(run, definition), *_ahead(run, definition))
    return FlowView(titles=_named(definition.titles), state=run.state.value, steps=steps)


def _reached(run: FlowRun, definition: FlowDefinition) -> Iterator[FlowStepView]:
    for step in run.steps:
        if step.done_at is None and not run.is_running:
            continue
        yield FlowStepView(
            titles=_named(definition.step(step.step).titles),
            state="done" if step.done_at else "now",
            owner=step.owner.value,
            done_at=step.done_at,
            due_at=step.due_at,
        )


def _ahead(run: FlowRun, definition: FlowDefinition) -> Iterator[FlowStepView]:
    passed = {step.step for step in run.steps}
    following = definition.step(run.current.step).next[:1] if run.current else ()
    while following and following[0] not in passed:
        step = definition.step(following[0])
        passed.add(step.id)
        yield FlowStepView(titles=_named(step.titles), state="ahead", owner=step.owner.value)
        following = step.next[:1]


def _named(titles: Titles) -> dict[str, str]:
    named: dict[str, str] = {language: title for language, title in titles.items()}  # noqa: C416 - wider keys
    return named
