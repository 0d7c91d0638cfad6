"""The report of a run reaches a real broker through Home Assistant's own MQTT."""

import asyncio
from pathlib import Path
from time import monotonic

from tests.e2e.broker import add_mqtt, broker_running, listening
from tests.e2e.home_assistant import eventually, lean_home, running
from tests.e2e.parts import Program

CANNOT = "The report cannot be published to"
A_MINUTE = 60


async def test_the_report_of_each_run_reaches_the_broker(
    tmp_path: Path, mosquitto: Program
) -> None:
    prepared = lean_home(tmp_path / "config")
    with broker_running(mosquitto, tmp_path / "broker") as broker:
        async with running(prepared) as home:
            entry = await home.add_homeiq()
            await home.run()
            assert CANNOT not in home.log

            await add_mqtt(home, broker)
            with listening(broker, "homeiq/#") as listener:
                report = await home.run()
                message, said = await listener.report(report["run_id"])
                assert (message.topic, message.retain) == ("homeiq/analysis", False)
                assert said == report
            await home.choose(entry, mqtt_topic="home/iq/report", mqtt_retain=True)
            with listening(broker, "home/iq/report") as listener:
                assert listener.messages == []
                report = await home.run()
                await listener.report(report["run_id"])
            with listening(broker, "#") as late:
                message, _ = await late.report(report["run_id"])
                assert (message.topic, message.retain) == ("home/iq/report", True)
                # Of the topic before, nothing was retained.
                assert {one.topic for one in late.messages} == {"home/iq/report"}


async def test_a_broker_that_goes_away_is_told_once_and_gets_what_it_missed(
    tmp_path: Path, mosquitto: Program
) -> None:
    prepared = lean_home(tmp_path / "config")
    with broker_running(mosquitto, tmp_path / "broker") as broker:
        async with running(prepared) as home:
            await home.add_homeiq()
            await add_mqtt(home, broker)
            with listening(broker, "homeiq/#") as listener:
                await listener.report((await home.run())["run_id"])

                # The analysis that comes first may have met an MQTT that was still connecting.
                told = home.log.count(CANNOT)
                broker.stop()
                begun = monotonic()
                missed = [await home.run(), await home.run()]
                assert monotonic() - begun < A_MINUTE / 6
                assert {report["status"] for report in missed} == {"completed"}

                async def is_told() -> bool:
                    return home.log.count(CANNOT) > told

                await eventually("it is told", is_told, A_MINUTE)
                await asyncio.sleep(1)
                assert home.log.count(CANNOT) == told + 1

                broker.start()
                for report in missed:
                    await listener.report(report["run_id"])
                await listener.report((await home.run())["run_id"])

                async def works_again() -> bool:
                    return "are published to homeiq/analysis again" in home.log

                # The broker passes a report on before it tells whose it is that it has it.
                await eventually("it works again", works_again, A_MINUTE)
            assert home.log.count(CANNOT) == told + 1
