"""The baseline takes the trigger that fits best, whatever that is worth."""

from datetime import date
from pathlib import Path

from benchmarks.baseline import automations
from benchmarks.real_home import RealHome

HOME = RealHome("a", "events.csv", "UTC", 52.0, 5.0, "2026-03-16", "light", ())


def test_each_act_gets_the_one_trigger_that_fits_the_learning_days_best(tmp_path: Path) -> None:
    rows = ["time,entity_id,state"]
    for day in range(2, 16):
        hour = 6 + day * 5 % 16  # at any hour
        rows += [
            f"2026-03-{day:02}T{hour:02}:00:00,binary_sensor.door,on",
            f"2026-03-{day:02}T{hour:02}:01:00,light.hall,on",
            f"2026-03-{day:02}T{hour:02}:20:00,binary_sensor.door,off",
            f"2026-03-{day:02}T23:{day + 5:02}:00,light.hall,off",
        ]
    # After the split everything is otherwise, which must not teach.
    rows += [
        f"2026-03-{day}T12:00:00,light.hall,{state}" for day in (17, 18) for state in ("on", "off")
    ]
    file = tmp_path / "events.csv"
    file.write_text("\n".join(rows), "utf-8")
    triggers = [one["triggers"] for one in automations(HOME, file, date(2026, 3, 16))]
    door = {
        "trigger": "state",
        "entity_id": ["binary_sensor.door"],
        "from": "off",
        "to": "on",
    }
    assert sorted(triggers, key=str) == [[door], [{"trigger": "time", "at": "23:10:00"}]]
