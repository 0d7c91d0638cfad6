"""Databases of all generations, filled and asked in one way."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from typing import Final, Protocol

from homeassistant.core import HomeAssistant, State

from custom_components.homeiq.history.influxdb.client import InfluxClient, Patience
from custom_components.homeiq.history.influxdb.settings import InfluxSettings, InfluxVersion
from tests.history.influxdb.fake2 import FakeInfluxDb2
from tests.history.influxdb.fake3 import FakeInfluxDb3
from tests.history.influxdb.fakes import TOKEN, FakeInfluxDb
from tests.history.influxdb.server import InfluxServer

NUMBERS: Final = count()
HASTE: Final = Patience(attempts=3, first_pause=0.01, longest_pause=2.0, silence=0.5, total=10.0)


class Place(Protocol):
    """A database that can be filled."""

    @property
    def settings(self) -> InfluxSettings:
        """Where it is."""

    def fill(self, states: Iterable[State]) -> None:
        """Write states as Home Assistant does."""


@dataclass(frozen=True, slots=True)
class RealPlace:
    """A database of a real server."""

    server: InfluxServer
    database: str

    @property
    def settings(self) -> InfluxSettings:
        return of_one(self.server, self.database)

    def fill(self, states: Iterable[State]) -> None:
        self.server.fill(self.database, states)


@dataclass(frozen=True, slots=True)
class FakePlace:
    """What a fake holds."""

    fake: FakeInfluxDb
    settings: InfluxSettings

    def fill(self, states: Iterable[State]) -> None:
        self.fake.fill(states)


def of_one(server: InfluxServer, database: str) -> InfluxSettings:
    return InfluxSettings(
        InfluxVersion.ONE,
        server.url,
        database,
        username=server.username,
        password=server.password,
    )


def of_two(fake: FakeInfluxDb2) -> InfluxSettings:
    return InfluxSettings(
        InfluxVersion.TWO, fake.url, fake.database, organization=fake.organization, token=TOKEN
    )


def of_three(fake: FakeInfluxDb3) -> InfluxSettings:
    return InfluxSettings(InfluxVersion.THREE, fake.url, fake.database, token=TOKEN)


def client(hass: HomeAssistant, settings: InfluxSettings) -> InfluxClient:
    return InfluxClient(hass, settings, HASTE)
