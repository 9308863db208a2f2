"""Plans in chat: one's own with bars and colours, drafts and their approval, what a manager does with them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from bot.blocks import plain
from bot.cards import Card
from bot.conversation import Call
from bot.listeners import courses, plans, reviews, templates
from bot.product import Product
from core.activities import enrol
from core.errors import Conflict, Invalid, NotFound, Refused
from core.evidence import add_prior_learning
from core.people import person
from core.plans import PlanState, give_plans, plans_of
from tests.bot.asking import SpelledSkills, messages_to
from tests.bot.spoken import HERE, Spoken, conversations_of, labels, picks
from tests.builders import a_course, a_person, a_rating, a_skill, a_template
from tests.conftest import House


class Firm:
    """Ben, who manages Anna and Omar; Petra, who administers plans; Erik, a peer; three skills."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.conversations = conversations_of(
            plans.register, templates.register, reviews.register, courses.register
        )
        with house.writing() as session:
            self.ben = a_person(session, "Ben Dahl")
            self.anna = a_person(session, "Anna Berg", manager=self.ben)
            self.omar = a_person(session, "Omar Aziz", manager=self.ben)
            self.petra = a_person(session, "Petra Lund", role="plan_admin")
            self.erik = a_person(session, "Erik Moe")
            self.fire, self.aid, self.rescue = (
                a_skill(session, each) for each in ("Fire safety", "First aid at work", "Rescue")
            )

    def as_(self, person_id: int) -> Spoken:
        product = Product(self.house.engine, None, SpelledSkills(self.house))  # type: ignore[arg-type]
        return Spoken(self.house, product, self.conversations, person_id)

    def told(self, person_id: int, *, sent: bool = True) -> list[Spoken]:
        """What was written to somebody, each as it reads now."""
        found = []
        with self.house.reading() as session:
            recipient = person(session, person_id)
            for each in messages_to(self.house, person_id):
                if not each.kind.startswith("plan"):
                    continue
                state = SimpleNamespace(id=each.id, rewriting=sent, in_doubt=False)
                card = self.conversations.notices[each.kind](session, recipient, each.refs, state)
                if card is not None:
                    reader = self.as_(person_id)
                    reader.card = card
                    found.append(reader)
        return found

    def give(self, *people: int, name: str = "Safety basics", due: Any = None) -> list[int]:
        with self.house.writing() as session:
            made = a_template(session, name, self.fire, self.aid, self.rescue, due_on=due)
            return list(give_plans(session, self.house.as_(self.ben), made, people).plan_ids)


@pytest.fixture
def firm(house: House) -> Firm:
    return Firm(house)


@pytest.mark.rule("plans/colours")
def test_items_are_brown_orange_or_green_each_with_its_word(firm: Firm) -> None:
    firm.give(firm.anna)
    anna = firm.as_(firm.anna)
    said = anna.command("plan")
    assert "Safety basics, active, no due date. ░░░ 0 of 3 met." in said
    for name in ("Fire safety", "First aid at work", "Rescue"):
        assert f"🟤 {name}: not met, nothing covers it" in said
    with firm.house.writing() as session:
        running = a_course(session, "Fire course", competencies={firm.fire: "complete"})
        enrol(session, firm.house.operator, running, [firm.anna])
        add_prior_learning(session, firm.house.as_(firm.anna), [firm.rescue], links=["https://example.org/rescue"])
        a_rating(session, firm.anna, firm.aid)
    said = anna.command("plan")
    assert "▓░░ 1 of 3 met." in said
    assert "🔶 Fire safety: not met, a running course covers it. Runs: Fire course" in said
    assert "🔶 Rescue: not met, evidence covers it" in said
    assert "✅ First aid at work: met" in said


@pytest.mark.rule("plans/progress")
def test_what_nothing_covers_shows_the_course_to_enrol_in_and_one_press_enrols(firm: Firm) -> None:
    firm.give(firm.anna)
    with firm.house.writing() as session:
        a_course(session, "Rescue course", competencies={firm.rescue: "complete"}, open=True)
        for name in ("Fire one", "Fire two"):
            a_course(session, name, competencies={firm.fire: "complete"}, open=True)
    anna = firm.as_(firm.anna)
    anna.command("plan")
    assert labels(anna.card).count("Enrol") == 1
    assert labels(anna.card).count("Courses") == 1
    assert "Rescue course" in anna.press("Enrol")
    assert "🔶 Rescue: not met, a running course covers it" in anna.command("plan")
    anna.command("plan")
    assert "Fire one" in anna.press("Courses")


def test_several_plans_are_listed_with_their_bars_and_each_opens_its_report(firm: Firm) -> None:
    firm.give(firm.anna)
    firm.give(firm.anna, name="Second plan")
    anna = firm.as_(firm.anna)
    said = anna.command("plan")
    assert said.count("░░░ 0 of 3 met.") == 2
    assert "🟤 Rescue" in anna.press("Open", 1)
    assert "🟤 Rescue" in anna.command("plan", "second plan")


@pytest.mark.rule("plans/own")
def test_a_person_drafts_a_plan_asks_approval_and_the_manager_accepts_from_the_message(firm: Firm) -> None:
    anna = firm.as_(firm.anna)
    said = anna.command("plan", "new My first year: Fire safety, Rescue by 1 March")
    assert "My first year, draft, due 1 March 2027." in said
    assert "Ask for approval" in labels(anna.card)
    assert "Activate" not in labels(anna.card)
    assert "Asked Ben to approve My first year. Waiting." in anna.press("Ask for approval")
    ben = firm.told(firm.ben)[-1]
    assert "Anna asks approval: My first year" in ben.says
    assert "Fire safety and Rescue. Due 1 March 2027." in ben.says
    assert labels(ben.card) == ["Accept", "Start review", "Comment", "Reject"]
    assert "✓ Accepted by Ben" in ben.press("Accept")
    assert "Ben accepted My first year: it is active." in firm.told(firm.anna)[-1].says
    assert "My first year, active, due 1 March 2027. ░░ 0 of 2 met." in anna.command("plan")


@pytest.mark.rule("plans/approve")
def test_an_approver_starts_comments_and_rejects_and_the_draft_stays_one(firm: Firm) -> None:
    anna = firm.as_(firm.anna)
    anna.command("plan", "new My first year: Fire safety")
    anna.press("Ask for approval")
    ben = firm.told(firm.ben)[-1]
    assert "In review by you since" in ben.press("Start review")
    petra = firm.as_(firm.petra)
    assert "No plans to approve." in petra.command("plan", "approve")
    ben.press("Comment")
    assert "Sent to Anna." in ben.fill(words="By when?")
    assert "Ben on My first year: 'By when?'" in firm.told(firm.anna)[-1].says
    answer = firm.told(firm.anna)[-1]
    answer.press("Answer")
    assert "Sent to Ben." in answer.fill(words="By summer")
    assert "Anna on My first year: 'By summer'" in firm.told(firm.ben)[-1].says
    ben = firm.told(firm.ben)[0]
    assert "Anna: 'By summer'" in ben.says
    ben.press("Reject")
    with pytest.raises(Invalid, match="Why"):
        ben.fill(reason=" ")
    assert "Rejected by Ben" in ben.fill(reason="Add first aid.")
    assert "Ben rejected My first year: 'Add first aid.' It stays a draft." in firm.told(firm.anna)[-1].says
    assert "My first year, draft" in anna.command("plan")
    anna.press("Ask for approval")
    ben = firm.told(firm.ben)[-1]
    undo = ben.press("Accept")
    assert "✓ Accepted" in undo
    assert "Undone" in ben.press("Undo")
    assert "My first year, draft" in anna.command("plan")


def test_of_two_approvers_one_decides_and_the_other_reads_who(firm: Firm) -> None:
    anna = firm.as_(firm.anna)
    anna.command("plan", "new My first year: Fire safety")
    anna.press("Ask for approval")
    petra, ben = firm.as_(firm.petra), firm.told(firm.ben)[-1]
    assert "Anna Berg: My first year, 1 competency" in petra.command("plan", "approve")
    petra.press("Open")
    ben.press("Accept")
    late = petra.press("Accept")
    assert "Accepted by Ben" in late
    assert "Nothing to do." in late
    assert "No plans to approve." in petra.command("plan", "approve")


@pytest.mark.rule("review/inbox")
def test_plans_to_approve_stand_in_the_reviews_and_leave_them_once_decided(firm: Firm) -> None:
    anna = firm.as_(firm.anna)
    anna.command("plan", "new My first year: Fire safety")
    anna.press("Ask for approval")
    ben = firm.as_(firm.ben)
    assert "Plans to approve\nAnna Berg: My first year, 1 competency" in ben.command("reviews")
    ben.press("Open")
    ben.press("Accept")
    assert "My first year" not in ben.command("reviews")


def test_nobody_approves_their_own_plan_and_a_peer_finds_nothing(firm: Firm) -> None:
    anna, erik = firm.as_(firm.anna), firm.as_(firm.erik)
    anna.command("plan", "new My first year: Fire safety")
    anna.press("Ask for approval")
    with pytest.raises(Refused, match="approving this person's plans"):
        anna.command("plan", "approve")
    with pytest.raises(Refused, match="Nothing changed: this is for those who supervise you"):
        anna.command("plan", "activate My first year")
    with pytest.raises(Refused, match="Plans are shown to their owner"):
        erik.command("plan", f"<@{_chat_id(firm, firm.anna)}>")
    with pytest.raises(Refused, match="you don't supervise Anna"):
        erik.command("plan", f"new <@{_chat_id(firm, firm.anna)}> Spying: Fire safety")


def _chat_id(firm: Firm, person_id: int) -> str:
    with firm.house.reading() as session:
        return str(person(session, person_id).chat_user_id)


@pytest.mark.rule("plans/locked")
def test_a_template_item_is_kept_on_the_plan_until_it_is_unlinked(firm: Firm) -> None:
    firm.give(firm.anna)
    ben, anna = firm.as_(firm.ben), firm.as_(firm.anna)
    whom = f"<@{_chat_id(firm, firm.anna)}>"
    with pytest.raises(Conflict, match=r"Fire safety comes from the template\. Exempt Anna from it, or unlink"):
        ben.command("plan", f"remove {whom} Safety basics: Fire safety")
    with pytest.raises(Conflict, match="Fire safety comes from the template; Ben can exempt it or unlink the plan"):
        anna.command("plan", "remove Safety basics: Fire safety")
    with pytest.raises(Refused, match="an active plan is changed by those who supervise you"):
        anna.command("plan", "add Safety basics: Fire safety")
    ben.command("plan", f"{whom} Safety basics")
    assert "Unlinked by you" in ben.choose("Unlink from the template")
    assert "Taken off by you" in ben.command("plan", f"remove {whom} Safety basics: Fire safety")
    assert "Fire safety" not in anna.command("plan")
    assert "Undone" in ben.press("Undo")
    assert "Fire safety" in anna.command("plan")


@pytest.mark.rule("plans/complete")
def test_when_all_is_met_owner_and_manager_are_offered_to_complete_and_one_press_settles_both(firm: Firm) -> None:
    firm.give(firm.anna)
    for skill in (firm.fire, firm.aid, firm.rescue):
        with firm.house.writing() as session:
            a_rating(session, firm.anna, skill)
    mine, bens = firm.told(firm.anna)[-1], firm.told(firm.ben)[-1]
    assert "✓ All of Safety basics is met." in mine.says
    assert "✓ All of Safety basics is met by Anna." in bens.says
    assert labels(mine.card)[0] == labels(bens.card)[0] == "Complete"
    assert "✓ Completed by you" in mine.press("Complete")
    assert "completed by Anna" in firm.told(firm.ben)[-1].says
    assert "Complete" not in labels(firm.told(firm.ben)[-1].card)
    assert "Undone" in mine.press("Undo")
    assert "is met by Anna" in firm.told(firm.ben)[-1].says


def test_an_owner_cannot_complete_what_is_not_met_and_a_manager_is_asked_first(firm: Firm) -> None:
    firm.give(firm.anna)
    anna, ben = firm.as_(firm.anna), firm.as_(firm.ben)
    with pytest.raises(Refused, match="this is for those who supervise you"):
        anna.command("plan", "complete Safety basics")
    said = ben.command("plan", f"complete <@{_chat_id(firm, firm.anna)}> Safety basics")
    assert "Complete Safety basics? 0 of 3 met; what is not met stays a gap." in said
    done = ben.press("Complete")
    assert "✓ Completed by you" in done
    assert "partly met" in done
    assert "Ben completed your plan Safety basics. ░░░ 0 of 3 met." in firm.told(firm.anna)[-1].says


def test_a_plan_of_ones_own_is_made_by_form_changed_and_thrown_away(firm: Firm) -> None:
    anna = firm.as_(firm.anna)
    anna.command("plan", "new")
    anna.fill(name="Mine", skills=[str(firm.fire)], due=None)
    assert "Mine, draft, no due date." in anna.says
    assert "Added by you" in anna.command("plan", "add Mine: Rescue")
    anna.choose("Take competencies off")
    assert "Taken off by you" in anna.fill(skills=[str(firm.fire)])
    anna.choose("Name and due date")
    assert "My plan, draft" in anna.fill(name="My plan")
    assert "My plan was thrown away by you" in anna.choose("Throw away")
    assert "Undone" in anna.press("Undo")
    assert "My plan, draft" in anna.command("plan")
    assert picks(anna.card)


def test_a_manager_makes_a_plan_for_one_person_who_is_told(firm: Firm) -> None:
    ben = firm.as_(firm.ben)
    said = ben.command("plan", f"new <@{_chat_id(firm, firm.anna)}> Crew: Fire safety, Rescue by 1 March")
    assert "Made by you" in said
    assert "Anna: Crew, active, due 1 March 2027." in said
    assert "Ben gave you the plan Crew, due 1 March 2027." in firm.told(firm.anna)[-1].says
    with firm.house.reading() as session:
        assert [each.state for each in plans_of(session, [firm.anna])] == [PlanState.ACTIVE]
    with pytest.raises(NotFound, match="not in the catalogue"):
        ben.command("plan", f"new <@{_chat_id(firm, firm.anna)}> Other: Juggling")


def test_home_shows_active_plans_with_their_bars_and_nothing_without_any(firm: Firm) -> None:
    anna = firm.as_(firm.anna)
    assert not _home(anna)
    firm.give(firm.anna)
    assert "Safety basics, active, no due date. ░░░ 0 of 3 met." in _home(anna)
    anna.command("plan", "new Mine: Fire safety")
    anna.press("Ask for approval")
    assert "Plans to approve" in _home(firm.as_(firm.ben))


def _home(reader: Spoken) -> str:
    call = Call(reader.product, reader.asker, HERE, "home", "")
    found = [handler(call) for _, handler in reader.conversations.home]
    return "\n".join(plain(each, reader.asker.reader) for each in found if isinstance(each, Card))


@pytest.mark.rule("review/request")
@pytest.mark.rule("review/decide")
def test_a_review_is_asked_from_the_plan_and_the_plan_follows_the_decision_at_once(firm: Firm) -> None:
    firm.give(firm.anna)
    anna, ben = firm.as_(firm.anna), firm.as_(firm.ben)
    anna.command("plan")
    anna.choose("Ask for a review")
    assert anna.form is not None
    [field] = anna.form.fields
    assert sorted(label for label, _ in field.options) == ["Fire safety", "First aid at work", "Rescue"]
    assert "Review of Fire safety" in anna.fill(competency=str(firm.fire))
    assert "asked Ben. Waiting." in anna.press("Ask")
    ben.command("reviews")
    ben.press("Open")
    ben.press("Accept: Acquired")
    said = anna.command("plan")
    assert "1 of 3 met." in said and "✅ Fire safety: met" in said
    anna.choose("Ask for a review")
    assert anna.form is not None
    assert "Fire safety" not in [label for label, _ in anna.form.fields[0].options], "what is met is not asked for"
