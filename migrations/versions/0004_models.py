"""Matching: the models that make vectors, and which text of a thing was encoded last.

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('match_model',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('model_id', sa.String(length=160), nullable=False),
    sa.Column('name', sa.Text(), nullable=True),
    sa.Column('settings', sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
    sa.Column('dimension', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(32), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_match_model')),
    sa.UniqueConstraint('model_id', name=op.f('uq_match_model_model_id'))
    )
    with op.batch_alter_table('match_clock', schema=None) as batch_op:
        batch_op.add_column(sa.Column('generation', sa.Integer(), nullable=False, server_default='0'))
    with op.batch_alter_table('match_clock', schema=None) as batch_op:
        batch_op.alter_column('generation', existing_type=sa.Integer(), server_default=None)
    with op.batch_alter_table('match_entry', schema=None) as batch_op:
        batch_op.add_column(sa.Column('content_hash', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('text_version', sa.Integer(), nullable=True))


def downgrade():
    with op.batch_alter_table('match_entry', schema=None) as batch_op:
        batch_op.drop_column('text_version')
        batch_op.drop_column('content_hash')
    with op.batch_alter_table('match_clock', schema=None) as batch_op:
        batch_op.drop_column('generation')
    op.drop_table('match_model')
