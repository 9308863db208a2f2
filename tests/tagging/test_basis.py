"""What was learned counts only on what it was learned on: the same coefficients, model and judge."""

from dataclasses import replace

from tagging.adjustment import Adjustment
from tagging.judge import Judge
from tagging.llm import ChatModel
from tagging.shortlist import SkillIndex
from tagging.tagger import Suggestions, Tagger
from tests.bot.toy_tagger import toy_coefficients
from tests.tagging.conftest import ToyEmbedder
from tests.tagging.scripted_llm import ScriptedLLM

STRICT = Adjustment("", shift=-1.0, low=-3.0, high=5.0)


def asked(tagger: Tagger, index: SkillIndex, basis: str) -> Suggestions:
    return tagger.suggest("Welding", "", index, threshold=0.05, adjustment=replace(STRICT, basis=basis))


def test_an_adjustment_counts_on_its_own_basis_alone_and_what_was_measured_is_kept_as_it_was(
    toy: ToyEmbedder, index: SkillIndex
) -> None:
    tagger = Tagger(toy, coefficients=toy_coefficients())
    plain = tagger.suggest("Welding", "", index, threshold=0.05)
    other = asked(tagger, index, Tagger(toy, coefficients=replace(toy_coefficients(), intercept=-2.4)).basis())
    own = asked(tagger, index, tagger.basis())
    assert plain.best and other.best and own.best
    assert other.best.confidence == plain.best.confidence, "the coefficients changed since"
    assert own.best.confidence < plain.best.confidence
    assert plain.considered == other.considered == own.considered
    assert own.considered[0] == (plain.best.skill_id, plain.best.confidence)
    assert plain.basis == own.basis == tagger.basis()


def test_what_was_learned_where_a_model_judged_says_nothing_of_retrieval_alone(
    toy: ToyEmbedder, index: SkillIndex
) -> None:
    with ScriptedLLM([{"picks": []}]) as server:
        chat = ChatModel(model="scripted", api_key="none", base_url=server.url, deadline=2.0)
        tagger = Tagger(toy, Judge(chat), toy_coefficients())
        judged = tagger.suggest("Welding", "", index)
        assert judged.basis == tagger.basis() != tagger.basis(judged=False) == tagger.alone().basis()
        plain = tagger.alone().suggest("Welding", "", index)
        assert plain.best is not None
        told = asked(tagger.alone(), index, tagger.basis()).best
        assert told is not None and told.confidence == plain.best.confidence


def test_the_model_is_named_in_the_basis(toy: ToyEmbedder) -> None:
    renamed = ToyEmbedder()
    renamed.model = "another"
    one, other = (Tagger(each, coefficients=toy_coefficients()).basis() for each in (toy, renamed))
    assert one.startswith("toy ") and other.startswith("another ")
