"""What other programs call our fields in the first line of a file.

English and Chinese; of German, Japanese and Korean the words that address books and lists of deals
have; of French and Spanish those of address books.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from crm_cli.values.text import fold

# Words between spaces; letters and digits only, as `header_key` leaves them.
_PLACES = {
    "region": "state province stateregion stateprovince county 省 省份 地区 区域 地區 都道府県"
    " bundesland",
    "country": "countryregion nation 国家 国别 國家 国 land 국가",
    "city": "town locality 城市 市 ort stadt wohnort 도시",
    "address": "street streetaddress mailingaddress addressline1 address1 地址 联系地址 街道"
    " 住址 住所 adresse anschrift strasse 주소",
}
_SHARED = {
    "owner": "assignedto accountowner contactowner dealowner companyowner recordowner salesrep"
    " salesperson salesagent assignee 负责人 所有人 跟进人 销售 业务员 归属人 負責人 業務 担当者"
    " zustandig betreuer verantwortlich 담당자",
    "source": "leadsource originalsource 来源 客户来源 线索来源 來源 quelle herkunft",
    "tag": "tags label labels category categories groups groupmembership 标签 客户标签"
    " 企业标签 分组 標籤 群組 schlagworte",
    "external_id": "recordid externalid systemid pipedrivesystemid 编号 记录编号 編號",
}
_COMPANY = (
    "companyname organization organisation organizationname organisationname account accountname"
    " employer firm customer associatedcompany 公司 公司名 公司名称 企业 企业名称 单位 单位名称"
    " 客户公司 所属公司 公司名稱 企業名稱 單位 單位名稱 会社 会社名 客户 客户名称 所属客户"
    " firma firmenname unternehmen 회사 회사명"
)
_PERSON = (
    "person contactname contactperson primarycontact contacts associatedcontactemail contactemail"
    " 联系人 联系人姓名 客户姓名 聯絡人 ansprechpartner kontakt"
)
# Who asked or answered, in a column of addresses and in one of names.
_ASKED = (
    "email emailaddress mail customeremail requesteremail contactemail contactemailaddress"
    " clientemail associatedcontactemail 邮箱 电子邮箱 客户邮箱"
)
_ASKED_NAME = (
    "customername requestername requester reporter reportedby contactname clientname person"
    " contactperson primarycontact 客户姓名 提交人 联系人姓名 联系人"
)
ORDER_NUMBER = "orderid ordernumber orderno ordernr 订单号 订单编号 bestellnummer auftragsnummer"
ORDER_DATE = (
    "orderdate dateoforder purchasedate 下单日期 下单时间 订单日期 bestelldatum auftragsdatum"
)
_DEAL = "dealname dealtitle opportunity opportunityname 商机 商机名称 商機 商機名稱 案件名 거래명"

_WORDS: dict[str, dict[str, str]] = {
    "company": {
        "name": "companyname organization organisation organizationname organisationname account"
        " accountname company legalname 公司 公司名 公司名称 名称 企业 企业名称 单位名称"
        " 客户名称 名稱 公司名稱 企業名稱 客戶名稱 会社名 firma firmenname unternehmen 회사명",
        "domain": "companydomain companydomainname emaildomain websitedomain 域名",
        "website": "url web homepage websiteurl companywebsite 网址 网站 官网 主页 網址 網站 官網",
        "industry": "sector 行业 所属行业 行業 產業 branche 業種",
        "size": "employees employeecount numberofemployees headcount companysize staff 规模"
        " 公司规模 人数 员工人数",
        "parent": "parentcompany parentaccount subsidiaryof 母公司 上级公司",
        **_PLACES,
        **_SHARED,
        "external_id": _SHARED["external_id"] + " companyid accountid organizationid 客户编号"
        " 公司编号",
    },
    "contact": {
        "name": "fullname displayname contactname contact person customername 姓名 名字 名称 联系人"
        " 客户姓名 聯絡人 氏名 名前 ansprechpartner kontakt 이름 성명",
        "given_name": "firstname givenname forename 名 vorname prenom nombre",
        "family_name": "lastname surname familyname 姓 姓氏 nachname familienname apellido"
        " apellidos nomdefamille",
        "email": "emailaddress mail emails emailaddresses workemail personalemail primaryemail"
        " 邮箱 邮件 电子邮件 电子邮箱 邮箱地址 电子邮件地址 電子郵件 電子郵件地址 電子信箱 電郵"
        " 郵件 信箱 メール メールアドレス emailadresse mailadresse 이메일 이메일주소"
        " courriel adressedemessagerie adressemail correo correoelectronico"
        " direcciondecorreoelectronico",
        "phone": "phonenumber mobile mobilephone mobilephonenumber mobilenumber telephone tel cell"
        " cellphone workphone homephone officephone businessphone phones 手机 手机号 手机号码 电话"
        " 电话号码 联系电话 联系方式 移动电话 座机 固话 商务电话 電話 電話號碼 聯絡電話 手機"
        " 手機號碼 行動電話 電話番号 携帯 携帯電話 携帯番号 telefon telefonnummer mobil"
        " mobiltelefon handy festnetz 전화 전화번호 휴대폰 휴대전화 핸드폰"
        " portable telmobile telefono telefonomovil movil",
        "handle": "handles",
        "handle:wechat": "wechatid wechataccount weixin weixinid 微信 微信号 微信账号 微信號",
        "company": _COMPANY + " company societe entreprise empresa compania",
        "job_title": "title position role jobtitle 职位 职务 头衔 岗位 職位 職稱 職務 役職"
        " funktion berufsbezeichnung 직책 직위 poste puesto cargo",
        "postcode": "zip zipcode postalcode zippostalcode plz postleitzahl 邮编 邮政编码 郵遞區號"
        " 郵便番号 우편번호",
        "language": "locale 语言 sprache",
        "birthday": "birthdate dateofbirth dob 生日 出生日期 誕生日 生年月日 geburtstag"
        " geburtsdatum 생일 생년월일",
        "interests": "interest hobbies 兴趣 爱好",
        "referred_by": "referredby referrer 介绍人 推荐人",
        **_PLACES,
        **_SHARED,
        "external_id": _SHARED["external_id"] + " contactid personid leadid 联系人编号",
    },
    "deal": {
        "title": "name subject deal " + _DEAL + " 标题 名称 titel bezeichnung",
        "company": _COMPANY + " company",
        "contact": _PERSON + " contact",
        "pipeline": "salespipeline 销售流程 管道",
        "stage": "dealstage salesstage stagename stagepipeline 阶段 销售阶段 商机阶段 階段"
        " 銷售階段 phase verkaufsphase フェーズ 단계",
        "amount": "value dealvalue dealamount closevalue price total revenue orderamount"
        " ordertotal ordervalue totalamount 订单金额 umsatz 金额 商机金额 预计金额 金額"
        " betrag wert auftragswert 금액",
        "currency": "currencycode currencyofvalue 币种 货币 幣別 通貨 wahrung 통화",
        "probability": "winprobability likelihood 概率 赢率 成交概率 wahrscheinlichkeit",
        "opened_at": "opened createdate createddate datecreated opendate openedon engagedate"
        " 创建日期 创建时间 开始日期 erstelltam eroffnetam",
        "expected_close": "expectedclosedate expectedclose forecastdate 预计成交日期"
        " 预计成交时间 预计签单日期 預計成交日期 erwarteterabschluss abschlussdatum",
        "closed_at": "closed closedate closeddate closedon dateclosed 成交日期 成交时间 关闭日期"
        " abgeschlossenam " + ORDER_DATE,
        "reason": "lostreason closedlostreason closedwonreason lossreason 原因 丢单原因 输单原因",
        "campaign": "campaignname 活动 市场活动",
        "competitor": "competitors 竞争对手",
        **_SHARED,
        "external_id": _SHARED["external_id"] + " dealid opportunityid 商机编号 " + ORDER_NUMBER,
    },
    "interaction": {
        "kind": "type activitytype 类型 方式 跟进方式 跟进类型 联系方式 art",
        "contact": _PERSON + " contact person who participants",
        "company": _COMPANY + " company",
        "deal": _DEAL + " deal",
        "occurred_at": "date time when occurredat activitydate datetime timestamp 时间 日期"
        " 跟进时间 跟进日期 拜访时间 拜访日期 datum",
        "subject": "title summary 主题 标题 betreff",
        "body": "note notes description text content comment comments 内容 备注 跟进内容 跟进记录"
        " 描述 notiz",
        "duration": "length 时长 dauer",
        "direction": "inout 方向",
        "link": "links attachment attachments",
        **_SHARED,
    },
    "task": {
        "title": "name subject task todo 标题 任务 主题 待办 aufgabe",
        "due": "duedate deadline dueon 截止日期 到期日 截止时间 fallig falligam",
        "done_at": "completedat completed datecompleted doneon 完成时间",
        "contact": _PERSON + " contact person",
        "company": _COMPANY + " company",
        "deal": _DEAL + " deal",
        "priority": "优先级 prioritat",
        "recurrence": "repeat repeats 重复",
        **_SHARED,
    },
    "ticket": {
        "subject": "ticketsubject title summary topic issue 主题 标题 工单标题 工单主题 betreff",
        "body": "description ticketdescription details content message comment note 描述 内容"
        " 问题描述 工单内容",
        "kind": "type tickettype issuetype requesttype casetype 类型 工单类型 问题类型",
        "priority": "ticketpriority urgency severity 优先级 紧急程度 prioritat",
        "status": "ticketstatus state casestatus 状态 工单状态",
        "channel": "ticketchannel contactchannel via source origin 渠道 来源渠道 来源",
        "contact": _ASKED,
        "contact_name": _ASKED_NAME,
        "company": _COMPANY + " company",
        "deal": _DEAL + " deal",
        "opened_at": "created createdat createdon createdtime createdate createddate creationdate"
        " creationtime datecreated timecreated opened openedat openedon opendate dateopened"
        " submitted submittedat submittedon reportedat 创建时间 创建日期 提交时间 受理时间",
        "responded_at": "firstresponse firstresponseat firstresponsetime firstresponsedate"
        " firstrespondedat firstreply firstreplyat firstreplytime respondedat respondedon"
        " initialresponse initialresponsetime 首次响应时间 首次回复时间 响应时间",
        "resolved_at": "resolved resolvedat resolvedon resolvedtime resolutiondate resolutiontime"
        " dateresolved timetoresolution solved solvedat 解决时间 解决日期",
        "closed_at": "closed closedat closedon closedtime closedate closeddate dateclosed 关闭时间"
        " 关闭日期 完结时间",
        "first_response_duration": "firstresponseminutes firstresponsehours firstresponseseconds"
        " firstresponsetimeinhours firstresponsetimeinminutes firstresponsetimehours"
        " firstresponsetimeminutes firstresponsetimehrs firstresponsetimemins"
        " firstreplytimeinminutes firstreplytimeinhours firstreplytimeminutes timetofirstresponse"
        " 首次响应时长 首次响应时长分钟 首次响应时长小时 首次响应时间分钟 首次响应时间小时",
        "resolution_duration": "resolutionminutes resolutionhours resolutiontimehours"
        " resolutiontimeminutes"
        " resolutiontimeinhours resolutiontimeinminutes resolutiontimehrs timetoresolve"
        " timetoresolvehours timetoresolveminutes timetoresolutionhours 解决时长 解决时长分钟"
        " 解决时长小时 解决时间小时 解决时间分钟",
        "rating": "satisfaction satisfactionrating satisfactionscore customersatisfaction"
        " customersatisfactionrating customersatisfactionscore csat csatscore csatrating score"
        " 满意度 满意度评分 评分 客户满意度",
        "rating_comment": "satisfactioncomment ratingcomment csatcomment feedback customerfeedback"
        " 评价 评价内容",
        "rated_at": "ratedon ratingdate satisfactiondate 评价时间",
        "owner": _SHARED["owner"] + " agent agentname assigneename assignedagent technician 处理人"
        " 受理人 客服",
        "tag": _SHARED["tag"],
        "external_id": _SHARED["external_id"] + " id ticketid ticketnumber ticketno caseid"
        " casenumber incidentid requestid issuekey 工单号 工单编号",
    },
    "survey": {
        "kind": "type surveytype 类型 问卷类型",
        "score": "rating answer value npsscore csatscore cesscore 分数 评分 得分 打分",
        "comment": "comments feedback remark remarks verbatim opentext 评论 意见 反馈 备注",
        "answered_at": "date time at answered answeredon submitted submittedat submittedon"
        " completedat responsedate respondedat createdat timestamp 时间 日期 提交时间 回答时间",
        "contact": _ASKED + " respondentemail",
        "contact_name": _ASKED_NAME + " respondent respondentname name fullname 姓名",
        "company": _COMPANY + " company",
        "ticket": "ticketid ticketnumber ticketno caseid casenumber 工单 工单号 工单编号",
        "deal": _DEAL + " deal",
        "external_id": _SHARED["external_id"] + " id responseid surveyid answerid",
    },
    "user": {
        "handle": "username login user 用户名 账号",
        "name": "fullname displayname 姓名 名字",
        "email": "emailaddress mail 邮箱 电子邮件",
        "role": "角色",
        "external_id": _SHARED["external_id"],
    },
}  # fmt: skip

# Where a person has a column of their own, a name without more is that of their company.
_PEOPLE = ("contactperson", "primarycontact", "联系人", "联系人姓名", "聯絡人", "ansprechpartner")
_NAMES = ("name", "名称", "名稱")

_PREFIX = re.compile(r"^(?:deal|person|organization|organisation|company|contact|activity) - ")


# What forms write beside the name of a column: that it must be filled.
_NOTE = re.compile(
    r"[(\[【（]\s*(?:必填|必填项|选填|必须|必需|required|optional|mandatory|pflichtfeld)\s*[)\]】）]",
    re.IGNORECASE,
)


_CODES = "EUR|USD|GBP|CNY|RMB|JPY|CHF|HKD|TWD|KRW|SGD|AUD|CAD|INR|BRL|SEK|NOK|DKK|PLN"
_TIMES = r"k|K|M|m|T(?=€|EUR)|Tsd\.?|Mio\.?|mn|thousands?|millions?|[十百千万萬亿億]{1,2}"
_MONEY = rf"{_CODES}|[$€£¥￥₩]|元|美元|欧元|人民币|日元|港元|港币|円|圓|₽"
_UNIT = re.compile(
    r"(.*\S)\s*[(（\[【]\s*(?:单位\s*[:：]?|單位\s*[:：]?|in )?\s*"
    rf"(?:(?P<times>{_TIMES})?\s*(?P<money>{_MONEY})?|(?P<money2>{_MONEY})\s*(?P<times2>{_TIMES}))"
    r"\s*[)）\]】]"
)
_SHORT = {"T": "k", "Tsd": "k", "Mio": "m", "mn": "m", "M": "m", "K": "k"}


def unit_of(header: str) -> tuple[str, str]:
    """The unit that a header gives its amounts: how often, and the currency, each may be empty.

    "金额(万元)" has 万 and 元, "Amount (k EUR)" k and EUR.
    """
    found = _UNIT.fullmatch(header.strip()) if header.strip()[-1:] in ")]】）" else None
    if found is None:
        return "", ""
    times = (found["times"] or found["times2"] or "").rstrip(".")
    return _SHORT.get(times, times), found["money"] or found["money2"] or ""


def unmarked(header: str) -> str:
    """A header without what is written beside it: "Name (required)" is "Name"."""
    if header.strip()[-1:] not in ")]】）":
        return header
    if any(unit_of(header)) and (found := _UNIT.fullmatch(header.strip())):
        return found[1]
    return _NOTE.sub("", header).strip() or header


def header_key(header: str) -> str:
    """A header without case, accents, marks and spaces: "E-mail *" is "email"."""
    plain = _PREFIX.sub("", fold(unmarked(header)).strip())
    return "".join(letter for letter in plain if letter.isalnum())


# Which of several addresses or numbers a column has: "Email Home", "Telefon privat".
_WHICH = {
    *("home", "work", "other", "value", "personal", "private", "business", "primary", "secondary"),
    *("main", "office", "mobile", "cell", "geschaftlich", "privat", "weiteres", "domicile"),
    *("bureau", "professionnel", "trabajo"),
}
_OF_SEVERAL = {"email", "mail", "phone", "telephone", "tel", "telefon", "telefono"}


def numbered_key(header: str) -> str:
    """The key without a number in it, that of "Email" for "Email 2", "E-mail 1 - Value" and

    "Email Work"; of e-mail addresses and phone numbers a record can have several.
    """
    key = "".join(letter for letter in header_key(header) if not letter.isdecimal())
    words = re.findall(r"[^\W\d_]+", fold(header).replace("e-mail", "email"))
    rest = "".join(word for word in words if word not in _WHICH)
    return rest if rest in _OF_SEVERAL or rest.removesuffix("address") in _OF_SEVERAL else key


def synonyms(noun: str, columns: Sequence[str] = ()) -> dict[str, str]:
    """The field of `noun` that each known header (as `header_key` gives it) stands for.

    `columns` are those of the file.
    """
    found = {
        header_key(word): field
        for field, words in _WORDS[noun].items()
        for word in (field, *words.split())
    }
    if noun == "contact" and not {header_key(column) for column in columns}.isdisjoint(_PEOPLE):
        found |= dict.fromkeys(_NAMES, "company") | dict.fromkeys(_PEOPLE, "name")
    if noun == "contact" and any(header_key(column) == "prenom" for column in columns):
        found["nom"] = "family_name"
    return found
