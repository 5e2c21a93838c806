"""Invented names for the demo: small lists, put together by the modules beside.

Companies have domains under `.example` (RFC 2606) and people have telephone numbers that
regulators keep for films or that no network gives out, so that nothing here reaches anyone.
"""

from __future__ import annotations

# Name, domain without .example, industry, size, country, city, language of its people.
COMPANIES = (
    ("Brellwick Tools", "brellwick", "Manufacturing", "51-200", "GB", "Leeds", "en"),
    ("Tumbrick & Daughters", "tumbrick", "Retail", "11-50", "GB", "Bristol", "en"),
    ("Ostrelle Hotels", "ostrelle", "Hospitality", "201-500", "FR", "Lyon", "fr"),
    ("Quandelsee Maschinenbau GmbH", "quandelsee", "Manufacturing", "201-500", "DE", "Ulm", "de"),
    ("Varnhollow Foods", "varnhollow", "Food", "51-200", "US", "Portland", "en"),
    ("Fennmark Logistik AG", "fennmark", "Logistics", "501-1000", "DE", "Bremen", "de"),
    ("Lumbarrow Energy", "lumbarrow", "Energy", "201-500", "US", "Denver", "en"),
    ("Kestermoor Clinics", "kestermoor", "Health", "51-200", "GB", "York", "en"),
    ("Drossenbach Optik GmbH", "drossenbach", "Manufacturing", "11-50", "DE", "Jena", "de"),
    ("Pellorane Cosmétiques", "pellorane", "Retail", "51-200", "FR", "Nantes", "fr"),
    ("Harrowfen Software", "harrowfen", "Software", "11-50", "US", "Austin", "en"),
    ("Wexcombe Print", "wexcombe", "Media", "1-10", "GB", "Exeter", "en"),
    ("Zandervoll Reisen", "zandervoll", "Travel", "11-50", "DE", "Köln", "de"),
    ("Marisquel Conservas", "marisquel", "Food", "51-200", "ES", "Vigo", "es"),
    ("Tolvanor Textiles", "tolvanor", "Manufacturing", "201-500", "ES", "Alicante", "es"),
    ("Ellowby School Supplies", "ellowby", "Education", "11-50", "GB", "Derby", "en"),
    ("Grauwinkel Baustoffe KG", "grauwinkel", "Construction", "51-200", "DE", "Kassel", "de"),
    ("Cindermere Coffee", "cindermere", "Food", "11-50", "US", "Seattle", "en"),
    ("Norrhavn Pumps", "norrhavn", "Manufacturing", "51-200", "DE", "Kiel", "de"),
    ("Sablefield Insurance", "sablefield", "Finance", "501-1000", "US", "Hartford", "en"),
    ("Vertolane Vélos", "vertolane", "Retail", "1-10", "FR", "Grenoble", "fr"),
    ("Ambrecourt Vins", "ambrecourt", "Food", "11-50", "FR", "Bordeaux", "fr"),
    ("Pixelbrook Studio", "pixelbrook", "Media", "1-10", "GB", "Brighton", "en"),
    ("Otterquist Robotics", "otterquist", "Manufacturing", "51-200", "US", "Boston", "en"),
    ("澄屿智能科技", "chengyu", "Software", "51-200", "CN", "杭州", "zh"),
    ("砚山湖机械", "yanshanhu", "Manufacturing", "201-500", "CN", "苏州", "zh"),
    ("青禾岭食品", "qingheling", "Food", "51-200", "CN", "成都", "zh"),
    ("云栈口物流", "yunzhankou", "Logistics", "501-1000", "CN", "宁波", "zh"),
    ("鹿鸣渡教育", "lumingdu", "Education", "11-50", "CN", "北京", "zh"),
    ("赤杉原新能源", "chishanyuan", "Energy", "201-500", "CN", "合肥", "zh"),
    ("听澜阁酒店", "tinglange", "Hospitality", "51-200", "CN", "厦门", "zh"),
    ("半亩塘茶业", "banmutang", "Food", "11-50", "CN", "武夷山", "zh"),
    ("星砂湾医疗", "xingshawan", "Health", "51-200", "CN", "广州", "zh"),
    ("石桥巷文具", "shiqiaoxiang", "Retail", "11-50", "CN", "义乌", "zh"),
    ("长风里汽配", "changfengli", "Manufacturing", "51-200", "CN", "长春", "zh"),
    ("月牙泉旅行", "yueyaquan", "Travel", "11-50", "CN", "敦煌", "zh"),
    ("木槿坊纺织", "mujinfang", "Manufacturing", "201-500", "CN", "绍兴", "zh"),
    ("海棠渊传媒", "haitangyuan", "Media", "1-10", "CN", "上海", "zh"),
    ("铁杉坡建材", "tieshanpo", "Construction", "51-200", "CN", "重庆", "zh"),
    ("九曲汀软件", "jiuquting", "Software", "11-50", "CN", "深圳", "zh"),
)
"""40 companies."""

REGIONS = {
    "GB": "Europe", "FR": "Europe", "DE": "Europe", "ES": "Europe", "US": "Americas", "CN": "China",
}  # fmt: skip

GIVEN = {
    "en": "Alice Ben Carol Daniel Emma Frank Grace Henry Isla Jack Kate Liam Mia Noah Olivia "
    "Peter Ruth Sam Tessa Victor Wendy Zoe Aidan Beth",
    "de": "Anke Bernd Claudia Dieter Elke Felix Greta Heiko Ines Jörg Katrin Lars Maren Nils "
    "Olaf Petra Renate Sönke Tanja Uwe",
    "fr": "Amélie Benoît Chloé Didier Élise Fabien Gaëlle Hugo Inès Jérôme Léa Mathieu Noémie "
    "Océane Pascal Rémi Sylvie Thierry",
    "es": "Andrés Beatriz Carmen Diego Elena Fernando Gloria Íñigo Julia Lucía Manuel Nuria "
    "Óscar Pilar Rocío Sergio",
}
FAMILY = {
    "en": "Ashdown Barrowby Coldwell Dunmore Elverton Fairhurst Gatling Holloway Ingledew "
    "Kirkbride Langridge Marchbank Netherby O'Dell Pennyfeather Quarles Redfern Stanhope "
    "Thistlewood Underhill Winterton Yarrow",
    "de": "Ahrendt Brücker Damköhler Eschweiler Feldkamp Grünewald Hasenbein Kaltenbach "
    "Löwenherz Mühlenbeck Oberhoff Pfützner Rabenau Strathmann Tiedgen Wiesengrund",
    "fr": "Aubrac Bellefontaine Carpentras Delaunay d'Hérouville Fontenelle Garrigue Lachaise "
    "Montclair Rochebrune Sauveterre Valmorin",
    "es": "Aldecoa Barrientos Cazorla Echeverría Fuentes Lozoya Madrigal Navascués Peñalver "
    "Quesada Sotomayor Valdés",
}

# Family and given names with their pinyin, for e-mail addresses.
FAMILY_ZH = (
    "张zhang 王wang 李li 赵zhao 陈chen 杨yang 黄huang 周zhou 吴wu 徐xu 孙sun 朱zhu 高gao 林lin "
    "何he 郭guo 罗luo 梁liang 宋song 欧阳ouyang 司马sima 沈shen 韩han 冯feng"
)
GIVEN_ZH = (
    "伟wei 芳fang 敏min 静jing 磊lei 洋yang 婷ting 雪梅xuemei 建国jianguo 晓东xiaodong 思远siyuan "
    "雨桐yutong 子涵zihan 文博wenbo 佳怡jiayi 志强zhiqiang 丽华lihua 海燕haiyan 天佑tianyou "
    "若曦ruoxi 俊杰junjie 诗涵shihan 明轩mingxuan 欣妍xinyan 浩然haoran 梦瑶mengyao 国栋guodong "
    "秋霞qiuxia"
)

JOBS = {
    "en": "Managing director|Head of purchasing|IT manager|Operations manager|Office manager|"
    "Finance director|Project lead|Plant manager",
    "de": "Geschäftsführung|Einkauf|IT-Leitung|Betriebsleitung|Projektleitung|Controlling",
    "fr": "Direction générale|Achats|Gestion de projet|Direction financière",
    "es": "Dirección general|Compras|Informática|Gestión de proyectos",
    "zh": "总经理|采购经理|信息部主管|运营总监|财务经理|项目经理|厂长|行政主管",
}

INTERESTS = {
    "en": "cycling|jazz|gardening|chess|sailing",
    "zh": "书法|羽毛球|茶道|摄影|登山",
}

COLLEAGUES = (
    # Handle, name, role. The first user is whoever runs the demo.
    ("mei", "梁美林", "member"),
    ("tom", "Tom Arkwright", "member"),
    ("sara", "Sara Lindqvist", "admin"),
)

PRODUCTS = ("Starter", "Team", "Enterprise")

# What a deal is about; {company} is filled in.
TITLES = {
    "en": "{product} for {company}|{company}: {product} roll-out|{product} licences, {company}",
    "zh": "{company}{product}版采购|{company}{product}项目",
}

SOURCES = ("referral", "website", "trade fair", "cold call", "partner", "newsletter")
LOST_REASONS = ("price", "went with a competitor", "no budget", "no decision", "missing feature")
WON_REASONS = ("best fit", "price", "recommendation", "fast support")
COMPETITORS = ("Rivalta Suite", "Grombit", "Opalwerk CRM")
CAMPAIGNS = ("Spring fair", "Webinar series", "Autumn mailing")
TAGS = ("vip", "newsletter", "partner", "trade fair", "老客户")

# Subject and body by kind of interaction and language.
SUBJECTS = {
    ("call", "en"): (
        "First call|Call about the quote|Check-in call|Call about delivery|Price call"
    ),
    ("call", "zh"): "初次电话|电话沟通报价|回访电话|确认交付时间|价格沟通",
    (
        "email",
        "en",
    ): "Sent the brochure|Quote sent|Answered questions|Contract draft|Thank-you note",
    ("email", "zh"): "发送资料|发送报价单|答复问题|合同草案|感谢信",
    ("meeting", "en"): "Demo|Kick-off meeting|Requirements workshop|Negotiation|Quarterly review",
    ("meeting", "zh"): "产品演示|项目启动会|需求讨论|商务谈判|季度回顾",
    ("message", "en"): "Short message|Confirmed the date|Asked for feedback",
    ("message", "zh"): "微信沟通|确认时间|征求反馈",
    ("visit", "en"): "Visited their office|Plant tour",
    ("visit", "zh"): "上门拜访|参观工厂",
    ("note", "en"): "Background research|Decision makers|Competitor is bidding too",
    ("note", "zh"): "背景调查|决策人信息|竞争对手也在投标",
}
BODIES = {
    "en": "They like the reports; price is the open point.|Wants a second demo for the team.|"
    "Budget is decided next quarter.|Asked for two references.|Happy with the pilot.|"
    "Data import from spreadsheets matters most.|Will talk to their board.||",
    "zh": "对报表很满意，价格还需再谈。|希望给团队再演示一次。|下季度确定预算。|需要两个参考客户。|"
    "对试用很满意。|最关心从表格导入数据。|需要和董事会讨论。||",
}
TASKS = {
    "en": "Send the quote|Call back|Prepare the demo|Send references|Check the contract|"
    "Ask for feedback|Agree on a date|Send the invoice details|Introduce the support team",
    "zh": "发送报价|回电话|准备产品演示|提供参考客户|检查合同|征求反馈|确定会议时间|介绍售后团队",
}

# What customers ask for: the kind of ticket and its subject.
REQUESTS = {
    "en": (
        ("question", "How do I add a colleague?"),
        ("question", "Which invoice is this payment for?"),
        ("problem", "The export stops halfway"),
        ("problem", "Cannot sign in since Monday"),
        ("complaint", "Still waiting for the training date"),
        ("suggestion", "Please remember the last filter"),
        ("repair", "The scanner does not start"),
    ),
    "zh": (
        ("question", "怎么开通新账号"),
        ("question", "发票抬头怎么改"),
        ("problem", "导出到一半就停了"),
        ("problem", "周一以后登录不了"),
        ("complaint", "培训时间一直没定"),
        ("suggestion", "希望能记住上次的筛选"),
        ("repair", "扫描枪开不了机"),
    ),
}

# What they say with their score, by language and whether they are unhappy.
OPINIONS = {
    ("en", False): "Quick and friendly|Does what it should|Helpful people|Good, a little slow",
    ("en", True): "Waited far too long|Had to explain it three times|Nobody called back",
    ("zh", False): "响应很快|服务很好|够用了|挺专业的",
    ("zh", True): "等了太久|反复说明好几次|没人回电话",
}
