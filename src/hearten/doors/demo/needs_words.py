"""What was said and written in the needs study of the demo insurer. All invented; nobody is meant."""

from __future__ import annotations

from dataclasses import dataclass

NAME = "看病与理赔的路上，会员需要什么"

# The five steps, each with its texts, and how many days ago it was finished.
STEPS: dict[str, tuple[int, dict[str, str]]] = {
    "goal": (
        54,
        {
            "question": "会员从看病到拿到赔款，最需要我们做什么，哪些做了也无所谓？",
            "people": "两年内报过案的成年会员，门诊和住院都有；给父母投保的子女也算。未报过案的不算。",
            "decision": "明年的服务改进和百万医疗下一版的增值服务，由产品委员会在年底前决定。",
        },
    ),
    "collect": (
        30,
        {
            "plan": "先听后数：一场焦点小组、两次深访，再读一季度的投诉记录；然后用 Kano 问卷问十二项功能，"
            "并看年度客户关系调查。先听，是为了用会员自己的话来出题。",
            "limits": "焦点小组在市里开，乡镇会员没有来；不用手机应用的老人主要由子女代答。",
        },
    ),
    "analyse": (
        16,
        {
            "findings": "说的和数的一致：看不到进度、条款难懂、找不到固定的人，是让人不满的三件事，做到了也不加分。"
            "快和省事是做得越多越满意。直付、家庭统一办理是惊喜。健康教练和手环积分，大家说不出用处，问卷里也无所谓。"
            "分歧在提醒：老人说要，问卷总体无差异。",
        },
    ),
    "distil": (
        9,
        {
            "summary": "会员要的不是更多服务，而是心里有数：钱到哪一步了、哪些能报、有事找谁。在这之上，少垫钱、少跑腿。",
        },
    ),
    "strategy": (
        2,
        {
            "decided": "先补三个必备：进度、条款白话、专人。小额当天到账继续推进。直付先在三家医院试点。健康教练和手环积分不再加投入。",
        },
    ),
}

# Code book: theme → (name, what belongs to it, the theme above it or "").
THEMES: dict[str, tuple[str, str, str]] = {
    "claims": ("理赔过程", "从报案到收到赔款之间的感受。", ""),
    "progress": ("看不到进度", "不知道办到哪一步、还要等多久。", "claims"),
    "speed": ("到账快慢", "等待的天数，快或慢。", "claims"),
    "papers": ("材料反复", "补交、重交、邮寄材料。", "claims"),
    "upfront": ("垫钱压力", "先自己付、押金、借钱。", "claims"),
    "plain": ("条款看不懂", "不知道哪些能报、报多少。", ""),
    "person": ("找不到人", "每次换人、要重新说、没人负责到底。", ""),
    "family": ("替家人办事", "给父母、孩子投保和理赔时的麻烦。", ""),
    "extras": ("用不上的服务", "不知道有什么用、从来没用过的服务。", ""),
}


@dataclass(frozen=True)
class Said:
    """A material: each line is one statement with its themes; `second` holds where the second coder judged otherwise."""

    kind: str
    title: str
    segment: str
    days_ago: int
    lines: tuple[tuple[str, str], ...]
    second: tuple[tuple[int, str], ...] = ()


MATERIALS = (
    Said(
        "focus_group",
        "焦点小组：住过院的会员",
        "住院",
        46,
        (
            ("progress", "报案以后就像石头沉到水里，打三次电话才问到一句在审核。"),
            ("progress", "我不怕等，怕的是不知道还要等几天。"),
            ("speed progress", "快递都能看到走到哪里，赔款怎么就看不到。"),
            ("upfront", "住院先交了五万押金，是跟弟弟借的。"),
            ("upfront", "要是医院能直接和你们结，我们家那个月就不用那么紧。"),
            ("papers", "出院小结要盖章，来回跑了两趟医院。"),
            ("papers", "第一次只说缺清单，交了又说缺发票，为什么不一次说清。"),
            ("plain", "买的时候说都能报，出院才知道有免赔额。"),
            ("plain", "那几页条款我看了三遍，还是不知道靶向药算不算。"),
            ("person", "每次打电话都是不同的人，病情要从头讲一遍。"),
            ("", "现场的茶点不错，谢谢安排。"),
            ("speed", "赔款到得比邻居那家公司快，这点我满意。"),
        ),
        second=((2, "progress"), (4, "upfront speed")),
    ),
    Said(
        "interview",
        "深访：给父母投保的女儿",
        "子女代办",
        41,
        (
            ("family", "爸妈在老家，所有的事都是我在手机上替他们办。"),
            ("family", "三张保单三个账号，我要来回退出登录。"),
            ("family papers", "妈妈把发票拍了寄给我，我再传，常常不清楚要重拍。"),
            ("person", "我希望有一个固定的人，认识我们家的情况。"),
            ("plain", "我爸问我感冒能不能报，我答不上来。"),
            ("extras", "那个健康教练打来过一次，我们不知道找他做什么。"),
            ("family", "要是一家人放在一起办，我愿意多付一点。"),
            ("speed", "小钱就快一点，两百块等一个星期，心里不舒服。"),
        ),
        second=((2, "family"),),
    ),
    Said(
        "interview",
        "深访：慢病多年的会员",
        "门诊",
        37,
        (
            ("speed", "每个月都要报一次药费，最好当天到账。"),
            ("papers", "现在可以拍照上传，比以前寄纸方便太多。"),
            ("progress", "传上去以后有个钟点告诉我，就安心了。"),
            ("extras", "手环送了，戴了两天就放抽屉里，积分也没换过。"),
            ("extras", "提醒吃药的短信我不需要，我自己记得。"),
            ("plain", "剩多少额度要自己算，算错过一次。"),
            ("person", "去年那位客服特别好，可是后来找不到她了。"),
        ),
    ),
    Said(
        "complaint",
        "三季度理赔投诉摘录",
        "投诉",
        33,
        (
            ("progress person", "提交十二天没有任何消息，客服说系统里看不到。"),
            ("plain", "拒赔通知写的条款号，我找不到是哪一页。"),
            ("papers", "同一张发票要求补了两次。"),
            ("upfront", "手术押金八万，申请垫付被告知只能等。"),
            ("progress", "状态一直写处理中，一个月没有变过。"),
            ("person", "转了四个人，没有一个人能负责。"),
        ),
        second=((0, "progress"),),
    ),
)


@dataclass(frozen=True)
class Wanted:
    """A need: its kind, what it rests on (themes; figures by survey and key), and what it led to."""

    statement: str
    kano: str
    why: str
    factor: str
    nature: str
    importance: int
    confidence: str
    themes: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]
    changes: tuple[tuple[str, str, str], ...] = ()  # (words, state, result)


NEEDS = (
    Wanted(
        "报案之后，随时知道办到哪一步、还要等几天",
        "basic",
        "看不到进度就生气，看得到也只说“本来就该这样”；问卷把它归为必备。",
        "technological",
        "emotional",
        5,
        "high",
        ("progress",),
        (("kano_needs", "needs_claims.progress"), ("relationship", "drivers.claims")),
        (
            (
                "理赔页面写明现在这一步、由谁在办、预计哪天有结果；超过预计就主动告知。",
                "live",
                "上线六周，问进度的来电少了。还要看下一轮问卷。",
            ),
        ),
    ),
    Wanted(
        "投保前和看病时，用自己的话就能弄清哪些能报、报多少",
        "basic",
        "条款难懂在三份材料里都出现，是推荐意愿的第二个驱动因素。",
        "personal",
        "functional",
        5,
        "high",
        ("plain",),
        (("kano_needs", "needs_claims.plain"), ("relationship", "drivers.clarity")),
        (("每份条款配一页白话说明，并能按病名、药名查能不能报。", "decided", ""),),
    ),
    Wanted(
        "有事时找得到同一个人，不用从头再讲",
        "basic",
        "换人重讲让人觉得没有人负责；问卷归为必备。",
        "social",
        "emotional",
        4,
        "medium",
        ("person",),
        (("kano_needs", "needs_health.person"),),
        (("住院和重疾的案子由一位专员从头跟到尾。", "decided", ""),),
    ),
    Wanted(
        "小额的钱当天回来",
        "expected",
        "越快越满意，慢了就不满意：期望型。",
        "economic",
        "functional",
        4,
        "high",
        ("speed",),
        (("kano_needs", "needs_claims.fast_small"), ("relationship", "drivers.claims")),
        (("五百元以下、单据齐全的门诊赔款当天付出。", "live", "七成以上当天到账，其余多因单据不清。"),),
    ),
    Wanted(
        "住院时不用先拿出一大笔钱",
        "excitement",
        "没有也能接受，有了会主动讲给别人听：魅力型。",
        "economic",
        "functional",
        4,
        "medium",
        ("upfront",),
        (("kano_needs", "needs_claims.direct"),),
        (("三家医院试点直接结算，半年后看是否推广。", "proposed", ""),),
    ),
    Wanted(
        "一个入口替全家人办事",
        "excitement",
        "子女代办的人最在意，其他人没想到但喜欢。",
        "social",
        "functional",
        3,
        "medium",
        ("family",),
        (("kano_needs", "needs_health.family"),),
    ),
    Wanted(
        "有人带着做健康管理",
        "indifferent",
        "访谈里说不出用处，问卷里无所谓；不再加投入。",
        "personal",
        "functional",
        2,
        "medium",
        ("extras",),
        (("kano_needs", "needs_health.coach"),),
        (("扩大健康教练的名额。", "dropped", "会员无所谓，费用改投到进度和专员。"),),
    ),
)
