"""What members write about: the stations of their way with a health insurer, as rules that are data.

A topic has strong phrases (one is enough), weak ones (two are needed), and pairs (one of each side in the same clause).
"""

from __future__ import annotations

from dataclasses import dataclass

from hearten.engines.opentext.phrases import listed


@dataclass(frozen=True)
class Topic:
    """A topic with its name in both languages, what belongs to it, and the phrases that speak of it."""

    code: str
    zh: str
    en: str
    strong: tuple[str, ...]
    weak: tuple[str, ...] = ()
    pairs: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()

    def in_language(self, language: str | None) -> str:
        return self.en if (language or "").startswith("en") else self.zh


# Phrases that hold a listed word without its meaning: nothing is found inside them.
MISLEADING = listed("""
等于,天书,每天,今天,整天,天天,聊天,一分钱,慢性,慢慢,加班费,要不,健康险,手机号,等待期,耐心等待,继续保持,不但,交流,交通,成交,提交申诉,寄希望,开心,开始,打开,要求高,需要改,理赔员,理赔款项,说明天,日常,周到,周全,星级,页面
page #, on page, fast food, month old, hospital cash, thank you for, premium service, premium quality, cover letter, call it, would not call, call that, so called, in terms of, long term
""")

_CLAIM = listed(
    "理赔,赔付,赔款,赔偿,报销,报案,赔,钱,款,到账,结案,案子,审核,案件,claim, reimbursement, reimburse, payout, payment, refund, money, settle, settlement, paid, pay"
)
_PACE = listed(
    "慢,快,久,拖,等,天,周,星期,个月,小时,速度,迅速,及时,第二天,当天,下午,时效,效率,太长,天内,秒,slow, slowly, fast, quick, quickly, week, month, day, hour, morning, afternoon, delay, wait, long, drag, speed, speedy, prompt, promptly, soon, ages, forever, within"
)
_PAPERS = listed(
    "材料,资料,发票,单据,病历,证明,原件,复印件,小结,诊断书,清单,照片,票据,盖章,手续,documents, document, paperwork, receipt, receipts, invoice, form, forms, discharge summary, scan, stamp, certificate, original, medical record, papers"
)
_ASKED = listed(
    "补,交,要,需要,提供,寄,上传,填,准备,开,盖章,传,复印,齐,提交,反复,太多,简单,可以,识别,拍照,send, sent, ask, asking, need, want, upload, provide, submit, fill, another, more, again, too much, accept, reject, only, instead"
)

TAXONOMY: tuple[Topic, ...] = (
    Topic(
        "claim_speed",
        "理赔时效",
        "Speed of claims",
        strong=listed("""
再快一点,快一点赔,赔快点,等了一个月,等了两个月,等了半个月,等了二十多天,等了好久,等了很久,等太久,等的时间,等待时间,时间太长,时间长,周期,快多了,slow review, waited a month, waited weeks, waited months, waited for weeks, waited two, waited three, waiting for my money, much faster, faster than, take far too long, takes too long, take too long, took too long, taking too long, too slow, so slow, very slow, quick settlement, prompt settlement, prompt payment, prompt payout, speedy, paid fast, response time, quick response
报的案到现在,一拖再拖,拖拖拉拉,拖延,拖沓,效率低,效率太低,效率高,效率没话说,周期长,周期太长,周期短,理赔周期,什么时候能赔,什么时候到账,多久到账,多久能到账,多久能赔,何时到账,当天赔,当天到账,次日到账,隔天到账,几天就到,小时到账,分钟到账,秒到,快赔,闪赔,收到赔款,拿到赔款,钱还没到,钱没到,一分钱没看到,没到账,还没到账,尚未到账,还没赔,到账时间,处理时间,处理太慢,处理得快,处理很快,处理速度,办理速度,审批慢,审批太慢,审批时间,结案慢,迟迟没有赔,迟迟不,快是不可能
turnaround, turnaround time, processing time, no cheque, no check yet, had the cash, had the money, money arrived, money in my account, payment arrived, paid out, speedy cheque, still no payment, still no money, still not paid, weeks to pay, months to pay, days to pay, took weeks, took months, took ages, took forever, how long does a claim, how long until, claims are processed, processed quickly, processed fast, processing is slow, dragging their feet, in record time, same day, next day, overnight
理赔慢,理赔太慢,理赔很慢,理赔很快,理赔快,理赔速度,赔得快,赔得很快,赔得慢,赔下来,到账快,到账慢,审核时间,审核慢,审核太慢,拖得太久,拖得久,拖太久,拖得很久,结案快,天结案,秒赔,快速理赔,理赔时效,理赔效率,迟迟不赔,迟迟不到账,拖了,款打过来,赔款到,催理赔,理赔款很快,终于赔了,终于到账,才到账,就到账,才赔,就赔,钱就到
fast payout, quick payout, quick refund, fast refund, settled quickly, settled the same, same day payment, claim took, claim took forever, paid quickly, paid within, reimbursement is slow, slow claim, slow claims, get my money back, claim dragged, quick claim, fast claim, money came
"""),
        weak=listed(
            "慢,快,等了这么久,fast, faster, quickly,太慢,很快,这么快,等了,审核,拖得,催了,slow, fast, quick, waiting after, took six weeks, still waiting, dragged"
        ),
        pairs=((_CLAIM, _PACE),),
    ),
    Topic(
        "claim_papers",
        "理赔材料",
        "Documents asked for",
        strong=listed("""
extra documents, requests for documents, required documents, documents required, request for documents, original documents, no originals, originals needed, too many forms, invoices again, 单子太多,文件太多,弄齐,备齐,准备齐
收据,病案,检查报告,化验单,费用清单,资料清单,意外证明,开具证明,开证明,诊断书,门诊病历,住院病历,电子票据,再传一遍,再交,重复提交,重复上传,交三遍,资料补,少一样,缺材料,缺资料,缺一张,还差,提交材料,提交资料,准备材料,需要什么材料,需要哪些材料,需要什么资料,要什么材料,理赔单,申请表,填表,寄原件,寄材料,寄资料,免纸质
snapshot of the bill, receipts, supporting evidence, letter from a doctor, doctor's letter, medical records, certified copy, copies, photocopy, fill in, filled in, form filling, red tape, bureaucracy, invoices, itemised bill, itemized bill, asking for something else, one thing you come back, asked for the same, resubmit, resend, send everything again, attachments, proof of, what papers, what documents, pages of forms
补材料,交材料,理赔材料,补资料,补充材料,补充资料,材料太多,材料齐,资料太多,资料多,材料多,理赔手续,手续简单,手续繁琐,手续太多,手续复杂,开证明,出院小结,发票原件,原件,电子发票,复印病历,盖章,一次就交齐,识别发票,发票照片,复印件,补件,免材料,诊断证明,证明开了
paperwork, discharge summary, more documents, too many documents, documents again, supporting documents, original receipt, forms to fill, which forms, simple form, another form, same invoice, same document, same documents, missing document, photo of the receipt, receipts as
"""),
        weak=listed(
            "文件,originals,材料,资料,发票,病历,手续,document, documents, receipt, invoice, form, forms"
        ),
        pairs=((_PAPERS, _ASKED),),
    ),
    Topic(
        "claim_amount",
        "赔付金额与拒赔",
        "Amount paid and refusals",
        strong=listed("""
赔的钱,赔得足,赔得太少,钱赔得,一分没赔,没到免赔,小病都不能报,赔偿少,赔不够,not pay out, pays out, pay out, got back, get back more, get back less, nothing paid, approved amount, claim refused, refused my claim, rejects claims, avoid paying, find reasons not, excuse not to pay
到手才,打发了,不符合约定,自费药报,算进去,伤残等级,赔得,报得,报少,报销了,报销得,报不了,报销不了,不能报,不给报销,不予报销,扣除,扣了一大半,扣减,打折赔,赔付率,起付线,赔付标准,赔偿金额,赔偿太低,理赔金额,理赔款太少,理赔金太少,算错,核算,自付,自费部分,除外不赔,拒绝了我,拒了,拒绝给付,说不赔,说不在,赔不了,申请复议,不服,赔够,赔足,全赔,全额,全部报销,都报了,都赔了
knocked off, turned down, turned me down, technicality, they paid for, paid for the, did not pay, didn't pay, won't pay, wouldn't pay, not paid, only covered, covered only, paid only, paid part, less than half, half of my, two thirds, percent of my, percent of the bill, short-changed, short changed, out of pocket, appeal, appealed, decision on my claim, denied coverage, claim refused, settlement amount, payout was, reimbursement amount, reimbursed everything, got everything back, got it all back, every penny, in full, whole bill, saying no, said no
拒赔,少赔,不赔,不予赔付,不予理赔,不给赔,不理赔,赔付金额,赔付比例,报销比例,赔付额,赔得少,赔得太少,赔了一半,只赔,只报,没赔,全额赔付,足额赔付,免赔额,一分不少,少得可怜,赔太少,该赔的,没达到,赔的越,既往症为由,拒绝赔付,拒绝理赔,不符合理赔,一分钱都没报,赔的却,都没赔,赔少了,赔多少,赔的少
claim denied, claim was denied, denied my claim, claim rejected, claim was rejected, rejected my claim, refused to pay, refuse to pay, refusal, full amount, paid in full, partial payment, deductible, copay, co-pay, underpaid, smaller payouts, lower payout, reimbursed, fully reimbursed, every cent, far less, reduced my claim, only got, only paid, rejected because, denied because, bill covered, amount paid
"""),
        weak=listed("报销,赔付,赔,申诉,denied, rejected, amount, reimburse, payout"),
        pairs=(
            (
                listed("报销,赔付,赔款,赔,报"),
                listed("一半,金额,比例,万,千,块,一分,多少钱,全额,不够,太少,一样,慢性病用药"),
            ),
            (
                listed("bill, claim, surgery, treatment, reimbursement, reimburse, payout"),
                listed(
                    "half of, part of, portion, full amount, whole, amount, denied, reject, refuse, decline, less than"
                ),
            ),
        ),
    ),
    Topic(
        "claim_progress",
        "理赔进度与通知",
        "Being told how it stands",
        strong=listed("""
没人联系,无人联系,没有人联系,申请提交后,what was happening, what is happening, happening with my claim, no reply after, no answer after, updates by, communication, update me, keeps me informed, no information about my claim, 进展,结果通知,通知及时,通知不及时,处理情况,处理结果
状态,没人主动联系,没有回电,回电,推给我,到哪个环节,哪个环节,到哪一步,哪一步了,处理到哪,一点沟通都没有,没有沟通,没人通知,不通知结果,没人告诉,没人告知,没有回复,没人回复,不回复,及时通知,及时告知,主动告知,主动通知,主动联系我,短信提醒,微信提醒,随时查看,随时可查,实时查看,透明度,催问,追问,问了好几次,反馈,不闻不问,杳无音信,没个说法,给个说法
radio silence, silence since, status update, no news, not a word, no word, never heard back, heard back, get back to me, got back to me, no feedback, left in the dark, in the dark, learned about the decision, found out about the decision, knew what was going, going to happen next, what happens next, kept me updated, keep me updated, updated me, kept me posted, every stage, each stage, notified, notification, notifications, never told, not told me, follow up, followed up, chase for, chasing for
理赔进度,进度查询,查进度,问进度,进度,审到哪,审核中,没有消息,没消息,没下文,石沉大海,没人答复,短信通知,每一步都,没有任何通知就把,没有结果,没有反馈,无人告知,随时能查
status, no updates, no update, any update, kept informed, informed all, keep me informed, where my claim stands, at each step, every step, hear nothing, heard nothing, in review, without telling me, nobody tells me, ask about my case, follow up on my claim, track my claim, progress
"""),
        weak=listed("联系,回复,通知,催了,消息,答复,informed, updates, telling me"),
    ),
    Topic(
        "price",
        "价格",
        "Price",
        strong=listed("""
一年比一年贵,不贵,贵,交了这么多年的钱,交了很多年,paid for years, loyal customers, no discount, too high, price increase, price increases, lower premiums
保费翻倍,翻倍,钱收得多,收得多,交的钱,年费,月缴,年缴,分期,分期付,涨了,涨幅,上涨,涨得,价位,高价,低价,省钱,降价,降低保费,降点价,打折,费率,几百块,几千块,负担不起,负担得起,负担太重,交不起,物美价廉,物超所值,加价,花钱,不值这个,不值这个钱
cheapest, student rates, rate increase, rates, quote jumped, renewal quote, jumped by, hike, went up again, goes up every, more expensive every, costs, costing, cost less, cost more, worth the money, waste of money, bargain, too dear, pricey, monthly payment, pay less, cut the price, lower price, high price, low price, take my money, lower the premium, save money
保费,价格,价钱,涨价,太贵,很贵,贵了,便宜,实惠,性价比,划算,买不起,优惠,折扣,缴费,按月缴,费用高,收费,交费,一年要交,一年几百
premium, premiums, price, prices, pricing, expensive, cheap, cheaper, affordable, value for money, good value, great value, overpriced, discount, costs more, cost too, costs too, paying annually, pay monthly, rip off, afford, costly
"""),
        weak=listed("贵,负担,值,涨,cost, costs, worth, fee, fees"),
    ),
    Topic(
        "clauses",
        "条款清晰度",
        "Clarity of clauses",
        strong=listed("""
写得太虚,必需且合理,谁说了算,大白话,结节要除外,除外责任,责任免除,十几页,读完还是糊涂,绕来绕去,措辞,表述,概念,名词,解释不一,产品介绍,保险说明,看得懂,看得明白,看得清楚,晦涩,含糊,歧义,含糊不清,字太小看不清条款,坑在条款,保单内容看不懂,生涩
legal fog, everyday words, legalese, in plain, plain english, plain words, simple words, summary in, forty pages, pages of legal, hard to read, hard to follow, hard to understand, difficult to understand, easy to understand, easy to read, policy document, policy documents, documentation is clear, contract, contract wording, exclusion when, loophole, loopholes, conditions are, terms and conditions, ambiguous
条款,免责,合同写,专业术语,术语,等待期,产品说明,文字游戏,霸王条款,小字,解释权,重疾定义,说明书,通俗易懂,一看就懂,天书,模棱两可,免责条款
small print, fine print, clause, clauses, terms, wording, policy wording, exclusion, exclusions, plain language, jargon, definition, waiting period, legalese, contract language
"""),
        weak=listed(
            "合同,catch,定义,合同,看不懂,定义,说明,字那么小,unclear, contract, explained, vague, understand"
        ),
    ),
    Topic(
        "cover",
        "保障范围",
        "What is covered",
        strong=listed("""
保障也全,保障不错,小病,不报,很多药,药都不,范围太,add eye care, eye care, even covered, narrow, drugs are not, many drugs, not even covered, cover for, illness is not, exclude too many
给报吗,能报吗,报不报,算不算,在责任里,也在保障里,在保障里,在保障范围,保不保,可以保,能保,保障少,保障多,保障好,保障足,保障高,保障低,保障期,涵盖,核磁共振,救护车,理疗,中医,靶向药,罕见病,眼科,心理治疗,不管那,不能报销门诊,保额太低,保额低,保额高,保额够,扩大保障,增加保额,扩展保障,多保,责任太窄,范围太窄,范围小,范围广,医疗险有什么意义,特药险,海外就医
was included, were included, is not included, not included, does it include, is it included, include physiotherapy, part of it, part of the package, mri, ambulance, physiotherapy, glasses, optical, mental health cover, drugs not, cancer treatment, rare disease, chronic conditions, chronic disease, pre-existing, limits too low, limit is too low, sum assured, annual limit, wider cover, more cover, better cover, broad cover, cover more, extends to, does it cover, covers everything, what is covered
保障范围,保障不,保障全,不保,不在保障,增加牙科,增加保障,纳入保障,门诊不,保障内容,院外购药,院外药,进口药,自费药,特药,质子,全保,保几百万,牙科,齿科,生育保障,原位癌,不包,保什么,保障更,保额,保障很,保障太,保障责任,也能报,都能报
is not covered, not covered, was covered, is covered, fully covered, full coverage, coverage, covers, cover maternity, dental, maternity to, to be included, add cover, pre existing conditions, conditions excluded, good cover, low cover, medicine bought outside, outpatient cover, covered for, benefit limit, sum insured
"""),
        weak=listed(
            "药,drugs, illness,既往症,慢性病,结节,甲状腺,benefit,覆盖,therapy,medicines,保障,不够全面,门诊,疫苗,癌症,cover, covered, benefits, excluded, included, maternity, vaccines"
        ),
    ),
    Topic(
        "sales",
        "销售与代理人",
        "Agents and sales",
        strong=listed("""
卖保险,签完字,签字人就,强推,天花乱坠,上门推销,电话推销,业务经理,客户经理推荐,顾问推荐,推荐人,介绍人,熟人介绍,保险经理,保险员,买之前说,买的时候,买保险的时候,卖给我,承诺的,承诺都,说得好听,说一套,只想卖,为了业绩,业绩,拉客户,代理,离职了,换了代理人,服务专员离职
smooth talker, until i signed, vanished, sold it to me, sell me, sales pitch, sales tactic, sales tactics, hard sell, upsell, upselling, rep, the rep, representative who sold, before i signed, talked me into, talked us out, consultant, promised me, promises, commission, our agent, financial adviser, telemarketer, pitch
业务员,代理人,推销员,销售人员,销售,经纪人,卖的时候,卖保险的,当初说,买的时候说,误导,忽悠,保险顾问,营销员,买保险时
agent, agents, broker, brokers, salesman, saleswoman, salesperson, sales rep, sales person, sales people, adviser, advisor, misled me, mis-sold, missold, was told cancer, pushy, when i bought, sales call
"""),
        weak=listed("推销,sold me,when i signed,卖,承诺,隐瞒,promise, promised, sold, pressure"),
    ),
    Topic(
        "hotline",
        "热线与在线客服",
        "Hotline and chat",
        strong=listed("""
打你们电话,忙音,按键,按了七八个键,七八个键,真人,真人接,转接,语音,语音菜单,四通电话,打了几个电话,打了好几个电话,打了好多次电话,打了三次电话,打了无数,打了电话,拨热线,客服中心,客服人员,客服难打,客服打,客服在线,等待人工,排队等客服,接听,接起来,接线员,话务员,电话客服,来电,回拨,聊天窗口,在线咨询,人工坐席,坐席,智能语音,电话一直,电话里
twenty minutes of music, hold music, music and then, voicemail, press one, press two, robot, robot keeps, human being, real human, real person, four calls, phone calls, phone call, on the phone, by phone, telephone, operator, answering machine, picked up, pick up, call back, callback, waited on hold, wait on hold, hold for, chat support, chat agent, chat window, chat, support line, ring you, ringing, queue on the phone, phone menu, automated, transferred me, put through
热线,客服电话,打电话,电话打,电话没人接,没人接,占线,人工客服,转人工,人工服务,机器人,在线客服,线上客服,客服热线,打不通,转了三次,呼叫中心,智能客服,拨打,接电话,接通,打客服,一打就通,打95
hotline, call centre, call center, customer service line, on hold, picks up, pick up the phone, answers the phone, answered the phone, called the, my call, phone line, line was cut, chatbot, live chat, bot, one department to another, no human, waited on the phone, helpline, ring every, i called, called customer service,
"""),
        weak=listed("rang,客服,电话,人工,phone, call, called, transferred"),
    ),
    Topic(
        "app",
        "应用与网上办理",
        "App and online",
        strong=listed("""
在线办理,线上流程,网络办理,app不,手机办,logs me out, keeps logging, picture of the, digital claim
白屏,卸了重装,重装,按钮,大字版,扫一下,医保码,软件,程序,崩溃,系统就崩,死机,黑屏,加载,加载不出来,转圈,打不开,更新之后,升级后,新版,界面不,难操作,操作起来,操作繁,上传不了,上传失败,传不上去,人脸识别失败,识别不了,扫码,线上提交,线上申请,网上提交,网上申请,手机申请,手机提交,手机办理,自助,自助机,功能,入口,网厅,服务号,微信小程序,微信公众号,页面卡,加载慢,网络错误,密码,忘记密码,绑定,注册不了,字体
blank screen, latest update, buttons, button, phone camera, ipad, android, iphone, tablet, browser, scanning the bill, scan, scanner, load, loading, loads, frozen, freezes, keeps crashing, crash, glitch, glitchy, buggy, navigation, navigate, layout, design of the app, font, tiny text, online form, online claim, submit online, dies on, error message, reset my password, sign in, signing in, register, account page, website is, portal, e-claim, digital, feature, features, self service, self-service
app,小程序,公众号,网页,网站,系统卡,系统崩,闪退,界面,登录,验证码,手机上,微信上,线上办理,网页页面,页面半天,页面打,上传照片,上传,拍照识别,操作太复杂,操作复杂,操作方便,操作简单,自助办理,软件,客户端,指纹,卡顿,手机操作,网上操作,操作不,找不到在哪
app, apps, website, web site, log in, login, logged in, password, upload, uploading, uploaded, crashes, on my phone, mobile, online portal, portal, dark mode, menu, user interface, interface, web page, page, verification code
"""),
        weak=listed("在线,流程简单,操作,手机,系统,微信,线上,网上,online, site, screen"),
    ),
    Topic(
        "staff",
        "服务态度与专业",
        "Staff and attitude",
        strong=listed("""
爱理不理,推来推去,给准话,一个人能给,冷淡,声音温柔,pass the buck, lovely voice, explained well, explained everything, claims handler, customer service was cold, cold and, could not care less, couldn't care less, nobody takes, passed the buck
前台,小伙子,专员,贴心,客服说法,每个客服,老师解释,不嫌我,小姐姐,小哥哥,小哥,客服小,客服妹,客服态,客服很,客服不,客服都,客服没,客服特,人员态度,业务能力,业务不熟,业务熟练,业务水平,不当回事,说法不一,说法都不一样,四种说法,各说各的,没一个肯负责,不负责任,耐心解答,解答,讲解,解释得,解释清楚,讲得,语气,口气,脾气,凶,骂,素质,专业性,专业知识,专业水平,专业度,人又好,人很好,人不错,负责任,敬业,认真负责,尽心,尽责,服务意识,服务质量,服务水平,服务人,服务周,理赔老师,理赔人员,客服人员态度,调查员,探望
the man, the woman, the lady, the guy, the person, the people, sweet people, nice people, man i spoke to, sighed, stayed calm, walked me through, each person, different answers, different answer, says something different, knew their stuff, handled my file, handled my case, handler, case manager, case worker, caseworker, customer service was, customer service is, responsibility, takes responsibility, listened, listen, empathy, empathetic, compassionate, sympathetic, considerate, respectful, disrespectful, condescending, arrogant, knowledgeable, ill informed, untrained, trained, someone who cares, understanding person, tone, kindness, patient with, your people, your employees, colleague, colleagues, consultants, supervisor, manager
态度,爱答不理,不耐烦,敷衍,热情,耐心,有礼貌,亲切,服务人员,工作人员,柜台,冷冰冰,冷漠,理赔员,服务周到,有问必答,一问三不知,推三阻四,踢皮球,推诿,客服只会,问客服,解释不清,服务态度,小姑娘,经理服务,护士,柜面,接待,嫌烦,回访的人,张口就,不专业,服务差
staff, rude, polite, courteous, friendly, unhelpful, impatient, attitude, clerk, counter, employee, employees, representative, professional people, kind people, professional and, competent, incompetent, clueless, caring, dismissive, nobody cared, team, fought to, whoever answers, helpful person, customer service people, manners
"""),
        weak=listed(
            "推,voice, explained,沟通,manner,mrs,ms,service was,客服,服务,专业,细心,讲解,service, people, lady, guy, person, helpful, professional"
        ),
    ),
    Topic(
        "hospitals",
        "医院网络与直付",
        "Hospitals and direct billing",
        strong=listed("""
医院说,先付钱,自己先付,hospital did not, hospital does not, not recognise the insurance, not recognize the insurance, hospital refused, paid myself first, cashless treatment
三甲,名单里,不在名单,入院,押金,外地看病,异地,能用的医院,合作医院,医院环境,医院数量,医院不多,医院太,医院名单,医院网络,医院列表,附近医院,附近没有医院,医院结算,医院直付,医院直结,免押金,先掏钱,先垫,自己先付,自己先垫,预授权,担保函,出院结算,结算窗口,就医网络,诊所,医院说不,不支持直付,医院范围,去的医院
only clinic, clinic on the list, at admission, showed my card, doctor who takes, takes this insurance, accept this insurance, accept your insurance, partner hospital, partner clinic, hospital list, list of hospitals, hospitals on, hospital near, nearest hospital, nearby hospital, nearby hospitals, few hospitals, more hospitals, hospital choice, paid cash at, pay first, paying up front, pay up front, preauthorisation, pre-authorisation, preauthorization, guarantee letter, letter of guarantee, admission desk, specialists in, find a doctor, provider list, providers, clinics
定点医院,合作医院,合作的医院,网络医院,私立医院,直付,直接结算,直接结账,一键结账,垫付,不用自己垫钱,垫钱,指定医院,哪些医院,医院太少,医院少,公立医院,特需部,国际部,医院不认,回医院,到了医院,医院多
hospitals near, hospitals in, which hospitals, in the network, your network, in network, out of network, direct billing, cashless, hospital said, accept your card, not accept, pay upfront, not on your list, choice of doctors, choice of hospitals, take this card, clinic is not, network hospital, network hospitals
"""),
        weak=listed("医院,出院时,覆盖广,hospital, hospitals, clinic, network, doctors"),
    ),
    Topic(
        "privacy",
        "隐私与信息安全",
        "Privacy and data",
        strong=listed("""
收集的信息,信息太多,too much information about, information about me, collect too much, worried about my data, personal details, private information, 收集信息,信息收集,资料保密
我的病情,单位人事,人事知道,注销账号,数据根本,数据没删,删除我的,查我的病历,个人资料,客户资料,客户信息,信息安全,信息外泄,外泄,隐私保护,被人知道,电话也给别人,电话给别人,给别人了,我的信息,身份信息,资料安全,被推销,推销电话,垃圾短信,短信轰炸,授权书,未经同意,未经我同意,不经同意,保密,保密性,泄漏,卖了我的,倒卖
employer find out, my employer, diagnosis was, about my diagnosis, deleted my account, marketing texts, marketing calls, marketing emails, sharing my records, share my records, my records, my medical, my information, confidential, confidentiality, consent, without my consent, gdpr, hacked, unsolicited, cold calls, nuisance calls, junk mail, strangers, gave my number, passed my number, my number, identity
隐私,信息泄露,泄露,个人信息,骚扰电话,骚扰,资料被卖,信息被,信息保护,信息有保护,身份证号,我的号码给,接到别家推销,数据安全,授权太多,我的电话给
privacy, my data, personal data, spam call, spam calls, data protection, leaked, data breach, id number, medical details were, wrong person, sold my, personal information, data security, third parties
"""),
        weak=listed("collect,marketing calls,推销电话,信息,第三方,号码,人脸,data, details, spam"),
    ),
    Topic(
        "health_services",
        "健康服务",
        "Health services",
        strong=listed("""
booking service, specialist booking, book a specialist, appointment service, health check slots, 预约服务,医生咨询,医生很专业,健康咨询,送医,检查预约,体检套餐
绿通,重疾绿通,健康顾问,打卡,戒烟,减重,减脂,运动打卡,基因检测,陪诊员,检查报告解读,电话医生,图文问诊,医生回复,医生回答,线上医生,预约专家,预约挂号,挂号服务,挂号,专家门诊,就诊协助,住院协助,转诊,护理服务,护工,康复,慢病管理,健康档案,健康测评,健身,营养师,心理热线,疫苗,接种,口腔服务,洁牙,筛查,早筛,增值服务,健康礼包,健康活动,讲座,健康资讯
diet coaching, coaching, coach, video consultation, consultation, flu shots, flu shot, vaccine, vaccination, escort, smoking cessation, quit smoking, weight loss, lose weight, gym, health coach, health adviser, health advisor, nurse line, nurse, telehealth, tele doctor, virtual doctor, online consultation, rehab, rehabilitation, nutrition, nutritionist, mental health support, counsellor, counselor, therapist, medication delivery, medicine delivery, dental cleaning, screening test, health talk, health app points, steps challenge, physical exam, annual physical, annual check
体检,在线问诊,问诊,家庭医生,绿色通道,专家号,约到了专家,就医协助,健康讲座,健康管理,心理咨询,上门换药,洗牙,疫苗预约,心理咨询热线,第二诊疗,二次诊疗,名医,视频医生,陪诊,护士上门,送药,报告解读,健康服务,康复指导
check-up, checkup, check up, health check, online doctor, second opinion, nurse hotline, telemedicine, wellness, health service, health programme, health program, video doctor, counselling, counseling, home nurse, fitness, vaccination appointment,
"""),
        weak=listed("slots,咨询,医生,预约,护士,专家,appointment, nurse, doctor"),
    ),
    Topic(
        "policy_service",
        "保全、续保与核保",
        "Policy changes, renewal, underwriting",
        strong=listed("""
信息填错,填错了,改了两个月,保单信息,银行卡号,修改银行卡,policy details, my details, correct them, correct my, bank account number, change my bank, wrong name, wrong address
名字写错,写错一个字,改名字,加保,减保,搬家,联系地址,更新联系,更新地址,到期没人,到期提醒,失效,复效,断保,中断,换卡,换银行卡,改银行卡,改信息,改资料,修改信息,信息变更,过户,更换投保人,投保人,被保险人,投保流程,投保时,投保太,投保很,投保方,投保简,承保,审核不通过,投保不了,没通过,加费,除外承保,人工核保,智能核保,退了,退保损失,退钱,退保费,发票开具,开发票,电子发票保单,纸质合同,合同寄,保单寄,保单还没,补寄,回执,回访电话,缴费提醒,扣款提醒,扣钱,扣了两次,重复扣,停保
misspelled my name, misspelt, spelling of my name, spelled, update my bank, bank details, update my address, policy lapsed, lapse, annual payment, switched to, switch plan, changing plan, change my plan, change plan, add my wife, add my husband, add my child, adding my, remove my, policy change, policy changes, policy number, policy documents never, certificate of insurance, renewing, auto-renewal, automatic renewal, reinstated, reinstate, surrender, terminate, termination, close my account, charged twice, double charged, charged me, debited, took money, cancelled, canceled, refund of premium, cooling off, medical questionnaire, health questions, health declaration, applied, applying, signing up took, enrol, enroll, enrolment, enrollment, reissue
退保,续保,续费,续期,断保,改手机号,改个手机号,换手机号,变更,受益人,自动扣款,自动扣费,扣费,扣款,核保,承保,拒保,健康告知,保单失效,合同发错,更正,电子保单,保单合同,退费,退款,犹豫期,不让买,批改,补发
cancel my policy, cancelling, cancel, cancellation, renewal, renew, renewed, change the beneficiary, beneficiary, changing my, change my address, underwriting, lapsed, taken from my account, direct debit, on the policy, adding my newborn, newborn, upgrade, upgrading, application, date of birth, family plan, auto renew
"""),
        weak=listed("wrong, 修改, 改,投保,到期,保单,失效,policy, account, plan"),
    ),
)
_PRAISE_ZH = "服务很好,服务好,服务非常好,服务一流,服务不错,越办越好,比较满意,真心不错,大大的赞,很认可,一直很认可,认可,全家都,老客户了,老客户,值得信赖,值得推荐,值得信任,挺满意,满意,都很好,很不错,非常棒,太好了,太棒了,超级棒,点赞,服务到家,良心企业,好公司,继续加油,加油,越办越好,很满意,非常满意,好评,点赞,点个赞,给你们赞,继续保持,信得过,靠谱,省心,推荐给,会推荐,五星,一直用,雪中送炭,挺好的,越来越好,支持你们,非常好,感谢有你,良心"
_PRAISE_EN = "great service, good service, excellent service, trustworthy company, overall very satisfied, very pleased, keep going, quite satisfied, five stars, happy customer, satisfied customer, very good, good company, great experience, good experience, wonderful experience, excellent experience, would buy again, loyal customer, recommended, happy with everything, everything is great, everything was great, everything went well, love you, thank you for everything, perfect, fantastic company, nothing but praise, best insurance, excellent, would recommend, highly recommend, all good, great work, good work, best insurer, keep up, well done, very satisfied, very happy, great company, great insurer, five stars, love this insurer"
PRAISE = Topic("praise", "总体称赞", "General praise", strong=listed(_PRAISE_ZH + "," + _PRAISE_EN))
TOPICS: dict[str, Topic] = {topic.code: topic for topic in (*TAXONOMY, PRAISE)}
