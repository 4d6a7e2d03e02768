"""The screens of the directory, of invitations and of the outbox."""
