"""Speaking: whose words a quoted stretch is by the reporter's words around it, and how sure that is."""

from typing import Literal, NamedTuple

from extractor.attributing import stands_alone
from extractor.casting import cast_of
from extractor.clausing import clause_subject
from extractor.cueing import Cue, before, behind, label, trailing
from extractor.flow import Segments, Stretch, once
from extractor.naming import names_of
from extractor.nouns import is_name
from extractor.phrasing import Phrase
from extractor.reporting import AUXILIARIES, BODIES, CALLING, CUES, DOCUMENTS, ROLES, SPEECHES, SURE, WORKS
from extractor.resolving import Named, resolve
from extractor.stripping import is_personal, strip_title
from extractor.terms import is_named_thing, is_titular
from extractor.voicing import PARAGRAPH, Voice, is_alone, voice_of

Certainty = Literal["certain", "likely", "guess"]
Range = tuple[int, int]
_LONGEST_NAME = 3
"""Words that a headline may begin with as a name."""
_PERSONAL = frozenset({"person", "shared", "bearer", "sole", "pronoun"})
"""Forms of a source that is somebody known."""
_GENDERS = {"he": "m", "she": "f", "it": "n"}
_NEAR = 4
"""So many tokens are near a stretch."""
_SOURCES = BODIES | DOCUMENTS | ROLES | WORKS
"""Words of a lead-in that may name whose words follow."""
_NO_SOURCES = (SPEECHES - DOCUMENTS) | frozenset(
    "reason reasons plan point upshot result lesson question problem catch conclusion explanation idea aim goal".split()  # noqa: SIM905
)
"""Words ahead of a colon for what is said or why, and for nobody who says it: `The reason: “...”`."""
_STRAY = " \"'“”"
"""What may stand between a colon and the mark that opens: a mark too many opens nothing."""


LED_ON = "led-on"
"""How the rule begins by which the words behind a lead-in are the turn's."""


class Attribution(NamedTuple):
    """Whose words a stretch is."""

    name: str | None
    """The fullest name or the description; None where nobody says them."""
    rule: str
    """Which rule told it: for measuring each by itself."""
    certainty: Certainty
    """`certain` was right for .97 and more of the labelled quotes on which it was measured."""
    anchor: int
    """Number of the stretch, from 0, in whose sentence the source is told."""
    cue: Range | None = None
    """Offsets of the reporting verb or phrase."""
    subject: Range | None = None
    """Offsets of the words that tell the source."""


@once
def attribute(segments: Segments) -> tuple[Attribution, ...]:
    """Say of each stretch of an article whose words it is, in reading order."""
    told: list[Attribution] = []
    voice = voice_of(segments)
    for number, (stretch, at) in enumerate(zip(segments.stretches, voice.stretches, strict=True)):
        told.append(_Place(segments, number, told, voice, at, voice.opens(at), voice.closes(at)).attribute())
        if stretch.continues and told[-1].cue is not None:
            _tell_earlier(segments, told)
    return tuple(told)


def _tell_earlier(segments: Segments, told: list[Attribution]) -> None:
    """Give the paragraphs of a quotation whose source is told in the last one the same source."""
    number = len(told) - 1
    while segments.stretches[number].continues and number and told[number - 1].cue is None:
        number -= 1
        told[number] = told[-1]


class _Place(NamedTuple):
    """A stretch among the reporter's words, and what was said of the stretches before it."""

    segments: Segments
    number: int
    told: list[Attribution]
    voice: Voice
    at: int
    """The stretch's token."""
    low: int
    """The first token of its sentence."""
    high: int
    """The token after its sentence."""

    @property
    def stretch(self) -> Stretch:
        return self.segments.stretches[self.number]

    def attribute(self) -> Attribution:
        """Say whose words it is: by the sentence, else by what comes before."""
        if is_named_thing(self.voice, self.at, self.low):
            return self._nobody("named", "certain")
        if self.stretch.continues and self.told and not self._tells_itself():
            return self.told[-1]._replace(rule=f"goes-on {self.told[-1].rule}")
        if is_alone(self.voice, self.low, self.high):
            return self._of_turn()
        if self._is_title() and self.voice.lower[self.at + 1 : self.at + 2] != ["according"]:
            return self._nobody("title", "likely")
        return self._of_sentence() or self._of_participle() or self._without_cue()

    def _nobody(self, rule: str, certainty: Certainty) -> Attribution:
        return Attribution(None, rule, certainty, self.number)

    def _tells_itself(self) -> bool:
        """Whether the source is told behind a paragraph that goes on with one whose source is not told."""
        return self.told[-1].cue is None and behind(self.voice, self.at, self.high) is not None

    def _of_sentence(self) -> Attribution | None:
        """Whom the sentence names as the source."""
        cue, named = self._cue(), label(self.voice, self.at, self.low)
        if cue and named and _is_nearer(self.voice, named, cue, self.at):
            cue = named
        found = self._by(cue) if cue else None
        if found is None and named and named != cue:
            found = self._by(named)
        return found

    def _cue(self) -> Cue | None:
        after = behind(self.voice, self.at, self.high)
        ahead = before(self.voice, self.at, self.low) if self.at > self.low else None
        if after and ahead:
            closed = self.segments.text[self.stretch.end - 1] in ",?!—" or self.voice.words[self.at + 1] == ","
            return after if closed and not (ahead.where == "before" and ahead.last + 1 == self.at) else ahead
        return after or ahead or trailing(self.voice, self.at, self.high)

    def _by(self, cue: Cue) -> Attribution | None:
        """The source that a cue's subject is."""
        named = _headlined(self.segments, cue.subject) if cue.where == "label" else None
        named = named or resolve(self.segments, cue.subject)
        if named is None or (
            cue.where == "far" and named.form == "description" and _says_little(self.voice, cue.subject)
        ):
            return None
        if cue.where == "label" and self.voice.lower[cue.subject.last] in _NO_SOURCES:
            return None
        certainty = _certainty(self.voice, cue, named)
        place = _offsets(self.voice, cue.first, cue.last)
        subject = _offsets(self.voice, cue.subject.first, cue.subject.last)
        return Attribution(named.name, f"{cue.where} {named.form}", certainty, self.number, place, subject)

    def _of_participle(self) -> Attribution | None:
        """The speaker before, where the sentence is `Adding: “...”`."""
        opens = self.voice.lower[self.low] in {"adding", "saying", "noting"} and self.at - self.low < _NEAR
        if not (opens and self.told) or self.voice.begins[self.low] == PARAGRAPH:
            return None
        cue = self.voice.places[self.low]
        return self.told[-1]._replace(rule="adding", certainty="likely", cue=cue, anchor=self.number)

    def _without_cue(self) -> Attribution:
        if self._is_led_by_none():
            return self.told[-1]._replace(rule=f"{LED_ON} {self.told[-1].rule}", certainty="likely")
        if self.low != self.at or not stands_alone(self.segments, self.stretch):
            return self._nobody("none", "guess")
        found, cue = self._of_turn(), behind(self.voice, self.at, self.high)
        word = self.voice.lower[cue.subject.first] if cue and cue.subject.first == cue.subject.last else ""
        if word not in _GENDERS:
            return found
        # A pronoun says it, and whom it means cannot be told.
        other = cast_of(self.segments).genders.get(found.name or "", _GENDERS[word]) != _GENDERS[word]
        return self._nobody("none", "guess") if other else found._replace(certainty="guess")

    def _is_led_by_none(self) -> bool:
        """Whether a lead-in amid a paragraph names no other source than the one whom the paragraph quotes already."""
        if self._quoted_already() is None:
            return False
        earlier, mark = self.segments.stretches[self.number - 1], self.stretch.start - len(self.stretch.mark)
        led = self.segments.text[earlier.end : mark].rstrip(_STRAY).endswith(":")
        return led and _tells_of_nobody(self.voice, self.low, self.at)

    def _of_turn(self) -> Attribution:
        """Whose words a stretch without the reporter's is: the turn's, the lead-in's or the last speaker's."""
        voice, low = self.voice, self.low
        earlier = voice.opens(low - 1) if low else 0
        if low and voice.begins[low] != PARAGRAPH:
            if self.number and voice.stretches[self.number - 1] >= earlier:
                last = next((one for one in reversed(self.told[-3:]) if one.name), self.told[-1])
                return last._replace(rule=f"turn {last.rule.removeprefix('turn ')}")
            found = self._led(earlier, "narrated") or self._interrupted(earlier)
        else:
            found = self._of_paragraph(earlier)
        if found is None and voice.begins[low] == PARAGRAPH and self.told and self.told[-1].name:
            return self.told[-1]._replace(rule="next-paragraph", certainty="guess")
        return found or self._nobody("alone", "guess")

    def _interrupted(self, earlier: int) -> Attribution | None:
        """Whom the paragraph quotes already, where the sentence between, at `earlier`, tells of nobody else."""
        last = self._quoted_already() if _tells_of_nobody(self.voice, earlier, self.low) else None
        certainty: Certainty = "likely" if last and last.certainty != "guess" else "guess"
        return last and last._replace(rule=f"interrupted {last.rule.split()[-1]}", certainty=certainty)

    def _quoted_already(self) -> Attribution | None:
        """Whose words the stretch before is, where it stands in the same paragraph."""
        segments, last = self.segments, self.told[-1] if self.told else None
        paragraph = segments.paragraph_at(self.stretch.start - len(self.stretch.mark))
        here = last and last.name and segments.paragraph_at(segments.stretches[self.number - 1].start) == paragraph
        return last if here else None

    def _of_paragraph(self, earlier: int) -> Attribution | None:
        """Whose words a paragraph's first stretch is, told ahead of a colon, behind it or in the paragraph before."""
        voice, low = self.voice, self.low
        if low and voice.words[low - 1] == ":" and (found := self._led(earlier, "lead")):
            return found
        after = behind(voice, self.at, self.high)
        if after and (found := self._by(after)):
            return found
        led = self._led(earlier, "lead-in") if low and self._is_led_on() else None
        return led if led and led.rule.split()[-1] in _PERSONAL else None

    def _is_led_on(self) -> bool:
        """Whether the paragraph before is the reporter's alone."""
        segments = self.segments
        before = segments.paragraph_at(self.stretch.start) - 1
        return not self.number or segments.paragraph_at(segments.stretches[self.number - 1].start) < before

    def _led(self, low: int, rule: str) -> Attribution | None:
        """Whom the sentence before has speak; without a verb of saying only a person."""
        cue = before(self.voice, self.at, low)
        subject = cue.subject if cue else clause_subject(self.voice, low, self.at - 1)
        named = resolve(self.segments, subject) if subject else None
        allowed = _PERSONAL if rule == "lead" else {"person", "shared", "bearer"}
        if subject is None or named is None or (cue is None and named.form not in allowed):
            return None
        place = _offsets(self.voice, cue.first, cue.last) if cue else None
        told = _offsets(self.voice, subject.first, subject.last)
        return Attribution(named.name, f"{rule} {named.form}", "guess", self.number, place, told)

    def _is_title(self) -> bool:
        """Whether the words look like a title of a work, hang on the sentence, and nobody calls a thing so."""
        ahead = self.voice.lower[self.at - 1]
        hangs = ahead[-1].isalnum() and (ahead not in CUES or ahead in {"told", "tells"}) and ahead != "that"
        called = any(self.voice.lower[place] in CALLING for place in range(max(self.low, self.at - _NEAR), self.at))
        return hangs and not called and is_titular(self.segments.text[self.stretch.start : self.stretch.end])


def _tells_of_nobody(voice: Voice, low: int, high: int) -> bool:
    """Whether some words, the first of which opens a sentence, hold no name and no other word for who may speak."""
    return not any((at > low and is_name(voice, at)) or voice.lower[at] in _SOURCES for at in range(low, high))


def _offsets(voice: Voice, first: int, last: int) -> Range | None:
    return (voice.places[first][0], voice.places[last][1]) if last >= first else None


def _is_nearer(voice: Voice, named: Cue, cue: Cue, at: int) -> bool:
    """Whether somebody's words of speaking stand between a verb and a stretch: `denied Lind's claim of a “plot”`."""
    owned = named.where == "words" and voice.words[named.subject.first][0].isupper()
    judged = not AUXILIARIES.isdisjoint(voice.lower[named.subject.last : at])  # `said Lind's words were “late”`
    return owned and not judged and cue.where == "far" and cue.last < named.subject.first


def _says_little(voice: Voice, subject: Phrase) -> bool:
    """Whether a subject is one bare word in the singular that tells of no person, body or document: an adjective."""
    word = voice.lower[subject.first]
    return subject.first == subject.last and not word.endswith("s") and word not in ROLES | BODIES | DOCUMENTS


def _certainty(voice: Voice, cue: Cue, named: Named) -> Certainty:
    """How sure a source is: certain where a verb of saying beside the stretch has a name for its subject."""
    if cue.where in {"label", "words", "dash"} or _is_doubtful(voice, cue):
        return "likely"
    beside, sure = cue.where in {"behind", "before"}, voice.lower[cue.first] in SURE
    if named.form in {"person", "name"}:
        clausal = sure and named.form == "person" and voice.lower[cue.first - 1] != ","
        return "certain" if beside or clausal else "likely"
    if named.form == "description":
        return "certain" if beside and sure and voice.lower[cue.subject.last] in ROLES else "likely"
    return "certain" if beside and named.form == "sole" else "likely"


def _is_doubtful(voice: Voice, cue: Cue) -> bool:
    """Whether somebody else speaks as well, nobody does, or a participle may be another one's: `... a man saying`."""
    first, last = cue.subject[:2]
    if voice.lower[first - 1] in {"and", "nor", "or"} and is_name(voice, first - 2):
        return True
    between = voice.lower[last + 1 : cue.first]
    if any(word in {"not", "never"} or word.endswith(("n’t", "n't")) for word in between):
        return True
    return voice.lower[cue.first] == "saying" and voice.lower[cue.first - 1] in ROLES and cue.first - 1 > last


def _headlined(segments: Segments, subject: Phrase) -> Named | None:
    """The person whose name a headline begins with, who is told of in the text."""
    voice, persons, names = voice_of(segments), cast_of(segments).persons, names_of(segments)
    for last in range(min(subject.first + _LONGEST_NAME - 1, subject.last), subject.first - 1, -1):
        name = names.fullest(strip_title(voice.slice(subject.first, last)))
        if name in persons and is_personal(name):
            return Named(name, "person")
    return None
