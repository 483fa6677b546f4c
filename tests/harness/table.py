# SPDX-License-Identifier: BSD-2-Clause
"""Text in columns, for terminals and pipes."""
import os
import shutil
import unicodedata

COLOURS = {"OK": "32", "WARNING": "33", "CRITICAL": "31", "UNKNOWN": "35"}


def width(text):
    """How many terminal columns a text takes: East Asian wide characters take two, combining marks none."""
    return sum(_columns(character) for character in text)


def _columns(character):
    if unicodedata.category(character) in ("Mn", "Me", "Cf", "Cc"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def clip(text, columns):
    """As much of the text as so many terminal columns hold, without breaking a word that could be kept whole. Japanese
    can be broken anywhere, only not before a mark that may not begin a line."""
    if width(text) <= columns:
        return text
    used, end = 0, 0
    for character in text:
        used += _columns(character)
        if used > columns:
            break
        end += 1
    whole = next((place for place in range(end, 0, -1) if _breakable(text[place - 1], text[place])), end)
    return text[:whole].rstrip()


def _breakable(before, after):
    wide = _columns(before) == 2 or _columns(after) == 2
    return after == " " or wide and before not in "（「" and after not in "、。）」ー"


def fold(text, columns, lines):
    """The text as at most so many lines of so many terminal columns; `...` shows that something is missing."""
    folded = []
    while len(folded) < lines - 1 and width(text) > columns:
        folded.append(clip(text, columns))
        text = text[len(folded[-1]):].lstrip()
    return folded + [text if width(text) <= columns else clip(text, columns - 3) + "..."]


def pad(text, columns):
    """The text with blanks behind it up to so many terminal columns."""
    return text + " " * (columns - width(text))


def colourful(stream):
    """Whether to use colours there (https://no-color.org)."""
    return stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def render(rows, stream, paint=lambda row, column, text: text):
    """Lines for rows of texts. On a terminal the last column is folded to its width (two lines at most); a pipe gets all
    of it in one line. `paint` may add colour to a cell that has its final width already."""
    screen = shutil.get_terminal_size().columns if stream.isatty() else None
    widths = [max(width(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    margin = sum(widths) + 2 * len(widths)
    for row in rows:
        cells = [paint(row, column, pad(text, columns)) for column, (text, columns) in enumerate(zip(row, widths))]
        first, *rest = fold(row[-1], max(screen - margin, 20), 2) if screen else [row[-1]]
        yield "  ".join(cells + [first]).rstrip()
        for line in rest:
            yield " " * margin + line


def colour(state, text):
    """The text in the colour of a state; reversed if it is none, such as `OK, expected CRITICAL`."""
    return "\033[{}m{}\033[0m".format(COLOURS.get(state, "7"), text)
