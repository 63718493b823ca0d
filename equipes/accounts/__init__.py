"""Accounts and groups in the CMS: nobody grants a right that they lack, nor edits who has one that they lack."""
