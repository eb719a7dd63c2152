"""Offices: the words that stand around a person's name and are no part of it, as sets to look words up in."""

# ruff: noqa: SIM905 - lists of words are read best as words
HONORIFICS = frozenset(
    """mr mr. mrs mrs. ms ms. miss mx mx. dr dr. sir dame lord lady baroness baron viscount hon hon. engr engr. barr.
    alhaji hajiya malam mallam comrade otunba shri smt datuk dato haji""".split()
)
"""What is said of anybody, and is no office."""
OFFICES = frozenset(
    """president minister premier chancellor secretary-general secretary general gen gen. lieutenant lt lt. colonel col
    col. maj. captain capt capt. admiral adm adm. commander sergeant sgt sgt. brigadier brig brig. senator sen sen. sens
    sens. representative rep rep. congressman congresswoman governor gov gov. mayor attorney ambassador envoy mr mr. mrs
    mrs. ms ms. miss mx mx. dr dr. prof prof. professor chief chairman chairwoman spokesman spokeswoman spokesperson
    director deputy leader speaker undersecretary archbishop rev rev. sir dame adviser advisor councillor cllr cllr.
    coun coun. clr
    councilman councilwoman alderman commissioner superintendent supt supt. inspector insp insp. detective det det.
    constable corporal cpl cpl. commodore pastor sheikh shaikh ayatollah rabbi imam mullah president-elect
    vice-president vice-chancellor coach manager boss engr engr. barr. alhaji hajiya malam mallam comrade otunba shri
    smt datuk dato haji barrister apostle evangelist cmdr cmdr. sheriff lawyer analyst economist
    secretary-treasurer co-founder founder ceo pm mp mps msp mep
    """.split()
)
"""What stands before a person's name and is no part of one: all that is before it is a title."""
RANKS = frozenset(
    """major maj marshal judge justice king queen prince princess pope bishop cardinal reverend father fr fr. sister
    lord lady baroness baron viscount chair candidate vice prime rear acting former ex- retired assistant executive
    pc dc di dci ds dsi con ch asst dep hon hon.""".split()
)
"""What may be a part of a name as well: a title only where nothing but titles stands before it."""
ABOUT = frozenset(
    """foreign defense defence interior finance state education health justice trade treasury energy homeland
    republican democratic democrat conservative labour labor us u.s. u.k. uk american british russian ukrainian french
    german turkish chinese israeli iranian army navy marine air force house white kremlin pentagon press joint chiefs
    staff department ministry office security national crown information communications transport agriculture
    environment climate culture tourism sport sports youth labour employment housing planning water works industry
    commerce science technology development economy budget social welfare immigration fisheries mines petroleum oil
    power lands local cooperation religious affairs foreign relations resources reform public safety police""".split()
)
"""What stands in titles, and in the names of bodies, which keep it: `White House`."""
POSTNOMINALS = frozenset("MP MPs MSP MEP TD QC KC SC SAN OBE MBE CBE PhD MD Esq Esq.".split())
"""What stands behind a name."""
GENERATIONS = frozenset("Jr Jr. Sr Sr. II III IV".split())
"""What tells one bearer of a name from another one."""
SHORT_RANKS = frozenset("CM CS CP SP DG IG MD VP PM MP".split())
"""Letters of offices that are a title before a full name only."""
SHORT_BODIES = frozenset("EU UN US UK AU".split())
"""Acronyms of two letters; any other two capitals may be the initials of a name."""
