"""Signing in: django-allauth with the product's own rules, pages and addresses."""
