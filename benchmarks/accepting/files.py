"""Files of automations as people have them."""

from pathlib import Path
from random import Random
from typing import Final

_ROOMS: Final = ("kitchen", "bath", "hall", "cellar", "café", "Küche", "お風呂")
_EMOJI: Final = ("💡", "🌙", "🏠", "👩‍🍳", "🇳🇱", "❄️")

_PLAIN: Final = """\
- id: '1700000000001'
  alias: Goodnight
  description: ''
  triggers:
  - trigger: event
    event_type: goodnight
  conditions: []
  actions:
  - event: off_to_bed
  mode: single
- id: '1700000000002'
  alias: Morning
  description: ''
  triggers:
  - trigger: time
    at: 06:45:00
  conditions: []
  actions:
  - event: up
  mode: single
"""
_COMMENTED: Final = """\
# Ours 💡: ask before you change anything!

- id: goodnight          # by the bed
  alias: "Goodnight 🌙"
  triggers:
    - &bed
      trigger: event
      event_type: goodnight
  actions:
    - event: off_to_bed   # -> scripts
      event_data: &data {volume: 0.2, "who": 'everybody'}


# --- mornings ---------------------------------------------------------
- id: morning
  alias: Morning
  description: >
    Folded, with a "quote",
    a - dash and a # that is no comment.
  triggers:
    - *bed
  actions:
    - event: up
      event_data:
        <<: *data
        text: |
          - id: not_an_automation
          # no comment either
# The end. 🏁
"""
_INDENTED: Final = """\
---
  - id: first
    alias: First
    triggers:
      - trigger: event
        event_type: first
    actions:
      - event: done

  # Between two.

  - id: second
    alias: Second
    triggers:
      - {trigger: event, event_type: second}
    actions: [{event: done}]
"""

# The small ones that meet with accidents, by name.
SMALL: Final[dict[str, bytes]] = {
    "as the editor writes it": _PLAIN.encode(),
    "by hand": _COMMENTED.encode(),
    "by hand, on Windows": _COMMENTED.replace("\n", "\r\n").encode(),
    "indented": _INDENTED.encode(),
    "without a last line break": _PLAIN.rstrip("\n").encode(),
    "an empty list": b"[]\n",
    "empty": b"",
    "a comment only": b"# Nothing here yet.\n",
}


def write_large(folder: Path, count: int, seed: int = 1) -> bytes:
    """Write a large file of automations with all that it includes; return its bytes.

    It has comments, anchors, includes, secrets, several styles of writing and emoji.
    """
    random = Random(seed)  # the same each time
    (folder / "secrets.yaml").write_text("pin: '0042'\n", "utf-8")
    (folder / "parts").mkdir(exist_ok=True)
    (folder / "parts" / "actions.yaml").write_text("- event: included  # 📎\n", "utf-8")
    text = "".join(_automation(number, random) for number in range(count))
    data = f"# Our automations 🏠\n{text}# End of our automations 🏁\n".encode()
    (folder / "automations.yaml").write_bytes(data)
    return data


def _automation(number: int, random: Random) -> str:
    """Return one item of the list, with what stands before it."""
    room, emoji = random.choice(_ROOMS), random.choice(_EMOJI)
    before = random.choice(("", "\n", f"# {room} {emoji} {'-' * random.randrange(40)}\n\n", "#\n"))
    after = random.choice(("", f"   # of the {room}", "\t# tab"))
    triggers = (
        f"    - trigger: event\n      event_type: 'e{number}'{after}\n",
        f"    - {{trigger: event, event_type: e{number}}}\n",
        (
            f"    - &t{number} # an anchor\n      trigger: event\n      event_type: e{number}\n"
            f"    - *t{number}\n"
        ),
    )
    actions = (
        "  actions: !include parts/actions.yaml\n",
        f"  actions: [{{event: done, event_data: {{room: '{room}', pin: !secret pin}}}}]\n",
        (
            f"  actions:\n    - event: done{after}\n      event_data:\n"
            f"        text: |\n          - id: {number}\n          # {emoji} of a text\n"
        ),
        (
            f"  actions:\n  - event: done\n    event_data: &d{number}\n      room: {room}\n"
            f'  - event: again\n    event_data:\n      <<: *d{number}\n      more: "\\u00e9"\n'
        ),
    )
    trigger, action = random.choice(triggers), random.choice(actions)
    return (
        f"{before}- id: '{1_600_000_000_000 + number}'\n"
        f'  alias: "{room} {number} {emoji}"\n'
        f"  triggers:\n{trigger}{action}  mode: single\n"
    )
