from pathlib import Path

import pytest

from backend.content.errors import ContentError
from backend.content.loader import load
from backend.content.pack import Content
from backend.content.version import content_version

from .conftest import Spoil


def fault(root: Path) -> ContentError:
    with pytest.raises(ContentError) as caught:
        load(root)
    return caught.value


def test_a_copy_loads_to_the_same_content(root: Path, content: Content) -> None:
    assert load(root) == content


def test_content_survives_json_and_keeps_its_version(content: Content) -> None:
    again = Content.from_json(content.to_json())
    assert again == content
    assert content_version(again) == content_version(content)
    assert len(content_version(content)) == 12


def test_the_version_changes_with_one_word(root: Path, content: Content, spoil: Spoil) -> None:
    spoil("locales/zh.yaml", lambda value: value["lines"].update({"ack.1": "好。"}))
    assert content_version(load(root)) != content_version(content)


def test_content_cannot_be_changed(content: Content) -> None:
    with pytest.raises(ValueError, match="frozen"):
        content.settings.version = 2  # type: ignore[misc]


def test_an_error_names_file_place_and_fault(root: Path, spoil: Spoil) -> None:
    spoil("positions/rider.yaml", lambda value: value["questions"][0].update(colour="blue"))
    error = fault(root)
    assert (error.file, error.where) == ("positions/rider.yaml", "questions.0.colour")
    assert str(error).startswith("positions/rider.yaml: questions.0.colour: ")


def test_a_missing_file_is_named(root: Path) -> None:
    (root / "faq.yaml").unlink()
    assert str(fault(root)) == "faq.yaml: the file is missing"


def test_broken_yaml_names_its_line(root: Path) -> None:
    (root / "faq.yaml").write_text("schema_version: 1\nfaq: [\n", encoding="utf-8")
    assert fault(root).where.startswith("line ")


def test_a_repeated_key_is_refused(root: Path) -> None:
    with (root / "settings.yaml").open("a", encoding="utf-8") as settings:
        settings.write("\nversion: 2\n")
    assert "duplicate key 'version'" in fault(root).message


def test_yaml_cannot_build_objects(root: Path) -> None:
    (root / "faq.yaml").write_text("!!python/object/apply:os.getcwd []\n", encoding="utf-8")
    assert fault(root).file == "faq.yaml"


@pytest.mark.parametrize("schema", [None, 0, 2, "1"])
def test_an_unknown_schema_is_refused(root: Path, spoil: Spoil, schema: object) -> None:
    spoil("faq.yaml", lambda value: value.update(schema_version=schema))
    assert fault(root).where == "schema_version"


def test_a_file_that_is_no_mapping_is_refused(root: Path) -> None:
    (root / "faq.yaml").write_text("- one\n", encoding="utf-8")
    assert fault(root).message == "must be a mapping"


def test_an_id_must_equal_its_file_name(root: Path, spoil: Spoil) -> None:
    spoil("positions/csr.yaml", lambda value: value.update(id="service"))
    assert (fault(root).file, fault(root).where) == ("positions/csr.yaml", "id")


def test_a_locale_must_be_in_its_own_file(root: Path, spoil: Spoil) -> None:
    spoil("locales/ja.yaml", lambda value: value.update(language="ko"))
    assert (fault(root).file, fault(root).where) == ("locales/ja.yaml", "language")


def test_a_site_cannot_appear_twice(root: Path, spoil: Spoil) -> None:
    spoil("sites.yaml", lambda value: value["sites"].append(value["sites"][0]))
    assert fault(root).where == "sites.suzhou"
