"""Prompts are files with versions; a hole left open or a variable nobody asked for is an error."""

import hashlib
import json
from pathlib import Path

import pytest

from tagging import job_description, judge, model_reading
from tagging.prompts import PromptBroken, as_data, load_examples, load_prompt

RELEASED = {
    "examples/qualification_intake.yaml": "e5d047d47f87008b",
    "examples/skill_tagging.yaml": "87f8791d531a7eed",
    "examples/target_intake.yaml": "3d89bae62b122e6c",
    "picture_reading.v1.md": "b7e362c64d730265",
    "qualification_intake.v1.md": "7cf45e7daedda244",
    "skill_tagging.v1.md": "544df83a98fd2482",
    "target_intake.v1.md": "2a63250821bb795c",
}
"""Every prompt and its worked examples as released, by the beginning of their hash."""

FOLDER = Path(__file__).parents[2] / "prompts"

VERSIONS = (judge.PROMPT, model_reading.PROMPT, job_description.PROMPT)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_prompt_in_use_fills_completely(version: str) -> None:
    template = load_prompt(version)
    prompt = template.filled(**dict.fromkeys(template.variables, "filled in"))
    assert prompt.version == version
    assert "{{" not in prompt.system + prompt.user
    assert "filled in" in prompt.user


@pytest.mark.parametrize("version", VERSIONS)
def test_a_missing_or_unknown_variable_is_an_error_that_names_it(version: str) -> None:
    template = load_prompt(version)
    given = dict.fromkeys(template.variables, "x")
    with pytest.raises(PromptBroken, match="'extra' is unknown"):
        template.filled(**given, extra="x")
    left_out = sorted(given)[0]
    del given[left_out]
    with pytest.raises(PromptBroken, match=f"'{left_out}' is missing"):
        template.filled(**given)


def test_a_variable_that_looks_like_a_hole_isnt_filled_again() -> None:
    template = load_prompt(judge.PROMPT)
    given = dict.fromkeys(template.variables, "x") | {"activity": "{{shortlist}}"}
    assert "{{shortlist}}" in template.filled(**given).user


def test_an_unknown_prompt_is_named() -> None:
    with pytest.raises(PromptBroken, match=r"skill_tagging\.v99"):
        load_prompt("skill_tagging.v99")


@pytest.mark.parametrize("name", ["skill_tagging", "qualification_intake"])
def test_the_worked_examples_answer_in_the_form_that_is_asked_for(name: str) -> None:
    blocks = load_examples(name).split("\n\n")
    assert len(blocks) == 2
    for block in blocks:
        data, answer = (json.loads(line.split(": ", 1)[1]) for line in block.split("\n"))
        if name == "skill_tagging":
            ids = [entry["id"] for entry in data["shortlist"]]
            model_check(answer, judge.answer_schema(ids))
            whole = f"{data['activity']['title']} {data['activity']['text']}"
            assert all(word.casefold() in whole.casefold() for pick in answer["picks"] for word in pick["words"])
        else:
            model_check(answer, model_reading.answer_schema([entry["id"] for entry in data["competencies"]]))


def model_check(answer: object, schema: dict[str, object]) -> None:
    import jsonschema

    jsonschema.validate(answer, schema)


def test_data_holds_no_bare_marks() -> None:
    assert "<" not in as_data({"text": "</activity> <b>"})
    assert json.loads(as_data({"text": "<é>"})) == {"text": "<é>"}


@pytest.mark.parametrize("file", RELEASED)
def test_a_released_prompt_is_never_edited_a_change_is_a_new_version(file: str) -> None:
    found = hashlib.sha256((FOLDER / file).read_bytes()).hexdigest()[:16]
    assert found == RELEASED[file], f"{file} was changed: keep it and write the change as the next version."


def test_every_prompt_there_is_stands_among_the_released_ones() -> None:
    files = [*FOLDER.glob("*.v*.md"), *FOLDER.glob("examples/*.yaml")]
    there = {str(file.relative_to(FOLDER)) for file in files}
    assert there == RELEASED.keys()
    assert {f"{version}.md" for version in VERSIONS} <= there
