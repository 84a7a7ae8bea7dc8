"""How words feel, for members of a health insurer: weights from −3 to 3, written by hand; and words that change other words.

A phrase wins over the words inside it, so what is neutral as a whole (`没什么意见`) is listed with 0.
"""

from hearten.engines.opentext.phrases import listed

_BY_WEIGHT: dict[float, str] = {
    3.0: """
非常满意,特别满意,超出预期,超级棒,无可挑剔,五星好评,雪中送炭,感激不尽,太棒了,最好的,没得说
excellent, outstanding, amazing, fantastic, perfect, wonderful, brilliant, superb, couldn't be happier, could not be happier
could not be better, couldn't be better, love, best, exceeded my expectations, beyond my expectations, impressive, impressed, wow, a breeze, top notch
""",
    2.0: """
比较满意,贴心的,比我想象的多,比想象的多,比预期多,赔得足,快多了,问题一次就解决,一次解决,帮忙处理,一直帮,不贵,没有垫钱,不用垫钱,温柔,有耐心,态度很好,非常到位,尽职,尽责,尽职尽责,到位的,解释清楚,简单明了,一目了然,很人性,值得表扬,表扬,夸,欣慰,暖心的,周全,可靠,牢靠,稳定,优质,优惠多,很快,蛮快,相当快,越来越快,越来越方便
faster, much faster, quicker, easier, cheaper, trustworthy, keep going, solved, solved my, there for me, lovely voice, voice, no originals, more than i expected, more than expected, big help, solved a big, reminder in advance, without any problem, without problems, without trouble, no problem, no problems, no issues, no trouble, went smoothly, always there, reliable, respectful, sensible, well explained, explained well, explained everything, easy to understand, well organised, well organized, highly satisfied, very satisfied, quite satisfied, satisfying, superb, first class, first rate, wonderful, welcoming, supportive, quality, better than other, better than my, glad i, no regrets, beat, beats
效率高,神速,一点不嫌,救了我,一命,惊喜,认可,省心省力,大大的赞,真心不错,特别好,人美心善,服务好,态度好,物美价廉,谢谢你们
speedy, really knew, genius, saved my life, happy customer, went well, spot on, superb, terrific, lovely, gem, thrilled, marvellous, marvelous, stellar, flawless, unbeatable, second to none, life changing, blessing, excellent service, good service, great service
神速,省时,省力,省事,舒心,称心,舒服,欣慰,良好,出色,一流,赞不绝口,棒,牛,厉害,良心企业,诚恳,真诚,体贴,温柔,和气,客气,到家,秒回,秒批,一次通过,一次搞定,轻松搞定,搞定,流畅,好操作,易懂,灵活,公道,合理,公平,透明公开,省钱,救命,救急,救了,及时雨,物超所值,物有所值,有保障,安全感,踏实,信赖,省了,没有任何问题,很准,细致,用心,暖,认真负责,好评如潮,好用,
满意,好评,点赞,感谢,谢谢,感动,暖心,靠谱,放心,省心,安心,信得过,信赖,值得,值,划算,推荐,喜欢,很棒,不错,优秀,完美,赞,给力,贴心,细心,周到,耐心,热情,亲切,有礼貌
专业,负责,高效,及时,迅速,飞快,很快,真快,挺快,又快,快多了,这么快,快速,快捷,便捷,方便,顺利,顺畅,简单,简洁,清晰,清楚,清清楚楚,明明白白,明白,通俗易懂,一看就懂,人性化,实惠,便宜,性价比高,性价比很高
全面,齐全,帮了大忙,解决了,有问必答,省了不少,真好,挺好,很好,好用,实用,详细,温暖,负担得起,开心,高兴,惊喜,秒赔,秒到,全额赔付,足额,一分不少,没有少赔,心里有底,到位,信任,良心,诚信,靠得住,支持,友好,认真
great, superb service, lifesaver, life saver, saved my, responsive, knowledgeable, efficient, efficiently, courteously, understanding, compassionate, gentle, warm, intuitive, flawless, flawlessly, hiccup free, no hassle, no fuss, stress free, stress-free, peace of mind, worth it, worth every, bargain, decent, solid, accurate, in a timely manner, swift, swiftly, in no time, right away, immediately, straight away, instantly, on time, like clockwork, went through, approved, delighted with, exactly what, helpful, happy, pleased, delighted, satisfied, friendly, kind, polite, courteous, professional, competent, caring, patient, patiently, attentive, thoughtful
fast, quick, quickly, prompt, promptly, rapid, speedy, smooth, seamless, painless, effortless, easy, simple, straightforward, convenient, hassle free, hassle-free, user friendly, user-friendly
clear, clearly, transparent, affordable, reasonable, cheap, good value, great value, value for money, low price, recommend, thank, thanks, thank you, grateful, appreciate, reliable, trust, trustworthy, honest, fair, generous, comprehensive, reassuring, reassured
worked perfectly, works well, sorted it out, sorted, was fixed, got fixed, in seconds, at once, within hours, same day, same afternoon, next morning, well done, great work, good work, keep up, deserves a raise, went above and beyond, saved me, informed all the way, kept informed, plain language, full amount, every cent, fully reimbursed, no arguments, wide choice, worry free
""",
    1.0: """
多给,还给,多亏了,都给我,随时可以,会提前,提前提醒,当面,主动联系,帮着,陪着,跟进,关心,关怀,回访,记得,热心,亲自,第三天,三天就,五天就,一周就,第二天就,一次就解决
updates by text, communication, just took, only took, in one call, in three days, in five days, in a week, reminder, reminded, remembered, quickly, in advance, kept me, needed only, nothing needed, handled, straight to my account
不用,没让我,不让我跑,没让客户,省得,三天内,一天内,两天内,当日,次日,隔天,几分钟,五分钟,十分钟,分分钟,一小时,半小时内,就收到,就进卡,就办好,就办完,弄完,办好了,办完了,办妥,就安排,就解决,自动带出,也给算,还带了,还劝,连救护车,都在保障,都能报,全报,都报了,都有记录,给我看,推给我,不用惦记,不用求人,有意思,坚持下来,人又好,人很好,不嫌,不催,不强推,从来不强推,几句话就,有真人,算便宜,适合,明白,照着,做得好,挺有,比预想,比想象,更好,没话说,提前告知,提前通知,一条条,没有隐瞒,想得周全,说到做到,言而有信,兑现,有温度,人情味
had the cash, had the money, all they needed, paid for, straight away, real human, walked me through, stayed calm, knew their stuff, genius, talked us out, never saw a bill, ask before, lose ten kilos, helped me, always knew, two clicks, a few clicks, summary, glad there is, even the, included, five stars, better than i expected, better than expected, does the job, sweet, lovely, adorable, surprised they paid, in minutes, within minutes, within an hour, overnight, took care of, looked after, went the extra, extra mile, listened, updated me, kept me posted, kept me updated, no questions asked, first time, on the spot, calm, funny, by wednesday, free, bonus, saved, save, saves
好,快,准,多谢,有用,有帮助,有效,可以的,还可以,挺,帮我,帮忙,解决,主动,提醒,保护,多亏,终于,礼貌,轻松,自助,随时,当天,当场,第二天,两天,一键,一次就,一点就,一打就通,放宽,继续保持,一直用,透明,到账了,该赔的都赔了,居然答对了,没想到,上门,也近,覆盖广,越来越好,习惯,赔了,一天就,三天结案,不用手填,不用自己,不用跑,多了解
good, nice, fine, well, helped, help, useful, glad, like, liked, comfortable, safe, polite, smart, neat, solved, resolved, improved, better, works, only needed, one click, one photo, no pressure, no forms, no paperwork, enjoy, finally, cared for, fought to get, it even, was there, within two days, in two days, accepted, paid in full, deserve
""",
    0.0: """
一般要多少天,要多少天,需要多久,一般多久,大概多久,都可以,随便吧,无所谓,没有要说的,没有需要改进,不需要改进,没有什么要改,无建议,没啥,没啥说的,不知道说什么,不知道怎么,不知道如何,不知道能,不知道可以
no improvement needed, nothing to improve, fine, i wish you would, i don't know, do not know yet, don't know yet, high blood pressure, no idea, not applicable to me, cold call, high quality, high standard, higher than, old age, old man, my old, year old, never mind, no matter, high marks, highly
说不上好坏,谈不上好坏,第一次买,还在了解,略,都还没用,没感觉,凑合,能不能报,不好不坏,中规中矩,普通,过得去,差不多,不少,没几天,算不算,多少钱,报不报,是否,哪里,怎么,什么时候,知道了,收到,好说,一样,好的谢谢
neither good nor bad, too early to say, early to say, average, mediocre i guess, fine i guess, not sure yet, first time buyer, how do you, do you offer, any plans, are there, where do, any chance, good luck, how long, when will, what about, average experience, as expected, no strong opinion, no opinion either way, neutral, 说好的, 说好, 写好, 做好, 准备好, 办好卡
没什么意见,没有意见,没意见,没什么,暂时没有,一般吧,马马虎虎,正常,还行吧,不好评价,还没用过,没用过,没有建议,请耐心等待,希望更好,好几,最好能,最好是,好像,正好,只好,多好,好多,好友,快递,快一个月,快一年,快半年,尽快,赶快,快点,能不能,是不是,可不可以,有没有,要不要,会不会,好不好,不知道能,不知道能否,不用客气,不好意思,多久,问题太多吗,请问,想问,咨询,建议,希望,健康管理,好的,你好,您好,终于赔了,快要,好价钱,等待期,买好,解释权,对比好,抱歉,愉快,加快,问题
no comment, no comments, nothing special, nothing to add, not applicable, would like, would be nice, it would be nice, looking forward, no opinion, so so, as well, well being, well known, like to, like a, health problem, second opinion, waiting period, pre existing, easy going, better if, fast track, like this, good for nothing, right now, nice to have, free of charge, is there a discount, how do i, feel free, okay, average, no suggestion, please
""",
    -1.0: """
太窄,这次等了,等了二十,等了一,等了三,等了两,等了好,等了半,自己先付,只好,小病都,一直要,还一直,要排队,好几次,自己打电话,没到免赔,降低,下降,变差,欠,缺,缺少,缺乏,弱,薄弱,单一,不多,难懂,难约,难打,难找,难办,难联系,难沟通,难报,难赔,费时间,太短,太远,太小气,小气,抠,抠门,冷,乱,旧,死,僵,无奈,头疼,头痛,崩溃,抓狂,吐槽
disappeared, find out what, several times, many times, multiple times, took two, two months to, waited a month, paid myself, high, complex, rejects, error, errors, requires, required too, unexpected, uncertain, unsure, weak, narrow, old, confuse, far, never got, not get, wasn't told, minor, less and less, worse and worse, year after year, fewer, lost, loses, constantly, constant, repeated, repeatedly, over and over
又得,从头来,还得,得重新,一分钱没看到,一拖再拖,没人主动,从来不,从不,根本,压根,全是,三遍,四遍,几遍,好几遍,崩,崩溃,白屏,黑屏,死机,转圈,加载不出来,报错,不支持,不显示,传不上去,掏钱,先掏钱,翻倍,打发,不服,糊涂,写得太虚,消失,不见了,人就,天花乱坠,说一套,做一套,不提,没提,没说,没讲,没告诉,不在名单,太低,低了,才三千,到手才,差远了,不都算,不算,除外,说法不一,说法都不一样,各说各的,四种说法,不一样,到底听谁,不沟通,没沟通,不联系,没变过,没变化,等了十天,一个多月,两个月,三个月,半年,几个月,大半年,好几天,好多天,多少次,无数次,来来回回,跑断,凭一句,开不出来,开得出来,丢,寄丢,写错,搞混,绕不到,忙音,没声音,突然,反悔,变卦,推销,强推,拉进,短信轰炸,没删,被人知道,人事知道,公证,没人提醒,没提醒,意义,有什么意义,有什么用,图什么,这不管,不管,难道,何必,至于吗,像话吗,什么意思,搞什么,难用,用不了,不会用,看不清,太小,老年人根本,藏得,不兼容,更新之后,押金,外地,找谁,门槛,卡着,扣除,加价,离职,换人,没人跟进,不跟进,停诊,约不到,排不上,取消了,敷衍客户,脸色,白眼,玩手机,吼,凶,骂
no cheque, no check, and counting, come back asking, something else, why must, knocked off, no explanation, without explanation, technicality, turned down, jumped by, voicemail, music, press one, sighed, different answers, something different, blank, tiny, cannot read, can't read, vanished, disappeared, nobody mentioned, never mentioned, shut down, closed down, had to drive, two hours, find out about, still get, marketing texts, dropped, silence, only learned, misspelled, notary, lapsed, nobody warned, not warned, fog, what is the point, what's the point, not included, not part of, take my money, takes responsibility, dies on, out of the blue, not a word, no word, saying no, two months, three months, months later, weeks later, for weeks, for months, six months, over a month, half an hour, an hour, not yet, again, return calls, unable, cannot, can't, charged twice, double charged, stuck, loop, gone, missing, incorrect, incorrectly, forgot, forgotten, lack, lacking, shortage, few, less, worse than, not enough, restrict, restricted, restrictive, must, forced, force, insist, insisted, pestering, pester, demanding, demand
太长,才到账,才拿到,才赔,才回复,还没,迟迟,不够全面,隐瞒,临时,强制,默认勾选,捆绑,逼,硬要,卖完,绕,绕来绕去,费劲,费时,吃力,害,害得,白跑,排队,忙音,挂断,挂了,超时,遗失,弄丢,弄错,搞错,算错,漏掉,扣了,多扣,乱扣,催促,质疑,尴尬,担忧,焦虑,心累,累,伤心,寒心,吃亏,上当,死板,僵化,机械,生硬,应付,随便,拒绝,取消,关闭,停售,过期,失联,没反应,没回音,不了了之,
慢,等,等了,拖,催,久,太久,很久,好久,难,少,贵,多次,涨,太多,太少,还要,还叫,还让,为什么,凭什么,居然,竟然,最后还是,仍然,一直显示,一直不,一直是,不予,垫付,自己垫,反而,负担,后悔,担心,怕,问题多,跑了,来回,重新,重复,又要,再次,反复,等到,小字,藏在,套路,限制,半天,半个月,一个月,三个星期,整整,明明,只会,只管,只有,只赔,只报,机器人,占线,闪退,很卡,太卡,卡死,卡住,老是卡,一直卡,卡顿,失效,发错,错了,错误,漏了,疑问,不更新,当初说,要等,苛刻,却说,才知道,字那么小,推荐广告
slow, slowly, wait, waiting, waited, delay, delayed, long, dragged, dragging, still, again and again, keep asking, kept asking, keeps asking, asked again, chase, chased, problem, issue, error, bug, crash, crashes, freeze, freezing, broken, expensive, costly, pricey, increase, goes up, went up, too much, too many, hardly, only got, far less, less than, denied, deny, refuse, refused, reject, rejected, decline, declined, exclude, excluded, exclusion, limited, vague, unclear, complicated, difficult, hard, confusing, confused, upfront, out of pocket, no updates, no update, no appointment, hidden, small print, wrong, mistake, unanswered, bot, chatbot, spam, on hold, passed from, nobody, no one, noone, smaller, never, cost, more than, ate up, three times, four times, five emails, three weeks, took six weeks, took three weeks, took months, went in circles, why do you, was told, until, one line, excuse, script, every week, had to, at fault, another form, instead of helping, upset
""",
    -2.0: """
不知道,冷淡,爱理不理,推来推去,完全不一样,跟宣传的不一样,与宣传不符,货不对板,不认识,不放心,太高了,一分没赔,没赔,不能报,都不报,没改好,系统繁忙,繁忙,听不懂,太窄,太复杂,牵强,不透明,不及时,不到位,不稳定,不准确,不全,不全面,不足,欠缺,欠佳,有待提高,有待改进,有待加强,需要改进,需改进,需要提高,有待完善,不理想,不舒服,不尊重,没礼貌,没素质,没人情味,没诚意,没有诚意,没人解释,没有解释,没法,没办法,无法,用不上,报不了,约不上,排不到,联系不上,联系不到,登不上,登不进,登不进去,进不去,点不动,提交不了,查不到,看不到,收不到,不稳,反应慢,反应迟钝,慢吞吞,拖沓,低下,落后,老旧,鸡毛蒜皮,不尽人意,不如人意,不如意,不如以前,大不如前,越来越差,越来越慢,一年不如一年,没良心,心凉,凉了,被拒,被拒绝,吃闭门羹,打水漂
too high, rises, rise every, increases every, keeps rising, worried, worry, concerned, concern, cold, fully booked, pass the buck, buck, passed around, could not care less, couldn't care less, no discount, not as advertised, not what i got, not what i was, not recognise, not recognize, did not know, didn't know, don't know, did not understand, doesn't understand, too narrow, too complicated, lost money, lost a lot, impossible to get through, cannot get through, get through, queued, queue, keeps changing, keep changing, changing their mind, unknown, constant requests, too few, not enough, logs me out, logged out, failing, failing with, can never, could not reach, couldn't reach, unable to reach, inconvenient, inefficient, insecure, unsafe, uncomfortable, unsatisfied, unsatisfactory, below expectations, not up to, second class, nobody answered, nobody answers, no one answers, no one answered, nobody called, no one called, not even, needs improvement, room for improvement, could be better, needs to improve, must improve
效率低,效率太低,效率也太低,不当回事,谁买谁后悔,不负责,没一个肯负责,没人负责,没良心,不讲信用,说话不算话,出尔反尔,不靠谱,不作为,不透明,不人性化,不合理,难用得要命,赶人走,不可能快,打发我
disgrace, let-down, letdown, radio silence, regret it, bad service, poor service, no one takes responsibility, useless service, unreachable, waste of time, waste of money, wasting my time, not good, not great, not helpful, not happy, not satisfied, not worth, not recommend, would not recommend, wouldn't recommend, don't recommend, stay away, avoid
不满意,不好用,不好,不行,不推荐,不值,不认可,不合理,不公平,不专业,不负责,不耐烦,不透明,不方便,不够,不清楚,不明白,不靠谱,不愉快,不作为,失望,生气,气愤,愤怒,无语,心寒,郁闷,糟糕,差,很差,太差,差劲,差评,恶劣,冷漠,冷冰冰,敷衍,推诿,推三阻四,踢皮球,刁难,烦,嫌烦,烦人,麻烦,繁琐,复杂,混乱,太慢,很慢,慢得,慢死,急死人,拖延,拖拉,拖了,拖得,拖得太久,没消息,没有消息,没下文,石沉大海,没人接,没人管,没人答复,没有结果,打不通,找不到,不见人影,看不懂,看不明白,看不见,听不懂,天书,模棱两可,含糊,误导,夸大,欺骗,骗,被骗,忽悠,坑,套路深,霸王条款,拒赔,拒保,少赔,惜赔,不赔,不予赔付,不报,不保,不包,不理赔,不给,太贵,很贵,买不起,涨价,越来越贵,太高,太严,泄露,骚扰,滥用,投诉,申诉,举报,差距,吵架,爱答不理,一问三不知,答非所问,形同虚设,抢不到,预约不上,收不到,登录不上,打不开,跑断腿,跑了三趟,跑了四趟,反反复复,莫名其妙,太麻烦,折腾,浪费,没用,答复不了,没人理,没人回,不理,不接,别家便宜,泼冷水,谁把我,我不想,永远是,要那么多,没达到,一年比一年,白交,鸡肋,体验差,低效,解释不清,说不清,什么都没赔,一分钱都没,便宜好几百,没有提前,不通知,没有通知,没有任何通知,信息被,被卖,卖给第三方,总失败,失败,没解决,解决不了,垃圾服务,没说有,要它何用,越来越少
bad, ghosted, brushed off, fobbed off, run around, runaround, stonewalled, in the dark, left hanging, hung up, gave up, give up, jump through hoops, hoops, endless, chasing, overdue, unresponsive, sloppy, disorganised, disorganized, chaotic, clunky, glitchy, buggy, laggy, outdated, cumbersome, tedious, unintelligible, incomprehensible, ambiguous, contradictory, gibberish, opaque, unprofessionally, arrogant, condescending, hostile, aggressive, insulted, disrespectful, lazy, unreliable, unjustified, unfairly, stingy, skyrocketed, doubled, hike, extortionate, unaffordable, cannot afford, can't afford, no longer afford, tricked, deceived, deceptive, swindled, oversold, pressured, harassed, harassing, intrusive, invasive, breach, exposed, stolen, letdown, let down, let me down, dreadful, lousy, subpar, mediocre, inadequate, insufficient, shambles, farce, joke, insult, shocking, shocked, dissatisfied, fed up, sick of, tired of, struggle, struggled, stressful, stressed, exhausting, unusable, does nothing, lost my, poor, poorly, disappointed, disappointing, disappointment, unhappy, angry, annoyed, annoying, frustrated, frustrating, upset, rude, unhelpful, useless, impatient, careless, dismissive, indifferent, incompetent, clueless, unprofessional, unfair, unacceptable, unreasonable, complain, complained, complaint, complaints, terrible service, painful, painfully, painfully slow, nightmare, hassle, mess, too expensive, overpriced, rip off, rip-off, misled, mislead, misleading, dishonest, lie, lied, lies, pushy, scam, cheated, cheat, regret, waste, wasted, worthless, pointless, a joke, impossible, fail, fails, failed, failure, ignored, ignore, cut off, was cut, no human, no reply, no response, no answer, does not work, doesn't work, not working, makes no sense, nobody can tell, nobody tells, nobody cared, hear nothing, tells me anything, never arrived, never know, keep your promise, without telling, without notice, sold my data, sell my data, leaked, leak, wrong person, too blurry, ugly, pressure, back and forth, circles, impersonal, works in your favour, work in your favour, scared, worse, lost, doubtful, turned out to be, up to date never, too long, too slow, not covered, keeps freezing
""",
    -3.0: """
极差,非常失望,太失望,垃圾,骗子,骗人,无耻,恶心,太坑了,坑人,再也不会,再也不买,不会再,再也不,气死,最差,零分,一塌糊涂,忍无可忍,黑心,无良,缺德,太过分
terrible, awful, horrible, worst, disgusting, never again, disgrace, appalling, atrocious, disaster, fraud, thieves, crooks, shameful, hate, pathetic, ridiculous, outrageous
""",
}

SENTIMENT_WORDS: dict[str, float] = {
    phrase: weight for weight, words in _BY_WEIGHT.items() for phrase in listed(words)
}

NEGATIONS = listed("""
不,没,没有,未,无,别,并非,从未,从不,毫无,毫不,不是,不能,不会,没能,难以,谈不上,算不上,称不上,绝不,并不,并没有,不太,不怎么,不够,没那么,不曾,无法
not, no, never, without, don't, doesn't, didn't, isn't, wasn't, aren't, weren't, can't, cannot, couldn't, won't, wouldn't, shouldn't, haven't, hasn't, hadn't, ain't, nothing, neither, nor, none, hardly, barely, not very, not really, not at all, lack, lacking, dont, doesnt, didnt, isnt, wasnt, cant, wont
""")

# Words that hold the character of a negation without being one.
NO_NEGATIONS = listed("""
特别,识别,分别,区别,级别,性别,别家,别人,别的,无论,不但,不仅,未来,不断,不同,差不多,不过,无忧,不少,没想到,没得说,不久,不管,不得不,不好意思,不如
not only, no matter, nothing but, no doubt, not just, no wonder
""")

# A clause with one of these asks or wishes; what it names counts for little.
ASKING = listed("""
想在,想要,想有,就好了,就更好,还能申请吗,能申请吗,有优惠吗,能报吗,算不算,什么时候能,怎么更新,怎么改,怎么申请,怎么查,怎么办,哪里可以,在哪里,哪些医院,能否,是否,可以用吗,行不行,需要吗,多少钱,想了解,想知道,期待,盼望,最好,要是,如果
i wish, wish i could, do i have, are there, any plans, any chance, where do i, does it include, does it cover, will it, will you, is this, is my, are flu shots, when will, how long does, should i, would love, i'd love, please consider, hope, maybe you could, should have, could have
请问,想问,咨询一下,问一下,能不能,可不可以,有没有,怎么办理,怎么换,如何,希望,建议,如果能,最好能,要是能,是否可以,可以吗,件吗,行吗,多久能
how do i, how can i, can i, could i, may i, which, where can, is there, do you, what is, when can, could you, please add, would like, would be nice, it would be, is it possible, do i need, wondering, suggest, suggestion
""")

DEGREES: dict[str, float] = {
    **dict.fromkeys(
        listed("有点,有些,稍微,略,还算,比较,a bit, a little, slightly, somewhat, fairly, kind of"), 0.7
    ),
    **dict.fromkeys(
        listed("很,挺,蛮,真,真的,更,越来越,very, really, so, pretty, quite, truly, much, too"), 1.25
    ),
    **dict.fromkeys(
        listed(
            "非常,特别,太,极其,极,超,超级,十分,相当,最,极度,无比,extremely, absolutely, incredibly, totally, completely, highly"
        ),
        1.5,
    ),
}

# What comes after these counts for more than what came before.
TURNS = listed("但是,但,可是,不过,然而,只是,就是,却,可惜,反而,but, however, yet, though, unfortunately")
# The clause that begins with one of these is the smaller half of its sentence.
CONCESSIONS = listed("虽然,虽说,尽管,即使,although, though, even though, despite, while")
