"""The demo is a command: it says what was found, and ends well."""

import asyncio
from pathlib import Path

from tests.conftest import ROOT

FIVE_MINUTES = 300


async def test_once_prints_the_suggestions_with_their_evidence_and_ends(tmp_path: Path) -> None:
    demo = await asyncio.create_subprocess_exec(
        *(str(ROOT / "script" / "demo"), "--once"),
        cwd=tmp_path,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        output, errors = await asyncio.wait_for(demo.communicate(), FIVE_MINUTES)
    finally:
        if demo.returncode is None:
            demo.terminate()
            await demo.wait()
    assert demo.returncode == 0, errors.decode()
    printed = output.decode().lower()
    assert "motion" in printed
    assert "right" in printed
    assert "wrong" in printed
