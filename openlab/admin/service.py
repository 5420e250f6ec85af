"""What a curator can do beyond reviewing: let the console repeat a job that was given up."""

from openlab.audit import service as audit
from openlab.jobs import service as jobs
from openlab.jobs.models import OutboxJob
from openlab.jobs.queries import get_failed_job
from openlab.kit.policy import Actor, policies


def retry_job(actor: Actor, job_id: int) -> OutboxJob:
    """Give a failed job new attempts; raise NotFoundError when it has not failed."""
    policies.require(actor, "admin:console:use")
    job = get_failed_job(job_id)
    jobs.retry(job)
    audit.record(actor, "job.retried", job, kind=job.kind)
    return job
