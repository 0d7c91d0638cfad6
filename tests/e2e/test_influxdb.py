"""Home Assistant's own InfluxDB integration writes, and HomeIQ reads what the recorder lacks."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from homeassistant.core import State
import numpy as np
import pytest

from tests.e2e.home_assistant import Home, Prepared, eventually, lean_home, running
from tests.e2e.parts import need
from tests.history.influxdb import server as influxd
from tests.history.influxdb.server import InfluxServer
from tests.servers.process import free_port

A_MINUTE = 60
DATABASE = "home_assistant"
LAMP = "light.reading_lamp"
DAYS = 20
FLOWS = "/api/config/config_entries/flow"

# A lamp that can be switched, and remembers it.
LAMP_CONFIGURATION = """
input_boolean:
  lamp:
template:
  - light:
      - name: Reading lamp
        state: "{{ is_state('input_boolean.lamp', 'on') }}"
        turn_on:
          action: input_boolean.turn_on
          target:
            entity_id: input_boolean.lamp
        turn_off:
          action: input_boolean.turn_off
          target:
            entity_id: input_boolean.lamp
"""


@pytest.fixture
def influxdb(tmp_path: Path, socket_enabled: None) -> Iterator[InfluxServer]:
    """Return a server that holds 20 days of a habit, and has a user who may read them."""
    folder = tmp_path / "influxdb"
    folder.mkdir()
    with influxd.running(need("InfluxDB"), folder, auth=True) as server:
        server.fill(DATABASE, evenings())
        server.query("CREATE USER reader WITH PASSWORD 'read me'")
        server.query(f"GRANT READ ON {DATABASE} TO reader")
        yield server


def evenings() -> Iterator[State]:
    """Yield how the lamp was switched on and off in the evenings before yesterday's."""
    delays = np.random.default_rng(1).uniform(0, 600, (DAYS, 2))
    today = datetime.now(ZoneInfo("Europe/Amsterdam")).replace(hour=0, minute=0, second=0)
    for days_ago, delay in enumerate(delays.tolist(), 2):
        evening = today - timedelta(days=days_ago)
        for hour, seconds, state in ((20, delay[0], "on"), (22, delay[1], "off")):
            moment = (evening + timedelta(hours=hour, seconds=seconds)).astimezone(UTC)
            yield State(
                LAMP,
                state,
                {"friendly_name": "Reading lamp", "supported_color_modes": ["onoff"]},
                last_changed=moment,
                last_updated=moment,
            )


def home_with_a_lamp(config: Path) -> Prepared:
    prepared = lean_home(config)
    with (config / "configuration.yaml").open("a", encoding="utf-8") as configuration:
        configuration.write(LAMP_CONFIGURATION)
    return prepared


async def enter(home: Home, form: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = await home.rest("POST", f"{FLOWS}/{form['flow_id']}", values)
    return answer


async def reconfigure(home: Home, entry: dict[str, Any], step: str) -> dict[str, Any]:
    start = {"handler": "homeiq", "entry_id": entry["entry_id"]}
    menu = await home.rest("POST", FLOWS, start)
    wording = ["templates", "openai", "ai_task"]
    assert menu["menu_options"] == ["basics", "recorder", "recorder_influxdb", *wording]
    return await enter(home, menu, {"next_step_id": step})


async def add_influxdb_integration(home: Home, server: InfluxServer) -> None:
    """Set up Home Assistant's own integration, as a person would."""
    menu = await home.rest("POST", FLOWS, {"handler": "influxdb"})
    form = await enter(home, menu, {"next_step_id": "configure_v1"})
    done = await enter(
        home,
        form,
        {
            "url": server.url,
            "verify_ssl": False,
            "database": DATABASE,
            "username": server.username,
            "password": server.password,
        },
    )
    assert done["type"] == "create_entry", done


async def add_influxdb(home: Home, entry: dict[str, Any], server: InfluxServer) -> None:
    """Have HomeIQ read InfluxDB too."""
    form = await reconfigure(home, entry, "recorder_influxdb")
    form = await enter(home, form, {"version": "1", "url": server.url})
    opening = {"database": DATABASE, "username": "reader", "password": "read me"}
    done = await enter(home, form, opening)
    assert (done["type"], done["reason"]) == ("abort", "reconfigure_successful"), done
    await is_loaded_again(home)


async def is_loaded_again(home: Home) -> None:
    async def loaded() -> bool:
        entries = await home.rest("GET", "/api/config/config_entries/entry")
        return any(one["domain"] == "homeiq" and one["state"] == "loaded" for one in entries)

    await eventually("HomeIQ is loaded", loaded, A_MINUTE)


async def written_live(home: Home, server: InfluxServer) -> dict[str, Any]:
    """Switch the lamp, and return the point that Home Assistant wrote of it."""
    await home.rest("POST", "/api/services/light/turn_on", {"entity_id": LAMP})

    async def point() -> dict[str, Any]:
        text = 'SELECT * FROM "light.reading_lamp" WHERE time > now() - 5m ORDER BY time DESC'
        found = server.query(text, DATABASE)["results"][0].get("series", [])
        if not found:
            return {}
        return dict(zip(found[0]["columns"], found[0]["values"][0], strict=True))

    return await eventually("Home Assistant writes the lamp", point, A_MINUTE)


async def issue_ids(home: Home) -> set[str]:
    return {issue["issue_id"] for issue in await home.issues()}


async def test_days_that_only_influxdb_knows_are_read_and_learned_from(
    influxdb: InfluxServer, tmp_path: Path
) -> None:
    async with running(home_with_a_lamp(tmp_path / "config")) as home:
        await add_influxdb_integration(home, influxdb)
        live = await written_live(home, influxdb)
        # What the test wrote before is what Home Assistant writes.
        assert (live["domain"], live["entity_id"]) == tuple(LAMP.split("."))
        assert (live["state"], live["value"]) == ("on", 1)
        series = influxdb.query('SHOW SERIES FROM "light.reading_lamp"', DATABASE)
        assert len(series["results"][0]["series"][0]["values"]) == 1

        entry = await home.add_homeiq()
        report = await home.action("homeiq.run_analysis")
        assert report["status"] == "completed"
        assert report["days_of_history"] <= 1
        assert report["suggestions_generated"] == 0

        await add_influxdb(home, entry, influxdb)
        report = await home.action("homeiq.run_analysis")
        assert report["status"] == "completed"
        assert report["days_of_history"] >= DAYS
        assert report["events"] >= 2 * DAYS
        assert await issue_ids(home) <= {f"suggestion_{one['id']}" for one in await kept(home)}
        about = [one for one in await kept(home) if LAMP in one["entity_ids"]]
        assert any(one["pattern_type"] == "time_of_day" for one in about)
        assert all(one["evidence"]["right"] > one["evidence"]["wrong"] for one in about)


async def kept(home: Home) -> list[dict[str, Any]]:
    response = await home.action("homeiq.get_suggestions")
    suggestions: list[dict[str, Any]] = response["suggestions"]
    return suggestions


async def test_each_wrong_entry_has_its_own_error_and_nothing_is_kept(
    influxdb: InfluxServer, tmp_path: Path
) -> None:
    async with running(home_with_a_lamp(tmp_path / "config")) as home:
        entry = await home.add_homeiq()
        form = await reconfigure(home, entry, "recorder_influxdb")
        for url, error in (
            (f"http://127.0.0.1:{free_port()}", "influxdb_url"),
            (home.url, "influxdb_url"),  # something else that answers
            (influxdb.url.replace("http:", "https:"), None),
        ):
            form = await enter(home, form, {"version": "1", "url": url})
            assert form["step_id"] == "recorder_influxdb"
            if error is None:
                assert form["errors"] == {"ca_certificate": "influxdb_tls"}
            else:
                assert form["errors"] == {"url": error}
        form = await enter(home, form, {"version": "1", "url": influxdb.url})
        right = {"database": DATABASE, "username": "reader", "password": "read me"}
        for wrong, errors in (
            ({"password": "typo"}, {"password": "influxdb_unauthorized"}),
            ({"username": "", "password": ""}, {"password": "influxdb_unauthorized"}),
            # Who may read one database is not told whether there is another.
            ({"database": "typo"}, {"database": "influxdb_forbidden"}),
            (
                {"username": "admin", "password": "open sesame", "database": "typo"},
                {"database": "influxdb_no_database"},
            ),
        ):
            form = await enter(home, form, right | wrong)
            assert (form["step_id"], form["errors"]) == ("influxdb_1", errors)
            assert "read me" not in str(form)
        # Nothing was kept of all this.
        diagnostics = await home.rest("GET", f"/api/diagnostics/config_entry/{entry['entry_id']}")
        assert diagnostics["data"]["data"] == {}
        assert "read me" not in home.log


async def test_a_server_that_goes_or_refuses_is_a_repair_until_it_is_mended(
    influxdb: InfluxServer, tmp_path: Path
) -> None:
    async with running(home_with_a_lamp(tmp_path / "config")) as home:
        entry = await home.add_homeiq()
        await add_influxdb(home, entry, influxdb)
        report = await home.action("homeiq.run_analysis")
        assert report["days_of_history"] >= DAYS

        influxdb.query("SET PASSWORD FOR reader = 'read me again'")
        report = await home.action("homeiq.run_analysis")
        # The archive has what was read before.
        assert (report["status"], report["days_of_history"] >= DAYS) == ("completed", True)
        assert "influxdb_unreachable" in await issue_ids(home)
        going = await home.command("config_entries/flow/progress")
        flow = next(one for one in going if one["handler"] == "homeiq")
        assert (flow["context"]["source"], flow["step_id"]) == ("reauth", "reauth_confirm")
        done = await enter(home, flow, {"username": "reader", "password": "read me again"})
        assert (done["type"], done["reason"]) == ("abort", "reauth_successful")
        assert "influxdb_unreachable" not in await issue_ids(home)
        await is_loaded_again(home)
        await home.action("homeiq.run_analysis")
        assert "influxdb_unreachable" not in await issue_ids(home)

        done = await enter(home, await reconfigure(home, entry, "recorder"), {})
        assert done["reason"] == "reconfigure_successful"
        await is_loaded_again(home)
        report = await home.action("homeiq.run_analysis")
        assert report["days_of_history"] >= DAYS
        diagnostics = await home.rest("GET", f"/api/diagnostics/config_entry/{entry['entry_id']}")
        told = diagnostics["data"]
        assert told["data"] == {}
        assert told["archive"]["days"] >= DAYS
        assert told["archive"]["asked"]["influxdb"] >= DAYS
