"""How mail servers say in free text that a message did not arrive, or not yet; and how software says it is away.

Data for `classify`: patterns with what they stand for. Texts of Exim, Postfix, sendmail, qmail, Exchange, Notes,
GroupWise and of mail filters; out-of-office notes in English and Welsh.
"""

from __future__ import annotations

import re

_I = re.IGNORECASE
_IS = re.IGNORECASE | re.DOTALL

MACHINE_SENDER = re.compile(
    r"^(?:mailer-?daemon|mail-?(?:gateway|scanner|filter)|quarantine|mail-?daemon|daemon|mdaemon|postmaster|postmast|mailer|mail-?delivery.*|microsoftexchange[0-9a-f]+"
    r"|bounces?|bounce-.*|mailsweeper|mailmarshal|webshield.*|symantec.*|system-?administrator|mimecast.*)$",
    _I,
)
MACHINE_NAME = re.compile(
    r"mail\s+delivery\s+(?:sub)?system|webshield|mail\s+transfer\s+agent|system\s+administrator|mailer-?daemon|postmaster|microsoft\s+outlook$"
    r"|mail\s+administrator"
    r"|internet\s+mail\s+delivery|mail\s+delivery\s+service",
    _I,
)

FAILURE_SUBJECT = re.compile(
    r"^\s*(?:\[?(?:undeliverable|undelivered(?:\s+mail)?|non-?deliver(?:y|able)|delivery\s+(?:has\s+)?fail(?:ure|ed)"
    r"|failed\s+delivery"
    r"|mail\s+(?:delivery\s+)?(?:failed|failure|system\s+error)|message\s+(?:not\s+delivered|delivery\s+failure"
    r"|undeliverable|could\s+not\s+be\s+delivered)"
    r"|returned\s+mail|returned\s+to\s+sender|failure\s+notice|failure\s+delivery"
    r"|delivery\s+(?:status\s+notification|notification|report).{0,4}\(?fail"
    r"|delivery\s+status\s+notification\s*$|nondeliverable\s+mail|your\s+(?:message|e-?mail)\s+(?:was\s+not"
    r"|could\s+not\s+be)\s+delivered"
    r"|(?:message|mail|e-?mail)\s+(?:rejected|blocked|refused)|warning:\s+could\s+not\s+(?:send|deliver)"
    r"|undeliverable\s+mail"
    r"|neges\s+na\s+ellir\s+ei\s+danfon|methwyd\s+(?:â\s+)?danfon|heb\s+ei\s+(?:danfon|dosbarthu))\b|undeliverable:"
    r"|delivery\s+failure:)",
    _I,
)
DELAY_SUBJECT = re.compile(
    r"^\s*(?:warning:\s+(?:message|could\s+not\s+send).{0,80}(?:delayed|hours?)|delayed\s+mail"
    r"|delivery\s+(?:is\s+)?delayed|mail\s+delay"
    r"|delivery\s+(?:status\s+notification|notification|report).{0,4}\(?delay|delivery\s+delayed:|message\s+delayed|oedi:)",
    _I,
)

DELAY_TEXT = re.compile(
    r"has\s+not\s+yet\s+been\s+delivered|not\s+been\s+delivered\s+to\s+(?:one\s+or\s+more"
    r"|all)\s+of\s+its\s+recipients\s+after\s+more\s+than"
    r"|this\s+is\s+a\s+warning\s+message\s+only|will\s+(?:keep\s+trying|continue\s+to\s+(?:try|attempt"
    r"|be\s+attempted|be\s+tried))|will\s+be\s+retried|delivery\s+(?:attempts?\s+)?will\s+continue"
    r"|you\s+do\s+not\s+need\s+to\s+resend|no\s+action\s+is\s+required\s+on\s+your\s+part"
    r"|delivery\s+to\s+the\s+following\s+recipients?\s+(?:has\s+been|is)\s+delayed"
    r"|delivery\s+incomplete|server\s+will\s+(?:keep|continue)|still\s+being\s+retried",
    _IS,
)
FAILURE_TEXT = re.compile(
    r"could\s+not\s+be\s+delivered|-{2,}\s*failed\s+recipients?\s*-{2,}|requested\s+(?:mail\s+)?action\s+(?:aborted|not\s+taken)"
    r"|couldn'?t\s+be\s+delivered|(?:was|were|been)\s+not\s+(?:been\s+)?delivered"
    r"|wasn'?t\s+delivered|was\s+undeliverable"
    r"|(?:is|are)\s+undeliverable|delivery\s+(?:to\s+the\s+following\s+recipients?\s+"
    r"|to\s+these\s+recipients?\s+or\s+(?:distribution\s+lists|groups)\s+)?(?:has\s+)?failed"
    r"|delivery\s+has\s+failed|did\s+not\s+reach\s+(?:some\s+or\s+all|the\s+following)"
    r"|permanent\s+(?:fatal\s+)?error|this\s+is\s+a\s+permanent\s+error"
    r"|unable\s+to\s+deliver|wasn'?t\s+able\s+to\s+deliver|cannot\s+be\s+delivered"
    r"|delivery\s+to\s+the\s+following\s+recipients?\s+failed|message\s+delivery\s+failed"
    r"|following\s+address(?:es|\(es\))?\s+(?:had|have|failed)|the\s+following\s+recipient\(?s?\)?\s+(?:could|cannot|did)"
    r"|not\s+listed\s+in\s+(?:domino\s+directory|public\s+name|the\s+name)|no\s+such\s+user|user\s+unknown"
    r"|unknown\s+user|unrouteable\s+address|mailbox\s+unavailable"
    r"|address\s+(?:rejected|not\s+found|couldn'?t\s+be\s+found)|recipient\s+(?:address\s+)?(?:rejected|unknown"
    r"|not\s+found)|mailbox\s+(?:is\s+)?(?:full|over\s+quota|disabled|does\s+not\s+exist)"
    r"|(?:message|e-?mail)\s+(?:has\s+been|was|is)\s+(?:rejected|blocked|refused|quarantined|returned)"
    r"|\bbeen\s+quarantined\b|i'?m\s+afraid\s+i\s+wasn'?t\s+able|giving\s+up\s+on|\b5\d\d[ -]#?5\.\d\.\d+"
    r"|ni\s+(?:ellid|ellir|lwyddwyd\s+i)\s+(?:g?)?(?:danfon|ddanfon|dosbarthu|anfon)|methwyd\s+(?:â\s+)?(?:danfon"
    r"|anfon|dosbarthu)",
    _IS,
)

# what stands before the addresses that failed, in the servers' own words
FAILED_ADDRESSES = re.compile(
    r"(?:following\s+address(?:es|\(es\))?\s+(?:had|have|failed)[^\n]{0,80}|following\s+recipients?(?:\(s\))?[^\n]{0,80}"
    r"|recipients?\s+or\s+(?:groups|distribution\s+lists)[^\n]{0,40}|not\s+delivered\s+to:?"
    r"|could\s*n[o']t\s+be\s+delivered\s+to:?|unable\s+to\s+deliver\s+(?:your\s+)?(?:message|mail)\s+to"
    r"|deliver\s+your\s+message\s+to\s+the\s+following\s+address(?:es)?|failed\s+permanently:?"
    r"|intended\s+recipients?[^\n]{0,40}|your\s+message\s+to|your\s+e-?mail\s+to|(?:e-?mail|message|mail)\s+to"
    r"|original-recipient:|final-recipient:|failed\s+recipients?:?|recipient\s+address:?"
    r"|delivery\s+to\s+the\s+following)[\s:]*",
    _I,
)

AUTOMATIC_SUBJECT = re.compile(
    r"^\s*(?:(?:automatic|automated|auto)[\s-]*(?:reply|response|message|acknowledge?ment)\b|auto(?:reply|response"
    r"|responder)?\s*:|out\s+of\s+(?:the\s+)?office|ooo\s*:|out\s+of\s+office\s+autoreply"
    r"|(?:i\s+am|i'm)\s+(?:away|on\s+(?:annual\s+)?leave|out\s+of)|on\s+(?:annual\s+)?leave\b"
    r"|away\s+from\s+(?:the\s+)?(?:office|my\s+(?:desk|e?-?mail))|vacation\s+(?:reply|message)"
    r"|(?:read|not\s+read|read\s+receipt|return\s+receipt)\s*(?::|\()|darllenwyd:|heb\s+ei\s+ddarllen:|(?:ateb"
    r"|ymateb|neges|cydnabyddiaeth)\s+(?:awtomatig|awtomataidd)|allan\s+o'?r?\s+swyddfa|ddim\s+yn\s+y\s+swyddfa)",
    _I,
)
AWAY_TEXT = re.compile(
    r"\b(?:i\s+am|i'm|i\s+will\s+be|i\s+shall\s+be|i'll\s+be)\s+(?:now\s+|currently\s+"
    r"|presently\s+)?(?:out\s+of\s+(?:the\s+)?office|away\s+from\s+(?:the\s+office|my\s+desk|work)|on\s+(?:annual\s+"
    r"|maternity\s+|sick\s+|study\s+)?leave|away\s+until|away\s+on)"
    r"|\bthank\s+you\s+for\s+(?:your\s+)?(?:e-?mail|message)[^.]{0,60}\.\s+i\s+(?:am"
    r"|will\s+be)\s+(?:currently\s+)?(?:out|away|on\s+(?:annual\s+)?leave)"
    r"|\b(?:nid\s+wyf|ni\s+fyddaf|dydw\s+i\s+ddim|fydda\s+i\s+ddim|'?rydw\s+i|rwyf|byddaf)\s+(?:yn\s+y\s+swyddfa"
    r"|allan\s+o'?r\s+swyddfa|i\s+ffwrdd|ar\s+(?:fy\s+)?(?:ng)?(?:gwyliau|wyliau))",
    _IS,
)
MAILBOX_NOTICE = re.compile(
    r"\bthis\s+(?:mailbox|e-?mail\s+(?:address|account|box)|inbox|account)\s+is\s+(?:only\s+(?:for|monitored)"
    r"|for\b.{0,80}\bonly\b|not\s+(?:being\s+)?monitored|no\s+longer\s+(?:in\s+use|used|monitored)|unattended|unmonitored)"
    r"|\bthis\s+is\s+an?\s+(?:automated|automatic|auto-?generated)\s+(?:e-?mail|message|reply|response"
    r"|acknowledge?ment)|\bthis\s+(?:e-?mail|message|reply|response)\s+(?:has\s+been|is|was)\s+(?:automatically\s+"
    r"|auto-?)generated"
    r"|\bmae'?r?\s+(?:blwch|cyfeiriad|cyfrif)\b.{0,60}\b(?:yn\s+unig|ddim\s+yn\s+cael\s+ei\s+fonitro)|\b(?:ymateb"
    r"|ateb|neges|e-?bost)\s+(?:awtomatig|awtomataidd)\s+(?:yw|ydi|ydy)\s+h[wo]n",
    _IS,
)
AWAY_WORDS = ("office", "leave", "away", "swyddfa", "ffwrdd", "gwyliau", "wyliau")
NOTICE_WORDS = (
    "mailbox",
    "inbox",
    "address is",
    "account is",
    "box is",
    "auto",
    "awto",
    "generated",
    "blwch",
    "cyfrif",
)
# it says of itself that nobody wrote it
SAYS_AUTOMATIC = re.compile(
    r"\bthis\s+is\s+an?\s+(?:automated|automatic)\b|\b(?:ymateb|ateb|neges|e-?bost)\s+(?:awtomatig|awtomataidd)\s+(?:yw|ydi"
    r"|ydy)\s+h[wo]n",
    _I,
)
# words in which an authority decides or answers: no automatic note has them, unless it says "if" or "will"
ANSWERS = re.compile(
    r"\b(?:refus|withh[eo]ld|disclos|releas|provid)\w*\b.{0,80}"
    r"\b(?:under|by\s+virtue\s+of|pursuant\s+to)\s+(?:section|regulation)\s*\d"
    r"|\b(?:is|are)\s+(?:refused|withheld|exempt|not\s+held|enclosed|attached)\b"
    r"|\b(?:we|i|council|board|trust|authority|department|force|university)\s+(?:can\s+confirm\s+that\b|(?:do(?:es)?\s+not\s+)?holds?\b)"
    r"|\b(?:please\s+find|attached|enclosed|below)\b.{0,40}\b(?:our\s+(?:response|reply|decision|answer)"
    r"|information\s+(?:that\s+)?you\s+(?:asked|requested))|\bwe\s+(?:attach|enclose)\b"
    r"|\b(?:gwrthod(?:wyd|ir)|wedi'?i?\s+(?:gwrthod|eithrio|hamgáu|hatodi))\b|\bnid\s+yw'?r\s+(?:wybodaeth|cyngor)\b.{0,40}\b(?:gennym|dal)",
    _IS,
)
ONLY_SUPPOSED = re.compile(
    r"\b(?:if|whether|may|might|will|would|could|unless|should|until|where|once|os|gall|bydd(?:wn)?|pan)\b",
    _I,
)
# what an automatic note may say before it says why nobody reads the mail
OPENING = re.compile(
    r"(?:thank|thanks|diolch|dear|annwyl|hello|hi|good\s+(?:morning|day|afternoon)|received|derbyn|automat|awtomat"
    r"|e-?mail|e-?bost|message|neges|contact|gysylltu|please\s+note|nodwch)",
    _I,
)
# a mail that names a case or a date of answer does more than announce itself
CASE_BUSINESS = re.compile(
    r"\b(?:ref(?:erence)?|case|enquiry|request|cyf(?:eirnod)?|achos)\b\.?\s*(?:no\.?|number|rhif|is|ref\.?|id"
    r"|yw)?\s*[:#-]?\s*\(?[A-Z/\s-]{0,14}\d{3,}"
    r"|\b(?:received|dated)\s+(?:by\s+\w+\s+\w+\s+)?on\b.{0,40}\b(?:19|20)\d\d\b",
    _I,
)
DAYS_OF_THE_LAW = re.compile(
    r"\b(?:twenty|20)\s+working\s+days\b|\b20\s+(?:o\s+)?ddiwrnod(?:au)?\s+gwaith\b", _I
)

NO_REPLY = re.compile(
    r"^(?:.*[._+-])?(?:do[._-]?not[._-]?reply|no[._-]?reply|noreply|donotreply|auto[._-]?reply|autoresponder"
    r"|auto[._-]?response|dim[._-]?ateb|peidiwch[._-]?ag[._-]?ateb)(?:[._+-].*)?$",
    _I,
)
