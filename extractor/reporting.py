"""Reporting: the classes of words in which reporters say who said something, as sets to look words up in."""

# ruff: noqa: SIM905 - lists of words are read best as words
from collections.abc import Iterator

_DOUBLING = frozenset("admit quip blog snap grin regret sob slam brag shrug".split())


def _forms(base: str) -> Iterator[str]:
    """The four regular forms of a verb."""
    stem = base[:-1] if base.endswith("e") else base + base[-1] if base in _DOUBLING else base
    past = f"{stem}ed"
    third = f"{base}s"
    if base[-1] == "y" and base[-2] not in "aeo":
        past, third = f"{base[:-1]}ied", f"{base[:-1]}ies"
    elif base.endswith(("s", "sh", "ch")):
        third = f"{base}es"
    return iter((base, third, past, f"{stem}ing"))


_REGULAR = """
    add ask tweet post state note warn claim insist argue maintain explain announce declare stress conclude reply
    respond assure remark observe suggest vow pledge promise deny accuse blame urge demand cite quote charge
    recall joke quip shout yell chant interject exclaim email report confirm reveal admit acknowledge agree
    complain criticize criticise slam dismiss hope assert reason protest lament counter object call describe label
    brand characterize characterise denounce decry deride praise reiterate repeat emphasize emphasise underline
    underscore predict estimate concede contend allege testify opine muse mutter whisper scream declaim proclaim
    pronounce cry advise caution threaten boast brag rail retort answer inquire enquire query wonder believe fear
    text blog point recount relate indicate offer continue mock ridicule scoff lash liken hail applaud condemn
    disclose mention express voice propose recommend request instruct order fume gush rant vent comment elaborate
    specify clarify guarantee reassure implore plead beg grumble gripe bemoan bristle crow enthuse chide admonish
    scold rebuke lecture concur reflect surmise speculate theorize accept signal hint imply refer pen rule reject
    welcome defend justify thank congratulate salute compare tout blast lambast lambaste bash castigate excoriate
    berate chastise commend laud extol cast portray depict term invoke deem consider fault vilify warble thunder
    deadpan bellow snap sneer grin affirm aver confess confide chime exhort fret groan growl interrupt intimate intone
    marvel moan outline persist posit profess reaffirm reckon regret remind sigh sob stipulate summarise summarize
    sympathise sympathize tease taunt theorise utter volunteer wail whine roar bark mumble murmur stammer inform
    counsel contradict detail encourage smile laugh shrug beam
"""
_IRREGULAR = """
    say says said saying tell tells told telling write writes wrote writing written think thinks thought thinking feel
    feels felt feeling read reads swear swears swore go goes went put puts speak speaks spoke speaking shoot shot
    fire fired sing sings sang singing direct directs directed directing echo echoes echoed echoing
"""
BASES = frozenset(_REGULAR.split()) | frozenset("say tell write think feel read swear go put speak shoot".split())
"""Forms that are infinitives or follow more than one."""
CUES = frozenset(form for base in _REGULAR.split() for form in _forms(base)) | frozenset(_IRREGULAR.split())
"""Verbs of saying, in all forms."""
SURE = frozenset(
    """say says said tell tells told add adds added write writes wrote note notes noted argue argues argued insist
    insists insisted explain explains explained state stated announce announced declare declares declared
    warn warns warned confirm confirms confirmed stress stressed claims claimed reiterated tweeted posted""".split()
)
"""Verbs after which a whole clause is the speaker's."""
NEEDS_MORE = frozenset(
    """go goes went shoot shot fire fired fires firing put puts point points pointed pointing speak speaks spoke
    speaking lash lashed lashes refer refers referred referring offer offers order orders request""".split()
)
"""Forms that report only in a phrase: `shot back`, `pointed out`, `put it`."""
_PARTICLES = {
    **dict.fromkeys("go goes went".split(), "on"),
    **dict.fromkeys("shoot shot fire fired fires firing".split(), "back"),
    **dict.fromkeys("point points pointed pointing".split(), "out"), **dict.fromkeys("put puts".split(), "it"),
    **dict.fromkeys("lash lashed lashes".split(), "out"),
    **dict.fromkeys("refer refers referred referring".split(), "to"),
    **dict.fromkeys("speak speaks spoke speaking".split(), "of"),
}  # fmt: skip


ADJACENT_ONLY = frozenset(
    """continue continues continued continuing read reads reading feel feels feeling felt hope hopes think thinks
    thought pen penned penning lecture text point count recall record object label brand accept accepted
    accepts reflect reflects smile smiles smiled smiling laugh laughs laughed laughing shrug shrugs beam beams
    beamed sing sings sang singing direct whine whines wail wails groan groans growl growls sob sobs roar roars bark
    barks sigh sighs moan moans tease teases taunt taunts volunteer volunteers detail details outline outlines counsel
    counsels regret regrets""".split()
)
"""Forms that report only right beside the words."""


def particle_of(word: str) -> str | None:
    """The word without which a verb does not report: `back` of `shot`."""
    return _PARTICLES.get(word)


NOUNS_TOO = frozenset(
    """report reports claim claims call calls post posts note notes demand demands charge charges state states
    order orders request requests offer offers point points fear fears hope hopes text texts answer answers
    comment comments cry cries signal signals hint hints query queries tweet tweets email emails quote
    quotes promise promises pledge pledges vow vows warning reading writing feeling thinking thought meaning
    posting telling saying label brand brands voice blog joke jokes estimate estimates address shout shouts
    chant chants reply replies advice recall praise caution pen blame reason reasons rule rules cast term
    terms fault faults blast lecture vent feel mention mentions response read reads object objects
    groan groans growl moan moans outline outlines regret regrets sigh sighs sob sobs tease taunt taunts volunteer
    volunteers wail whine roar roars bark murmur murmurs counsel detail details smile
    smiles laugh laughs shrug shrugs beam beams direct""".split()
)
"""Forms that are nouns or adjectives after an article or an adjective: `the report`, `the alleged plot`."""
PREPOSITIONS = frozenset(
    """of for in at from to on with by about against near after before during since until amid among between into
    over under through toward towards upon within without despite following per via like as across around
    behind beside beyond inside outside past throughout versus ahead including regarding concerning""".split()
)
CONJUNCTIONS = frozenset(
    """and but or nor so yet because although though while if when where whether that which who whom whose than
    unless once whereas why how what""".split()
)
DETERMINERS = frozenset(
    """the a an this that these those some several many few both all most one two three four five six seven eight
    nine ten eleven twelve another other any each every no his her its their our my your multiple numerous""".split()
)
POSSESSIVES = frozenset("his her its their our my your".split())
AUXILIARIES = frozenset(
    """is was were are be been being am has have had having do does did will would can could may might shall should
    must ’s 're ’re 'd ’d isn't isn’t wasn't wasn’t weren't aren't didn't didn’t don't don’t doesn't doesn’t
    hasn't hasn’t haven't haven’t won't won’t wouldn't wouldn’t can't can’t cannot couldn't couldn’t hadn't
    hadn’t""".split()
)
BEING = frozenset("is was were are be been being am got".split())
FINITE = AUXILIARIES - {"be", "been", "being", "having"}
_ADVERBS = frozenset(
    """also later then again still now once earlier repeatedly further even just never always often not today
    tomorrow yesterday tonight ago meanwhile instead however afterward afterwards too twice soon recently
    thus there here famously first last next""".split()
)
_NOT_ADVERBS = frozenset("family ally assembly italy july reply supply rally monopoly bully anomaly butterfly".split())
PRONOUNS = frozenset("he she they it who".split())
NOBODY = frozenset("i we you me us him them nobody".split())
DAYS = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december""".split()
)
ROLES = frozenset(
    """official officials spokesman spokeswoman spokesperson spokespeople spokesmen source sources diplomat
    diplomats aide aides leader leaders chief chiefs head heads member members president minister premier
    secretary general senator representative congressman congresswoman governor mayor ambassador envoy
    chancellor judge justice attorney lawyer lawyers analyst analysts expert experts economist economists
    scientist scientists strategist consultant director manager chairman chairwoman chair coach professor
    doctor officer officers candidate nominee adviser advisers advisor advisors assistant deputy author
    critic critics resident residents witness witnesses survivor editor columnist host anchor co-host
    reporter correspondent comedian actor actress singer founder co-founder ceo executive treasurer
    commander captain colonel lieutenant sergeant admiral major king queen prince princess pope bishop
    archbishop cardinal priest rabbi imam pastor prosecutor prosecutors researcher researchers activist
    activists advocate advocates organizer volunteer student teacher principal superintendent physician
    nurse psychologist historian sociologist engineer farmer owner operator dealer trader investor banker
    broker policeman sheriff detective investigator commissioner councilman councilwoman councillor
    legislator lawmaker lawmakers mp speaker whip undersecretary counsel negotiator mediator pollster
    operative staffer supporter supporters opponent opponents protester protesters demonstrator ally allies
    friend friends colleague colleagues wife husband mother father sister brother son daughter uncle aunt
    neighbor neighbour widow girlfriend boyfriend partner constituent veteran soldier player quarterback
    striker goalkeeper champion runner trainer billionaire businessman businesswoman entrepreneur tycoon
    designer artist painter writer novelist poet photographer musician filmmaker producer blogger
    contributor chairperson representative delegate delegates fellow dean provost rector curator
    archaeologist biologist chemist physicist astronomer geologist meteorologist ecologist anthropologist
    epidemiologist pilot astronaut secretary-general vice-president president-elect constituent parishioner
    customer victim suspect defendant plaintiff juror boss bosses grandee skipper gaffer star legend guru tsar czar
    supremo backbencher frontbencher peer peers rival rivals incumbent hopeful vicar pensioner driver drivers
    firefighter firefighters paramedic barrister solicitor magistrate coroner inspector superintendent constable
    investigators regulator parent parents mum mom dad teenager man woman boy girl patient patients passenger
    passengers tourist worker workers villager villagers campaigner campaigners rebel rebels insider insiders
    organiser organisers person people mps agent agents eyewitness headteacher
    headmaster shopkeeper housewife carer""".split()
)
"""Nouns of persons that an office or a role may be called by."""
KIN = frozenset(
    """wife husband mother father sister brother son daughter uncle aunt widow girlfriend boyfriend partner parent
    parents mum mom dad friend friends neighbor neighbour man woman boy girl person people teenager rival
    rivals""".split()
)
"""Those of them that are no office."""
VERBS = frozenset(
    """made took gave came got left met held led won lost kept began became saw knew found brought sought stood ran
    fell rose grew set let sent built drew broke chose sold bought paid went sat wore ate drove flew struck
    hit cut shut quit signed looks seems appears makes takes gives comes gets""".split()
)
"""Common verbs that no ending tells from nouns."""
BODIES = frozenset(
    """agency agencies company newspaper magazine network station party campaign government administration army
    forces police university school college committee commission council union association institute
    foundation bank firm hospital church club team board bureau service parliament embassy coalition
    alliance military militia website site authorities channel daily weekly tabloid ministry office
    department court jury""".split()
)
"""Nouns of bodies that speak."""
DOCUMENTS = frozenset(
    """letter letters report reports document documents memo memos statement statements email emails post posts
    message messages study studies poll polls survey article editorial headline transcript draft
    tweet tweets memorandum ruling verdict judgment judgement petition lawsuit complaint affidavit indictment filing
    resolution communique communiqué manifesto banner banners placard placards sign notice caption advert
    """.split()
)
"""Nouns of what is written and read."""
SPEECHES = frozenset(
    """word words statement statements remark remarks comment comments claim claims assertion promise pledge vow
    warning argument message description call demand accusation suggestion admission prediction complaint
    observation declaration dismissal denial characterisation characterization portrayal criticism assessment
    denunciation rejection insistence boast threat plea reply response answer
    verdict""".split()
)
"""Nouns of saying that words in marks follow: `her promise to "act"`."""
CALLING = frozenset(
    "call calls called calling brand branded label labelled labeled describe describes described deride derided".split()
)
"""Verbs whose subject chose the name that follows."""
NAMING = frozenset(
    """so-called named titled entitled tagged themed nicknamed dubbed headlined codenamed code-named captioned labelled
    labeled termed called""".split()
)
"""Participles that give a thing its name."""
WORKS = frozenset(
    """word words term terms phrase film movie show program programme series book novel song album single play
    musical documentary podcast sitcom magazine essay article episode poem painting game slogan hashtag
    nickname sketch""".split()
)
"""Nouns whose names, or which themselves, stand in marks."""


def is_adverb(word: str) -> bool:
    """Whether a word in small letters may stand between subject and verb."""
    return word in _ADVERBS or (word.endswith("ly") and len(word) > len("only") and word not in _NOT_ADVERBS)
