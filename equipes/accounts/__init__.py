"""Accounts and groups in the CMS: users may not grant permissions that they lack, nor edit accounts that have them."""
