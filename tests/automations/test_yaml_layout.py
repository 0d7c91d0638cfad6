from typing import Any

from hypothesis import given, strategies as st
import pytest
import yaml

from custom_components.homeiq.automations import yaml_list
from custom_components.homeiq.automations.yaml_layout import Layout, list_item, newline_of
from tests.mining.build import quick

WORDS = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ["on", "07:30:00", "a\nb\n", "a\n\n b", "💡", "{{ x }}", "a: b", " a ", "0123", "- a"]
)
VALUES = st.recursive(
    WORDS | st.integers() | st.booleans() | st.none() | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(WORDS.filter(bool), inner, max_size=3)
    ),
    max_leaves=8,
)
CONFIGS = st.dictionaries(WORDS.filter(lambda word: word != "id"), VALUES, max_size=4)


@pytest.mark.parametrize(
    ("layout", "marks"),
    [
        (Layout(), ("- id: a", "  x:", "  - w:", "      z: 1")),
        (Layout(gap=4, step=4), ("-   id: a", "    x:", "    -   w:", "            z: 1")),
        (Layout(lists=2), ("- id: a", "  x:", "    - w:", "        z: 1")),
        (Layout(dash=2, step=4), ("  - id: a", "    x:", "    - w:", "          z: 1")),
        (Layout(gap=3, step=3, lists=1), ("-  id: a", "   x:", "    -  w:", "          z: 1")),
    ],
)
def test_it_looks_like_the_rest_of_the_list(layout: Layout, marks: tuple[str, ...]) -> None:
    item = {"id": "a", "x": [{"w": {"z": 1}}]}
    text = list_item(item, layout)
    assert tuple(text.splitlines()) == marks
    again = yaml_list.add(text, "b", {"x": [{"w": {"z": 1}}]})
    assert again.block == text.replace("id: a", "id: b")


def test_anchors_tags_and_brackets_do_not_mislead_about_the_layout() -> None:
    text = """\
-   id: a
    x: &x
        y: 1
    z: !tag
        y: {a:
  {b: [1,
 2]}}
    w: [
{a: 1}]
    v: &v
      - 1
"""
    assert yaml_list.add(text, "b", {"x": {"w": 1}}).block == "-   id: b\n    x:\n        w: 1\n"


@pytest.mark.parametrize(
    ("text", "newline"),
    [("", "\n"), ("a\nb\r\n", "\n"), ("a\nb\r\nc\r\n", "\r\n"), ("a\rb\r", "\n")],
)
def test_lines_end_as_most_do(text: str, newline: str) -> None:
    assert newline_of(text) == newline


@quick
@given(
    CONFIGS,
    st.builds(
        Layout,
        st.integers(0, 4),
        st.integers(2, 5),
        st.integers(1, 5),
        st.integers(0, 4),
        st.sampled_from(["\n", "\r\n"]),
    ),
)
def test_any_layout_reads_as_it_was_given(item: dict[str, Any], layout: Layout) -> None:
    item = {"id": "a", **item}
    assert repr(yaml.safe_load(list_item(item, layout))) == repr([item])
