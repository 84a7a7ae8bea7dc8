"""Everyday wholes and their parts: answers of which the first covers the second (“online” – “in the app”)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import permutations

# A whole as the answer's only words -> words of a part, in both languages.
_WHOLES: tuple[tuple[str, str], ...] = (
    (r"线上|网上|互联网|网络|线上渠道|网络渠道|线上平台", r"手机应用|app|微信|公众号|小程序|官网|网站|网页|电子邮件|邮箱|网店|电商|短视频"),
    (r"线下|线下渠道|面对面|当面", r"柜台|门店|网点|营业厅|代理人|业务员|银行|上门"),
    (r"电话|打电话|电话渠道", r"热线|客服电话|电话回访"),
    (r"医疗机构|看病的地方", r"医院|诊所|卫生院|卫生服务中心|门诊部"),
    (r"亲友|亲戚朋友|亲朋好友|熟人|身边的人", r"朋友|亲戚|同事|家人|同学|邻居"),
    (r"家人|家属|亲属|家庭成员|亲人", r"配偶|父母|子女|孩子|爱人|妻子|丈夫|兄弟|姐妹|老人"),
    (r"保险公司|保险公司人员|保险公司的人|公司员工|工作人员", r"代理人|客服|业务员|理赔员|柜员"),
    (r"慢性病|慢性疾病", r"高血压|糖尿病|心脏病|哮喘|关节炎"),
    (r"媒体|新闻媒体|传统媒体", r"电视|报纸|广播|杂志"),
    (r"社交媒体|社交平台|社交网络", r"微信|微博|抖音|小红书|朋友圈"),
    (r"手机支付|移动支付|扫码支付", r"^(?:微信|支付宝)"),
    (r"工作日|平日|周一至周五", r"^(?:星期|周)[一二三四五]$"),
    (r"周末|双休日", r"^(?:星期|周)[六日天]$"),
    (r"白天", r"上午|下午|中午"),
    (r"在职|有工作|就业|工作中", r"全职|兼职|自由职业|个体"),
    (r"保险|商业保险", r"健康险|医疗险|重疾险|寿险|意外险"),
    (r"(?:do (?:it )?|buy (?:it )?)?online|on the internet|(?:the )?internet|digitally|digital channels?|(?:on )?the web", r"\bapps?\b|website|web ?page|e-?mail|web chat|online chat|wechat|social media|comparison site|portal"),
    (r"(?:by |over the )?(?:tele)?phone|(?:a )?phone call", r"hotline|call cent(?:re|er)|help ?line"),
    (r"in person|face[ -]to[ -]face|offline", r"branch|counter|office|agent|advis[eo]r|broker|at a bank"),
    (r"(?:my |a |our )?(?:family|relatives?|family members?)", r"spouse|husband|wife|partner|parents?|mother|father|child|son|daughter|brother|sister"),
    (r"(?:family (?:and|or) friends|friends (?:and|or) family|someone i know|people i know)", r"\bfriend\b|relative|colleague|neighbou?r|\bfamily\b"),
    (r"(?:a |the |my )?(?:doctors?|physicians?)", r"\bgp\b|specialist|surgeon|consultant|paediatrician|dentist"),
    (r"(?:a )?(?:medical facility|health(?:care)? (?:facility|provider)|medical provider)", r"hospital|clinic|surgery|practice"),
    (r"(?:the )?(?:media|news|press|mass media)", r"television|\btv\b|radio|newspaper|magazine"),
    (r"(?:on )?social media", r"wechat|facebook|instagram|tiktok|twitter|weibo|linkedin|youtube"),
    (r"(?:the |your )?(?:insurer|insurance company|company|staff|our staff|your staff)", r"agent|hotline|customer service|advis[eo]r|branch staff"),
    (r"employed|working|in work|in employment|i work", r"full[ -]time|part[ -]time|self-employed|freelance"),
    (r"(?:on )?(?:a )?week ?days?", r"\b(?:mon|tues|wednes|thurs|fri)days?\b"),
    (r"(?:at |on )?(?:the |a )?week ?ends?", r"\b(?:satur|sun)days?\b"),
    (r"(?:a |any )?(?:chronic|long-term) (?:illness|disease|condition)s?", r"diabetes|high blood pressure|hypertension|heart disease|asthma|arthritis"),
)  # fmt: skip
_PATTERNS = tuple(
    (re.compile(rf"(?:在|通过|从)?(?:{whole})(?:上|里)?", re.IGNORECASE), re.compile(part, re.IGNORECASE))
    for whole, part in _WHOLES
)
_APART = re.compile(
    r"其他|其它|别的|另|除|非|没|无|\b(?:other|another|else|except|apart|not|no|none)\b", re.IGNORECASE
)


def kind_of(options: Sequence[str]) -> tuple[str, str] | None:
    """(whole, part): the first answer that everyday knowledge counts among another (“online”, “in the app”)."""
    plain = [option.strip() for option in options if not _APART.search(option)]
    for whole, part in permutations(plain, 2):
        if any(wide.fullmatch(whole) and narrow.search(part) for wide, narrow in _PATTERNS):
            return whole, part
    return None
