"""A file of many automations with all that people put into such files."""

from collections.abc import Callable

_HEAD = """\
# My automations — bitte nicht sortieren! 🏠
#
# Kitchen first, the rest follows.

"""
_KINDS: tuple[Callable[[int], str], ...] = (
    lambda n: (
        f"""\
- id: '{n:013d}'
  alias: Flur {n} 💡 an
  description: ''
  triggers:
  - trigger: state
    entity_id:
    - binary_sensor.flur_{n}
    to: 'on'    # as the sensor says it
  conditions: []
  actions:
  - action: light.turn_on
    target: {{entity_id: [light.flur_{n}, "light.flur_{n}_zwei"]}}
    data:
      brightness_pct: 040
  mode: single
"""
    ),
    lambda n: (
        f"""\

# --- Nr. {n}: written by hand ---
- alias: "Morgens: {n}"
  id: hand_{n}
  trigger: &wecker_{n}
    platform: time
    at: 07:30:00
  action:
    - service: notify.mobile_app
      data:
        title: !secret notify_title
        message: >-
          Guten Morgen, es ist {{{{ now().strftime('%H:%M') }}}}
          und draußen {{{{ states('sensor.temp_{n}') }}}} °C.

            (eingerückt)
    #- service: light.turn_on     # later perhaps
    - <<: *wecker_{n}
      platform: not_a_time
"""
    ),
    lambda n: (
        f"""\
- id: template_{n}
  alias: Vorlage {n}
  variables:
    text: |
      {{% if is_state('light.a_{n}', 'on') %}}
        on: yes
      {{% endif %}}
    rest: |+
      two empty lines belong to this


  triggers: !include triggers/{n}.yaml
  conditions: !include_dir_merge_list conditions/
  actions:
  - action: !input what_{n}
  - delay: {{minutes: 5}}
"""
    ),
    lambda n: (
        f"""\
- id: "{n}"
  use_blueprint: {{path: homeassistant/motion_light.yaml,
    input: {{motion_entity: binary_sensor.b_{n},   light_target: {{entity_id: light.b_{n}}}}}}}
  ? alias
  : 'It''s number {n}'\t# a tab before this
"""
    ),
    lambda n: (
        f"""\
- id: &id_{n} anchored_{n}
  alias: *id_{n}
  triggers: []
  actions: []
  # trailing comment of {n}
"""
    ),
)


def many(count: int = 500) -> str:
    """Return the text of a file with so many automations."""
    return _HEAD + "".join(_KINDS[n % len(_KINDS)](n) for n in range(count))


def config(number: int) -> dict[str, object]:
    """Return an automation that may be added."""
    return {
        "alias": f"Licht {number} 💡: an",
        "description": f"Jeden Werktag.\n\nVon HomeIQ, Vorschlag {number}.",
        "triggers": [{"trigger": "time", "at": "07:30:00"}],
        "conditions": [{"condition": "time", "weekday": ["mon", "tue"]}],
        "actions": [
            {
                "action": "light.turn_on",
                "target": {"entity_id": "light.flur"},
                "data": {"brightness_pct": 40, "effect": "on"},
            }
        ],
        "mode": "single",
    }
