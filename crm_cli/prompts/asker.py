"""One question after the other, on the terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import questionary
from prompt_toolkit.application import Application
from prompt_toolkit.completion import Completer
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.output import ColorDepth, create_output
from prompt_toolkit.output.vt100 import Vt100_Output

from crm_cli.errors import CrmError, UsageError
from crm_cli.render.layout import cut
from crm_cli.render.message import fill

if TYPE_CHECKING:
    from crm_cli.context import AppContext

Check = Callable[[str], object]


def _width() -> int:
    return shutil.get_terminal_size((80, 24)).columns


class Asker:
    """Asks on stderr. Raises UsageError where there is nobody to ask."""

    def __init__(self, crm: AppContext) -> None:
        from crm_cli.display import Display

        if not crm.interactive:
            raise UsageError("there is no terminal to ask in", hint="give what is missing as flags")
        self.crm = crm
        colour = crm.style(Display(), sys.stderr).colour
        output = create_output(stdout=sys.stderr)
        if isinstance(output, Vt100_Output):
            # Asking the terminal where the cursor is confuses those that do not answer.
            output.enable_cpr = False
        self.options: dict[str, Any] = {"output": output}
        if not colour:
            self.options["color_depth"] = ColorDepth.MONOCHROME

    def introduce(self) -> None:
        """Say how to go on and how to leave, before several questions."""
        self.crm.notice("Enter skips what you do not know, Esc leaves without a trace.")

    def text(
        self,
        label: str,
        *,
        check: Check | None = None,
        completer: Completer | None = None,
        required: str = "",
        default: str = "",
        long: bool = False,
    ) -> str:
        """A line of text that `check` accepts; empty only where it is not `required`.

        A `long` one can be written in the editor as well, with Ctrl-X Ctrl-E as in a shell.
        """

        def verdict(text: str) -> bool | str:
            if not text.strip():
                return required if required else True
            try:
                if check is not None:
                    check(text.strip())
            except CrmError as error:
                hint = f" ({fill(error.hint, error.values)})" if error.hint else ""
                return cut(fill(error.message, error.values) + hint, _width() - 1)
            return True

        given: dict[str, Any] = {
            "validate": verdict,
            "default": default,
            "validate_while_typing": False,
            **self.options,
        }
        if long:
            given |= {"enable_open_in_editor": True, "tempfile_suffix": ".md"}
        if completer is None:
            question = questionary.text(label, **given)
        else:
            question = questionary.autocomplete(
                label, choices=[], completer=completer, complete_while_typing=True, **given
            )
        return str(self._answer(question)).strip()

    def choose(self, label: str, choices: Sequence[str], *, default: str = "") -> str:
        """One of `choices`; the first that is offered is `default`, if that is one of them."""
        return str(
            self._answer(
                questionary.select(
                    label,
                    choices=list(choices),
                    default=default if default in choices else None,
                    **self.options,
                )
            )
        )

    def confirm(self, label: str) -> bool:
        """Whether the answer is yes."""
        return bool(self._answer(questionary.confirm(label, default=False, **self.options)))

    def _answer(self, question: questionary.Question) -> Any:
        """The answer; Esc and Ctrl-D leave as Ctrl-C does."""
        application: Application[Any] = question.application
        leaving = KeyBindings()

        @leaving.add("escape", eager=True)
        def _leave(event: KeyPressEvent) -> None:
            event.app.exit(exception=KeyboardInterrupt, style="class:aborting")

        bindings = [application.key_bindings] if application.key_bindings else []
        application.key_bindings = merge_key_bindings([*bindings, leaving])
        application.ttimeoutlen = 0.05  # an Esc that begins no other key is noticed at once
        try:
            return question.unsafe_ask()
        except EOFError:
            raise KeyboardInterrupt from None
