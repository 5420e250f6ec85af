"""People's accounts: sign-up, e-mail confirmation, login, reset, and sessions that live on the server."""
