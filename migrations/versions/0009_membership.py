"""Membership of the alliance: applications, members and their years, messages, votes, certificates.

Revision: 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('membership',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('application_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('status', sa.String(32), nullable=False),
    sa.Column('member_class', sa.String(32), nullable=False),
    sa.Column('committees', sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
    sa.Column('name_key', sa.String(length=120), nullable=False),
    sa.Column('site_key', sa.String(length=120), nullable=False),
    sa.Column('assignee_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('voting', sa.Boolean(), nullable=False),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('joined_on', sa.Date(), nullable=True),
    sa.Column('term_ends_on', sa.Date(), nullable=True),
    sa.Column('dues_until', sa.Date(), nullable=True),
    sa.Column('dues_note', sa.String(length=300), nullable=False),
    sa.Column('reminded_days', sa.Integer(), nullable=True),
    sa.Column('ground', sa.String(32), nullable=True),
    sa.Column('ground_note', sa.Text(), nullable=False),
    sa.Column('planned_action', sa.String(length=16), nullable=False),
    sa.Column('planned_on', sa.Date(), nullable=True),
    sa.Column('planned_ground', sa.String(32), nullable=True),
    sa.Column('planned_note', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['assignee_id'], ['user_account.id'], name=op.f('fk_membership_assignee_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_membership_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_membership')),
    sa.UniqueConstraint('organisation_id', name=op.f('uq_membership_organisation_id'))
    )
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.create_index('ix_membership_assignee', ['assignee_id', 'status'], unique=False)
        batch_op.create_index(batch_op.f('ix_membership_name_key'), ['name_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_membership_planned_on'), ['planned_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_membership_site_key'), ['site_key'], unique=False)
        batch_op.create_index('ix_membership_status_applied_at', ['status', 'applied_at'], unique=False)
        batch_op.create_index('ix_membership_status_term_ends_on', ['status', 'term_ends_on'], unique=False)

    op.create_table('membership_application',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('author_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('member_class', sa.String(32), nullable=True),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('activities', sa.Text(), nullable=False),
    sa.Column('categories', sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
    sa.Column('committees', sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
    sa.Column('contact_name', sa.String(length=80), nullable=False),
    sa.Column('contact_email', sa.String(length=254), nullable=False),
    sa.Column('bylaws_version', sa.String(length=16), nullable=False),
    sa.Column('bylaws_agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reopened', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['user_account.id'], name=op.f('fk_membership_application_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_membership_application_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_membership_application'))
    )
    with op.batch_alter_table('membership_application', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_membership_application_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index('uq_membership_application_draft', ['organisation_id'], unique=True, sqlite_where=sa.text('sent_at IS NULL'), postgresql_where=sa.text('sent_at IS NULL'))

    op.create_table('membership_ballot',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('membership_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('electorate', sa.String(length=64), nullable=False),
    sa.Column('status', sa.String(32), nullable=False),
    sa.Column('quorum', sa.Integer(), nullable=False),
    sa.Column('opened_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_on', sa.Date(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['membership_id'], ['membership.id'], name=op.f('fk_membership_ballot_membership_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['opened_by'], ['user_account.id'], name=op.f('fk_membership_ballot_opened_by'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_membership_ballot'))
    )
    with op.batch_alter_table('membership_ballot', schema=None) as batch_op:
        batch_op.create_index('ix_membership_ballot_closing', ['status', 'closes_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_membership_ballot_membership_id'), ['membership_id'], unique=False)
        batch_op.create_index('uq_membership_ballot_open', ['membership_id'], unique=True, sqlite_where=sa.text("status = 'OPEN'"), postgresql_where=sa.text("status = 'OPEN'"))

    op.create_table('membership_certificate',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('membership_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=24), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('name_en', sa.String(length=160), nullable=False),
    sa.Column('member_class', sa.String(32), nullable=False),
    sa.Column('member_number', sa.String(length=24), nullable=False),
    sa.Column('joined_on', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['membership_id'], ['membership.id'], name=op.f('fk_membership_certificate_membership_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_membership_certificate')),
    sa.UniqueConstraint('code', name=op.f('uq_membership_certificate_code'))
    )
    with op.batch_alter_table('membership_certificate', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_membership_certificate_membership_id'), ['membership_id'], unique=False)

    op.create_table('membership_field',
    sa.Column('membership_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['membership_id'], ['membership.id'], name=op.f('fk_membership_field_membership_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('membership_id', 'code', name=op.f('pk_membership_field'))
    )
    with op.batch_alter_table('membership_field', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_membership_field_code'), ['code'], unique=False)

    op.create_table('membership_message',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('membership_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('author_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('kind', sa.String(32), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['user_account.id'], name=op.f('fk_membership_message_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['membership_id'], ['membership.id'], name=op.f('fk_membership_message_membership_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_membership_message'))
    )
    with op.batch_alter_table('membership_message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_membership_message_membership_id'), ['membership_id'], unique=False)

    op.create_table('membership_period',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('membership_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('member_class', sa.String(32), nullable=False),
    sa.Column('began_on', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['membership_id'], ['membership.id'], name=op.f('fk_membership_period_membership_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_membership_period'))
    )
    with op.batch_alter_table('membership_period', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_membership_period_membership_id'), ['membership_id'], unique=False)
        batch_op.create_index('ix_membership_period_time', ['began_on', 'ended_on'], unique=False)

    op.create_table('membership_voice',
    sa.Column('ballot_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('choice', sa.String(32), nullable=True),
    sa.Column('cast_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('cast_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['ballot_id'], ['membership_ballot.id'], name=op.f('fk_membership_voice_ballot_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['cast_by'], ['user_account.id'], name=op.f('fk_membership_voice_cast_by'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_membership_voice_organisation_id')),
    sa.PrimaryKeyConstraint('ballot_id', 'organisation_id', name=op.f('pk_membership_voice'))
    )
    with op.batch_alter_table('membership_voice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_membership_voice_organisation_id'), ['organisation_id'], unique=False)



def downgrade():
    with op.batch_alter_table('membership_voice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_membership_voice_organisation_id'))

    op.drop_table('membership_voice')
    with op.batch_alter_table('membership_period', schema=None) as batch_op:
        batch_op.drop_index('ix_membership_period_time')
        batch_op.drop_index(batch_op.f('ix_membership_period_membership_id'))

    op.drop_table('membership_period')
    with op.batch_alter_table('membership_message', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_membership_message_membership_id'))

    op.drop_table('membership_message')
    with op.batch_alter_table('membership_field', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_membership_field_code'))

    op.drop_table('membership_field')
    with op.batch_alter_table('membership_certificate', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_membership_certificate_membership_id'))

    op.drop_table('membership_certificate')
    with op.batch_alter_table('membership_ballot', schema=None) as batch_op:
        batch_op.drop_index('uq_membership_ballot_open', sqlite_where=sa.text("status = 'OPEN'"), postgresql_where=sa.text("status = 'OPEN'"))
        batch_op.drop_index(batch_op.f('ix_membership_ballot_membership_id'))
        batch_op.drop_index('ix_membership_ballot_closing')

    op.drop_table('membership_ballot')
    with op.batch_alter_table('membership_application', schema=None) as batch_op:
        batch_op.drop_index('uq_membership_application_draft', sqlite_where=sa.text('sent_at IS NULL'), postgresql_where=sa.text('sent_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_membership_application_organisation_id'))

    op.drop_table('membership_application')
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.drop_index('ix_membership_status_term_ends_on')
        batch_op.drop_index('ix_membership_status_applied_at')
        batch_op.drop_index(batch_op.f('ix_membership_site_key'))
        batch_op.drop_index(batch_op.f('ix_membership_planned_on'))
        batch_op.drop_index(batch_op.f('ix_membership_name_key'))
        batch_op.drop_index('ix_membership_assignee')

    op.drop_table('membership')
