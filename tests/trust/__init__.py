"""What strangers try: the whole contract asked at random by everybody, and what must not be found anywhere."""
