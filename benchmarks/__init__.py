"""What the application costs, beside what Django and its neighbours cost for the same rows: `make bench`."""
