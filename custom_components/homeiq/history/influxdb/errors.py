"""What can keep an InfluxDB from being read."""

from enum import StrEnum
from typing import Final

from custom_components.homeiq.history.errors import HistoryError
from custom_components.homeiq.history.influxdb.settings import InfluxSettings

_CAUSE_LENGTH: Final = 200
_HIDDEN: Final = "***"


class InfluxProblem(StrEnum):
    """The kinds of failure that people can do something about; keys of the translations."""

    URL = "influxdb_url"
    TLS = "influxdb_tls"
    TIMEOUT = "influxdb_timeout"
    UNAUTHORIZED = "influxdb_unauthorized"
    FORBIDDEN = "influxdb_forbidden"
    NO_DATABASE = "influxdb_no_database"
    HALF_ANSWER = "influxdb_half_answer"
    BUSY = "influxdb_busy"
    EMPTY = "influxdb_empty"


_TEXTS: Final = {
    InfluxProblem.URL: "no InfluxDB answers at {url}; check the address, its port and path"
    " ({error})",
    InfluxProblem.TLS: "the connection to {url} is not secure; give the certificate of the"
    " authority that signed the server's, or check the address ({error})",
    InfluxProblem.TIMEOUT: "InfluxDB at {url} does not answer in time; check that it runs and is"
    " not overloaded ({error})",
    InfluxProblem.UNAUTHORIZED: "InfluxDB at {url} refuses the credentials; check them ({error})",
    # A server does not tell those whom it forbids something whether there is such a thing.
    InfluxProblem.FORBIDDEN: "InfluxDB at {url} does not let these credentials read {database};"
    " check the name and their permissions ({error})",
    InfluxProblem.NO_DATABASE: "InfluxDB at {url} has no database, bucket or organization of the"
    " given name ({database}); check its spelling ({error})",
    InfluxProblem.HALF_ANSWER: "InfluxDB at {url} did not answer in full; check its log and what"
    " lies between it and Home Assistant ({error})",
    InfluxProblem.BUSY: "InfluxDB at {url} is too busy or fails; it is asked again at the next"
    " analysis ({error})",
    InfluxProblem.EMPTY: "the database {database} at {url} has no entities of Home Assistant;"
    " check that it is the one that Home Assistant's InfluxDB integration writes to ({error})",
}


class InfluxError(HistoryError):
    """An InfluxDB cannot be read; its key is one of InfluxProblem."""


def failed(settings: InfluxSettings, problem: InfluxProblem, cause: str) -> InfluxError:
    """Return a failure, with what a server or library said of it in one line without secrets."""
    cause = " ".join(cause.split())
    for secret in settings.secrets:
        cause = cause.replace(secret, _HIDDEN)
    values = {
        "url": settings.url,
        "database": settings.database,
        "error": cause[:_CAUSE_LENGTH] or problem.name.lower(),
    }
    return InfluxError(_TEXTS[problem].format(**values), problem.value, **values)
