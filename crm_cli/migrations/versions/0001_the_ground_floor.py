"""The ground floor: companies, contacts, interactions, tasks, deals, and their history."""

# ruff: noqa: PLR0915, E501

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "changeset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("at LIKE '____-__-__T__:__:__.___Z'", name="changeset_at_time"),
        sa.CheckConstraint(
            "kind IN ('change', 'undo', 'redo', 'final')", name="changeset_kind_choice"
        ),
        sa.CheckConstraint(
            "source IN ('terminal', 'script', 'outside')", name="changeset_source_choice"
        ),
        sa.ForeignKeyConstraint(
            ["undoes_id"],
            ["changeset.id"],
            name="changeset_undoes_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="changeset_key"),
        sa.UniqueConstraint("uid", name="changeset_uid_unique"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("changeset_undoes_id_index", "changeset", ["undoes_id"], unique=False)
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.Text(), nullable=True),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("run_key", sa.Text(), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "created_at LIKE '____-__-__T__:__:__.___Z'", name="delivery_created_at_time"
        ),
        sa.CheckConstraint(
            "deleted_at LIKE '____-__-__T__:__:__.___Z'", name="delivery_deleted_at_time"
        ),
        sa.CheckConstraint("sent_at LIKE '____-__-__T__:__:__.___Z'", name="delivery_sent_at_time"),
        sa.CheckConstraint(
            "updated_at LIKE '____-__-__T__:__:__.___Z'", name="delivery_updated_at_time"
        ),
        sa.PrimaryKeyConstraint("id", name="delivery_key"),
        sa.UniqueConstraint("uid", name="delivery_uid_unique"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "live_delivery_report_run_key",
        "delivery",
        ["report", "run_key"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "external_id",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("noun", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="external_id_key"),
        sa.UniqueConstraint(
            "noun", "source", "external_id", name="external_id_noun_source_external_id_unique"
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("external_id_record", "external_id", ["noun", "record_id"], unique=False)
    op.create_table(
        "field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.Text(), nullable=True),
        sa.Column("noun", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("choices", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "created_at LIKE '____-__-__T__:__:__.___Z'", name="field_created_at_time"
        ),
        sa.CheckConstraint(
            "deleted_at LIKE '____-__-__T__:__:__.___Z'", name="field_deleted_at_time"
        ),
        sa.CheckConstraint(
            "kind IN ('text', 'number', 'money', 'date', 'choice', 'yesno')",
            name="field_kind_choice",
        ),
        sa.CheckConstraint(
            "updated_at LIKE '____-__-__T__:__:__.___Z'", name="field_updated_at_time"
        ),
        sa.PrimaryKeyConstraint("id", name="field_key"),
        sa.UniqueConstraint("uid", name="field_uid_unique"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "live_field_noun_name",
        "field",
        ["noun", "name"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "pipeline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "created_at LIKE '____-__-__T__:__:__.___Z'", name="pipeline_created_at_time"
        ),
        sa.CheckConstraint(
            "deleted_at LIKE '____-__-__T__:__:__.___Z'", name="pipeline_deleted_at_time"
        ),
        sa.CheckConstraint(
            "updated_at LIKE '____-__-__T__:__:__.___Z'", name="pipeline_updated_at_time"
        ),
        sa.PrimaryKeyConstraint("id", name="pipeline_key"),
        sa.UniqueConstraint("uid", name="pipeline_uid_unique"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "live_pipeline_key",
        "pipeline",
        ["key"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "rate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.Text(), nullable=True),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("on_day", sa.Text(), nullable=False),
        sa.Column("rate", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "created_at LIKE '____-__-__T__:__:__.___Z'", name="rate_created_at_time"
        ),
        sa.CheckConstraint(
            "deleted_at LIKE '____-__-__T__:__:__.___Z'", name="rate_deleted_at_time"
        ),
        sa.CheckConstraint("on_day LIKE '____-__-__'", name="rate_on_day_day"),
        sa.CheckConstraint(
            "updated_at LIKE '____-__-__T__:__:__.___Z'", name="rate_updated_at_time"
        ),
        sa.PrimaryKeyConstraint("id", name="rate_key"),
        sa.UniqueConstraint("uid", name="rate_uid_unique"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "live_rate_base_quote_on_day",
        "rate",
        ["base", "quote", "on_day"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "running",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("changeset_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="running_key"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("noun", sa.Text(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "created_at LIKE '____-__-__T__:__:__.___Z'", name="saved_filter_created_at_time"
        ),
        sa.CheckConstraint(
            "deleted_at LIKE '____-__-__T__:__:__.___Z'", name="saved_filter_deleted_at_time"
        ),
        sa.CheckConstraint(
            "updated_at LIKE '____-__-__T__:__:__.___Z'", name="saved_filter_updated_at_time"
        ),
        sa.PrimaryKeyConstraint("id", name="saved_filter_key"),
        sa.UniqueConstraint("uid", name="saved_filter_uid_unique"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "live_saved_filter_key",
        "saved_filter",
        ["key"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "created_at LIKE '____-__-__T__:__:__.___Z'", name="setting_created_at_time"
        ),
        sa.CheckConstraint(
            "deleted_at LIKE '____-__-__T__:__:__.___Z'", name="setting_deleted_at_time"
        ),
        sa.CheckConstraint(
            "updated_at LIKE '____-__-__T__:__:__.___Z'", name="setting_updated_at_time"
        ),
        sa.PrimaryKeyConstraint("id", name="setting_key"),
        sa.UniqueConstraint("uid", name="setting_uid_unique"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "live_setting_name",
        "setting",
        ["name"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "created_at LIKE '____-__-__T__:__:__.___Z'", name="tag_created_at_time"
        ),
        sa.CheckConstraint(
            "deleted_at LIKE '____-__-__T__:__:__.___Z'", name="tag_deleted_at_time"
        ),
        sa.CheckConstraint(
            "updated_at LIKE '____-__-__T__:__:__.___Z'", name="tag_updated_at_time"
        ),
        sa.PrimaryKeyConstraint("id", name="tag_key"),
        sa.UniqueConstraint("uid", name="tag_uid_unique"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "live_tag_key",
        "tag",
        ["key"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "user_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.Text(), nullable=True),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "created_at LIKE '____-__-__T__:__:__.___Z'", name="user_account_created_at_time"
        ),
        sa.CheckConstraint(
            "deleted_at LIKE '____-__-__T__:__:__.___Z'", name="user_account_deleted_at_time"
        ),
        sa.CheckConstraint("role IN ('admin', 'member')", name="user_account_role_choice"),
        sa.CheckConstraint(
            "updated_at LIKE '____-__-__T__:__:__.___Z'", name="user_account_updated_at_time"
        ),
        sa.PrimaryKeyConstraint("id", name="user_account_key"),
        sa.UniqueConstraint("uid", name="user_account_uid_unique"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "live_user_account_handle",
        "user_account",
        ["handle"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "write_lock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="write_lock_key"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "change",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("changeset_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "operation IN ('insert', 'update', 'delete')", name="change_operation_choice"
        ),
        sa.ForeignKeyConstraint(
            ["changeset_id"],
            ["changeset.id"],
            name="change_changeset_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="change_key"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("change_changeset_id_index", "change", ["changeset_id"], unique=False)
    op.create_index("change_row", "change", ["table_name", "row_id"], unique=False)
    op.create_table(
        "company",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=True),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("industry", sa.Text(), nullable=True),
        sa.Column("size", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "created_at LIKE '____-__-__T__:__:__.___Z'", name="company_created_at_time"
        ),
        sa.CheckConstraint(
            "deleted_at LIKE '____-__-__T__:__:__.___Z'", name="company_deleted_at_time"
        ),
        sa.CheckConstraint(
            "updated_at LIKE '____-__-__T__:__:__.___Z'", name="company_updated_at_time"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["user_account.id"],
            name="company_owner_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["company.id"],
            name="company_parent_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="company_key"),
        sa.UniqueConstraint("uid", name="company_uid_unique"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("company_owner_id_index", "company", ["owner_id"], unique=False)
    op.create_index("company_parent_id_index", "company", ["parent_id"], unique=False)
    op.create_index(
        "live_company",
        "company",
        ["id"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "live_company_domain",
        "company",
        ["domain"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "stage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.Text(), nullable=True),
        sa.Column("pipeline_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("probability", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "created_at LIKE '____-__-__T__:__:__.___Z'", name="stage_created_at_time"
        ),
        sa.CheckConstraint(
            "deleted_at LIKE '____-__-__T__:__:__.___Z'", name="stage_deleted_at_time"
        ),
        sa.CheckConstraint("outcome IN ('open', 'won', 'lost')", name="stage_outcome_choice"),
        sa.CheckConstraint(
            "updated_at LIKE '____-__-__T__:__:__.___Z'", name="stage_updated_at_time"
        ),
        sa.CheckConstraint("probability BETWEEN 0 AND 100", name="stage_probability_range"),
        sa.ForeignKeyConstraint(
            ["pipeline_id"],
            ["pipeline.id"],
            name="stage_pipeline_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="stage_key"),
        sa.UniqueConstraint("uid", name="stage_uid_unique"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "live_stage_pipeline_id_key",
        "stage",
        ["pipeline_id", "key"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index("stage_pipeline_id_index", "stage", ["pipeline_id"], unique=False)
    op.create_table(
        "user_field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["field_id"],
            ["field.id"],
            name="user_field_field_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name="user_field_user_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="user_field_key"),
        sa.UniqueConstraint("user_id", "field_id", name="user_field_user_id_field_id_unique"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("user_field_field_id_index", "user_field", ["field_id"], unique=False)
    op.create_index("user_field_user_id_index", "user_field", ["user_id"], unique=False)
    op.create_table(
        "company_field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name="company_field_company_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["field_id"],
            ["field.id"],
            name="company_field_field_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="company_field_key"),
        sa.UniqueConstraint(
            "company_id", "field_id", name="company_field_company_id_field_id_unique"
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("company_field_company_id_index", "company_field", ["company_id"], unique=False)
    op.create_index("company_field_field_id_index", "company_field", ["field_id"], unique=False)
    op.create_table(
        "company_tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name="company_tag_company_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["tag_id"],
            ["tag.id"],
            name="company_tag_tag_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="company_tag_key"),
        sa.UniqueConstraint("company_id", "tag_id", name="company_tag_company_id_tag_id_unique"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("company_tag_company_id_index", "company_tag", ["company_id"], unique=False)
    op.create_index("company_tag_tag_id_index", "company_tag", ["tag_id"], unique=False)
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("given_name", sa.Text(), nullable=True),
        sa.Column("family_name", sa.Text(), nullable=True),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.Column("job_title", sa.Text(), nullable=True),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("referred_by_id", sa.Integer(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("postcode", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("birthday", sa.Text(), nullable=True),
        sa.Column("interests", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("consent", sa.Text(), nullable=True),
        sa.Column("consent_at", sa.Text(), nullable=True),
        sa.Column("consent_source", sa.Text(), nullable=True),
        sa.Column("keep_in_touch_days", sa.Integer(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.CheckConstraint("birthday LIKE '____-__-__'", name="contact_birthday_day"),
        sa.CheckConstraint(
            "consent IN ('given', 'refused', 'withdrawn')", name="contact_consent_choice"
        ),
        sa.CheckConstraint("consent_at LIKE '____-__-__'", name="contact_consent_at_day"),
        sa.CheckConstraint(
            "created_at LIKE '____-__-__T__:__:__.___Z'", name="contact_created_at_time"
        ),
        sa.CheckConstraint(
            "deleted_at LIKE '____-__-__T__:__:__.___Z'", name="contact_deleted_at_time"
        ),
        sa.CheckConstraint(
            "stage IN ('lead', 'prospect', 'customer', 'former')", name="contact_stage_choice"
        ),
        sa.CheckConstraint(
            "updated_at LIKE '____-__-__T__:__:__.___Z'", name="contact_updated_at_time"
        ),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name="contact_company_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["user_account.id"],
            name="contact_owner_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["referred_by_id"],
            ["contact.id"],
            name="contact_referred_by_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="contact_key"),
        sa.UniqueConstraint("uid", name="contact_uid_unique"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "contact_birthday",
        "contact",
        ["birthday"],
        unique=False,
        sqlite_where=sa.text("birthday IS NOT NULL"),
        postgresql_where=sa.text("birthday IS NOT NULL"),
    )
    op.create_index("contact_company_id_index", "contact", ["company_id"], unique=False)
    op.create_index(
        "contact_keep_in_touch",
        "contact",
        ["keep_in_touch_days"],
        unique=False,
        sqlite_where=sa.text("keep_in_touch_days IS NOT NULL AND deleted_at IS NULL"),
        postgresql_where=sa.text("keep_in_touch_days IS NOT NULL AND deleted_at IS NULL"),
    )
    op.create_index("contact_owner_id_index", "contact", ["owner_id"], unique=False)
    op.create_index("contact_referred_by_id_index", "contact", ["referred_by_id"], unique=False)
    op.create_index(
        "live_contact",
        "contact",
        ["id"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "deal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.Column("pipeline_id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("probability", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.Text(), nullable=True),
        sa.Column("expected_close", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("campaign", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("competitor", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.CheckConstraint("closed_at LIKE '____-__-__'", name="deal_closed_at_day"),
        sa.CheckConstraint(
            "created_at LIKE '____-__-__T__:__:__.___Z'", name="deal_created_at_time"
        ),
        sa.CheckConstraint(
            "deleted_at LIKE '____-__-__T__:__:__.___Z'", name="deal_deleted_at_time"
        ),
        sa.CheckConstraint("expected_close LIKE '____-__-__'", name="deal_expected_close_day"),
        sa.CheckConstraint("opened_at LIKE '____-__-__'", name="deal_opened_at_day"),
        sa.CheckConstraint(
            "updated_at LIKE '____-__-__T__:__:__.___Z'", name="deal_updated_at_time"
        ),
        sa.CheckConstraint(
            "(amount_minor IS NULL) = (currency IS NULL)", name="deal_amount_currency"
        ),
        sa.CheckConstraint("probability BETWEEN 0 AND 100", name="deal_probability_range"),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name="deal_company_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["user_account.id"],
            name="deal_owner_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["pipeline_id"],
            ["pipeline.id"],
            name="deal_pipeline_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["stage_id"],
            ["stage.id"],
            name="deal_stage_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="deal_key"),
        sa.UniqueConstraint("uid", name="deal_uid_unique"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("deal_closed_at", "deal", ["closed_at"], unique=False)
    op.create_index("deal_company_id_index", "deal", ["company_id"], unique=False)
    op.create_index(
        "deal_in_stage",
        "deal",
        ["stage_id", "expected_close", "owner_id", "opened_at", "deleted_at"],
        unique=False,
    )
    op.create_index("deal_owner_id_index", "deal", ["owner_id"], unique=False)
    op.create_index("deal_pipeline_id_index", "deal", ["pipeline_id"], unique=False)
    op.create_index(
        "live_deal",
        "deal",
        ["id"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "contact_email",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name="contact_email_contact_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="contact_email_key"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("contact_email_contact_id_index", "contact_email", ["contact_id"], unique=False)
    op.create_index(
        "live_contact_email_key",
        "contact_email",
        ["key"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "contact_field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name="contact_field_contact_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["field_id"],
            ["field.id"],
            name="contact_field_field_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="contact_field_key"),
        sa.UniqueConstraint(
            "contact_id", "field_id", name="contact_field_contact_id_field_id_unique"
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("contact_field_contact_id_index", "contact_field", ["contact_id"], unique=False)
    op.create_index("contact_field_field_id_index", "contact_field", ["field_id"], unique=False)
    op.create_table(
        "contact_handle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name="contact_handle_contact_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="contact_handle_key"),
        sa.UniqueConstraint(
            "contact_id",
            "service",
            "handle",
            name="contact_handle_contact_id_service_handle_unique",
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "contact_handle_contact_id_index", "contact_handle", ["contact_id"], unique=False
    )
    op.create_table(
        "contact_phone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("e164", sa.Text(), nullable=True),
        sa.Column("digits", sa.Text(), nullable=False),
        sa.Column("extension", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name="contact_phone_contact_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="contact_phone_key"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("contact_phone_contact_id_index", "contact_phone", ["contact_id"], unique=False)
    op.create_index("contact_phone_digits", "contact_phone", ["digits"], unique=False)
    op.create_table(
        "contact_tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name="contact_tag_contact_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["tag_id"],
            ["tag.id"],
            name="contact_tag_tag_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="contact_tag_key"),
        sa.UniqueConstraint("contact_id", "tag_id", name="contact_tag_contact_id_tag_id_unique"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("contact_tag_contact_id_index", "contact_tag", ["contact_id"], unique=False)
    op.create_index("contact_tag_tag_id_index", "contact_tag", ["tag_id"], unique=False)
    op.create_table(
        "deal_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name="deal_contact_contact_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["deal_id"],
            ["deal.id"],
            name="deal_contact_deal_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="deal_contact_key"),
        sa.UniqueConstraint("deal_id", "contact_id", name="deal_contact_deal_id_contact_id_unique"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("deal_contact_contact_id_index", "deal_contact", ["contact_id"], unique=False)
    op.create_index("deal_contact_deal_id_index", "deal_contact", ["deal_id"], unique=False)
    op.create_table(
        "deal_field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["deal_id"],
            ["deal.id"],
            name="deal_field_deal_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["field_id"],
            ["field.id"],
            name="deal_field_field_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="deal_field_key"),
        sa.UniqueConstraint("deal_id", "field_id", name="deal_field_deal_id_field_id_unique"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("deal_field_deal_id_index", "deal_field", ["deal_id"], unique=False)
    op.create_index("deal_field_field_id_index", "deal_field", ["field_id"], unique=False)
    op.create_table(
        "deal_tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deal_id"],
            ["deal.id"],
            name="deal_tag_deal_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["tag_id"],
            ["tag.id"],
            name="deal_tag_tag_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="deal_tag_key"),
        sa.UniqueConstraint("deal_id", "tag_id", name="deal_tag_deal_id_tag_id_unique"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("deal_tag_deal_id_index", "deal_tag", ["deal_id"], unique=False)
    op.create_index("deal_tag_tag_id_index", "deal_tag", ["tag_id"], unique=False)
    op.create_table(
        "stage_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("from_stage_id", sa.Integer(), nullable=True),
        sa.Column("to_stage_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("at LIKE '____-__-__'", name="stage_move_at_day"),
        sa.ForeignKeyConstraint(
            ["deal_id"],
            ["deal.id"],
            name="stage_move_deal_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["from_stage_id"],
            ["stage.id"],
            name="stage_move_from_stage_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["to_stage_id"],
            ["stage.id"],
            name="stage_move_to_stage_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name="stage_move_user_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="stage_move_key"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("stage_move_deal_id_index", "stage_move", ["deal_id"], unique=False)
    op.create_index("stage_move_from_stage_id_index", "stage_move", ["from_stage_id"], unique=False)
    op.create_index("stage_move_to_stage_id_index", "stage_move", ["to_stage_id"], unique=False)
    op.create_index("stage_move_user_id_index", "stage_move", ["user_id"], unique=False)
    op.create_table(
        "ticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.Text(), nullable=True),
        sa.Column("responded_at", sa.Text(), nullable=True),
        sa.Column("resolved_at", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "closed_at LIKE '____-__-__T__:__:__.___Z'", name="ticket_closed_at_time"
        ),
        sa.CheckConstraint(
            "created_at LIKE '____-__-__T__:__:__.___Z'", name="ticket_created_at_time"
        ),
        sa.CheckConstraint(
            "deleted_at LIKE '____-__-__T__:__:__.___Z'", name="ticket_deleted_at_time"
        ),
        sa.CheckConstraint(
            "kind IN ('question', 'problem', 'complaint', 'suggestion', 'repair')",
            name="ticket_kind_choice",
        ),
        sa.CheckConstraint(
            "opened_at LIKE '____-__-__T__:__:__.___Z'", name="ticket_opened_at_time"
        ),
        sa.CheckConstraint(
            "priority IN ('low', 'normal', 'high', 'urgent')", name="ticket_priority_choice"
        ),
        sa.CheckConstraint(
            "resolved_at LIKE '____-__-__T__:__:__.___Z'", name="ticket_resolved_at_time"
        ),
        sa.CheckConstraint(
            "responded_at LIKE '____-__-__T__:__:__.___Z'", name="ticket_responded_at_time"
        ),
        sa.CheckConstraint(
            "status IN ('open', 'pending', 'resolved', 'closed')", name="ticket_status_choice"
        ),
        sa.CheckConstraint(
            "updated_at LIKE '____-__-__T__:__:__.___Z'", name="ticket_updated_at_time"
        ),
        sa.ForeignKeyConstraint(
            ["assignee_id"],
            ["user_account.id"],
            name="ticket_assignee_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name="ticket_company_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name="ticket_contact_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["deal_id"],
            ["deal.id"],
            name="ticket_deal_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="ticket_key"),
        sa.UniqueConstraint("uid", name="ticket_uid_unique"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "live_ticket",
        "ticket",
        ["id"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index("ticket_assignee_id_index", "ticket", ["assignee_id"], unique=False)
    op.create_index("ticket_company_id_index", "ticket", ["company_id"], unique=False)
    op.create_index("ticket_contact_id_index", "ticket", ["contact_id"], unique=False)
    op.create_index("ticket_deal_id_index", "ticket", ["deal_id"], unique=False)
    op.create_index(
        "ticket_in_status",
        "ticket",
        ["status", "priority", "assignee_id", "opened_at", "deleted_at"],
        unique=False,
    )
    op.create_index("ticket_opened_at", "ticket", ["opened_at"], unique=False)
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.Text(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'csat' AND score BETWEEN 1 AND 5) OR (kind = 'nps' AND score BETWEEN 0 AND 10) OR (kind = 'ces' AND score BETWEEN 1 AND 7) OR (kind = 'servqual' AND score IS NULL)",
            name="survey_score_range",
        ),
        sa.CheckConstraint(
            "answered_at LIKE '____-__-__T__:__:__.___Z'", name="survey_answered_at_time"
        ),
        sa.CheckConstraint(
            "created_at LIKE '____-__-__T__:__:__.___Z'", name="survey_created_at_time"
        ),
        sa.CheckConstraint(
            "deleted_at LIKE '____-__-__T__:__:__.___Z'", name="survey_deleted_at_time"
        ),
        sa.CheckConstraint("kind IN ('csat', 'nps', 'ces', 'servqual')", name="survey_kind_choice"),
        sa.CheckConstraint(
            "updated_at LIKE '____-__-__T__:__:__.___Z'", name="survey_updated_at_time"
        ),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name="survey_company_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name="survey_contact_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["deal_id"],
            ["deal.id"],
            name="survey_deal_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
            name="survey_ticket_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="survey_key"),
        sa.UniqueConstraint("uid", name="survey_uid_unique"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "live_survey",
        "survey",
        ["id"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index("survey_answered_at", "survey", ["answered_at"], unique=False)
    op.create_index("survey_company_id_index", "survey", ["company_id"], unique=False)
    op.create_index("survey_contact_id_index", "survey", ["contact_id"], unique=False)
    op.create_index("survey_deal_id_index", "survey", ["deal_id"], unique=False)
    op.create_index("survey_ticket_id_index", "survey", ["ticket_id"], unique=False)
    op.create_index(
        "unhappy_survey",
        "survey",
        ["answered_at"],
        unique=False,
        sqlite_where=sa.text(
            "((kind = 'csat' AND score <= 2) OR (kind = 'nps' AND score <= 6)) AND deleted_at IS NULL"
        ),
        postgresql_where=sa.text(
            "((kind = 'csat' AND score <= 2) OR (kind = 'nps' AND score <= 6)) AND deleted_at IS NULL"
        ),
    )
    op.create_table(
        "ticket_field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["field_id"],
            ["field.id"],
            name="ticket_field_field_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
            name="ticket_field_ticket_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="ticket_field_key"),
        sa.UniqueConstraint("ticket_id", "field_id", name="ticket_field_ticket_id_field_id_unique"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ticket_field_field_id_index", "ticket_field", ["field_id"], unique=False)
    op.create_index("ticket_field_ticket_id_index", "ticket_field", ["ticket_id"], unique=False)
    op.create_table(
        "ticket_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("from_status", sa.Text(), nullable=True),
        sa.Column("to_status", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("at LIKE '____-__-__T__:__:__.___Z'", name="ticket_move_at_time"),
        sa.CheckConstraint(
            "to_status IN ('open', 'pending', 'resolved', 'closed')",
            name="ticket_move_to_status_choice",
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
            name="ticket_move_ticket_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name="ticket_move_user_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="ticket_move_key"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ticket_move_ticket_id_index", "ticket_move", ["ticket_id"], unique=False)
    op.create_index("ticket_move_user_id_index", "ticket_move", ["user_id"], unique=False)
    op.create_table(
        "ticket_tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tag_id"],
            ["tag.id"],
            name="ticket_tag_tag_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
            name="ticket_tag_ticket_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="ticket_tag_key"),
        sa.UniqueConstraint("ticket_id", "tag_id", name="ticket_tag_ticket_id_tag_id_unique"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ticket_tag_tag_id_index", "ticket_tag", ["tag_id"], unique=False)
    op.create_index("ticket_tag_ticket_id_index", "ticket_tag", ["ticket_id"], unique=False)
    op.create_table(
        "interaction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("direction", sa.Text(), nullable=True),
        sa.Column("occurred_at", sa.Text(), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("sentiment", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("survey_id", sa.Integer(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "created_at LIKE '____-__-__T__:__:__.___Z'", name="interaction_created_at_time"
        ),
        sa.CheckConstraint(
            "deleted_at LIKE '____-__-__T__:__:__.___Z'", name="interaction_deleted_at_time"
        ),
        sa.CheckConstraint("direction IN ('in', 'out')", name="interaction_direction_choice"),
        sa.CheckConstraint(
            "kind IN ('call', 'email', 'meeting', 'message', 'visit', 'note')",
            name="interaction_kind_choice",
        ),
        sa.CheckConstraint(
            "occurred_at LIKE '____-__-__T__:__:__.___Z'", name="interaction_occurred_at_time"
        ),
        sa.CheckConstraint(
            "sentiment IN ('positive', 'neutral', 'negative')", name="interaction_sentiment_choice"
        ),
        sa.CheckConstraint(
            "updated_at LIKE '____-__-__T__:__:__.___Z'", name="interaction_updated_at_time"
        ),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name="interaction_company_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["deal_id"],
            ["deal.id"],
            name="interaction_deal_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["survey.id"],
            name="interaction_survey_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
            name="interaction_ticket_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name="interaction_user_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="interaction_key"),
        sa.UniqueConstraint("uid", name="interaction_uid_unique"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("interaction_company_id_index", "interaction", ["company_id"], unique=False)
    op.create_index("interaction_deal_id_index", "interaction", ["deal_id"], unique=False)
    op.create_index("interaction_occurred_at", "interaction", ["occurred_at"], unique=False)
    op.create_index("interaction_survey_id_index", "interaction", ["survey_id"], unique=False)
    op.create_index("interaction_ticket_id_index", "interaction", ["ticket_id"], unique=False)
    op.create_index("interaction_user_id_index", "interaction", ["user_id"], unique=False)
    op.create_index(
        "live_interaction",
        "interaction",
        ["id"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "survey_score",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("dimension", sa.Text(), nullable=False),
        sa.Column("expectation", sa.Integer(), nullable=False),
        sa.Column("perception", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "dimension IN ('tangibles', 'reliability', 'responsiveness', 'assurance', 'empathy')",
            name="survey_score_dimension_choice",
        ),
        sa.CheckConstraint("expectation BETWEEN 1 AND 7", name="survey_score_expectation_range"),
        sa.CheckConstraint("perception BETWEEN 1 AND 7", name="survey_score_perception_range"),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["survey.id"],
            name="survey_score_survey_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="survey_score_key"),
        sa.UniqueConstraint(
            "survey_id", "dimension", name="survey_score_survey_id_dimension_unique"
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("survey_score_survey_id_index", "survey_score", ["survey_id"], unique=False)
    op.create_table(
        "interaction_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interaction_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name="interaction_contact_contact_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["interaction_id"],
            ["interaction.id"],
            name="interaction_contact_interaction_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="interaction_contact_key"),
        sa.UniqueConstraint(
            "interaction_id",
            "contact_id",
            name="interaction_contact_interaction_id_contact_id_unique",
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "interaction_contact_contact_id_index", "interaction_contact", ["contact_id"], unique=False
    )
    op.create_index(
        "interaction_contact_interaction_id_index",
        "interaction_contact",
        ["interaction_id"],
        unique=False,
    )
    op.create_table(
        "interaction_field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interaction_id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["field_id"],
            ["field.id"],
            name="interaction_field_field_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["interaction_id"],
            ["interaction.id"],
            name="interaction_field_interaction_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="interaction_field_key"),
        sa.UniqueConstraint(
            "interaction_id", "field_id", name="interaction_field_interaction_id_field_id_unique"
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "interaction_field_field_id_index", "interaction_field", ["field_id"], unique=False
    )
    op.create_index(
        "interaction_field_interaction_id_index",
        "interaction_field",
        ["interaction_id"],
        unique=False,
    )
    op.create_table(
        "interaction_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interaction_id", sa.Integer(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interaction_id"],
            ["interaction.id"],
            name="interaction_link_interaction_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="interaction_link_key"),
        sa.UniqueConstraint(
            "interaction_id", "target", name="interaction_link_interaction_id_target_unique"
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "interaction_link_interaction_id_index",
        "interaction_link",
        ["interaction_id"],
        unique=False,
    )
    op.create_table(
        "interaction_tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interaction_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interaction_id"],
            ["interaction.id"],
            name="interaction_tag_interaction_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["tag_id"],
            ["tag.id"],
            name="interaction_tag_tag_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="interaction_tag_key"),
        sa.UniqueConstraint(
            "interaction_id", "tag_id", name="interaction_tag_interaction_id_tag_id_unique"
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "interaction_tag_interaction_id_index", "interaction_tag", ["interaction_id"], unique=False
    )
    op.create_index("interaction_tag_tag_id_index", "interaction_tag", ["tag_id"], unique=False)
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Text(), nullable=True),
        sa.Column("due_time", sa.Text(), nullable=True),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("done_at", sa.Text(), nullable=True),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        sa.Column("interaction_id", sa.Integer(), nullable=True),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("survey_id", sa.Integer(), nullable=True),
        sa.Column("recurrence", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "created_at LIKE '____-__-__T__:__:__.___Z'", name="task_created_at_time"
        ),
        sa.CheckConstraint(
            "deleted_at LIKE '____-__-__T__:__:__.___Z'", name="task_deleted_at_time"
        ),
        sa.CheckConstraint("done_at LIKE '____-__-__T__:__:__.___Z'", name="task_done_at_time"),
        sa.CheckConstraint("due_on LIKE '____-__-__'", name="task_due_on_day"),
        sa.CheckConstraint("due_time LIKE '__:__'", name="task_due_time_time"),
        sa.CheckConstraint("priority IN ('low', 'normal', 'high')", name="task_priority_choice"),
        sa.CheckConstraint(
            "updated_at LIKE '____-__-__T__:__:__.___Z'", name="task_updated_at_time"
        ),
        sa.ForeignKeyConstraint(
            ["assignee_id"],
            ["user_account.id"],
            name="task_assignee_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name="task_company_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name="task_contact_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["deal_id"],
            ["deal.id"],
            name="task_deal_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["interaction_id"],
            ["interaction.id"],
            name="task_interaction_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["survey.id"],
            name="task_survey_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
            name="task_ticket_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="task_key"),
        sa.UniqueConstraint("uid", name="task_uid_unique"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "live_task",
        "task",
        ["id"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "open_task_due_on",
        "task",
        ["due_on"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL AND deleted_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL AND deleted_at IS NULL"),
    )
    op.create_index("task_assignee_id_index", "task", ["assignee_id"], unique=False)
    op.create_index("task_company_id_index", "task", ["company_id"], unique=False)
    op.create_index("task_contact_id_index", "task", ["contact_id"], unique=False)
    op.create_index("task_deal_id_index", "task", ["deal_id"], unique=False)
    op.create_index("task_interaction_id_index", "task", ["interaction_id"], unique=False)
    op.create_index("task_survey_id_index", "task", ["survey_id"], unique=False)
    op.create_index("task_ticket_id_index", "task", ["ticket_id"], unique=False)
    op.create_table(
        "task_field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["field_id"],
            ["field.id"],
            name="task_field_field_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["task_id"],
            ["task.id"],
            name="task_field_task_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="task_field_key"),
        sa.UniqueConstraint("task_id", "field_id", name="task_field_task_id_field_id_unique"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("task_field_field_id_index", "task_field", ["field_id"], unique=False)
    op.create_index("task_field_task_id_index", "task_field", ["task_id"], unique=False)
    op.create_table(
        "task_tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tag_id"],
            ["tag.id"],
            name="task_tag_tag_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["task_id"],
            ["task.id"],
            name="task_tag_task_id_link",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="task_tag_key"),
        sa.UniqueConstraint("task_id", "tag_id", name="task_tag_task_id_tag_id_unique"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("task_tag_tag_id_index", "task_tag", ["tag_id"], unique=False)
    op.create_index("task_tag_task_id_index", "task_tag", ["task_id"], unique=False)
    op.execute("INSERT INTO running (id, changeset_id) VALUES (1, NULL)")
