"""What can keep a history from being read."""

import re
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from custom_components.homeiq.report import CausedError

# Seconds until what is expected to end is given up. Others lock a database for a backup or a
# repack, which take minutes; a server that restarts is back sooner.
BUSY_PATIENCE: Final = 300.0
LOST_PATIENCE: Final = 60.0

_HIDDEN: Final = "***"
_IN_URL: Final = re.compile(r"://[^:/@\s]*:([^@\s]*)@")  # as SQLAlchemy reads it
_NO_WORD: Final = 4  # characters: what is shorter is found within words, and replacing it tells it
_PASSWORDS: Final = ("password", "passwd")  # in the parameters of a URL


class HistoryError(CausedError):
    """The history cannot be read; the text says why in one line."""


class RecorderMissingError(HistoryError):
    """Home Assistant keeps no history here."""


class PassingError(HistoryError):
    """The history cannot be read just now; it is worth waiting, and the text is for afterwards."""

    def __init__(self, told: HistoryError, patience: float) -> None:
        """Take what to tell when it has not passed after `patience` seconds."""
        super().__init__(str(told), told.key, **told.values)
        self.patience = patience


def unreadable(error: BaseException) -> HistoryError:
    """Return what a database driver raised, told in one line."""
    cause = " ".join(str(error).split())
    return HistoryError(
        f"the recorder's database cannot be read: {cause}", "recorder_unreadable", error=cause
    )


def without_password(error: HistoryError, url: str) -> HistoryError:
    """Return an error for people to see: no text of it holds a password of the database's URL."""
    values = {name: _redacted(value, url) for name, value in error.values.items()}
    return HistoryError(_redacted(str(error), url), error.key, **values)


def _redacted(text: str, url: str) -> str:
    parameters = parse_qs(urlsplit(url).query)
    given = (one for key in _PASSWORDS for one in parameters.get(key, ()))
    secrets = (*_IN_URL.findall(url), *given)
    text = _IN_URL.sub(f"://{_HIDDEN}@", text)
    for secret in sorted({*secrets, *map(unquote, secrets)}, key=len, reverse=True):
        if len(secret) >= _NO_WORD:
            text = text.replace(secret, _HIDDEN)
    return text
