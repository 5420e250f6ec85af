"""Personal data: who saw whose, wishes to delete an account, mails not wanted.

Revision: 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
WAITING = "status = 'WAITING'"


def upgrade():
    op.create_table('access_record',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', BIG_ID, nullable=True),
    sa.Column('organisation_id', BIG_ID, nullable=True),
    sa.Column('subject_id', BIG_ID, nullable=False),
    sa.Column('place', sa.String(length=64), nullable=False),
    sa.Column('handling', sa.String(length=32), nullable=False),
    sa.Column('purpose', sa.String(length=32), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('address', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_access_record'))
    )
    with op.batch_alter_table('access_record', schema=None) as batch_op:
        batch_op.create_index('ix_access_record_actor', ['actor_id', 'id'], unique=False)
        batch_op.create_index('ix_access_record_at', ['at'], unique=False)
        batch_op.create_index('ix_access_record_subject', ['subject_id', 'id'], unique=False)

    op.create_table('account_deletion',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('user_id', BIG_ID, nullable=False),
    sa.Column('status', sa.String(length=32), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_account_deletion_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account_deletion'))
    )
    with op.batch_alter_table('account_deletion', schema=None) as batch_op:
        batch_op.create_index('ix_account_deletion_user_id', ['user_id'], unique=False)
        batch_op.create_index('uq_account_deletion_waiting', ['user_id'], unique=True, sqlite_where=sa.text(WAITING), postgresql_where=sa.text(WAITING))

    op.create_table('mail_refusal',
    sa.Column('user_id', BIG_ID, nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_mail_refusal_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('user_id', 'kind', name=op.f('pk_mail_refusal'))
    )


def downgrade():
    op.drop_table('mail_refusal')
    op.drop_table('account_deletion')
    op.drop_table('access_record')
