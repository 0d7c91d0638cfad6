"""A real language model behind OpenAI's API, and who counts what it is asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
import re
import subprocess
from time import monotonic, sleep
from typing import Final

from tests.e2e.parts import Program
from tests.servers.process import Server, free_port

MODEL: Final = "smollm2"
_LOAD_SECONDS: Final = 60
# One call at a time and one thread: where cores are few and busy, several wait for each other, and
# a model that says 30 tokens a second says two.
_ROOM: Final = ("-c", "4096", "-np", "1", "-t", "1", "--jinja", "--metrics")


@dataclass(slots=True)
class LanguageModel:
    """A model that answers at the loopback interface, until it is stopped."""

    program: Program
    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """What is entered as the address of the server."""
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def read(self) -> int:
        """How many tokens of prompts it has worked on so far."""
        _, metrics = self._get("/metrics")
        counted = re.search(r"^llamacpp:prompt_tokens_total (\d+)", metrics, re.MULTILINE)
        assert counted is not None, metrics
        return int(counted[1])

    def start(self) -> None:
        """Start it, and return when the model is loaded."""
        weights = Path(self.program.path).with_name("model.gguf")
        command = (
            *(self.program.path, "-m", str(weights), "--alias", MODEL),
            *("--host", "127.0.0.1", "--port", str(self.port)),
            *_ROOM,
        )
        self.process = self._server(command).start()
        end = monotonic() + _LOAD_SECONDS
        while self._get("/health")[0] != 200:  # 503 as long as it loads
            assert monotonic() < end, "the model is not loaded"
            sleep(0.1)

    def stop(self) -> None:
        """End it; harmless when repeated."""
        if self.process is not None:
            self._server(()).stop(self.process)
            self.process = None

    def _server(self, command: tuple[str, ...]) -> Server:
        return Server(command, self.port, self.folder, self.program.environment)

    def _get(self, path: str) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()


@contextmanager
def model_running(program: Program, folder: Path) -> Iterator[LanguageModel]:
    """Serve the model; end it in the end."""
    folder.mkdir()
    model = LanguageModel(program, folder)
    try:
        model.start()
        yield model
    finally:
        model.stop()
