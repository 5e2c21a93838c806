"""A follow-up with a due date."""

from sqlalchemy import CheckConstraint

from crm_cli.models.base import (
    Linked,
    Recorded,
    days,
    link,
    live_rows,
    moments,
    noun_args,
    one_of,
    required_link,
    some_rows,
)
from crm_cli.models.field import field_value_args
from crm_cli.models.tag import tagging_args
from crm_cli.values.enums import TASK_PRIORITIES


class Task(Recorded, table=True):
    """Something to do. `due_on` is a day in the team's zone and `due_time` a time of that day:

    "3 pm on Friday" stays 3 pm when the clocks change. `recurrence` is an interval as people
    write it ("2 weeks"); doing a recurring task makes the next one.
    """

    __table_args__ = noun_args(
        "task",
        live_rows("task"),
        some_rows("open_task_due_on", "due_on", "done_at IS NULL AND deleted_at IS NULL"),
        one_of("task", "priority", TASK_PRIORITIES),
        CheckConstraint("due_time LIKE '__:__'", name="task_due_time_time"),
        *days("task", "due_on"),
        *moments("task", "done_at"),
    )
    __tablename__ = "task"

    title: str
    due_on: str | None = None
    due_time: str | None = None
    priority: str = "normal"
    done_at: str | None = None
    assignee_id: int | None = link("user_account")
    contact_id: int | None = link("contact")
    company_id: int | None = link("company")
    deal_id: int | None = link("deal")
    interaction_id: int | None = link("interaction")
    ticket_id: int | None = link("ticket")
    survey_id: int | None = link("survey")
    recurrence: str | None = None
    search_text: str = ""


class TaskTag(Linked, table=True):
    """A tag on a task."""

    __table_args__ = tagging_args("task_id")
    __tablename__ = "task_tag"

    task_id: int = required_link("task")
    tag_id: int = required_link("tag")


class TaskField(Linked, table=True):
    """The value of a custom field of a task."""

    __table_args__ = field_value_args("task_field", "task_id")
    __tablename__ = "task_field"

    task_id: int = required_link("task")
    field_id: int = required_link("field")
    value: str
    currency: str | None = None
