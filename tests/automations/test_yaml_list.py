from collections.abc import Callable
from datetime import datetime
from time import thread_time
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest
import yaml

from custom_components.homeiq.automations import yaml_list
from custom_components.homeiq.automations.editing import EditError
from custom_components.homeiq.automations.yaml_reading import ids
from tests.automations.many import config, many
from tests.automations.test_yaml_layout import CONFIGS
from tests.mining.build import quick

NEW = {"alias": "New", "actions": [{"action": "light.turn_on", "data": {"a": 1}}]}
BLOCK = """\
- id: homeiq_1
  alias: New
  actions:
  - action: light.turn_on
    data:
      a: 1
"""


def added(text: str) -> str:
    return yaml_list.add(text, "homeiq_1", NEW).text


def refused(text: str, act: Callable[[str], object] = added) -> EditError:
    with pytest.raises(EditError) as raised:
        act(text)
    return raised.value


@pytest.mark.parametrize(("count", "end"), [(500, "\n"), (100, "\r\n")])
def test_many_automations_survive_a_hundred_additions_byte_for_byte(count: int, end: str) -> None:
    text = before = many(count).replace("\n", end)
    blocks = []
    began = thread_time()
    for number in range(100):
        addition = yaml_list.add(text, f"homeiq_{number}", config(number))
        assert addition.text == text + addition.block
        blocks.append(addition.block)
        text = addition.text
    seconds = (thread_time() - began) / 100
    assert text == before + "".join(blocks)
    assert "\n" not in "".join(blocks).replace(end, "")
    assert ids(text)[-100:] == [f"homeiq_{number}" for number in range(100)]
    # 0.2 s on two cores of a server; the parser that is not in C takes ten times that.
    assert seconds < 2
    for number in reversed(range(100)):
        text = yaml_list.remove(text, f"homeiq_{number}") if number % 25 == 0 else text
    assert text == before + "".join(block for n, block in enumerate(blocks) if n % 25)


def test_what_is_added_reads_as_it_was_given() -> None:
    odd: dict[Any, Any] = {
        "time": "07:30:00",
        "late": "23:15",
        "number": "0123",
        "octal": "0o17",
        "words": ["on", "off", "yes", "No", "y", "n", "true", "null", "~", "", " ", "=", "<<"],
        "y": "on",
        "on": {"yes": None, "no": True, "maybe": [False, 0, 1.5, 1e20, -3]},
        "empty": [{}, [], [[]], [{"a": []}]],
        "emoji": "💡 an",
        "lines": "one\n\n  two\nthree\n",
        "open": "one\ntwo",
        "spaces": "one \ntwo",
        "first": "  one\ntwo",
        "more": "one\ntwo\n\n",
        "breaks": "\n",
        "strange": "a\x85b\u2028c\u2029d\ufeffe\x07f\rg\th\x00",
        "tab": "a\n\tb",
        "marks": [
            "- a",
            "a: b",
            "a #b",
            "#a",
            "&a",
            "*a",
            "!a",
            "%a",
            "@a",
            "`a",
            "---",
            "...",
            "?",
        ],
        "template": "{{ states('light.a') }}: {% if x %}\n  1\n{% endif %}",
        "long": "word " * 200 + "end",
        "dates": ["2026-01-01", "2026-01-01T07:30:00Z", "1_000", "0x1F", ".5", "1e3", "+1", "1:20"],
        "listed": [["a\nb\n", ["c"]], "d\ne"],
        1: "a number as key",
    }
    text = yaml_list.add("", "homeiq_1", odd).text
    assert yaml.safe_load(text) == [{"id": "homeiq_1", **odd}]
    for quoted in ("time: '07:30:00'", "late: '23:15'", "- 'on'", "- 'y'", "emoji: 💡 an"):
        assert quoted in text
    assert text.count("\n  long: word word") == 1
    assert "  lines: |\n    one\n\n      two\n    three\n" in text


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("", BLOCK),
        ("\n", "\n" + BLOCK),
        ("[]", BLOCK),
        ("[]\n", BLOCK),
        ("[ ]  \n", BLOCK),
        ("[\n]\n", BLOCK),
        ("[]\r\n", BLOCK.replace("\n", "\r\n")),
        ("# one\n[]  # none yet\n", "# one\n  # none yet\n" + BLOCK),
        ("# only\n# comments", "# only\n# comments\n" + BLOCK),
        ("---", "---\n" + BLOCK),
        ("---\n", "---\n" + BLOCK),
        ("--- []\n", "--- \n" + BLOCK),
        ("--- # none\n...\n# after\n", "--- # none\n" + BLOCK + "...\n# after\n"),
        ("---\n[]\n...\n", "---\n" + BLOCK + "...\n"),
        ("%YAML 1.1\n---\n- a\n", "%YAML 1.1\n---\n- a\n" + BLOCK),
        ("- a", "- a\n" + BLOCK),
        ("- a: 1 # x\r\n- b", "- a: 1 # x\r\n- b\r\n" + BLOCK.replace("\n", "\r\n")),
        ("- a: 1\n...\n", "- a: 1\n" + BLOCK + "...\n"),
        ("---\n- a: 1\n# end\n", "---\n- a: 1\n# end\n" + BLOCK),
        ("- a:\n    b: 1\n  # in\n# out\n", "- a:\n    b: 1\n  # in\n# out\n" + BLOCK),
        ("- a: |\n    x\n", "- a: |\n    x\n" + BLOCK),
        ("- a: |\n    x\n\n\n", "- a: |\n    x\n\n\n" + BLOCK),
        ("- a: |+\n    x\n\n\n", "- a: |+\n    x\n\n\n" + BLOCK),
        ("- a: |-\n    x", "- a: |-\n    x\n" + BLOCK),
        ("- a: >-\n    x\n    y", "- a: >-\n    x\n    y\n" + BLOCK),
        ("- a: '\n\n    x\n\n    '", "- a: '\n\n    x\n\n    '\n" + BLOCK),
        ("\ufeff- a\n", "\ufeff- a\n" + BLOCK),
        ("\ufeff", "\ufeff" + BLOCK),
        ('- a: "x\x85  y"\u2028\n', '- a: "x\x85  y"\u2028\n' + BLOCK),
        ("- a: 1\x85- b: 1", "- a: 1\x85- b: 1\n" + BLOCK),
        ("- a:\t1\t# x\n", "- a:\t1\t# x\n" + BLOCK),
        ("- a\r- b\r", "- a\r- b\r" + BLOCK),
        ("&all\n- *all\n", "&all\n- *all\n" + BLOCK),
    ],
)
def test_it_is_added_at_the_end_of_whatever_may_be_a_list(text: str, result: str) -> None:
    assert added(text) == result
    assert ids(result)[-1] == "homeiq_1"


@pytest.mark.parametrize("head", ["|", "|+", ">", ">+"])
def test_where_the_last_text_has_no_end_it_comes_before_for_that_would_change(head: str) -> None:
    first = f"- id: a\n# of b\n- id: b\n  x: {head}\n    text"
    assert added(first) == f"- id: a\n{BLOCK}# of b\n- id: b\n  x: {head}\n    text"
    hidden = f"- x: |+\n    a\n    # b\n- x: {head}\n    text"
    at = hidden.index(f"- x: {head}\n    text", 5)
    assert added(hidden) == hidden[:at] + BLOCK + hidden[at:]
    assert added(f"- x: {head}\n    text") == f"{BLOCK}- x: {head}\n    text"


@pytest.mark.parametrize("text", ["- a\n-\n  x: |\n    text", "&all\n  - *all\n"])
def test_where_it_can_be_neither_before_nor_behind_it_is_refused(text: str) -> None:
    assert refused(text).key == "automations_impossible"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("- a: [\n", "automations_invalid"),
        ("id: a\n", "automations_not_a_list"),
        ("- id: homeiq_1\n", "automations_already_there"),
        ("- {alias: {id: a}, id: homeiq_1}\n", "automations_already_there"),
        ("[{id: homeiq_1}]\n", "automations_already_there"),
    ],
)
def test_what_is_no_list_or_has_it_already_is_refused(text: str, key: str) -> None:
    assert refused(text).key == key
    if key != "automations_already_there":
        assert refused(text, lambda text: yaml_list.remove(text, "homeiq_1")).key == key


@pytest.mark.parametrize("text", ["", "[a]"])
@pytest.mark.parametrize(
    "odd",
    [
        {"b": "\ud800"},
        {"x" * 2000: 1},
        {"b": object()},
        {"b": datetime(2026, 1, 1, tzinfo=ZoneInfo("Europe/Berlin"))},
    ],
)
def test_what_no_yaml_can_say_is_refused(odd: dict[str, Any], text: str) -> None:
    error = refused(text, lambda text: yaml_list.add(text, "a", odd))
    assert error.key == "automations_impossible"


def test_the_id_is_the_one_asked_for() -> None:
    assert ids(yaml_list.add("", "a", {"alias": "x", "id": "b"}).text) == ["a"]


def test_only_the_lines_of_ours_are_removed() -> None:
    before = "# head\n- id: a\n  x: 1  # one\n# of a\n"
    after = "\n# of b\n- id: b\n  x: |+\n    y\n\n# end"
    item = "- id: homeiq_1\n  x: |\n    1\n  y: {}  # ours\n"
    assert yaml_list.remove(before + item + after, "homeiq_1") == before + after
    assert yaml_list.remove(item + after, "homeiq_1") == after
    assert yaml_list.remove(before + item.rstrip("\n"), "homeiq_1") == before
    assert yaml_list.remove(item + before + item + after, "homeiq_1") == before + after
    assert yaml_list.remove("\ufeff" + item + after, "homeiq_1") == "\ufeff" + after
    assert yaml_list.remove(before + after, "homeiq_1") == before + after


def test_a_list_whose_last_item_is_removed_is_an_empty_one() -> None:
    text = yaml_list.add("---\n# head\n# end\n...\n", "homeiq_1", NEW).text
    assert yaml_list.remove(text, "homeiq_1") == "---\n# head\n# end\n[]\n...\n"
    assert yaml_list.remove("- id: homeiq_1\r\n", "homeiq_1") == "[]\r\n"
    assert yaml_list.remove("  - {id: homeiq_1}\n  # end\n", "homeiq_1") == "[]\n  # end\n"


@pytest.mark.parametrize(
    "text",
    [
        "-\n  id: homeiq_1\n- id: b\n",  # its dash is elsewhere
        "- id: homeiq_1\n  x: &x 1\n- y: *x\n",  # others need it
        "- x: |+\n    a\n- id: homeiq_1\n\n- id: b\n",  # an empty line would become text
        "[{id: homeiq_1, x: &x 1}, {y: *x}]",
        "&all\n- id: homeiq_1\n",
    ],
)
def test_what_cannot_be_removed_without_harm_stays(text: str) -> None:
    assert refused(text, lambda text: yaml_list.remove(text, "homeiq_1")).key == (
        "automations_impossible"
    )


DUMPED: list[dict[str, Any]] = [
    {},
    {"indent": 4},
    {"allow_unicode": True, "width": 20},
    {"explicit_start": True, "explicit_end": True},
    {"line_break": "\r\n"},
    {"default_style": '"'},
    {"default_style": "|"},
    {"default_style": ">", "indent": 6},
]


@quick
@given(st.lists(CONFIGS, max_size=4), st.sampled_from(DUMPED), CONFIGS, st.sampled_from(["", "\n"]))
def test_lists_of_any_style_stay_equal(
    items: list[dict[str, Any]], style: dict[str, Any], new: dict[str, Any], end: str
) -> None:
    text = yaml.dump(items, Dumper=yaml.SafeDumper, default_flow_style=False, **style)
    text = text if end else text.rstrip("\r\n")
    kept = yaml.safe_load(text)
    addition = yaml_list.add(text, "homeiq_1", new)
    wanted = {"id": "homeiq_1", **new}
    result = yaml.safe_load(addition.text)
    assert sorted(map(repr, result)) == sorted(map(repr, [*kept, wanted]))
    lines = addition.text.replace(addition.block, "", 1)
    assert lines.split() == text.split() or not items
    assert yaml.safe_load(yaml_list.remove(addition.text, "homeiq_1")) == kept
