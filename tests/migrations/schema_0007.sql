-- A small book as schema 0007 kept it: that of 0006, and a tag that says how often to be in touch,
-- without the triggers, views and the index, which every upgrade makes anew.
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num TEXT NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0007');
CREATE TABLE change (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	changeset_id INTEGER NOT NULL, 
	table_name TEXT NOT NULL, 
	row_id INTEGER NOT NULL, 
	operation TEXT NOT NULL, 
	"before" TEXT, 
	"after" TEXT, 
	CONSTRAINT change_operation_choice CHECK (operation IN ('insert', 'update', 'delete')), 
	CONSTRAINT change_changeset_id_link FOREIGN KEY(changeset_id) REFERENCES changeset (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT

;
INSERT INTO "change" VALUES(1,1,'setting',1,'insert',NULL,NULL);
INSERT INTO "change" VALUES(2,1,'setting',2,'insert',NULL,NULL);
INSERT INTO "change" VALUES(3,1,'pipeline',1,'insert',NULL,NULL);
INSERT INTO "change" VALUES(4,1,'stage',1,'insert',NULL,NULL);
INSERT INTO "change" VALUES(5,1,'stage',2,'insert',NULL,NULL);
INSERT INTO "change" VALUES(6,1,'stage',3,'insert',NULL,NULL);
INSERT INTO "change" VALUES(7,1,'stage',4,'insert',NULL,NULL);
INSERT INTO "change" VALUES(8,1,'stage',5,'insert',NULL,NULL);
INSERT INTO "change" VALUES(9,1,'stage',6,'insert',NULL,NULL);
INSERT INTO "change" VALUES(10,1,'stage',7,'insert',NULL,NULL);
INSERT INTO "change" VALUES(11,1,'user_account',1,'insert',NULL,NULL);
INSERT INTO "change" VALUES(12,1,'user_account',1,'update','{"search_text":""}','{"search_text":"amy"}');
INSERT INTO "change" VALUES(13,2,'company',1,'insert',NULL,NULL);
INSERT INTO "change" VALUES(14,2,'company',1,'update','{"search_text":""}','{"search_text":"muller gmbh\nmueller.example"}');
INSERT INTO "change" VALUES(15,3,'contact',1,'insert',NULL,NULL);
INSERT INTO "change" VALUES(16,3,'contact_email',1,'insert',NULL,NULL);
INSERT INTO "change" VALUES(17,3,'tag',1,'insert',NULL,NULL);
INSERT INTO "change" VALUES(18,3,'contact_tag',1,'insert',NULL,NULL);
INSERT INTO "change" VALUES(19,3,'contact',1,'update','{"search_text":""}','{"search_text": "张伟\nzhangwei zw\n伟\n张\nwei@mueller.example"}');
INSERT INTO "change" VALUES(20,4,'deal',1,'insert',NULL,NULL);
INSERT INTO "change" VALUES(21,4,'deal',1,'update','{"search_text":""}','{"search_text":"renewal"}');
INSERT INTO "change" VALUES(22,4,'stage_move',1,'insert',NULL,NULL);
INSERT INTO "change" VALUES(23,5,'deal',1,'update','{"stage_id":1}','{"stage_id":4}');
INSERT INTO "change" VALUES(24,5,'stage_move',2,'insert',NULL,NULL);
INSERT INTO "change" VALUES(25,6,'interaction',1,'insert',NULL,NULL);
INSERT INTO "change" VALUES(26,6,'interaction_contact',1,'insert',NULL,NULL);
INSERT INTO "change" VALUES(27,6,'interaction',1,'update','{"search_text":""}','{"search_text":"wants sso"}');
INSERT INTO "change" VALUES(28,6,'task',1,'insert',NULL,NULL);
INSERT INTO "change" VALUES(29,6,'task',1,'update','{"search_text":""}','{"search_text":"send quote"}');
INSERT INTO "change" VALUES(30,7,'ticket',1,'insert',NULL,NULL);
INSERT INTO "change" VALUES(31,7,'ticket',1,'update','{"search_text":""}','{"search_text":"login fails"}');
INSERT INTO "change" VALUES(32,7,'ticket_move',1,'insert',NULL,NULL);
INSERT INTO "change" VALUES(33,8,'survey',1,'insert',NULL,NULL);
INSERT INTO "change" VALUES(34,9,'contact',1,'update','{"job_title":null}','{"job_title":"CTO"}');
INSERT INTO "change" VALUES(35,9,'contact',1,'update','{"search_text": "张伟\nzhangwei zw\n伟\n张\nwei@mueller.example"}','{"search_text": "张伟\nzhangwei zw\n伟\n张\ncto\nwei@mueller.example"}');
INSERT INTO "change" VALUES(36,10,'company',2,'insert',NULL,NULL);
INSERT INTO "change" VALUES(37,10,'company',2,'update','{"search_text":""}','{"search_text": "华为\nhuawei hw\nhuawei.example"}');
INSERT INTO "change" VALUES(38,11,'contact',2,'insert',NULL,NULL);
INSERT INTO "change" VALUES(39,11,'contact_tag',2,'insert',NULL,NULL);
INSERT INTO "change" VALUES(40,11,'contact',2,'update','{"search_text":""}','{"search_text": "曾静\nzengjing zj\n静\n曾"}');
INSERT INTO "change" VALUES(41,12,'contact',2,'update','{"name":"曾静","given_name":"静"}','{"name":"曾小静","given_name":"小静"}');
INSERT INTO "change" VALUES(42,12,'contact',2,'update','{"search_text": "曾静\nzengjing zj\n静\n曾"}','{"search_text": "曾小静\nzengxiaojing zxj\n小静\n曾"}');
INSERT INTO "change" VALUES(43,13,'tag',1,'update','{"updated_at":"2026-11-20T10:00:00.000Z","keep_in_touch_days":null}','{"updated_at":"2026-11-20T11:00:00.000Z","keep_in_touch_days":30}');
CREATE TABLE changeset (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid TEXT NOT NULL, 
	at TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	command TEXT NOT NULL, 
	source TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	undoes_id INTEGER, 
	CONSTRAINT changeset_at_time CHECK (at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT changeset_kind_choice CHECK (kind IN ('change', 'undo', 'redo', 'final')), 
	CONSTRAINT changeset_source_choice CHECK (source IN ('terminal', 'script', 'outside')), 
	CONSTRAINT changeset_undoes_id_link FOREIGN KEY(undoes_id) REFERENCES changeset (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT changeset_uid_unique UNIQUE (uid)
)
 STRICT

;
INSERT INTO "changeset" VALUES(1,'01a2031a-3f8f-701f-8bdd-d2e644331d2b','2026-11-20T10:00:00.000Z','amy','crm --db … init --no-input --currency EUR --timezone Europe/Berlin','script','final',NULL);
INSERT INTO "changeset" VALUES(2,'01a2031a-45cd-7cb5-9b3b-80c65aa74808','2026-11-20T10:00:00.000Z','amy','crm --db … company add ''Müller GmbH'' --domain mueller.example','script','change',NULL);
INSERT INTO "changeset" VALUES(3,'01a2031a-4b1d-7fab-89da-7fee0b44abbc','2026-11-20T10:00:00.000Z','amy','crm --db … contact add ''张伟'' --company ''Müller GmbH'' --email wei@mueller.example --tag vip','script','change',NULL);
INSERT INTO "changeset" VALUES(4,'01a2031a-5202-7efb-b034-21333fb64ad9','2026-11-20T10:00:00.000Z','amy','crm --db … deal add Renewal --company ''Müller GmbH'' --amount 12k','script','change',NULL);
INSERT INTO "changeset" VALUES(5,'01a2031a-5801-73d3-8cec-c37072e567e3','2026-11-20T10:00:00.000Z','amy','crm --db … deal move D1 proposal','script','change',NULL);
INSERT INTO "changeset" VALUES(6,'01a2031a-5e24-77e9-9983-90cd8db1c48a','2026-11-20T10:00:00.000Z','amy','crm --db … log call C1 ''wants SSO'' --next ''send quote'' --due fri','script','change',NULL);
INSERT INTO "changeset" VALUES(7,'01a2031a-65d1-7979-b725-aed29b00c9ca','2026-11-20T10:00:00.000Z','amy','crm --db … ticket open ''Login fails'' --contact C1','script','change',NULL);
INSERT INTO "changeset" VALUES(8,'01a2031a-6ab7-72fc-b7ea-c1c9756027ce','2026-11-20T10:00:00.000Z','amy','crm --db … ticket rate T1 2','script','change',NULL);
INSERT INTO "changeset" VALUES(9,'01a2031a-6f9c-70e8-a2cc-3a2cc7a5b54a','2026-11-20T10:00:00.000Z','amy','crm --db … contact edit C1 --job-title CTO','script','change',NULL);
INSERT INTO "changeset" VALUES(10,'01a2031a-76dd-7da6-b3c5-0a7443801147','2026-11-20T10:00:00.000Z','amy','crm --db … company add ''华为'' --domain huawei.example','script','change',NULL);
INSERT INTO "changeset" VALUES(11,'01a2031a-7da6-7b7b-83e3-f1afb237750d','2026-11-20T10:00:00.000Z','amy','crm --db … contact add ''曾静'' --company ''华为'' --tag vip','script','change',NULL);
INSERT INTO "changeset" VALUES(12,'01a2031a-8426-7fd0-9430-d53b9a72820c','2026-11-20T10:00:00.000Z','amy','crm --db … contact edit C2 --name ''曾小静''','script','change',NULL);
INSERT INTO "changeset" VALUES(13,'01a203d1-04e6-7793-8c9c-b985a3ada56f','2026-11-20T11:00:00.000Z','amy','crm --db … tag edit vip --keep-in-touch 30','script','change',NULL);
CREATE TABLE company (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	updated_at TEXT NOT NULL, 
	deleted_at TEXT, 
	name TEXT NOT NULL, 
	domain TEXT, 
	website TEXT, 
	industry TEXT, 
	size TEXT, 
	region TEXT, 
	country TEXT, 
	city TEXT, 
	address TEXT, 
	parent_id INTEGER, 
	owner_id INTEGER, 
	source TEXT, 
	search_text TEXT NOT NULL, 
	CONSTRAINT company_created_at_time CHECK (created_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT company_deleted_at_time CHECK (deleted_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT company_updated_at_time CHECK (updated_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT company_owner_id_link FOREIGN KEY(owner_id) REFERENCES user_account (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT company_parent_id_link FOREIGN KEY(parent_id) REFERENCES company (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT company_uid_unique UNIQUE (uid)
)
 STRICT

;
INSERT INTO "company" VALUES(1,'01a2031a-461a-78ce-bebe-b4431cd6b60e','2026-11-20T10:00:00.000Z','2026-11-20T10:00:00.000Z',NULL,'Müller GmbH','mueller.example',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'muller gmbh
mueller.example');
INSERT INTO "company" VALUES(2,'01a2031a-7747-7b73-8be3-34f90cd76756','2026-11-20T10:00:00.000Z','2026-11-20T10:00:00.000Z',NULL,'华为','huawei.example',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'华为
huawei hw
huawei.example');
CREATE TABLE company_distinct (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	company_id INTEGER NOT NULL, 
	other_id INTEGER NOT NULL, 
	CONSTRAINT company_distinct_company_id_link FOREIGN KEY(company_id) REFERENCES company (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT company_distinct_other_id_link FOREIGN KEY(other_id) REFERENCES company (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT company_distinct_company_id_other_id_unique UNIQUE (company_id, other_id)
)
 STRICT

;
CREATE TABLE company_field (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	company_id INTEGER NOT NULL, 
	field_id INTEGER NOT NULL, 
	value TEXT NOT NULL, 
	currency TEXT, 
	CONSTRAINT company_field_company_id_link FOREIGN KEY(company_id) REFERENCES company (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT company_field_field_id_link FOREIGN KEY(field_id) REFERENCES field (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT company_field_company_id_field_id_unique UNIQUE (company_id, field_id)
)
 STRICT

;
CREATE TABLE company_tag (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	company_id INTEGER NOT NULL, 
	tag_id INTEGER NOT NULL, 
	CONSTRAINT company_tag_company_id_link FOREIGN KEY(company_id) REFERENCES company (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT company_tag_tag_id_link FOREIGN KEY(tag_id) REFERENCES tag (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT company_tag_company_id_tag_id_unique UNIQUE (company_id, tag_id)
)
 STRICT

;
CREATE TABLE contact (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	updated_at TEXT NOT NULL, 
	deleted_at TEXT, 
	name TEXT NOT NULL, 
	given_name TEXT, 
	family_name TEXT, 
	company_id INTEGER, 
	job_title TEXT, 
	stage TEXT, 
	source TEXT, 
	referred_by_id INTEGER, 
	region TEXT, 
	country TEXT, 
	city TEXT, 
	address TEXT, 
	postcode TEXT, 
	language TEXT, 
	birthday TEXT, 
	interests TEXT, 
	owner_id INTEGER, 
	consent TEXT, 
	consent_at TEXT, 
	consent_source TEXT, 
	keep_in_touch_days INTEGER, 
	search_text TEXT NOT NULL, 
	CONSTRAINT contact_birthday_day CHECK (birthday LIKE '____-__-__'), 
	CONSTRAINT contact_consent_choice CHECK (consent IN ('given', 'refused', 'withdrawn')), 
	CONSTRAINT contact_consent_at_day CHECK (consent_at LIKE '____-__-__'), 
	CONSTRAINT contact_created_at_time CHECK (created_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT contact_deleted_at_time CHECK (deleted_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT contact_stage_choice CHECK (stage IN ('lead', 'prospect', 'customer', 'former')), 
	CONSTRAINT contact_updated_at_time CHECK (updated_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT contact_company_id_link FOREIGN KEY(company_id) REFERENCES company (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT contact_owner_id_link FOREIGN KEY(owner_id) REFERENCES user_account (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT contact_referred_by_id_link FOREIGN KEY(referred_by_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT contact_uid_unique UNIQUE (uid)
)
 STRICT

;
INSERT INTO "contact" VALUES(1,'01a2031a-4b9a-700a-a64e-fe23a25d5c60','2026-11-20T10:00:00.000Z','2026-11-20T10:00:00.000Z',NULL,'张伟','伟','张',1,'CTO',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'张伟
zhangwei zw
伟
张
cto
wei@mueller.example');
INSERT INTO "contact" VALUES(2,'01a2031a-7e4a-7206-a712-e948f46e13c4','2026-11-20T10:00:00.000Z','2026-11-20T10:00:00.000Z',NULL,'曾小静','小静','曾',2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'曾小静
zengxiaojing zxj
小静
曾');
CREATE TABLE contact_distinct (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	contact_id INTEGER NOT NULL, 
	other_id INTEGER NOT NULL, 
	CONSTRAINT contact_distinct_contact_id_link FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT contact_distinct_other_id_link FOREIGN KEY(other_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT contact_distinct_contact_id_other_id_unique UNIQUE (contact_id, other_id)
)
 STRICT

;
CREATE TABLE contact_email (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	contact_id INTEGER NOT NULL, 
	email TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	deleted_at TEXT, 
	CONSTRAINT contact_email_contact_id_link FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT

;
INSERT INTO "contact_email" VALUES(1,1,'wei@mueller.example','wei@mueller.example',0,NULL);
CREATE TABLE contact_field (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	contact_id INTEGER NOT NULL, 
	field_id INTEGER NOT NULL, 
	value TEXT NOT NULL, 
	currency TEXT, 
	CONSTRAINT contact_field_contact_id_link FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT contact_field_field_id_link FOREIGN KEY(field_id) REFERENCES field (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT contact_field_contact_id_field_id_unique UNIQUE (contact_id, field_id)
)
 STRICT

;
CREATE TABLE contact_handle (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	contact_id INTEGER NOT NULL, 
	service TEXT NOT NULL, 
	handle TEXT NOT NULL, 
	CONSTRAINT contact_handle_contact_id_link FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT contact_handle_contact_id_service_handle_unique UNIQUE (contact_id, service, handle)
)
 STRICT

;
CREATE TABLE contact_phone (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	contact_id INTEGER NOT NULL, 
	phone TEXT NOT NULL, 
	e164 TEXT, 
	digits TEXT NOT NULL, 
	extension TEXT, 
	position INTEGER NOT NULL, 
	CONSTRAINT contact_phone_contact_id_link FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT

;
CREATE TABLE contact_tag (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	contact_id INTEGER NOT NULL, 
	tag_id INTEGER NOT NULL, 
	CONSTRAINT contact_tag_contact_id_link FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT contact_tag_tag_id_link FOREIGN KEY(tag_id) REFERENCES tag (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT contact_tag_contact_id_tag_id_unique UNIQUE (contact_id, tag_id)
)
 STRICT

;
INSERT INTO "contact_tag" VALUES(1,1,1);
INSERT INTO "contact_tag" VALUES(2,2,1);
CREATE TABLE deal (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	updated_at TEXT NOT NULL, 
	deleted_at TEXT, 
	title TEXT NOT NULL, 
	company_id INTEGER, 
	pipeline_id INTEGER NOT NULL, 
	stage_id INTEGER NOT NULL, 
	amount_minor INTEGER, 
	currency TEXT, 
	probability INTEGER, 
	opened_at TEXT, 
	expected_close TEXT, 
	closed_at TEXT, 
	owner_id INTEGER, 
	source TEXT, 
	campaign TEXT, 
	reason TEXT, 
	competitor TEXT, 
	search_text TEXT NOT NULL, 
	CONSTRAINT deal_closed_at_day CHECK (closed_at LIKE '____-__-__'), 
	CONSTRAINT deal_created_at_time CHECK (created_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT deal_deleted_at_time CHECK (deleted_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT deal_expected_close_day CHECK (expected_close LIKE '____-__-__'), 
	CONSTRAINT deal_opened_at_day CHECK (opened_at LIKE '____-__-__'), 
	CONSTRAINT deal_updated_at_time CHECK (updated_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT deal_amount_currency CHECK ((amount_minor IS NULL) = (currency IS NULL)), 
	CONSTRAINT deal_probability_range CHECK (probability BETWEEN 0 AND 100), 
	CONSTRAINT deal_company_id_link FOREIGN KEY(company_id) REFERENCES company (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT deal_owner_id_link FOREIGN KEY(owner_id) REFERENCES user_account (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT deal_pipeline_id_link FOREIGN KEY(pipeline_id) REFERENCES pipeline (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT deal_stage_id_link FOREIGN KEY(stage_id) REFERENCES stage (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT deal_uid_unique UNIQUE (uid)
)
 STRICT

;
INSERT INTO "deal" VALUES(1,'01a2031a-526c-770e-a1a2-7052b8af6cac','2026-11-20T10:00:00.000Z','2026-11-20T10:00:00.000Z',NULL,'Renewal',1,1,4,1200000,'EUR',NULL,'2026-11-20',NULL,NULL,1,NULL,NULL,NULL,NULL,'renewal');
CREATE TABLE deal_contact (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	deal_id INTEGER NOT NULL, 
	contact_id INTEGER NOT NULL, 
	CONSTRAINT deal_contact_contact_id_link FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT deal_contact_deal_id_link FOREIGN KEY(deal_id) REFERENCES deal (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT deal_contact_deal_id_contact_id_unique UNIQUE (deal_id, contact_id)
)
 STRICT

;
CREATE TABLE deal_field (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	deal_id INTEGER NOT NULL, 
	field_id INTEGER NOT NULL, 
	value TEXT NOT NULL, 
	currency TEXT, 
	CONSTRAINT deal_field_deal_id_link FOREIGN KEY(deal_id) REFERENCES deal (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT deal_field_field_id_link FOREIGN KEY(field_id) REFERENCES field (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT deal_field_deal_id_field_id_unique UNIQUE (deal_id, field_id)
)
 STRICT

;
CREATE TABLE deal_tag (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	deal_id INTEGER NOT NULL, 
	tag_id INTEGER NOT NULL, 
	CONSTRAINT deal_tag_deal_id_link FOREIGN KEY(deal_id) REFERENCES deal (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT deal_tag_tag_id_link FOREIGN KEY(tag_id) REFERENCES tag (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT deal_tag_deal_id_tag_id_unique UNIQUE (deal_id, tag_id)
)
 STRICT

;
CREATE TABLE delivery (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	updated_at TEXT NOT NULL, 
	deleted_at TEXT, 
	report TEXT NOT NULL, 
	run_key TEXT NOT NULL, 
	recipients TEXT NOT NULL, 
	sent_at TEXT NOT NULL, 
	CONSTRAINT delivery_created_at_time CHECK (created_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT delivery_deleted_at_time CHECK (deleted_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT delivery_sent_at_time CHECK (sent_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT delivery_updated_at_time CHECK (updated_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT delivery_uid_unique UNIQUE (uid)
)
 STRICT

;
CREATE TABLE erased (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid TEXT NOT NULL, 
	noun TEXT NOT NULL, 
	at TEXT NOT NULL, 
	CONSTRAINT erased_at_time CHECK (at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT erased_uid_unique UNIQUE (uid)
)
 STRICT

;
CREATE TABLE external_id (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	noun TEXT NOT NULL, 
	record_id INTEGER NOT NULL, 
	source TEXT NOT NULL, 
	external_id TEXT NOT NULL, said TEXT, 
	CONSTRAINT external_id_noun_source_external_id_unique UNIQUE (noun, source, external_id)
)
 STRICT

;
CREATE TABLE field (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	updated_at TEXT NOT NULL, 
	deleted_at TEXT, 
	noun TEXT NOT NULL, 
	name TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	choices TEXT, 
	CONSTRAINT field_created_at_time CHECK (created_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT field_deleted_at_time CHECK (deleted_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT field_kind_choice CHECK (kind IN ('text', 'number', 'money', 'date', 'choice', 'yesno')), 
	CONSTRAINT field_updated_at_time CHECK (updated_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT field_uid_unique UNIQUE (uid)
)
 STRICT

;
CREATE TABLE interaction (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	updated_at TEXT NOT NULL, 
	deleted_at TEXT, 
	kind TEXT NOT NULL, 
	channel TEXT, 
	direction TEXT, 
	occurred_at TEXT, 
	seconds INTEGER, 
	subject TEXT, 
	body TEXT, 
	sentiment TEXT, 
	user_id INTEGER, 
	company_id INTEGER, 
	deal_id INTEGER, 
	ticket_id INTEGER, 
	survey_id INTEGER, 
	search_text TEXT NOT NULL, 
	CONSTRAINT interaction_created_at_time CHECK (created_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT interaction_deleted_at_time CHECK (deleted_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT interaction_direction_choice CHECK (direction IN ('in', 'out')), 
	CONSTRAINT interaction_kind_choice CHECK (kind IN ('call', 'email', 'meeting', 'message', 'visit', 'note')), 
	CONSTRAINT interaction_occurred_at_time CHECK (occurred_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT interaction_sentiment_choice CHECK (sentiment IN ('positive', 'neutral', 'negative')), 
	CONSTRAINT interaction_updated_at_time CHECK (updated_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT interaction_company_id_link FOREIGN KEY(company_id) REFERENCES company (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT interaction_deal_id_link FOREIGN KEY(deal_id) REFERENCES deal (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT interaction_survey_id_link FOREIGN KEY(survey_id) REFERENCES survey (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT interaction_ticket_id_link FOREIGN KEY(ticket_id) REFERENCES ticket (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT interaction_user_id_link FOREIGN KEY(user_id) REFERENCES user_account (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT interaction_uid_unique UNIQUE (uid)
)
 STRICT

;
INSERT INTO "interaction" VALUES(1,'01a2031a-5e7d-7ab0-90b1-c8088a4e88de','2026-11-20T10:00:00.000Z','2026-11-20T10:00:00.000Z',NULL,'call',NULL,NULL,'2026-11-20T10:00:00.000Z',NULL,'wants SSO',NULL,NULL,1,1,NULL,NULL,NULL,'wants sso');
CREATE TABLE interaction_contact (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	interaction_id INTEGER NOT NULL, 
	contact_id INTEGER NOT NULL, 
	CONSTRAINT interaction_contact_contact_id_link FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT interaction_contact_interaction_id_link FOREIGN KEY(interaction_id) REFERENCES interaction (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT interaction_contact_interaction_id_contact_id_unique UNIQUE (interaction_id, contact_id)
)
 STRICT

;
INSERT INTO "interaction_contact" VALUES(1,1,1);
CREATE TABLE interaction_field (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	interaction_id INTEGER NOT NULL, 
	field_id INTEGER NOT NULL, 
	value TEXT NOT NULL, 
	currency TEXT, 
	CONSTRAINT interaction_field_field_id_link FOREIGN KEY(field_id) REFERENCES field (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT interaction_field_interaction_id_link FOREIGN KEY(interaction_id) REFERENCES interaction (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT interaction_field_interaction_id_field_id_unique UNIQUE (interaction_id, field_id)
)
 STRICT

;
CREATE TABLE interaction_link (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	interaction_id INTEGER NOT NULL, 
	target TEXT NOT NULL, 
	CONSTRAINT interaction_link_interaction_id_link FOREIGN KEY(interaction_id) REFERENCES interaction (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT interaction_link_interaction_id_target_unique UNIQUE (interaction_id, target)
)
 STRICT

;
CREATE TABLE interaction_tag (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	interaction_id INTEGER NOT NULL, 
	tag_id INTEGER NOT NULL, 
	CONSTRAINT interaction_tag_interaction_id_link FOREIGN KEY(interaction_id) REFERENCES interaction (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT interaction_tag_tag_id_link FOREIGN KEY(tag_id) REFERENCES tag (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT interaction_tag_interaction_id_tag_id_unique UNIQUE (interaction_id, tag_id)
)
 STRICT

;
CREATE TABLE pipeline (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	updated_at TEXT NOT NULL, 
	deleted_at TEXT, 
	name TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	CONSTRAINT pipeline_created_at_time CHECK (created_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT pipeline_deleted_at_time CHECK (deleted_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT pipeline_updated_at_time CHECK (updated_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT pipeline_uid_unique UNIQUE (uid)
)
 STRICT

;
INSERT INTO "pipeline" VALUES(1,'01a2031a-3fe4-73f5-b105-9cd11087736b','2026-11-20T10:00:00.000Z','2026-11-20T10:00:00.000Z',NULL,'Sales','sales',0);
CREATE TABLE rate (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	updated_at TEXT NOT NULL, 
	deleted_at TEXT, 
	base TEXT NOT NULL, 
	quote TEXT NOT NULL, 
	on_day TEXT NOT NULL, 
	rate TEXT NOT NULL, 
	CONSTRAINT rate_created_at_time CHECK (created_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT rate_deleted_at_time CHECK (deleted_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT rate_on_day_day CHECK (on_day LIKE '____-__-__'), 
	CONSTRAINT rate_updated_at_time CHECK (updated_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT rate_uid_unique UNIQUE (uid)
)
 STRICT

;
CREATE TABLE running (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	changeset_id INTEGER
)
 STRICT

;
INSERT INTO "running" VALUES(1,NULL);
CREATE TABLE saved_filter (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	updated_at TEXT NOT NULL, 
	deleted_at TEXT, 
	name TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	noun TEXT NOT NULL, 
	conditions TEXT NOT NULL, 
	CONSTRAINT saved_filter_created_at_time CHECK (created_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT saved_filter_deleted_at_time CHECK (deleted_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT saved_filter_updated_at_time CHECK (updated_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT saved_filter_uid_unique UNIQUE (uid)
)
 STRICT

;
CREATE TABLE setting (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	updated_at TEXT NOT NULL, 
	deleted_at TEXT, 
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT setting_created_at_time CHECK (created_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT setting_deleted_at_time CHECK (deleted_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT setting_updated_at_time CHECK (updated_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT setting_uid_unique UNIQUE (uid)
)
 STRICT

;
INSERT INTO "setting" VALUES(1,'01a2031a-3fdd-7e78-bc7c-e8f35efc8db9','2026-11-20T10:00:00.000Z','2026-11-20T10:00:00.000Z',NULL,'currency','EUR');
INSERT INTO "setting" VALUES(2,'01a2031a-3fe4-7029-be83-1a35658595b9','2026-11-20T10:00:00.000Z','2026-11-20T10:00:00.000Z',NULL,'timezone','Europe/Berlin');
CREATE TABLE stage (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	updated_at TEXT NOT NULL, 
	deleted_at TEXT, 
	pipeline_id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	probability INTEGER NOT NULL, 
	outcome TEXT NOT NULL, 
	CONSTRAINT stage_created_at_time CHECK (created_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT stage_deleted_at_time CHECK (deleted_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT stage_outcome_choice CHECK (outcome IN ('open', 'won', 'lost')), 
	CONSTRAINT stage_updated_at_time CHECK (updated_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT stage_probability_range CHECK (probability BETWEEN 0 AND 100), 
	CONSTRAINT stage_pipeline_id_link FOREIGN KEY(pipeline_id) REFERENCES pipeline (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT stage_uid_unique UNIQUE (uid)
)
 STRICT

;
INSERT INTO "stage" VALUES(1,'01a2031a-3fe6-7014-acff-21676d85e8f8','2026-11-20T10:00:00.000Z','2026-11-20T10:00:00.000Z',NULL,1,'lead','lead',0,10,'open');
INSERT INTO "stage" VALUES(2,'01a2031a-3fe6-7f06-a850-304510c8b8f4','2026-11-20T10:00:00.000Z','2026-11-20T10:00:00.000Z',NULL,1,'nurture','nurture',1,20,'open');
INSERT INTO "stage" VALUES(3,'01a2031a-3fe6-792c-86a1-f5fca1f07aba','2026-11-20T10:00:00.000Z','2026-11-20T10:00:00.000Z',NULL,1,'qualified','qualified',2,40,'open');
INSERT INTO "stage" VALUES(4,'01a2031a-3fe7-70d7-86b4-2686595e63ca','2026-11-20T10:00:00.000Z','2026-11-20T10:00:00.000Z',NULL,1,'proposal','proposal',3,60,'open');
INSERT INTO "stage" VALUES(5,'01a2031a-3fe7-7e3e-9737-bd0e3ae19527','2026-11-20T10:00:00.000Z','2026-11-20T10:00:00.000Z',NULL,1,'negotiation','negotiation',4,80,'open');
INSERT INTO "stage" VALUES(6,'01a2031a-3fe7-7494-acce-479289e291cb','2026-11-20T10:00:00.000Z','2026-11-20T10:00:00.000Z',NULL,1,'won','won',5,100,'won');
INSERT INTO "stage" VALUES(7,'01a2031a-3fe7-764b-a5b5-2636b8c3aad3','2026-11-20T10:00:00.000Z','2026-11-20T10:00:00.000Z',NULL,1,'lost','lost',6,0,'lost');
CREATE TABLE stage_move (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	deal_id INTEGER NOT NULL, 
	from_stage_id INTEGER, 
	to_stage_id INTEGER NOT NULL, 
	at TEXT, 
	user_id INTEGER, 
	CONSTRAINT stage_move_at_day CHECK (at LIKE '____-__-__'), 
	CONSTRAINT stage_move_deal_id_link FOREIGN KEY(deal_id) REFERENCES deal (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT stage_move_from_stage_id_link FOREIGN KEY(from_stage_id) REFERENCES stage (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT stage_move_to_stage_id_link FOREIGN KEY(to_stage_id) REFERENCES stage (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT stage_move_user_id_link FOREIGN KEY(user_id) REFERENCES user_account (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT

;
INSERT INTO "stage_move" VALUES(1,1,NULL,1,'2026-11-20',1);
INSERT INTO "stage_move" VALUES(2,1,1,4,'2026-11-20',1);
CREATE TABLE survey (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	updated_at TEXT NOT NULL, 
	deleted_at TEXT, 
	kind TEXT NOT NULL, 
	score INTEGER, 
	comment TEXT, 
	answered_at TEXT, 
	contact_id INTEGER, 
	company_id INTEGER, 
	ticket_id INTEGER, 
	deal_id INTEGER, 
	search_text TEXT NOT NULL, 
	CONSTRAINT survey_score_range CHECK ((kind = 'csat' AND score BETWEEN 1 AND 5) OR (kind = 'nps' AND score BETWEEN 0 AND 10) OR (kind = 'ces' AND score BETWEEN 1 AND 7) OR (kind = 'servqual' AND score IS NULL)), 
	CONSTRAINT survey_answered_at_time CHECK (answered_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT survey_created_at_time CHECK (created_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT survey_deleted_at_time CHECK (deleted_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT survey_kind_choice CHECK (kind IN ('csat', 'nps', 'ces', 'servqual')), 
	CONSTRAINT survey_updated_at_time CHECK (updated_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT survey_company_id_link FOREIGN KEY(company_id) REFERENCES company (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT survey_contact_id_link FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT survey_deal_id_link FOREIGN KEY(deal_id) REFERENCES deal (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT survey_ticket_id_link FOREIGN KEY(ticket_id) REFERENCES ticket (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT survey_uid_unique UNIQUE (uid)
)
 STRICT

;
INSERT INTO "survey" VALUES(1,'01a2031a-6aea-7bc9-a22c-df398a5f6e05','2026-11-20T10:00:00.000Z','2026-11-20T10:00:00.000Z',NULL,'csat',2,NULL,'2026-11-20T10:00:00.000Z',1,1,1,NULL,'');
CREATE TABLE survey_score (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	survey_id INTEGER NOT NULL, 
	dimension TEXT NOT NULL, 
	expectation INTEGER NOT NULL, 
	perception INTEGER NOT NULL, 
	CONSTRAINT survey_score_dimension_choice CHECK (dimension IN ('tangibles', 'reliability', 'responsiveness', 'assurance', 'empathy')), 
	CONSTRAINT survey_score_expectation_range CHECK (expectation BETWEEN 1 AND 7), 
	CONSTRAINT survey_score_perception_range CHECK (perception BETWEEN 1 AND 7), 
	CONSTRAINT survey_score_survey_id_link FOREIGN KEY(survey_id) REFERENCES survey (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT survey_score_survey_id_dimension_unique UNIQUE (survey_id, dimension)
)
 STRICT

;
CREATE TABLE tag (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	updated_at TEXT NOT NULL, 
	deleted_at TEXT, 
	name TEXT NOT NULL, 
	"key" TEXT NOT NULL, keep_in_touch_days INTEGER, 
	CONSTRAINT tag_created_at_time CHECK (created_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT tag_deleted_at_time CHECK (deleted_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT tag_updated_at_time CHECK (updated_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT tag_uid_unique UNIQUE (uid)
)
 STRICT

;
INSERT INTO "tag" VALUES(1,'01a2031a-4b9f-7c73-b7f9-d65914d7bbe7','2026-11-20T10:00:00.000Z','2026-11-20T11:00:00.000Z',NULL,'vip','vip',30);
CREATE TABLE task (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	updated_at TEXT NOT NULL, 
	deleted_at TEXT, 
	title TEXT NOT NULL, 
	due_on TEXT, 
	due_time TEXT, 
	priority TEXT NOT NULL, 
	done_at TEXT, 
	assignee_id INTEGER, 
	contact_id INTEGER, 
	company_id INTEGER, 
	deal_id INTEGER, 
	interaction_id INTEGER, 
	ticket_id INTEGER, 
	survey_id INTEGER, 
	recurrence TEXT, 
	search_text TEXT NOT NULL, 
	CONSTRAINT task_created_at_time CHECK (created_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT task_deleted_at_time CHECK (deleted_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT task_done_at_time CHECK (done_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT task_due_on_day CHECK (due_on LIKE '____-__-__'), 
	CONSTRAINT task_due_time_time CHECK (due_time LIKE '__:__'), 
	CONSTRAINT task_priority_choice CHECK (priority IN ('low', 'normal', 'high')), 
	CONSTRAINT task_updated_at_time CHECK (updated_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT task_assignee_id_link FOREIGN KEY(assignee_id) REFERENCES user_account (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT task_company_id_link FOREIGN KEY(company_id) REFERENCES company (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT task_contact_id_link FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT task_deal_id_link FOREIGN KEY(deal_id) REFERENCES deal (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT task_interaction_id_link FOREIGN KEY(interaction_id) REFERENCES interaction (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT task_survey_id_link FOREIGN KEY(survey_id) REFERENCES survey (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT task_ticket_id_link FOREIGN KEY(ticket_id) REFERENCES ticket (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT task_uid_unique UNIQUE (uid)
)
 STRICT

;
INSERT INTO "task" VALUES(1,'01a2031a-5ebe-7f7c-a10a-26e25110bb12','2026-11-20T10:00:00.000Z','2026-11-20T10:00:00.000Z',NULL,'send quote','2026-11-27',NULL,'normal',NULL,1,1,1,NULL,1,NULL,NULL,NULL,'send quote');
CREATE TABLE task_field (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	task_id INTEGER NOT NULL, 
	field_id INTEGER NOT NULL, 
	value TEXT NOT NULL, 
	currency TEXT, 
	CONSTRAINT task_field_field_id_link FOREIGN KEY(field_id) REFERENCES field (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT task_field_task_id_link FOREIGN KEY(task_id) REFERENCES task (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT task_field_task_id_field_id_unique UNIQUE (task_id, field_id)
)
 STRICT

;
CREATE TABLE task_tag (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	task_id INTEGER NOT NULL, 
	tag_id INTEGER NOT NULL, 
	CONSTRAINT task_tag_tag_id_link FOREIGN KEY(tag_id) REFERENCES tag (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT task_tag_task_id_link FOREIGN KEY(task_id) REFERENCES task (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT task_tag_task_id_tag_id_unique UNIQUE (task_id, tag_id)
)
 STRICT

;
CREATE TABLE ticket (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	updated_at TEXT NOT NULL, 
	deleted_at TEXT, 
	subject TEXT NOT NULL, 
	body TEXT, 
	kind TEXT, 
	priority TEXT NOT NULL, 
	status TEXT NOT NULL, 
	channel TEXT, 
	contact_id INTEGER, 
	company_id INTEGER, 
	deal_id INTEGER, 
	assignee_id INTEGER, 
	opened_at TEXT, 
	responded_at TEXT, 
	resolved_at TEXT, 
	closed_at TEXT, 
	search_text TEXT NOT NULL, 
	CONSTRAINT ticket_closed_at_time CHECK (closed_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT ticket_created_at_time CHECK (created_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT ticket_deleted_at_time CHECK (deleted_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT ticket_kind_choice CHECK (kind IN ('question', 'problem', 'complaint', 'suggestion', 'repair')), 
	CONSTRAINT ticket_opened_at_time CHECK (opened_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT ticket_priority_choice CHECK (priority IN ('low', 'normal', 'high', 'urgent')), 
	CONSTRAINT ticket_resolved_at_time CHECK (resolved_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT ticket_responded_at_time CHECK (responded_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT ticket_status_choice CHECK (status IN ('open', 'pending', 'resolved', 'closed')), 
	CONSTRAINT ticket_updated_at_time CHECK (updated_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT ticket_assignee_id_link FOREIGN KEY(assignee_id) REFERENCES user_account (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT ticket_company_id_link FOREIGN KEY(company_id) REFERENCES company (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT ticket_contact_id_link FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT ticket_deal_id_link FOREIGN KEY(deal_id) REFERENCES deal (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT ticket_uid_unique UNIQUE (uid)
)
 STRICT

;
INSERT INTO "ticket" VALUES(1,'01a2031a-661e-706f-b8f2-8f0c7efdeaec','2026-11-20T10:00:00.000Z','2026-11-20T10:00:00.000Z',NULL,'Login fails',NULL,NULL,'normal','open',NULL,1,1,NULL,NULL,'2026-11-20T10:00:00.000Z',NULL,NULL,NULL,'login fails');
CREATE TABLE ticket_field (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	ticket_id INTEGER NOT NULL, 
	field_id INTEGER NOT NULL, 
	value TEXT NOT NULL, 
	currency TEXT, 
	CONSTRAINT ticket_field_field_id_link FOREIGN KEY(field_id) REFERENCES field (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT ticket_field_ticket_id_link FOREIGN KEY(ticket_id) REFERENCES ticket (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT ticket_field_ticket_id_field_id_unique UNIQUE (ticket_id, field_id)
)
 STRICT

;
CREATE TABLE ticket_move (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	ticket_id INTEGER NOT NULL, 
	from_status TEXT, 
	to_status TEXT NOT NULL, 
	at TEXT, 
	user_id INTEGER, 
	CONSTRAINT ticket_move_at_time CHECK (at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT ticket_move_to_status_choice CHECK (to_status IN ('open', 'pending', 'resolved', 'closed')), 
	CONSTRAINT ticket_move_ticket_id_link FOREIGN KEY(ticket_id) REFERENCES ticket (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT ticket_move_user_id_link FOREIGN KEY(user_id) REFERENCES user_account (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT

;
INSERT INTO "ticket_move" VALUES(1,1,NULL,'open','2026-11-20T10:00:00.000Z',1);
CREATE TABLE ticket_tag (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	ticket_id INTEGER NOT NULL, 
	tag_id INTEGER NOT NULL, 
	CONSTRAINT ticket_tag_tag_id_link FOREIGN KEY(tag_id) REFERENCES tag (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT ticket_tag_ticket_id_link FOREIGN KEY(ticket_id) REFERENCES ticket (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT ticket_tag_ticket_id_tag_id_unique UNIQUE (ticket_id, tag_id)
)
 STRICT

;
CREATE TABLE user_account (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	updated_at TEXT NOT NULL, 
	deleted_at TEXT, 
	handle TEXT NOT NULL, 
	name TEXT, 
	email TEXT, 
	role TEXT NOT NULL, 
	search_text TEXT NOT NULL, 
	CONSTRAINT user_account_created_at_time CHECK (created_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT user_account_deleted_at_time CHECK (deleted_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT user_account_role_choice CHECK (role IN ('admin', 'member')), 
	CONSTRAINT user_account_updated_at_time CHECK (updated_at LIKE '____-__-__T__:__:__.___Z'), 
	CONSTRAINT user_account_uid_unique UNIQUE (uid)
)
 STRICT

;
INSERT INTO "user_account" VALUES(1,'01a2031a-3fee-7333-abcf-496c5ad41c83','2026-11-20T10:00:00.000Z','2026-11-20T10:00:00.000Z',NULL,'amy',NULL,NULL,'admin','amy');
CREATE TABLE user_field (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	user_id INTEGER NOT NULL, 
	field_id INTEGER NOT NULL, 
	value TEXT NOT NULL, 
	currency TEXT, 
	CONSTRAINT user_field_field_id_link FOREIGN KEY(field_id) REFERENCES field (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT user_field_user_id_link FOREIGN KEY(user_id) REFERENCES user_account (id) DEFERRABLE INITIALLY IMMEDIATE, 
	CONSTRAINT user_field_user_id_field_id_unique UNIQUE (user_id, field_id)
)
 STRICT

;
CREATE TABLE write_lock (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
)
 STRICT

;
CREATE UNIQUE INDEX live_delivery_report_run_key ON delivery (report, run_key) WHERE deleted_at IS NULL;
CREATE INDEX external_id_record ON external_id (noun, record_id);
CREATE UNIQUE INDEX live_field_noun_name ON field (noun, name) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX live_pipeline_key ON pipeline ("key") WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX live_rate_base_quote_on_day ON rate (base, quote, on_day) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX live_saved_filter_key ON saved_filter ("key") WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX live_setting_name ON setting (name) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX live_tag_key ON tag ("key") WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX live_user_account_handle ON user_account (handle) WHERE deleted_at IS NULL;
CREATE INDEX change_changeset_id_index ON change (changeset_id);
CREATE INDEX change_row ON change (table_name, row_id);
CREATE INDEX live_company ON company (id) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX live_company_domain ON company (domain) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX live_stage_pipeline_id_key ON stage (pipeline_id, "key") WHERE deleted_at IS NULL;
CREATE INDEX stage_pipeline_id_index ON stage (pipeline_id);
CREATE INDEX user_field_field_id_index ON user_field (field_id);
CREATE INDEX user_field_user_id_index ON user_field (user_id);
CREATE INDEX company_field_company_id_index ON company_field (company_id);
CREATE INDEX company_field_field_id_index ON company_field (field_id);
CREATE INDEX company_tag_company_id_index ON company_tag (company_id);
CREATE INDEX company_tag_tag_id_index ON company_tag (tag_id);
CREATE INDEX contact_birthday ON contact (birthday) WHERE birthday IS NOT NULL;
CREATE INDEX contact_keep_in_touch ON contact (keep_in_touch_days) WHERE keep_in_touch_days IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX live_contact ON contact (id) WHERE deleted_at IS NULL;
CREATE INDEX deal_closed_at ON deal (closed_at);
CREATE INDEX deal_in_stage ON deal (stage_id, expected_close, owner_id, opened_at, deleted_at);
CREATE INDEX deal_pipeline_id_index ON deal (pipeline_id);
CREATE INDEX live_deal ON deal (id) WHERE deleted_at IS NULL;
CREATE INDEX contact_email_contact_id_index ON contact_email (contact_id);
CREATE UNIQUE INDEX live_contact_email_key ON contact_email ("key") WHERE deleted_at IS NULL;
CREATE INDEX contact_field_contact_id_index ON contact_field (contact_id);
CREATE INDEX contact_field_field_id_index ON contact_field (field_id);
CREATE INDEX contact_handle_contact_id_index ON contact_handle (contact_id);
CREATE INDEX contact_phone_contact_id_index ON contact_phone (contact_id);
CREATE INDEX contact_phone_digits ON contact_phone (digits);
CREATE INDEX contact_tag_contact_id_index ON contact_tag (contact_id);
CREATE INDEX contact_tag_tag_id_index ON contact_tag (tag_id);
CREATE INDEX deal_contact_contact_id_index ON deal_contact (contact_id);
CREATE INDEX deal_contact_deal_id_index ON deal_contact (deal_id);
CREATE INDEX deal_field_deal_id_index ON deal_field (deal_id);
CREATE INDEX deal_field_field_id_index ON deal_field (field_id);
CREATE INDEX deal_tag_deal_id_index ON deal_tag (deal_id);
CREATE INDEX deal_tag_tag_id_index ON deal_tag (tag_id);
CREATE INDEX stage_move_deal_id_index ON stage_move (deal_id);
CREATE INDEX stage_move_to_stage_id_index ON stage_move (to_stage_id);
CREATE INDEX live_ticket ON ticket (id) WHERE deleted_at IS NULL;
CREATE INDEX ticket_in_status ON ticket (status, priority, assignee_id, opened_at, deleted_at);
CREATE INDEX ticket_opened_at ON ticket (opened_at);
CREATE INDEX live_survey ON survey (id) WHERE deleted_at IS NULL;
CREATE INDEX survey_answered_at ON survey (answered_at);
CREATE INDEX unhappy_survey ON survey (answered_at) WHERE ((kind = 'csat' AND score <= 2) OR (kind = 'nps' AND score <= 6)) AND deleted_at IS NULL;
CREATE INDEX ticket_field_field_id_index ON ticket_field (field_id);
CREATE INDEX ticket_field_ticket_id_index ON ticket_field (ticket_id);
CREATE INDEX ticket_move_ticket_id_index ON ticket_move (ticket_id);
CREATE INDEX ticket_tag_tag_id_index ON ticket_tag (tag_id);
CREATE INDEX ticket_tag_ticket_id_index ON ticket_tag (ticket_id);
CREATE INDEX interaction_occurred_at ON interaction (occurred_at);
CREATE INDEX live_interaction ON interaction (id) WHERE deleted_at IS NULL;
CREATE INDEX survey_score_survey_id_index ON survey_score (survey_id);
CREATE INDEX interaction_contact_contact_id_index ON interaction_contact (contact_id);
CREATE INDEX interaction_contact_interaction_id_index ON interaction_contact (interaction_id);
CREATE INDEX interaction_field_field_id_index ON interaction_field (field_id);
CREATE INDEX interaction_field_interaction_id_index ON interaction_field (interaction_id);
CREATE INDEX interaction_link_interaction_id_index ON interaction_link (interaction_id);
CREATE INDEX interaction_tag_interaction_id_index ON interaction_tag (interaction_id);
CREATE INDEX interaction_tag_tag_id_index ON interaction_tag (tag_id);
CREATE INDEX live_task ON task (id) WHERE deleted_at IS NULL;
CREATE INDEX open_task_due_on ON task (due_on) WHERE done_at IS NULL AND deleted_at IS NULL;
CREATE INDEX task_field_field_id_index ON task_field (field_id);
CREATE INDEX task_field_task_id_index ON task_field (task_id);
CREATE INDEX task_tag_tag_id_index ON task_tag (tag_id);
CREATE INDEX task_tag_task_id_index ON task_tag (task_id);
CREATE INDEX changeset_undoes_id_index ON changeset (undoes_id) WHERE undoes_id IS NOT NULL;
CREATE INDEX company_owner_id_index ON company (owner_id) WHERE owner_id IS NOT NULL;
CREATE INDEX company_parent_id_index ON company (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX contact_company_id_index ON contact (company_id) WHERE company_id IS NOT NULL;
CREATE INDEX contact_owner_id_index ON contact (owner_id) WHERE owner_id IS NOT NULL;
CREATE INDEX contact_referred_by_id_index ON contact (referred_by_id) WHERE referred_by_id IS NOT NULL;
CREATE INDEX deal_company_id_index ON deal (company_id) WHERE company_id IS NOT NULL;
CREATE INDEX deal_owner_id_index ON deal (owner_id) WHERE owner_id IS NOT NULL;
CREATE INDEX stage_move_from_stage_id_index ON stage_move (from_stage_id) WHERE from_stage_id IS NOT NULL;
CREATE INDEX stage_move_user_id_index ON stage_move (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX ticket_assignee_id_index ON ticket (assignee_id) WHERE assignee_id IS NOT NULL;
CREATE INDEX ticket_company_id_index ON ticket (company_id) WHERE company_id IS NOT NULL;
CREATE INDEX ticket_contact_id_index ON ticket (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX ticket_deal_id_index ON ticket (deal_id) WHERE deal_id IS NOT NULL;
CREATE INDEX survey_company_id_index ON survey (company_id) WHERE company_id IS NOT NULL;
CREATE INDEX survey_contact_id_index ON survey (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX survey_deal_id_index ON survey (deal_id) WHERE deal_id IS NOT NULL;
CREATE INDEX survey_ticket_id_index ON survey (ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX ticket_move_user_id_index ON ticket_move (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX interaction_company_id_index ON interaction (company_id) WHERE company_id IS NOT NULL;
CREATE INDEX interaction_deal_id_index ON interaction (deal_id) WHERE deal_id IS NOT NULL;
CREATE INDEX interaction_survey_id_index ON interaction (survey_id) WHERE survey_id IS NOT NULL;
CREATE INDEX interaction_ticket_id_index ON interaction (ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX interaction_user_id_index ON interaction (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX task_assignee_id_index ON task (assignee_id) WHERE assignee_id IS NOT NULL;
CREATE INDEX task_company_id_index ON task (company_id) WHERE company_id IS NOT NULL;
CREATE INDEX task_contact_id_index ON task (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX task_deal_id_index ON task (deal_id) WHERE deal_id IS NOT NULL;
CREATE INDEX task_interaction_id_index ON task (interaction_id) WHERE interaction_id IS NOT NULL;
CREATE INDEX task_survey_id_index ON task (survey_id) WHERE survey_id IS NOT NULL;
CREATE INDEX task_ticket_id_index ON task (ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX company_distinct_company_id_index ON company_distinct (company_id);
CREATE INDEX company_distinct_other_id_index ON company_distinct (other_id);
CREATE INDEX contact_distinct_contact_id_index ON contact_distinct (contact_id);
CREATE INDEX contact_distinct_other_id_index ON contact_distinct (other_id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('running',1);
INSERT INTO "sqlite_sequence" VALUES('changeset',13);
INSERT INTO "sqlite_sequence" VALUES('change',43);
INSERT INTO "sqlite_sequence" VALUES('setting',2);
INSERT INTO "sqlite_sequence" VALUES('pipeline',1);
INSERT INTO "sqlite_sequence" VALUES('stage',7);
INSERT INTO "sqlite_sequence" VALUES('user_account',1);
INSERT INTO "sqlite_sequence" VALUES('company',2);
INSERT INTO "sqlite_sequence" VALUES('contact',2);
INSERT INTO "sqlite_sequence" VALUES('contact_email',1);
INSERT INTO "sqlite_sequence" VALUES('tag',1);
INSERT INTO "sqlite_sequence" VALUES('contact_tag',2);
INSERT INTO "sqlite_sequence" VALUES('deal',1);
INSERT INTO "sqlite_sequence" VALUES('stage_move',2);
INSERT INTO "sqlite_sequence" VALUES('interaction',1);
INSERT INTO "sqlite_sequence" VALUES('interaction_contact',1);
INSERT INTO "sqlite_sequence" VALUES('task',1);
INSERT INTO "sqlite_sequence" VALUES('ticket',1);
INSERT INTO "sqlite_sequence" VALUES('ticket_move',1);
INSERT INTO "sqlite_sequence" VALUES('survey',1);
COMMIT;
