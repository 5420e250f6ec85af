"""Matching: the change feed and the vectors.

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('match_clock',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('sequence', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_match_clock'))
    )
    op.create_table('match_entry',
    sa.Column('side', sa.String(32), nullable=False),
    sa.Column('item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('sequence', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('live', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('side', 'item_id', name=op.f('pk_match_entry'))
    )
    with op.batch_alter_table('match_entry', schema=None) as batch_op:
        batch_op.create_index('ix_match_entry_sequence', ['sequence'], unique=False)

    op.create_table('match_vector',
    sa.Column('content_hash', sa.String(length=64), nullable=False),
    sa.Column('model_id', sa.String(length=160), nullable=False),
    sa.Column('vector', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('content_hash', 'model_id', name=op.f('pk_match_vector'))
    )


def downgrade():
    op.drop_table('match_vector')
    with op.batch_alter_table('match_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_match_entry_sequence')

    op.drop_table('match_entry')
    op.drop_table('match_clock')
