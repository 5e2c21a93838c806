"""Steps of random histories: importing a file of them registers its steps."""

from tests.changes.steps import many, own, people, sales, service, touches
from tests.changes.steps.registry import STEPS

__all__ = ["STEPS", "many", "own", "people", "sales", "service", "touches"]
