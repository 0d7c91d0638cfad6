"""Where an InfluxDB is, as it is kept."""

from dataclasses import replace

import pytest

from custom_components.homeiq.history.influxdb.settings import InfluxSettings, InfluxVersion

SETTINGS = InfluxSettings(
    version=InfluxVersion.TWO,
    url="https://example.org:8086/influx",
    database="home",
    organization="family",
    username="anna",
    password="a password",
    token="a token",
    verify_ssl=False,
    ca_certificate="-----BEGIN CERTIFICATE-----",
)


def test_what_is_kept_is_what_was_there() -> None:
    kept = SETTINGS.as_dict()
    assert type(kept["version"]) is str
    assert InfluxSettings.from_mapping(kept) == SETTINGS


def test_only_the_version_the_address_and_the_database_are_needed() -> None:
    kept = {"version": "1", "url": "http://influxdb:8086", "database": "home"}
    settings = InfluxSettings.from_mapping(kept)
    assert settings == InfluxSettings(InfluxVersion.ONE, "http://influxdb:8086", "home")
    assert settings.verify_ssl


@pytest.mark.parametrize("kept", [{}, {"version": "4", "url": "http://x", "database": "home"}])
def test_what_is_no_such_thing_is_refused(kept: dict[str, str]) -> None:
    with pytest.raises((KeyError, ValueError)):
        InfluxSettings.from_mapping(kept)


@pytest.mark.parametrize("text", [repr(SETTINGS), str(SETTINGS), f"{SETTINGS}"])
def test_shown_it_tells_no_secrets(text: str) -> None:
    assert "a password" not in text
    assert "a token" not in text


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("http://influxdb:8086/", "http://influxdb:8086"),
        (" http://influxdb:8086 ", "http://influxdb:8086"),
        ("https://proxy/influx//", "https://proxy/influx"),
        ("http://[::1]:8086/", "http://[::1]:8086"),
        ("http://influxdb:8086/?db=home#x", "http://influxdb:8086"),
        ("influxdb", "influxdb"),
        ("ftp://influxdb", "ftp://influxdb"),
        ("http://[::1", "http://[::1"),
    ],
)
def test_addresses_have_one_form(url: str, plain: str) -> None:
    assert InfluxSettings(InfluxVersion.ONE, url, "home").url == plain


def test_credentials_in_the_address_move_to_their_place() -> None:
    settings = InfluxSettings(InfluxVersion.ONE, "http://anna:p%40ss@influxdb:8086", "home")
    assert settings.url == "http://influxdb:8086"
    assert (settings.username, settings.password) == ("anna", "p@ss")
    assert settings.secrets == ("p@ss",)
    kept = replace(settings, url="http://berta:other@influxdb:8086")
    assert (kept.username, kept.password) == ("anna", "p@ss")


def test_another_database_is_another_place_and_another_password_is_not() -> None:
    assert SETTINGS.place == replace(SETTINGS, token="another").place
    others = [replace(SETTINGS, url="http://other"), replace(SETTINGS, organization="other")]
    others.append(replace(SETTINGS, database="other"))
    assert len({each.place for each in (SETTINGS, *others)}) == 4
