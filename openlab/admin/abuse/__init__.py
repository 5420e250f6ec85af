"""What anybody may report about a need, a solution or an organisation, and what the alliance decides."""
