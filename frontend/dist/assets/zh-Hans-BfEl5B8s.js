import{Vt as e}from"./patient-BR7cYQHb.js";var t={texts:{988:`988`,"Since your treatment, is any of this new or worse?":`治疗以后，下面有没有新出现的或变差的？`,"If you are worried, don't wait for us.":`如果您担心，不要等我们。`,"Get help now":`现在就求助`,"Get medical help today":`今天就看医生`,"We tell your practitioner":`我们会告诉您的治疗师`,"Common after treatment":`治疗后常见`,"Peeing, pooing and private parts":`大小便和私处`,"Legs, arms and balance":`腿、手臂和平衡`,"Chest and breathing":`胸部和呼吸`,"Head, eyes and speech":`头、眼睛和说话`,"Swelling, bleeding and other serious signs":`肿胀、出血和其他严重的信号`,"Infection and skin":`感染和皮肤`,"Nerves, head and heart":`神经、头和心脏`,"How the pain has changed":`疼痛的变化`,"Other things to tell us":`其他想告诉我们的`,"I can't pee, it is hard to start, or I can't feel it when I pee":`尿不出来、很难开始尿，或尿的时候没有感觉`,"I leak pee, or I can't tell when I need to go":`漏尿，或感觉不到想尿`,"I can't hold my poo in, or can't feel it when I go":`憋不住大便，或大便时没有感觉`,"Numb or tingly between my legs, or round my bottom or private parts. Wiping feels different":`两腿之间、肛门周围或私处发麻或刺麻。擦的时候感觉不一样`,"Sex feels numb, or I have new trouble getting hard or coming":`性生活没有感觉，或新出现勃起或高潮困难`,"Pain, tingling, numbness or weakness in BOTH legs":`两条腿都痛、刺麻、麻木或没力气`,"I suddenly can't stand up or walk":`突然站不起来或走不了路`,"An arm or leg suddenly has hardly any strength, or I can't move it":`一只手臂或一条腿突然几乎没有力气，或动不了`,"My hands are clumsy and drop things, or I am wobbly when I walk":`手变笨、拿不住东西，或走路不稳`,"My legs gave way and I fell, but I did not faint":`腿突然发软摔倒，但没有晕过去`,"I am short of breath":`喘不过气`,"New pain in my chest, or a sharp pain when I breathe in":`新出现的胸痛，或吸气时刺痛`,"I am coughing up blood":`咳血`,"My face has dropped on one side":`一边脸歪了`,"My speech is slurred or I can't find words":`说话含糊，或想不起词`,"One side of my face or body is weak or numb":`一边脸或身体没力气或发麻`,"I see double, or I have lost some sight":`看东西有重影，或有一部分看不见`,"It is suddenly hard to swallow":`突然吞咽困难`,"A sudden, very bad headache, the worst I have had":`突然头痛得厉害，是从来没有过的痛`,"I had a fit (shaking and blacking out)":`抽搐过（发抖、失去知觉）`,"I am very muddled, or very hard to wake (a friend can tick this)":`神志很不清楚，或很难叫醒（旁人可以代勾）`,"My lips, face, tongue or throat are swelling up":`嘴唇、脸、舌头或喉咙肿起来`,"Bleeding that has not stopped after 10 minutes of pressing hard":`用力按压 10 分钟后仍在出血`,"I am pregnant and I am bleeding, my waters have gone, or I have regular tummy pains":`怀孕，并且出血、破水或肚子一阵一阵痛`,"I feel like hurting myself or ending my life":`想伤害自己或不想活`,"A high temperature, or I feel hot and shivery":`发烧，或觉得发热、发冷打颤`,"The skin where I was treated is getting redder and the red patch is growing":`治疗处的皮肤越来越红，红的范围在变大`,"Pus or smelly fluid coming from where a needle went in":`针眼处流脓或有臭味的液体`,"The place I was treated is hot, swollen and more sore":`治疗处发热、肿胀、更痛`,"A joint has become hot, swollen and very sore":`一个关节发热、肿胀、很痛`,"A burn or blister from moxa, cupping or a heat lamp":`艾灸、拔罐或烤灯造成的烫伤或水泡`,"I think a needle was left in me or has broken off":`我觉得有针留在身体里，或针断了`,"An arm or leg is weaker than before":`一只手臂或一条腿比以前没力气`,"New numbness or pins and needles in an arm, hand, leg or foot":`手臂、手、腿或脚新出现麻木或针刺感`,"A bad headache, or a headache that won't go away":`头痛得厉害，或一直不好`,"A new pain on one side of my neck or head that is not like any I have had before":`一侧脖子或头新出现的痛，和以前的都不一样`,"Dizzy or spinning for more than a day, or so dizzy I can't do things":`头晕或天旋地转超过一天，或晕得做不了事`,"I fainted after I left the clinic":`离开诊所后晕倒过`,"My heart is racing or jumping and won't settle":`心跳很快或乱跳，停不下来`,"Sharp or very bad pain, much worse than before treatment. I can hardly do anything":`剧痛，比治疗前严重得多。几乎什么都做不了`,"Pain that rest does not ease, or that is much worse at night":`休息也不缓解的痛，或夜里痛得多`,"The pain has spread to new parts of my body and is getting worse":`疼痛扩散到身体别的地方，而且越来越重`,"A new lump on my back, or my back has changed shape":`背上新出现肿块，或背的形状变了`,"Bad tummy pain that is not going away":`肚子痛得厉害，一直不退`,"One calf is swollen, sore, warm or red":`一侧小腿肿、痛、发热或发红`,"An itchy rash all over (hives)":`全身发痒的疹子（荨麻疹）`,"I have lost weight without trying":`没有刻意减肥却瘦了`,"I had a bad fall, crash or knock before or since treatment":`治疗前后有过严重的摔倒、撞车或碰撞`,"A new shooting pain down an arm or leg":`新出现的、顺着手臂或腿窜下去的痛`,"A big bruise, or one that is growing":`很大的淤青，或淤青在变大`,"A rash or itching where I was treated":`治疗处起疹子或发痒`,"A muscle that keeps cramping or locking":`一块肌肉总是抽筋或僵住`,"Spaced out or woozy in a way I did not like":`恍惚或昏沉，感觉不舒服`,"Worn out for more than a day":`疲惫超过一天`,"Feeling sick or being sick":`恶心或呕吐`,"Anxious, low or upset since treatment":`治疗后焦虑、低落或难过`,"I fainted or nearly fainted during treatment":`治疗时晕倒或差点晕倒`,"Something else feels wrong":`别的地方不对劲`,"A bit sore where the needles went in":`针眼处有点酸痛`,"Achy muscles":`肌肉酸痛`,Stiff:`僵硬`,"A small bruise":`一小块淤青`,"A drop of blood":`一滴血`,"My usual pain went up a little":`平常的痛稍微加重了`,"Tired or sleepy":`累或困`,"Light-headed for a short time":`短时间头有点晕`,"A mild headache":`轻微头痛`,Relaxed:`放松`,"More energy":`更有精神`,"My jaw hurts when I chew":`嚼东西时下巴痛`,"My scalp is sore to touch":`头皮一碰就痛`,"My skin is blotchy, very pale or blue":`皮肤有花斑、很苍白或发青`,"I have not peed all day":`一整天没有小便`,"My legs feel heavy or stiff":`腿感觉沉重或僵硬`,"It hurts more when I breathe in":`吸气时更痛`,"I can't put weight on it":`那里不能受力`,"Nerves at the bottom of your back may be squashed. This needs a scan today.":`腰部下方的神经可能受压。今天需要做影像检查。`,"Tell them you had needles or treatment and where. A needle can, very rarely, let air out of a lung.":`告诉他们您扎过针或做过治疗，在什么部位。在极少数情况下，针会让肺漏气。`,"Tell them you had needles or treatment and where.":`告诉他们您扎过针或做过治疗，在什么部位。`,"Note the time it started.":`记下开始的时间。`,"Someone should stay with you. If it is not known epilepsy, call an ambulance.":`要有人陪着您。如果不是已知的癫痫，请叫救护车。`,"Use your adrenaline pen if you have one.":`如果有肾上腺素笔，请使用。`,"Keep pressing on it.":`继续按住。`,"Call your maternity unit now.":`现在给产科打电话。`,"You are not alone. Call {emergency_number} or a crisis line now: {crisis_line}.":`您不是一个人。现在拨打 {emergency_number} 或求助热线：{crisis_line}。`,"Tell them you had needles and where.":`告诉他们您扎过针，在什么部位。`,"Draw round the red patch with a pen and note the time.":`用笔画出红斑的边缘，并记下时间。`,"Cool it under cool running water for 20 minutes. Do not pop blisters.":`用流动的凉水冲 20 分钟。不要挑破水泡。`,"Do not push or dig at it. Keep still if it is in your chest or neck and call {emergency_number}.":`不要按，也不要挖。如果在胸部或颈部，不要动，并拨打 {emergency_number}。`,"Do not drive.":`不要开车。`,"Lie down with your legs up. Do not drive.":`躺下，把腿抬高。不要开车。`,"Do not rub it.":`不要揉。`,"Call {emergency_number} if you also feel faint, sick or short of breath.":`如果还觉得要晕倒、恶心或喘不过气，请拨打 {emergency_number}。`,"Book a GP visit this week.":`这周预约看医生。`,"Press on it. Call us today if you take blood thinners.":`按住它。如果您在吃抗凝血药，今天给我们打电话。`,"Do not drive until it has gone.":`没有完全好之前不要开车。`,"Do not drive if you feel sleepy.":`困的时候不要开车。`,"Sit or lie down. Do not drive until it has gone.":`坐下或躺下。没有完全好之前不要开车。`,"You had needles near your lungs. A needle can, very rarely, let air out of a lung. Tell them that, and where.":`您在靠近肺的地方扎过针。在极少数情况下，针会让肺漏气。请告诉他们这一点和部位。`,"You had treatment on your neck or head. Tell them that. Note the time it started.":`您的脖子或头做过治疗。请告诉他们。记下开始的时间。`,"A high temperature with a stiff neck, a bad headache or being muddled needs help now.":`发烧并且脖子僵硬、头痛厉害或神志不清，需要现在就求助。`,'Signs of infection with what else you ticked can mean sepsis. Say: "Could this be sepsis?"':`感染的信号加上您勾选的其他情况，可能是败血症。请问：“这会不会是败血症？”`,"A high temperature with back or neck pain after needles can be an infection. Tell them you had needles and where.":`扎针后发烧并且背痛或脖子痛，可能是感染。告诉他们您扎过针，在什么部位。`,"A high temperature with a red, hot or sorer place where you were treated can be an infection.":`发烧并且治疗处发红、发热或更痛，可能是感染。`,"A hot, swollen joint can be an infection inside the joint. It should be looked at today.":`关节发热、肿胀，可能是关节里感染。今天应该去检查。`,"A rash or swelling with what else you ticked can be a bad allergic reaction. Use your adrenaline pen if you have one.":`疹子或肿胀加上您勾选的其他情况，可能是严重过敏。如果有肾上腺素笔，请使用。`,"Fainting with what else you ticked, or fainting twice, needs help now. Lie down. Do not drive.":`晕倒加上您勾选的其他情况，或晕倒两次，需要现在就求助。请躺下。不要开车。`,"A swollen calf with trouble in your chest can be a blood clot. Do not rub the calf.":`小腿肿并且胸部不舒服，可能是血栓。不要揉小腿。`,"Nerves in your neck may be squashed. This needs a doctor now.":`脖子里的神经可能受压。现在需要看医生。`,"Numbness or weakness that gets worse should be looked at today.":`麻木或无力在加重，今天应该去检查。`,"You bleed easily or take blood thinners, so a big bruise should be looked at today. Press on it.":`您容易出血或在吃抗凝血药，所以大的淤青今天应该去检查。请按住它。`,"Tell them about the sore jaw or scalp, and about any change in your sight.":`告诉他们下巴或头皮痛，以及视力的任何变化。`,"Tell them about the pain at night or at rest, and about any weight loss or cancer you have had.":`告诉他们夜里或休息时的痛，以及是否瘦了、得过癌症。`,"Your pain has lasted and spread. Ask your doctor whether you should see a specialist.":`您的疼痛一直不退，而且扩散了。请问医生是否需要看专科。`,"Get help now.":`现在就求助。`,"What you ticked can be serious.":`您勾选的情况可能很严重。`,"Call {emergency_number} or go to {ed} now.":`现在拨打 {emergency_number}，或去{ed}。`,"Don't drive yourself.":`不要自己开车。`,"Don't wait for us to reply.":`不要等我们回复。`,'Say: "I had {treatment} on {body_area} on {date_time}."':`请说：“我在 {date_time} 做过治疗：{treatment}，部位：{body_area}。”`,"We have told {practitioner} too.":`我们也已告诉 {practitioner}。`,"Get medical help today.":`今天就看医生。`,"Please {urgent_line} today.":`今天请{urgent_line}。`,"Tell them you had {treatment} on {body_area} on {date}.":`告诉他们您在 {date} 做过治疗：{treatment}，部位：{body_area}。`,"If it gets worse, or you feel very unwell, call {emergency_number}.":`如果变差，或觉得很不舒服，请拨打 {emergency_number}。`,"We have told {practitioner}.":`我们已告诉 {practitioner}。`,"They will get back to you by {reply_by}.":`最晚在{reply_by}，会有人回复您。`,"If it gets worse before then, open this app and log it, or call {clinic_phone}.":`如果在那之前变差，请打开这个应用记录下来，或拨打 {clinic_phone}。`,"This is common.":`这很常见。`,"Tell us if it lasts longer or gets worse.":`如果持续更久或变差，请告诉我们。`,"{wording}: this should ease within {limit}.":`{wording}：应该会在 {limit}内缓解。`,"Your pain is still up after 2 days.":`过了 2 天，疼痛还没有降下来。`,"Most flares have settled by now.":`多数人到这时已经平复。`,"Please tick below if you have any of these.":`如果有下面的情况，请勾选。`,"It is now 5 days.":`现在已经 5 天了。`,"If you have not spoken to {practitioner}, please call them today.":`如果还没有和 {practitioner} 谈过，今天请打电话。`,"If it is not getting better, see your GP or doctor.":`如果没有好转，请去看医生。`,"You can take your diary with you.":`您可以带上日记。`,"1 day":`1 天`,"{n} days":`{n} 天`,"It is common to ache more for up to 2 days. It should then get better.":`头 2 天更酸痛是常见的。之后应该会好转。`,"Take it easy today. Move a little, often. Don't do hard exercise for 24 hours.":`今天多休息。多动，每次少动一点。24 小时内不要做剧烈运动。`,"You can go back to normal activity.":`您可以恢复正常活动了。`,"Warmth helps many people. Use cold instead if the place is hot or swollen. Stop if it makes it worse.":`热敷对很多人有帮助。如果那里发热或肿胀，改用冷敷。如果变差就停。`,"A warm pack for 15 minutes can ease tight muscles. Wrap it in a towel. Don't use it on numb skin.":`热敷 15 分钟可以放松紧绷的肌肉。请用毛巾包好。皮肤麻木处不要用。`,"If it is hot or swollen, hold a wrapped cold pack on it for 10 minutes.":`如果发热或肿胀，用包好的冰袋敷 10 分钟。`,"A short walk or gentle stretch is good. Stop if pain shoots down an arm or leg.":`走一小段路或轻轻拉伸都好。如果痛顺着手臂或腿窜下去，就停。`,"Drink water when you are thirsty.":`口渴就喝水。`,"Change position every 30 minutes.":`每 30 分钟换个姿势。`,"You can use your usual painkiller. Read the packet. Don't take more than it says.":`可以用平常的止痛药。请看说明书。不要超过规定的量。`,"Ask a pharmacist first if you take other pills or are pregnant. Ask too if your stomach, kidneys or heart are not well.":`如果在吃别的药或怀孕，先问药剂师。胃、肾或心脏不好也要先问。`,"A pain gel on the skin can help. Not on broken skin.":`涂在皮肤上的止痛凝胶可能有帮助。破损的皮肤不要用。`,"You can use the patch or plaster your practitioner chose with you. Take it off if your skin itches.":`可以用和治疗师一起选的贴膏。皮肤发痒就揭下来。`,"Slow breathing or a warm bath can help you relax.":`慢慢呼吸或洗个温水澡可以帮助放松。`,"Slow breathing can help you relax.":`慢慢呼吸可以帮助放松。`,"Don't drive if you feel sleepy or dizzy.":`困或头晕时不要开车。`,"Talk to a doctor or pharmacist before you start any new treatment.":`开始任何新的治疗之前，请先和医生或药剂师谈谈。`,"the nearest emergency department":`最近的急诊室`,"call your doctor or an urgent care service":`给医生或急诊服务打电话`,"your local crisis line":`您当地的求助热线`,"A&E":`急诊室（A&E）`,"call NHS 111 or ask your GP surgery for an urgent appointment":`拨打 NHS 111，或向家庭医生诊所（GP）要求紧急预约`,"Samaritans 116 123":`Samaritans 116 123`,"the emergency room":`急诊室（emergency room）`,"call your doctor's office now or go to urgent care":`现在给医生诊所打电话，或去紧急护理中心（urgent care）`,head:`头`,jaw:`下巴`,neck:`脖子`,shoulder:`肩膀`,"upper back":`上背`,chest:`胸`,elbow:`手肘`,"wrist hand":`手腕或手`,arm:`手臂`,"low back":`腰`,abdomen:`肚子`,buttock:`臀部`,hip:`髋`,leg:`腿`,knee:`膝盖`,ankle:`脚踝`,foot:`脚`,acupuncture:`针灸`,"dry needling":`干针`,osteopathy:`整骨`,chiropractic:`脊椎矫正`,"physio manual":`手法物理治疗`,massage:`按摩`,cupping:`拔罐`,moxibustion:`艾灸`,"Nobody has been told: monitoring is off.":`没有告诉任何人：监测已关闭。`,"the end of the next working day":`下一个工作日结束前`,"your clinic":`诊所`,"Ebb compares your scores with what is expected after treatment and tells your practitioner when pain lasts or when you tick a warning sign. Nobody watches in real time. In an emergency, call the emergency number: do not wait for us.":`Ebb 会把您的分数和治疗后预期的情况比较，在疼痛持续不退或您勾选警示信号时告诉您的治疗师。没有人实时查看。紧急情况请拨打急救电话：不要等我们。`,"Ebb may remind you to write in your diary. Reminders never say what you wrote.":`Ebb 可以提醒您写日记。提醒里从不写您的内容。`,"Your clinic may count your results together with those of others, without your name, to see how treatments go.":`诊所可以把您的结果和其他人的一起统计，不写姓名，以了解治疗的效果。`,"Your practitioner may send your diary to another doctor after you have seen and agreed to exactly that page.":`您看过那一页并同意之后，治疗师才可以把您的日记发给另一位医生。`,"This invitation is not valid any more. Ask your clinic for a new one.":`这个邀请已经失效。请向诊所要一个新的。`,"That is not the birth date your clinic has for you. After five tries the invitation ends.":`这和诊所登记的出生日期不一样。试五次后邀请会失效。`,"Show this to the doctor":`给医生看这一页`,"New or worse since treatment":`治疗后新出现或变差的`,Treatment:`治疗`,"Pain, 0 to 10, newest first":`疼痛 0 到 10，最新的在前`,"Medicines taken":`吃过的药`,"Treated at":`治疗地点`,"On record at the clinic":`诊所的记录`},reviewed:!1},n={"":`0
Ebb
跳到正文
我不对劲
您在为 {name} 记录：是对方的疼痛，不是您自己的。
您现在没有网络，仍可记录。
返回
取消
再试一次
连接不上服务器。什么都没有丢失。请过一分钟再试。
这部手机没能保存。您写的内容还在。请腾出一些空间，或关闭 Ebb 再打开。
Ebb 读不到这部手机的存储。
重新启动 Ebb
有新版本了。
现在更新
这里什么都没有。
页面
今天
我的曲线
日记
设置
请重新配对这部手机
诊所的服务器不再认识这部手机。您写的内容都还在这里。请向诊所要一个新的代码。
我有新代码
other={n} 条记录等待发送
other={n} 条记录需要您处理
现在发送
过去 24 小时，您有多痛？
请想平均的程度。
保存
保存 {score} · {word}
请选 0 到 10 的一个数字
已保存在这部手机上
完成
您刚才写的还在。
没有分数
{score} 分（满分 10）· {word}
修改我的分数
有一封信等您看
您同意之前，不会给任何人。
看这封信
都没有
other=已选 {n} 项
也请告诉我们
点开一行，勾选符合的。
是不小心勾选的吗？
是，取消
不是，保留
诊所还不知道。
诊所还不知道。请现在打电话。
我们不会告诉诊所。
这部手机没有配对，所以无法告诉诊所。
保存并告诉诊所
拨打 {number}
拨打 {line}
给诊所打电话
给医生看这一页
已保存在这部手机上 {time}
已发给诊所 {time}
已发送 {time}。您的修改等待发送
等待发给诊所
发送不了
{name} 已看 {time}
还没有标为已看
还没有人看到。如果您担心，请现在打电话。
我不对劲
如果很难受，现在就打电话。不用先写。
拨打 {number}
如果想伤害自己：{line}。
或者勾选您的情况
打开您的日记
这个链接来自您的诊所。
点两下就能记录疼痛，没有信号也行。
看看治疗后哪些是常见的。
如果您同意，持续不退或看起来严重时会告诉诊所。
诊所给您的代码
10 个字母和数字。大小写和短横线都没关系。
您的出生日期
例如：31 日 3 月 1957 年
请稍等…
开始
没有代码？用电子邮箱回来
请输入诊所给您的代码
请输入出生日期，例如 31 日 3 月 1957 年
这部手机已经是 {name} 的了。
打开我的日记
重新配对
Ebb 已离开这部手机。手机下次联网时，登录就会结束。
今天
昨天
{day} {time}
语言
还没有医生检查过这份翻译，所以旁边附有英文。
也显示英文
服务器没有接受这条记录：{detail} 它还在这部手机上。请修改，或再发一次。
再发一次
您在另一部手机上改过这条。要留哪一个？
在这部手机上
在另一部手机上
留这部手机上的
留另一个
上一次：{what}，{when}
和上次一样：{score}
撤销
备注
诊所会在日记里看到，不是马上看到。
这是什么时候？
其他任何时间。
请选已经过去的时间
和治疗前相比，现在怎么样？
这是凭记忆写的：{when}。
哪里痛？
身体的哪一面
您的左边
您的右边
点图上的位置，或从列表里选。
从列表里选
（去掉）
为此吃了什么药？
药名
请输入药名
多少
例如：500 毫克，或 2 片。
加上
这只是给诊所的备注，不是建议。请看药品说明书。
没有说
过去 24 小时最痛的时候
现在
有多僵硬？
0 是不僵硬。10 是能想到的最僵硬。
0 是几乎没有。10 是能想到的最强。
最痛 {score}
现在 {score}
僵硬 {score}
这一周：疼痛 {pain}，享受生活 {enjoyment}，日常活动 {activity}
难做的事：{name}
这一周怎么样？
0 是不痛。10 是能想到的最痛。
0 是没有影响。10 是完全影响。
三个问题都请选一个数字。
一件因疼痛而难做的事，用您自己的话
每周写同一件事。
这周有多难？
前三个问题是 PEG（Krebs，2009）。
每周一次
四个关于这一周的问题，一分钟就好。
现在回答
以后再说
这周跳过
难做 {score}
哪里：{places}
和治疗前相比：{word}
平常一天：{word}
吃了：{names}
得到帮助 {time}
以前的版本
有网络时可以看。
第 {n} 版，{when}
您
您的诊所，来自文件
在这部手机上
在您 {since} 登录的手机上
已删除。
other=凭记忆补 {n} 天
没有记录的日子
平均有多痛？说不上来的那天可以空着。
过去一周每天都有记录。
请给一天选一个数字，或返回
other=保存 {n} 天
我的曲线
您的曲线从第一次治疗开始。
曲线还不在这部手机上。请在有网络时打开一次。
治疗
第 {number} 次治疗，{date}
截至 {when}。
这些色带是什么意思？
它们是根据和您情况相近的人治疗后的感受画的。它们表示什么是常见的，不表示您会怎样。
这次治疗后您还没有记录分数。
您：{score} 分（满分 10），治疗后 {when}。
这时多数人：{low} 到 {high}。
色带到治疗后一周为止。
诊所能看到。
other={n} 小时
other={n} 天
日记
还没有内容。您的第一个分数就是日记的开始。
记录分数
other={n} 天没有记录
治疗：{what}
打开
后来写的
没有新的或变差的
您的记录
这条记录不在这部手机上。
删除这条记录
要删除这条记录吗？诊所会保留已经收到的内容。
是，删除
给医生看这一页
治疗
{n} 岁
治疗后新出现或变差的
对整张警示列表回答“都没有”，{when}。
这部手机上没有记录。
这部手机上没有记录症状。
正在填写
从 {when} 起
这部手机上没有治疗的资料。
疼痛 0 到 10，最新的在前
{score}（{when}）
吃过的药
治疗地点
来自病人自己的日记，{when}。
存成一页（PDF）
回到建议
我已经得到帮助
您说过已经得到帮助，{when}。诊所能看到。
医生已经看过我
医生已看过
是什么时候？
请选写下这条之后的时间
医生怎么说？
可以不写。
告诉诊所
医生已看过，{when}
诊所已经知道。如果又出现或变差，请再勾选。
已留在这部手机上。有网络时我们会告诉诊所。
服务器没有接受
治疗以后
头 2 天
更痛一些是常见的。多动，每次少动一点。
2 天以后
请记录分数。如果还没降下来，我们会告诉诊所。
请记录分数。如果还没降下来，请给诊所打电话。
5 天以后
如果没有好转，请给诊所打电话，或去看医生。
任何时候
如果觉得不对劲，请点“我不对劲”。
没有人实时查看。紧急情况请拨打 {number}。
上次治疗：{when}。
诊所还没有记录治疗。
如果持续不退或看起来严重，会告诉诊所
如果持续不退或看起来严重，会告诉诊所，直到 {date}
不会告诉诊所
诊所收不到这部手机的内容。请重新配对
有网络时才知道
有一个关于 Ebb 可以做什么的问题要问您
阅读并回答
您告诉过我们这件事
再看一次建议
有一次治疗是误记的
您的诊所误记了一次治疗：{when}。现已从您的日记中去掉。您写下的内容都还在，您不需要做任何事。
已经平复
您的分数回到了以前的水平，真好。想记录时随时可以。
第一天：多休息
什么可能有帮助
更多可能有帮助的
需要提醒吗？
治疗后我们可以提醒您记录。您随时可以停止。
好，告诉我怎么做
不用，谢谢
提醒
设置提醒
治疗后每天最多两次，夜里从不提醒。
设置
这本日记属于
您的诊所
电话
您允许什么
有网络时可以修改。
是
否
没有回答
{when}回答，文本版本 {version}
以后不再告诉诊所，警示信号也不会。我们会让诊所知道您停止了。
不再告诉诊所
我的信
诊所想告诉另一位医生的内容。您先看。
打开我的信
上一次治疗已过很久。只有警示信号会告诉诊所。
诊所已关门，{when} 开门。在那之前，您的记录可能要等。
谁看过我的日记
看看谁看过
帮我记录的人
看看谁在帮我
您以此身份记录
由 {name} 记录
把 Ebb 放到主屏幕
点一下就打开。不放也可以：Ebb 在这里也能用。
删除我的日记
您的日记将在 {date} 删除
这是您要求的。现在还可以保留。“设置”里的回答都改回“否”。
保留我的日记
字要多大？
更清楚的字
换一种字体，字距更宽。
有您日记的手机
这部手机
另一部手机或浏览器
从 {since} 起。最后使用 {seen}。
正在向诊所取…
服务器没有回应，什么都没有变。联网后请再试。
让它退出
它将不能再看或写您的日记。联网后它会被清空；还没发送的内容会加锁留在那部手机上。
是，让它退出
如果丢了手机，请在这里让它退出。
带走您的日记
把日记存成文件
拿到文件的人都能看。请和医生的信放在一起保管。
正在生成文件…
连接不上服务器。表格不需要服务器也能生成。
文件没能生成。{detail}
生成文件
文件好了
在这部手机上生成，内容是最近 90 天。
保存文件
分享
从这部手机移除 Ebb
您的日记留在诊所。要再回来，需要新的代码。
other={n} 条记录还没有发送。现在移除 Ebb，就会丢失。
other=移除 Ebb，丢弃 {n} 条记录
您也可以把它们上锁留在这里。您在这部手机上重新开始时，它们就会发出。
上锁留在这里
正在从这部手机移除 Ebb…
用手机锁回到日记
开始之前
您好，{name}。这本日记来自 {clinic}。
文本版本 {version}
我知道没有人一直查看。紧急情况我会拨打 {number}。
请勾选您已看过
我同意
不，不要告诉诊所
不同意也可以记录。您可以在“设置”里改变主意。
正在向诊所取文本…
{name} 年纪太小，不能自己同意。请父母或监护人在这里同意。文中的“您”指 {name}。
到现在为止是别人替您回答。现在由您自己决定。
{name} 不能自己同意，我代为同意
您是谁？
请选择您是谁
您自己的姓名
请输入您自己的姓名
我代 {name} 同意
已经记录就不提醒。
提醒里从不写您的内容。
好，提醒我
不要再提醒我
提醒已打开
下一次：{when}，如果那时还没有记录。
现在没有安排。下一次治疗后开始。
暂停到 {date}
暂停一周
重新提醒我
在这部手机上
这部手机会显示提醒。
手机会问是否允许 Ebb 发通知。请选允许。
您的手机不让 Ebb 发通知。可以在手机设置里改。也可以用电子邮件。
这个浏览器不能显示提醒。请用电子邮件或短信。
在 iPhone 上，先点“分享”，再点“添加到主屏幕”。从那里打开 Ebb。它会要诊所的代码。也可以用电子邮件。
在这部手机上提醒我
不要在这部手机上
其他方式
我们发过去的验证码
您输入之前，不会再发别的。
确认
再发一个验证码
新的验证码已发出。之前的验证码不能再用。
加上
去掉
什么时候提醒您？
头 2 天由我们定，之后由您定。
09:00 到 19:59 之间的时间
就用这个时间
诊所可以看您的日记。这里写着谁看过、什么时候。
有网络时可以看。
还没有人看过。
显示更早的
{n} 次，最后一次 {time}
他们可以替您写，也能看您的日记。诊所看得到是谁写的。他们看不到信。
对方的名字
请输入对方的名字
给对方生成代码
请 {name} 在自己的手机上打开 {where}，输入这个代码和您的出生日期（不是对方自己的）。有效到 {date}。
最后一次在这里 {when}
还没有使用代码
{name} 将不能再看或写。已经写的会保留。
是，移除
放到主屏幕
打开浏览器的菜单，选“安装”或“添加到主屏幕”。
它要代码吗？
在这里生成一个，然后在那边连同您的出生日期一起输入。
生成代码
只能用一次，到 {time} 为止。我们已试着替您复制。
我知道什么会删除、什么会保留。
我知道什么会删除、什么会保留。没有发送的会丢失。
请勾选您知道了
删除我的日记
您已离开
不再有人查看。您写的内容将在 {date} 删除。如果改变主意，请向诊所要代码。
还没有信。
有网络时可以看您的信。
所有的信
给 {who} 的信
一位医生
您的日记表格
{name} 写于 {when}。
内容从 {from} 到 {to}。
您已同意，{when}。诊所可以把它交出去。
您可以收回：请在“设置”中的“给另一位医生看”选“否”。
您没有同意，{when}。不会给任何人。
您的原因：{why}
这是页面的图片，打印出来就是这样。要听朗读，请打开原文件。
现在不能显示图片。请打开原文件。
放大
缩小
页面
表格
打开原文件（PDF）
取得表格（CSV）
保存页面（PDF）
（在新标签页打开）
other={n} 条记录
上面可能有您自己的备注
您可以隐藏备注。警示信号和分数会保留。
隐藏我的备注
正在重做页面，不带您的备注…
诊所可以把它交给 {who} 吗？
我看过了。我同意把它交给 {who}。
请勾选您已看过并同意
是，我同意
不，不要交出去
想说说原因吗？
可以不写。诊所会看到。
不同意
给医生的链接
有链接和代码的人可以看这封信，为期七天。对方看的时候您会在这里看到。
生成链接
请发送链接。代码请在电话里或当面说。两样都只在现在显示。
发送链接
{name} 生成于 {when}
已打开，{when}
已回答，{when}
有人尝试过，没有成功，{when}
“我看过了”
“我会见病人”
“不需要我做什么”
收回链接
这个链接打不开了。
这封信不在这里。
服务器没有接受您的回答：{detail}
通行密钥是您手机保管的一把钥匙。用面容、指纹或手机密码打开它。
这个浏览器不认识您了？在 Ebb 要代码的地方，点“没有代码？”，再点“使用通行密钥”。
还没有通行密钥。
创建于{since}
创建于{since}。上次使用：{seen}。
在这部手机上创建通行密钥
没有创建通行密钥。您可以再试一次。
您有五个通行密钥。请先去掉一个。
它不能再打开您的日记。也请从手机自己的列表里删掉它。
好，去掉
丢了手机吗？在这里去掉它的通行密钥，并在“设置”里让那部手机退出。`,"pair.day":`日`,"pair.month":`月`,"pair.year":`年`,"add.heading":`还想补充什么吗？`,"add.compared":`好些还是差些？`,"add.where":`哪里？`,"add.medicine":`药`,"add.activity":`日常生活`,"add.scores":`更多分数`,"add.severity":`多强？`,"add.note":`备注`,"add.when":`什么时候？`,"compared.much_better":`好很多`,"compared.better":`好一些`,"compared.same":`一样`,"compared.worse":`差一些`,"compared.much_worse":`差很多`,"when.morning":`今天早上`,"when.lastEvening":`昨天晚上`,"when.lastMorning":`昨天早上`,"where.front":`前面`,"where.back":`后面`,"where.head":`头和脖子`,"where.trunk":`背、胸和肚子`,"where.arms":`肩膀和手臂`,"where.legs":`髋和腿`,"place.head":`头`,"place.jaw":`下巴`,"place.neck":`脖子`,"place.upper-back":`上背`,"place.low-back":`腰`,"place.chest":`胸`,"place.abdomen":`肚子`,"place.shoulder":`肩膀`,"place.arm":`手臂`,"place.elbow":`手肘`,"place.wrist-hand":`手腕或手`,"place.buttock":`臀部`,"place.hip":`髋`,"place.leg":`腿`,"place.knee":`膝盖`,"place.ankle":`脚踝`,"place.foot":`脚`,"place.onLeft":`左侧{place}`,"place.onRight":`右侧{place}`,"activity.question":`平常一天的事，您能做多少？`,"activity.all":`全部`,"activity.most":`大部分`,"activity.some":`一部分`,"activity.hardly_anything":`几乎不能`,"activity.hard":`最受疼痛影响的那件事：有多难？`,"activity.hardHint":`0 是没有影响。10 是完全做不了。`,"curve.within":`这在常见的范围内。`,"curve.below":`这比多数人在这个阶段低。`,"curve.above":`这比多数人在这个阶段高。`,"consent.mother":`我是 {name} 的母亲`,"consent.father":`我是 {name} 的父亲`,"consent.guardian":`我是 {name} 的法定监护人`,"consent.attorney":`我持有 {name} 的授权委托书`,"consent.representative":`我依法以其他身份替 {name} 决定`,"remind.email":`电子邮件`,"remind.sms":`短信`,"remind.emailLabel":`您的电子邮箱`,"remind.smsLabel":`您的手机号`,"remind.emailMissing":`请输入电子邮箱`,"remind.smsMissing":`请输入手机号`,"settings.monitoring":`告诉诊所`,"settings.reminders":`提醒我`,"settings.audit":`统计我的结果，不写姓名`,"settings.sharing":`给另一位医生看`,"letter.state.draft":`等您回答`,"letter.state.agreed":`您同意了`,"letter.state.declined":`您没有同意`,"text.normal":`就这样`,"text.large":`大一些`,"text.largest":`最大`,"export.pdf":`给医生的一页（PDF）`,"export.pdfAbout":`一页，讲您的治疗和曲线，可以打印或发送。`,"export.csv":`表格（CSV）`,"export.csvAbout":`所有记录，可用电子表格打开。没有信号也行。`,"export.fhir":`给病历系统（FHIR）`,"export.fhirAbout":`同一页，写成诊所电脑能读的格式。`,"export.json":`全部（JSON）`,"export.jsonAbout":`保存的关于您的一切。另一个 Ebb 可以读取。`,"ui.problem":`有一个问题`,"ui.errorTitle":`错误：`,"ui.close":`关闭`,"ui.asTable":`显示为表格`,"ui.hideTable":`收起表格`,"ui.table":`曲线的表格`,"ui.noReadings":`还没有分数。`,"ui.chartCaption":`内带：一半情况相近的人。外带：10 人中有 8 人。虚线：中间值。线断开表示那几天没有分数。`,"ui.chartAxisX":`治疗后的天数`,"ui.band80":`10 人中 8 人`,"ui.band50":`一半`,"ui.median":`中间`,"ui.you":`您`,"ui.tableScores":`治疗后的分数，0 到 10`,"ui.tableExpected":`每天的预期分数`,"ui.columnWhen":`治疗后的时间`,"ui.columnScore":`分数`,"ui.columnExpected":`预期`,"ui.columnHalf":`一半的人`,"ui.columnMiddle":`中间`,"ui.columnDay":`天`,"ui.above":`高于预期`,"ui.anchors":`0 是不痛。10 是能想到的最痛。`,"ui.noPain":`不痛`,"ui.none":`不痛`,"ui.mild":`轻`,"ui.moderate":`中等`,"ui.severe":`重`,"ui.gap":`{duration}没有分数。`,"ui.range":`{low} 到 {high}`,"ui.underAnHour":`不到 1 小时`,"ui.hours":`other={n} 小时`,"ui.days":`other={n} 天`,"ui.daysAndHours":`{days} {hours} 小时`,"weekly.peg.pain":`哪个数字最能说明您过去一周的平均疼痛？`,"weekly.peg.enjoyment":`哪个数字最能说明过去一周疼痛对您享受生活的影响？`,"weekly.peg.activity":`哪个数字最能说明过去一周疼痛对您日常活动的影响？`,"times.usual":`请替我定`,"times.morning":`早上 9 点`,"times.evening":`晚上 7 点`,"times.both":`两个都要`,"times.own":`别的时间`,"looks.list":`在名单里看到您`,"looks.read":`看了您的日记`,"looks.write":`在您的日记里写过`,"looks.change":`修改了您的资料`,"looks.treat":`写了您的治疗情况`,"looks.answer":`回应了您说的事`,"looks.letter":`写了关于您的信`,"looks.link":`用链接打开了您的信`,"looks.copy":`复制了您的日记`,"looks.invite":`生成或使用了您日记的代码`,"looks.erase":`删除了您写的内容`,"looks.as.practitioner":`诊所的治疗师`,"looks.as.manager":`诊所的管理者`,"looks.as.auditor":`检查诊所工作的人`,"looks.as.carer":`帮您记录的人`,"looks.as.link":`有链接和代码的人`,"looks.as.ebb":`Ebb 自己`,"install.share":`点屏幕边上的“分享”。`,"install.add":`选“添加到主屏幕”。`,"install.open":`从那里打开 Ebb，输入代码。`,"erase.now":`马上`,"erase.nowBody":`不再告诉诊所任何事，诊所会知道您离开了。所有手机都退出。链接和帮手都停止。`,"erase.later":`30 天后`,"erase.laterBody":`您的备注和您写的其他话都会删除，电子邮箱和电话也是。在那之前，诊所可以给您新代码。`,"erase.stays":`什么会保留`,"erase.staysBody":`法律要求诊所保留自己的记录：您的姓名、治疗、分数和警示信号，以及您同意过的信。`},r=()=>({words:n,...t,locale:e(`zh-Hans`)});export{r as spoken};