"""The admin desk: versions of rules, abuse reports, announcements, visits in somebody else's place.

Revision: 0011, after 0010.
"""

import sqlalchemy as sa
from alembic import op


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def _person(name, table, ondelete='SET NULL'):
    return sa.ForeignKeyConstraint([name], ['user_account.id'], name=op.f(f'fk_{table}_{name}'), ondelete=ondelete)


def upgrade():
    op.create_table('rule_version',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('area', sa.String(length=32), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=False),
    sa.Column('number', sa.Float(), nullable=True),
    sa.Column('unit', sa.String(length=40), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('text_en', sa.Text(), nullable=False),
    sa.Column('basis', sa.String(length=300), nullable=False),
    sa.Column('mark', sa.String(length=32), nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('made_by', BIG_ID, nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    _person('made_by', 'rule_version'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rule_version'))
    )
    with op.batch_alter_table('rule_version', schema=None) as batch_op:
        batch_op.create_index('ix_rule_version_code', ['area', 'code', 'effective_from'], unique=False)

    op.create_table('abuse_report',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('target_type', sa.String(length=32), nullable=False),
    sa.Column('target_id', BIG_ID, nullable=False),
    sa.Column('target_title', sa.String(length=200), nullable=False),
    sa.Column('cause', sa.String(length=32), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('reporter_id', BIG_ID, nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('status', sa.String(length=32), nullable=False),
    sa.Column('decided_by', BIG_ID, nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    _person('reporter_id', 'abuse_report'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_abuse_report'))
    )
    with op.batch_alter_table('abuse_report', schema=None) as batch_op:
        batch_op.create_index('ix_abuse_report_queue', ['status', 'created_at'], unique=False)
        batch_op.create_index('ix_abuse_report_reporter_id', ['reporter_id'], unique=False)
        batch_op.create_index('ix_abuse_report_target', ['target_type', 'target_id'], unique=False)

    op.create_table('announcement',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('text', sa.String(length=300), nullable=False),
    sa.Column('text_en', sa.String(length=300), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('made_by', BIG_ID, nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    _person('made_by', 'announcement'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_announcement'))
    )
    with op.batch_alter_table('announcement', schema=None) as batch_op:
        batch_op.create_index('ix_announcement_shown', ['ends_at', 'starts_at'], unique=False)

    op.create_table('impersonation',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('session_id', BIG_ID, nullable=False),
    sa.Column('admin_id', BIG_ID, nullable=True),
    sa.Column('user_id', BIG_ID, nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    _person('admin_id', 'impersonation'),
    _person('user_id', 'impersonation', 'CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_impersonation')),
    sa.UniqueConstraint('session_id', name=op.f('uq_impersonation_session_id'))
    )
    with op.batch_alter_table('impersonation', schema=None) as batch_op:
        batch_op.create_index('ix_impersonation_admin_id', ['admin_id'], unique=False)
        batch_op.create_index('ix_impersonation_user_id', ['user_id'], unique=False)


def downgrade():
    op.drop_table('impersonation')
    op.drop_table('announcement')
    op.drop_table('abuse_report')
    op.drop_table('rule_version')
