"""Where an InfluxDB is, and what opens it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final, Self

from yarl import URL

SCHEMES: Final = ("http", "https")


class InfluxVersion(StrEnum):
    """The generations of InfluxDB, whose interfaces differ."""

    ONE = "1"
    TWO = "2"
    THREE = "3"


@dataclass(frozen=True, slots=True)
class InfluxSettings:
    """One database of one server.

    A name and password that stand in the URL move to their own fields, so that the URL can be
    shown.
    """

    version: InfluxVersion
    url: str  # with a path where a proxy has the server under one
    database: str  # a bucket in InfluxDB 2
    organization: str = ""  # InfluxDB 2
    username: str = ""  # InfluxDB 1
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)  # InfluxDB 2 and 3
    verify_ssl: bool = True
    ca_certificate: str = field(default="", repr=False)  # PEM; empty: the usual authorities

    def __post_init__(self) -> None:
        """Bring the URL into its one form: no credentials, no query, no slash at its end."""
        try:
            url = URL(self.url.strip())
            if url.scheme not in SCHEMES or not url.host:
                return  # asking it will tell
            username, password = url.user or "", url.password or ""
            plain = str(url.with_user(None).with_query(None).with_fragment(None)).rstrip("/")
        except ValueError:
            return
        object.__setattr__(self, "url", plain)
        object.__setattr__(self, "username", self.username or username)
        object.__setattr__(self, "password", self.password or password)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be seen."""
        return tuple(secret for secret in (self.token, self.password) if secret)

    @property
    def place(self) -> str:
        """What tells its database from others, as a few letters."""
        told = f"{self.url}\n{self.organization}\n{self.database}"
        return sha256(told.encode()).hexdigest()[:8]

    @classmethod
    def from_mapping(cls, kept: Mapping[str, Any]) -> Self:
        """Return what `as_dict` gave; ValueError or KeyError where it is no such thing."""
        return cls(
            version=InfluxVersion(kept["version"]),
            url=kept["url"],
            database=kept["database"],
            organization=kept.get("organization", ""),
            username=kept.get("username", ""),
            password=kept.get("password", ""),
            token=kept.get("token", ""),
            verify_ssl=kept.get("verify_ssl", True),
            ca_certificate=kept.get("ca_certificate", ""),
        )

    def as_dict(self) -> dict[str, Any]:
        """Return what a config entry keeps; with the secrets."""
        return asdict(self) | {"version": self.version.value}
