"""Matching: opinions, daily counts of use, versions of weights, and measurements of quality.

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('match_place',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('origin', sa.String(32), nullable=False),
    sa.Column('rank', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('shown', sa.Integer(), nullable=False),
    sa.Column('opened', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('day', 'origin', 'rank', name=op.f('pk_match_place'))
    )
    op.create_table('match_use',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('side', sa.String(32), nullable=False),
    sa.Column('item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('asked', sa.Integer(), nullable=False),
    sa.Column('led', sa.Integer(), nullable=False),
    sa.Column('shown', sa.Integer(), nullable=False),
    sa.Column('opened', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('day', 'side', 'item_id', name=op.f('pk_match_use'))
    )
    op.create_table('quality_run',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.String(32), nullable=False),
    sa.Column('cause', sa.String(32), nullable=False),
    sa.Column('set_name', sa.String(length=120), nullable=False),
    sa.Column('model_id', sa.String(length=160), nullable=False),
    sa.Column('weights', sa.String(length=40), nullable=False),
    sa.Column('figures', sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
    sa.Column('seconds', sa.Float(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quality_run'))
    )
    with op.batch_alter_table('quality_run', schema=None) as batch_op:
        batch_op.create_index('ix_quality_run_kind', ['kind', 'at'], unique=False)

    op.create_table('match_feedback',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('origin', sa.String(32), nullable=False),
    sa.Column('origin_key', sa.String(length=40), nullable=False),
    sa.Column('side', sa.String(32), nullable=False),
    sa.Column('item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('opinion', sa.String(32), nullable=False),
    sa.Column('why', sa.String(32), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('score', sa.Float(), nullable=False),
    sa.Column('feasible', sa.Boolean(), nullable=False),
    sa.Column('parts', sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
    sa.Column('measured', sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
    sa.Column('weights', sa.String(length=40), nullable=False),
    sa.Column('model_id', sa.String(length=160), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_match_feedback_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_match_feedback')),
    sa.UniqueConstraint('user_id', 'origin', 'origin_key', 'side', 'item_id', name=op.f('uq_match_feedback_user_id_origin_origin_key_side_item_id'))
    )
    with op.batch_alter_table('match_feedback', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_match_feedback_created_at'), ['created_at'], unique=False)
        batch_op.create_index('ix_match_feedback_item', ['side', 'item_id'], unique=False)
        batch_op.create_index('ix_match_feedback_origin', ['origin', 'origin_key'], unique=False)

    op.create_table('match_weights',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('weights', sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
    sa.Column('how', sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
    sa.Column('figures', sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('made_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['made_by'], ['user_account.id'], name=op.f('fk_match_weights_made_by'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_match_weights'))
    )
    op.create_table('match_adoption',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('weights_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('adopted_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('adopted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['adopted_by'], ['user_account.id'], name=op.f('fk_match_adoption_adopted_by'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['weights_id'], ['match_weights.id'], name=op.f('fk_match_adoption_weights_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_match_adoption'))
    )
    with op.batch_alter_table('match_clock', schema=None) as batch_op:
        batch_op.add_column(sa.Column('weights', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, server_default='0'))
    with op.batch_alter_table('match_clock', schema=None) as batch_op:
        batch_op.alter_column('weights', existing_type=sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), server_default=None)


def downgrade():
    with op.batch_alter_table('match_clock', schema=None) as batch_op:
        batch_op.drop_column('weights')

    op.drop_table('match_adoption')
    op.drop_table('match_weights')
    with op.batch_alter_table('match_feedback', schema=None) as batch_op:
        batch_op.drop_index('ix_match_feedback_origin')
        batch_op.drop_index('ix_match_feedback_item')
        batch_op.drop_index(batch_op.f('ix_match_feedback_created_at'))

    op.drop_table('match_feedback')
    with op.batch_alter_table('quality_run', schema=None) as batch_op:
        batch_op.drop_index('ix_quality_run_kind')

    op.drop_table('quality_run')
    op.drop_table('match_use')
    op.drop_table('match_place')
