"""Needs and solutions.

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('need',
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('author_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('status', sa.String(32), nullable=False),
    sa.Column('problem', sa.Text(), nullable=False),
    sa.Column('affected', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('desired_outcome', sa.Text(), nullable=False),
    sa.Column('constraints', sa.Text(), nullable=False),
    sa.Column('testbed_offer', sa.Text(), nullable=False),
    sa.Column('data_offer', sa.Text(), nullable=False),
    sa.Column('purchase_plan', sa.Text(), nullable=False),
    sa.Column('category', sa.String(length=40), nullable=False),
    sa.Column('region_code', sa.String(length=5), nullable=False),
    sa.Column('foreign_city', sa.String(length=120), nullable=False),
    sa.Column('keywords', sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
    sa.Column('kpis', sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
    sa.Column('policy_tags', sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
    sa.Column('compliance_flags', sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
    sa.Column('budget_min', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('budget_max', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('funding', sa.String(32), nullable=True),
    sa.Column('period_months', sa.Integer(), nullable=True),
    sa.Column('desired_start', sa.Date(), nullable=True),
    sa.Column('min_trl', sa.Integer(), nullable=True),
    sa.Column('required_certifications', sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
    sa.Column('needs_data_hub', sa.Boolean(), nullable=False),
    sa.Column('department', sa.String(length=80), nullable=False),
    sa.Column('contact', sa.String(length=254), nullable=False),
    sa.Column('demo', sa.Boolean(), nullable=False),
    sa.Column('exchange_id', sa.String(length=64), nullable=True),
    sa.Column('copied_from_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lang', sa.String(length=2), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('translation', sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
    sa.CheckConstraint('budget_min IS NULL OR budget_max IS NULL OR budget_min <= budget_max', name=op.f('ck_need_budget_order')),
    sa.ForeignKeyConstraint(['author_id'], ['user_account.id'], name=op.f('fk_need_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['copied_from_id'], ['need.id'], name=op.f('fk_need_copied_from_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_need_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_need')),
    sa.UniqueConstraint('exchange_id', name=op.f('uq_need_exchange_id'))
    )
    with op.batch_alter_table('need', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_need_category'), ['category'], unique=False)
        batch_op.create_index(batch_op.f('ix_need_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_need_region_code'), ['region_code'], unique=False)
        batch_op.create_index('ix_need_status_published_at', ['status', 'published_at'], unique=False)

    op.create_table('solution',
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('author_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('status', sa.String(32), nullable=False),
    sa.Column('review_reason', sa.String(32), nullable=True),
    sa.Column('review_note', sa.Text(), nullable=False),
    sa.Column('summary', sa.String(length=300), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('category', sa.String(length=40), nullable=False),
    sa.Column('technologies', sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
    sa.Column('keywords', sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
    sa.Column('trl', sa.Integer(), nullable=True),
    sa.Column('maturity', sa.String(32), nullable=True),
    sa.Column('price_min', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('price_max', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('price_basis', sa.String(length=200), nullable=False),
    sa.Column('delivery_weeks', sa.Integer(), nullable=True),
    sa.Column('nationwide', sa.Boolean(), nullable=False),
    sa.Column('references', sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
    sa.Column('references_count', sa.Integer(), nullable=False),
    sa.Column('claimed_kpis', sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
    sa.Column('data_hub', sa.Boolean(), nullable=False),
    sa.Column('standards', sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
    sa.Column('open_source_licence', sa.String(length=80), nullable=False),
    sa.Column('repository_url', sa.String(length=300), nullable=False),
    sa.Column('compliance_flags', sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
    sa.Column('demo', sa.Boolean(), nullable=False),
    sa.Column('exchange_id', sa.String(length=64), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('listed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lang', sa.String(length=2), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('translation', sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
    sa.CheckConstraint('price_min IS NULL OR price_max IS NULL OR price_min <= price_max', name=op.f('ck_solution_price_order')),
    sa.CheckConstraint('trl IS NULL OR trl BETWEEN 1 AND 9', name=op.f('ck_solution_trl_range')),
    sa.ForeignKeyConstraint(['author_id'], ['user_account.id'], name=op.f('fk_solution_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_solution_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_solution')),
    sa.UniqueConstraint('exchange_id', name=op.f('uq_solution_exchange_id'))
    )
    with op.batch_alter_table('solution', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_solution_category'), ['category'], unique=False)
        batch_op.create_index(batch_op.f('ix_solution_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index('ix_solution_status_listed_at', ['status', 'listed_at'], unique=False)

    op.create_table('solution_certification',
    sa.Column('solution_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['solution_id'], ['solution.id'], name=op.f('fk_solution_certification_solution_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('solution_id', 'code', name=op.f('pk_solution_certification'))
    )
    with op.batch_alter_table('solution_certification', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_solution_certification_code'), ['code'], unique=False)

    op.create_table('solution_region',
    sa.Column('solution_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sido_code', sa.String(length=5), nullable=False),
    sa.ForeignKeyConstraint(['solution_id'], ['solution.id'], name=op.f('fk_solution_region_solution_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('solution_id', 'sido_code', name=op.f('pk_solution_region'))
    )
    with op.batch_alter_table('solution_region', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_solution_region_sido_code'), ['sido_code'], unique=False)



def downgrade():
    with op.batch_alter_table('solution_region', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_solution_region_sido_code'))

    op.drop_table('solution_region')
    with op.batch_alter_table('solution_certification', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_solution_certification_code'))

    op.drop_table('solution_certification')
    with op.batch_alter_table('solution', schema=None) as batch_op:
        batch_op.drop_index('ix_solution_status_listed_at')
        batch_op.drop_index(batch_op.f('ix_solution_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_solution_category'))

    op.drop_table('solution')
    with op.batch_alter_table('need', schema=None) as batch_op:
        batch_op.drop_index('ix_need_status_published_at')
        batch_op.drop_index(batch_op.f('ix_need_region_code'))
        batch_op.drop_index(batch_op.f('ix_need_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_need_category'))

    op.drop_table('need')
