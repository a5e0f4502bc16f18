"""The whole of Ebb under random kills: phones that retry, a provider that lies, servers that die, and a count at the end."""
