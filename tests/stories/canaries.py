"""Details of one person that colleagues may never read: each carries the word that the walks look for."""

from __future__ import annotations

from core.achievements import give_rating
from core.evidence import add_prior_learning
from core.frameworks import CompetencyCategory, CompetencyDetails, create_competency, scale_of
from core.people import Actor, person_by_chat_id
from core.qualifications import QualificationDetails, log_qualification
from core.reviews import comment, request_review
from tests.stories.stage import Stage


def plant(stage: Stage) -> None:
    """Give Anna a certificate, a rating, prior learning and an open review, each with a canary in it."""
    with stage.engine.transaction(stage.workspace_id) as session:
        operator = Actor.operator(stage.workspace_id)
        anna, ben = person_by_chat_id(session, "UANNA"), person_by_chat_id(session, "UBEN")
        assert anna is not None and ben is not None
        skill = create_competency(session, operator, CompetencyDetails("Canary skill"))
        licence = CompetencyDetails("Canary certificate", CompetencyCategory.CERTIFICATION)
        said = QualificationDetails(
            create_competency(session, operator, licence), number="CANARY-4711", issuer="Canary Board",
            public_note="canary note",
        )  # fmt: skip
        log_qualification(session, operator, anna.id, said)
        value = scale_of(session, skill).values[-1].id
        as_ben, as_anna = Actor(stage.workspace_id, ben.id), Actor(stage.workspace_id, anna.id)
        give_rating(
            session, as_ben, person_id=anna.id, competency_id=skill, scale_value_id=value, note="the canary sang"
        )
        add_prior_learning(session, as_anna, [skill], links=["https://canary.example/report"], note="canary report")
        asked = request_review(session, as_anna, competency_id=skill, claim_value_id=value, words="my canary words")
        comment(session, as_anna, asked.review_id, "another canary word")
