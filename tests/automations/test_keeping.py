import os
from pathlib import Path

import pytest

from custom_components.homeiq.automations.editing import EditError
from custom_components.homeiq.automations.keeping import keeping_of, require_writable
from tests.test_translations import LANGUAGES


def refused(folder: Path, configuration: str) -> EditError:
    (folder / "configuration.yaml").write_text(configuration, "utf-8")
    with pytest.raises(EditError) as raised:
        keeping_of(folder)
    assert raised.value.values["path"].startswith(str(folder))
    return raised.value


@pytest.mark.parametrize(
    "configuration",
    [
        "automation: !include automations.yaml\n",
        "\ufeffautomation: !include automations.yaml\n",
        "automation: !include ./automations.yaml\n",
        "automation: !include sub/../automations.yaml\n",
        "automation: !include {folder}/automations.yaml\n",
        "automation: !include link.yaml\n",
        "automation ui: !include automations.yaml\n",
        "automation  by  hand: !include automations.yaml\n",
        "automation manual: !include_dir_merge_list a/\nautomation ui: !include automations.yaml\n",
        "automation ui: !include automations.yaml\nautomation: []\n",
        "automation: !include other.yaml\nautomation: !include automations.yaml\n",
        "a: !secret x\n<<: !include z.yaml\nautomation: !include automations.yaml",
        "a: &b !env_var Y\nc: *b\nautomation: !include automations.yaml",
        "homeassistant:\n  packages: !include_dir_named p\nautomation: !include automations.yaml\n",
    ],
)
def test_a_home_that_includes_the_file_may_be_added_to(tmp_path: Path, configuration: str) -> None:
    (tmp_path / "automations.yaml").write_text("[]", "utf-8")
    (tmp_path / "link.yaml").symlink_to("automations.yaml")
    text = configuration.replace("{folder}", str(tmp_path))
    (tmp_path / "configuration.yaml").write_text(text, "utf-8")
    assert keeping_of(tmp_path) == tmp_path / "automations.yaml"


@pytest.mark.parametrize(("language", "empty"), [("en", "an empty"), ("de", "eine leere")])
def test_who_is_told_to_include_the_file_is_told_that_it_has_to_be_there(
    language: str, empty: str
) -> None:
    """Without it Home Assistant would start in its recovery mode."""
    texts = [each["message"] for each in LANGUAGES[language]["exceptions"].values()]
    telling = [text for text in texts if "!include automations.yaml" in text]
    assert len(telling) == 4
    for text in telling:
        assert f"{empty} automations.yaml" in text


def test_a_file_that_is_included_but_not_there_may_be_written(tmp_path: Path) -> None:
    configuration = tmp_path / "configuration.yaml"
    configuration.write_text("automation: !include automations.yaml\n", "utf-8")
    assert keeping_of(tmp_path) == tmp_path / "automations.yaml"
    assert not (tmp_path / "automations.yaml").exists()


@pytest.mark.parametrize(
    ("configuration", "key"),
    [
        ("automation: !include_dir_merge_list auto/\n", "automations_split"),
        ("automation x: !include_dir_list auto\n", "automations_split_single"),
        ("automation:\n- id: a\n", "automations_inline"),
        ("automation:\n  alias: a\n", "automations_inline"),
        ("automation: !include other.yaml\n", "automations_elsewhere"),
        ("automation: !include sub/automations.yaml\n", "automations_elsewhere"),
        ("automation: !include Automations.yaml\n", "automations_elsewhere"),
        ("", "automations_not_included"),
        ("# nothing\n", "automations_not_included"),
        ("default_config:\n", "automations_not_included"),
        ("automation:\n", "automations_not_included"),
        ("automation: []\n", "automations_not_included"),
        ("automation: !include_dir_named auto\n", "automations_not_included"),
        ("automation: !include_dir_merge_named auto\n", "automations_not_included"),
        ("automation: !include [automations.yaml]\n", "automations_inline"),
        ("automation : !include_dir_list [a]\n", "automations_inline"),
        ("'automation ': !include automations.yaml\n", "automations_not_included"),
        ("automations: !include automations.yaml\n", "automations_not_included"),
        ("script: !include automations.yaml\n", "automations_not_included"),
        ("? [automation]\n: !include automations.yaml\n", "automations_not_included"),
        ("<<: !include more.yaml\n", "automations_not_included"),
        ("homeassistant: !include core.yaml\n", "automations_not_included"),
        ("homeassistant:\n  name: Home\n", "automations_not_included"),
        ("homeassistant:\n  packages: !include_dir_named p\n", "automations_in_packages"),
        ("homeassistant:\n  packages:\n    a: !include a.yaml\n", "automations_in_packages"),
        ("- automation\n", "automations_configuration_unreadable"),
        ("text\n", "automations_configuration_unreadable"),
        ("automation: [\n", "automations_configuration_unreadable"),
        ("a: 1\n---\nb: 2\n", "automations_configuration_unreadable"),
        ("a: *x\n", "automations_configuration_unreadable"),
    ],
)
def test_a_home_that_keeps_them_otherwise_is_refused(
    tmp_path: Path, configuration: str, key: str
) -> None:
    assert refused(tmp_path, configuration).key == key


def test_a_configuration_that_is_missing_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EditError, match=r"configuration\.yaml cannot be read") as raised:
        keeping_of(tmp_path)
    assert raised.value.key == "automations_configuration_unreadable"
    (tmp_path / "configuration.yaml").write_bytes(b"automation: \xff\n")
    with pytest.raises(EditError) as raised:
        keeping_of(tmp_path)
    assert raised.value.key == "automations_configuration_unreadable"


def test_where_to_paste_is_a_file_that_does_not_exist_yet(tmp_path: Path) -> None:
    configuration = "automation: !include_dir_merge_list auto/\n"
    error = refused(tmp_path, configuration)
    assert error.values["where"] == str(tmp_path / "auto")
    assert error.values["file"] == str(tmp_path / "auto" / "homeiq.yaml")
    (tmp_path / "auto").mkdir()
    for name in ("homeiq.yaml", "homeiq_2.yaml"):
        (tmp_path / "auto" / name).touch()
    error = refused(tmp_path, configuration)
    assert error.values["file"] == str(tmp_path / "auto" / "homeiq_3.yaml")


def test_other_places_are_named(tmp_path: Path) -> None:
    error = refused(tmp_path, "automation: !include sub/other.yaml\n")
    assert error.values["where"] == str(tmp_path / "sub" / "other.yaml")
    error = refused(tmp_path, "a: 1\nautomation:\n  - id: a\n")
    assert error.values["where"] == "3"
    error = refused(tmp_path, "homeassistant:\n  packages: !include_dir_named p/\n")
    assert error.values["where"] == str(tmp_path / "p")
    error = refused(tmp_path, "homeassistant:\n  packages:\n    a: {}\n")
    assert error.values["where"] == str(tmp_path / "configuration.yaml")


def test_of_several_places_a_folder_is_named_first(tmp_path: Path) -> None:
    configuration = """\
automation: []
automation a:
- id: a
automation b: !include b.yaml
automation c: !include_dir_merge_list c
"""
    assert refused(tmp_path, configuration).key == "automations_split"
    shorter = configuration[: configuration.index("automation c")]
    assert refused(tmp_path, shorter).key == "automations_elsewhere"


def test_a_file_or_folder_without_the_right_to_write_is_refused(tmp_path: Path) -> None:
    configuration = "automation: !include automations.yaml\n"
    path = tmp_path / "automations.yaml"
    path.write_text("[]", "utf-8")
    path.chmod(0o444)
    error = refused(tmp_path, configuration)
    assert error.key == "automations_read_only"
    assert error.values == {"path": str(path), "error": f"{path} is read-only"}
    path.chmod(0o644)
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(EditError, match="is read-only"):
            require_writable(path)
    finally:
        tmp_path.chmod(0o755)
    require_writable(path)


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_what_is_no_regular_file_is_refused(tmp_path: Path, make: object) -> None:
    assert callable(make)
    make(tmp_path / "automations.yaml")
    error = refused(tmp_path, "automation: !include automations.yaml\n")
    assert error.key == "automations_read_only"
    assert error.values["error"] == "it is no regular file"
