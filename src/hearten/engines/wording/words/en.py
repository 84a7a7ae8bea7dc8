"""English words and patterns for the wording check. Ours, from the literature's kinds of fault and our own questions."""

from __future__ import annotations

# Praise put before a noun by the asker ("our friendly team"); as a predicate ("was the team friendly?") it is fair.
PRAISE = (
    "excellent|outstanding|award-winning|friendly|superb|great|wonderful|amazing|fantastic|brilliant|world-class|leading|top-rated|best|"
    "high-quality|premium-quality|caring|dedicated|expert|convenient|efficient|fast|speedy|reliable|trusted|popular|innovative|improved|"
    "exceptional|first-class|generous|comprehensive|state-of-the-art|hard-working|hardworking|helpful|lovely|perfect|easy-to-use|"
    "user-friendly|exciting|impressive|unrivalled|remarkable|market-leading|professional|prompt|cutting-edge|attentive|compassionate|trustworthy|quick|hassle-free|smooth|simple|seamless|affordable|great-value|low-cost|swift|personalised|personalized|superior|valuable|unique|modern|knowledgeable|courteous|welcoming|flawless|delightful|pleasing|reassuring|heart-warming|high-class|warm|kind|polite|gentle|understanding|patient|skilled|experienced|thoughtful|much-loved|well-loved|beloved|acclaimed|renowned|respected|sensible|comfortable|cosy|spacious|beautiful|delicious|tasty|luxurious|handy|ever-improving|unbeatable|competitive"
)
BLAME = (
    "greedy|terrible|awful|wasteful|unfair|outrageous|shoddy|incompetent|ridiculous|horrible|dreadful|poor|lazy|dishonest|overpriced|"
    "excessive|pointless|confusing|disappointing|unpleasant|clumsy|annoying|tedious|endless|cumbersome|bureaucratic|ruthless|slow|frustrating|shameful|irresponsible|unreasonable|hated"
)
# Superlatives and words of feeling that no question needs, before whatever noun.
_HYPE = "award-winning|top-quality|five-star|much-loved|widely praised|gold-standard|highest-quality|world-class|first-class|state-of-the-art|top-rated|superb|exceptional|amazing|fantastic|brilliant|unrivalled|market-leading|exciting|outstanding(?! (?:balance|claims?|amounts?|payments?|bills?|documents?))"
_HARSH = (
    "greedy|lazy|incompetent|shoddy|ridiculous|outrageous|ruthless|shameful|dishonest|heartless|oppressive|disastrous|catastrophic|cruel|unjust|corrupt|"
    "notorious|appalling|crippling|soaring|skyrocketing|sky-high|disgraceful|dreadful|pathetic|callous|rip-off|senseless|needless"
)
_GOOD_PEOPLE = r"(?:concerned|responsible|caring|loving|sensible|honest|hard-working|hardworking|loyal|innocent|ordinary|decent|struggling|smart|educated|thoughtful)\s+(?:parents?|members?|people|customers?|families|citizens|patients|taxpayers|workers|nurses|doctors|adults|insurers?|companies|employees)"
# The marked end of a pair of adjectives supposes the answer ("how short …"); "how long …" does not.
_MARKED = "short|slow|bad|late|rude|poor|expensive|unhelpful|confusing|complicated|unfair|dirty|weak|unhappy|dissatisfied|disappointed|impressed|delighted|thrilled|grateful|proud|frustrated|upset|relieved|amazed|angry|worried|annoyed"
_THING = r"(?:[\w-]+\s){0,3}?(?:service|services|team|staff|adviser|advisers|advisor|advisors|agent|agents|app|care|cover|plan|plans|product|products|nurse|nurses|support|programme|program|website|company|hotline|hospitals|insurers|insurer|doctors|process|handlers|system|rules|fees|bills|delays|companies|features|benefits|paperwork|experience|network|claim|claims|visit|stay|payment)"

LEADING: tuple[tuple[str, str], ...] = (
    # What we are or have done, offered as a reason for the answer.
    (
        "praise",
        r"\bconsidering how (?:little|cheap|much|good|hard|few|fast|generous)\b[^,?]*,|\b(?:given|considering|in view of|thanks to|because of|in light of)\b[^,?]*\b(?:our (?!records?|letters?|last|call|notes?)|hard work|efforts?|dedication)[^,?]*,|\bsuch (?:an? )?(?:good|great|fair|generous|valuable|excellent|low|wide|fine|helpful|convenient|wonderful|useful)\b[^?]*\?|\b(?:members|customers|people|families|patients|clients) (?:have |who have )?(?:given|gave|give|award(?:ed)?) us\b|\b(?:five|5)[- ]stars?\b(?= (?:from|by|review|rating))|\bwhat makes (?:our|us)\b[^?]*\b(?:better|best|great|special|superior)\b|\bwhy (?:is|are|was|were) (?:our|we)\b[^?]*\b(?:the best|better|great|superior|\w+er than|more \w+ than|less \w+ than)\b|\b(?:our|we) [^.?!]*\b(?:won|received|earned|been given|been named|been voted)\b[^.?!]*\b(?:awards?|prizes?|best|number one|first)\b|\bwe(?: have|['’]ve)? (?:just )?(?:won|received|earned)\b[^.?!]*\b(?:awards?|prizes?)\b",
    ),
    # Self-praise before the question, and asking to be let off.
    (
        "sure",
        r"(?:^|[.!?] )with (?:so many|so much|all (?:the|these|those)|such)\b[^,?]*\b(?:delays?|complaints?|problems?|errors?|mistakes?|trouble|benefits|advantages|perks|extras)\b[^,?]*,(?=[^?]*\?)|\bfor (?:just|only|less than|as little as|no more than)\b[^,?.]*\b(?:a|per|each) (?:day|week|month|year)\b[^?]*\?|(?:^|[.!?] )we (?:always|never|work hard|pride ourselves|care|strive|are (?:proud|committed|known)|go the extra)\b|(?:^|[.!?,] ?)we (?:did|have done|are doing|do|tried|try) (?:our (?:very )?best|everything|all we can|our utmost)\b|\b(?:good|five-star|top|great|positive) (?:review|score|marks|rating)s?\?|\bfor (?:your|the) (?:family|children|child|parents|loved ones|own)(?:['’]s|['’])? (?:happiness|sake|future|safety|health|good|peace of mind)\b[^.?]*\?|(?:^|[.!?] )(?:without|unless)\b[^.?]*\b(?:will|would|cannot|can['’]t)\b[^.?]*\. ?(?=[^?]*\?)|\b(?:forgive|bear with us)\b|\b(?:specially|tirelessly|proudly|at great cost)\b [^.?]*\bfor you\b|(?:^|[.!?] )(?:is|are|was|were|has|have|do|does|did)\b(?![^?]*\bor\b)[^?]*\b(?:much|far|so much) (?:better|easier|faster|clearer|quicker|cheaper|safer|simpler|more \w+)\b|(?:^|[,.] )with\b[^,?]*\b(?:on the rise|rising|increasing|going up|soaring|growing|spreading|getting worse|more (?:common|dangerous|expensive))\b[^,?]*,|\byou (?:must|will surely|will no doubt|can['’]t but) (?:be|have|feel|agree|find|know|think)\b[^?]*\?|\bas you (?:may |will |probably |already |no doubt )*know\b|\b(?:small|little|minor|slight|brief|tiny|modest) (?:delay|problem|mistake|error|inconvenience|increase|issue|oversight)s?\b|(?:^|[.!?] )(?:we|our \w+)\b[^.?!]*\b(?:(?:here|there) for you|day and night|around the clock|at your service|never (?:sleeps?|let)|put(?:s)? (?:you|members|our members) first)\b|\b(?:can|could|may|might|will) (?:put [\w ]+ at risk|cost you|endanger|harm|be fatal|ruin|lead to serious)\b[^.?]*[.,;:]|\bhow (?:good|bad|great) (?:is|are|was|were) our\b|\bhow much (?:better|easier|faster|happier|safer|clearer|quicker|cheaper|worse|more \w+)\b(?![^?]*\bor\b)",
    ),
    # What our people do for all, said before the question.
    (
        "praise",
        r"(?:^|[.!?] )(?:our|we)\b[^.?!]*\b(?:patiently|kindly|gladly|tirelessly|promptly|carefully|generously|happily|skilfully|expertly|efficiently|proudly|warmly|(?:goes|go|going|went) the extra mile|above and beyond|(?:puts?|work(?:s|ing|ed)?|tr(?:y|ies)|do(?:es)?|cares?|cared) (?:so |very |really )?(?:hard|tirelessly|deeply|their best|its best|everything)|(?:for|treats?|values?|listens? to|cares? (?:for|about)|look(?:s|ing)? after) (?:every|each) (?:single )?(?:customer|member|family|patient|caller|client|person|one|child|policyholder|case|claim|complaint)\b|second to none|of the highest)\b[^.?!]*[.!] ?(?=[^?]*\?)",
    ),
    (
        "push",
        r"(?:^|[.!?,;:]\s*)(?:and |so |but |well |now )?(?:don|wouldn|isn|aren|doesn|hasn|shouldn|didn|weren|wasn|can|won|haven|couldn|ain)['’]t\s+\w[^?]*\?",
    ),
    (
        "tag",
        r",\s*(?:right|correct|is(?:n['’]t)? (?:it|he|she|that)|are(?:n['’]t)? (?:they|you|we)|do(?:n['’]t)? you|did(?:n['’]t)? (?:you|it|we|they)|would(?:n['’]t)? you|does(?:n['’]t)? it|was(?:n['’]t)? it|were(?:n['’]t)? they|have(?:n['’]t)? you|won['’]t you|wo n't you|can['’]t you|no|yes|agreed|don['’]t you (?:think|agree))\s*\?",
    ),
    (
        "others",
        r"(?<!how )\b(?:most|many|almost all|nearly all|the majority of|thousands of|millions of|more and more|nine out of ten)\s+(?:of\s+)?(?:our\s+)?(?:[a-z-]+\s+)?(?:people|members|customers|families|parents|users|patients|clients|policyholders|colleagues|adults)\b|\b(?:vast |great |large |overwhelming )?majority (?:of\b[^.?,]*)?(?:support|think|say|agree|want|prefer|believe|find|choose|like|are|have)\b|\b(?:\w+|\d+) (?:in|out of) (?:ten|five|\d+)\b|\b\d+ ?(?:%|per ?cent) of (?:our |all )?(?:members|customers|people|users|patients)|(?:^|[,.] )like (?:us|most|many|other|others)\b|\b(?:everyone|everybody|all (?:of )?your (?:friends|colleagues|neighbou?rs|family))\s+(?:(?:around you|you know|else|already|now) )*(?:knows?|agrees?|says?|thinks?|uses?|has|have|loves?|trusts?|chooses?|likes?|does|do|wants?)\b|\bas (?:we all|you(?: may| probably| surely)?|everyone|everybody|most [\w ]+?) know",
    ),
    (
        "authority",
        r"\b(?:experts?|doctors|studies|research|scientists|specialists|physicians|surveys|evidence)\s+(?:all\s+|widely\s+|strongly\s+)?(?:agree|say|show|shows|recommend|recommends|prove|proves|advise|suggest|suggests|believe|confirm|confirms|warn|has shown|have shown)\b|\baccording to (?:experts|doctors|research|leading)|\b(?:voted|ranked|rated)\s+(?:number one|no\. ?1|first|the best|best|top)",
    ),
    (
        "sure",
        r"\b(?:why|how)\b[^?]*\b(?:better|worse|superior|inferior)\b[^?]*\b(?:than|to) (?:our|other|their|the (?:comp|others))|\b(?:surely|obviously|(?:(?<=^)|(?<=[,.;:!?] )|(?<= is )|(?<= are )|(?<= was )|(?<= has )|(?<= have )|(?<= that )|(?<= we )|(?<= it )|(?<= they )|(?<= this ))(?:clearly|naturally)|undoubtedly|of course|certainly|no doubt|needless to say|as (?:an?|one of our|our) (?!new |former |group |family |young |older |first)(?:[\w-]+ ){1,3}(?:members?|customers?|parents?|clients?|patients?|policyholders?|citizens?|persons?|users?)(?=,)|it is (?:clear|obvious|well known) that)\b(?!\s+(?:explain|describ|writ|mark|stat|word|show|set|laid|put|said|giv|print|label|present|told|list|defin|visible|display))",
    ),
    (
        "also",
        r"(?:^|[.,;:!?]\s*)(?:and |so |but |now |overall |then |yes |well )?(?:would|do|did)\s+you\s+(?:also\s+|personally\s+|generally\s+)?(?:agree|say|admit|concede|accept)\b(?!\s+or\b)(?![^?]*\bor\b)|\bdo you also (?:think|feel|find)|\bany(?:one|body)? (?:sensible|reasonable|responsible|caring|rational|thinking)\b(?: (?:person|parent|adult|man|woman|employer|member))?|\bdo you share the (?:view|opinion)|(?:^|[.,;:!?])\s*(?:do|did) you (?:really |fully |strongly )?(?:like|love|enjoy|appreciate|support|approve of|favou?r|admire|welcome|oppose)\b(?![^?]*\bor\b)|\bdo you (?:think|feel|believe) (?:that )?it(?:['’]s| is| was) (?:fair|right|wrong|important|good|bad|time|necessary|reasonable|unfair)\b(?![^?]*\bor\b)|\brather\b[^?]*\bthan (?:risk|lose|suffer|face|be left)|\bdeserves?\b|\bforc(?:e|ed|ing) (?:people|members|patients|us|you|everyone)",
    ),
    (
        "praise",
        rf"\bour\s+(?:new,?\s+|very\s+|truly\s+)*(?:{PRAISE})(?:,?\s+(?:and\s+)?(?:{PRAISE}))*\s+(?!and\b|or\b|to\b)[a-z]+|\b(?:our|we)\b[^?.]{{0,40}}\b(?:is|are|have|offer|has)\s+(?:the\s+|among the\s+|one of the\s+|some of the\s+|widely\s+)?(?:lowest|best|cheapest|largest|leading|number one|fastest|finest|safest|highest-rated)\b|\b(?:our|the|these|their|this|your|his|her)\s+(?:new,?\s+|newly\s+|very\s+|highly\s+|truly\s+|most\s+)*(?:{PRAISE})(?:,?\s+(?:and\s+)?(?:{PRAISE}))*\s+{_THING}\b(?! possible)|\b(?:wonderfully|amazingly|consistently|truly|remarkably|incredibly|impressively|refreshingly|beautifully) [a-z-]+ [a-z]+|\bour [a-z-]+,? (?:and |yet |but )?(?:{PRAISE}) {_THING}\b|\b(?<!how )(?:{_HYPE})\s+[a-z]+|\b{_GOOD_PEOPLE}\b",
    ),
    (
        "praise",
        (
            rf"\bso (?:promptly|quickly|well|smoothly|badly|slowly|kindly|generously)\b|\bnow that you\b|\bhow (?:{_MARKED}) (?:was|were|is|are|do|did|have|has)\b|"
            r"\bhow\s+(?:much|greatly)\s+(?:did|do|have)\s+you\s+(?:enjoy|love|like|appreciate|admire|value|benefit)|\bhow\s+(?:excellent|great|outstanding|amazing|wonderful|fantastic|brilliant|superb|impressive|terrible|awful|bad)\b|\b(?:big|huge|great|major|significant|clear)\s+(?:improvement|success|step forward)|\b(?:given|considering|in view of|in light of|now that|since)\b[^,?]*\b(?:hard|worked|improved|invested|effort|efforts|reduced|doubled|generous|best|award|awards|praise[d]?)\b[^?]*,"
        ),
    ),
    (
        "blame",
        rf"\b(?:agree|support|favou?r|approve|back|oppose|right)\b[^?]*\b(?:unnecessary|needless|pointless|useless|superfluous)\b(?![^?]*\b(?:or|necessary)\b)|\b(?:{BLAME})\s+{_THING}\b|\b(?:the|these|those|our|this|their|such) (?:{BLAME})\s+(?:practices?|charges?|polic(?:y|ies)|rules?|increases?|waits?|queues?|treatment|decisions?|requirements?|procedures?|habits?|costs?|prices?)\b|\b(?:{_HARSH})\s+[a-z]+|\b(?:wast(?:e|es|ing|ed)|squander\w*|exploit\w*|rip\w* off|cheat\w*)\b|\b(?:fed up with|sick of|tired of)\b|\b(?:spoil|pamper)(?:s|ed|ing)? (?:claimants|members|people|patients|customers)\b|\b(?:painfully|ridiculously|needlessly|unfairly|hopelessly|scandalously) [a-z-]+ [a-z]+|\bdo you (?:feel|think|find|believe)\b(?![^?]*\bor\b)[^?]*\b(?:far|way|much) too \w+\s*\?|\b(?:to blame|burden(?:ed)? with|suffer(?:ed|ing)? (?:from|under) our)\b|\bhow (?:annoying|frustrating|disappointing|upsetting|painful|stressful) (?:was|were|is|are|did)",
    ),
)
VAGUE: tuple[tuple[str, str], ...] = (
    (
        "often",
        r"(?<!how )(?<!as )(?<!more )(?<!most )(?<!less )(?<!too )\b(?:often|regularly|frequently|sometimes|occasionally|rarely|seldom|from time to time|now and again|now and then|once in a while|every so often|on a regular basis)\b(?!\s*(?:or|,))(?!\s+enough)",
    ),
    (
        "when",
        r"(?<!most )(?<!more )\b(?:recently|lately|a while ago|some time ago|a long time ago|these days|nowadays|in recent (?:times|months|years|weeks)|in the (?:recent )?past(?!\s+(?:\d|one|two|three|four|five|six|seven|eight|nine|ten|twelve|year|month|week|few))|the other day|not long ago|in the past few|in the last few|soon after|for some time|for a while)\b",
    ),
    (
        "many",
        r"\b(?:several times|(?<!how )many times|a few times|a number of times|a lot of times|various occasions)\b",
    ),
)
ABSOLUTE: tuple[tuple[str, str], ...] = (
    (
        "always",
        r"(?<!almost )(?<!nearly )\b(?:always|never|(?<!same )(?<!person )(?<!people )(?<!agent )(?<!doctor )(?:every|each) time|at all times|without exception|constantly|invariably|forever)\b",
    ),
    (
        "all",
        r"^\s*(?:are|is|was|were|do|does|did|have|has|can|could|will|would)\b[^?]*\b(?:all|each and every|every (?:single )?(?:one|letter|message|question|service|agent|document|clause|aspect|part|detail|page|member|doctor|word|visit|call|claim|need)s?)(?! of (?:my|your|the) (?:family|household))\s+(?:(?:of\s+)?(?:our|the|your|their|its|questions|documents|services|letters|rules|clauses)|\w+ (?:that|you|we))\b|\b(?:completely|totally|entirely|absolutely|fully|perfectly)\s+(?:honest|satisfied|clear|happy|free|fair|correct|understand|understood|trust|informed|transparent|sure|easy|certain|safe|accurate|solved|resolved)\b|\b(?:everyone|everybody)\b(?!\s+(?:else|(?:in|of) (?:my|your|the) (?:family|household|home|room)))|(?<!considering )(?<!taking )(?<!of )(?<!after )\beverything\b(?! (?:else|considered|possible|needed|necessary|required|in|into|you|i|we|they|that)\b)|\b(?:nobody|no one)\b(?! else)(?=[^.?]*\b(?:ever|is|are|can|will|knows?|does|likes?|wants?)\b)|\bevery (?:letter|message|question|service|clause|page|single|document|aspect|detail)\b",
    ),
)
HYPOTHETICAL: tuple[tuple[str, str], ...] = (
    (
        "if",
        r"\bif (?!you had (?:a|the) choice|you(?:['’]d| would) (?:like|care|wish|prefer|rather|mind)\b)[^?.]*\bwould\b(?! you (?:say|know|prefer|rate|describe|rather)\b)|\bwould (?:you|your family|it)\b(?! (?:like to (?:tell|add|share)|rate|describe|say|prefer to be|agree|recommend|be willing to be contacted))[^?]*\bif\b|\b(?:imagine|suppose|supposing|assume|assuming|pretend|let['’]s say|what if)\b|\bwere to\b|\bshould we ever\b|\bhypothetical",
    ),
)
FILTER = r"\bif (?:so|not),|\bif you (?:have|had|did|were|are|used|made|called|contacted|visited|answered|chose|do not|don['’]t|received)\b[^?.,]*,(?!\s*would)|\bif\b[^?.,]*,\s*please\b(?![^?.]*\bwould you\b)"
ASSUMPTIVE: tuple[tuple[str, str], ...] = (
    (
        "best",
        r"\b(?:what|which)\b(?![^?]*\bif any)[^?]*\b(?:like|liked|love|loved|enjoy|enjoyed|appreciate|appreciated|dislike|disliked|hate|hated)\b[^?]*\b(?:most|best|least|about)\b|\bwhat (?:is|was) (?:the best|the worst|your favou?rite)",
    ),
    (
        "effect",
        r"\bhow (?:much|many) (?:worr(?:y|ies)|trouble|time|money|stress|pain|effort|errands)\b[^?]*\b(?:has|have|did|does) (?:our|we|the|this)\b[^?]*\b(?:save|spare|take|taken|relieve|free)\w*|\bhow (?:much|many)\b[^?]*\b(?:help(?:ed)? you (?:to )?[a-z]+|have you (?:saved|gained|lost))|\bhow\s+(?:much|greatly|far|significantly)?\s*(?:has|have|did|does|do)\b[^?]*\b(?:improve[ds]?|help(?:ed|s)?|benefit(?:ed|s)?|reduce[ds]?|save[ds]?|increase[ds]?|harm(?:ed|s)?|suffer(?:ed)?|change[ds]? your)\b",
    ),
    (
        "why",
        r"\bwhy (?:do|did|would) you (?:prefer|favou?r)\b[^?]*\b(?:our|us)\b|\bwhy\b[^?]*\b(?:trust|love|like|enjoy|dislike|hate|worry|afraid|believe in|disappoint\w*|upset|annoy\w*|frustrat\w*|unhappy|dissatisfied|satisfied|happy)\b(?![^?]*\bnot\b)|\bwhat (?:made|makes|led|convinced) you (?:to )?(?:trust|love|like|hate|fear)",
    ),
    (
        "again",
        r"\b(?:do|are|does|is) (?:you|your \w+) still\b|\bwhen (?:did|will) you (?:stop|quit|give up)|\b(?:no longer|any ?more)\b[^?]*\?|\b(?:have you|did you) (?:stop(?:ped)?|quit|give[n]? up)\b",
    ),
    (
        "happened",
        r"\b(?:your|the) (?:last|latest|previous|most recent) (?:complaint|dispute|accident|refusal|problem|grievance)|\bwhat (?:trouble|harm|inconvenience|damage|stress|problems?|difficulties)\b(?![^?]*\bif any)[^?]*\bcaus|\bwhat (?:problems?|difficult(?:y|ies)|trouble|obstacles?)\b(?![^?]*\bif any)[^?]*\b(?:did|have|do) you (?:have|had|experience[d]?|face[d]?|encounter(?:ed)?|run into)",
    ),
)
DEMOGRAPHIC = r"\b(?:your age|how old|age group|date of birth|year of birth|born|gender|your sex|level of education|education|marital|married|occupation|income|ethnic\w*|nationality|where do you live|postcode|household size|job title)\b"
GENERAL = r"\b(?:overall|in general|generally speaking|as a whole|on the whole|all things considered|everything considered|all in all|tak(?:ing|en) (?:everything|all|together|as a whole)|considering everything|by and large|in summary|to sum up)\b|\brecommend us\b|\bhow (?:satisfied|happy|pleased) are you with (?:us|our company|your insurer)\s*\?"
SENSITIVE: tuple[tuple[str, str], ...] = (
    (
        "id_number",
        r"\b(?:national |personal )?(?:id|identity|identification|passport|social security|national insurance|driving licen[cs]e|tax)(?: card| document)? (?:number|no\.?|code)\b|\bpassport number|\bssn\b|\bnumber (?:on|of) your (?:identity|id|passport|national)\b",
    ),
    (
        "bank_card",
        r"\b(?:bank|credit|debit|card|account)\b(?: card| account)?(?: number| details)\b|\bnumber (?:on|of) your (?:bank|credit|debit|payment)\b|\b(?:which|what) (?:bank )?account (?:should|shall|can|may|do)\b|\b(?:iban|cvv|sort code|pin code)\b",
    ),
    (
        "phone",
        r"\b(?:phone|mobile|telephone|cell)(?: phone)? number\b|\bnumber can we (?:call|reach)|\bhome address\b|\b(?:your|full) address\b",
    ),
    (
        "income",
        r"\b(?:income|salary|wages?|earnings?|savings|net worth|take-home pay)\b|\bhow much do you earn\b",
    ),
    (
        "health",
        r"\bdiagnosed\b|\bmedical (?:history|condition|record|report|certificate)s?|\b(?:test|lab) results?|\bdischarge (?:summary|letter)\b|\b(?:diabetes|cancer|tumou?r|hypertension|high blood pressure|asthma|hiv|aids|hepatitis|depression|anxiety|heart (?:disease|attack|failure)|stroke|epilepsy|mental (?:illness|health condition|disorder)|(?:chronic|long-term|long-standing|serious|hereditary) (?:illness(?:es)?|diseases?|(?:health )?conditions?)|disabilit(?:y|ies)|addiction)\b|\b(?:what|which|any|list|name|name of)\b[^?]*\b(?:medicines?|medications?|drugs|pills)\b[^?]*\b(?:taking|take|on)\b|\btaking\b[^?]*\b(?:medicines?|medications?|drugs|pills)\b|\bpregnan(?:t|cy)\b|\bmiscarriage|\bsurger(?:y|ies)\b|\bsuicid\w*|\bfamily history of\b|\bdo you (?:smoke|drink alcohol)\b|\btreated for\b",
    ),
)
ASKS_FOR = {
    "id_number": r"\bplease (?:enter|give|provide|write|tell|fill|type|state|leave|share|add|supply)|\bwhat (?:is|are|was)|\bwhich\b",
    "bank_card": r"\bplease (?:enter|give|provide|write|tell|fill|type|state|leave|share|add|supply)|\bwhat (?:is|are|was)|\bwhich\b",
    "phone": r"\bplease (?:enter|give|provide|write|tell|fill|type|state|leave|share|add|supply)|\bwhat (?:is|are|was)|\bwhich\b|\bon what\b",
    "income": r"\bwhat\b|\bhow much\b|\bwhich\b|\bplease\b|\babove\b|\bbelow\b|\brange\b",
    "health": r"\byou\b|\byour\b|\bplease\b",
}
ABOUT_A_SERVICE = r"\b(?:satisfied|rate|easy|cover(?:ed|s|age)?|plan|policy|service|programme|program|claim|premium|explain(?:ed)?|aware|know|know that|information|clear|leaflet|hotline|upload|app|paid into|reminder|privacy|protect\w*|quality|team|staff|nurse|adviser|wait\w*|listen\w*|help(?:ed)?)\b"

OTHER_OPTION = r"\b(?:other|others|another|else|elsewhere|somewhere|somebody|someone|different|none|nothing|neither|not applicable|n/a|don['’]t (?:know|remember)|do not (?:know|remember)|not sure|nobody|no one|never|prefer not|can['’]t (?:say|remember)|not at all|no reason|something else)\b"
NONE_OPTION = (
    r"^\$?0|\b(?:none|never|no|zero|not|nothing|less than|under|fewer than|below|up to|or less|or fewer)\b"
)
OPEN_CHOICE = r"\b(?:reasons?|why|how did you (?:first |last |usually |mostly |mainly |normally )*(?:hear|find out|find us|learn|come|contact|send|reach|get|receive|buy|book|travel|submit|get in touch|prefer to)|how (?:do|would|will) you (?:usually |mostly |mainly |normally |most often )*(?:like to |prefer to )?(?:hear|find out|learn|contact|send|reach|get|receive|buy|book|travel|submit|pay)|where did you (?:first |last )?(?:buy|get|hear|see|learn|find|receive|read)|occupation|employment|marital|what (?:did|do|was|were) [^?]* (?:about|for)(?=\s*\?)|which of (?:these|the following)|which (?:illness|disease|injury|brand|occupation|profession|language)|what (?:made|kind|kinds|type|types|problems?|channels?|services?|features?|health|sources?|topics?|led|matters|is the main|was the main)|where do you (?:look|get|find|go|usually)|sources?|channels?|who (?:explained|told|helped|sold|advised))\b"
COUNTING = r"\bhow many (?:times|claims|visits|calls|hours|nights|days|doctors|check-ups|children|policies|messages|appointments|people|plans|letters|cigarettes)\b|\bnumber of\b|\bhow often in the\b"
# The person asked, or the case at hand, is one of them: “none” is no answer.
AT_LEAST_ONE = r"\bincluding (?:you|yourself|this|the one|your own)\b|\byou and (?:your|the)\b|\bin your (?:household|family)\b|\b(?:counting|with) yourself\b"
