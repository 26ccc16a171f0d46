"""What people send as files: their names, what they really are, pictures, and where they are kept. Knows no user."""
