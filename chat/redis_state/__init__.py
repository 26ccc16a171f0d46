"""Redis as the site sees it: there, or away. While it is away the site goes on with what each process knows."""
