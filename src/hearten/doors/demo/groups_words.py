"""What was planned and said in the conversations of the demo. All invented; nobody is meant."""

from __future__ import annotations

from hearten.domains.fieldwork.types import Topic

NEEDS_NAME = "健康管理服务怎样才用得起来"
GOAL = {
    "question": "买了保险的会员，为什么很少用健康管理服务，怎样才会愿意用？",
    "people": "有长期保单、近一年没有理赔的成年会员；正在治疗的会员不在其中。",
    "decision": "明年健康管理服务保留哪几项，由健康管理部在第一季度决定。",
}
COLLECT = {
    "plan": "先开两场焦点小组（30–49 岁、50 岁以上），再做三次深访，然后出问卷。",
    "limits": "第一场都是市区的会员。",
}
GUIDE = (
    Topic("开场与介绍", 10, ("请简单说说您自己和家人。", "您最近一次想到健康这件事是什么时候？")),
    Topic("用过什么", 25, ("我们的健康服务您用过哪些？", "第一次是怎么开始用的？", "后来为什么不用了？")),
    Topic("什么会有用", 30, ("如果只保留一项，您留哪一项？", "谁来提醒您，您会听？")),
    Topic("收尾", 10, ("还有什么我们没有问到的？",)),
)
HELD = "焦点小组：很少用健康服务的会员"
SEGMENT = "30–49 岁"
NOTES = "气氛好，两位会员开始时话少，谈到父母体检以后放开了。大家对“打卡”反感，对“有人看报告”感兴趣。"
# Each line one statement, with the themes under which it was put.
SAID: tuple[tuple[str, str], ...] = (
    ("start", "我根本不知道保单里还带这些服务，是今天来才知道的。"),
    ("start", "应用里找了两次没找到，就算了。"),
    ("nudge", "每天让我打卡，我家孩子的作业都打不过来。"),
    ("report", "体检报告拿回来一堆箭头，要是有个医生打电话给我讲五分钟，我愿意用。"),
    ("report", "我把报告发给亲戚看，因为不知道该问谁。"),
    ("family", "我自己无所谓，我想让爸妈用，可是他们不会操作。"),
    ("nudge", "提醒我可以，一个月一次，别超过。"),
    ("trust", "我怕血糖数据给了你们，明年就涨价。"),
    ("trust report", "说清楚数据谁看得到，我就愿意连手环。"),
    ("family", "能不能我在手机上替妈妈预约，她只管去。"),
    ("", "会议室有点冷。"),
)
THEMES: dict[str, tuple[str, str]] = {
    "start": ("不知道、找不到", "不知道有服务，或者找不到入口。"),
    "nudge": ("被提醒、被要求", "打卡、推送、提醒的多少。"),
    "report": ("看懂报告", "希望有人解释检查结果。"),
    "family": ("为家人用", "替父母、孩子使用服务。"),
    "trust": ("数据放不放心", "担心数据影响保费，或被谁看到。"),
}
