from collections.abc import Callable
import json
from typing import Any

from hypothesis import given, strategies as st
import pytest
import yaml

from custom_components.homeiq.automations import yaml_list
from custom_components.homeiq.automations.yaml_flow import FlowLayout, flow_item
from custom_components.homeiq.automations.yaml_reading import LOADER, ids
from tests.automations.test_yaml_layout import CONFIGS
from tests.mining.build import quick

NEW = {"x": [1, {"y": "on"}]}
OURS = '{"id": "homeiq_1", "x": [1, {"y": "on"}]}'
COMPACT = '{"id":"homeiq_1","x":[1,{"y":"on"}]}'


def spread(indent: str, step: str = "  ") -> str:
    text = json.dumps({"id": "homeiq_1", **NEW}, indent=step)
    return text.replace("\n", f"\n{indent}")


def loaded(text: str) -> Any:
    return yaml.load(text, Loader=LOADER)  # noqa: S506  # a safe one; that in Python minds tabs


def added(text: str) -> str:
    return yaml_list.add(text, "homeiq_1", NEW).text


def removed(text: str) -> str:
    return yaml_list.remove(text, "homeiq_1")


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("[{id: a}]", f"[{{id: a}}, {OURS}]"),
        ("[a, b]\n", f"[a, b, {OURS}]\n"),
        ('[{"id":"a"},{"id":"b"}]', f'[{{"id":"a"}},{{"id":"b"}},{COMPACT}]'),
        ('[{"id":"a"}]', f'[{{"id":"a"}},{COMPACT}]'),
        ("[{a: 1,}, ]", f"[{{a: 1,}}, {OURS}, ]"),
        ('[\n  {"a" : 1}\n]\n', f'[\n  {{"a" : 1}},\n  {OURS}\n]\n'),
        ("[\n  {a: 1},\n  {b: 1},\n]\n", f"[\n  {{a: 1}},\n  {{b: 1}},\n  {OURS},\n]\n"),
        ("[\n  {a: 1}\n  , {b: 1}\n]", f"[\n  {{a: 1}}\n  , {{b: 1}}\n  , {OURS}\n]"),
        ("[\n    {a: 1},\n\n    b\n]", f"[\n    {{a: 1}},\n\n    b,\n\n    {OURS}\n]"),
        ("[\n  a\n  # end\n]", f"[\n  a,\n  {OURS}\n  # end\n]"),
        ("[\n  a # of [a], once\n]", f"[\n  a, # of [a], once\n  {OURS}\n]"),
        ("[\n  a, # of a\n]", f"[\n  a, # of a\n  {OURS},\n]"),
        ("[a, b # of b\n]", f"[a, b, # of b\n{OURS}\n]"),
        ("[ # mine [all]\n  a]", f"[ # mine [all]\n  a,\n  {OURS}]"),
        ("[\n  a, # of a\n  b\n]", f"[\n  a, # of a\n  b,\n  {OURS}\n]"),
        ("[\n  {\n    a: 1\n  }\n]", f"[\n  {{\n    a: 1\n  }},\n  {spread('  ')}\n]"),
        ("[{\n    a: 1\n}]", f"[{{\n    a: 1\n}}, {spread('', '    ')}]"),
        ("[\n{\na: 1\n}\n]", "[\n{\na: 1\n},\n" + spread("", "") + "\n]"),
        ("[\n\t{\n\t\ta: 1\n\t}\n]", f"[\n\t{{\n\t\ta: 1\n\t}},\n\t{spread('\t', '\t')}\n]"),
        ("[\n    {\n  a: 1\n}]", f"[\n    {{\n  a: 1\n}},\n    {spread('    ')}]"),
        ("[\r\n  {\r\n    a: 1\r\n  }\r\n]", None),
        ("[a,\r b\r]", f"[a,\r b,\r {OURS}\r]"),
        ("---\n[a]\n...\n# after ]\n", f"---\n[a, {OURS}]\n...\n# after ]\n"),
        ("--- [a, b]", f"--- [a, b, {OURS}]"),
        ("\ufeff[a]", f"\ufeff[a, {OURS}]"),
        ('["💡 \x85 [", "a\n  b # no"]', f'["💡 \x85 [", "a\n  b # no", {OURS}]'),
        ("['it''s,\n\n  two' ]", f"['it''s,\n\n  two', {OURS} ]"),
        ("[plain\n  text\n]", f"[plain\n  text, {OURS}\n]"),
        ("[a: b]", f"[a: b, {OURS}]"),
        ("[a: ]", f"[a: , {OURS}]"),
        ("['a':]", f"['a':,{COMPACT}]"),
        ("[&x ]", f"[&x, {OURS} ]"),
        ("[? a\n]", f"[? a\n, {OURS}]"),
        ("[a # of a\x85]", f"[a, # of a\n{OURS}\x85]"),
        ("[a\u2028,\u2029b]", f"[a\u2028,\u2029b\u2028,\u2029{OURS}]"),
        ("[a: # no\n]", f"[a: # no\n, {OURS}]"),
        ("[a\n , b: ]", f"[a\n , b: , {OURS}]"),
        ('[{\n    ? "a" : 1\n}]', f'[{{\n    ? "a" : 1\n}}, {spread("", "    ")}]'),
        ("[? a : [b]]", f"[? a : [b], {OURS}]"),
        ("[&a {b: 1}, *a]", f"[&a {{b: 1}}, *a, {OURS}]"),
        ("[!include a.yaml, !b ]", f"[!include a.yaml, !b, {OURS} ]"),
        ("[a,b, c,d]", f"[a,b, c,d,{OURS}]"),
        ("&a []", f"&a [{OURS}]"),
        ("!!seq [ ]", f"!!seq [ {OURS}]"),
        ("[ # none\n]", f"[ # none\n{OURS}]"),
        ("&all [*all]", f"&all [*all, {OURS}]"),
    ],
)
def test_it_is_put_behind_the_last_item_and_taken_out_again(text: str, result: str | None) -> None:
    if result is None:
        inner = spread("  ").replace("\n", "\r\n")
        result = f"[\r\n  {{\r\n    a: 1\r\n  }},\r\n  {inner}\r\n]"
    assert added(text) == result
    assert removed(result) == text


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("[{id: homeiq_1}]", "[]"),
        ("[{id: homeiq_1}, ]", "[]"),
        ("[\n  {id: homeiq_1} # ours\n]", "[\n  # ours\n]"),
        ("[{id: homeiq_1}, a]", "[a]"),
        ("[\n  {id: homeiq_1}, # ours\n  a\n]", "[\n  # ours\n  a\n]"),
        ("[a, {id: homeiq_1}, b]", "[a, b]"),
        ("[a,\n {id: homeiq_1},\n b]", "[a,\n b]"),
        ("[a\n, {id: homeiq_1}\n, b]", "[a\n, b]"),
        ("[a, # of a\n {id: homeiq_1}, b]", "[a, # of a\n b]"),
        ("[a, # of a\n {id: homeiq_1} # ours\n , b]", "[a, # of a\n  # ours\n b]"),
        ("[a # of a, b\n , {id: homeiq_1}]", "[a # of a, b\n  ]"),
        ("[a, # of a\n {id: homeiq_1}]", "[a # of a\n ]"),
        ("[id: homeiq_1, a, {id: homeiq_1}, {id: homeiq_1}, b]", "[a, b]"),
        ("[{x: {id: homeiq_1}}, [id, homeiq_1]]", "[{x: {id: homeiq_1}}, [id, homeiq_1]]"),
        ("[{id: homeiq_1},\xa0b]", "[\xa0b]"),
    ],
)
def test_only_ours_and_its_comma_are_removed(text: str, result: str) -> None:
    assert removed(text) == result


def test_json_with_what_yaml_minds_reads_as_it_was_given() -> None:
    odd: dict[Any, Any] = {
        "strange": "a\x85b\u2028c\u2029d\ufeffe\x07f\rg\th\x00i\x7fj\uffff",
        "emoji": "💡 \"an\" \\ / 'aus'",
        "lines": "one\n\n  two\n",
        "words": ["on", "no", "07:30:00", "0123", "", "- a", "# a", "*a", "{{ x }}", "%a"],
        "numbers": [True, 1, 1.0, 1e20, -3, 1e-7, None, float("inf")],
        "empty": [{}, [], [[]], [{"a": {}}]],
        1: {True: "a", None: "b", -1.5: "c"},
    }
    for text in ("[a]", '[{"a":1}]', "[\n  {\n    a: 1\n  }\n]", "[\n{\na: 1}]"):
        addition = yaml_list.add(text, "homeiq_1", odd)
        assert repr(yaml.safe_load(addition.text)[1]) == repr({"id": "homeiq_1", **odd})
        assert "💡 \\\"an\\\" \\\\ / 'aus'" in addition.block
        assert "\t" not in addition.text


def test_what_a_program_reads_as_json_it_reads_afterwards_too() -> None:
    items = [{"id": "a", "big": 1e20, "lines": "a\nb\x85\u2028"}]
    forms: list[dict[str, Any]] = [{}, {"indent": 3}, {"separators": (",", ":")}]
    for form in forms:
        text = json.dumps(items, **form)
        result = added(text)
        assert json.loads(result) == [*items, {"id": "homeiq_1", **NEW}]
        assert result == json.dumps(json.loads(result), **form)


FORMS: list[Callable[[Any], str]] = [
    lambda items: json.dumps(items, ensure_ascii=False),
    lambda items: json.dumps(items, ensure_ascii=False, indent=2).replace("\n", "\r\n"),
    lambda items: json.dumps(items, ensure_ascii=False, indent="\t"),
    lambda items: json.dumps(items, ensure_ascii=False, separators=(",", ":")),
    lambda items: yaml.dump(items, Dumper=yaml.SafeDumper, default_flow_style=True),
    lambda items: yaml.dump(items, Dumper=yaml.SafeDumper, default_flow_style=True, width=9),
    lambda items: yaml.dump(
        items, Dumper=yaml.SafeDumper, default_flow_style=True, default_style='"', width=20
    ),
]


@quick
@given(st.lists(CONFIGS, min_size=1, max_size=4), st.sampled_from(FORMS), CONFIGS)
def test_lists_in_brackets_of_any_style_stay_equal(
    items: list[dict[str, Any]], form: Callable[[Any], str], new: dict[str, Any]
) -> None:
    text = form(items)
    try:
        kept = loaded(text)
    except yaml.YAMLError:
        return  # what JSON may say and YAML may not
    result = yaml_list.add(text, "homeiq_1", new).text
    wanted = {"id": "homeiq_1", **new}
    assert repr(loaded(result)) == repr([*kept, wanted])
    assert yaml_list.remove(result, "homeiq_1") == text


ITEMS = st.sampled_from(
    [
        '{"id": "a", "x": [1, {"y": "z"}]}',
        "{id: b, x: {c: [\n1, 2 # no, ]\n]}}",
        '{\n    "id": "c",\n    "x": [\n      1\n    ]\n  }',
        '{"a":1}',
        "{ # no, [\n a: 1}",
        '"many\n\n   lines # no\n"',
        "'it''s, [\n x'",
        "plain\n  text",
        '{a: "x\n  y, # no\n", }',
        "a: b",
        "a: # none\n",
        "? [c] : {d: e}",
        "&a {b: 1}",
        "!tag {x: 1}",
        "!include x.yaml",
        "{}",
        "[]",
        "a",
    ]
)
GAPS = st.sampled_from(
    [", ", ",", ",\n  ", "\n , ", ", # of, [x]\n ", " # of, ]\n , ", ",\n\n    ", ",\n# of\n# it\n"]
)
HEADS = st.sampled_from(["", "---\n", "--- ", "# [ head\n", "%YAML 1.1\n---\n", "&all ", "--- !x "])
STARTS = st.sampled_from(["", " ", "\n  ", " # first [\n  ", "\n\t"])
STOPS = st.sampled_from(
    ["", " ", "\n", ",", ", # end\n", " # end, ]\n", "\n  # end\n", ",\n# end\n", "\n,\n"]
)
BOMS = st.sampled_from(["", "\ufeff"])
TAILS = st.sampled_from(["", "\n", "\n...\n", " # after\n", "\n# after ]\n"])


def says(text: str) -> list[tuple[str, ...]]:
    return [
        (type(event).__name__, *(str(getattr(event, x, "")) for x in ("value", "tag", "anchor")))
        for event in yaml.parse(text, Loader=LOADER)
    ]


@st.composite
def texts(draw: st.DrawFn) -> tuple[list[str], str]:
    """Return the items of a list in brackets, and a text with it."""
    items = draw(st.lists(ITEMS, min_size=1, max_size=4, unique=True))
    inner = items[0] + "".join(draw(GAPS) + item for item in items[1:])
    text = f"{draw(HEADS)}[{draw(STARTS)}{inner}{draw(STOPS)}]{draw(TAILS)}"
    return items, draw(BOMS) + text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


def within(text: str) -> list[tuple[str, ...]]:
    """Return what a list's items say, without how it begins and ends."""
    return [
        (type(event).__name__, *(str(getattr(event, x, "")) for x in ("value", "tag", "anchor")))
        for event in yaml.parse(text.removeprefix("\ufeff"), Loader=LOADER)
    ][3:-3]


@quick
@given(texts(), CONFIGS)
def test_whatever_is_written_around_it_stays(
    written: tuple[list[str], str], new: dict[str, Any]
) -> None:
    _, text = written
    addition = yaml_list.add(text, "homeiq_1", new)
    assert within(addition.text) == within(text) + within(f"[{addition.block}]")
    assert ids(addition.text) == [*ids(text), "homeiq_1"]
    assert yaml_list.remove(addition.text, "homeiq_1") == text


@quick
@given(texts(), st.sampled_from(["a", "b", "c"]))
def test_whatever_is_around_it_any_item_goes_alone(
    written: tuple[list[str], str], gone: str
) -> None:
    items, text = written
    ours = [item for item in items if gone in ids(f"[{item}]")]
    others = [item for item in items if item not in ours]
    result = yaml_list.remove(text, gone)
    assert within(result) == within(f"[{', '.join(others)}]")
    # Nobody's comment goes, nor anything else but one comma and some space.
    assert result.count("#") == text.count("#") - "".join(ours).count("#")
    assert len("".join(text.split())) - len("".join(result.split())) <= sum(
        len("".join(item.split())) + 1 for item in ours
    )


@quick
@given(
    CONFIGS,
    st.builds(
        FlowLayout,
        st.just(", "),
        st.sampled_from(["", "  ", "\t"]),
        st.sampled_from([None, "", "  ", "\t"]),
        st.sampled_from([": ", ":"]),
        st.sampled_from(["\n", "\r\n"]),
    ),
)
def test_any_layout_in_brackets_reads_as_it_was_given(
    item: dict[str, Any], layout: FlowLayout
) -> None:
    text = flow_item(item, layout)
    assert repr(loaded(text)) == repr(item)
