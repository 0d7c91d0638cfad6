import pytest
import yaml

from custom_components.homeiq.automations.editing import EditError
from custom_components.homeiq.automations.yaml_reading import LOADER, ids, read, says_the_same


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("- a: 1\n- b: [\n", "3"),
        ("- a: 1\n  - b\n", "2"),
        ("- a: 1\n\t- b: 2\n", "2"),
        ("- a: &x 1\n- b: &x 2\n", "2"),
        ("- a: 1\n\n- b: *x\n", "3"),
        ("- a: 1\n- b: 'x\x0cy'\n", "2"),
        ("- a: @x\n", "1"),
        ("-\ta\n", "1"),
        ("a: 1\nb\n", "3"),
        ("[a,\n b\n", "3"),
        ("{a: 1\n", "2"),
        ("[{a: 1}\n {b: 1}]\n", "2"),
        ("- 💡\x01\n", "1"),
    ],
)
def test_invalid_yaml_is_refused_with_its_line(text: str, line: str) -> None:
    with pytest.raises(EditError) as raised:
        ids(text)
    error = raised.value
    assert error.key == "automations_invalid"
    assert error.values["line"] == line
    assert error.values["error"]


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "id: a\n",
        "text",
        "null",
        "!include other.yaml",
        "- a\n---\n- b\n",
        "- a\n---\n",
        "[a]\n---\n[b]\n",
        "[]\n---\n",
    ],
)
def test_what_is_no_list_is_refused(text: str) -> None:
    for act in (ids, read):
        with pytest.raises(EditError) as raised:
            act(text)
        assert raised.value.key == "automations_not_a_list"


def test_ids_are_of_the_items_alone() -> None:
    text = """\
- id: a
  x: {id: no}
- x: {id: no}
  y: [id, {id: no}]
  id: 12
- {x: 1, id: "c"}
- [id, no]
- id
- id: [no]
- &d
  id: d
- *d
- x: id
"""
    assert ids(text) == ["a", "12", "c", "d"]


def test_a_list_in_brackets_has_ids_too() -> None:
    text = """\ufeff--- [{"x": {"id": "no"}, "id": "a"},
  id: b, [{id: no}], "id", {id: [no]}, {id: 12, }, # {id: no}
]
"""
    assert ids(text) == ["a", "b", "12"]


@pytest.mark.parametrize(
    "text", ["", "# x\n", "---", "[]", "[\n]\n", "--- []", "- a", "[a]", "&a []"]
)
def test_it_is_known_where_a_list_is_and_ends(text: str) -> None:
    found = read(text)
    is_list = "a" in text
    assert (found.start is not None) == is_list
    assert found.is_flow == (is_list and "]" in text)
    assert found.end == len(found.text)
    if found.is_flow:
        assert found.text[found.stop] == "]"
    assert [text[item.first : item.last] for item in found.items] == ["a"] * (len(found.items))


@pytest.mark.parametrize(
    ("item", "last"),
    [("{a: 1}", 6), ("a: b", 4), ("'x\n y'", 6), ("x\n y", 4), ("a: ", 3), ("&b !c d", 7)],
)
def test_an_item_is_as_long_as_what_is_in_it(item: str, last: int) -> None:
    one, _ = read(f"[{item} , x]").items
    assert (one.first, one.last) == (1, 1 + last + (item == "a: "))


@pytest.mark.parametrize(
    "other",
    [
        "[a, 'b']",
        "[a, b, c]",
        "[a]",
        "[a, &x b]",
        "[a, !x b]",
        "&x [a, b]",
        "- a\n- b\n",
        "---\n[a, b]",
        "[a, {b: }]",
    ],
)
def test_lists_are_the_same_only_if_all_is_said_in_the_same_way(other: str) -> None:
    one, same, another = read("[a, b]"), read("# x\n[ a,\n b, ]"), read(other)
    assert says_the_same(same, one, list(one.items))
    assert not says_the_same(another, one, list(one.items))
    assert not says_the_same(same, one, list(one.items[:1]))


def test_it_is_read_by_the_parser_that_is_quick_where_there_is_one() -> None:
    assert yaml.__with_libyaml__
    assert LOADER is yaml.CSafeLoader
