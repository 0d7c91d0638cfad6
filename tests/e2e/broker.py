"""A real mosquitto in a process of its own, and a client that listens to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
import json
from pathlib import Path
import subprocess
from typing import Any, Final

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion

from tests.e2e.home_assistant import Home, eventually
from tests.e2e.parts import Program
from tests.servers.process import Server, free_port

SECONDS: Final = 20


@dataclass(slots=True)
class Broker:
    """A broker on the loopback interface that may come and go; what it retains goes with it."""

    program: Program
    folder: Path
    port: int = field(default_factory=free_port)
    server: Server | None = None
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        settings = self.folder / "mosquitto.conf"
        settings.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence false\n", "utf-8"
        )
        command = (self.program.path, "-c", str(settings))
        self.server = Server(command, self.port, self.folder, self.program.environment)
        self.process = self.server.start()

    def stop(self) -> None:
        """End it; harmless when repeated."""
        if self.server is not None and self.process is not None:
            self.server.stop(self.process)
            self.process = None


@contextmanager
def broker_running(program: Program, folder: Path) -> Iterator[Broker]:
    """Start mosquitto in a folder; stop it in the end."""
    folder.mkdir()
    broker = Broker(program, folder)
    try:
        broker.start()
        yield broker
    finally:
        broker.stop()


async def add_mqtt(home: Home, broker: Broker) -> None:
    """Go through the config flow of Home Assistant's MQTT."""
    flows = "/api/config/config_entries/flow"
    form = await home.rest("POST", flows, {"handler": "mqtt"})
    answer = {
        "broker": "127.0.0.1",
        "port": broker.port,
        "protocol": "5",
        "other_settings": {"set_client_cert": False, "set_ca_cert": "off"},
    }
    done = await home.rest("POST", f"{flows}/{form['flow_id']}", answer)
    assert done["type"] == "create_entry", done


@dataclass(slots=True)
class Listener:
    """What a client has received."""

    messages: list[MQTTMessage] = field(default_factory=list)

    async def report(self, run_id: str) -> tuple[MQTTMessage, dict[str, Any]]:
        """Wait for the report of a run; return its message and what it says."""

        async def came() -> tuple[MQTTMessage, dict[str, Any]] | None:
            for message in list(self.messages):
                said: dict[str, Any] = json.loads(message.payload)
                if said["run_id"] == run_id:
                    return message, said
            return None

        return await eventually(f"the report of {run_id} is published", came, 2 * SECONDS)


@contextmanager
def listening(broker: Broker, topics: str) -> Iterator[Listener]:
    """Subscribe a client of its own, which comes back by itself when the broker was away."""
    listener = Listener()
    client = Client(CallbackAPIVersion.VERSION2)
    client.reconnect_delay_set(1, 1)
    client.on_connect = lambda *_: client.subscribe(topics, qos=1)
    client.on_message = lambda _client, _data, message: listener.messages.append(message)
    client.connect("127.0.0.1", broker.port)
    client.loop_start()
    try:
        yield listener
    finally:
        client.disconnect()
        client.loop_stop()
