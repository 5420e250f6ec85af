"""Committees, votes and offices of the alliance; partner notices, requests and consortia.

Revision: 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('alliance_vote',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(32), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('title_en', sa.String(length=160), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('text_en', sa.Text(), nullable=False),
    sa.Column('secret', sa.Boolean(), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('quorum_percent', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(32), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('term_from', sa.Date(), nullable=True),
    sa.Column('term_until', sa.Date(), nullable=True),
    sa.Column('lot_seed', sa.String(length=64), nullable=False),
    sa.Column('lot', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('valid', sa.Boolean(), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('quorum_percent BETWEEN 0 AND 100', name=op.f('ck_alliance_vote_quorum')),
    sa.CheckConstraint('seats >= 1', name=op.f('ck_alliance_vote_seats')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alliance_vote'))
    )
    op.create_table('committee',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(32), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('name_en', sa.String(length=160), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('purpose_en', sa.Text(), nullable=False),
    sa.Column('visibility', sa.String(32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_committee'))
    )
    op.create_table('alliance_office_term',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('office', sa.String(32), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('vote_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('end_reason', sa.Text(), nullable=False),
    sa.CheckConstraint('from_on <= until_on', name=op.f('ck_alliance_office_term_order')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_alliance_office_term_organisation_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['vote_id'], ['alliance_vote.id'], name=op.f('fk_alliance_office_term_vote_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alliance_office_term'))
    )
    with op.batch_alter_table('alliance_office_term', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_alliance_office_term_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('alliance_vote_option',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('vote_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('answer', sa.String(length=16), nullable=True),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('chosen', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_alliance_vote_option_organisation_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['vote_id'], ['alliance_vote.id'], name=op.f('fk_alliance_vote_option_vote_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alliance_vote_option')),
    sa.UniqueConstraint('vote_id', 'answer', name=op.f('uq_alliance_vote_option_vote_id_answer')),
    sa.UniqueConstraint('vote_id', 'organisation_id', name=op.f('uq_alliance_vote_option_vote_id_organisation_id'))
    )
    op.create_table('calendar_feed',
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_calendar_feed_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_calendar_feed')),
    sa.UniqueConstraint('digest', name=op.f('uq_calendar_feed_digest'))
    )
    op.create_table('committee_meeting',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('committee_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('agenda', sa.Text(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('link', sa.String(length=300), nullable=False),
    sa.Column('uid', sa.String(length=64), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancel_reason', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('starts_at < ends_at', name=op.f('ck_committee_meeting_order')),
    sa.ForeignKeyConstraint(['committee_id'], ['committee.id'], name=op.f('fk_committee_meeting_committee_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_committee_meeting')),
    sa.UniqueConstraint('uid', name=op.f('uq_committee_meeting_uid'))
    )
    with op.batch_alter_table('committee_meeting', schema=None) as batch_op:
        batch_op.create_index('ix_committee_meeting_committee_id', ['committee_id', 'starts_at'], unique=False)

    op.create_table('committee_seat',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('committee_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('role', sa.String(32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['committee_id'], ['committee.id'], name=op.f('fk_committee_seat_committee_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_committee_seat_organisation_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_committee_seat_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_committee_seat'))
    )
    with op.batch_alter_table('committee_seat', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_committee_seat_committee_id'), ['committee_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_committee_seat_user_id'), ['user_id'], unique=False)
        batch_op.create_index('uq_committee_seat_chair', ['committee_id'], unique=True, sqlite_where=sa.text("ended_at IS NULL AND role = 'CHAIR'"), postgresql_where=sa.text("ended_at IS NULL AND role = 'CHAIR'"))
        batch_op.create_index('uq_committee_seat_sitting', ['committee_id', 'user_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('consortium',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('status', sa.String(32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_consortium_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consortium'))
    )
    with op.batch_alter_table('consortium', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_consortium_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('partner_notice',
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('author_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('kind', sa.String(32), nullable=False),
    sa.Column('status', sa.String(32), nullable=False),
    sa.Column('capability', sa.Text(), nullable=False),
    sa.Column('category', sa.String(length=40), nullable=False),
    sa.Column('region_codes', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('nationwide', sa.Boolean(), nullable=False),
    sa.Column('sizes_wanted', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('keywords', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lang', sa.String(length=2), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('translation', sa.JSON().with_variant(JSONB(), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['user_account.id'], name=op.f('fk_partner_notice_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_partner_notice_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_partner_notice'))
    )
    with op.batch_alter_table('partner_notice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_partner_notice_category'), ['category'], unique=False)
        batch_op.create_index(batch_op.f('ix_partner_notice_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index('ix_partner_notice_status', ['status', 'until_on'], unique=False)

    op.create_table('alliance_vote_voter',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('vote_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('name_en', sa.String(length=160), nullable=False),
    sa.Column('has_voted', sa.Boolean(), nullable=False),
    sa.Column('option_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['option_id'], ['alliance_vote_option.id'], name=op.f('fk_alliance_vote_voter_option_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_alliance_vote_voter_organisation_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['vote_id'], ['alliance_vote.id'], name=op.f('fk_alliance_vote_voter_vote_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alliance_vote_voter')),
    sa.UniqueConstraint('vote_id', 'organisation_id', name=op.f('uq_alliance_vote_voter_vote_id_organisation_id'))
    )
    with op.batch_alter_table('alliance_vote_voter', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_alliance_vote_voter_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('committee_attendance',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('meeting_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reply', sa.String(32), nullable=True),
    sa.Column('present', sa.Boolean(), nullable=True),
    sa.ForeignKeyConstraint(['meeting_id'], ['committee_meeting.id'], name=op.f('fk_committee_attendance_meeting_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_committee_attendance_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_committee_attendance')),
    sa.UniqueConstraint('meeting_id', 'user_id', name=op.f('uq_committee_attendance_meeting_id_user_id'))
    )
    with op.batch_alter_table('committee_attendance', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_committee_attendance_user_id'), ['user_id'], unique=False)

    op.create_table('committee_minutes',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('meeting_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('status', sa.String(32), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('circulated_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('adopted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['meeting_id'], ['committee_meeting.id'], name=op.f('fk_committee_minutes_meeting_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_committee_minutes')),
    sa.UniqueConstraint('meeting_id', name=op.f('uq_committee_minutes_meeting_id'))
    )
    op.create_table('committee_task',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('committee_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('meeting_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('title', sa.String(length=160), nullable=False),
    sa.Column('assignee_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('status', sa.String(32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['assignee_id'], ['user_account.id'], name=op.f('fk_committee_task_assignee_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['committee_id'], ['committee.id'], name=op.f('fk_committee_task_committee_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['meeting_id'], ['committee_meeting.id'], name=op.f('fk_committee_task_meeting_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_committee_task'))
    )
    with op.batch_alter_table('committee_task', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_committee_task_assignee_id'), ['assignee_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_committee_task_committee_id'), ['committee_id'], unique=False)

    op.create_table('consortium_member',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('consortium_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('size_class', sa.String(32), nullable=True),
    sa.Column('role', sa.String(32), nullable=False),
    sa.Column('task', sa.String(length=300), nullable=False),
    sa.Column('share', sa.Integer(), nullable=False),
    sa.CheckConstraint('share BETWEEN 0 AND 10000', name=op.f('ck_consortium_member_share')),
    sa.ForeignKeyConstraint(['consortium_id'], ['consortium.id'], name=op.f('fk_consortium_member_consortium_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consortium_member'))
    )
    with op.batch_alter_table('consortium_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_consortium_member_consortium_id'), ['consortium_id'], unique=False)

    op.create_table('partner_request',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('to_organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('notice_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('author_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('subject', sa.String(length=120), nullable=False),
    sa.Column('status', sa.String(32), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('organisation_id != to_organisation_id', name=op.f('ck_partner_request_two_sides')),
    sa.ForeignKeyConstraint(['author_id'], ['user_account.id'], name=op.f('fk_partner_request_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['notice_id'], ['partner_notice.id'], name=op.f('fk_partner_request_notice_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_partner_request_organisation_id')),
    sa.ForeignKeyConstraint(['to_organisation_id'], ['organisation.id'], name=op.f('fk_partner_request_to_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_partner_request'))
    )
    with op.batch_alter_table('partner_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_partner_request_to_organisation_id'), ['to_organisation_id'], unique=False)
        batch_op.create_index('uq_partner_request_waiting', ['organisation_id', 'to_organisation_id'], unique=True, sqlite_where=sa.text("status = 'SENT'"), postgresql_where=sa.text("status = 'SENT'"))

    op.create_table('partner_message',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('request_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('author_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['user_account.id'], name=op.f('fk_partner_message_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_partner_message_organisation_id')),
    sa.ForeignKeyConstraint(['request_id'], ['partner_request.id'], name=op.f('fk_partner_message_request_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_partner_message'))
    )
    with op.batch_alter_table('partner_message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_partner_message_request_id'), ['request_id'], unique=False)



def downgrade():
    with op.batch_alter_table('partner_message', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_partner_message_request_id'))

    op.drop_table('partner_message')
    with op.batch_alter_table('partner_request', schema=None) as batch_op:
        batch_op.drop_index('uq_partner_request_waiting', sqlite_where=sa.text("status = 'SENT'"), postgresql_where=sa.text("status = 'SENT'"))
        batch_op.drop_index(batch_op.f('ix_partner_request_to_organisation_id'))

    op.drop_table('partner_request')
    with op.batch_alter_table('consortium_member', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_consortium_member_consortium_id'))

    op.drop_table('consortium_member')
    with op.batch_alter_table('committee_task', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_committee_task_committee_id'))
        batch_op.drop_index(batch_op.f('ix_committee_task_assignee_id'))

    op.drop_table('committee_task')
    op.drop_table('committee_minutes')
    with op.batch_alter_table('committee_attendance', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_committee_attendance_user_id'))

    op.drop_table('committee_attendance')
    with op.batch_alter_table('alliance_vote_voter', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_alliance_vote_voter_organisation_id'))

    op.drop_table('alliance_vote_voter')
    with op.batch_alter_table('partner_notice', schema=None) as batch_op:
        batch_op.drop_index('ix_partner_notice_status')
        batch_op.drop_index(batch_op.f('ix_partner_notice_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_partner_notice_category'))

    op.drop_table('partner_notice')
    with op.batch_alter_table('consortium', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_consortium_organisation_id'))

    op.drop_table('consortium')
    with op.batch_alter_table('committee_seat', schema=None) as batch_op:
        batch_op.drop_index('uq_committee_seat_sitting', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.drop_index('uq_committee_seat_chair', sqlite_where=sa.text("ended_at IS NULL AND role = 'CHAIR'"), postgresql_where=sa.text("ended_at IS NULL AND role = 'CHAIR'"))
        batch_op.drop_index(batch_op.f('ix_committee_seat_user_id'))
        batch_op.drop_index(batch_op.f('ix_committee_seat_committee_id'))

    op.drop_table('committee_seat')
    with op.batch_alter_table('committee_meeting', schema=None) as batch_op:
        batch_op.drop_index('ix_committee_meeting_committee_id')

    op.drop_table('committee_meeting')
    op.drop_table('calendar_feed')
    op.drop_table('alliance_vote_option')
    with op.batch_alter_table('alliance_office_term', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_alliance_office_term_organisation_id'))

    op.drop_table('alliance_office_term')
    op.drop_table('committee')
    op.drop_table('alliance_vote')
