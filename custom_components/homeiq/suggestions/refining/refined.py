"""A suggestion with edits: its automation, its words and its evidence."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Self

from custom_components.homeiq.devices.inventory import Inventory
from custom_components.homeiq.devices.recipe import Branch, Recipe, StartTrigger, Step
from custom_components.homeiq.mining.finding import Evidence, Finding
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.suggestions import safety
from custom_components.homeiq.suggestions.automation import SUN
from custom_components.homeiq.suggestions.build import rank
from custom_components.homeiq.suggestions.check import ProblemKind, references
from custom_components.homeiq.suggestions.composing import retold
from custom_components.homeiq.suggestions.figures import parted
from custom_components.homeiq.suggestions.refining.acts import all_acts
from custom_components.homeiq.suggestions.refining.edits import DropTarget, Edit
from custom_components.homeiq.suggestions.refining.known import Known, changed
from custom_components.homeiq.suggestions.refining.refinement import Refinement, all_edits
from custom_components.homeiq.suggestions.refining.refusal import Refusal, RefusedError
from custom_components.homeiq.suggestions.refining.telling import note
from custom_components.homeiq.suggestions.suggestion import Suggestion, Wording
from custom_components.homeiq.suggestions.words import Words, sentence
from custom_components.homeiq.suggestions.writers.template import TemplateWriter

_NOWHERE: Final = frozenset({SUN})  # no entity that people would say it is about


@dataclass(frozen=True, slots=True)
class Around:
    """What of a home and its user an edit depends on."""

    home: Home
    names: Names
    words: Words
    known: Known
    minimum_confidence: float = 0.0

    @classmethod
    def of(
        cls,
        home: Home,
        names: Names,
        inventory: Inventory,
        words: Words,
        minimum_confidence: float,
    ) -> Self:
        """Look at a home."""
        return cls(home, names, words, Known.of(names, home, inventory), minimum_confidence)


def refined(
    suggestion: Suggestion,
    edits: Sequence[Edit],
    refinements: Sequence[Refinement],
    finding: Finding | None,
    around: Around,
) -> Suggestion:
    """Return a suggestion with edits; its id, fingerprint and dates stay.

    `edits` are those that its automation does not have yet, `refinements` all that were asked
    for, those edits among them. `finding` is its habit with all of them, proven again; None where
    it comes from no habit, or nothing could be replayed: its figures stay, with a warning.

    Raises RefusedError, where an edit does not fit or a rule of safety forbids the outcome.
    """
    if suggestion.automation is None:
        raise RefusedError(Refusal.ADVICE)
    automation = changed(suggestion.automation, edits, around.known)
    return _with(automation, suggestion, refinements, finding, around)


def refined_again(
    suggestion: Suggestion,
    refinements: Sequence[Refinement],
    finding: Finding | None,
    around: Around,
) -> Suggestion:
    """Return what a later run has built, with all that was asked for when it was suggested before.

    What it has become by itself, as a condition that is gone, is no change any more. Raises
    RefusedError where something is not possible any more: then it is no suggestion.
    """
    if not refinements or suggestion.automation is None:
        return suggestion
    automation = dict(suggestion.automation)
    for edit in all_edits(refinements):
        try:
            automation = changed(automation, (edit,), around.known)
        except RefusedError as err:
            if not _is_so(edit, err.refusal):
                raise
    return _with(automation, suggestion, refinements, finding, around)


def _is_so(edit: Edit, refusal: Refusal) -> bool:
    """Return whether an edit is refused because there is nothing left to do."""
    match refusal:
        case Refusal.CHANGES_NOTHING | Refusal.NO_SUCH_CONDITION:
            return True
        case Refusal.NO_SUCH_ACT:
            return isinstance(edit, DropTarget)
        case _:
            return False


def _with(
    automation: dict[str, Any],
    suggestion: Suggestion,
    refinements: Sequence[Refinement],
    finding: Finding | None,
    around: Around,
) -> Suggestion:
    """Return a suggestion with another automation, its words and its figures."""
    recipe = _commanded(automation)
    if (rule := safety.recipe_withheld_by(recipe, around.names)) is not None:
        raise RefusedError(Refusal.UNSAFE, rule=sentence(around.words.text("rule", rule.name)))
    rules = safety.recipe_warnings(recipe, around.names)
    wording = _wording(suggestion, refinements, finding, around)
    entity_ids = _entities(suggestion, automation)
    areas = (around.home.areas.get(each) for each in entity_ids)
    told = replace(
        suggestion,
        wording=wording,
        automation=retold(automation, wording.title, wording.description),
        entity_ids=entity_ids,
        area_ids=tuple(dict.fromkeys(area for area in areas if area is not None)),
        warnings=(
            *(sentence(around.words.text("rule", each.name)) for each in rules),
            *_doubts(suggestion, finding, around),
        ),
        refinements=tuple(refinements),
    )
    if finding is None:
        return told
    return replace(
        told,
        rank=rank(finding.evidence),
        evidence=finding.evidence,
        since_shown=finding.since_shown or Evidence(),
    )


def _commanded(automation: Mapping[str, Any]) -> Recipe:
    """Return what an automation does, for the rules of safety."""
    steps = (
        Step(act.name, entity_id, act.action.get("data", {}))
        for act in all_acts(automation["actions"])
        for entity_id in act.targets
    )
    return Recipe((Branch(StartTrigger(), tuple(steps)),))


def _wording(
    suggestion: Suggestion,
    refinements: Sequence[Refinement],
    finding: Finding | None,
    around: Around,
) -> Wording:
    """Return the words for what it is now, with a note on what was changed."""
    wording = suggestion.wording
    if finding is not None:
        wording = TemplateWriter(around.names, around.words).word(finding)
    body, weekly = parted(wording.description, around.words)
    before = note(all_edits(suggestion.refinements), around.names, around.words)
    said = note(all_edits(refinements), around.names, around.words)
    return replace(wording, description=body.removesuffix(before) + said + weekly)


def _entities(suggestion: Suggestion, automation: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the entities of an automation, those that were known first; the sun is everywhere's.

    What the suggestion is about besides, as a device that it tells people of, stays.
    """
    used = dict.fromkeys(_named(automation))
    before = set(_named(suggestion.automation))
    own = (each for each in suggestion.entity_ids if each in used or each not in before)
    return tuple(dict.fromkeys((*own, *(each for each in used if each not in _NOWHERE))))


def _named(automation: object) -> Iterator[str]:
    yield from (value for kind, value in references(automation) if kind is ProblemKind.ENTITY)


def _doubts(suggestion: Suggestion, finding: Finding | None, around: Around) -> Iterable[str]:
    """Yield what people should know of the figures of what they asked for."""
    if finding is None:
        if suggestion.evidence is not None:
            yield around.words.text("refined", "unproven")
        return
    evidence = finding.evidence
    tried = evidence.right + evidence.wrong
    if not tried:
        yield around.words.text("refined", "untried")
    elif evidence.confidence < around.minimum_confidence:
        yield around.words.text("refined", "unsure", right=evidence.right, tried=tried)
