"""Prompts are files with versions; a hole left open or a variable nobody asked for is an error."""

import json

import pytest

from tagging import job_description, judge, model_reading
from tagging.prompts import PromptBroken, as_data, load_examples, load_prompt

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
