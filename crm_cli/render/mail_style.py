"""The look of HTML in a mail program: on each element, since style sheets are often left out.

What programs do know of a style sheet makes it dark, and narrow on a phone. Bars are tables of two
cells, which also the program that knows no SVG and no width draws as long as they are.
"""

from __future__ import annotations

import re

MAIL_STYLE = """
:root { color-scheme: light dark; supported-color-schemes: light dark }
@media (prefers-color-scheme: dark) {
  body, .page { background: #16191c !important; color: #e4e7ea !important }
  .quiet, th { color: #99a2ab !important }
  th, td, tfoot { border-color: #3a4148 !important }
  .filled { background: #5b9bf0 !important } }
@media (max-width: 480px) {
  .page { padding: 12px !important; font-size: 13px !important }
  th, td { padding-right: 8px !important }
  th { white-space: normal !important }
  .bar, .bar table { min-width: 48px !important } }
"""
_QUIET, _LINE, _BAR = "#5c656e", "#d8dde2", "#3b7dd8"
_CELL = f"padding:4px 12px 4px 0;text-align:left;vertical-align:top;border-bottom:1px solid {_LINE}"
_NUMBER = f"{_CELL};text-align:right;white-space:nowrap"
_HEADING = f"color:{_QUIET};font-weight:600;vertical-align:bottom"
# By tag and class, as `html` writes them.
_LOOKS = {
    "h1": "font-size:22px;line-height:1.3;margin:0 0 4px",
    "h2": "font-size:17px;line-height:1.3;margin:28px 0 8px",
    "p": "margin:4px 0",
    "p quiet": f"margin:4px 0;color:{_QUIET}",
    "table": "border-collapse:collapse;font-variant-numeric:tabular-nums",
    "th col": f"{_CELL};{_HEADING}",
    "th col num": f"{_NUMBER};{_HEADING}",
    "th col bar": f"{_CELL};{_HEADING}",
    "th row": f"{_CELL};color:{_QUIET};font-weight:400",
    "td num": _NUMBER,
    "td day": f"{_CELL};white-space:nowrap",
    "td text": f"{_CELL};white-space:pre-wrap",
    "td long": f"{_CELL};white-space:pre-wrap;overflow-wrap:anywhere;word-break:break-word",
    "td bar": f"{_CELL};min-width:64px",
    "div scroll": "overflow-x:auto",
    "tfoot": f"font-weight:600;border-top:2px solid {_LINE}",
}
_PAGE = (
    '<div class="page" style="max-width:680px;margin:0 auto;padding:16px;color:#1c2024;'
    'background:#ffffff;font:15px/1.45 system-ui,-apple-system,Segoe UI,Roboto,sans-serif">\n'
)
_TAG = re.compile(r'<(h1|h2|p|div|table|th|td|tfoot)( scope="(\w+)")?( class="(\w+)")?')
_BARS = re.compile(r'<svg role="img" aria-label="([\d.]+)%">.*?</svg>')


def inlined(body: str) -> str:
    """The body of a page, from after `<main>` on, with the look on each element.

    All texts in it are escaped, so that whatever looks like a tag is one.
    """

    def look(match: re.Match[str]) -> str:
        key = " ".join(part for part in (match[1], match[3], match[5]) if part)
        return f'{match[0]} style="{_LOOKS[key]}"' if key in _LOOKS else match[0]

    styled = _BARS.sub(_bar, _TAG.sub(look, body))
    return _PAGE + styled.replace("</main>", "</div>\n</main>")


def _bar(match: re.Match[str]) -> str:
    percent = float(match[1])
    cell = (
        '<td style="padding:0;height:10px;line-height:10px;font-size:1px{look}" {more}>&nbsp;</td>'
    )
    filled = cell.format(
        look=f";background:{_BAR}", more=f'class="filled" bgcolor="{_BAR}" width="{percent:g}%"'
    )
    rest = cell.format(look="", more=f'width="{100 - percent:.4g}%"')
    cells = (filled if percent else "") + (rest if percent < 100 else "")
    return (
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"'
        f' style="border-collapse:collapse;margin-top:5px;min-width:64px"><tr>{cells}</tr></table>'
    )
