"""The pages of action plans (Renaksi): an agency's own, the national register, the template of the centre."""
