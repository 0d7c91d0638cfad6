"""InfluxDB is asked for, tried out, and asked for again where it refuses."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.homeiq.const import CONF_INFLUXDB, DOMAIN
from custom_components.homeiq.history.influxdb import check
from custom_components.homeiq.history.influxdb.client import Patience
from custom_components.homeiq.history.influxdb.settings import InfluxSettings
from custom_components.homeiq.issues import INFLUXDB_UNREACHABLE
from tests.e2e.home_assistant import free_port
from tests.fake_influxdb import (
    DATABASE,
    OPENING,
    USERNAME,
    FakeInfluxDB,
    Trouble,
    entry_data,
    listening,
)
from tests.flows import choose, enter, fields, is_kept, suggested
from tests.history.influxdb.certificates import Authority
from tests.samples import async_set_up

pytestmark = pytest.mark.usefixtures("recorder_mock", "socket_enabled")

WRONG: list[tuple[str, dict[str, str], dict[str, str]]] = [
    ("1", {"database": "typo"}, {"database": "influxdb_no_database"}),
    ("1", {"password": "typo"}, {"password": "influxdb_unauthorized"}),
    ("2", {"organization": "typo"}, {"bucket": "influxdb_no_database"}),
    ("2", {"bucket": "typo"}, {"bucket": "influxdb_no_database"}),
    ("2", {"token": "typo"}, {"token": "influxdb_unauthorized"}),
    ("3", {"database": "typo"}, {"database": "influxdb_no_database"}),
    ("3", {"token": "typo"}, {"token": "influxdb_unauthorized"}),
]


@pytest.fixture
def influxdb(socket_enabled: None) -> Iterator[FakeInfluxDB]:
    with listening() as fake:
        yield fake


@pytest.fixture
async def entry(hass: HomeAssistant) -> MockConfigEntry:
    return await async_set_up(hass)


async def enter_server(
    hass: HomeAssistant, entry: MockConfigEntry, url: str, version: str = "1", **more: Any
) -> ConfigFlowResult:
    form = await choose(hass, entry, "recorder_influxdb")
    return await enter(hass, form, {"version": version, "url": url, **more})


@pytest.mark.parametrize("version", sorted(OPENING))
async def test_each_version_is_asked_for_what_it_needs_and_kept(
    hass: HomeAssistant, entry: MockConfigEntry, influxdb: FakeInfluxDB, version: str
) -> None:
    form = await choose(hass, entry, "recorder_influxdb")
    assert fields(form) == ["version", "url", "verify_ssl", "ca_certificate"]
    form = await enter(hass, form, {"version": version, "url": f"{influxdb.url}/"})
    assert (form["step_id"], form["errors"]) == (f"influxdb_{version}", None)
    assert fields(form) == list(OPENING[version])
    assert set(influxdb.logins) <= {"", "Token"}  # nothing that it was not told yet
    await is_kept(hass, await enter(hass, form, OPENING[version]))
    assert entry.data == {CONF_INFLUXDB: entry_data(influxdb, version)}
    assert InfluxSettings.from_mapping(entry.data[CONF_INFLUXDB]).url == influxdb.url


@pytest.mark.parametrize(("version", "wrong", "told"), WRONG)
async def test_what_is_wrong_is_told_at_its_field_and_can_be_mended(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    influxdb: FakeInfluxDB,
    version: str,
    wrong: dict[str, str],
    told: dict[str, str],
) -> None:
    form = await enter_server(hass, entry, influxdb.url, version)
    entered = OPENING[version] | wrong
    form = await enter(hass, form, entered)
    assert (form["step_id"], form["errors"]) == (f"influxdb_{version}", told)
    # What was entered stays, but for secrets.
    secrets = {"password", "token"}
    assert suggested(form) == {key: one for key, one in entered.items() if key not in secrets}
    placeholders = form["description_placeholders"]
    assert placeholders is not None
    assert placeholders["error"]
    assert not secrets & set(placeholders)
    assert entry.data == {}
    await is_kept(hass, await enter(hass, form, OPENING[version]))
    assert entry.data == {CONF_INFLUXDB: entry_data(influxdb, version)}


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        (Trouble.BUSY, {"base": "influxdb_busy"}),
        (Trouble.HALF, {"base": "influxdb_half_answer"}),
        (Trouble.EMPTY, {"database": "influxdb_empty"}),
    ],
)
async def test_a_server_in_trouble_is_told_as_such(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    influxdb: FakeInfluxDB,
    trouble: Trouble,
    told: dict[str, str],
) -> None:
    influxdb.trouble = trouble
    form = await enter_server(hass, entry, influxdb.url)
    form = await enter(hass, form, OPENING["1"])
    assert (form["step_id"], form["errors"]) == ("influxdb_1", told)
    assert entry.data == {}


async def test_a_wrong_url_is_told_at_once(
    hass: HomeAssistant, entry: MockConfigEntry, influxdb: FakeInfluxDB
) -> None:
    form = await choose(hass, entry, "recorder_influxdb")
    for wrong in (f"http://127.0.0.1:{free_port()}", "influxdb", "ftp://127.0.0.1", "http://[::1"):
        entered = {"version": "3", "url": wrong, "verify_ssl": False}
        form = await enter(hass, form, entered)
        assert (form["step_id"], form["errors"]) == ("recorder_influxdb", {"url": "influxdb_url"})
        assert suggested(form) == entered
    form = await enter(hass, form, {"version": "3", "url": influxdb.url})
    assert form["step_id"] == "influxdb_3"


async def test_a_server_that_does_not_answer_is_not_waited_for_long(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    influxdb: FakeInfluxDB,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    form = await enter_server(hass, entry, influxdb.url)
    influxdb.trouble = Trouble.SILENT
    # The field that is to blame is on the first page.
    with monkeypatch.context() as brief:
        brief.setattr(check, "BRISK", Patience(attempts=1, silence=0.1, total=0.2))
        form = await enter(hass, form, OPENING["1"])
    assert (form["step_id"], form["errors"]) == ("recorder_influxdb", {"url": "influxdb_timeout"})
    influxdb.trouble = Trouble.NONE
    form = await enter(hass, form, suggested(form))
    assert suggested(form) == {"database": DATABASE, "username": USERNAME}
    # Nobody has to enter the password twice.
    await is_kept(hass, await enter(hass, form, suggested(form)))
    assert entry.data == {CONF_INFLUXDB: entry_data(influxdb)}


async def test_a_private_authority_is_trusted_once_its_certificate_is_given(
    hass: HomeAssistant, entry: MockConfigEntry, tmp_path: Path
) -> None:
    authority = Authority()
    with listening(authority.context(tmp_path)) as fake:
        form = await enter_server(hass, entry, fake.url)
        untrusted = {"ca_certificate": "influxdb_tls"}
        assert (form["step_id"], form["errors"]) == ("recorder_influxdb", untrusted)
        entered = {"version": "1", "url": fake.url, "verify_ssl": True}
        for text in ("certificate", "-----BEGIN CERTIFICATE-----\nä\n-----END CERTIFICATE-----"):
            form = await enter(hass, form, entered | {"ca_certificate": text})
            assert form["errors"] == {"ca_certificate": "no_certificate"}
            assert suggested(form)["ca_certificate"] == text
        form = await enter(
            hass, form, entered | {"ca_certificate": f"\n{authority.certificate}\n\n"}
        )
        await is_kept(hass, await enter(hass, form, OPENING["1"]))
        assert entry.data[CONF_INFLUXDB]["ca_certificate"] == authority.certificate.strip()


async def test_a_certificate_need_not_be_verified(
    hass: HomeAssistant, entry: MockConfigEntry, tmp_path: Path
) -> None:
    with listening(Authority().context(tmp_path)) as fake:
        form = await enter_server(hass, entry, fake.url, verify_ssl=False)
        await is_kept(hass, await enter(hass, form, OPENING["1"]))
        assert entry.data[CONF_INFLUXDB]["verify_ssl"] is False


async def test_a_second_visit_opens_with_what_is_kept_and_secrets_may_stay_unsaid(
    hass: HomeAssistant, entry: MockConfigEntry, influxdb: FakeInfluxDB
) -> None:
    for version in sorted(OPENING):
        hass.config_entries.async_update_entry(
            entry, data={"other": 1, CONF_INFLUXDB: entry_data(influxdb, version)}
        )
        form = await choose(hass, entry, "recorder_influxdb")
        shown = suggested(form)
        assert shown == {"version": version, "url": influxdb.url, "verify_ssl": True}
        form = await enter(hass, form, shown)
        shown = suggested(form)
        assert shown == {
            key: one for key, one in OPENING[version].items() if key not in {"password", "token"}
        }
        await is_kept(hass, await enter(hass, form, shown))
        assert entry.data == {"other": 1, CONF_INFLUXDB: entry_data(influxdb, version)}


async def test_what_opens_another_version_is_let_go(
    hass: HomeAssistant, entry: MockConfigEntry, influxdb: FakeInfluxDB
) -> None:
    kept = entry_data(influxdb, "2")
    hass.config_entries.async_update_entry(entry, data={CONF_INFLUXDB: kept})
    form = await enter_server(hass, entry, influxdb.url, "1")
    assert suggested(form) == {"database": DATABASE}
    form = await enter(hass, form, {"database": DATABASE})
    assert form["errors"] == {"password": "influxdb_unauthorized"}
    assert influxdb.logins[-1] == ""
    assert entry.data == {CONF_INFLUXDB: kept}


async def test_without_a_name_no_password_is_kept(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    influxdb: FakeInfluxDB,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tests.fake_influxdb.LOGINS", {""})  # it lets everybody in
    hass.config_entries.async_update_entry(entry, data={CONF_INFLUXDB: entry_data(influxdb)})
    form = await enter_server(hass, entry, influxdb.url)
    await is_kept(hass, await enter(hass, form, {"database": DATABASE}))
    kept = entry.data[CONF_INFLUXDB]
    assert (kept["username"], kept["password"]) == ("", "")


async def test_the_recorder_alone_lets_influxdb_go(
    hass: HomeAssistant, entry: MockConfigEntry, influxdb: FakeInfluxDB
) -> None:
    kept = {"other": 1, CONF_INFLUXDB: entry_data(influxdb)}
    hass.config_entries.async_update_entry(entry, data=kept)
    raise_issue(hass)
    form = await choose(hass, entry, "recorder")
    assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "recorder")
    assert entry.data == kept
    await is_kept(hass, await enter(hass, form, {}))
    assert entry.data == {"other": 1}
    assert (DOMAIN, INFLUXDB_UNREACHABLE) not in ir.async_get(hass).issues


@pytest.mark.parametrize(
    ("version", "asked"),
    [("1", ["username", "password"]), ("2", ["token"]), ("3", ["token"])],
)
async def test_reauth_asks_for_what_opens_it_and_nothing_else(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    influxdb: FakeInfluxDB,
    version: str,
    asked: list[str],
) -> None:
    kept = entry_data(influxdb, version)
    outdated = kept | dict.fromkeys(asked, "outdated")
    hass.config_entries.async_update_entry(entry, data={"other": 1, CONF_INFLUXDB: outdated})
    raise_issue(hass)
    form = await entry.start_reauth_flow(hass)
    assert (form["step_id"], fields(form)) == ("reauth_confirm", asked)
    placeholders = form["description_placeholders"]
    assert placeholders is not None
    assert (placeholders["url"], placeholders["database"]) == (influxdb.url, DATABASE)
    again = await enter(hass, form, dict.fromkeys(asked, "typo"))
    assert again["errors"] == {asked[-1]: "influxdb_unauthorized"}
    # What cannot be mended here is told above the fields.
    influxdb.trouble = Trouble.EMPTY
    right = {name: OPENING[version][name] for name in asked}
    again = await enter(hass, again, right)
    assert again["errors"] == {"base": "influxdb_empty"}
    influxdb.trouble = Trouble.NONE
    done = await enter(hass, again, right)
    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "reauth_successful")
    await hass.async_block_till_done()
    assert entry.data == {"other": 1, CONF_INFLUXDB: kept}
    assert (DOMAIN, INFLUXDB_UNREACHABLE) not in ir.async_get(hass).issues


def raise_issue(hass: HomeAssistant) -> None:
    ir.async_create_issue(
        hass,
        DOMAIN,
        INFLUXDB_UNREACHABLE,
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key=INFLUXDB_UNREACHABLE,
    )
