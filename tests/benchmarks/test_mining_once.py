"""A log is mined in a fresh process."""

import json
from pathlib import Path
import pickle
import subprocess
import sys

from tests.conftest import ROOT
from tests.mining.build import HOME, Diary


def test_what_is_measured_is_told_as_one_object(tmp_path: Path) -> None:
    diary = Diary()
    diary.habit(range(10), "07:00", "light.lamp")
    log = diary.log()
    file = tmp_path / "log.pickle"
    file.write_bytes(pickle.dumps((log, HOME)))
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.mining_once", str(file), "2"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    told = json.loads(done.stdout)
    assert told["events"] == len(log)
    assert 0 < told["best"] <= told["median"]
    assert told["megabytes"] >= 0
    assert told["sort"] > 0
