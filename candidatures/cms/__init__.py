"""Applications in the CMS: who reads what is asked of the one policy, object by object."""
